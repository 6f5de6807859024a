"""People and whom they play. A character has two faces: a safe name for everyone, a full name for those who know."""

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from gql.tables.columns import index, partial_date, reference, row_id_column, seal, words


class Person(SQLModel, table=True):
    __table_args__ = (index("person_by_name", "name_key"),)

    id: int = row_id_column()  # slug
    slug: str = words(200, unique=True)
    name: str = words(300)
    name_key: str = words(1200)
    imdb_id: str | None = words(20, unique=True, optional=True)
    wikidata_id: str | None = words(20, unique=True, optional=True)
    born: str | None = partial_date()
    died: str | None = partial_date()


class Character(SQLModel, table=True):
    """A character, who may appear in several films. *name* is safe for everyone; the slug is made of it."""

    __table_args__ = (index("character_by_name", "name_key"),)

    id: int = row_id_column()  # slug
    slug: str = words(400, unique=True)
    name: str = words(300)
    name_key: str = words(1200)
    introduced_as: str | None = words(1000, optional=True)
    full_name: str | None = words(300, optional=True)
    full_name_twist_id: int | None = seal("full_name")
    twist_id: int | None = seal()


class Role(SQLModel, table=True):
    """A person on screen in a film; without a character when the source names only the actor.

    *position* is the place in the source's list, counting open roles only: no sealed role shifts an open one's.
    """

    __table_args__ = (
        CheckConstraint('"billing" BETWEEN 1 AND 10000', name="role_billing_valid"),
        CheckConstraint('"twist_id" IS NULL OR "billing" IS NULL', name="role_sealed_is_unbilled"),
        # A person's roles lie all over a large file. Here they stand beside each other, as a film's do.
        index("role_of_film", "film_id", "billing", "position", beside=("person_id", "character_id", "twist_id")),
        index("role_of_person", "person_id", "billing", "position", beside=("film_id", "character_id", "twist_id")),
        index("role_of_character", "character_id", "billing", "position"),
    )

    id: int = row_id_column()  # film, person, character (one who is more of a secret than the role counts as none)
    film_id: int = reference("film")
    person_id: int = reference("person")
    character_id: int | None = reference("character", optional=True)
    billing: int | None = None  # from 1
    position: int  # from 1
    credited_as: str | None = words(300, optional=True)
    credited_as_twist_id: int | None = seal("credited_as")
    twist_id: int | None = seal()
