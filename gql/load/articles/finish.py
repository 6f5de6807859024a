"""The last touches to a record: title, date, source, slugs that differ, and no seal within what is sealed."""

from collections.abc import Mapping
from typing import Any

from gql.load.articles.article import Article
from gql.load.articles.finding import Finding
from gql.load.articles.infobox import SECTION
from gql.load.articles.names import film_title, title_year
from gql.load.articles.record import Record, unsealed
from gql.load.articles.sentences import Sentence
from gql.load.draft import derive_slug
from gql.tables.keys import slugify

SOURCE = "article"
"""The key of the article among the record's sources."""


def add_title(record: Record, article: Article) -> None:
    """The film's title, as the infobox says it; or the page's, without what tells it from others."""
    name = article.name or film_title(article.title)
    if article.name is not None:
        record.add(Finding("film", {"title": name}, Sentence(name, SECTION, 0), name))
    else:
        record.film["title"] = name


def finish(record: Record, article: Article) -> dict[str, Any]:
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


def uses(value: object, key: str) -> bool:
    """Whether anything in *value* is sealed by the twist *key*."""
    if isinstance(value, Mapping):
        return any((name.endswith("twist") and each == key) or uses(each, key) for name, each in value.items())
    return isinstance(value, list) and any(uses(each, key) for each in value)


def _seal(record: Record, part: str, entry: dict[str, Any]) -> None:
    """What is sealed needs no second seal on its citations; a review's words are sealed together."""
    if part == "reviews":
        twist = record.seal(" ".join(filter(None, (entry.get("quote"), entry.get("paraphrase")))))
        if twist:
            entry["text_twist"] = twist
    elif "twist" in entry:
        entry["cites"] = unsealed(entry.get("cites", ()))


def _different_slugs(record: Record, film: str) -> None:
    """Gives characters whose safe names are the same slugs of their own."""
    seen: dict[str, int] = {}
    for character in record.parts["characters"]:
        slug = slugify(character["name"])
        number = seen[slug] = seen.get(slug, 0) + 1
        if number > 1:
            character["slug"] = f"{slug}-{number}-{film}"
