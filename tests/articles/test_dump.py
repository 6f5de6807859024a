"""Dumps of MediaWiki's pages: read in a stream, as far as they are whole, in memory that has bounds."""

import bz2
import gzip
import hashlib
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.dump import make
from gql.errors import LoadError
from gql.load import load_articles
from gql.load.articles.article import Article, Unread
from gql.load.articles.mediawiki import read
from gql.load.shape import RecordFaults
from tests.load.conftest import Library

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
<siteinfo><sitename>W</sitename><base>https://en.wiki.example/wiki/Main_Page</base></siteinfo>
"""
TAIL = "</mediawiki>\n"
NO_FILM = "is about no film: it has neither an infobox of one, nor a category like 2018 films"


def page(title: str, text: str | None = None, *, space: int = 0, more: str = "", before: str = "") -> str:
    text = f"{{{{Infobox film\n|country=Chad}}}}\n{title} &amp; light." if text is None else text
    return (
        f"<page><title>{title}</title><ns>{space}</ns><id>1</id>{more}\n<revision>{before}"
        f"<timestamp>2024-03-01T08:00:00Z</timestamp><text bytes='1'>{text}</text></revision></page>\n"
    )


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "wiki.xml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def titles(path: Path) -> list[str]:
    """What was read of *path*, and at the end its fault, without what depends on the system's library."""
    found: list[str] = []
    try:
        found += (each.title if isinstance(each, Article) else f"{each.title}: {each.reason}" for each in read(path))
    except RecordFaults as error:
        found += error.faults
    return found


@pytest.mark.parametrize("suffix", [".xml", ".xml.bz2", ".xml.gz"])
def test_a_page_becomes_an_article(write: Write, suffix: str) -> None:
    """Everything that a dump says of it; lines are the file's."""
    content = (HEAD + page("Wick &amp; Öl (film)") + TAIL).encode()
    packed = {".xml": content, ".xml.bz2": bz2.compress(content), ".xml.gz": gzip.compress(content)}[suffix]
    path = write(packed, f"wiki{suffix}")
    (found,) = read(path)
    assert isinstance(found, Article)
    assert found.title == "Wick & Öl (film)"
    assert found.url == "https://en.wiki.example/wiki/Wick_%26_%C3%96l_(film)"
    assert found.retrieved == "2024-03-01"
    assert found.place == f"{path}:3"
    text = "{{Infobox film\n|country=Chad}}\nWick & Öl (film) & light."
    assert found.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert [line.place for line in found.infobox or ()] == [5]
    assert [(each.place, each.text) for each in found.sections[0].blocks] == [(6, "Wick & Öl (film) & light.")]
    assert found.position == path.stat().st_size


def test_what_is_no_article_about_a_film(write: Write) -> None:
    """Other spaces and other models are left out without a word; redirects and other pages come with a reason."""
    path = write(
        HEAD
        + page("Talk:A", space=1)
        + page("B", more="<redirect title='C (film)' />")
        + page("D", "#REDIRECT [[E]]")
        + page("F", "A lamp.")
        + page("G.js", before="<model>javascript</model>")
        + page("H", "")
        + page("I")
        + TAIL
    )
    found = list(read(path))
    assert found[:-1] == [
        Unread(title, f"{path}:{line}", reason, is_expected=True, position=path.stat().st_size)
        for title, line, reason in (
            ("B", 7, "leads on to C (film)"),
            ("D", 11, "leads on to E"),
            ("F", 13, NO_FILM),
            ("H", 19, NO_FILM),
        )
    ]
    assert found[-1].title == "I"


def test_the_last_revision_counts(write: Write) -> None:
    path = write(HEAD + page("A", before="<text>x" + "y" * 100 + "</text></revision><revision>") + TAIL)
    assert titles(path) == ["A"]


def test_a_file_may_consist_of_several_streams(write: Write) -> None:
    """As the multistream dumps do."""
    path = write(b"".join(bz2.compress(part.encode()) for part in (HEAD, page("A"), page("B"), TAIL)), "wiki.xml.bz2")
    assert titles(path) == ["A", "B"]


