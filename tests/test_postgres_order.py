"""Texts have one order, and one lower case, whatever a PostgreSQL was told of languages: those of SQLite."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gql import tables
from gql.database import Location, locate
from gql.gateway import open_gateway
from gql.settings import Settings
from gql.tables.keys import fold
from tests.conftest import Asked
from tests.generate import ordered
from tests.places import Place, filled
from tests.postgres import Server, scratch, started
from tests.rows import insert, row

LANGUAGE = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-u-kn-true-ka-shifted' LOCALE 'C'"
"""German, numbers by their value, signs ignored."""

TITLES = (
    "zoo", "Zoë", "zoe", "Ärger", "a-z", "A Z", "aa", "_a", "10", "9", "Straße", "Strasse", "İo", "ﬁn", "\U0001f600",
)  # fmt: skip
FILMS = tuple(
    row(
        tables.Film,
        id=number,
        slug=f"{title.lower()}-{number}",
        title=title,
        title_key=fold(title),
        released=("2018", "2018-11", "2018-11-30", None)[number % 4],
        imdb_id=f"{title}{number}",
    )
    for number, title in enumerate(TITLES, 1)
)


@pytest.fixture(scope="module")
def german(server: Server) -> Iterator[Location]:
    """A database that speaks German, on the server at hand, or on Debian's where that speaks nothing."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    try:
        url = server.create(more=LANGUAGE)
    except psycopg.errors.FeatureNotSupported:
        if not installed:
            pytest.skip("no PostgreSQL here was built with ICU")
    else:
        yield locate(url)
        server.drop(url)
        return
    with scratch() as folder, started(folder, installed[-1]) as url:
        yield locate(Server(url).create(more=LANGUAGE))


@pytest.fixture(scope="module")
def asked(german: Location, file_place: Place) -> Iterator[list[Asked]]:
    """The films in that database, and in a file."""
    locations = [filled(german), filled(file_place())]
    found = []
    for location in locations:
        insert(location, FILMS)
        found.append(Asked(open_gateway(location, Settings()), location))
    yield found
    for each in found:
        each.close()


ASKED = [
    *(f"{{ films(orderBy: [{by}_{way}]) {{ nodes {{ title }} edges {{ cursor }} }} }}"
      for by in ("TITLE", "RELEASED") for way in ("ASC", "DESC")),
    *(f'{{ films(where: {{title: {{{how}: "{title}"}}}}) {{ nodes {{ title }} }} }}'
      for how in ("eq", "startsWith", "contains") for title in ("zoe", "a", "STRASSE", "1", "i", "_", "ä")),
    *(f'{{ films(where: {{slug: {{{how}: "{title}"}}}}) {{ nodes {{ title }} }} }}'
      for how in ("eq", "startsWith", "contains") for title in ("ZO", "Ä", "ä", "İ", "i", "straße-11")),
    *(f'{{ films(where: {{released: {{{how}: "{date}"}}}}) {{ nodes {{ title }} }} }}'
      for how in ("eq", "lt", "lte", "gt", "gte") for date in ("2018", "2018-11")),
]  # fmt: skip


@pytest.mark.parametrize("document", ASKED)
def test_a_language_of_the_database_changes_nothing(asked: list[Asked], document: str) -> None:
    """Neither what is found nor its order."""
    served, file = (each.data(document) for each in asked)
    assert ordered(served) == ordered(file)


@pytest.mark.parametrize("order", ["TITLE_ASC", "TITLE_DESC", "RELEASED_DESC, TITLE_ASC"])
def test_pages_go_on_where_they_were(asked: list[Asked], order: str) -> None:
    """From cursor to cursor, one film at a time."""
    document = """query ($a: String) {
      films(first: 1, after: $a, orderBy: [%s]) { edges { cursor node { title } } }
    }"""
    walks: list[list[object]] = []
    for each in asked:
        walks.append([])
        after = None
        while edges := each.data(document % order, {"a": after})["films"]["edges"]:
            walks[-1].append(edges[0])
            after = edges[0]["cursor"]
    assert len(walks[0]) == len(FILMS)
    assert walks[0] == walks[1]


def test_the_database_would_order_otherwise(german: Location) -> None:
    """So the tests above can fail."""
    listed = ", ".join(f"('{title}')" for title in TITLES)
    with psycopg.connect(german.url) as connection:  # type: ignore[union-attr]
        own, ours = (
            connection.execute(f"SELECT title FROM (VALUES {listed}) t (title) ORDER BY title {collation}").fetchall()
            for collation in ("", 'COLLATE "C"')
        )
    assert own != ours
