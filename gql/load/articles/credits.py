"""Who made the film, as running text tells it: "directed by", "with a script written by". Pure."""

import re
from collections.abc import Iterator

from gql.load.articles.finding import Result, found
from gql.load.articles.names import PERSON
from gql.load.articles.sentences import Sentence
from gql.tables.keys import slugify

_PEOPLE = rf"(?P<people>{PERSON}(?:(?:, and |, | and | & )(?!starring|and |with |the |on |in ){PERSON}){{0,7}})"
_ALSO = r"(?:(?:, | and |, and )(?:co-)?(?:written|produced|directed|edited|scored|photographed)){0,3}"

BY = (
    ("DIRECTOR", re.compile(rf"\bdirected{_ALSO} by {_PEOPLE}")),
    ("DIRECTOR", re.compile(rf"{_PEOPLE} (?:served|serves|acted) as (?:the )?director\b")),
    ("DIRECTOR", re.compile(rf"\b(?:written|produced),? and directed by {_PEOPLE}")),
    (
        "WRITER",
        re.compile(
            rf"\b(?:script|screenplay|story|film|movie)(?: that)?(?: was| is|,)? (?:co-)?written{_ALSO} by {_PEOPLE}"
        ),
    ),
    ("WRITER", re.compile(rf"\b(?:film|movie|thriller|drama|comedy) (?:directed|produced),? and written by {_PEOPLE}")),
    ("WRITER", re.compile(rf"\b(?:screenplay|script) by {_PEOPLE}")),
    ("PRODUCER", re.compile(rf"\b(?<!executive )produced by {_PEOPLE}")),
    ("MUSIC", re.compile(rf"\b(?:score|music|soundtrack)(?: was| is|,)? composed by {_PEOPLE}")),
    ("CINEMATOGRAPHY", re.compile(rf"\b(?:photographed|cinematography(?: was| is)?(?: done| handled)?) by {_PEOPLE}")),
    ("EDITOR", re.compile(rf"\bedited by {_PEOPLE}")),
)
"""By job: what stands before the names, or behind them."""

SPLIT = re.compile(r", and |, | and | & ")
IS_COMPANY = re.compile(r"\b(?:Films?|Pictures?|Entertainment|Studios?|Productions?|Media|Group|Company|Inc|LLC|Ltd)\b")
NOT_OF_THE_FILM = re.compile(
    r"\b(?:novel|book|play|comic|memoir|short story|article|song|series|original) (?:\w+ ){0,4}(?:was )?$", re.I
)


def read_credits(at: Sentence) -> Iterator[Result]:
    """The credits of one sentence, each with the words that it takes."""
    for job, form in BY:
        for match in form.finditer(at.text):
            if NOT_OF_THE_FILM.search(at.text, max(0, match.start() - 60), match.start()):
                continue
            for name in SPLIT.split(match["people"]):
                if " " in name and slugify(name) and not IS_COMPANY.search(name):
                    yield found("credits", at, match.span(), person=name.rstrip(".,'\u2019"), job=job)
