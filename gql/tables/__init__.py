"""What is stored: one SQLModel class per fact, on `SQLModel.metadata`; views beside them on `VIEWS`.

The comment behind each `id` is the row's natural key, from which the id is made (`keys.row_id`).
"""

from sqlmodel import SQLModel

from gql.tables.columns import constrain
from gql.tables.film import MAX_AMOUNT, Company, Credit, Figure, Film, FilmLabel, Involvement, Release
from gql.tables.people import Character, Person, Role
from gql.tables.reception import Passage, Review, Score
from gql.tables.sources import Citation, Source
from gql.tables.twists import Clue, Relation, Twist, TwistCharacter
from gql.tables.views import DEFINITIONS, VIEWS, Estimate

METADATA = SQLModel.metadata
constrain(METADATA)

__all__ = [
    "DEFINITIONS", "MAX_AMOUNT", "METADATA", "VIEWS", "Character", "Citation", "Clue", "Company", "Credit", "Estimate",
    "Figure", "Film", "FilmLabel", "Involvement", "Passage", "Person", "Relation", "Release", "Review", "Role", "Score",
    "Source", "Twist", "TwistCharacter",
]  # fmt: skip
