"""Films written as records again: loaded, they are the same rows; dumped again, the same bytes."""

import gzip
import io
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from gql.database import Location, reading_engine
from gql.errors import SetupError
from gql.load import dump, dumping, load
from gql.load.dumping import all_records
from gql.load.records import fields
from tests.conftest import SEED, RealFilms
from tests.films import told
from tests.load.conftest import Library
from tests.load.test_load import HEAT
from tests.places import Place, filled, held


def dumped(location: Location, *slugs: str) -> bytes:
    """What a dump writes to standard output."""
    out = io.BytesIO()
    engine = reading_engine(location)
    dump(engine, slugs, None, out)
    engine.dispose()
    return out.getvalue()


def loaded(location: Location, folder: Path, lines: bytes) -> Location:
    """The database at *location*, once it holds the records *lines*."""
    path = folder / "dump.jsonl"
    path.write_bytes(lines)
    return filled(location, path)


def rows(location: Location) -> dict[str, list[Mapping[str, Any]]]:
    """All rows that a dump can bring back.

    A checksum is that of the record which was loaded. A source that is cited nowhere belongs to no film. People are
    cited in every film that mentions them, so their receipts stand in one order, which they may not have had before.
    """
    found = {name: [dict(row) for row in part] for name, part in held(location).items()}
    people = {row["id"] for row in found["person"]}
    for row in found["film"]:
        del row["checksum"]
    for row in found["citation"]:
        if row["subject_id"] in people:
            del row["position"]
    cited = {row["source_id"] for row in found["citation"]}
    found["source"] = [row for row in found["source"] if row["id"] in cited]
    return found  # type: ignore[return-value]


def made_up() -> bytes:
    """Films with every kind of fact, sealed and open, that share people and characters."""
    return b"".join(orjson.dumps(record) + b"\n" for record in told())


def test_the_seed_comes_back(place: Place, tmp_path: Path) -> None:
    """Dumped and loaded into an empty database: the same rows in all tables, and the same dump."""
    first = filled(place(), SEED)
    record = dumped(first, "backtrace-2018")
    path = tmp_path / "backtrace.toml"
    path.write_bytes(record)
    second = filled(place(), path)
    before, after = held(first), held(second)
    assert [row["checksum"] for row in before["film"]] != [row["checksum"] for row in after["film"]]
    assert before | {"film": []} == after | {"film": []}
    assert rows(first) == rows(second)
    assert dumped(second, "backtrace-2018") == record


def test_films_with_everything_come_back(place: Place, tmp_path: Path) -> None:
    """So do thirty-two films that use each other's characters, and have something of every kind."""
    first = loaded(place(), tmp_path, made_up())
    lines = dumped(first)
    assert lines.count(b"\n") == len(told())
    second = loaded(place(), tmp_path, lines)
    assert rows(second) == rows(first)
    assert dumped(second) == lines


def test_a_dump_loaded_where_it_came_from_changes_nothing(library: Library) -> None:
    """The records are other ones than those that were loaded; their rows are the same."""
    library.load(made_up().decode(), "films.jsonl")
    library.load(dumped_of(library).decode(), "films.jsonl")
    (report,) = library.load(dumped_of(library).decode(), "films.jsonl").files
    assert str(report).endswith(": 32 films; 0 rows added, 0 changed, 0 removed")


def dumped_of(library: Library, *slugs: str) -> bytes:
    out = io.BytesIO()
    dump(library.engine, slugs, None, out)
    return out.getvalue()


def test_real_films_come_back(real: RealFilms, server_place: Place, tmp_path: Path) -> None:
    """36,273 of them, from a file into a server's database: the rows, and from there the same bytes."""
    lines = dumped(real.location)
    second = loaded(server_place(), tmp_path, lines)
    assert lines.count(b"\n") == 36_273
    assert dumped(second) == lines
    assert rows(second) == rows(real.location)


