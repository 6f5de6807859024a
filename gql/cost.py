"""What an answer costs at most: how many rows its statement may read for it, and what it tells of each.

    films(first: $n) { nodes { title roles(first: 5) { nodes { person { name } } } } }

    $n x (1 + 2 + 5 x (1 + 1 + 1 + 1))      each row, then its fields

A page counts as the rows that it may hold, each with what is asked of it: by the value of this request, not by the most
that its type allows. How long a list without pages is, nobody knows: it counts as FEW, like the rows that a condition
looks at; counting all that pass counts as MANY. A field counts as a row does: it may take as long, and as much room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gql import plan
from gql.errors import TooComplex
from gql.parameters import value_of
from gql.settings import Settings

FEW = 5
MANY = 100

HEAVY = 10_000
"""The cost from which on a statement is heavy: it keeps a processor busy for 5 milliseconds and more."""

SECONDS = 0.7e-6
"""What one takes that costs 1, of a heavy statement: 1,000 films with 5 of the cast of each cost 39,000."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What is *known*, and lists of so many rows, each with a cost. A length is known, or a value of the request."""

    known: int = 0
    lists: tuple[tuple[int | plan.Origin, Cost], ...] = ()

    def of(self, variables: Mapping[str, object]) -> int:
        """How many rows, and fields of rows, that is for these variables."""
        return self.known + sum(_length(each, variables) * (1 + inner.of(variables)) for each, inner in self.lists)

    def rows(self, variables: Mapping[str, object]) -> int:
        """How many of these rows are in no list but one."""
        return sum(_length(each, variables) for each, _ in self.lists)

    @property
    def is_known(self) -> bool:
        """Whether it is the same for all variables."""
        return all(isinstance(each, int | plan.Literal) and inner.is_known for each, inner in self.lists)


def cost(planned: plan.Plan) -> Cost:
    """The cost of all root fields of *planned*."""
    return _sum(_of(expression) for _, expression in planned.fields)


def check(found: int, settings: Settings) -> None:
    """Raises TooComplex when an answer may cost more than is allowed."""
    if found > settings.max_cost:
        raise TooComplex(
            f"The operation may read {found} rows and fields of rows; at most {settings.max_cost} are allowed."
            " Ask for smaller pages, or for less of each row."
        )


def _length(origin: int | plan.Origin, variables: Mapping[str, object]) -> int:
    value = origin if isinstance(origin, int) else value_of(origin, variables)
    return len(value) if isinstance(value, list) else int(str(value))


def _of(expression: plan.Expression | plan.Part | plan.Object) -> Cost:
    match expression:
        case plan.Object(fields):
            rows = [each for _, each in fields if not isinstance(each, plan.Scalar | plan.Fixed)]
            return _sum([Cost(len(fields)), *map(_of, rows)])
        case plan.Embedded(object_) | plan.Nodes(object_):
            return _of(object_)
        case plan.Edges(fields):
            return _sum([Cost(len(fields)), *(_of(each) for _, each in fields if isinstance(each, plan.Object))])
        case plan.One(rows, object_):
            return _sum([Cost(1), _of(object_), *_asked(rows.tests)])
        case plan.Many(rows, item):
            return _sum([Cost(0, ((FEW, _of(item)),)), *_asked(rows.tests)])
        case plan.Page(rows, plan.PageSize(size), _, parts):
            items = _sum(_of(part) for _, part in parts)
            totals = sum(isinstance(part, plan.Total) for _, part in parts)
            return _sum([Cost(MANY * totals, ((size, items),)), *_asked(rows.tests)])
        case plan.ById(plan.Ids(ids), branches, many):
            # An id is of one type. Which one's rows are the dearest is not known before the values are: all count.
            inside = Cost(0, tuple((1, _of(branch)) for _, branch in branches))
            return Cost(0, ((ids, inside),)) if many else inside
        case plan.Count():
            return Cost(FEW)
    return Cost()


def _asked(tests: Iterable[plan.Test]) -> Iterator[Cost]:
    """The cost of those *tests* that look at other rows."""
    for test in tests:
        match test:
            case plan.Some(rows):
                yield Cost(0, ((FEW, _sum(_asked(rows.tests))),))
            case plan.All(inner) | plan.Any(inner):
                yield from _asked(inner)
            case plan.Not(negated):
                yield from _asked([negated])


def _sum(costs: Iterable[Cost]) -> Cost:
    found = list(costs)
    return Cost(sum(each.known for each in found), tuple(pair for each in found for pair in each.lists))
