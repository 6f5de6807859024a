"""Derived facts: views that the database can flatten, mapped like tables.

A view must hold no GROUP BY, DISTINCT, window or LIMIT at its top: the database could then not push a look-up into
it, and would compute every film's row to answer for one.
"""

from sqlalchemy import BigInteger, MetaData
from sqlmodel import Field, SQLModel

from gql.tables.columns import Id, Name, Text
from gql.tables.kinds import Metric

VIEWS = MetaData()
"""The views' own metadata: what is in it is created by its text below, not as a table."""


class Estimate(SQLModel, table=True):
    """One quantity as several sources state it: one row per (film, metric, territory) that has figures.

    When they differ, *contested* is true and *amount* is null; two currencies leave *low* and *high* null as well.
    """

    metadata = VIEWS

    id: int = Field(primary_key=True, sa_type=Id)  # of the figure with the least id
    film_id: int = Field(sa_type=Id)
    metric: Metric = Field(sa_type=Name(Metric))
    territory: str = Field(sa_type=Text(20))
    currency: str | None = Field(sa_type=Text(3), nullable=True)
    amount: int | None = Field(sa_type=BigInteger, nullable=True)
    low: int | None = Field(sa_type=BigInteger, nullable=True)
    high: int | None = Field(sa_type=BigInteger, nullable=True)
    contested: bool


DEFINITIONS = {
    "estimate": """
CREATE VIEW "estimate" AS
SELECT
  "id", "film_id", "metric", "territory",
  CASE WHEN "agree" THEN "currency" END AS "currency",
  CASE WHEN "agree" AND "least" = "greatest" THEN "least" END AS "amount",
  CASE WHEN "agree" THEN "least" END AS "low",
  CASE WHEN "agree" THEN "greatest" END AS "high",
  NOT ("agree" AND "least" = "greatest") AS "contested"
FROM (
  SELECT
    f.*,
    (SELECT min(o."amount") FROM "figure" o
      WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory") AS "least",
    (SELECT max(o."amount") FROM "figure" o
      WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory") AS "greatest",
    NOT EXISTS (SELECT 1 FROM "figure" o
      WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory"
        AND o."currency" <> f."currency") AS "agree"
  FROM "figure" f
  WHERE NOT EXISTS (SELECT 1 FROM "figure" o
    WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory" AND o."id" < f."id")
) AS "stated"
"""
}
"""The text that creates each view, the same on every database."""
