"""The catalog: what stands behind each field of the schema, resolved against the tables once, at start.

In come the GraphQL schema with its declared bindings, and the tables' metadata; out goes, for each field, the piece of
a plan that reads it. What does not hold (a field without a column, a non-null field over something that may be null or
sealed, a sealed column that is not declared so) is refused here, all faults together, so that no request can meet it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
    is_non_null_type,
)
from sqlalchemy import BigInteger, Boolean, Float, Integer, UniqueConstraint
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable

from gql import ids, plan, tables
from gql.errors import SetupError
from gql.meanings import ByIdOf, Catalog, EmbeddedOf, ListOf, LookupOf, Meaning, OneOf, PageOf
from gql.schema.fields import BINDING, ById, Column, Embedded, Lookup, Related, Sealed, SealedCount
from gql.schema.paging import Connection
from gql.schema.words import TABLE
from gql.tables.columns import ROW, Name, PartialDateText, Text


def row_seal(table: SqlTable) -> plan.Seal | None:
    """The seal on whole rows of *table*, if a twist may seal them."""
    if table is _table(tables.Twist):
        return plan.Seal("id", optional=False)
    for column in table.columns:
        if ROW in column.info.get("seals", ()):
            return plan.Seal(column.name, optional=bool(column.nullable))
    return None


def column_seal(column: SqlColumn[Any]) -> plan.Seal | None:
    """The seal on one column, if a twist may seal it while its row stays open."""
    for other in column.table.columns:
        if column.name in other.info.get("seals", ()):
            return plan.Seal(other.name, optional=True)
    return None


def bind(schema: GraphQLSchema) -> Catalog:
    """The catalog of *schema*. Raises SetupError with every fault that was found."""
    binder = _Binder(schema)
    catalog = binder.catalog()
    if binder.faults:
        raise SetupError(
            "These fields do not fit the tables:\n" + "\n".join(f"  {fault}" for fault in binder.faults),
            "\nName the column after the field, or bind it in its declaration.",
        )
    return catalog


# --- binding ----------------------------------------------------------------------------------------------------------

_CONNECTION = Connection.__name__


def _table(model: object) -> SqlTable:
    table: SqlTable = model.__table__  # type: ignore[attr-defined]
    return table


class _FaultError(Exception):
    """One fault of one field, on its way to the list of all."""


class _Binder:
    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.faults: list[str] = []
        self.tables = {
            name: _table(model)
            for name, type_ in schema.type_map.items()
            if (model := getattr(_origin(type_), TABLE, None)) is not None
        }

    def catalog(self) -> Catalog:
        meanings = {}
        for name, type_ in self.schema.type_map.items():
            if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
                if name in self.tables:
                    self.check_sealed_type(type_)
                if name in self.tables or type_ is self.schema.query_type:
                    meanings[name] = dict(self.fields(type_))
        nodes = {}
        interface = self.schema.type_map["Node"]
        assert isinstance(interface, GraphQLInterfaceType), "Node is declared an interface"
        for node in self.schema.get_implementations(interface).objects:
            table = self.tables[node.name]
            nodes[ids.prefix(node.name)] = OneOf(
                node.name, plan.Rows(table.name, ties=(("id", "id"),), seal=row_seal(table)), {}, required=False
            )
        return Catalog(self.schema, meanings, nodes)

    def fields(self, type_: GraphQLObjectType) -> Iterator[tuple[str, Meaning]]:
        for name, field in type_.fields.items():
            declared = field.extensions["strawberry-definition"]
            binding = declared.metadata.get(BINDING)
            try:
                yield name, self.meaning(type_.name, declared.python_name, field, binding)
            except _FaultError as fault:
                self.faults.append(f"{type_.name}.{name}: {fault}")

    def meaning(self, owner: str, name: str, field: GraphQLField, binding: object) -> Meaning:
        match binding:
            case Column():
                return self.scalar(self.table_of(owner), binding.name or name, field, owner)
            case Embedded():
                return self.embedded(owner, binding, field)
            case Related():
                return self.related(owner, name, binding, field)
            case Lookup():
                return self.lookup(binding, field)
            case SealedCount():
                return self.sealed_count(owner, binding)
            case ById():
                return ByIdOf(many=is_list_type(_nullable(field.type)))
        raise _FaultError(f"nothing is known of the binding {binding!r}.")

    # Columns of the row.

    def scalar(
        self, table: SqlTable, name: str, field: GraphQLField, owner: str = "", *, guarded: bool = False
    ) -> plan.Scalar:
        """The value of one column. *guarded*: the object around it is null when the column is."""
        column = self.column(table, name)
        form = self.form(column, field)
        seal = column_seal(column)
        required = is_non_null_type(field.type)
        if required and column.nullable and not guarded:
            raise _FaultError(f'it is never null, but the column "{name}" of {table.name} may be.')
        if required and seal:
            raise _FaultError(f'it is never null, but the column "{name}" of {table.name} may be sealed.')
        if bool(seal) != _declared_sealed(field):
            raise _FaultError(f"sealed in the {'tables' if seal else 'schema'} alone; declare both or neither.")
        is_id = get_named_type(field.type).name == "ID"
        return plan.Scalar(
            name,
            form,
            optional=bool(column.nullable) or bool(seal),
            prefix=f"{ids.prefix(owner)}." if is_id else "",
            seal=seal,
        )

    def form(self, column: SqlColumn[Any], field: GraphQLField) -> plan.Form:
        """How the column is written, if its type is what the field's type promises."""
        type_ = get_named_type(field.type)
        match type_.name, column.type:
            case "ID", _ if column.primary_key:
                return plan.Form.NAME
            case "PartialDate", PartialDateText():
                return plan.Form.NAME
            case _, Name(kind=kind) if isinstance(type_, GraphQLEnumType) and type_.name == kind.__name__:
                return plan.Form.NAME
            case "Int", Integer() if not isinstance(column.type, BigInteger):
                return plan.Form.NUMBER
            case "Amount", BigInteger():
                return plan.Form.NUMBER
            case "Float", Float():
                return plan.Form.REAL
            case "Boolean", Boolean():
                return plan.Form.BOOLEAN
            case (("String" | "Currency"), Text()) if type(column.type) is Text:
                return plan.Form.TEXT
        raise _FaultError(f'it is a {type_.name}, but the column "{column.name}" is {column.type!r}.')

    def embedded(self, owner: str, binding: Embedded, field: GraphQLField) -> EmbeddedOf:
        table = self.table_of(owner)
        target = get_named_type(field.type)
        assert isinstance(target, GraphQLObjectType), "an embedded field is of an object type"
        guarded = not is_non_null_type(field.type)
        scalars = {
            name: self.scalar(table, binding.columns[name], part, guarded=guarded)
            for name, part in target.fields.items()
        }
        needs = tuple(each.column for each in scalars.values() if each.optional)
        return EmbeddedOf(target.name, scalars, needs)

    # Other rows.

    def related(self, owner: str, name: str, binding: Related, field: GraphQLField) -> OneOf | ListOf | PageOf:
        target, item = self.target(binding, field)
        rows = self.rows(owner, name, binding, field, target)
        filters = {each.argument: self.open_column(target, each.column).name for each in binding.filters}
        type_ = _nullable(field.type)
        if _is_connection(type_):
            return PageOf(item, rows, filters)
        if is_list_type(type_):
            value = self.scalar(target, binding.column[1], field) if binding.column else None
            return ListOf(item, rows, filters, value)
        required = is_non_null_type(field.type)
        if required:
            self.check_required(owner, rows, target)
        return OneOf(item, replace(rows, order=None), filters, required)

    def target(self, binding: Related, field: GraphQLField) -> tuple[SqlTable, str]:
        """The table of the rows, and the name of their type."""
        type_ = get_named_type(field.type)
        if binding.column:
            return _table(binding.column[0]), type_.name
        if _is_connection(type_):
            assert isinstance(type_, GraphQLObjectType), "a connection is an object type"
            return self.target_of(get_named_type(type_.fields["nodes"].type).name)
        return self.target_of(type_.name)

    def target_of(self, type_name: str) -> tuple[SqlTable, str]:
        return self.table_of(type_name), type_name

    def rows(self, owner: str, name: str, binding: Related, field: GraphQLField, target: SqlTable) -> plan.Rows:
        link: plan.Link | None = None
        ties: tuple[tuple[str, str], ...] = ()
        if owner != "Query":
            table = self.table_of(owner)
            if binding.through:
                link = self.link(_table(binding.through), table, target)
            else:
                ties = self.ties(table, name, binding, field, target)
        tests = tuple(
            plan.Is(self.open_column(target, column).name, str(value)) for column, value in binding.fixed.items()
        )
        keys = [self.key(column, target, binding.through) for column in binding.order.columns]
        order = plan.Order(binding.order.name, (*keys, plan.Key("id", number=True)))
        return plan.Rows(target.name, ties=ties, link=link, tests=tests, seal=row_seal(target), order=order)

    def ties(
        self, table: SqlTable, name: str, binding: Related, field: GraphQLField, target: SqlTable
    ) -> tuple[tuple[str, str], ...]:
        """The columns of *target* that equal columns of *table*, theirs first."""
        if binding.keys:
            return tuple(
                (self.open_column(target, theirs).name, self.open_column(table, ours).name)
                for ours, theirs in binding.keys.items()
            )
        if get_named_type(field.type).name in self.tables and not is_list_type(_nullable(field.type)):
            column = self.column(table, f"{name}_id")
            if not any(key.references(target) for key in column.foreign_keys):
                raise _FaultError(f'the column "{column.name}" does not refer to {target.name}.')
            return (("id", column.name),)
        return ((_reference(target, table).name, "id"),)

    def link(self, through: SqlTable, table: SqlTable, target: SqlTable) -> plan.Link:
        return plan.Link(
            through.name, _reference(through, target).name, _reference(through, table).name, row_seal(through)
        )

    def key(self, name: str, target: SqlTable, through: object) -> plan.Key:
        """One column of an order: of the link when it has such a column, else of the row."""
        linked = through is not None and name in _table(through).columns
        column = self.open_column(_table(through) if linked else target, name)
        number = not isinstance(column.type, Text)
        return plan.Key(name, number, optional=bool(column.nullable), linked=linked)

    def check_required(self, owner: str, rows: plan.Rows, target: SqlTable) -> None:
        """A single row that is never null must exist, and be sealed only together with the row that refers to it."""
        (_, ours), *more = rows.ties
        column = self.table_of(owner).columns[ours]
        if more or column.nullable or not column.foreign_keys:
            raise _FaultError("it is never null, but its row may be missing.")
        covered_by = column.info.get("covers")
        own = row_seal(column.table)
        if row_seal(target) and not (own and own.column == covered_by):
            raise _FaultError(f"it is never null, but a row of {target.name} may be sealed while this one is open.")

    def lookup(self, binding: Lookup, field: GraphQLField) -> LookupOf:
        target = get_named_type(field.type)
        table = self.table_of(target.name)
        if is_non_null_type(field.type):
            raise _FaultError("a look-up may find nothing, so it cannot be non-null.")
        by = get_named_type(field.args["by"].type)
        assert isinstance(by, GraphQLInputObjectType), "a look-up takes its key in an input object"
        if unbound := by.fields.keys() - binding.columns.keys():
            raise _FaultError(f"no column stands behind the keys {', '.join(sorted(unbound))}.")
        for name in binding.columns.values():
            if not _is_unique(self.open_column(table, name)):
                raise _FaultError(f'the column "{name}" of {table.name} is not unique.')
        return LookupOf(target.name, plan.Rows(table.name, seal=row_seal(table)), binding.columns)

    def sealed_count(self, owner: str, binding: SealedCount) -> plan.Count:
        table = _table(binding.table)
        seal = row_seal(table)
        if seal is None:
            raise _FaultError(f"no row of {table.name} can be sealed.")
        return plan.Count(plan.Rows(table.name, ties=((_reference(table, self.table_of(owner)).name, "id"),)), seal)

    # Names.

    def table_of(self, type_name: str) -> SqlTable:
        try:
            return self.tables[type_name]
        except KeyError:
            raise _FaultError(f"no table stands behind the type {type_name}.") from None

    def column(self, table: SqlTable, name: str) -> SqlColumn[Any]:
        try:
            return table.columns[name]
        except KeyError:
            raise _FaultError(f'{table.name} has no column "{name}".') from None

    def open_column(self, table: SqlTable, name: str) -> SqlColumn[Any]:
        """A column that a client may order, filter or look up by: never a sealed one."""
        column = self.column(table, name)
        if column_seal(column):
            raise _FaultError(f'the column "{name}" of {table.name} may be sealed, so nothing may depend on it.')
        return column

    def check_sealed_type(self, type_: GraphQLObjectType) -> None:
        sealed = any(isinstance(each, Sealed) for each in type_.extensions["strawberry-definition"].directives)
        if sealed != bool(row_seal(self.tables[type_.name])):
            self.faults.append(f"{type_.name}: sealed in the schema or in the tables alone; declare both or neither.")


