"""Real films become records: what is dirty is left out, said with its line, and stops nothing.

`GQL_TEST_FILMS` names the list of Wikipedia's films, no part of this project: the test that reads it skips without.
"""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select

from bench.wikipedia import convert
from gql.database import writing_engine
from gql.load import load
from gql.load.report import KEPT, Changes
from gql.tables import METADATA
from tests.conftest import RealFilms

ROOT = Path(__file__).parent.parent

DIRTY: tuple[tuple[bytes, str | None], ...] = (
    # A line, and what is said of it.
    (b'{"title": "Carmen", "year": 1915, "cast": ["Theda Bara"], "genres": ["Drama"], "article": null}', None),
    (b"", None),
    (b'{"title": "Carmen", "year": 1915, "cast": ["Geraldine Farrar", "("], "article": "Carmen_(1915 film)"}',
     "the actor '(', who has no letters"),
    (b'{"title": "Carmen", "year": 1915}', None),
    (b'{"title": "Carmen 1915", "year": 2}', "released: '2' is not a date like"),
    (b'{"title": "?", "year": 1916}', "title: it has no letters, or too many"),
    (b'{"title": "Late", "year": "1917"}', "year: Input should be a valid integer"),
    (b'{"year": 1917}', "title: Field required"),
    (b'[1]', "the line: Input should be a valid dictionary"),
    (b'{"title": "Cut', "is not JSON: "),
    (b'{"title": "\xff", "year": 1918}', "is not JSON: "),
    (b'{"title": "A\\u0000B", "year": 1918}', "title: 'A\\x00B' holds the control character U+0000"),
    (b'{"title": "' + b"x" * 10_000_000 + b'", "year": 1919}', "title: it has no letters, or too many"),
    (b'{"title": "Naked .mw-parser-output .frac{color:red}.mw-parser-output .num{top:0}33", "year": 1994}',
     "a style sheet in 'Naked 33'"),
    (b'{"title": "Twice", "year": 1920, "cast": ["A. B.", "A.B."], "genres": ["War", "War", " "]}',
     "the genre 'War', blank or stated before"),
)  # fmt: skip


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_what_is_dirty_is_left_out_and_said(tmp_path: Path) -> None:
    """Each thing with its line; the films around it are kept, and a slug that was there before gets a number."""
    source, target, said = tmp_path / "films.jsonl.gz", tmp_path / "records.jsonl.gz", list[str]()
    source.write_bytes(gzip.compress(b"\n".join(line for line, _ in DIRTY)))
    convert(source, target, said.append)
    for number, (_, words) in enumerate(DIRTY, 1):
        about = [line for line in said if line.startswith(f"line {number}: ")]
        assert (words is None) == (about == []), about
        assert words is None or about[0].startswith(f"line {number}: {words}")
    assert said[-2:] == [
        "line 15: the genre ' ', blank or stated before",
        f"{source}: 5 films. Left out: genres: 2, lines: 9, names: 1, style sheets: 1",
    ]
    found = records(target)
    slugs = ["carmen-1915", "carmen-1915-2", "carmen-1915-3", "naked-33-1994", "twice-1920"]
    assert [record["slug"] for record in found] == slugs
    assert found[1] == {
        "slug": "carmen-1915-2",
        "title": "Carmen",
        "released": "1915",
        "genres": [],
        "cast": [{"person": "Geraldine Farrar"}],
        "sources": {
            "article": {"title": "Carmen (1915 film)", "url": "https://en.wikipedia.org/wiki/Carmen_%281915%20film%29"}
        },
        "cites": [{"source": "article"}],
    }
    assert found[4]["cast"] == [{"person": "A. B."}, {"person": "A.B."}]


def test_a_list_that_is_cut_off_makes_no_records(tmp_path: Path) -> None:
    """The command says so, ends with a code, and leaves what was there before."""
    source, target = tmp_path / "films.jsonl.gz", tmp_path / "records.jsonl.gz"
    source.write_bytes(gzip.compress(DIRTY[0][0])[:-9])
    target.write_bytes(b"before")
    command = [sys.executable, "-m", "bench", "wikipedia", str(source), str(target)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{source} cannot be converted into {target}: Compressed file ended before")
    assert sorted(path.name for path in tmp_path.iterdir()) == [source.name, target.name]
    assert target.read_bytes() == b"before"


def test_every_real_film_becomes_a_record_and_is_loaded(real: RealFilms) -> None:
    """All 36,273, each with a slug of its own; left out are only names without letters, and a style sheet."""
    assert real.said[-1].endswith(": 36,273 films. Left out: names: 55, style sheets: 1")
    found = [orjson.loads(line) for line in gzip.decompress(real.records.read_bytes()).splitlines()]
    assert len({record["slug"] for record in found}) == len(found) == 36_273
    assert len([record for record in found if record["slug"].endswith(f"{record['released']}-2")]) == 31
    engine = writing_engine(real.location)
    first, (second,) = real.report, load(engine, [real.records]).files
    assert (first.films, first.changes) == (36_273, Changes(added=331_066))
    assert (second.films, second.changes, second.notes) == (36_273, Changes(), [])
    # Other spellings of people, and actors who are listed twice.
    assert len(first.notes) == KEPT + 1
    assert first.notes[-1] == f"{real.records}: and 627 more"
    with engine.connect() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(METADATA.tables[name])).scalar_one()
            for name in ("film", "person", "role", "source")
        ]
    assert counts == [36_273, 28_412, 133_230, 34_383]
    engine.dispose()
