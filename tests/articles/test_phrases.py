"""What single sentences are understood as."""

from typing import Any

import pytest

from gql.load.articles.article import Article, Unread
from gql.load.articles.cast import read_cast
from gql.load.articles.dates import dates_in
from gql.load.articles.figures import read_figures
from gql.load.articles.finding import Finding, Left
from gql.load.articles.mentions import Names
from gql.load.articles.money import sums_in
from gql.load.articles.names import people, split_list
from gql.load.articles.reception import read_reviews, read_scores, verdict_of
from gql.load.articles.relations import relations_in
from gql.load.articles.releases import read_releases
from gql.load.articles.reveals import reveal_of
from gql.load.articles.sentences import Sentence, split_sentences
from gql.load.articles.understanding import understand

NAMES = ["Detective Ana Ruiz", 'Walter "Walt" Ford', "Dr. June Ford", "The Fox", "Agent Cole"]
ANA, WALT, JUNE, FOX, COLE = range(5)


def said(text: str, *path: str) -> Sentence:
    return Sentence(text, path or ("Reception",), 1)


TOLD = {
    # The sentence: the kind and level of the twist, what is told, and of whom.
    "It is later revealed that June is Walt's daughter.": (
        "KINSHIP", "MAJOR", "June is Walt's daughter.", [JUNE, WALT],
    ),
    "Ruiz discovers that Cole has been working for the Fox.": (
        "ALLEGIANCE", "MAJOR", "Cole has been working for the Fox.", [COLE, FOX],
    ),
    "In reality, June is the Fox.": ("IDENTITY", "MAJOR", "June is the Fox.", [JUNE, FOX]),
    "Cole turns out to be a double agent.": ("ALLEGIANCE", "MAJOR", "Cole turns out to be a double agent.", [COLE]),
    "Although nobody knows it, Cole is secretly in league with Walt.": (
        "ALLEGIANCE", "MAJOR", "Cole is secretly in league with Walt.", [COLE, WALT],
    ),
    "Unbeknownst to Ruiz, Walt is still alive.": ("FATE", "MAJOR", "Walt is still alive.", [WALT]),
    "Cole is unmasked as the killer.": ("IDENTITY", "MAJOR", "Cole is unmasked as the killer.", [COLE]),
    "Ruiz finds out that she is June's sister.": ("KINSHIP", "MAJOR", "She is June's sister.", [ANA, JUNE]),
    "Walt has been dead all along.": ("FATE", "MAJOR", "Walt has been dead all along.", [WALT]),
    "Cole betrays Ruiz.": ("ALLEGIANCE", "MAJOR", "Cole betrays Ruiz.", [COLE, ANA]),
    "Ford is killed by Cole.": ("FATE", "MAJOR", "Ford is killed by Cole.", [WALT, COLE]),
    "June survives and leaves the town.": ("FATE", "MINOR", "June survives and leaves the town.", [JUNE]),
    "Walt faked his own death.": ("FATE", "MAJOR", "Walt faked his own death.", [WALT]),
    "June had been posing as a nurse.": ("IDENTITY", "MAJOR", "June had been posing as a nurse.", [JUNE]),
    "The plot twist is hinted at throughout.": ("OTHER", "MINOR", "The plot twist is hinted at throughout.", []),
    "Cole confesses to the police that he killed Walt.": (
        "FATE", "MAJOR", "He killed Walt.", [COLE, WALT],
    ),
    "The mastermind behind the theft is Ford.": (
        "ALLEGIANCE", "MAJOR", "The mastermind behind the theft is Ford.", [WALT],
    ),
    "Eventually, it is revealed that June is Walt's sister.": (
        "KINSHIP", "MAJOR", "June is Walt's sister.", [JUNE, WALT],
    ),
    "June is Walt's long-lost niece.": ("KINSHIP", "MAJOR", "June is Walt's long-lost niece.", [JUNE, WALT]),
    "Cole is not who he seems.": ("IDENTITY", "MAJOR", "Cole is not who he seems.", [COLE]),
    "Ruiz ends up with Cole.": ("OTHER", "MAJOR", "Ruiz ends up with Cole.", [ANA, COLE]),
    "Cole is found dead in the harbour.": ("FATE", "MAJOR", "Cole is found dead in the harbour.", [COLE]),
    "Ford was behind the robberies.": ("ALLEGIANCE", "MAJOR", "Ford was behind the robberies.", [WALT]),
}  # fmt: skip

OPEN = (
    "Ruiz is a detective of long experience.",
    "Walt comes back to the town after nine years.",
    "Cole is assigned to work with Ruiz.",
    "June looks after an injured convict.",
    "All along the coast people look for the Fox.",
)


@pytest.mark.parametrize("text", TOLD)
def test_telling_sentence(text: str) -> None:
    """A sentence that gives something away is a reveal of a kind, about somebody."""
    reveal = reveal_of(said(text), Names(NAMES), None)
    assert reveal is not None
    assert (reveal.kind, reveal.level, reveal.told, [*reveal.subjects]) == TOLD[text]


