"""Conditions: what a client filters by, as tests of a plan. A part of the compiler, and pure like it.

    {role: {person: {name: {eq: "Zoë"}}}, not: {year: {lt: 2000}}}

    Some(role, Some(person, Compare(name_key EQUAL Text))), Not(Compare(year LESS Number))

Each condition is true or false of a row, and nothing between: what is unknown, or sealed for this viewer, passes
`eq: null` alone. So `not` is true of it, as of any other row that does not pass. See docs/query-language.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gql import plan
from gql.arguments import Arguments, Given
from gql.errors import TooComplex
from gql.meanings import Catalog, Condition, Filters, Kind, RowsOf, ValueOf
from gql.plan import Folding, How
from gql.schema.fields import Combine
from gql.settings import Settings

LAST = "\U0010ffff"
"""Put behind a text it is greater than all texts that begin with that: no text holds this last code point."""

DAY = "~"
"""Put behind a reduced date it is greater than all dates within it, and less than the next date."""

_ORDERED = {
    "eq": How.EQUAL,
    "lt": How.LESS,
    "lte": How.LESS_OR_EQUAL,
    "gt": How.GREATER,
    "gte": How.GREATER_OR_EQUAL,
}


@dataclass(slots=True)
class Conditions:
    """The conditions of one operation. *stated*: how many there were so far."""

    catalog: Catalog
    unlocked: plan.Unlocked | None
    settings: Settings
    stated: int = 0

    def rows(self, rows: plan.Rows, tests: Sequence[plan.Test] = ()) -> plan.Rows:
        """*rows* that also pass *tests*, with their seals, or without when nothing is sealed for this viewer."""
        if self.unlocked is None:
            link = replace(rows.link, seal=None) if rows.link else None
            rows = replace(rows, seal=None, link=link)
        return replace(rows, tests=(*rows.tests, *tests)) if tests else rows

    def filters(self, filters: Filters, arguments: Arguments) -> Iterator[plan.Test]:
        """What the arguments that state a condition ask of a row."""
        for name, condition in filters.items():
            given = arguments.given(name)
            if given:
                yield from self.tests(condition, given, 0)

    def where(self, target: str, given: Given, depth: int = 0) -> Iterator[plan.Test]:
        """What the input *target* asks of a row. *depth*: how many other rows stand between it and the list's own."""
        for key, inner in given.members().items():
            if not inner.is_null:
                yield from self.tests(self.catalog.conditions[target][key], inner, depth, target)

    def tests(self, condition: Condition, given: Given, depth: int, target: str = "") -> Iterator[plan.Test]:
        self.stated += 1
        if self.stated > self.settings.max_conditions:
            raise TooComplex(
                f"The operation's filters hold more than {self.settings.max_conditions} conditions. A list of values"
                " is one condition: write `in` for many `or`."
            )
        match condition:
            case Combine.AND:
                for item in given.items():
                    yield from self.where(target, item, depth)
            case Combine.OR:
                yield plan.Any(tuple(_all(self.where(target, item, depth)) for item in given.items()))
            case Combine.NOT:
                yield plan.Not(_all(self.where(target, given, depth)))
            case RowsOf(inner, rows):
                if depth == self.settings.max_filter_depth:
                    raise TooComplex(f"A filter leads through {depth} kinds of rows at most, one inside another.")
                yield plan.Some(self.rows(rows, tuple(self.where(inner, given, depth + 1))))
            case ValueOf():
                yield from self.value(condition, given)

    def value(self, value: ValueOf, given: Given) -> Iterator[plan.Test]:
        """What is asked of a value; when it is one of other rows, of one of these."""
        operand = replace(value.operand, seal=None) if self.unlocked is None else value.operand
        value = replace(value, operand=operand)
        tests = tuple(self.compared(value, given))
        if value.rows is None:
            yield from tests
            return
        unknown = [test for test in tests if isinstance(test, plan.Known)]
        if unknown:
            yield plan.Not(plan.Some(self.rows(value.rows)))
        if len(tests) > len(unknown):
            yield plan.Some(self.rows(value.rows, [test for test in tests if test not in unknown]))

    def compared(self, value: ValueOf, given: Given) -> Iterator[plan.Test]:
        match value.kind:
            case Kind.KNOWN:
                yield plan.Known(value.operand, known=given.assumed() is True)
            case Kind.HOLDS:
                yield plan.Holds(value.operand.column, true=given.assumed() is True)
            case Kind.EQUAL:
                yield plan.Compare(value.operand, How.EQUAL, plan.Text(given.origin()))
            case Kind.AMONG:
                yield plan.Among(value.operand, plan.Listed(given.origin()))
            case Kind.IDS:
                yield plan.Among(value.operand, plan.RowIds(given.origin(), value.type))
            case Kind.MATCH:
                for operator, inner in given.members().items():
                    if not inner.is_null:
                        yield from _matched(value, operator, inner.origin())
                    elif operator == "eq":
                        yield plan.Known(value.operand, known=False)


def _matched(value: ValueOf, operator: str, origin: plan.Origin) -> Iterator[plan.Test]:
    """What one operator of a match asks."""
    if value.number and operator in _ORDERED:
        yield plan.Compare(value.operand, _ORDERED[operator], plan.Number(origin))
    elif value.number:
        yield plan.Among(value.operand, plan.Listed(origin, number=True))
    elif value.interval:
        yield from _dated(value.operand, operator, origin)
    else:
        yield _text(value.operand, operator, origin)


def _dated(operand: plan.Operand, operator: str, origin: plan.Origin) -> Iterator[plan.Test]:
    """A reduced date is all of its days: from the date itself up to its end."""
    begin, end = plan.Text(origin), plan.Text(origin, end=DAY)
    if operator in {"eq", "gte"}:
        yield plan.Compare(operand, How.GREATER_OR_EQUAL, begin)
    if operator in {"eq", "lte"}:
        yield plan.Compare(operand, How.LESS, end)
    if operator == "lt":
        yield plan.Compare(operand, How.LESS, begin)
    if operator == "gt":
        yield plan.Compare(operand, How.GREATER_OR_EQUAL, end)


def _text(operand: plan.Operand, operator: str, origin: plan.Origin) -> plan.Test:
    """What an operator asks of a text. A text without a key is equal only as it stands."""
    folding = operand.folding
    exact = folding if folding is Folding.KEY else Folding.NOTHING
    match operator:
        case "eq":
            return plan.Compare(replace(operand, folding=exact), How.EQUAL, plan.Text(origin, exact))
        case "in":
            return plan.Among(replace(operand, folding=exact), plan.Listed(origin, exact))
        case "contains":
            return plan.Compare(operand, How.CONTAINS, plan.Text(origin, folding))
        case "startsWith" if folding is Folding.KEY:
            # A range, which an index is searched by.
            return plan.All(
                (
                    plan.Compare(operand, How.GREATER_OR_EQUAL, plan.Text(origin, folding)),
                    plan.Compare(operand, How.LESS, plan.Text(origin, folding, LAST)),
                )
            )
        case "startsWith":
            return plan.Compare(operand, How.STARTS_WITH, plan.Text(origin, folding))
    raise AssertionError(f"{operator} is no operator of the schema")


def _all(tests: Iterator[plan.Test]) -> plan.Test:
    found = tuple(tests)
    return found[0] if len(found) == 1 else plan.All(found)
