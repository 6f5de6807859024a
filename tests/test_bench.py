"""The bench: its data are always the same, and all that it compares answer alike."""

import asyncio
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from graphql import parse, print_ast

from bench import data, dump, limits, loaders
from bench.cold import renamed
from bench.data import make
from bench.growth import VARIANTS
from bench.measuring import stored_queries
from bench.queries import queries
from bench.servers import LOADERS
from gql.database import SQLITE, SqliteFile
from gql.gateway import Request, open_gateway
from gql.settings import Settings
from tests.postgres import Server

SCALE = 0.05

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    return make(tmp_path_factory.mktemp("bench") / "films.db", SCALE, print)


def content(location: SqliteFile) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash of them all."""
    connection = SQLITE.connect(str(location))
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    found = {}
    for name in names:
        rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
        found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    connection.close()
    return found


def test_the_same_scale_is_the_same_database(
    films: SqliteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, in however many parts they are sorted; and as many rows as are promised."""
    monkeypatch.setattr(data, "BATCH", 3_000)
    monkeypatch.setattr(data, "SORTED", 1_000)
    again = make(tmp_path / "again.db", SCALE, print)
    found = content(again)
    assert found == content(films)
    assert {name: found[name][0] for name in ("film", "person", "role", "character", "review")} == {
        "film": 500, "person": 2_000, "role": 6_000, "character": 6_000, "review": 2_000,
    }  # fmt: skip
    assert 500 < found["twist"][0] < 700
    with pytest.raises(FileExistsError, match="There is a file at"):
        make(again.path, SCALE, print)


def test_all_systems_answer_alike(films: SqliteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each query with some of its variables; in all of them somebody is revealed, and something found."""
    monkeypatch.setenv("GQL_DATABASE_URL", str(films))

    async def ask() -> list[Any]:
        found: list[Any] = []
        gateway = open_gateway(films, Settings(max_page=1_000))
        transport = httpx.ASGITransport(loaders.App())
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            for query in stored_queries(films.path):
                theirs = query.bodies(LOADERS.document(query.document))[:20]
                for variables, body, their in zip(query.variants, query.bodies(query.document), theirs, strict=False):
                    answer = (await gateway.answer(Request(query.document, variables, query.name))).body
                    response = await client.post("/", content=their, headers={"content-type": "application/json"})
                    assert answer == limits.answer(body)
                    assert orjson.loads(answer) == response.json()
                    found.append(orjson.loads(answer)["data"])
        await gateway.close()
        return found

    limits._connection.cache_clear()
    try:
        found = asyncio.run(ask())
    finally:
        limits._connection().close()
        limits._connection.cache_clear()
    assert len(found) == 4 * 20 + 2
    assert all(next(iter(data.values())) for data in found)


def test_a_renamed_query_is_a_new_one_that_reads_the_same() -> None:
    """No other number has the text; without the new names it is the query itself."""
    for query in queries(10, list(range(10)), 10):
        texts = {renamed(query.document, number) for number in range(20)}
        assert len(texts) == 20
        assert {re.sub(r"\w+\d+: ", "", text) for text in texts} == {print_ast(parse(query.document))}


@pytest.mark.parametrize("suffix", [".xml", ".xml.bz2", ".xml.gz"])
def test_the_same_number_of_films_is_the_same_dump(tmp_path: Path, suffix: str) -> None:
    """Byte by byte."""
    contents = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}{suffix}"
        dump.make(path, 20, print)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    with pytest.raises(FileExistsError):
        dump.make(path, 20, print)


LIMIT, OURS, THEIRS = "limit: the statement by hand", "**twistgraph**", "Strawberry with DataLoaders"

POSTGRESQL = "**twistgraph on PostgreSQL**"
OPEN = ["with every spoiler allowed: no seal in the SQL", "**without a viewer**"]

QUICK = ("--seconds", "0.1", "--rounds", "1")

COMMANDS: dict[tuple[str, ...], list[str]] = {
    ("run", "{films}", "--only", "Q1,Q3", "--systems", "hand,twist", *QUICK): [LIMIT, OURS] * 2,
    ("cold", "--documents", "2", "--rounds", "1"): [
        "graphql-core: parse and validate", "**twistgraph: all until the answer**", "the same once more",
    ],
    ("seal", "{films}", *QUICK): [
        *OPEN, LIMIT, OURS, "more than the limit",
    ],
    ("tail", "{films}", *QUICK): [f"{name}, Q1 from {number}" for name in (LIMIT, OURS) for number in (1, 8)],
    ("start", "{films}", "--rounds", "1"): [LIMIT, THEIRS, OURS],
    ("postgresql", "{films}", "{url}", "--only", "Q1,Q2,Q5", *QUICK): [
        *[f"{LIMIT}, PostgreSQL", POSTGRESQL] * 2,
        *OPEN, f"{LIMIT}, PostgreSQL", POSTGRESQL, "more than the limit",
        *[f"{name}, Q1 from {number}" for name in (f"{LIMIT}, PostgreSQL", POSTGRESQL) for number in (1, 8)],
    ],
    ("postgresql-growth", "{films}", "{url}", "{films}", "{url}", *QUICK): [
        *[f"{name}, {number:,} different" for number in VARIANTS for name in (f"{LIMIT}, PostgreSQL", POSTGRESQL)],
        "TITLE_ASC", "RUNTIME_DESC", "started", *["answers later"] * 3,
    ],
    ("workers", "{films}", "{url}", *QUICK): [
        *[f"{name}, --workers {number}" for name in (OURS, POSTGRESQL) for number in (1, 2)],
        *[f"{name}, two to one" for name in (OURS, POSTGRESQL)],
    ],
    ("articles", "{dump}"): ["wiki.xml.bz2"],
    ("growth", "{films}", "{films}", *QUICK): [
        *[f"{name}, {number:,} different" for number in VARIANTS for name in (LIMIT, OURS)],
        "TITLE_ASC", "RUNTIME_DESC", "started", *["answers later"] * 3,
    ],
}  # fmt: skip
"""What is run, and the rows that it prints."""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_bench_prints_its_tables(
    films: SqliteFile, server: Server, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Each command: all its rows, as many cells in each as its table has columns, and a number in every one."""
    url = server.create() if "{url}" in command else ""
    wiki = tmp_path / "wiki.xml.bz2"
    if "{dump}" in command:
        dump.make(wiki, 10, print)
    arguments = [argument.format(films=films, url=url, dump=wiki) for argument in command]
    # A process of its own, since it leaves one core to its servers.
    ended = subprocess.run(
        [sys.executable, "-m", "bench", *arguments], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    rows: list[str] = []
    columns = 0
    for line in ended.stdout.splitlines():
        if not line.startswith("| "):
            continue
        name, *cells = line.removeprefix("| ").removesuffix(" |").split(" | ")
        if name == "---":
            columns = len(cells)
        elif name:
            rows.append(name.lstrip("0123456789, "))
            assert len(cells) == columns
            assert all(re.match(r"-?\d", cell) for cell in cells), line
    assert rows == COMMANDS[command]
