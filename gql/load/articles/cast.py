"""Cast lists: who plays whom, what is told of them, and which jobs are named on the way. Pure.

- Actor as Character: text.      * Actor as Character, a diver who …      - Actor … Character      - Actor
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gql.load.articles.names import PERSON
from gql.load.articles.sentences import Sentence, split_sentences
from gql.tables.keys import slugify

MOST = 500
"""Characters of one film. What an article lists behind them is left."""

HEADING = re.compile(r"\b(?:cast|characters?|voices|voice cast|starring|dramatis personae)\b", re.I)
NO_HEADING = re.compile(r"\bcasting\b", re.I)

FORMS = {
    "as": re.compile(r"(?P<actor>[^:]{2,80}?),? as (?P<who>.+)"),
    "plays": re.compile(r"(?P<actor>[^:]{2,80}?) (?:plays|portrays|voices) (?P<who>.+)"),
    "dots": re.compile(r"(?P<actor>[^:]{2,80}?) ?(?:\.{2,}|\u2026) ?(?P<who>.+)"),
    "dash": re.compile(r"(?P<actor>[^:]{2,80}?) [-\u2013\u2014] (?P<who>.+)"),
}
"""By name: how an item says who plays whom. The first that fits counts."""

TEXT_BEGINS = {
    "colon": re.compile(r": "),
    "dash": re.compile(r" [-\u2013\u2014] "),
    "apposition": re.compile(
        r", (?=(?:an?|the|who|whose|whom|his|her|their|one|also|introduced|formerly|once|now|"
        r"later)\b|[^\W\d_][\w.]+['\u2019]s?\b)"
    ),
}
"""By name: where the name of a character ends and what is told of them begins. The one that stands first counts."""

NOTES = re.compile(r" ?\((?:[^()]{0,80})\)")
IN_TEXT = re.compile(rf"(?P<actor>{PERSON}) (?:as|plays|portrays) (?P<who>(?:the )?{PERSON})")
IN_PLOT = re.compile(rf"(?P<who>{PERSON}) \((?P<actor>{PERSON})\)")

SELVES = ("himself", "herself", "themself", "themselves", "self")

JOBS = {
    "executive producer": "EXECUTIVE_PRODUCER", "producer": "PRODUCER", "director": "DIRECTOR", "writer": "WRITER",
    "screenwriter": "WRITER", "composer": "MUSIC", "editor": "EDITOR", "cinematographer": "CINEMATOGRAPHY",
}  # fmt: skip
_JOB = "|".join(sorted(JOBS, key=len, reverse=True))
ALSO_SERVED = re.compile(
    rf"\b(?:served|serves|acted|acts|worked|works|credited|doubled|doubles) as (?:an?|the|"
    rf"one of the)? ?(?P<job>{_JOB})s?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Played:
    """An entry of the cast."""

    actor: str
    name: str | None  # the character's, as the article writes it
    at: Sentence  # the whole entry
    texts: tuple[Sentence, ...] = ()  # what is told of the character


def is_cast(sentence: Sentence) -> bool:
    return any(HEADING.search(heading) and not NO_HEADING.search(heading) for heading in sentence.path[-2:])


def read_cast(sentences: Sequence[Sentence]) -> list[Played]:
    """The cast, of its list; where there is none, of what the running text says of it."""
    listed = [played for at in sentences if is_cast(at) for played in _listed(at)]
    if listed:
        return listed[:MOST]
    return [played for at in sentences if not is_cast(at) for played in _told(at)][:MOST]


def named_jobs(played: Played) -> Iterator[tuple[Sentence, re.Match[str], str]]:
    """The jobs that the entry's actor had beside acting: the sentence, the words, the job."""
    for text in played.texts:
        if found := ALSO_SERVED.search(text.text):
            surname = played.actor.rpartition(" ")[2]
            if surname in text.text[: found.start()] or text.text.startswith(("He ", "She ", "They ")):
                yield text, found, JOBS[found["job"].lower()]


def _listed(at: Sentence) -> Iterator[Played]:
    if not at.is_item:
        yield from _told(at)
        return
    for form in FORMS.values():
        if found := form.fullmatch(at.text):
            actor, who = _without_notes(found["actor"]), found["who"].strip()
            if slugify(actor) and slugify(who):
                yield _entry(actor, who, at)
                return
    if slugify(at.text) and len(at.text) <= 60 and not at.text.endswith("."):
        yield Played(_without_notes(at.text), None, at)


def _entry(actor: str, who: str, at: Sentence) -> Played:
    first, *more = split_sentences(who)
    begins = [found for form in TEXT_BEGINS.values() if (found := form.search(first))]
    begin = min(begins, key=lambda found: found.start(), default=None)
    name, text = (first, "") if begin is None else (first[: begin.start()], first[begin.end() :])
    name = _without_notes(name).rstrip(" .,;:")
    told = tuple(replace(at, text=each, is_item=False) for each in [*split_sentences(text), *more] if slugify(each))
    return Played(actor, None if name.lower() in SELVES or not slugify(name) else name, at, told)


def _told(at: Sentence) -> Iterator[Played]:
    if len(at.text) > 2000:
        return
    for form in (IN_TEXT, IN_PLOT):
        for found in form.finditer(at.text):
            if " " in found["actor"]:
                yield Played(found["actor"], found["who"].removeprefix("the ").rstrip(" ."), at)


def _without_notes(text: str) -> str:
    return NOTES.sub("", text).strip(" ,*\u2020")
