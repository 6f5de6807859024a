"""What lint finds: open words that may tell a secret, what is missing, quotations that their source does not hold."""

import hashlib
import io
import json
import os
import tomllib
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.load import SourceText, dump, lint_files, lint_films, unused
from gql.load.lint import lint
from gql.load.shape import check_shape
from tests.conftest import SEED
from tests.films import told
from tests.load.conftest import Library

SEED_FILE = SEED / "backtrace.toml"

SEED_FINDINGS = [
    # It is about the film: that there is a twist at all.
    "twists[5].characters: nothing says whom 'there-is-a-twist' is about, so no open text is compared with it; "
    "name them, unless it is about nobody",
    # The film begins with this. What the small spoiler seals is that he gets out, and where he looks for it.
    "characters[1].passages[0].text: 'memory' may tell 'macdonald-escapes'; seal it, or use other words",
    "passages[0].text: 'memory', 'prison', 'psychiatric' may tell 'macdonald-escapes'; seal it, or use other words",
]
"""What lint says of the seed, and why it stays."""


def seed() -> dict[str, Any]:
    return tomllib.loads(SEED_FILE.read_text(encoding="utf-8"))


def findings(fields: dict[str, Any], *sources: SourceText) -> list[str]:
    return lint(check_shape(fields), sources)


def test_the_seed_has_these_findings(library: Library) -> None:
    """In its file and in the database, where only the order of characters and twists is another."""
    assert findings(seed()) == SEED_FINDINGS
    assert list(lint_files([SEED_FILE])) == [f"{SEED_FILE}: {finding}" for finding in SEED_FINDINGS]
    library.load(SEED_FILE.read_text(encoding="utf-8"), "backtrace.toml")
    there = [finding.split(": ", 2) for finding in lint_films(library.engine, ["backtrace-2018"])]
    assert [slug for slug, _, _ in there] == ["backtrace-2018"] * 3
    assert sorted(words for _, _, words in there) == sorted(each.split(": ", 1)[1] for each in SEED_FINDINGS)
    assert list(lint_films(library.engine, [])) == list(lint_films(library.engine, ["backtrace-2018"]))


@pytest.mark.parametrize("name", ["Lucas MacDonald", "Dr. Erin MacDonald", "Farren MacDonald"])
def test_a_name_that_tells_whose_son_or_wife_it_is(name: str) -> None:
    """The three names of the seed that are its spoiler: open, they are found, with what to do."""
    record = seed()
    (character,) = [each for each in record["characters"] if each.get("full_name") == name]
    at = f"characters[{record['characters'].index(character)}].name"
    character["name"] = name
    found = findings(record)
    told_ = f"{at}: 'macdonald' gives away that {name} belongs with Donovan \"Mac\" MacDonald, which is sealed; "
    assert [each for each in found if each.startswith(told_)]
    assert [each for each in found if each.startswith(f"{at}: {name} tells all of the full name, which '")]
    del character["full_name"], character["full_name_twist"]
    assert [each for each in findings(record) if each.startswith(told_)]


def film(**parts: Any) -> dict[str, Any]:
    """A film with a hidden brother, Tom, of Anna; what *parts* say besides."""
    return {
        "title": "A",
        "sources": {"s": {"title": "S"}},
        "twists": [
            {
                "key": "kin",
                "kind": "KINSHIP",
                "revealed_as": "Thomas has poisoned his sister.",
                "characters": ["t", "a"],
            }
        ],
        "characters": [
            {"key": "t", "name": "Thomas", "full_name": "Thomas Bo Varga", "full_name_twist": "kin"}
            | parts.pop("t", {}),
            {"key": "a", "name": "Anna"} | parts.pop("a", {}),
            {"key": "c", "name": "The Cook"},
            {"key": "g", "name": "Night Guest", "twist": "kin"},
        ],
        "cast": [{"person": f"P{key}", "character": key} for key in "tacg"],
        "relations": [{"from": "t", "label": "son of", "to": "c", "kind": "FAMILY", "twist": "kin"}],
        **parts,
    }


