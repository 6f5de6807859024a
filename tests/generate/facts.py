"""Facts: which values find something. Rows of databases in, values of arguments and keys of filters out.

That `genre` is compared with the texts of some rows is read from the schema's declarations, like everything here: an
argument or key that is bound to a column has that column's values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, get_named_type

from gql import ids
from gql.database import Location
from gql.schema import graphql_schema
from gql.schema.fields import BINDING, ById, Column, Lookup, Order, Related
from gql.schema.words import TABLE
from tests.generate.cursors import cursor
from tests.places import held

Row = Mapping[str, Any]
Value = str | int | bool

LONGEST = 60
"""Texts of more characters are no values: nobody filters by prose."""


class Facts:
    """The rows of some databases: of all of them together, so that one may be asked for what only another has."""

    def __init__(self, *locations: Location) -> None:
        self.rows = _rows(locations)
        self.by_id = {name: {row["id"]: row for row in rows} for name, rows in self.rows.items()}
        self.arguments: dict[tuple[str, str, str], Sequence[Value]] = {}
        self.keys: dict[tuple[str, str], Sequence[Value]] = {}
        self.lists: dict[tuple[str, str], Related] = {}
        self.types = _tables()
        self.ids = [str(each) for name in _node_types() for each in self._column(self.types[name], "id", {})]
        texts = (value for rows in self.rows.values() for row in rows for value in row.values() if _is_short(value))
        self.texts = [str(text) for text in _distinct(texts)]
        for type_ in graphql_schema().type_map.values():
            if isinstance(type_, GraphQLObjectType):
                self._read_fields(type_)
            elif isinstance(type_, GraphQLInputObjectType):
                self._read_keys(type_)

    def cursors(self, type_: str, field: str, order: str) -> Sequence[str]:
        """A cursor at every row that could be in this connection, in the order of this name."""
        related = self.lists[type_, field]
        found = [_order(related, name) for name in order.split(",")]
        columns = list(dict.fromkeys(column for each in found for column in each.columns))
        rows = self.rows[self.types[self._target(type_, field)]]
        return [cursor(order, *(self._value(row, column) for column in columns), row["id"]) for row in rows]

    def default_order(self, type_: str, field: str) -> str:
        return self.lists[type_, field].order.name

    # --- reading the declarations -------------------------------------------------------------------------------------

    def _read_fields(self, type_: GraphQLObjectType) -> None:
        for name, field in type_.fields.items():
            binding = _binding(field)
            target = get_named_type(field.type).name
            match binding:
                case Related():
                    if "after" in field.args:
                        self.lists[type_.name, name] = binding
                        target = self._target(type_.name, name)
                    for each in binding.filters:
                        values = self._column(self.types.get(target, ""), each.column, {})
                        self.arguments[type_.name, name, each.argument] = values
                case Lookup(columns):
                    by = get_named_type(field.args["by"].type).name
                    for key, column in columns.items():
                        self.keys[by, key] = self._column(self.types[target], column, {})
                case ById():
                    self.arguments |= {(type_.name, name, argument): self.ids for argument in field.args}

    def _read_keys(self, type_: GraphQLInputObjectType) -> None:
        for name, key in type_.fields.items():
            own = getattr(_declaration(type_).origin, TABLE, None)
            match _binding(key):
                case Column(column) if own:
                    column = column or _declaration(key).python_name
                    self.keys[type_.name, name] = self._column(str(own.__tablename__), column, {})
                case Related(column=(table, column), fixed=fixed):
                    self.keys[type_.name, name] = self._column(str(table.__tablename__), column, fixed)
                case _ if name.capitalize() in self.types and not isinstance(
                    get_named_type(key.type), GraphQLInputObjectType
                ):
                    self.keys[type_.name, name] = self._column(self.types[name.capitalize()], "id", {})

    def _target(self, type_: str, field: str) -> str:
        """The type of a connection's items."""
        owner = graphql_schema().type_map[type_]
        assert isinstance(owner, GraphQLObjectType), "connections are fields of objects"
        connection = get_named_type(owner.fields[field].type)
        assert isinstance(connection, GraphQLObjectType), "a connection is an object"
        return str(get_named_type(connection.fields["nodes"].type).name)

    # --- reading the rows ---------------------------------------------------------------------------------------------

    def _column(self, table: str, column: str, fixed: Mapping[str, object]) -> Sequence[Value]:
        rows = [
            row for row in self.rows.get(table, ()) if all(row[name] == str(value) for name, value in fixed.items())
        ]
        if column == "id":
            type_ = next(name for name, each in self.types.items() if each == table)
            return _distinct(f"{ids.prefix(type_)}.{row['id']}" for row in rows)
        return _distinct(row[column] for row in rows)

    def _value(self, row: Row, column: str) -> Any:
        reference, _, name = column.rpartition(".")
        return self.by_id[reference][row[f"{reference}_id"]][name] if reference else row[name]


def _rows(locations: Iterable[Location]) -> dict[str, list[Row]]:
    """The rows of all tables and views; one that several databases have counts once."""
    found: defaultdict[str, dict[tuple[object, ...], Row]] = defaultdict(dict)
    for location in locations:
        for table, rows in held(location).items():
            for row in rows:
                found[table].setdefault(tuple(row.values()), row)
    return {name: list(rows.values()) for name, rows in found.items()}


@cache
def _tables() -> dict[str, str]:
    """Object types to the tables behind them."""
    found = {}
    for name, type_ in graphql_schema().type_map.items():
        table = getattr(getattr(_declaration(type_), "origin", None), TABLE, None)
        if isinstance(type_, GraphQLObjectType) and table:
            found[name] = str(table.__tablename__)
    return found


def _node_types() -> list[str]:
    node = graphql_schema().type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return sorted(type_.name for type_ in graphql_schema().get_possible_types(node))


def _declaration(part: Any) -> Any:
    return part.extensions.get("strawberry-definition")


def _binding(part: Any) -> object:
    declared = _declaration(part)
    return declared.metadata.get(BINDING) if declared else None


def _order(related: Related, name: str) -> Order:
    return related.orders.orders[name] if related.orders else related.order


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def _distinct(values: Iterable[object]) -> list[Value]:
    """Every one of *values* once, but what is unknown, or prose."""
    found = {value for value in values if isinstance(value, int) or _is_short(value)}
    return sorted(found, key=lambda value: (isinstance(value, str), value))  # type: ignore[arg-type]