def _origin(type_: Any) -> object:
    definition = type_.extensions.get("strawberry-definition")
    return getattr(definition, "origin", None)


def _nullable(type_: Any) -> Any:
    return type_.of_type if is_non_null_type(type_) else type_


def _is_connection(type_: Any) -> bool:
    return getattr(_origin(type_), "__name__", "") == _CONNECTION if hasattr(type_, "extensions") else False


def _declared_sealed(field: GraphQLField) -> bool:
    return any(isinstance(each, Sealed) for each in field.extensions["strawberry-definition"].directives)


def _reference(table: SqlTable, target: SqlTable) -> SqlColumn[Any]:
    """The one column of *table* that refers to *target*, seals apart unless it is the row's owner."""
    found = [
        column
        for column in table.columns
        if any(key.references(target) for key in column.foreign_keys)
        and not ("seals" in column.info and column.nullable)
    ]
    if len(found) != 1:
        names = ", ".join(column.name for column in found) or "none"
        raise _FaultError(f"{table.name} does not refer to {target.name} by one column ({names}); name the keys.")
    return found[0]


def _is_unique(column: SqlColumn[Any]) -> bool:
    return column.primary_key or any(
        isinstance(each, UniqueConstraint) and list(each.columns) == [column] for each in column.table.constraints
    )
