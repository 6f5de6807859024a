"""The article that the seed was written from becomes, with no human help, a record that states the seed's facts.

`GQL_TEST_ARTICLE` and `GQL_TEST_FACTS` name it and its table of facts, no part of this project: without them these
tests skip, and say so. Each fact is looked for where the seed has it, by the query that is for it. Names, numbers and
dates are the seed's; where that paraphrases, the article's own words are expected, those that the table of facts names.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gql.database import SqliteFile, writing_engine
from gql.gateway import open_gateway
from gql.load import load_articles, read_articles
from gql.load.articles.telling import KINSHIP
from gql.load.lint import SourceText, lint
from gql.load.shape import check_shape
from gql.settings import Settings
from tests import golden
from tests.articles.open_texts import open_texts
from tests.conftest import Asked
from tests.facts import FACTS, Fact, find
from tests.places import filled
from tests.test_seed import NEEDED, outside

MISSING: list[int] = []
"""Facts that the extracted record does not state."""

Answers = dict[tuple[str, bool], object]


@pytest.fixture(scope="module")
def article() -> Path:
    outside("GQL_TEST_ARTICLE")
    return Path(str(NEEDED["GQL_TEST_ARTICLE"]))


@pytest.fixture(scope="module")
def asked(article: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A gateway on a database that holds the article's film alone."""
    location = filled(SqliteFile(tmp_path_factory.mktemp("article") / "films.db"))
    engine = writing_engine(location)
    load_articles(engine, [article])
    engine.dispose()
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()


@pytest.fixture(scope="module")
def answers(asked: Asked) -> Answers:
    """The data of each golden query, by its number and whether its viewer has seen the film."""
    seen = {"seen": [{"film": asked.data('{ film(by: {slug: "backtrace-2018"}) { id } }')["film"]["id"]}]}
    documents = {case.file.stem.partition("-")[0]: case.document for case in golden.cases() if not case.variables}
    return {
        (query, has_seen): asked.data(document, seen if has_seen else {})
        for query, document in documents.items()
        for has_seen in (False, True)
    }


def test_facts_of_the_article(answers: Answers) -> None:
    """At least 90 of the 97, each open or sealed as in the seed; and we know which of them are not."""
    rows = csv.DictReader(outside("GQL_TEST_FACTS").splitlines(), delimiter="\t")
    quotes = {int(row["n"]): row["quote"] for row in rows}
    text = " ".join(outside("GQL_TEST_ARTICLE").split())
    missing, shown = [], []
    for fact in FACTS:
        # Where a whole list is compared, what stands beside the fact is the fact before it.
        before = [quotes[fact.number - 1]] if isinstance(fact.value, list) and fact.number > 1 else []
        expected = Expected(text, [quotes[fact.number], *before])
        found = [find(answers[fact.query, seen], fact.where) for seen in (True, False)]
        if [expected.is_stated(fact, each) for each in found] != [True, fact.gate is None]:
            missing.append(fact.number)
            shown.append(f"{fact.number}: {fact.where}: {found[0]}")
    assert len(FACTS) - len(missing) >= 90, "\n".join(shown)
    assert missing == MISSING, "\n".join(shown)


@dataclass(frozen=True)
class Expected:
    """What a fact of the seed is in a record that quotes *article* where the seed paraphrases."""

    article: str
    quotes: list[str]  # the words of the article that state it

    def is_stated(self, fact: Fact, found: list[object]) -> bool:
        """Like Fact.is_in."""
        if isinstance(fact.value, list):
            return len(found) == len(fact.value) and all(map(self.agree, found, fact.value))
        return any(self.agree(each, fact.value) for each in found)

    def agree(self, found: object, value: object) -> bool:
        if isinstance(value, tuple) and isinstance(found, tuple):
            return len(found) == len(value) and all(map(self.agree, found, value))
        if found == value or not isinstance(value, str) or not isinstance(found, str):
            return found == value
        if value in self.article or len(value.split()) < 4:
            return False  # a name, a label
        words = _words(found)
        wanted = [_words(quote) for quote in self.quotes]
        return any(len(words & each) >= 0.8 * min(len(words), len(each)) for each in wanted)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+", text)}


def test_every_twist_is_sealed(asked: Asked, article: Path) -> None:
    """Nothing open is a twist, or holds a word that tells one, or a name that is sealed."""
    (page,) = read_articles([article])
    told = str(open_texts(page.fields)).casefold()
    for word in ("son", "wife", "mastermind", "framing", "family", "guilty", "plot-twist"):
        assert not re.search(rf"\b{word}\b", told), word
    for name in ("lucas macdonald", "erin macdonald", "farren macdonald"):
        assert name not in told
    document = '{ film(by: {slug: "backtrace-2018"}) { twists { kind } sealedTwists } }'
    assert asked.data(document)["film"] == {"twists": [], "sealedTwists": len(page.fields["twists"])}


def test_lint_lists_what_is_left_to_look_at(article: Path) -> None:
    """Open words that may tell something are in four introductions and two passages; no quotation is made up."""
    (page,) = read_articles([article])
    findings = lint(check_shape(page.fields), [SourceText(article.name, article.read_bytes())])
    told = {re.sub(r"\.(?:cites.*|text|introduced_as)$", "", line.partition(":")[0]) for line in findings}
    assert told == {"twists[5].characters", *(f"characters[{number}]" for number in (2, 3, 4, 5)), *PREMISE}
    introduced = [line.partition("introduced_as: ")[2] for line in findings if "introduced_as: " in line]
    words = {line.partition(" may")[0] for line in introduced}
    assert words == {"'macdonald', 'macdonalds'", "'macdonald'", "'donovan', 'macdonald'"}


PREMISE = ("passages[13]", "passages[15]")
"""Sentences of the plot that a reader may know: they share words with the small secret of the hero's escape."""


def test_served_answers_hold_no_sealed_word(answers: Answers) -> None:
    """The same of what is served: of all golden queries' answers to who has seen nothing."""
    told = str([data for (_, seen), data in answers.items() if not seen]).casefold()
    assert "macdonald" in told
    for word in [
        *KINSHIP,
        "mastermind",
        "framing",
        "guilty",
        "plot-twist",
        "lucas macdonald",
        "erin macdonald",
        "farren macdonald",
    ]:
        assert not re.search(rf"\b{word}\b", told), word
