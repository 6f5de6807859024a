"""What was written about a film: reviews, scores, and passages of prose by topic."""

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from gql.tables.columns import index, member, partial_date, reference, row_id_column, seal, words
from gql.tables.kinds import Topic, Verdict


class Review(SQLModel, table=True):
    """A critic's judgement. The row is open; its words may be sealed."""

    __table_args__ = (
        index("review_by_written", "written"),
        index("review_of_film", "film_id", "written"),
        index("review_of_critic", "critic_id", "written"),
        index("review_of_publication", "publication_id", "written"),
    )

    id: int = row_id_column()  # film, critic, publication, url
    film_id: int = reference("film")
    critic_id: int | None = reference("person", optional=True)
    publication_id: int | None = reference("company", optional=True)
    verdict: Verdict | None = member(Verdict, optional=True)
    quote: str | None = words(2000, optional=True)
    paraphrase: str | None = words(2000, optional=True)
    url: str | None = words(2000, optional=True)
    written: str | None = partial_date()
    text_twist_id: int | None = seal("quote", "paraphrase")


# Finite: neither infinity nor NaN lies between two numbers, and neither can be written in JSON.
_FINITE = '"{0}" BETWEEN 0 AND 1e15'


class Score(SQLModel, table=True):
    """What an aggregator makes of the reviews. Every value may be unknown: a source may leave it blank."""

    __table_args__ = (
        CheckConstraint('"approval" BETWEEN 0 AND 1', name="score_approval_valid"),
        CheckConstraint(_FINITE.format("average"), name="score_average_valid"),
        CheckConstraint(_FINITE.format("scale"), name="score_scale_valid"),
        CheckConstraint('"count" BETWEEN 0 AND 2147483647', name="score_count_valid"),
        index("score_of_film", "film_id"),
        index("score_of_aggregator", "aggregator_id"),
    )

    id: int = row_id_column()  # film, aggregator, approval, average, scale, count
    film_id: int = reference("film")
    aggregator_id: int = reference("company")
    approval: float | None = None  # share of positive reviews, 0 to 1
    average: float | None = None  # on the aggregator's own scale
    scale: float | None = None
    count: int | None = None  # of reviews


class Passage(SQLModel, table=True):
    """A piece of prose about a film or a character, in our own words. Plot, character texts, production notes."""

    __table_args__ = (
        CheckConstraint('("film_id" IS NULL) <> ("character_id" IS NULL)', name="passage_has_one_owner"),
        index("passage_of_film", "film_id", "position"),
        index("passage_of_character", "character_id", "position"),
    )

    id: int = row_id_column()  # owner, topic, digest of the text
    film_id: int | None = reference("film", optional=True)
    character_id: int | None = reference("character", optional=True)
    topic: Topic = member(Topic)
    position: int  # from 1, counting open passages only
    text: str = words(5000)
    date: str | None = partial_date()
    twist_id: int | None = seal()