def plot(text: str, **more: Any) -> dict[str, Any]:
    return film(passages=[{"topic": "PLOT", "text": text, **more}])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (film(), []),
        (plot("Thomas and Anna dine."), []),  # who it is about tells nothing
        (plot("Somebody was poisoned."), []),  # about nobody
        (plot("The Cook was poisoned."), []),  # about somebody else
        (plot("Anna is poisoned."), ["passages[0].text: 'poisoned' may tell 'kin'"]),
        (plot("Anna is poisoned.", twist="kin"), []),
        (plot("ANNA, the Sister, is poisoned!"), ["passages[0].text: 'poisoned', 'sister' may tell 'kin'"]),
        (plot("Thomas has been there for years."), []),  # common words
        (plot("Thomas Bo Varga comes."), ["passages[0].text: 'thomas bo varga', 'varga' may tell 'kin'"]),
        (plot("A Varga comes."), ["passages[0].text: 'varga' may tell 'kin'"]),
        (plot("Thomas is the cook's son."), ["passages[0].text: 'son of' may tell 'kin'"]),
        (plot("Thomas has a son."), []),
        (plot("The night guest comes."), ["passages[0].text: 'night guest' may tell 'kin'"]),
        (plot("It is night."), []),
        (film(t={"introduced_as": "Anna's guest."}), ["characters[0].introduced_as: 'anna' may tell 'kin'"]),
        (film(a={"introduced_as": "A woman named Anna."}), []),
        (film(a={"passages": [{"text": "A sister."}]}), ["characters[1].passages[0].text: 'sister' may tell 'kin'"]),
        (film(a={"passages": [{"text": "She is a sister.", "twist": "kin"}]}), []),
        (film(summary="Anna is poisoned."), ["summary: 'poisoned' may tell 'kin'"]),
        (film(reviews=[{"quote": "Anna, poisoned."}]), ["reviews[0].quote: 'poisoned' may tell 'kin'"]),
        (film(reviews=[{"quote": "Anna, poisoned.", "text_twist": "kin"}]), []),
        (
            film(a={"cites": [{"source": "s", "quote": "…a sister…"}]}),
            ["characters[1].cites[0].quote: 'sister' may tell 'kin'"],
        ),
        (film(a={"cites": [{"source": "s", "quote": "…a sister…", "twist": "kin"}]}), []),
        (film(credits=[{"person": "Anna", "job": "WRITER", "cites": [{"source": "s", "quote": "by Anna"}]}]), []),
    ],
)  # fmt: skip
def test_open_text_is_compared_with_what_is_sealed_about_the_same_characters(
    fields: dict[str, Any], expected: list[str]
) -> None:
    """Words of four letters or more that are not common, whole names that are sealed, and labels with both names."""
    assert [finding.partition(";")[0] for finding in findings(fields)] == expected


def test_what_cannot_be_sealed_is_to_be_said_otherwise() -> None:
    (introduced,) = findings(film(t={"introduced_as": "Anna's guest."}))
    (passage,) = findings(plot("Anna is poisoned."))
    assert (introduced.partition("; ")[2], passage.partition("; ")[2]) == (
        "use other words",
        "seal it, or use other words",
    )


def test_what_could_not_be_loaded_is_found(library: Library) -> None:
    """Values that no record may have, parts that do not agree, files that cannot be read; and what is behind them."""
    bad = library.write(
        '{"title": "A", "runtime": 0}\n{"title": "B", "cast": [{"person": "P", "character": "x"}]}\nx\n'
        + json.dumps(plot("Anna is poisoned.")),
        "films.jsonl",
    )
    missing = library.folder / "none.toml"
    found = [each.replace(str(library.folder), "") for each in lint_files([bad, missing])]
    assert found == [
        "/films.jsonl:1: runtime: 0 should be greater than or equal to 1",
        "/films.jsonl:3: is not JSON: unexpected character, expected a JSON value (at column 1)",
        "/films.jsonl:4: passages[0].text: 'poisoned' may tell 'kin'; seal it, or use other words",
        "/none.toml: cannot be read: No such file or directory",
    ]


