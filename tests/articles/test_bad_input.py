"""Articles that are broken, hostile, or none: named by file and place, the rest loaded; with `strict`, nothing."""

import re
import re._parser as parser  # type: ignore[import-not-found]
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gql.errors import LoadError
from gql.load import load_articles, read_articles
from gql.load.articles import (
    cast,
    dates,
    figures,
    infobox,
    lead,
    mentions,
    money,
    names,
    naming,
    plain,
    prose,
    reception,
    relations,
    releases,
    reveals,
    sentences,
    story,
    telling,
)
from gql.load.articles import credits as credited
from tests.load.conftest import Library

GOOD = """= The Good One (film) =

- Director: Ann Lee
- Released: 1 May 2001

The Good One is a 2001 film.
"""


def write(library: Library, content: str | bytes, name: str = "pages.txt") -> Path:
    path = library.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def slugs(library: Library) -> list[str]:
    return [slug for (slug,) in library.rows("film", "slug")]


# ── One page of a file is bad ─────────────────────────────────────────────────────────────────────────────────────────

BAD = {
    # The page: what is said of it, below the line that it begins at.
    "no film": (b"= Salt =\n\nSalt is a mineral.\n", "Salt: it is about no film"),
    "not UTF-8": (b"= Bad (film) =\n\nOne\nTwo \xff\n", "line 11: byte 25 of the page is not UTF-8"),
    "cut inside a letter": ("= Bad (film) =\n\nZo\u00eb".encode()[:-1], "line 10: byte 19 of the page is not UTF-8"),
    "too long a title": (b"= " + b"x" * 590 + b" (film) =\n", "title:"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_page_is_left_out(library: Library, bad: str) -> None:
    """The other page is loaded, and the report names the bad one's file, line and reason."""
    content, reason = BAD[bad]
    path = write(library, GOOD.encode() + b"\n" + content)
    report = load_articles(library.engine, [path])
    assert slugs(library) == ["the-good-one-2001"]
    (line,) = report.files[0].left_out
    assert line.startswith(f"{path}:8: ")
    assert reason in line


@pytest.mark.parametrize("bad", BAD)
def test_bad_page_fails_its_file_when_strict(library: Library, bad: str) -> None:
    """Nothing of the file is loaded; other files are."""
    content, reason = BAD[bad]
    path = write(library, GOOD.encode() + b"\n" + content)
    other = write(library, GOOD.replace("Good", "Other"), "other.txt")
    with pytest.raises(LoadError) as caught:
        load_articles(library.engine, [path, other], strict=True)
    assert slugs(library) == ["the-other-one-2001"]
    assert reason in "\n".join(caught.value.faults)
    assert caught.value.loaded[0].startswith(f"{other}: 1 film")


@pytest.mark.parametrize("bad", BAD)
def test_file_without_a_film_is_a_fault(library: Library, bad: str) -> None:
    """Even when it is not strict, and for a dry run, too."""
    path = write(library, BAD[bad][0])
    for attempt in (lambda: load_articles(library.engine, [path]), lambda: list(read_articles([path]))):
        with pytest.raises(LoadError) as caught:
            attempt()
        assert str(path) in str(caught.value)
    assert slugs(library) == []


def test_two_pages_of_one_film(library: Library) -> None:
    """The first stands; the second is left out, and said to be the slug's second one."""
    path = write(library, GOOD + GOOD.replace("1 May", "2 May"))
    report = load_articles(library.engine, [path])
    assert "'the-good-one-2001' is the slug of another record already" in report.files[0].left_out[0]
    assert library.rows("film", "released") == [("2001-05-01",)]


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

FILES = {
    "empty.txt": (b"", "holds no article"),
    "blank.txt": (b"\n \r\n", "holds no article"),
    "long.txt": (b"x" * (plain.MAX_PAGE + 1), "too long for an article"),
    "film.pdf": (b"%PDF", "is not named like an article"),
}


@pytest.mark.parametrize("name", FILES)
def test_bad_file(library: Library, name: str) -> None:
    """It is named, with the reason."""
    path = write(library, FILES[name][0], name)
    with pytest.raises(LoadError, match=re.escape(str(path))) as caught:
        load_articles(library.engine, [path])
    assert FILES[name][1] in str(caught.value)


def test_missing_file_and_empty_folder(library: Library) -> None:
    """Both are named."""
    with pytest.raises(LoadError) as caught:
        load_articles(library.engine, [library.folder / "no.txt", library.folder])
    missing, empty = caught.value.faults
    assert "no.txt: cannot be read: No such file or directory" in missing
    assert f"{library.folder}: holds no article" in empty


# ── Other shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("- ", "* "),
        lambda text: text.replace("- ", "\u2022 ").replace("= The", "=The").replace(") =", ")="),
        lambda text: text.replace(" film.", "\nfilm."),
    ],
    ids=["CRLF", "CR", "BOM", "stars", "dots", "wrapped"],
)
def test_shape_of_the_text_does_not_matter(library: Library, change: Callable[[str], str]) -> None:
    """Line ends, marks of order, bullets and blanks: the record is the same, but for the checksum of the source."""
    records = []
    for text in (GOOD, change(GOOD)):
        (page,) = read_articles([write(library, text)])
        records.append({key: value for key, value in page.fields.items() if key != "sources"})
    assert records[0] == records[1]


