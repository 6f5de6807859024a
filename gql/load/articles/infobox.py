"""The infobox: whom it names for which job, which companies, who is billed, and the film's plain facts. Pure."""

import re
from collections.abc import Callable, Iterator

from gql.load.articles.article import Article, Line
from gql.load.articles.dates import dates_in
from gql.load.articles.finding import Finding, Left, Result
from gql.load.articles.money import sums_in
from gql.load.articles.names import TERRITORY, people, territory_of
from gql.load.articles.sentences import Sentence
from gql.tables.keys import slugify

SECTION = ("Infobox",)

LONGEST_LINE = 10_000
"""Characters of a line that is read: four hundred names."""

JOBS = {
    "director": "DIRECTOR", "directed by": "DIRECTOR", "producer": "PRODUCER", "produced by": "PRODUCER",
    "executive producer": "EXECUTIVE_PRODUCER", "screenplay": "WRITER", "screenplay by": "WRITER", "writer": "WRITER",
    "written by": "WRITER", "story": "WRITER", "story by": "WRITER", "script": "WRITER", "screenwriter": "WRITER",
    "music": "MUSIC", "music by": "MUSIC", "composer": "MUSIC", "cinematography": "CINEMATOGRAPHY",
    "cinematographer": "CINEMATOGRAPHY", "editing": "EDITOR", "editor": "EDITOR", "edited by": "EDITOR",
    "animator": "OTHER", "animation by": "OTHER", "narrator": "OTHER", "narrated by": "OTHER",
}  # fmt: skip
COMPANIES = {
    "studio": "STUDIO", "production company": "STUDIO", "production companies": "STUDIO", "companies": "STUDIO",
    "distributor": "DISTRIBUTOR", "distributed by": "DISTRIBUTOR",
}  # fmt: skip
CAST = ("starring", "cast", "stars", "actors")
RELEASED = ("released", "release", "release date", "release dates")
RUNTIME = ("runtime", "running time", "length", "duration")
NAME = ("name", "title", "film name")
LISTS = {"country": "countries", "language": "languages", "genre": "genres"}
FIGURES = {"budget": "BUDGET", "gross": "GROSS", "box office": "GROSS", "home video sales": "HOME_VIDEO_SALES"}
IDS = {"imdb": "imdb_id", "imdb id": "imdb_id", "wikidata": "wikidata_id", "wikidata id": "wikidata_id"}

HOURS = re.compile(r"(\d{1,2}) ?(?:h|hrs?|hours?)\b(?:,? (?:and )?(\d{1,2}) ?(?:m|min|mins|minutes?)\b)?", re.I)
MINUTES = re.compile(r"(\d{1,4}) ?(?:m|min|mins|minutes?)\b|^(\d{1,4})$", re.I)
NOTE = re.compile(r" ?\[[^\]]{0,40}\]")
IN_BRACKETS = re.compile(r"\(([^()]{1,60})\)")


def read_infobox(article: Article) -> Iterator[Result]:
    """What its lines say, in their order. A label that is not known, and a value that is not understood, are left."""
    for line in article.infobox or ():
        at = as_sentence_of(line)
        if len(line.text) > LONGEST_LINE:
            yield Left(at, f"it is longer than {LONGEST_LINE:,} characters")
            continue
        results = list(_read(line, at))
        yield from results or [
            Left(at, f"the label '{line.label}' is not known" if line.text else "the value is blank")
        ]


def as_sentence_of(line: Line) -> Sentence:
    """The line as the page has it. Its label stands here as most pages write it."""
    return Sentence(f"{line.label[:1].upper()}{line.label[1:]}: {line.text}", SECTION, line.place, is_item=True)


def _read(line: Line, at: Sentence) -> Iterator[Result]:
    label = line.label.removesuffix(":").removesuffix("(s)")
    known = next(
        (each for each in (label, label.removesuffix("s"), f"{label.removesuffix('ies')}y") if each in READERS), None
    )
    if known is not None:
        yield from READERS[known](known, [NOTE.sub("", item) for item in line.items], at)


def _credits(label: str, items: list[str], at: Sentence) -> Iterator[Result]:
    for name in people(items):
        yield _named("credits", {"person": name, "job": JOBS[label]}, at, name)


