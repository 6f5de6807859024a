"""A record written as TOML: read back it is the same, whatever its texts hold, and it looks as editors write it."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.load.fields import CONTROL
from gql.load.records import FilmRecord, fields
from gql.load.shape import check_shape
from gql.load.toml import WIDTH, toml_text
from tests.conftest import SEED
from tests.films import told

HEAT = """\
slug = "heat"
title = "Heat"
released = "1995-12-15"
runtime = 170
genres = ["crime", "drama"]
cites = [{ source = "article" }]

[sources.article]
title = "Heat (1995 film)"
extracted = true

[sources."a.b"]
title = 'The "Heat"'

[[twists]]
key = "end"
kind = "FATE"
revealed_as = "McCauley dies."
characters = ["neil"]
cites = [
  { source = "article", section = "Plot" },
  { source = "a.b", quote = 'He "dies"', twist = "end" },
]

[[twists.clues]]
minute = 0
text = "It's the \\"airport\\"."

[[characters]]
key = "neil"
name = "Neil McCauley"

[[characters.passages]]
text = \"""
He lives by one rule: let nothing into a life that cannot be left behind in half a minute, once somebody turns up who \\
has come to get him.
And he keeps it.\"""

[[cast]]
person = { name = "Robert De Niro", born = "1943-08-17", cites = [{ source = "article" }] }
character = "neil"

[[companies]]
company = "Regency"
part = "STUDIO"

[[figures]]
metric = "BUDGET"
amount = 60_000_000
currency = "USD"

[[scores]]
aggregator = { name = "Metacritic", slug = "mc" }
average = 7.6
scale = 10.0
"""


def read(text: str) -> FilmRecord:
    return check_shape(tomllib.loads(text))


def test_a_record_is_written_as_an_editor_writes_it() -> None:
    """Parts in the order of the models, receipts last and one by one, prose wrapped."""
    assert toml_text(read(HEAT)) == HEAT


def test_the_seed_is_read_back() -> None:
    """It is the example that the form was made after: what is long there is wrapped here, too."""
    record = read((SEED / "backtrace.toml").read_text(encoding="utf-8"))
    text = toml_text(record)
    assert read(text) == record
    assert max(map(len, text.splitlines())) <= WIDTH


@pytest.mark.parametrize("record", told(), ids=lambda record: record["slug"])
def test_every_part_is_read_back(record: dict[str, Any]) -> None:
    """Films that are made up to hold every part."""
    checked = check_shape(record)
    assert read(toml_text(checked)) == checked == check_shape(fields(checked))


def visible(text: str) -> bool:
    return bool(text.strip()) and not CONTROL.search(text)


awkward = st.lists(
    st.sampled_from([*" \t\n\"'\\#=[]{}", '"""', "word", "é", "\u2028", "\u0130", "\ufeff"]), max_size=90
)
texts = (st.text(max_size=300) | awkward.map("".join)).filter(visible)


@settings(max_examples=500, deadline=None)
@given(texts, texts.map(lambda text: text[:100]).filter(visible))
def test_any_text_is_read_back(text: str, key: str) -> None:
    """Quotes, backslashes, white space and line feeds in texts, in what stands within a line, and in keys."""
    cite = {"source": key, "quote": text}
    record = check_shape(
        {"title": "A", "summary": text, "cites": [cite], "sources": {key: {"title": key}},
         "passages": [{"topic": "PLOT", "text": text, "cites": [cite, {"source": key}]}]}
    )  # fmt: skip
    assert read(toml_text(record)) == record
