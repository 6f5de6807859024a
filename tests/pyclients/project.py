"""A client's project: one of this package's folders in, copied, with a Python that has what its requirements.txt says.

    schemathesis/                    ─▶  schemathesis/       the copy, in which the client runs
    schemathesis/requirements.txt    ─▶  <kept>/schemathesis-<stamp>/bin/python

An environment takes seconds to make, so it is kept for as long as its requirements stay the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Project:
    folder: Path
    python: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `python *arguments*` says in the project's folder."""
        # Neither our settings nor our modules, and no proxy on the way to this machine.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GQL_", "PYTHON"))}
        return subprocess.run(
            [self.python, *arguments],
            cwd=self.folder,
            env=inherited | {"NO_PROXY": "127.0.0.1", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )


def project(name: str, parent: Path, kept: Path) -> Project:
    """The project *name*, copied into *parent*. *kept*: the folder for environments."""
    folder = shutil.copytree(HERE / name, parent / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(folder, environment(name, folder / "requirements.txt", kept))


def environment(name: str, requirements: Path, kept: Path) -> Path:
    """The Python of an environment in *kept* that has these requirements, and nothing else."""
    stamp = hashlib.sha256(f"{sys.base_prefix} {sys.version}\n".encode() + requirements.read_bytes()).hexdigest()[:16]
    home = kept / f"{name}-{stamp}"
    if not home.exists():
        with tempfile.TemporaryDirectory(dir=kept) as scratch:
            new = Path(scratch) / "new"
            venv.create(new, symlinks=True)
            # Our pip fills it: one of its own would take as long as all the rest.
            pip = [sys.executable, "-m", "pip", "--python", str(new), "--disable-pip-version-check"]
            install = [*pip, "install", "--quiet", "-r", str(requirements)]
            ended = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
            assert ended.returncode == 0, ended.stderr
            try:
                new.rename(home)  # whole, or not at all; `python -m` works from anywhere
            except OSError:
                assert home.exists(), "only another run can be in the way, which has made the same"
    return home / "bin/python"
