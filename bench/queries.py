"""Six queries, from one look-up to five thousand roles, and the requests that ask them: the same for everybody."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import orjson

from bench.data import film_slug, person_slug
from gql.tables.keys import row_id

VARIANTS = 100
"""So many different variables has each query that takes any: enough that nobody keeps an answer by chance."""


@dataclass(frozen=True, slots=True)
class Query:
    """*variants*: the variables that it is asked with, one after the other."""

    name: str
    says: str
    document: str
    variants: tuple[dict[str, Any], ...]
    connections: int = 32  # that ask at once; fewer for what takes the slowest of all seconds

    def bodies(self, document: str) -> list[bytes]:
        """The bodies of its requests, with the query as somebody writes it."""
        return [
            orjson.dumps({"query": document, "variables": each, "operationName": self.name}) for each in self.variants
        ]


POINT = "query Q1($slug: String!) { film(by: {slug: $slug}) { title year runtime } }"

TWIST = """query Q2($slug: String!, $seen: [Seen!]) @viewer(seen: $seen) {
  person(by: {slug: $slug}) { name roles(first: 10) { nodes {
    film { title year } character { name introducedAs fullName twists { kind revealedAs } } } } } }"""

PAGE = """query Q3($slug: String!) { film(by: {slug: $slug}) {
  title released runtime summary genres
  roles(first: 12) { nodes { billing person { name } character { name } } }
  reviews(first: 4) { nodes { verdict quote publication { name } critic { name } } } } }"""

CAST = "{ title year roles(first: %d) { nodes { person { name } character { name } } } }"

DEEP = """query Q5($slug: String!) { person(by: {slug: $slug}) { name roles(first: 5) { nodes { film { title
  roles(first: 10) { nodes { person { name roles(first: 5) { nodes { film { title
    roles(first: 5) { nodes { person { name } } } } } } } } } } } } } }"""


def seen_films(films: int, number: int) -> list[dict[str, str]]:
    """So many of that many films, as the viewer's `seen`."""
    return [
        {"film": f"film.{row_id('film', film_slug(each))}"} for each in random.Random(7).sample(range(films), number)
    ]


def queries(films: int, cast: list[int], variants: int) -> tuple[Query, ...]:
    """The queries on a database of so many films. *cast*: numbers of people who have roles."""
    some_films = [film_slug(number) for number in random.Random(5).sample(range(films), variants)]
    some_people = [person_slug(number) for number in cast]
    seen = seen_films(films, 10)
    return (
        Query("Q1", "a film by its slug", POINT, tuple({"slug": slug} for slug in some_films)),
        Query(
            "Q2",
            "an actor's roles and their twists, with ten films seen",
            TWIST,
            tuple({"slug": slug, "seen": seen} for slug in some_people),
        ),
        Query("Q3", "a film's page", PAGE, tuple({"slug": slug} for slug in some_films)),
        Query(
            "Q4",
            "50 films, 10 of the cast of each",
            f"query Q4 {{ films(first: 50) {{ nodes {CAST % 10} }} }}",
            ({},),
            8,
        ),
        Query("Q5", "five levels deep", DEEP, tuple({"slug": slug} for slug in some_people), 8),
        Query(
            "Q6",
            "1,000 films, 5 of the cast of each",
            f"query Q6 {{ films(first: 1000) {{ nodes {CAST % 5} }} }}",
            ({},),
            2,
        ),
    )