@pytest.mark.parametrize("text", OPEN)
def test_open_sentence(text: str) -> None:
    """A sentence that gives nothing away is none."""
    assert reveal_of(said(text), Names(NAMES), None) is None


def test_a_shared_surname_means_another_than_who_is_named_beside_it() -> None:
    """Whoever stands first in the cast; the same one whose whole name stands in the sentence."""
    names = Names(["Lucas Ford", "Mac Ford", "Erin Ford"])

    def named(text: str) -> list[int]:
        return [mention.character for mention in names.mentions(text)]

    assert named("Lucas is Ford's son, and Erin his wife.") == [0, 1, 2]
    assert named("Ford is Lucas's father.") == [1, 0]
    assert named("Lucas Ford is alone; Ford has no son.") == [0, 0]
    assert named("Ford is alone.") == [0]


RELATED = {
    "June is Walt's daughter.": [(JUNE, "daughter of", WALT, "FAMILY")],
    "June is the estranged sister of Ruiz.": [(JUNE, "sister of", ANA, "FAMILY")],
    "Cole's partner and a friend of the Fox.": [(ANA, "partner of", COLE, "PROFESSIONAL")],
    "A young officer, who works as the assistant to Agent Cole.": [(ANA, "assistant of", COLE, "PROFESSIONAL")],
    "She is married to Walt.": [(ANA, "married to", WALT, "FAMILY")],
    "Cole frames June.": [(COLE, "framed", JUNE, "ADVERSARY")],
    "Walt was killed by Cole.": [(COLE, "killed", WALT, "ADVERSARY")],
    "A detective and Walt's old rival.": [(ANA, "rival of", WALT, "ADVERSARY")],
    "A detective who meets Walt's daughter.": [],
    "A detective who is looking for Walt.": [],
}


@pytest.mark.parametrize("text", RELATED)
def test_relation(text: str) -> None:
    """What a text about Ruiz says that one character is to another."""
    found = relations_in(text.rstrip("."), Names(NAMES), ANA)
    assert [(each.start, each.label, each.end, each.kind) for each in found] == RELATED[text]


SUMS = {
    "$6 million": [(6_000_000, "USD")],
    "$490,636 and £1.25 million": [(490_636, "USD"), (1_250_000, "GBP")],
    "₹24.5 crore": [(245_000_000, "INR")],
    "Rs. 5 lakh": [(500_000, "INR")],
    "€0": [(0, "EUR")],
    "US$1.2 billion": [(1_200_000_000, "USD")],
    "A$75,000": [(75_000, "AUD")],
    "12 million SEK": [],
    "SEK 12 million": [(12_000_000, "SEK")],
    "$5\u20136 million": [None],
    "$5 million to $6 million": [None],
    "$1.999": [None],
    "$99999999999999999": [],
    "$9999999999999999": [None],
}


@pytest.mark.parametrize("text", SUMS)
def test_sum(text: str) -> None:
    """Whole units of a currency; or none, with a reason."""
    found = [None if each.amount is None else (each.amount, each.currency) for each in sums_in(text)]
    assert found == SUMS[text]
    assert all(each.reason for each in sums_in(text) if each.amount is None)


DATES = {
    "on December 14, 2018 in": ["2018-12-14"],
    "on 14 December 2018": ["2018-12-14"],
    "the 1st of May, 1999": ["1999-05-01"],
    "2018-12-14 (United States)": ["2018-12-14"],
    "in November 2018": ["2018-11"],
    "in 1987 and 1988": ["1987", "1988"],
    "on February 30, 2018": [],
    "2018-13-01": [],
    "room 1408, 1350 seats": [],
}


@pytest.mark.parametrize("text", DATES)
def test_date(text: str) -> None:
    """As precise as it is written; what is no date of the calendar is none."""
    assert [each.date for each in dates_in(text)] == DATES[text]


def values(results: Any) -> list[dict[str, object]]:
    return [dict(each.values) for each in results if isinstance(each, Finding)]


def test_figures_of_a_sentence() -> None:
    """Parts without their sum have one; a stated total needs none; what is no total is left."""
    usd = {"metric": "GROSS", "currency": "USD"}
    assert values(read_figures(said("It grossed $2 in North America and $3 overseas."))) == [
        {**usd, "amount": 2, "territory": "US-CA"},
        {**usd, "amount": 3, "territory": "OTHER"},
        {**usd, "parts": ("US-CA", "OTHER")},
    ]
    text = "It earned $2 in Canada and $3 in other territories, for a worldwide total of $5, against a budget of $9."
    assert values(read_figures(said(text))) == [
        {**usd, "amount": 2, "territory": "CA"},
        {**usd, "amount": 3, "territory": "OTHER"},
        {**usd, "amount": 5, "territory": "WORLD"},
        {"metric": "BUDGET", "currency": "USD", "amount": 9, "territory": "WORLD"},
    ]
    (left,) = read_figures(said("It made $4 million in its opening weekend."))
    assert isinstance(left, Left)
    assert "it is no total" in left.reason