def test_right_to_left_text(library: Library) -> None:
    """Names of other scripts are names, from right to left, too."""
    title, director = "\u05de\u05dc\u05d7", "\u05d0\u05e0\u05d4 \u05dc\u05d9"
    actor, other, character = (
        "\u0633\u0627\u0631\u0629 \u0639\u0644\u064a",
        "\u0639\u0645\u0631",
        "\u0644\u064a\u0644\u0649",
    )
    text = f"= {title} (film) =\n\n- Director: {director}\n- Released: 2001\n- Starring: {actor}\u060c {other}\n"
    text += f"\n== Cast ==\n- {actor} as {character}\n"
    load_articles(library.engine, [write(library, text)])
    assert library.rows("film", "title") == [(title,)]
    assert library.rows("character", "name") == [(character,)]
    assert len(library.rows("person", "name")) == 3


def test_control_characters_and_long_texts_are_no_fault(library: Library) -> None:
    """What cannot be shown is dropped; a sentence that is none is left, and the account says so."""
    text = GOOD + "\nA \x00bell\x07 rings in it.\n\n" + "word " * 1000 + "\n"
    (page,) = read_articles([write(library, text)])
    assert [passage["text"] for passage in page.fields["passages"]] == ["A bell rings in it."]
    (long,) = [account for account in page.account if len(account.at.text) > 2000]
    assert long.left == ["it is longer than 2,000 characters, and no sentence"]


def test_a_page_of_too_many_sentences(library: Library) -> None:
    """The first ones are read; the account says of the others that they are not."""
    text = " ".join(f"It was shot at place {number}." for number in range(5010))
    (page,) = read_articles([write(library, f"{GOOD}\n{text}\n")])
    left = [account.left for account in page.account if account.left]
    assert left == [["it stands behind 5,000 others"]] * 11


def test_deep_headings(library: Library) -> None:
    """A section's path fits a citation, however deep it is."""
    text = GOOD + "".join(f"{'=' * depth} {'Deep' * 30} {'=' * depth}\nIt was shot there.\n" for depth in range(2, 40))
    load_articles(library.engine, [write(library, text)])
    assert max(len(section or "") for (section,) in library.rows("citation", "section")) <= 300


# ── Work grows with the text, and no faster ───────────────────────────────────────────────────────────────────────────

HOSTILE: dict[str, Callable[[int], str]] = {
    "plot": lambda n: (
        "== Plot ==\n" + " ".join(f"It is revealed that P{i} is Ann{i}'s son and dies." for i in range(n))
    ),
    "cast": lambda n: (
        "== Cast ==\n"
        + "\n".join(f"- Actor A{i} as Dr. N{i} Ford: It is later revealed that N{i} is Ford's son." for i in range(n))
    ),
    "one character": lambda n: "== Cast ==\n" + "- A B as Ford: It is later revealed that Ford is Ford's son.\n" * n,
    "reviews": lambda n: "== Reception ==\n" + " ".join(f'Ann L{i} of The Post praised it: "{i}".' for i in range(n)),
    "headings": lambda n: "".join(f"=={'=' * (i % 5)} H{i} {'=' * (i % 5)}==\nText {i}.\n" for i in range(n)),
    "figures": lambda n: "== Box office ==\n" + " ".join(f"It grossed ${i} in France, $2 in Italy." for i in range(n)),
    "releases": lambda n: (
        "== Release ==\n"
        + " ".join(
            f"It was released in theaters on May {i % 28 + 1}, {1900 + i % 100} by Company{i}." for i in range(n)
        )
    ),
    "dates": lambda n: "== Release ==\n" + "It was released on May 1, 2001. " * n,
    "quotes": lambda n: 'word and "it is, ' * n,
    "initials": lambda n: "A. " * n,
    "bullets": lambda n: "* a\n" * n,
    "names": lambda n: "== Reception ==\n" + "Ann " * n,
    "brackets": lambda n: "(" * n + "[" * n,
    "underlines": lambda n: "a\n===\n" * n,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_work_is_linear(library: Library, kind: str) -> None:
    """Twice the text takes twice the calls, not four times."""
    counts = [_calls(write(library, GOOD + "\n" + HOSTILE[kind](n))) for n in (300, 600)]
    assert counts[1] < 2.3 * counts[0]


def _calls(path: Path) -> int:
    """How many functions are called to understand the file."""
    count = 0

    def tick(_frame: types.FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        list(read_articles([path]))
    finally:
        sys.setprofile(None)
    return count


MODULES = (
    cast, credited, dates, figures, infobox, lead, mentions, money, names, naming, plain, prose, reception, relations,
    releases, reveals, sentences, story, telling,
)  # fmt: skip


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    """The patterns in *value*, however deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (each for part in value.values() for each in patterns(part))
    elif isinstance(value, list | tuple):
        yield from (each for part in value for each in patterns(part))
    elif isinstance(value, telling.Phrase):
        yield value.pattern


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_pattern_repeats_what_repeats(module: types.ModuleType) -> None:
    """No pattern has an open repetition within another, whose steps would grow with a power of the text."""
    found = [each for name, value in vars(module).items() if name != "__builtins__" for each in patterns(value)]
    assert found
    assert [each.pattern for each in found if _nests(parser.parse(each.pattern, each.flags & ~re.DEBUG))] == []


def _nests(tree: Any, is_inside: bool = False) -> bool:
    for operator, argument in tree:
        repeats = operator in (parser.MAX_REPEAT, parser.MIN_REPEAT)
        is_open = repeats and argument[1] == parser.MAXREPEAT
        if is_open and is_inside:
            return True
        parts = argument[2:] if repeats else argument if isinstance(argument, tuple | list) else [argument]
        for part in parts:
            trees = part if isinstance(part, list) else [part]
            for each in trees:
                if isinstance(each, parser.SubPattern) and _nests(each, is_inside or is_open):
                    return True
    return False
