"""An article in, the record of its film out, and an account of every sentence: what it became, or why it was left. Pure.

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
from gql.load.articles.infobox import SECTION, as_sentence_of, read_infobox
from gql.load.articles.lead import IS_FILM, read_lead
from gql.load.articles.names import film_title, title_year
from gql.load.articles.prose import ABOUT_THE_END, passages_of, section_topic
from gql.load.articles.reception import read_reviews, read_scores
from gql.load.articles.record import Record
from gql.load.articles.releases import read_releases
from gql.load.articles.sentences import LONGEST, Sentence, sentences_of, split_sentences
from gql.load.articles.seals import ENDING
from gql.load.articles.story import Story, ending, entries, head, read_story
from gql.load.draft import derive_slug
from gql.load.shape import RecordFaults
from gql.tables.keys import slugify
from gql.tables.kinds import Topic

SOURCE = "article"
"""The key of the article among the record's sources."""


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
    read = [at for at in sentences if len(at.text) <= LONGEST and section_topic(at.path) != "nothing"]
    for at in sentences:
        if len(at.text) > LONGEST:
            accounts[at].left.append(f"it is longer than {LONGEST:,} characters, and no sentence")
        elif section_topic(at.path) == "nothing":
            accounts[at].left.append("its section is not about the film")
    cast = read_cast(read)
    accounts |= {text: Account(text) for played in cast for text in played.texts}
    others = [at for at in read if not is_cast(at)]
    plot = [at for at in others if section_topic(at.path) == Topic.PLOT]
    story = read_story(cast, plot, [at for at in others if section_topic(at.path) != Topic.PLOT])
    record = Record(SOURCE, story.seals.of)
    results = list(_results(article, read, cast, story))
    _title(record, article)
    for result in sorted(results, key=lambda each: isinstance(each, Finding) and each.part == "dates"):
        if isinstance(result, Finding):
            _add(record, result)
    _add_cast(record, cast, story, accounts)
    for part, values, cites in entries(story):
        _add_entry(record, part, values, cites, accounts)
    _note(accounts, results, record.left)
    try:
        fields = _finish(record, article)
        if _uses(fields, ENDING):
            _add_entry(record, "twists", *ending(story), accounts)
            fields = record.fields()
    except RecordFaults as error:
        return Unread(article.title, article.place, "; ".join(error.faults[:5]))
    for account in accounts.values():
        if not account.facts and not account.left:
            account.left.append("not understood")
    return Understood(article.place, article.title, fields, sorted(accounts.values(), key=lambda each: each.at.place))


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
        if any(each.part != "credits" for _, each in spans):
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
        twist = story.seals.of(text, in_story=at.path == LEAD) or (ENDING if about_the_end else None)
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


def _add_cast(record: Record, cast: Sequence[Played], story: Story, accounts: dict[Sentence, Account]) -> None:
    """The roles in the cast list's order, and behind them those who are billed and not in it."""
    billed = {slugify(entry["person"]): entry for entry in record.parts["cast"]}
    record.parts["cast"] = []
    keys = {character.full: character.key for character in story.characters}
    known: set[tuple[str, str | None]] = set()
    for played in cast:
        key = keys.get(played.name) if played.name else None
        slug = slugify(played.actor)
        if (slug, key) in known:
            continue
        known.add((slug, key))
        words, twist = head(story, played)
        cites = [
            record.cite(played.at, None if twist else words),
            *([record.cite(played.at, words, twist)] if twist else []),
        ]
        values: dict[str, Any] = {"person": played.actor, "character": key}
        if (line := billed.pop(slug, None)) is not None:
            values |= {"person": line["person"], "billing": line["billing"]}
            cites = [*line["cites"], *cites]
        record.put("cast", {**values, "cites": cites}, played.at)
        if played.at in accounts:
            accounts[played.at].facts.append(
                f"cast: {values['person']}" + (f" as {played.name}" if played.name else "")
            )
    for entry in billed.values():
        record.parts["cast"].append(entry)