def _billing(_: str, items: list[str], at: Sentence) -> Iterator[Result]:
    for number, name in enumerate(dict.fromkeys(people(items)), 1):
        yield _named("cast", {"person": name, "billing": number}, at, name)


def _companies(label: str, items: list[str], at: Sentence) -> Iterator[Result]:
    for item in items:
        name, territory = item, IN_BRACKETS.search(item)
        if territory and territory_of(territory[1]):
            name = item[: territory.start()].strip()
        if slugify(name):
            yield _named("companies", {"company": name, "part": COMPANIES[label]}, at, name)


def _named(part: str, values: dict[str, object], at: Sentence, name: str) -> Finding:
    """A citation of the label and of the one name: "Producer: … Mark Stewart"."""
    label, _, text = at.text.partition(": ")
    start = text.find(name)
    before = "\u2026 " if start > 0 else ""
    after = "\u2026" if start >= 0 and text[start + len(name) :].strip(" ,") else ""
    return Finding(part, values, at, f"{label}: {before}{name}{after}" if start >= 0 else at.text[:990])


def _name(_: str, items: list[str], at: Sentence) -> Iterator[Result]:
    yield Finding("film", {"title": at.text.partition(": ")[2]}, at, at.text[:990])


def _released(_: str, items: list[str], at: Sentence) -> Iterator[Result]:
    dates = dates_in(at.text)
    if not dates:
        yield Left(at, "no date is in it")
    for number, dated in enumerate(dates):
        end = dates[number + 1].start if number + 1 < len(dates) else len(at.text)
        where = IN_BRACKETS.search(at.text, dated.end, end)
        territory = territory_of(where[1]) if where else None
        first = {"released": min(each.date for each in dates)} if number == 0 else {}
        yield Finding("film", first, at, at.text[:990])
        yield Finding("dates", {"date": dated.date, "territory": territory}, at, at.text[:990])


def _runtime(_: str, items: list[str], at: Sentence) -> Iterator[Result]:
    text = at.text.partition(": ")[2]
    if hours := HOURS.search(text):
        minutes = int(hours[1]) * 60 + int(hours[2] or 0)
    elif short := MINUTES.search(text):
        minutes = int(short[1] or short[2])
    else:
        yield Left(at, "no number of minutes is in it")
        return
    yield Finding("film", {"runtime": minutes}, at, at.text[:990])


def _labels(label: str, items: list[str], at: Sentence) -> Iterator[Result]:
    texts = [item.strip() for item in items if slugify(item)]
    if texts:
        yield Finding("film", {LISTS[label]: tuple(dict.fromkeys(texts))}, at, at.text[:990])


def _figure(label: str, items: list[str], at: Sentence) -> Iterator[Result]:
    sums = sums_in(at.text)
    if not sums:
        yield Left(at, "no amount of money is in it")
    for number, each in enumerate(sums):
        end = sums[number + 1].start if number + 1 < len(sums) else len(at.text)
        where = re.search(TERRITORY, at.text[each.end : end], re.I)
        territory = (where and territory_of(where[0])) or "WORLD"
        if each.amount is None:
            yield Left(at, each.reason)
        elif number == 0 or (where and label != "budget"):
            values = {
                "metric": FIGURES[label],
                "amount": each.amount,
                "currency": each.currency,
                "territory": territory,
            }
            yield Finding("figures", values, at, at.text[:990])
        else:
            yield Left(at, f"'{at.text[each.start : each.end]}' stands beside another amount, and may be the same one")


def _id(label: str, items: list[str], at: Sentence) -> Iterator[Result]:
    yield Finding("film", {IDS[label]: items[0] if items else None}, at, at.text[:990])


READERS: dict[str, Callable[[str, list[str], Sentence], Iterator[Result]]] = {
    **dict.fromkeys(JOBS, _credits),
    **dict.fromkeys(COMPANIES, _companies),
    **dict.fromkeys(CAST, _billing),
    **dict.fromkeys(NAME, _name),
    **dict.fromkeys(RELEASED, _released),
    **dict.fromkeys(RUNTIME, _runtime),
    **dict.fromkeys(LISTS, _labels),
    **dict.fromkeys(FIGURES, _figure),
    **dict.fromkeys(IDS, _id),
}
"""Who reads a line, by its label in the singular."""
