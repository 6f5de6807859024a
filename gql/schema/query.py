"""Where a client may begin, and what it may say of the viewer."""

from typing import Annotated, Any

import strawberry
from strawberry.directive import DirectiveLocation

from gql.schema.fields import Filter, argument, by_id, connection, lookup
from gql.schema.filters import CharacterWhere, FilmWhere, PersonWhere, ReviewWhere, TextMatch
from gql.schema.graph import Character, Company, Film, Person, Review
from gql.schema.orders import BY_NAME, CHARACTERS, FILMS, PEOPLE, REVIEWS
from gql.schema.paging import Connection
from gql.schema.sources import Node
from gql.settings import Spoilers


def _key(description: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=description)


@strawberry.input(one_of=True, description="Which film.")
class FilmBy:
    id: strawberry.ID | None = _key("By its global id.")
    slug: str | None = _key("By its slug.")
    imdb: str | None = _key("By its id at IMDb.")
    wikidata: str | None = _key("By its id at Wikidata.")


@strawberry.input(one_of=True, description="Which person.")
class PersonBy:
    id: strawberry.ID | None = _key("By their global id.")
    slug: str | None = _key("By their slug.")
    imdb: str | None = _key("By their id at IMDb.")
    wikidata: str | None = _key("By their id at Wikidata.")


@strawberry.input(one_of=True, description="Which character.")
class CharacterBy:
    id: strawberry.ID | None = _key("By their global id.")
    slug: str | None = _key("By their slug.")


@strawberry.input(one_of=True, description="Which company.")
class CompanyBy:
    id: strawberry.ID | None = _key("By its global id.")
    slug: str | None = _key("By its slug.")


@strawberry.input(description="A film that the viewer has seen, or how far.")
class Seen:
    film: strawberry.ID = strawberry.field(description="The film's global id. Unknown films are ignored.")
    until: int | None = strawberry.field(
        default=strawberry.UNSET, description="Minute reached; omit it for the whole film."
    )


NAMED = Filter("name", "name", TextMatch | None, "Only those whose name passes.")

VIEWER = "viewer"


@strawberry.directive(
    locations=[DirectiveLocation.QUERY],
    name=VIEWER,
    description=(
        "What the viewer has already seen. Without it nothing sealed is returned anywhere: not in fields, filters, "
        "counts, cursors or node look-ups. Session state, like a login: reset a normalised cache when it changes."
    ),
)
def viewer(
    seen: Annotated[list[Seen] | None, strawberry.argument(description="The films seen, at most 1,000.")] = [],  # noqa: B006 - read for the schema, never called
    allow: Annotated[
        Spoilers | None, strawberry.argument(description="What to unseal of all other films.")
    ] = Spoilers.NONE,
) -> None:
    """Read for its signature; the compiler obeys the directive."""


@strawberry.type(description="Where every walk begins.")
class Query:
    node: Node | None = by_id(
        "What has this id; null when nothing has, or while it is sealed.",
        argument("id", strawberry.ID, "A global id, from any `id` field."),
    )
    nodes: list[Node | None] = by_id(
        "What has these ids, in their order; null for each that is unknown or sealed.",
        argument("ids", list[strawberry.ID], "Global ids, from any `id` fields; at most 100."),
    )
    film: Film | None = lookup("One film.", FilmBy, id="id", slug="slug", imdb="imdb_id", wikidata="wikidata_id")
    films: Connection[Film] = connection("Films, by title.", FILMS, where=FilmWhere)
    person: Person | None = lookup(
        "One person.", PersonBy, id="id", slug="slug", imdb="imdb_id", wikidata="wikidata_id"
    )
    people: Connection[Person] = connection("People, by name.", PEOPLE, where=PersonWhere)
    character: Character | None = lookup("One character.", CharacterBy, id="id", slug="slug")
    characters: Connection[Character] = connection("Characters, by their safe names.", CHARACTERS, where=CharacterWhere)
    company: Company | None = lookup("One company.", CompanyBy, id="id", slug="slug")
    companies: Connection[Company] = connection("Companies, by name.", BY_NAME, filters=(NAMED,))
    reviews: Connection[Review] = connection("Reviews, the first one first.", REVIEWS, where=ReviewWhere)
