"""The two interfaces, and receipts: where each fact was found."""

import strawberry

from gql import tables
from gql.schema.fields import Order, column, many, one
from gql.schema.words import PartialDate, entity


@strawberry.interface(description="What has a global id, and can be asked for by it.")
class Node:
    id: strawberry.ID = column("The same in every database and after every reload. Opaque: do not take it apart.")


@entity(tables.Source, "A document that facts were taken from.")
class Source(Node):
    title: str = column("Its title.")
    url: str | None = column("Where it is.")
    retrieved: PartialDate | None = column("When it was read.")


@entity(tables.Citation, "A place in a source that supports a fact.", sealed=True)
class Citation:
    source: Source = one("The document.")
    section: str | None = column("The part of the document: a heading, or its infobox.")
    quote: str | None = column("A few of its exact words.")
    extracted: bool = column("Whether a program found this, and nobody has looked at it since.")


@strawberry.interface(description="What says where it was found.")
class Sourced:
    sources: list[Citation] = many(
        "Where this was found. Citations that give something away are sealed on their own.",
        keys={"id": "subject_id"},
        order=Order("POSITION_ASC", ("position",)),
    )