def _add_entry(
    record: Record, part: str, values: Mapping[str, Any], cites: Sequence[tuple[Sentence, str | None, str | None]],
    accounts: dict[Sentence, Account],
) -> None:  # fmt: skip
    """Adds a part of the story, with the citations it has."""
    values = dict(values)
    if part == "characters":
        for passage in values["passages"]:
            accounts[passage["at"]].facts.append(f"passages: ABOUT, {passage['text']}"[:160])
        values["passages"] = [
            {**{key: value for key, value in passage.items() if key != "at" and value is not None},
             "cites": [record.cite(passage["at"], passage["at"].text[:990])]}
            for passage in values["passages"]
        ]  # fmt: skip
        for passage in values["passages"]:
            if "twist" in passage:
                passage["cites"] = [
                    {key: value for key, value in cite.items() if key != "twist"} for cite in passage["cites"]
                ]
    is_sealed = part == "twists" or values.get("twist") is not None
    made = [record.cite(at, quote, twist) for at, quote, twist in cites]
    if is_sealed:
        made = [{key: value for key, value in cite.items() if key != "twist"} for cite in made]
    unique: list[dict[str, Any]] = []
    for cite in made:
        if cite not in unique:
            unique.append(cite)
    at = cites[0][0] if cites else Sentence("", (), 0)
    if record.put(part, {**values, "cites": unique}, at):
        said = {"twists": f"twist {values.get('key')}", "characters": f"character {values.get('name')}",
                "relations": f"relation: {values.get('from')} {values.get('label')} {values.get('to')}"}[part]  # fmt: skip
        for place in dict.fromkeys(at for at, _, _ in cites):
            if place in accounts:
                accounts[place].facts.append(said)


def _title(record: Record, article: Article) -> None:
    name = article.name or film_title(article.title)
    if article.name is not None:
        record.add(Finding("film", {"title": name}, Sentence(name, SECTION, 0), name))
    else:
        record.film["title"] = name


def _finish(record: Record, article: Article) -> dict[str, Any]:
    """The whole record. Raises RecordFaults."""
    film = record.film
    if "released" not in film:
        dates = [each["date"] for each in record.parts["releases"] if each.get("date")]
        year = title_year(article.title)
        if dates or year:
            film["released"] = min(dates) if dates else year
    for place, key in (("imdb", "imdb_id"), ("wikidata", "wikidata_id")):
        if place in article.ids:
            film.setdefault(key, article.ids[place])
    source = {
        "title": article.title,
        "url": article.url,
        "retrieved": article.retrieved,
        "sha256": article.sha256,
        "extracted": True,
    }
    film["sources"] = {SOURCE: {key: value for key, value in source.items() if value is not None}}
    _different_slugs(
        record, derive_slug("film", film["title"], *([film["released"][:4]] if film.get("released") else []))
    )
    for part in ("passages", "reviews"):
        for entry in record.parts[part]:
            _seal(record, part, entry)
    return record.fields()


def _uses(value: object, key: str) -> bool:
    """Whether anything in *value* is sealed by the twist *key*."""
    if isinstance(value, Mapping):
        return any((name.endswith("twist") and each == key) or _uses(each, key) for name, each in value.items())
    return isinstance(value, list) and any(_uses(each, key) for each in value)


def _seal(record: Record, part: str, entry: dict[str, Any]) -> None:
    """What is sealed needs no second seal on its citations; a review's words are sealed together."""
    if part == "reviews":
        twist = record.seal(" ".join(filter(None, (entry.get("quote"), entry.get("paraphrase")))))
        if twist:
            entry["text_twist"] = twist
    elif "twist" in entry:
        entry["cites"] = [{key: value for key, value in cite.items() if key != "twist"} for cite in entry["cites"]]


def _different_slugs(record: Record, film: str) -> None:
    """Gives characters whose safe names are the same slugs of their own."""
    seen: dict[str, int] = {}
    for character in record.parts["characters"]:
        slug = slugify(character["name"])
        number = seen[slug] = seen.get(slug, 0) + 1
        if number > 1:
            character["slug"] = f"{slug}-{number}-{film}"


def _note(accounts: dict[Sentence, Account], results: Sequence[Result], left: Sequence[Left]) -> None:
    """Takes down what each sentence became."""
    for result in [*results, *left]:
        account = accounts.get(result.at)
        if account is None:
            continue
        if isinstance(result, Left):
            account.left.append(result.reason)
        else:
            account.facts.append(_said(result))


def _said(result: Finding) -> str:
    values = [value for value in result.values.values() if value is not None]
    return f"{result.part}: {', '.join(', '.join(map(str, value)) if isinstance(value, tuple) else str(value) for value in values)}"[
        :160
    ]


__all__ = ["Account", "Understood", "split_sentences", "understand"]