def test_the_world_does_not_change_under_a_dump(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Films that are loaded and changed meanwhile are as they were when it began; and the load does not wait."""
    monkeypatch.setattr(dumping, "BATCH", 1)
    lines = "\n".join(film(slug) for slug in "abc").encode()
    location = loaded(place(), tmp_path, lines)
    before = dumped(location)
    reading = reading_engine(location)
    with reading.begin() as connection:
        records = all_records(connection)
        found = [next(records)]
        loaded(location, tmp_path, lines.replace(b"P0", b"Somebody else") + b"\n" + film("d").encode())
        found += records
    reading.dispose()
    assert b"".join(orjson.dumps(fields(record)) + b"\n" for record in found) == before
    assert b"Somebody else" in dumped(location)


def test_nothing_is_written_through_a_reading_engine(place: Place) -> None:
    engine = reading_engine(filled(place(), SEED))
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"), engine.begin() as connection:
        connection.exec_driver_sql('DELETE FROM "clue"')
    engine.dispose()


# --- order


def apart_from_films(export: str) -> list[str]:
    """The lines of *export*, without those that hold a checksum."""
    return [line for line in export.splitlines() if not line.startswith("film ")]


def film(slug: str, *used: str, character: str = "ann") -> str:
    """A film with one character, and those whom it uses."""
    cast = [{"person": f"P{number}", "character": each} for number, each in enumerate((character, *used))]
    return json.dumps(
        {"title": slug, "slug": slug, "characters": [{"key": character, "name": character}], "cast": cast}
    )


def slugs(lines: bytes) -> list[str]:
    return [orjson.loads(line)["slug"] for line in lines.splitlines()]


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_film_comes_behind_those_whose_characters_it_uses(
    library: Library, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slugs give the order where nothing else does. So it can be loaded, line by line."""
    monkeypatch.setattr(dumping, "BATCH", batch)
    films = [
        film("d"),
        film("e", "ann-d"),
        film("c", "ann-e"),
        film("a", "ann-c", "ann-d"),
        film("b"),
        film("f", "ann-b"),
    ]
    library.load("\n".join(films), "films.jsonl")
    lines = dumped_of(library)
    assert slugs(lines) == ["d", "e", "c", "a", "b", "f"]
    assert slugs(dumped_of(library, "a", "f", "d")) == ["d", "a", "f"]
    first = library.export()
    with library.engine.begin() as connection:
        connection.exec_driver_sql('DELETE FROM "role"')
        for table in ("character", "film", "person"):
            connection.exec_driver_sql(f'DELETE FROM "{table}"')
    library.load(lines.decode(), "films.jsonl")
    assert apart_from_films(library.export()) == apart_from_films(first)


def test_films_that_use_each_others_characters_are_dumped_all_the_same(library: Library) -> None:
    """They were loaded one after the other, then the first again: no order of the two brings them back at once."""
    library.load(film("a"), "a.jsonl")
    library.load(film("b", "ann-a"), "b.jsonl")
    library.load(film("a", "ann-b"), "a.jsonl")
    lines = dumped_of(library)
    assert slugs(lines) == ["b", "a"]
    assert library.load(lines.decode(), "films.jsonl").files[0].films == 2


def test_the_film_of_a_character_is_the_one_with_the_longest_slug_that_fits(library: Library) -> None:
    """ "ann-the-heat" is of "the-heat", where there is one, though "heat" ends it too."""
    library.load("\n".join([film("the-heat"), film("heat"), film("a", "ann-the-heat")]), "films.jsonl")
    assert slugs(dumped_of(library, "a", "heat", "the-heat")) == ["the-heat", "a", "heat"]


# --- what rows do not keep


def record_of(library: Library, text: str, slug: str) -> dict[str, Any]:
    """The record *text*, loaded and dumped; its dump makes the same rows."""
    library.load(text)
    before = library.export()
    dumped_text = dumped_of(library, slug).decode()
    library.load(dumped_text)
    assert apart_from_films(library.export()) == apart_from_films(before)
    return tomllib.loads(dumped_text)


def test_a_record_is_dumped_as_it_was_written(library: Library) -> None:
    """But for the keys, which are made of slugs and titles, and what is said of a person, at the first mention."""
    text = HEAT
    for key, made in (("article", "heat-1995-film"), ("neil", "neil-mccauley"), ("vincent", "vincent-hanna")):
        text = text.replace(f'"{key}"', f'"{made}"').replace(f"sources.{key}]", f"sources.{made}]")
    expected = tomllib.loads(text)
    expected["characters"].reverse()  # as the cast has them
    found = record_of(library, HEAT, "heat-1995")
    del expected["characters"][1]["passages"][0]["cites"], found["characters"][1]["passages"][0]["cites"]
    assert found == expected | {"slug": "heat-1995"}


def test_keys_are_free(library: Library) -> None:
    """A character's key is not another's slug nor another's key, and it is cut where it is too long."""
    library.load(film("b", character="lucas"), "b.jsonl")
    name = "x" * 250
    text = json.dumps(
        {
            "title": "A", "slug": "a",
            "characters": [
                {"key": "1", "name": "Lucas B"}, {"key": "2", "name": name}, {"key": "3", "name": name + "x"},
            ],
            "cast": [{"person": f"P{key}", "character": key} for key in ("1", "lucas-b", "2", "3")],
        }
    )  # fmt: skip
    library.load(text, "a.jsonl")
    before = library.export()
    found = tomllib.loads(dumped_of(library, "a").decode())
    keys = ["lucas-b-2", "x" * 90, f"{'x' * 90}-2"]
    assert [each["key"] for each in found["characters"]] == keys
    assert [each["character"] for each in found["cast"]] == [keys[0], "lucas-b", *keys[1:]]
    library.load(dumped_of(library).decode(), "all.jsonl")
    assert apart_from_films(library.export()) == apart_from_films(before)


def test_sources_with_one_title_have_different_keys(library: Library) -> None:
    """Two addresses, and what a program read at one of them; a title without letters."""
    found = record_of(
        library,
        """
        title = "A"
        slug = "a"
        cites = [{ source = "1" }, { source = "2", section = "x" }, { source = "3" }, { source = "4" }]
        [sources]
        1 = { title = "A (film)", url = "https://a.org" }
        2 = { title = "A (film)", url = "https://a.org", extracted = true }
        3 = { title = "A (film)", url = "https://b.org" }
        4 = { title = "!" }
        """,
        "a",
    )
    assert found["sources"] == {
        "a-film": {"title": "A (film)", "url": "https://a.org"},
        "a-film-2": {"title": "A (film)", "url": "https://a.org", "extracted": True},
        "a-film-3": {"title": "A (film)", "url": "https://b.org"},
        "source": {"title": "!"},
    }


def figures(total: int, parts: list[str], **amounts: int) -> str:
    stated = [{"metric": "GROSS", "currency": "USD", "territory": key, "amount": each} for key, each in amounts.items()]
    whole = {"metric": "GROSS", "currency": "USD", "parts": parts}
    return json.dumps(
        {"title": "A", "slug": "a", "figures": [*stated, whole, whole | {"metric": "BUDGET"}][: len(stated) + 1]}
    )


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (["FR", "DE"], ["DE", "FR", "US"]),
        (["DE", "GB"], ["DE", "GB", "US"]),
        (["FR", "DE", "GB"], ["DE", "FR", "GB", "US"]),
    ],
)
def test_the_parts_of_a_sum_are_found_again(library: Library, parts: list[str], found: list[str]) -> None:
    """As many as add up to it: a zero among them is a part."""
    amounts = {"FR": 5, "DE": 7, "GB": 11, "US": 0}
    library.load(figures(0, parts, **amounts), "a.jsonl")
    record = tomllib.loads(dumped_of(library, "a").decode())
    assert [each["parts"] for each in record["figures"] if "parts" in each] == [found]
    before = library.rows("figure", "id", "amount", "derived")
    library.load(dumped_of(library).decode(), "a.jsonl")
    assert library.rows("figure", "id", "amount", "derived") == before


