"""Parameters: the slots of a statement filled with one request's values, as the database takes them.

Here every client value is looked at once more for what its type does not say: page sizes, cursors, ids.
"""

from collections.abc import Callable, Mapping, Sequence

import orjson

from gql import cursors, ids, plan
from gql.errors import BadUserInput
from gql.settings import Settings
from gql.tables.keys import fold, lower
from gql.viewer import Viewer

Parameter = str | int | None


def fill(
    slots: Sequence[plan.Value], variables: Mapping[str, object], viewer: Viewer, settings: Settings
) -> list[Parameter]:
    """One parameter for each slot. Raises BadUserInput for a value that cannot be."""
    return [_parameter(slot, variables, viewer, settings) for slot in slots]


def _parameter(slot: plan.Value, variables: Mapping[str, object], viewer: Viewer, settings: Settings) -> Parameter:
    match slot:
        case plan.Seen.WHOLE:
            return viewer.whole
        case plan.Seen.UNTIL:
            return viewer.until
        case plan.PageSize(origin, field):
            return _page_size(value_of(origin, variables), field, settings)
        case plan.CursorKey(origin, field, order, index):
            place = _cursor(value_of(origin, variables), field, order)[index]
            return _storable(place) if isinstance(place, str) else place
        case plan.RowId(origin, type_):
            return ids.number(str(value_of(origin, variables)), type_)
        case plan.RowIds(origin, type_):
            numbers = (ids.number(each, type_) for each in _texts(value_of(origin, variables)))
            return _json([number for number in numbers if number is not None])
        case plan.Ids(origin):
            return _ids(value_of(origin, variables), settings)
        case plan.Listed(origin, plan.Folding.KEY):
            return _json([_storable(each) for each in _folded(_texts(value_of(origin, variables)))])
        case plan.Listed(origin):
            given = _list(value_of(origin, variables))
            return _json([_storable(each) if isinstance(each, str) else each for each in given])
        case plan.Number(origin):
            number = value_of(origin, variables)
            assert isinstance(number, int), "the type is Int"
            return number
        case plan.Text(origin, plan.Folding.KEY, end):
            return _storable(_folded([str(value_of(origin, variables))])[0]) + end
        case plan.Text(origin, folding, end):
            return _storable(_FOLD[folding](str(value_of(origin, variables)))) + end
    raise AssertionError(f"{slot!r} is no value of a plan")


LONGEST = 100_000
"""Characters of all texts of one condition that are folded: a letter may take as long as twenty others."""


def _folded(texts: list[str]) -> list[str]:
    length = sum(map(len, texts))
    if length > LONGEST:
        raise BadUserInput(f"Titles and names are compared with {LONGEST} characters at most, not with {length}.")
    return [fold(each) for each in texts]


_FOLD: Mapping[plan.Folding, Callable[[str], str]] = {
    plan.Folding.NOTHING: str,
    plan.Folding.CASE: lower,
}


def _list(given: object) -> list[object]:
    assert isinstance(given, list), "the type is a list"
    return given


def _texts(given: object) -> list[str]:
    return [str(each) for each in _list(given)]


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _storable(text: str) -> str:
    """*text* as a database takes it: PostgreSQL takes no U+0000, and no text that is stored holds either character.

    It is equal to none all the same, and stands between the same two.
    """
    return text.replace("\0", "\1")


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
