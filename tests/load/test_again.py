"""Loading again: what is unchanged costs nothing, what has changed is told, and many at a time are as one by one."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from gql.database import SqliteFile, writing_engine
from gql.errors import LoadError
from gql.load import checksums, file, load
from gql.tables import METADATA
from tests.load.conftest import Library
from tests.load.test_history import TITLES, Author
from tests.load.test_load import HEAT


@pytest.fixture
def maker() -> Iterator[None]:
    """What makes rows of records is looked at anew, in the test and after it."""
    checksums.maker.cache_clear()
    yield
    checksums.maker.cache_clear()


def lines(*records: Mapping[str, object]) -> str:
    return "\n".join(json.dumps(record) for record in records)


def test_an_unchanged_record_is_not_made_into_rows_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its checksum is enough, in whatever order and form it is written; it counts as a film of the file."""
    record = {"title": "A", "genres": ["war"], "cast": [{"person": "Ann"}]}
    library.load(lines(record), "a.jsonl")
    first = library.export()
    monkeypatch.setattr(file, "make_rows", None)
    (report,) = library.load('cast = [{ person = "Ann" }]\ngenres = ["war"]\ntitle = "A"').files
    assert str(report) == f"{report.path}: 1 film; 0 rows added, 0 changed, 0 removed"
    assert library.export() == first


def test_what_another_program_would_make_is_made_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, maker: None
) -> None:
    """After an upgrade records become rows anew. When these are the same, nothing is said to have changed."""
    library.load(HEAT)
    before = library.rows("film", "checksum")
    for folder in ("load", "tables"):
        (tmp_path / "new" / folder).mkdir(parents=True)
    (tmp_path / "new/load/rows.py").write_text("# makes other rows")
    monkeypatch.setattr(checksums, "PACKAGE", tmp_path / "new")
    checksums.maker.cache_clear()
    (report,) = library.load(HEAT).files
    assert (str(report), report.replaced) == (f"{report.path}: 1 film; 0 rows added, 0 changed, 0 removed", [])
    assert library.rows("film", "checksum") != before
    monkeypatch.setattr(file, "make_rows", None)
    library.load(HEAT)


def test_letters_of_another_python_are_another_maker(monkeypatch: pytest.MonkeyPatch, maker: None) -> None:
    """Text keys are made with its tables."""
    ours = checksums.checksum({"title": "A"})
    checksums.maker.cache_clear()
    monkeypatch.setattr("unicodedata.unidata_version", "99.0.0")
    assert checksums.checksum({"title": "A"}) != ours


def test_a_film_that_was_there_and_has_changed_is_told(library: Library) -> None:
    """By its slug, with the numbers of its rows; new films and unchanged ones are not."""
    old = {"title": "Old", "cast": [{"person": "Ann"}, {"person": "Bob"}]}
    library.load(lines(old, {"title": "Same"}), "films.jsonl")
    changed = {"title": "Old", "runtime": 90, "cast": [{"person": "Ann"}, {"person": "Cyd"}]}
    report = library.load(lines(changed, {"title": "Same"}, {"title": "New"}), "films.jsonl")
    path = library.folder / "films.jsonl"
    assert report.lines() == [
        f"{path}: 3 films; 3 rows added, 1 changed, 1 removed",
        f"{path}:1: old was there, and has changed: 2 rows added, 1 changed, 1 removed",
    ]


def test_a_slug_that_returns_after_an_unchanged_record(library: Library) -> None:
    """Unchanged records count among those of one slug, before and behind another."""
    one, other = {"title": "A"}, {"title": "A", "runtime": 90}
    library.load(lines(one), "films.jsonl")
    for records in ((one, other), (other, one)):
        (fault,) = library.faults(lines(*records), "films.jsonl")
        place = f"{library.folder}/films.jsonl:1"
        assert fault == f"films.jsonl:2: slug: 'a' is the slug of another record already, {place}"
    (report,) = library.load(lines(one, one), "films.jsonl").files
    assert report.notes == [f"{report.path}:2: the same record as {report.path}:1; left out"]


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Library]:
    """Another database, empty, which loads the same files."""
    engine = writing_engine(SqliteFile(tmp_path / "second.db"))
    METADATA.create_all(engine)
    yield Library(engine, tmp_path / "records")
    engine.dispose()


def outcome(library: Library, path: Path) -> list[str]:
    """What is said of the load of *path*, faults or report."""
    try:
        return load(library.engine, [path]).lines()
    except LoadError as error:
        return list(error.faults)


def person(author: Author) -> dict[str, str]:
    """Somebody with a spelling and an id that others may have, too."""
    name = author.random.choice(("Ann", "ann", "Bob", "B.o.b", "Cyd"))
    return {
        "name": name,
        **author.maybe(0.3, "imdb_id", ("nm0000001", "nm0000002")),
        **author.maybe(0.2, "born", "1999"),
    }


@pytest.mark.parametrize("seed", range(15))
def test_many_at_a_time_are_as_one_by_one(
    library: Library, second: Library, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """The same rows, the same reports and the same faults, in whatever batches a file is read."""
    author = Author(seed)
    loaded = number = 0
    while loaded < 2:
        number += 1
        records = [author.record(title) for title in author.random.sample(TITLES, 3)]
        records += [
            {"title": author.random.choice("VWXYZ"), "credits": [{"person": person(author), "job": "WRITER"}]}
            for _ in range(author.random.randrange(6))
        ]
        author.random.shuffle(records)
        path = library.write(lines(*records), f"{number}.jsonl")
        monkeypatch.setattr("gql.load.BATCH", 1)
        expected = outcome(library, path)
        monkeypatch.setattr("gql.load.BATCH", author.random.choice((2, 3, 500)))
        assert outcome(second, path) == expected
        assert second.export() == library.export()
        loaded += "films; " in expected[0]
