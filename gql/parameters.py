"""Parameters: the slots of a statement filled with one request's values, as the database takes them.

Here every client value is looked at once more for what its type does not say: page sizes, cursors, ids.
"""

from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import TypeVar

import orjson

from gql import cursors, ids, plan
from gql.dialects import Pause, Slot
from gql.errors import BadUserInput
from gql.settings import Settings
from gql.tables.keys import fold, lower
from gql.viewer import Viewer

T = TypeVar("T")

Parameter = str | int | float | None


Filler = Callable[[Mapping[str, object], Viewer], Parameter]
"""What makes a slot's parameter of one request's variables and viewer."""


def filler(slot: Slot, settings: Settings) -> Filler:
    """What fills *slot*, made once for every request. It raises BadUserInput for a value that cannot be."""
    match slot:
        case plan.Seen.WHOLE:
            return lambda _, viewer: viewer.whole
        case plan.Seen.UNTIL:
            return lambda _, viewer: viewer.until
        case Pause.CHANCE:
            return lambda *_: 0.0  # unless the store says more
        case _:
            read, make = _reader(slot.origin), _maker(slot, settings)
            return lambda variables, _: make(read(variables))


def _maker(slot: plan.Value, settings: Settings) -> Callable[[object], Parameter]:
    """What makes the parameter of the value that *slot* is given."""
    match slot:
        case plan.PageSize(_, field):
            return lambda value: _page_size(value, field, settings)
        case plan.CursorKey(_, field, order, index):
            return lambda value: _storable(_cursor(value, field, order)[index])
        case plan.RowId(_, type_):
            return lambda value: ids.number(str(value), type_)
        case plan.RowIds(_, type_):
            return lambda value: _numbers(value, type_)
        case plan.Ids():
            return lambda value: _ids(value, settings)
        case plan.Listed(_, plan.Folding.KEY):
            return lambda value: _json([_storable(each) for each in _folded(_texts(value))])
        case plan.Listed():
            return lambda value: _json([_storable(each) for each in _list(value)])
        case plan.Number():
            return _number
        case plan.Text(_, plan.Folding.KEY, end):
            return lambda value: _storable(_folded([str(value)])[0]) + end
        case plan.Text(_, plan.Folding.CASE, end):
            return lambda value: _storable(lower(str(value))) + end
        case plan.Text(_, _, end):
            return lambda value: _storable(str(value)) + end
    raise AssertionError(f"{slot!r} is no value of a plan")


def _number(value: object) -> int:
    assert isinstance(value, int), "the type is Int"
    return value


def _numbers(value: object, type_: str) -> str:
    numbers = (ids.number(each, type_) for each in _texts(value))
    return _json([number for number in numbers if number is not None])


LONGEST = 100_000
"""Characters of all texts of one condition that are folded: a letter may take as long as twenty others."""


def _folded(texts: list[str]) -> list[str]:
    length = sum(map(len, texts))
    if length > LONGEST:
        raise BadUserInput(f"Titles and names are compared with {LONGEST} characters at most, not with {length}.")
    return [fold(each) for each in texts]


def _list(given: object) -> list[object]:
    assert isinstance(given, list), "the type is a list"
    return given


def _texts(given: object) -> list[str]:
    return [str(each) for each in _list(given)]


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _storable(value: T) -> T | str:
    """*value* as a database takes it: PostgreSQL takes no U+0000, and no text that is stored holds U+0001 either.

    It is equal to none all the same, and stands between the same two.
    """
    return value.replace("\0", "\1") if isinstance(value, str) else value


def _reader(origin: plan.Origin) -> Callable[[Mapping[str, object]], object]:
    """`value_of`, which most slots need only in part."""
    match origin:
        case plan.Literal(value):
            return lambda _: value
        case plan.Variable(name, ()):
            return itemgetter(name)
    return partial(value_of, origin)


def value_of(origin: plan.Origin, variables: Mapping[str, object]) -> object:
    match origin:
        case plan.Literal(value):
            return value
        case plan.Items(origins):
            return [value_of(each, variables) for each in origins]
        case plan.Variable(name, path):
            value = variables[name]
            for key in path:
                # The plan was made for a value of this shape: a name of an object, or a place in a list.
                value = value[key]  # type: ignore[index]
            return value


def _page_size(value: object, field: str, settings: Settings) -> int:
    assert isinstance(value, int), "first is an Int"
    if not 0 <= value <= settings.max_page:
        raise BadUserInput(f"{field}(first:) takes 0 to {settings.max_page}, not {value}.")
    return value


def _cursor(value: object, field: str, order: plan.Order) -> tuple[str | int | None, ...]:
    try:
        return cursors.decode(str(value), order)
    except ValueError as error:
        hint = "Take it from pageInfo or an edge of the same list."
        raise BadUserInput(f"{field}(after:) cannot start there: {error} {hint}") from None


def _ids(value: object, settings: Settings) -> str:
    given = value if isinstance(value, list) else [value]
    if len(given) > settings.max_ids:
        raise BadUserInput(f"nodes(ids:) takes {settings.max_ids} ids at most, not {len(given)}.")
    return _json([ids.split(_storable(str(each))) or (None, None) for each in given])
