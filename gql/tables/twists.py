"""Twists: what is revealed, about whom, with which clues. A twist is also the seal on everything that gives it away."""

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from gql.tables.columns import index, member, reference, row_id_column, seal, words
from gql.tables.kinds import RelationKind, TwistKind, TwistLevel


class Twist(SQLModel, table=True):
    """A reveal of a film. Sealed by itself: it is unlocked when the viewer has seen its film, or up to its minute."""

    __table_args__ = (
        CheckConstraint('"minute" BETWEEN 0 AND 100000', name="twist_minute_valid"),
        index("twist_of_film", "film_id", "minute"),
    )

    id: int = row_id_column()  # film, key
    film_id: int = reference("film")
    key: str = words(100)
    kind: TwistKind = member(TwistKind)
    level: TwistLevel = member(TwistLevel)
    minute: int | None = None  # of the film; unknown: only a viewer of the whole film sees it
    introduced_as: str | None = words(1000, optional=True)
    revealed_as: str = words(2000)


class TwistCharacter(SQLModel, table=True):
    """One twist can be about several characters."""

    __tablename__ = "twist_character"
    __table_args__ = (
        index("twist_character_of_twist", "twist_id", "position", "character_id"),
        index("twist_character_of_character", "character_id", "twist_id"),
    )

    id: int = row_id_column()  # twist, character
    twist_id: int = seal(owned=True)
    character_id: int = reference("character")
    position: int  # from 1


class Clue(SQLModel, table=True):
    """Something on screen that points at a twist."""

    __table_args__ = (
        CheckConstraint('"minute" BETWEEN 0 AND 100000', name="clue_minute_valid"),
        index("clue_of_twist", "twist_id", "position"),
    )

    id: int = row_id_column()  # twist, digest of the text
    twist_id: int = seal(owned=True)
    position: int  # from 1
    minute: int | None = None
    text: str = words(2000)


class Relation(SQLModel, table=True):
    """What one character is to another; reads from, label, to: Lucas, "son of", Donovan MacDonald.

    A relation with a sealed end carries that end's twist.
    """

    __table_args__ = (
        index("relation_from", "from_character_id", "label"),
        index("relation_to", "to_character_id", "label"),
        index("relation_by_kind", "kind", "from_character_id"),
        index("relation_by_label", "label", "from_character_id"),
    )

    id: int = row_id_column()  # from, label, to
    from_character_id: int = reference("character", covered_by="twist_id")
    to_character_id: int = reference("character", covered_by="twist_id")
    kind: RelationKind = member(RelationKind)
    label: str = words(200)
    twist_id: int | None = seal()
