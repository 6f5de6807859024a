"""Money: what sources state, and what follows from it when they differ."""

from gql import tables
from gql.schema.fields import Filter, Order, column, embedded, many, one
from gql.schema.sources import Node, Sourced
from gql.schema.words import Amount, Currency, entity
from gql.tables.kinds import Metric


@entity(None, "An amount in a currency.")
class Money:
    amount: Amount = column("Whole units of the currency.")
    currency: Currency = column("The currency.")


BY_METRIC = Order("METRIC_ASC", ("metric", "territory", "amount"))


@entity(tables.Figure, "An amount as one or several sources state it. 0 is a true zero; unknown is no figure at all.")
class Figure(Node, Sourced):
    metric: Metric = column("What it measures.")
    money: Money = embedded("How much.", amount="amount", currency="currency")
    territory: str = column("WORLD, US-CA, OTHER (everywhere but US-CA), or an ISO 3166 country.")
    derived: bool = column("Whether it is the sum of the parts that a source states, and not stated itself.")


@entity(
    tables.Estimate,
    "One quantity as several sources state it. When they differ, nothing is picked silently: contested is true, "
    "money is null, and every figure is listed.",
)
class Estimate:
    money: Money | None = embedded("The amount that all agree on.", amount="amount", currency="currency")
    low: Money | None = embedded("The least; null when currencies differ.", amount="low", currency="currency")
    high: Money | None = embedded("The greatest; null when currencies differ.", amount="high", currency="currency")
    contested: bool = column("Whether the figures differ.")
    figures: list[Figure] = many(
        "Every figure for it.",
        keys={"film_id": "film_id", "metric": "metric", "territory": "territory"},
        order=BY_METRIC,
    )


TERRITORY = Filter("territory", "territory", str | None, "WORLD, US-CA, OTHER, or an ISO 3166 country.", "WORLD")


def estimate(description: str, metric: Metric, *filters: Filter) -> Estimate | None:
    """The estimate of a film's *metric*: worldwide, unless an argument among *filters* says where."""
    fixed: dict[str, object] = {"metric": metric} if filters else {"metric": metric, "territory": "WORLD"}
    field: Estimate | None = one(description, keys={"id": "film_id"}, fixed=fixed, filters=filters)
    return field
