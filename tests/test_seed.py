"""Every one of the seed's 97 facts is returned by the query that is for it, and the sealed ones by no open answer.

`GQL_TEST_FACTS` and `GQL_TEST_ARTICLE` name the table of facts and the text that they were taken from, no part
of this project: the tests that compare with them skip, and say so, without.
"""

import csv
import os
import re
import tomllib
from pathlib import Path

import pytest

from tests import golden
from tests.conftest import SEED, Asked
from tests.facts import FACTS, Fact

WORDS = re.compile(r"[\w$]+(?:[.,/'\u2019-][\w$]+)*")
NEEDED = {name: os.environ.get(name) for name in ("GQL_TEST_FACTS", "GQL_TEST_ARTICLE")}
LONGEST_QUOTE = 8
"""Words of the source that may stand in a quotation."""
LONGEST_RUN = 6
"""Words of the source, one after the other, that may stand anywhere else."""


def outside(name: str) -> str:
    """The text of a file that this project does not hold."""
    path = NEEDED[name]
    if not path:
        pytest.skip(f"{name} names no file")
    return Path(path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def answers(seed: Asked, backtrace: dict[str, object]) -> dict[tuple[str, bool], object]:
    """The data of each golden query, by its number and whether its viewer has seen the film."""
    documents = {case.file.stem.partition("-")[0]: case.document for case in golden.cases() if not case.variables}
    return {
        (query, seen): seed.data(document, backtrace if seen else {})
        for query, document in documents.items()
        for seen in (False, True)
    }


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.number}-{fact.query}")
def test_fact_is_returned(fact: Fact, answers: dict[tuple[str, bool], object]) -> None:
    """The fact's query returns it to who has seen the film, and to everyone else only if it is open."""
    assert fact.is_in(answers[fact.query, True])
    assert fact.is_in(answers[fact.query, False]) == (fact.gate is None)


def test_facts_are_those_of_the_table() -> None:
    """There are 97, each with the gate and for the query that the table of facts names."""
    assert [fact.number for fact in FACTS] == list(range(1, 98))
    rows = csv.DictReader(outside("GQL_TEST_FACTS").splitlines(), delimiter="\t")
    expected = {}
    for row in rows:
        gate = row["gate"].partition("(")[0]
        expected[int(row["n"])] = (None if gate == "-" else gate, set(row["query"].split("/")))
    assert len(expected) == len(FACTS)
    for fact in FACTS:
        gate, queries = expected[fact.number]
        assert fact.gate == gate
        assert fact.query in queries


def test_quotations_are_short() -> None:
    """A quotation holds at most eight words of its source, and nothing else repeats six of them."""
    article = [word.casefold() for word in WORDS.findall(outside("GQL_TEST_ARTICLE"))]
    runs = {tuple(article[at : at + LONGEST_RUN]) for at in range(len(article))}
    for place, text in _texts(tomllib.loads((SEED / "backtrace.toml").read_text(encoding="utf-8"))):
        words = [word.casefold() for word in WORDS.findall(text)]
        if place == "quote":
            assert len(words) <= LONGEST_QUOTE, text
        else:
            repeated = [run for at in range(len(words)) if (run := tuple(words[at : at + LONGEST_RUN])) in runs]
            assert [run for run in repeated if len(run) == LONGEST_RUN] == [], text


def _texts(value: object, place: str = "") -> list[tuple[str, str]]:
    """Every text of a record, with the key that it stands under."""
    match value:
        case str():
            return [(place, value)]
        case list():
            return [text for each in value for text in _texts(each, place)]
        case dict():
            return [text for key, each in value.items() for text in _texts(each, key)]
    return []


def test_nothing_open_gives_the_twists_away(answers: dict[tuple[str, bool], object]) -> None:
    """Who has seen nothing reads none of the words that tell the twists."""
    told = str([data for (_, seen), data in answers.items() if not seen])
    for word in ("son", "wife", "mastermind", "framed", "family"):
        assert not re.search(rf"\b{word}\b", told, re.IGNORECASE), word
    for name in ("Lucas MacDonald", "Erin MacDonald", "Farren MacDonald"):
        assert name not in told