def test_people_are_described_once(library: Library) -> None:
    """At their first mention; a slug that is not made of the name is said each time."""
    found = record_of(
        library,
        """
        title = "A"
        slug = "a"
        cast = [{ person = { name = "Bo", slug = "bo-2" } }, { person = "Al" }]
        credits = [
            { person = { name = "Bo", slug = "bo-2", born = "1950", cites = [{ source = "s" }] }, job = "WRITER" },
            { person = "Al", job = "DIRECTOR" },
        ]
        companies = [{ company = { name = "Co", slug = "co" }, part = "STUDIO" }]
        sources = { s = { title = "S" } }
        """,
        "a",
    )
    assert found["cast"] == [
        {"person": {"name": "Bo", "slug": "bo-2", "born": "1950", "cites": [{"source": "s"}]}},
        {"person": "Al"},
    ]
    assert found["credits"] == [
        {"person": "Al", "job": "DIRECTOR"},
        {"person": {"name": "Bo", "slug": "bo-2"}, "job": "WRITER"},
    ]
    assert found["companies"] == [{"company": "Co", "part": "STUDIO"}]


# --- files


def test_the_name_says_what_is_written(library: Library, tmp_path: Path) -> None:
    """JSON lines, compressed ones that are the same each time, one film as TOML, or a folder of such."""
    library.load("\n".join([film("a"), film("b" * 199)]), "films.jsonl")
    lines = dumped_of(library)
    packed = [tmp_path / "1.jsonl.gz", tmp_path / "2.jsonl.gz"]
    for path in [tmp_path / "all.jsonl", *packed]:
        assert dump(library.engine, [], path, io.BytesIO()) == 2
    assert (tmp_path / "all.jsonl").read_bytes() == lines
    assert {gzip.decompress(path.read_bytes()) for path in packed} == {lines}
    assert len({path.read_bytes() for path in packed}) == 1
    assert dump(library.engine, ["a"], tmp_path / "a.toml", io.BytesIO()) == 1
    assert dump(library.engine, [], tmp_path / "new" / "folder", io.BytesIO()) == 2
    assert (
        (tmp_path / "new/folder/a.toml").read_bytes() == (tmp_path / "a.toml").read_bytes() == dumped_of(library, "a")
    )
    before = library.export()
    load(library.engine, [tmp_path / "new/folder"])
    assert library.export() == before


