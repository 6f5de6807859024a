"""The yardstick: Strawberry with DataLoaders and SQLModel on the same tables, as a good Python developer writes it.

    uvicorn --factory bench.loaders:App        GQL_DATABASE_URL names the database

Each request has its loaders and its session; each level of a query is one statement. It knows as much of spoilers as
the one query needs.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import strawberry
from sqlalchemy import create_engine
from sqlmodel import Session, SQLModel, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache

from gql import tables
from gql.database import SQLITE, SqliteFile, locate

Row = TypeVar("Row", bound=SQLModel)


class Loaders:
    """What one request has loaded."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.film = self._by_id(tables.Film)
        self.person = self._by_id(tables.Person)
        self.character = self._by_id(tables.Character)
        self.company = self._by_id(tables.Company)
        self.twists = DataLoader(load_fn=self._twists)
        self.genres = DataLoader(load_fn=self._genres)
        self.film_roles = self._lists(tables.Role, "film_id", "billing", "position", "id")
        self.person_roles = self._lists(tables.Role, "person_id", "billing", "position", "id")
        self.reviews = self._lists(tables.Review, "film_id", "written", "id")

    def one(self, model: type[Row], slug: str) -> Row | None:
        return self._session.exec(select(model).where(model.slug == slug)).first()  # type: ignore[attr-defined]

    def films(self, first: int) -> Sequence[tables.Film]:
        order = (col(tables.Film.title_key), col(tables.Film.id))
        return self._session.exec(select(tables.Film).order_by(*order).limit(first)).all()

    def _by_id(self, model: type[Row]) -> DataLoader[int, Row | None]:
        async def load(ids: list[int]) -> list[Row | None]:
            rows = self._session.exec(select(model).where(col(model.id).in_(ids)))  # type: ignore[attr-defined]
            found = {row.id: row for row in rows}  # type: ignore[attr-defined]
            return [found.get(each) for each in ids]

        return DataLoader(load_fn=load)

    def _lists(self, model: type[Row], owner: str, *order: str) -> DataLoader[int, list[Row]]:
        async def load(ids: list[int]) -> list[list[Row]]:
            ordered = [getattr(model, name) for name in order]
            rows = self._session.exec(select(model).where(getattr(model, owner).in_(ids)).order_by(*ordered))
            return _grouped(rows, ids, lambda row: getattr(row, owner))

        return DataLoader(load_fn=load)

    async def _twists(self, ids: list[int]) -> list[list[Any]]:
        about, twist = tables.TwistCharacter, tables.Twist
        rows = self._session.exec(
            select(about.character_id, twist)
            .join(twist, col(twist.id) == about.twist_id)
            .where(col(about.character_id).in_(ids))
            .order_by(col(twist.minute), col(twist.id))
        )
        return [[twist for _, twist in each] for each in _grouped(rows, ids, lambda row: row[0])]

    async def _genres(self, ids: list[int]) -> list[list[str]]:
        label = tables.FilmLabel
        rows = self._session.exec(
            select(label.film_id, label.text)
            .where(col(label.film_id).in_(ids), label.kind == "GENRE")
            .order_by(col(label.position))
        )
        return [[text for _, text in each] for each in _grouped(rows, ids, lambda row: row[0])]


