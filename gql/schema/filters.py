"""What a client may filter by: inputs of conditions, all of which a row must pass.

    year: IntMatch | None = key("The year of its first release.", Column())
    role: RoleWhere | None = key("Somebody on screen who passes.", Related())

A key is bound like a field (`fields`), to a column or to related rows, and reads through the same seals: a filter sees
what the viewer may see. What the operators of a match mean stands in docs/query-language.md.
"""

from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

import strawberry

from gql import tables
from gql.schema.fields import Column, Combine, Known, Related, Table, key
from gql.schema.words import TABLE, PartialDate
from gql.tables.kinds import Job, LabelKind, Metric, RelationKind, Verdict

T = TypeVar("T", bound=type)


def _operator(description: str, name: str | None = None) -> Any:
    return strawberry.field(default=strawberry.UNSET, name=name, description=description)


@strawberry.input(description="Conditions on a text, all of which it must pass.")
class TextMatch:
    eq: str | None = _operator("The text itself: case and accents aside for titles and names. Null: it is unknown.")
    in_: list[str] | None = _operator("One of these texts; none of them for an empty list.", "in")
    contains: str | None = _operator(
        "What it holds somewhere: case and accents aside for titles and names, the case of A to Z aside elsewhere. "
        "% and _ are characters like any other."
    )
    starts_with: str | None = _operator("What it begins with, compared like `contains`.")


@strawberry.input(
    description="Conditions on a number, all of which it must pass. An unknown one passes `eq: null` alone."
)
class IntMatch:
    eq: int | None = _operator("The number itself. Null: it is unknown.")
    in_: list[int] | None = _operator("One of these numbers; none of them for an empty list.", "in")
    lt: int | None = _operator("It is less.")
    lte: int | None = _operator("It is less or equal.")
    gt: int | None = _operator("It is greater.")
    gte: int | None = _operator("It is greater or equal.")


@strawberry.input(
    description="Conditions on a date, all of which it must pass. A reduced date is an interval: 2018 is all its days."
)
class DateMatch:
    eq: PartialDate | None = _operator("It lies within: eq 2018 is any day or month of 2018. Null: it is unknown.")
    lt: PartialDate | None = _operator("It is before: before the first day of 2018.")
    lte: PartialDate | None = _operator("It is before the end: up to the last day of 2018.")
    gt: PartialDate | None = _operator("It is after: after the last day of 2018.")
    gte: PartialDate | None = _operator("It is not before: from the first day of 2018.")


@dataclass_transform(kw_only_default=True, field_specifiers=(key,))
def conditions(table: Table, description: str) -> Callable[[T], T]:
    """Declares an input of conditions on rows of *table*."""

    def wrap(cls: T) -> T:
        setattr(cls, TABLE, table)
        return strawberry.input(cls, description=f"{description} All keys that are given must hold; none: everything.")

    return wrap


def _and() -> Any:
    return key("All of these hold; everything for an empty list.", Combine.AND, name="and")


def _or() -> Any:
    return key("At least one of these holds; nothing for an empty list.", Combine.OR, name="or")


def _not() -> Any:
    return key("This does not hold, be it for what is unknown.", Combine.NOT, name="not")


def _label(kind: LabelKind) -> Any:
    return key(
        f"One of its {kind.lower().removesuffix('y') + ('ies' if kind.endswith('Y') else 's')}.",
        Related(column=(tables.FilmLabel, "text"), fixed={"kind": kind}),
    )


_IDS = "One of these global ids."


