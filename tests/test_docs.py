"""What README and docs say is true: their queries are answered as shown, their commands and links exist.

`GQL_GOLDEN=write` writes the answers, as for golden files.
"""

import json
import os
import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from gql.cli import app
from gql.sql import readable as readable_sql
from tests.conftest import Asked
from tests.golden import BLOCK, readable
from tests.test_golden import Overheard, overhearing

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITE = os.environ.get("GQL_GOLDEN") == "write"

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture
def overheard(seed: Asked, monkeypatch: pytest.MonkeyPatch) -> Overheard:
    return overhearing(seed, monkeypatch)


@pages
def test_queries_are_answered_as_shown(page: Path, seed: Asked, overheard: Overheard) -> None:
    """Each graphql block is asked, with the variables behind it, and answered as the json and sql blocks say."""
    document, answered = "", True
    variables: dict[str, object] = {}

    def block(found: re.Match[str]) -> str:
        nonlocal document, variables, answered
        text = found["text"]
        match found["kind"]:
            case "graphql":
                assert answered, f"no answer is shown for:\n{document}"
                document, variables, answered = text, {}, False
            case "json variables":
                variables = json.loads(text)
            case "json":
                text, answered = readable(seed.body(document, variables)), True
            case "sql":
                seed.data(document, variables)
                text = readable_sql(overheard.texts[-1]) + "\n"
        return f"```{found['kind']}\n{text}```\n"

    shown = page.read_text(encoding="utf-8")
    true = BLOCK.sub(block, shown)
    assert answered, f"no answer is shown for:\n{document}"
    if WRITE:
        page.write_text(true, encoding="utf-8")
    else:
        assert shown == true


@pages
def test_commands_exist(page: Path) -> None:
    """Each `gql` command in a bash block or in code exists, with the options that are shown."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    shown = re.findall(r"^(?:.*&& )?(?:\.venv/bin/)?(gql .*)$|`(gql [^`]*)`", page.read_text(), re.MULTILINE)
    for line in (first or second for first, second in shown):
        _, name, *words = shlex.split(line.partition("#")[0])
        if name.startswith("-"):
            continue
        command = commands[name]
        if isinstance(command, TyperGroup):  # `gql load FILE…` means the first of its commands
            command = command.commands.get("".join(words[:1]), next(iter(command.commands.values())))
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options, line


@pages
def test_links_lead_somewhere(page: Path) -> None:
    """Each link to a file of the project finds it."""
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_readme_walks_sealed_and_unsealed() -> None:
    """README shows the walk as the seal promises it: nothing given away first, everything after."""
    sealed, told = (
        block["text"] for block in BLOCK.finditer((ROOT / "README.md").read_text()) if block["kind"] == "json"
    )
    for word in ("son", "wife", "mastermind", "MacDonald"):
        assert not re.search(rf"\b{word}\b", sealed)
    for words in ("Lucas MacDonald", "son of", "KINSHIP", "Matthew Modine"):
        assert words in told
