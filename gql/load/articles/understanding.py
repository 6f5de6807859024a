"""An article in, its film's record out, and an account of every sentence: what it became, or why it was left. Pure.

Article ─▶ sentences ─┬─ infobox, lead ─────────────────┐
                      ├─ cast, plot ──▶ story, seals ───┤
                      ├─ releases, figures, credits ────┼─▶ record ─▶ FilmRecord
                      ├─ scores, reviews ───────────────┤
                      └─ prose: what else is told ──────┘
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gql.load.articles.article import LEAD, Article, Unread
from gql.load.articles.cast import Played, is_cast, read_cast
from gql.load.articles.credits import read_credits
from gql.load.articles.figures import read_figures
from gql.load.articles.finding import Finding, Left, Result, found
from gql.load.articles.finish import SOURCE, add_title, finish, uses
from gql.load.articles.infobox import as_sentence_of, read_infobox
from gql.load.articles.lead import IS_FILM, read_lead
from gql.load.articles.parts import Part, cast_parts, ending, story_parts
from gql.load.articles.prose import ABOUT_THE_END, NOT_THE_FILM, passages_of, section_topic
from gql.load.articles.reception import read_reviews, read_scores
from gql.load.articles.record import Record
from gql.load.articles.releases import read_releases
from gql.load.articles.seals import ENDING
from gql.load.articles.sentences import LONGEST, Sentence, sentences_of
from gql.load.articles.story import Story, read_story
from gql.load.shape import RecordFaults
from gql.tables.keys import slugify
from gql.tables.kinds import Topic

MOST = 5000
"""Sentences of a page that are read. The longest articles about films have some hundred."""


@dataclass(slots=True)
class Account:
    """What became of one sentence."""

    at: Sentence
    facts: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Understood:
    """The film of one article."""

    place: str
    title: str
    fields: Mapping[str, Any]  # the record, as a curated file would hold it
    account: Sequence[Account]


def understand(article: Article) -> Understood | Unread:
    """The film that *article* is about, or why there is none."""
    sentences = sentences_of(article)
    if reason := _no_film(article, sentences):
        return Unread(article.title, article.place, reason)
    accounts = {at: Account(at) for at in [*map(as_sentence_of, article.infobox or ()), *sentences]}
    read: list[Sentence] = []
    for at in sentences:
        if reason := _not_read(at, len(read)):
            accounts[at].left.append(reason)
        else:
            read.append(at)
    cast = read_cast(read)
    accounts |= {text: Account(text) for played in cast for text in played.texts}
    others = [at for at in read if not is_cast(at)]
    plot = [at for at in others if section_topic(at.path) == Topic.PLOT]
    playing = {played.at for played in cast}
    prose = [at for at in read if is_cast(at) and not at.is_item and at not in playing]
    story = read_story(article.title, cast, prose, plot, [at for at in others if section_topic(at.path) != Topic.PLOT])
    record = Record(SOURCE, story.seals.of)
    results = list(_results(article, read, cast, story))
    add_title(record, article)
    for result in sorted(results, key=lambda each: isinstance(each, Finding) and each.part == "dates"):
        if isinstance(result, Finding):
            _add(record, result)
    _note(accounts, results)
    billed, record.parts["cast"] = record.parts["cast"], []
    for part in [*cast_parts(story, cast, record, billed), *story_parts(story, record)]:
        _put(record, part, accounts)
    try:
        fields = finish(record, article)
        if uses(fields, ENDING):
            _put(record, ending(story, record), accounts)
            fields = record.fields()
    except RecordFaults as error:
        return Unread(article.title, article.place, "; ".join(error.faults[:5]))
    _note(accounts, record.left)
    for account in accounts.values():
        if not account.facts and not account.left:
            account.left.append("not understood")
    return Understood(article.place, article.title, fields, sorted(accounts.values(), key=lambda each: each.at.place))


def _not_read(at: Sentence, number: int) -> str:
    """Why *at* is not read, which would be the sentence after *number* others; empty when it is."""
    if len(at.text) > LONGEST:
        return f"it is longer than {LONGEST:,} characters, and no sentence"
    if NOT_THE_FILM.search(at.path[-1]):
        return "its section is not about the film"
    return f"it stands behind {MOST:,} others" if number >= MOST else ""


def _no_film(article: Article, sentences: Sequence[Sentence]) -> str:
    """Why *article* is about no film; empty when it is."""
    if article.infobox is not None or article.title.endswith("film)") or any(is_cast(at) for at in sentences):
        return ""
    lead = [at for at in sentences if at.path == LEAD][:3]
    if any(len(at.text) <= LONGEST and IS_FILM.search(at.text) for at in lead):
        return ""
    return "it is about no film: it has no infobox of a film and no cast, and its lead does not say that it is a film"


def _results(article: Article, read: Sequence[Sentence], cast: Sequence[Played], story: Story) -> Iterator[Result]:
    """What all passes find, in the order of the article."""
    yield from read_infobox(article)
    director = next(
        (line.items[0] for line in article.infobox or () if line.label.startswith("direct") and line.items), None
    )
    critics = [at for at in read if section_topic(at.path) == Topic.RECEPTION]
    reviews, reviewed = read_reviews(critics)
    is_named = False
    for at in read:
        if is_cast(at) or section_topic(at.path) == Topic.PLOT:
            continue
        if at.path == LEAD and not is_named and IS_FILM.search(at.text):
            is_named = True
            yield from read_lead(at)
            yield from read_credits(at)
            yield from _summary(at, story)
            continue
        results = list(_facts(at))
        yield from results
        if at in reviewed:
            continue
        spans = [
            (at.text.find(each.quote.strip("\u2026")), each)
            for each in results
            if isinstance(each, Finding) and each.quote
        ]
        if any(each.part not in ("credits", "dates") for _, each in spans):
            continue
        taken = [(max(0, start - 20), start + len(each.quote or "")) for start, each in spans if start >= 0]
        yield from _passages(at, taken, director, story)
    yield from reviews
    yield from story.results
    for seal in story.plot:
        yield found("passages", seal.at, topic=Topic.PLOT, text=seal.text, twist=seal.twist)


def _facts(at: Sentence) -> Iterator[Result]:
    yield from read_credits(at)
    yield from read_releases(at)
    yield from read_figures(at)
    yield from read_scores(at)


def _summary(at: Sentence, story: Story) -> Iterator[Result]:
    """The sentence that says what film it is stands for the film, unless it gives something away."""
    twist = story.seals.of(at.text, in_story=True)
    if twist is None and len(at.text) <= LONGEST:
        yield found("film", at, summary=at.text)
    else:
        yield found("passages", at, topic=Topic.OTHER, text=at.text, twist=twist)


def _passages(at: Sentence, taken: Sequence[tuple[int, int]], director: str | None, story: Story) -> Iterator[Result]:
    about_the_end = any(ABOUT_THE_END.search(heading) for heading in at.path)
    for passage in passages_of(at, taken, director):
        text = str(passage.values["text"])
        in_story = passage.values["topic"] is Topic.PLOT
        twist = story.seals.of(text, in_story=in_story) or (ENDING if about_the_end else None)
        yield Finding("passages", {**passage.values, "twist": twist} if twist else passage.values, at, passage.quote)


def _add(record: Record, result: Finding) -> None:
    """Adds a finding. What only agrees with something else is a citation of that."""
    match result.part:
        case "dates":
            record.agree_on_date(result)
        case "distributors":
            name = slugify(str(result.values["company"]))
            known = [each for each in record.parts["companies"] if each["part"] == "DISTRIBUTOR"]
            if not known or any(slugify(each["company"]) == name for each in known):
                record.add(Finding("companies", {**result.values, "part": "DISTRIBUTOR"}, result.at, result.quote))
        case _:
            record.add(result)


def _put(record: Record, part: Part, accounts: Mapping[Sentence, Account]) -> None:
    at = part.at[0] if part.at else Sentence("", (), 0)
    if record.put(part.part, part.values, at):
        for sentence in dict.fromkeys(part.at):
            accounts[sentence].facts.append(part.said)


def _note(accounts: Mapping[Sentence, Account], results: Sequence[Result]) -> None:
    """Takes down what each sentence became."""
    for result in results:
        account = accounts[result.at]
        if isinstance(result, Left):
            account.left.append(result.reason)
        elif result.values:
            account.facts.append(_said(result))


def _said(result: Finding) -> str:
    values = [value for value in result.values.values() if value is not None]
    texts = [", ".join(map(str, value)) if isinstance(value, tuple) else str(value) for value in values]
    return f"{result.part}: {', '.join(texts)}"[:160]