def test_long_slugs_make_names_that_a_file_may_have(library: Library, tmp_path: Path) -> None:
    """200 letters of three bytes each would be too long for most file systems."""
    slugs = ["東" * 199 + last for last in "ab"]
    library.load("\n".join(film(slug) for slug in slugs), "films.jsonl")
    dump(library.engine, [], tmp_path / "out", io.BytesIO())
    files = list((tmp_path / "out").iterdir())
    assert len(files) == 2
    assert {tomllib.loads(file.read_text(encoding="utf-8"))["slug"] for file in files} == set(slugs)


def test_a_dump_that_cannot_be_finished_leaves_what_was_there(library: Library, tmp_path: Path) -> None:
    """A fault in the middle: the file is the old one, and nothing lies beside it."""
    library.load(film("a"), "a.jsonl")
    path = tmp_path / "all.jsonl"
    path.write_text("before")
    with library.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE film SET title = ' '")  # no record can say this
    with pytest.raises(Exception, match="title"):
        dump(library.engine, [], path, io.BytesIO())
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir() if "draft" in each.name] == []


def test_what_cannot_be_written_is_said(library: Library, tmp_path: Path) -> None:
    """Names that say nothing, too many films for one, films that are not there, folders that cannot be made."""
    library.load("\n".join([film("abcdef"), film("b")]), "films.jsonl")

    def fault(*slugs: str, output: str | None = None) -> str:
        with pytest.raises(SetupError) as caught:
            dump(library.engine, slugs, output and tmp_path / output, io.BytesIO())  # type: ignore[arg-type]
        return str(caught.value).replace(str(tmp_path), "")

    (tmp_path / "file").touch()
    assert (
        fault(output="a.json")
        == "/a.json is not named like a record file: *.toml, *.jsonl or *.jsonl.gz, or else a folder."
    )
    assert fault(output="a.toml") == "/a.toml can hold one film. Name one film, or write a folder or a *.jsonl file."
    assert fault("abcdeg", "b") == "No film has the slug 'abcdeg'; like it are: abcdef."
    assert fault(output="file/a.jsonl") == "/file/a.jsonl cannot be written: File exists."