def test_releases_of_a_sentence() -> None:
    """Each date with its media; one in two media is two releases; without a medium it is a date alone."""
    text = "It was released in theaters in France on 1 May 2020, and on DVD on 2 June 2021."
    assert [(each["medium"], each["date"]) for each in values(read_releases(said(text)))] == [
        ("THEATRICAL", "2020-05-01"),
        ("HOME_VIDEO", "2021-06-02"),
    ]
    alone, left = read_releases(said("It was released on 1 May 2020."))
    assert isinstance(alone, Finding)
    assert alone.part == "dates"
    assert isinstance(left, Left)
    assert list(read_releases(said("The trailer was released on 1 May 2020."))) == []


SCORES = {
    "On Rotten Tomatoes the film has an approval rating of , based on reviews.": {},
    "Rotten Tomatoes gives it 78% based on 1,018 reviews, with an average score of 6.4/10.": {
        "approval": 0.78, "average": 6.4, "scale": 10.0, "count": 1018,
    },
    "Metacritic assigned a score of 58 out of 100, based on 20 critics.": {
        "average": 58.0, "scale": 100.0, "count": 20,
    },
    "On Rotten Tomatoes it holds a rating of 0% from 5 critics.": {"approval": 0.0, "count": 5},
}  # fmt: skip


@pytest.mark.parametrize("text", SCORES)
def test_score(text: str) -> None:
    """What is blank is unknown, and zero is zero."""
    (score,) = values(read_scores(said(text)))
    name = "Metacritic" if "Metacritic" in text else "Rotten Tomatoes"
    assert score == {"aggregator": name, **SCORES[text]}


REVIEWS = {
    'Ann Lee of The Post praised the cast, calling it "a joy".': ("Ann Lee", "The Post", "POSITIVE", "a joy"),
    "The Post's Ann Lee gave it one out of four stars.": ("Ann Lee", "The Post", "NEGATIVE", None),
    'Writing for Reel, Bo Ek said: "Fine. Not more."': ("Bo Ek", "Reel", None, "Fine. Not more."),
    "However, Bo Ek from the Daily Star praised the music but criticized the plot.": (
        "Bo Ek",
        "Daily Star",
        "MIXED",
        None,
    ),
    "Variety wrote that it was \u201ca mess\u201d.": (None, "Variety", None, "a mess"),
}


@pytest.mark.parametrize("text", REVIEWS)
def test_review(text: str) -> None:
    """Critic, publication, verdict in words or points, and quote; what is not said is not there."""
    (review,), _ = read_reviews([said(text)])
    found = tuple(review.values.get(key) for key in ("critic", "publication", "verdict", "quote"))
    assert found == REVIEWS[text]


def test_verdicts() -> None:
    """By words, or by points of a best score."""
    assert verdict_of("gave it three and a half stars out of five") == "POSITIVE"
    assert verdict_of("rated it 2/4") == "MIXED"
    assert verdict_of("saw it on a rainy day") is None


def test_cast_entries() -> None:
    """Who plays whom, in several forms; who plays nobody else has no character."""
    entries = {
        "Ann Lee as Dr. May Orr: A vet.": ("Ann Lee", "Dr. May Orr", ["A vet."]),
        "Ann Lee as May, a vet who is late. She sings.": ("Ann Lee", "May", ["a vet who is late.", "She sings."]),
        "Ann Lee as May (voice)": ("Ann Lee", "May", []),
        "Ann Lee \u2013 May": ("Ann Lee", "May", []),
        "Ann Lee .... May": ("Ann Lee", "May", []),
        "Ann Lee as herself": ("Ann Lee", None, []),
        "Ann Lee": ("Ann Lee", None, []),
    }
    for text, expected in entries.items():
        (played,) = read_cast([Sentence(text, ("Cast",), 1, is_item=True)])
        assert (played.actor, played.name, [each.text for each in played.texts]) == expected


def test_lists_and_sentences() -> None:
    """Names keep their commas and slashes; sentences do not end behind a title, an initial, or inside a quotation."""
    assert split_list("Acme, Inc., Emmett/Furla, Happinet (I, II) , Foo") == [
        "Acme, Inc.", "Emmett/Furla", "Happinet (I, II)", "Foo",
    ]  # fmt: skip
    assert people(["Ann Lee", "Bo Ek and Cy Dee (uncredited)", "Di Fox, Jr."]) == [
        "Ann Lee", "Bo Ek", "Cy Dee", "Di Fox, Jr.",
    ]  # fmt: skip
    assert split_sentences('Mr. A. Lee said "No. Never." He left. "Why?" asked Dr. Ek.') == [
        'Mr. A. Lee said "No. Never."', "He left.", '"Why?" asked Dr. Ek.',
    ]  # fmt: skip


def test_what_is_no_film() -> None:
    """A page without an infobox of a film, without a cast, whose lead speaks of no film, is left out."""
    page = Article("Salt", None, None, [], "salt.txt", "0" * 64)
    unread = understand(page)
    assert isinstance(unread, Unread)
    assert "about no film" in unread.reason
