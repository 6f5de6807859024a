"""What a pass over an article finds: an entry of the record, and the words that say so. And what it had to leave."""

from collections.abc import Mapping
from dataclasses import dataclass

from gql.load.articles.sentences import Sentence, excerpt


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact, as an entry of the record without its citations."""

    part: str  # the record's key: "credits"; "film" for the film itself
    values: Mapping[str, object]
    at: Sentence
    quote: str | None = None  # the words of *at* that say so; None when they are all of it


@dataclass(frozen=True, slots=True)
class Left:
    """Words that could have been a fact, and why they are none."""

    at: Sentence
    reason: str


Result = Finding | Left


def found(record_part: str, at: Sentence, span: tuple[int, int] | None = None, /, **values: object) -> Finding:
    """A fact that the words of *at* from and to *span* say."""
    quote = excerpt(at.text, *(span or (0, len(at.text))))
    return Finding(record_part, {key: value for key, value in values.items() if value is not None}, at, quote)
