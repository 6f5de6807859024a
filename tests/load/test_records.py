"""The format of film records: what its values may be, how its parts must agree, and what its manual says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gql.load.records import schema_text
from gql.load.shape import RecordFaults, check_shape
from gql.tables import MAX_AMOUNT
from tests.load.conftest import Library

MANUAL = (Path(__file__).parents[2] / "docs" / "records.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)

NO_DATE = 'is not a date like "2018", "2018-11" or "2018-12-14"'
NO_SLUG = "is not a slug: lower-case letters and digits, joined by hyphens"
FIGURE = {"metric": "GROSS", "currency": "USD", "amount": 1}


def shape_faults(record: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(RecordFaults) as caught:
        check_shape(record)
    return caught.value.faults


def test_examples_of_the_manual_load(library: Library) -> None:
    """Every TOML block in docs/records.md is a record that loads, in the order of the page, without a warning."""
    assert len(EXAMPLES) == 4
    assert [library.warnings(example) for example in EXAMPLES] == [[], [], [], []]


def test_manual_names_every_key() -> None:
    """docs/records.md says something of every key that `gql format` prints, and of every member of an enum."""
    schema = json.loads(schema_text())
    models = [schema, *schema["$defs"].values()]
    words = {word for model in models for word in (*model.get("properties", {}), *model.get("enum", ()))}
    known = set(re.findall(r"[a-z_0-9]+|[A-Z_]+", " ".join(re.findall(r"`([^`\n]+)`", MANUAL))))
    assert words - known == set()


def test_every_key_is_described() -> None:
    """The JSON Schema says of every key what it means."""
    schema = json.loads(schema_text())
    models = {"FilmRecord": schema, **schema["$defs"]}
    undescribed = [
        f"{name}.{key}"
        for name, model in models.items()
        for key, value in model.get("properties", {}).items()
        if "description" not in value
    ]
    assert undescribed == []


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"title": " \n"}, "title: is blank"),
        ({"title": "x" * 501}, f"title: '{'x' * 78}… should have at most 500 characters"),
        ({"title": "a\x00b"}, "title: 'a\\x00b' holds the control character U+0000"),
        ({"title": "a\x85b"}, "title: 'a\\x85b' holds the control character U+0085"),
        ({"title": "\ud800"}, "title: is not valid Unicode"),
        ({"title": "\u0301"}, "title: '\u0301' makes a text key of 0 characters; 1 to 2000 fit"),
        ({"title": "\ufdfa" * 120}, f"title: '{chr(0xFDFA) * 78}… makes a text key of 2160 characters; 1 to 2000 fit"),
        ({"title": 12}, "title: 12 should be a valid string"),
        ({"tilte": "x"}, "tilte: no such key is known here; those that are: gql format"),
        ({"slug": "A B"}, f"slug: 'A B' {NO_SLUG}; 'a-b' would be one"),
        ({"slug": "?"}, f"slug: '?' {NO_SLUG}"),
        ({"released": "2018-02-30"}, f"released: '2018-02-30' {NO_DATE}"),
        ({"released": "0999"}, f"released: '0999' {NO_DATE}"),
        ({"released": 2018}, "released: 2018 should be a valid string"),
        ({"runtime": "87"}, "runtime: '87' should be a valid integer"),
        ({"runtime": 87.0}, "runtime: 87.0 should be a valid integer"),
        ({"runtime": True}, "runtime: True should be a valid integer"),
        ({"runtime": 0}, "runtime: 0 should be greater than or equal to 1"),
        ({"imdb_id": "7137380"}, "imdb_id: '7137380' should match pattern '^tt[0-9]{7,12}$'"),
        ({"wikidata_id": "Q0"}, "wikidata_id: 'Q0' should match pattern '^Q[1-9][0-9]{0,17}$'"),
        ({"genres": "action"}, "genres: should be a list"),
        ({"cast": [3]}, "cast[0]: should be a table (in JSON: an object)"),
        ({"cast": [{}]}, "cast[0].person: is missing"),
        ({"cast": [{"person": {"name": "A", "born": "1"}}]}, f"cast[0].person.born: '1' {NO_DATE}"),
        ({"reviews": [{"verdict": "GOOD"}]}, "reviews[0].verdict: 'GOOD' should be 'POSITIVE', 'MIXED' or 'NEGATIVE'"),
        ({"figures": [FIGURE | {"currency": "usd"}]}, "figures[0].currency: 'usd' should match pattern '^[A-Z]{3}$'"),
        (
            {"figures": [FIGURE | {"amount": 2**53}]},
            f"figures[0].amount: {2**53} should be less than or equal to {MAX_AMOUNT}",
        ),
        (
            {"figures": [FIGURE | {"territory": "USA"}]},
            "figures[0].territory: 'USA' should match pattern '^(WORLD|US-CA|OTHER|[A-Z]{2})$'",
        ),
        (
            {"scores": [{"aggregator": "A", "average": float("inf")}]},
            "scores[0].average: inf should be less than or equal to 1000000000000000",
        ),
        (
            {"scores": [{"aggregator": "A", "approval": float("nan")}]},
            "scores[0].approval: nan should be less than or equal to 1",
        ),
        (
            {"sources": {"a": {"title": "A", "url": "javascript:x"}}},
            "sources.a.url: 'javascript:x' is not an address that starts with https:// or http://",
        ),
        (
            {"sources": {"a": {"title": "A", "sha256": "0"}}},
            "sources.a.sha256: '0' should match pattern '^[0-9a-f]{64}$'",
        ),
    ],
)
def test_each_value_is_checked(value: dict[str, Any], fault: str) -> None:
    """Nothing is coerced or cut: a value that is not what the format says is a fault that names its key."""
    assert shape_faults({"title": "A"} | value) == (fault,)


def test_faults_of_shape_are_reported_together() -> None:
    """All values that are wrong are named at once."""
    assert shape_faults({"runtime": "87", "cast": [{"person": "A"}, {"person": "B", "billing": 0}]}) == (
        "title: is missing",
        "runtime: '87' should be a valid integer",
        "cast[1].billing: 0 should be greater than or equal to 1",
    )


def test_a_record_is_a_table() -> None:
    """A JSON line that holds no object is a fault of the record."""
    assert shape_faults([]) == ("the record: should be a table (in JSON: an object)",)  # type: ignore[arg-type]


def test_text_is_trimmed() -> None:
    """White space around text is not part of it."""
    assert check_shape({"title": " Heat\n"}).title == "Heat"


def test_dates_of_toml_are_dates(library: Library) -> None:
    """A date may be written as text or as TOML's own date."""
    library.load('title = "Heat"\nreleased = 1995-12-15')
    assert library.rows("film", "slug", "released", "year") == [("heat-1995", "1995-12-15", 1995)]