BAD = {
    "cut between pages": (HEAD + page("A"), ["A", "line 7: the XML ends too early"]),
    "cut in a page": (
        HEAD + page("A") + page("B")[:-30],
        ["A", "line 10: the XML ends too early, in the page 'B' that begins at line 7"],
    ),
    "cut in a tag": (
        HEAD + page("A") + "<page><ti",
        ["A", "line 7: the XML ends too early, in the page that begins at line 7"],
    ),
    "empty": ("", ["line 1: the XML ends too early"]),
    "not well-formed": (
        HEAD + page("A") + page("B", "x </b> y") + page("C") + TAIL,
        ["A", "line 8: not well-formed XML (mismatched tag), in the page 'B' that begins at line 7"],
    ),
    "no XML": ("{{Infobox film}}", ["line 1: not well-formed XML (not well-formed (invalid token))"]),
    "another XML": ("<html></html>", ["line 1: <html> begins no dump of MediaWiki, which begins with <mediawiki>"]),
    "nested": (HEAD + "<a>" * 100_000, ["line 3: elements are nested more than 32 deep"]),
    "billion laughs": (
        '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>' + HEAD + page("&b;") + TAIL,
        ["line 1: a document type, which no dump has"],
    ),
    "a file of the system": (
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + HEAD + page("A") + TAIL,
        ["line 1: a document type, which no dump has"],
    ),
    "an entity of nobody": (
        HEAD + page("A") + page("&b;") + TAIL,
        ["A", "line 7: not well-formed XML (undefined entity), in the page that begins at line 7"],
    ),
    "a tag without end": (
        HEAD + page("A") + "<page a='" + "x" * 3_000_000,
        ["A", "line 7: a tag of more than 1,048,576 bytes"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_dump_is_read_up_to_its_fault(write: Write, name: str) -> None:
    """What stands before the fault is read, and the fault has its line and its page."""
    content, expected = BAD[name]
    assert titles(write(content)) == expected


def test_a_bad_page_costs_only_itself(write: Write) -> None:
    """Bytes that are not UTF-8 and too long a text: the page is named, and all others are read."""
    content = HEAD + page("A") + page("B", "{{Infobox film}}\n\nx~y") + page("C~") + page("D", "x~y")
    content += (
        page("E", "{{Infobox film}}" + "x" * (16 * 2**20))
        + page("F", "{{Infobox film}}\nOne {{nowrap|" + "{{x|" * 10_000)
        + page("G")
        + TAIL
    )
    path = write(content.encode().replace(b"~", b"\xc3\x28\xff"))
    found = list(read(path))
    damaged = [
        (each.title, each.place, each.reason) for each in found if isinstance(each, Unread) and not each.is_expected
    ]
    assert damaged == [
        ("B", f"{path}:7", "has bytes that are not UTF-8, at line 10"),
        ("C\ufffd(\ufffd", f"{path}:11", "has bytes in its title that are not UTF-8"),
        ("E", f"{path}:17", "has more than 16,777,216 characters, too many for an article"),
    ]
    articles = {each.title: each.faults for each in found if isinstance(each, Article)}
    deep = "templates are nested more than 24 deep; those below are left out"
    assert articles == {"A": (), "F": (f"{path}:21: {deep}", *[f"{path}:21: {{{{ is not closed"] * 19), "G": ()}
    assert [(each.title, each.reason) for each in found if each.title == "D" and isinstance(each, Unread)] == [
        ("D", NO_FILM)
    ]


@pytest.mark.parametrize("suffix", [".xml.bz2", ".xml.gz"])
def test_a_compressed_dump_that_is_cut(tmp_path: Path, suffix: str) -> None:
    """All pages that are whole, then the fault."""
    path = tmp_path / f"wiki{suffix}"
    make(path, 150, lambda _: None)
    whole = titles(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    found = titles(path)
    assert 50 < len(found) < len(whole)
    assert found[:-1] == whole[: len(found) - 1]
    assert found[-1].startswith("cannot be read, in the page ")
    assert found[-1].endswith("Compressed file ended before the end-of-stream marker was reached")


@pytest.mark.parametrize("name", ["wiki.xml.bz2", "wiki.xml.gz"])
def test_a_dump_that_is_not_compressed(write: Write, name: str) -> None:
    (fault,) = titles(write(HEAD + page("A") + TAIL, name))
    assert fault.startswith("cannot be read: ")


def test_a_dump_that_is_not_there(tmp_path: Path) -> None:
    assert titles(tmp_path / "x.xml") == ["cannot be read: No such file or directory"]


READ = """
import resource, sys
from pathlib import Path
from gql.load.articles import dump
from gql.load.articles.mediawiki import read
from gql.load.shape import RecordFaults
from tests.load.conftest import Library
dump.MAX_SILENCE = int(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    for each in read(Path(sys.argv[1])):
        print(each.title)
except RecordFaults as error:
    print(*error.faults)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, file=sys.stderr)
"""


SILENCE = 2**23


@pytest.mark.parametrize("unit", ["x" * 1000, "\n", "<b>x</b>", "<!--x-->", "<b", "&amp;"])
def test_a_bomb_is_put_out(write: Write, unit: str) -> None:
    """A gigabyte in a few kilobytes: whatever it consists of, it is unpacked up to the limit alone."""
    block = bz2.compress(unit.encode() * (2**20 // len(unit)))
    start = HEAD + page("A") + "<page><title>B</title><revision><text>"
    path = write(bz2.compress(start.encode()) + block * 1024, "wiki.xml.bz2")
    assert path.stat().st_size < 500_000
    ended = subprocess.run([sys.executable, "-c", READ, path, str(SILENCE)], check=True, capture_output=True, text=True)
    title, fault = ended.stdout.splitlines()
    assert title == "A"
    words = {"<b": "not well-formed XML"}.get(unit, f"{SILENCE:,} bytes without the end of a page, in the page 'B'")
    assert words in fault
    assert int(ended.stderr) < 4 * SILENCE // 1024


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten times as many pages take no more of it."""
    taken = []
    for films in (30, 240):
        path = tmp_path / f"{films}.xml.bz2"
        make(path, films, lambda _: None)
        ended = subprocess.run(
            [sys.executable, "-c", READ, path, str(SILENCE)], check=True, capture_output=True, text=True
        )
        assert len(ended.stdout.splitlines()) > films
        taken.append(int(ended.stderr))
    assert taken[1] < taken[0] + 4 * 1024


def test_a_second_opinion(tmp_path: Path) -> None:
    """ElementTree finds the same pages with the same texts."""
    path = tmp_path / "wiki.xml"
    make(path, 50, lambda _: None)
    space = "{http://www.mediawiki.org/xml/export-0.11/}"
    theirs = {}
    for element in ET.parse(path).iter(f"{space}page"):
        if element.findtext(f"{space}ns") == "0":
            text = element.findtext(f"{space}revision/{space}text") or ""
            theirs[element.findtext(f"{space}title")] = hashlib.sha256(text.encode()).hexdigest()
    ours = {each.title: each for each in read(path)}
    assert list(ours) == list(theirs)
    films = {title: each.sha256 for title, each in ours.items() if isinstance(each, Article)}
    assert len(films) == 50
    assert films == {title: theirs[title] for title in films}
    assert [each.position for each in ours.values()] == sorted(each.position for each in ours.values())


@pytest.mark.parametrize("seed", range(20))
def test_any_damage_ends_in_words(tmp_path: Path, seed: int) -> None:
    """Bytes changed, lost and added anywhere: pages, and a fault at most, never another error."""
    rng = random.Random(seed)
    path = tmp_path / f"wiki.xml{rng.choice(('', '.bz2', '.gz'))}"
    make(path, 5, lambda _: None)
    content = bytearray(path.read_bytes())
    for _ in range(rng.randrange(1, 20)):
        at = rng.randrange(len(content))
        content[at : at + rng.randrange(9)] = rng.randbytes(rng.randrange(9))
    path.write_bytes(content)
    titles(path)


def loaded(library: Library, path: Path, *, strict: bool = False) -> list[str]:
    """What the load of *path* says, without its folder, and what it takes from a database."""
    try:
        report = load_articles(library.engine, [path], strict=strict)
    except LoadError as error:
        return [line.replace(f"{path.parent}/", "") for line in error.faults]
    return [line.replace(f"{path.parent}/", "") for file in report.files for line in file.left_out]


def test_a_bad_dump_is_loaded_as_far_as_it_goes(library: Library, write: Write) -> None:
    """What is wrong is named, what is no film is counted, all else is there; with --strict nothing is."""
    film = "{{Infobox film\n|name=%s\n|released={{film date|2018}}\n}}\nA lamp."
    content = HEAD + page("A", film % "A") + page("B", "A lamp.") + page("C", (film % "C") + "~")
    content += page("D", (film % "D") + " {{nowrap|" * 100) + page("E", film % "E") + page("F", film % "F")[:-40]
    path = write(content.encode().replace(b"~", b"\xff"))
    faults = [
        "wiki.xml:11: C: has bytes that are not UTF-8, at line 16",
        "wiki.xml: line 32: the XML ends too early, in the page 'F' that begins at line 29",
    ]
    damaged = ["wiki.xml:22: {{ is not closed"] * 19
    damaged = ["wiki.xml:22: templates are nested more than 24 deep; those below are left out", *damaged]
    assert loaded(library, path, strict=True) == [faults[1], faults[0], *damaged]
    assert library.rows("film", "title") == []
    assert loaded(library, path) == [*faults, *damaged, "wiki.xml: pages that are about no film: 1"]
    assert library.rows("film", "title") == [("A",), ("D",), ("E",)]


def test_a_whole_dump_can_be_loaded_strictly(library: Library, write: Write) -> None:
    """Pages about other things are no faults of a dump."""
    path = write(HEAD + page("A (2018 film)") + page("B", "A lamp.") + TAIL)
    assert loaded(library, path, strict=True) == ["wiki.xml: pages that are about no film: 1"]
    assert library.rows("film", "title") == [("A",)]