@conditions(tables.Film, "Which films.")
class FilmWhere:
    and_: list["FilmWhere"] | None = _and()
    or_: list["FilmWhere"] | None = _or()
    not_: "FilmWhere | None" = _not()
    ids: list[strawberry.ID] | None = key(_IDS, Column("id"))
    slug: TextMatch | None = key("Its name in addresses.", Column())
    imdb: TextMatch | None = key("Its id at IMDb.", Column("imdb_id"))
    wikidata: TextMatch | None = key("Its id at Wikidata.", Column("wikidata_id"))
    title: TextMatch | None = key("Its title.", Column())
    year: IntMatch | None = key("The year of its first release.", Column())
    released: DateMatch | None = key("The day of its first release.", Column())
    runtime: IntMatch | None = key("Its length in minutes.", Column())
    genre: TextMatch | None = _label(LabelKind.GENRE)
    country: TextMatch | None = _label(LabelKind.COUNTRY)
    language: TextMatch | None = _label(LabelKind.LANGUAGE)
    role: "RoleWhere | None" = key("One of its roles passes.", Related())
    review: "ReviewWhere | None" = key("One of its reviews passes.", Related())
    credit: "CreditWhere | None" = key("One of its credits passes.", Related())
    company: TextMatch | None = key(
        "The name of a studio or distributor of it.",
        Related(through=tables.Involvement, column=(tables.Company, "name")),
    )
    gross_contested: bool | None = key(
        "Whether the figures for its worldwide gross differ. A film without such figures is neither.",
        Related(
            keys={"id": "film_id"},
            fixed={"metric": Metric.GROSS, "territory": "WORLD"},
            column=(tables.Estimate, "contested"),
        ),
    )


@conditions(tables.Person, "Which people.")
class PersonWhere:
    and_: list["PersonWhere"] | None = _and()
    or_: list["PersonWhere"] | None = _or()
    not_: "PersonWhere | None" = _not()
    ids: list[strawberry.ID] | None = key(_IDS, Column("id"))
    slug: TextMatch | None = key("Their name in addresses.", Column())
    imdb: TextMatch | None = key("Their id at IMDb.", Column("imdb_id"))
    wikidata: TextMatch | None = key("Their id at Wikidata.", Column("wikidata_id"))
    name: TextMatch | None = key("Their name.", Column())
    role: "RoleWhere | None" = key("One of their roles passes.", Related())
    credit: "CreditWhere | None" = key("One of their credits passes.", Related())


@conditions(tables.Character, "Which characters.")
class CharacterWhere:
    and_: list["CharacterWhere"] | None = _and()
    or_: list["CharacterWhere"] | None = _or()
    not_: "CharacterWhere | None" = _not()
    ids: list[strawberry.ID] | None = key(_IDS, Column("id"))
    name: TextMatch | None = key("Their safe name.", Column())
    full_name: TextMatch | None = key("Their full name: unknown while it is sealed.", Column())
    role: "RoleWhere | None" = key("One of the roles that play them passes.", Related())
    relation: "RelationWhere | None" = key(
        "One of the relations that start here passes.", Related(keys={"id": "from_character_id"})
    )


@conditions(tables.Role, "Which roles.")
class RoleWhere:
    and_: list["RoleWhere"] | None = _and()
    or_: list["RoleWhere"] | None = _or()
    not_: "RoleWhere | None" = _not()
    person: PersonWhere | None = key("Who is on screen passes.", Related(keys={"person_id": "id"}))
    film: FilmWhere | None = key("The film passes.", Related(keys={"film_id": "id"}))
    character: CharacterWhere | None = key("There is a character, who passes.", Related(keys={"character_id": "id"}))
    billed: bool | None = key("Whether it has a place in the billing.", Known("billing"))


@conditions(tables.Relation, "Which relations.")
class RelationWhere:
    kinds: list[RelationKind] | None = key("One of these kinds.", Column("kind"))
    label: TextMatch | None = key("The relation in words.", Column())
    to: CharacterWhere | None = key("The character at its other end passes.", Related(keys={"to_character_id": "id"}))


@conditions(tables.Review, "Which reviews.")
class ReviewWhere:
    and_: list["ReviewWhere"] | None = _and()
    or_: list["ReviewWhere"] | None = _or()
    not_: "ReviewWhere | None" = _not()
    verdicts: list[Verdict] | None = key("One of these verdicts.", Column("verdict"))
    publication: TextMatch | None = key(
        "The name of the publication.", Related(keys={"publication_id": "id"}, column=(tables.Company, "name"))
    )
    critic: TextMatch | None = key(
        "The name of the critic.", Related(keys={"critic_id": "id"}, column=(tables.Person, "name"))
    )


@conditions(tables.Credit, "Which credits.")
class CreditWhere:
    jobs: list[Job] | None = key("One of these jobs.", Column("job"))
    person: TextMatch | None = key(
        "The name of the person.", Related(keys={"person_id": "id"}, column=(tables.Person, "name"))
    )