def _grouped(rows: Iterable[Any], ids: Sequence[int], of: Callable[[Any], int]) -> list[list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return [found[each] for each in ids]


Info = strawberry.Info[dict[str, Any], None]


def _loaders(info: Info) -> Loaders:
    loaders: Loaders = info.context["loaders"]
    return loaders


@strawberry.input
class Seen:
    film: strawberry.ID


@strawberry.type
class Named:
    name: str


@strawberry.type
class Twist:
    kind: str
    revealed_as: str


@strawberry.type
class Character:
    row: strawberry.Private[Any]

    @strawberry.field
    def name(self) -> str:
        name: str = self.row.name
        return name

    @strawberry.field
    def introduced_as(self) -> str | None:
        text: str | None = self.row.introduced_as
        return text

    @strawberry.field
    async def full_name(self, info: Info) -> str | None:
        for twist in await _loaders(info).twists.load(self.row.id):
            if twist.id == self.row.full_name_twist_id and twist.film_id in info.context["seen"]:
                name: str | None = self.row.full_name
                return name
        return None

    @strawberry.field
    async def twists(self, info: Info) -> list[Twist]:
        found = await _loaders(info).twists.load(self.row.id)
        return [
            Twist(kind=twist.kind, revealed_as=twist.revealed_as)
            for twist in found
            if twist.film_id in info.context["seen"]
        ]


@strawberry.type
class Role:
    row: strawberry.Private[Any]

    @strawberry.field
    def billing(self) -> int | None:
        billing: int | None = self.row.billing
        return billing

    @strawberry.field
    async def film(self, info: Info) -> Film:
        return Film(row=await _loaders(info).film.load(self.row.film_id))

    @strawberry.field
    async def person(self, info: Info) -> Person:
        return Person(row=await _loaders(info).person.load(self.row.person_id))

    @strawberry.field
    async def character(self, info: Info) -> Character:
        return Character(row=await _loaders(info).character.load(self.row.character_id))


@strawberry.type
class Roles:
    nodes: list[Role]


@strawberry.type
class Review:
    row: strawberry.Private[Any]

    @strawberry.field
    def verdict(self) -> str | None:
        verdict: str | None = self.row.verdict
        return verdict

    @strawberry.field
    def quote(self) -> str | None:
        quote: str | None = self.row.quote
        return quote

    @strawberry.field
    async def publication(self, info: Info) -> Named:
        found = await _loaders(info).company.load(self.row.publication_id)
        assert found, "a review has one here"
        return Named(name=found.name)

    @strawberry.field
    async def critic(self, info: Info) -> Named:
        found = await _loaders(info).person.load(self.row.critic_id)
        assert found, "a review has one here"
        return Named(name=found.name)


@strawberry.type
class Reviews:
    nodes: list[Review]


@strawberry.type
class Film:
    row: strawberry.Private[Any]

    @strawberry.field
    def title(self) -> str:
        title: str = self.row.title
        return title

    @strawberry.field
    def released(self) -> str | None:
        released: str | None = self.row.released
        return released

    @strawberry.field
    def year(self) -> int | None:
        year: int | None = self.row.year
        return year

    @strawberry.field
    def runtime(self) -> int | None:
        runtime: int | None = self.row.runtime
        return runtime

    @strawberry.field
    def summary(self) -> str | None:
        summary: str | None = self.row.summary
        return summary

    @strawberry.field
    async def genres(self, info: Info) -> list[str]:
        found: list[str] = await _loaders(info).genres.load(self.row.id)
        return found

    @strawberry.field
    async def roles(self, info: Info, first: int) -> Roles:
        found = await _loaders(info).film_roles.load(self.row.id)
        return Roles(nodes=[Role(row=row) for row in found[:first]])

    @strawberry.field
    async def reviews(self, info: Info, first: int) -> Reviews:
        found = await _loaders(info).reviews.load(self.row.id)
        return Reviews(nodes=[Review(row=row) for row in found[:first]])


@strawberry.type
class Person:
    row: strawberry.Private[Any]

    @strawberry.field
    def name(self) -> str:
        name: str = self.row.name
        return name

    @strawberry.field
    async def roles(self, info: Info, first: int) -> Roles:
        found = await _loaders(info).person_roles.load(self.row.id)
        return Roles(nodes=[Role(row=row) for row in found[:first]])


@strawberry.type
class Films:
    nodes: list[Film]


@strawberry.input
class By:
    slug: str


@strawberry.type
class Query:
    @strawberry.field
    def film(self, info: Info, by: By) -> Film | None:
        row = _loaders(info).one(tables.Film, by.slug)
        return Film(row=row) if row else None

    @strawberry.field
    def person(self, info: Info, by: By, seen: list[Seen] | None = None) -> Person | None:
        info.context["seen"] |= {int(each.film.removeprefix("film.")) for each in seen or ()}
        row = _loaders(info).one(tables.Person, by.slug)
        return Person(row=row) if row else None

    @strawberry.field
    def films(self, info: Info, first: int) -> Films:
        return Films(nodes=[Film(row=row) for row in _loaders(info).films(first)])


def _engine() -> Any:
    location = locate(os.environ["GQL_DATABASE_URL"])
    assert isinstance(location, SqliteFile)
    # Each request holds a connection while it waits for its loaders.
    return create_engine(f"sqlite:///{location.path}", module=SQLITE, pool_size=64)


class Closing(SchemaExtension):
    """Gives a request's connection back."""

    def on_operation(self) -> Iterator[None]:
        yield
        self.execution_context.context["session"].close()


class App(GraphQL[dict[str, Any], None]):
    def __init__(self) -> None:
        super().__init__(strawberry.Schema(Query, extensions=[ParserCache, ValidationCache, Closing]))
        self._engine = _engine()

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        session = Session(self._engine)
        return {"session": session, "loaders": Loaders(session), "seen": set()}
