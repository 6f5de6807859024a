"""Files in: what is read, in which order, and what a file that cannot be read says."""

import gzip
import json
import tomllib
from pathlib import Path

import pytest

from gql.errors import LoadError, SetupError
from gql.load import Progress, load
from gql.load.files import batches, read
from gql.load.seed import seed_folder
from tests.load.conftest import Library

RECORD = """
title = "Heat"
released = "1995-12-15"
genres = ["crime"]
cast = [{ person = "Al Pacino", billing = 1 }]
"""
LINE = json.dumps(tomllib.loads(RECORD))


def exported(library: Library, *paths: Path) -> str:
    load(library.engine, paths)
    return library.export()


def test_all_formats_hold_the_same(library: Library) -> None:
    """A record in TOML, in JSON lines and in compressed JSON lines is the same record."""
    rows = exported(library, library.write(RECORD))
    packed = library.folder / "films.jsonl.gz"
    packed.write_bytes(gzip.compress(f"\n{LINE}\n".encode()))
    for path in (library.write(LINE, "films.jsonl"), packed, library.write(f"\ufeff{RECORD}", "bom.toml")):
        (report,) = load(library.engine, [path]).files
        assert str(report) == f"{path}: 1 film; 0 rows added, 0 changed, 0 removed"
    assert library.export() == rows


def test_a_folder_is_its_record_files(library: Library) -> None:
    """Of a folder the files that are named like record files are loaded, in the order of their names."""
    for name in ("b.toml", "a.toml"):
        library.write(RECORD, name)
    library.write(LINE, "c.jsonl")
    library.write("Nothing to load.", "notes.txt")
    report = load(library.engine, [library.folder])
    assert report.lines() == [
        f"{library.folder}/a.toml: 1 film; 4 rows added, 0 changed, 0 removed",
        f"{library.folder}/b.toml: 1 film; 0 rows added, 0 changed, 0 removed",
        f"{library.folder}/c.jsonl: 1 film; 0 rows added, 0 changed, 0 removed",
    ]


@pytest.mark.parametrize(
    ("name", "content", "beginning"),
    [
        ("a.toml", b"title = ", "a.toml: is not TOML: "),
        ("b.toml", b'title = "\xff"', "b.toml: byte 10 is not UTF-8"),
        ("c.toml", b"x = " + b"[" * 5000, "c.toml: is nested too deeply"),
        ("d.toml", b"x" * (2**24 + 1), "d.toml: it is longer than 16,777,216 bytes, too long for a film"),
        ("a.jsonl", b'{"title": "A"}\n{"title": \n', "a.jsonl:2: is not JSON: "),
        (
            "b.jsonl",
            b'{"title": "\xff"}',
            "b.jsonl:1: is not JSON: ",
        ),
        (
            "c.jsonl",
            b'{"title": "\\ud800"}',
            "c.jsonl:1: is not JSON: ",
        ),
        ("d.jsonl", b'{"title": NaN}', "d.jsonl:1: is not JSON: "),
        ("e.jsonl", b"[" * 1000 + b"]" * 1000, "e.jsonl:1: is nested too deeply"),
        ("f.jsonl", b'{"title": "A"}\n{"title": "' + b"x" * 10_000_000 + b'"}', "f.jsonl:2: title: 'xxx"),
        ("g.jsonl", b'{"title": "A"}\n' + b"x" * (2**24 + 1), "g.jsonl: line 2 is longer than 16,777,216 bytes"),
        (
            "a.jsonl.gz",
            gzip.compress(LINE.encode())[:-12],
            "a.jsonl.gz: cannot be read: ",
        ),
        ("c.jsonl.gz", gzip.compress(f"{LINE}\n".encode() * 5000)[:-200], "c.jsonl.gz: cannot be read: "),
        ("b.jsonl.gz", LINE.encode(), "b.jsonl.gz: cannot be read: "),
        ("films.csv", b"", "films.csv: is not named like a record file (*.toml, *.jsonl, *.jsonl.gz)"),
    ],
)
def test_what_is_not_well_formed_is_a_fault(library: Library, name: str, content: bytes, beginning: str) -> None:
    """A file that cannot be read is a fault that names it, and the line where there are lines; nothing is loaded."""
    path = library.folder / name
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        load(library.engine, [path])
    (fault,) = caught.value.faults
    assert fault.startswith(f"{library.folder}/{beginning}")
    assert library.export() == ""


def test_missing_files_and_empty_folders_are_faults(library: Library) -> None:
    """A path that names no record is a fault."""
    with pytest.raises(LoadError) as caught:
        load(library.engine, [library.folder, library.folder / "absent.toml", Path("x" * 300)])
    assert caught.value.faults == (
        f"{library.folder}: holds no record file (*.toml, *.jsonl, *.jsonl.gz)",
        f"{library.folder}/absent.toml: cannot be read: No such file or directory",
        f"{'x' * 300}: cannot be read: File name too long",
    )


def test_lines_are_named_by_number(library: Library) -> None:
    """A fault in JSON lines names the line and the key."""
    lines = [LINE, "", json.dumps({"title": "A", "runtime": "1"}), json.dumps({"title": "B", "cast": [{}]})]
    assert library.faults("\n".join(lines), "films.jsonl") == [
        "films.jsonl:3: runtime: '1' should be a valid integer",
        "films.jsonl:4: cast[0].person: is missing",
    ]


def test_many_faults_are_counted(library: Library) -> None:
    """Of more than a hundred faults in one file the first are named, and the rest is counted."""
    faults = library.faults("[]\n" * 103, "films.jsonl")
    assert len(faults) == 101
    assert faults[-2:] == [
        "films.jsonl:100: the record: should be a table (in JSON: an object)",
        "films.jsonl: and 3 more",
    ]


def test_a_file_of_any_length_is_read_in_pieces(library: Library) -> None:
    """So many records or so many bytes at a time, and each tells up to where the file was read."""
    lines = [json.dumps({"title": f"Film {number:03}"}) for number in range(1000)]
    path = library.write("\n".join(lines), "films.jsonl")
    size = len(lines[-1])
    assert [len(batch) for batch in batches(read(path), 300, 10**6)] == [300, 300, 300, 100]
    assert [len(batch) for batch in batches(read(path), 10**6, 400 * size)] == [400, 400, 200]
    told: list[Progress] = []
    load(library.engine, [path], told.append)
    assert [each.films for each in told] == [500, 1000]
    assert {(each.path, each.size) for each in told} == {(path, path.stat().st_size)}
    assert 0 < told[0].position <= told[1].position == told[1].size


def test_the_seed_is_in_the_package_or_beside_it(tmp_path: Path) -> None:
    """An installed package holds the shipped records, a checkout has them beside it; without them, an error says so."""
    assert [path.name for path in seed_folder().glob("*.toml")] == ["backtrace.toml"]
    package = tmp_path / "gql"
    with pytest.raises(SetupError) as caught:
        seed_folder(package)
    assert caught.value.message == f"The seed films are not in {package}."
    for folder in (tmp_path / "seed", package / "seed"):
        folder.mkdir(parents=True)
        assert seed_folder(package) == folder