# --- quotations


def source(text: str, name: str = "page.txt") -> SourceText:
    return SourceText(name, text.encode())


def quoting(quote: str, **more: Any) -> dict[str, Any]:
    return {"title": "A", "sources": {"s": {"title": "S", **more}}, "cites": [{"source": "s", "quote": quote}]}


@pytest.mark.parametrize(
    ("quote", "is_there"),
    [
        ("One two", True),
        ("One two\nthree", True),  # white space is white space
        ("…two…", True),
        ("One … three … five", True),
        ("three … One", False),  # in this order
        ("one two", False),  # exact
        ("One three", False),
        ("two … two", False),  # each time anew
        ("…", True),
    ],
)
def test_a_quotation_is_looked_up_in_its_source(quote: str, is_there: bool) -> None:
    """Its exact words in their order, with anything where an ellipsis stands."""
    found = findings(quoting(quote), source("One  two\n\nthree four five"))
    what = f"cites[0].quote: {quote!r} is not in page.txt; quote its exact words, with … for what is left out"
    assert found == ([] if is_there else [what])


def test_quotations_everywhere_are_looked_up() -> None:
    """Those of parts, and of parts of parts; sealed ones, too."""
    cites = [{"source": "s", "quote": "nowhere", "twist": "kin"}]
    fields = film(a={"cites": cites, "passages": [{"text": "x", "cites": cites}]}, cites=cites)
    found = [each.partition(".quote: ")[0] for each in findings(fields, source("Elsewhere."))]
    assert found == ["cites[0]", "characters[1].cites[0]", "characters[1].passages[0].cites[0]"]


def test_a_source_is_known_by_its_checksum_or_by_being_the_only_one() -> None:
    """Another checksum is another version. A text that belongs to none is said to."""
    text = source("One")
    digest = hashlib.sha256(b"One").hexdigest()
    assert findings(quoting("One", sha256=digest), text) == []
    assert text.is_used
    other = findings(quoting("One", sha256="0" * 64), text)
    assert [each.partition(":")[0] for each in other] == ["sources.s.sha256"]
    assert digest in other[0]
    several = {**quoting("Two"), "sources": {"s": {"title": "S"}, "t": {"title": "T"}}}
    unknown = source("One")
    assert findings(several, unknown) == []
    assert [each.partition(":")[0] for each in unused([text, unknown])] == ["page.txt"]
    several["sources"]["s"]["sha256"] = digest
    assert len(findings(several, unknown)) == 1
    twice = {**quoting("Two"), "sources": {"s": {"title": "S"}, "x": {"title": "S", "extracted": True}}}
    assert len(findings(twice, source("One"))) == 1


def test_the_seed_quotes_what_its_article_says() -> None:
    """Every quotation; and a changed one is found."""
    path = os.environ.get("GQL_TEST_ARTICLE")
    if not path:
        pytest.skip("GQL_TEST_ARTICLE names no file")
    article = SourceText(path, Path(path).read_bytes())
    assert findings(seed(), article) == SEED_FINDINGS
    record = seed()
    record["cites"][0]["quote"] = "Backtrack"
    assert len(findings(record, article)) == len(SEED_FINDINGS) + 1


def test_any_film_can_be_looked_at(library: Library) -> None:
    """Thirty-two with everything, in the database and as they are dumped: the same findings."""
    library.load(b"".join(orjson.dumps(record) + b"\n" for record in told()).decode(), "films.jsonl")
    there = list(lint_films(library.engine, []))
    out = io.BytesIO()
    dump(library.engine, [], None, out)
    path = library.write(out.getvalue().decode(), "dump.jsonl")
    again = [each.removeprefix(f"{path}:").partition(": ")[2] for each in lint_files([path])]
    assert [each.partition(": ")[2] for each in there] == again
    assert there
