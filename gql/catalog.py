"""The catalog: what stands behind each name of the schema, resolved against the tables once, at start.

In come the GraphQL schema with its declared bindings, and the tables' metadata; out goes, for each field, each key of a
filter and each order, the piece of a plan that reads it. What does not hold (a field without a column, a non-null field
over something that may be null or sealed, a sealed column that is not declared so) is refused here, all faults at once,
so that no request can meet it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from sqlalchemy import BigInteger, Boolean, Float, Integer
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable

from gql import ids, plan
from gql.columns import (
    FaultError,
    column,
    column_seal,
    is_unique,
    open_column,
    reference,
    referred,
    row_seal,
    table_of,
)
from gql.errors import SetupError
from gql.meanings import (
    ByIdOf,
    Catalog,
    Condition,
    EmbeddedOf,
    Filters,
    Kind,
    ListOf,
    LookupOf,
    Meaning,
    OneOf,
    PageOf,
    RowsOf,
    ValueOf,
)
from gql.schema.fields import (
    BINDING,
    ById,
    Column,
    Combine,
    Embedded,
    Known,
    Lookup,
    Orders,
    Related,
    SealedCount,
    is_sealed,
)
from gql.schema.paging import Connection
from gql.schema.words import TABLE
from gql.tables.columns import Name, PartialDateText, Text


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


_CONNECTION = Connection.__name__


class _Binder:
    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.faults: list[str] = []
        self.orders: dict[str, dict[str, tuple[plan.Key, ...]]] = {}
        self.tables = {
            name: table_of(model)
            for name, type_ in schema.type_map.items()
            if (model := getattr(_origin(type_), TABLE, None)) is not None
        }

    def catalog(self) -> Catalog:
        meanings, conditions = {}, {}
        for name, type_ in self.schema.type_map.items():
            if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
                if name in self.tables:
                    self.check_sealed_type(type_)
                if name in self.tables or type_ is self.schema.query_type:
                    meanings[name] = dict(self.fields(type_))
            if isinstance(type_, GraphQLInputObjectType) and name in self.tables:
                conditions[name] = dict(self.conditions(type_))
        nodes = {}
        interface = self.schema.type_map["Node"]
        assert isinstance(interface, GraphQLInterfaceType), "Node is declared an interface"
        for node in self.schema.get_implementations(interface).objects:
            table = self.tables[node.name]
            nodes[ids.prefix(node.name)] = OneOf(
                node.name, plan.Rows(table.name, ties=(("id", "id"),), seal=row_seal(table)), {}, required=False
            )
        return Catalog(self.schema, meanings, nodes, conditions, self.orders)

    def fields(self, type_: GraphQLObjectType) -> Iterator[tuple[str, Meaning]]:
        for name, field in type_.fields.items():
            declared = field.extensions["strawberry-definition"]
            binding = declared.metadata.get(BINDING)
            try:
                yield name, self.meaning(type_.name, declared.python_name, field, binding)
            except FaultError as fault:
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
                return ByIdOf(many=is_list_type(get_nullable_type(field.type)))
        raise FaultError(f"nothing is known of the binding {binding!r}.")

    # --- columns of the row -------------------------------------------------------------------------------------------

    def scalar(
        self, table: SqlTable, name: str, field: GraphQLField, owner: str = "", *, guarded: bool = False
    ) -> plan.Scalar:
        """The value of one column. *guarded*: the object around it is null when the column is."""
        found = column(table, name)
        form = self.form(found, field)
        seal = column_seal(found)
        required = is_non_null_type(field.type)
        if required and found.nullable and not guarded:
            raise FaultError(f'it is never null, but the column "{name}" of {table.name} may be.')
        if required and seal:
            raise FaultError(f'it is never null, but the column "{name}" of {table.name} may be sealed.')
        if bool(seal) != is_sealed(field):
            raise FaultError(f"sealed in the {'tables' if seal else 'schema'} alone; declare both or neither.")
        is_id = get_named_type(field.type).name == "ID"
        return plan.Scalar(
            name,
            form,
            optional=bool(found.nullable) or bool(seal),
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
        raise _misfit(type_.name, column)

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

    # --- other rows ---------------------------------------------------------------------------------------------------

    def related(self, owner: str, name: str, binding: Related, field: GraphQLField) -> OneOf | ListOf | PageOf:
        target, item = self.target(binding, field)
        type_ = get_nullable_type(field.type)
        single = not (is_list_type(type_) or _is_connection(type_))
        rows = self.rows(None if owner == "Query" else self.table_of(owner), name, binding, target, single=single)
        keys = (self.key(each, target, binding.through, binding.order.descending) for each in binding.order.columns)
        rows = replace(rows, order=plan.Order.by(binding.order.name, tuple(keys)))
        filters: Filters = {
            each.argument: self.value(target, open_column(target, each.column).name, field.args[each.argument].type)
            for each in binding.filters
        }
        if _is_connection(type_):
            where = get_named_type(field.args["where"].type).name if binding.where else ""
            return PageOf(item, rows, filters, where, self.orders_of(binding.orders, target))
        if is_list_type(type_):
            value = self.scalar(target, binding.column[1], field) if binding.column else None
            return ListOf(item, rows, filters, value)
        required = is_non_null_type(field.type)
        if required:
            self.check_required(owner, rows, filters, target)
        return OneOf(item, replace(rows, order=None), filters, required)

    def target(self, binding: Related, field: GraphQLField) -> tuple[SqlTable, str]:
        """The table of the rows, and the name of their type."""
        type_ = get_named_type(field.type)
        if binding.column:
            return table_of(binding.column[0]), type_.name
        if _is_connection(type_):
            assert isinstance(type_, GraphQLObjectType), "a connection is an object type"
            type_ = get_named_type(type_.fields["nodes"].type)
        return self.table_of(type_.name), type_.name

    def rows(
        self, table: SqlTable | None, name: str, binding: Related, target: SqlTable, *, single: bool = False
    ) -> plan.Rows:
        """The rows of *target* that belong to a row of *table*, or all of them. *single*: the one of that *name*."""
        link: plan.Link | None = None
        ties: tuple[tuple[str, str], ...] = ()
        if table is not None and binding.through:
            link = self.link(table_of(binding.through), table, target)
        elif table is not None:
            ties = self.ties(table, name, binding, target, single=single)
        tests = tuple(plan.Is(open_column(target, each).name, str(value)) for each, value in binding.fixed.items())
        return plan.Rows(target.name, ties=ties, link=link, tests=tests, seal=row_seal(target))

    def ties(
        self, table: SqlTable, name: str, binding: Related, target: SqlTable, *, single: bool
    ) -> tuple[tuple[str, str], ...]:
        """The columns of *target* that equal columns of *table*, theirs first."""
        if binding.keys:
            return tuple(
                (open_column(target, theirs).name, open_column(table, ours).name)
                for ours, theirs in binding.keys.items()
            )
        if single:
            ours, referred_to = referred(table, f"{name}_id")
            if referred_to is not target:
                raise FaultError(f'the column "{ours.name}" does not refer to {target.name}.')
            return (("id", ours.name),)
        return ((reference(target, table).name, "id"),)

    def link(self, through: SqlTable, table: SqlTable, target: SqlTable) -> plan.Link:
        return plan.Link(
            through.name, reference(through, target).name, reference(through, table).name, row_seal(through)
        )

    def check_required(self, owner: str, rows: plan.Rows, filters: Filters, target: SqlTable) -> None:
        """A single row that is never null must exist, and be sealed only together with the row that refers to it."""
        theirs, ours = rows.ties[0] if rows.ties else ("", "id")
        found = self.table_of(owner).columns[ours]
        certain = len(rows.ties) == 1 and theirs == "id" and not (rows.tests or filters)
        if not certain or found.nullable or not found.foreign_keys:
            raise FaultError("it is never null, but its row may be missing.")
        covered_by = found.info.get("covers")
        own = row_seal(found.table)
        if row_seal(target) and not (own and own.column == covered_by):
            raise FaultError(f"it is never null, but a row of {target.name} may be sealed while this one is open.")

    def lookup(self, binding: Lookup, field: GraphQLField) -> LookupOf:
        target = get_named_type(field.type)
        table = self.table_of(target.name)
        if is_non_null_type(field.type):
            raise FaultError("a look-up may find nothing, so it cannot be non-null.")
        by = get_named_type(field.args["by"].type)
        assert isinstance(by, GraphQLInputObjectType), "a look-up takes its key in an input object"
        if unbound := by.fields.keys() - binding.columns.keys():
            raise FaultError(f"no column stands behind the keys {', '.join(sorted(unbound))}.")
        for name in binding.columns.values():
            if not is_unique(open_column(table, name)):
                raise FaultError(f'the column "{name}" of {table.name} is not unique.')
        return LookupOf(target.name, plan.Rows(table.name, seal=row_seal(table)), binding.columns)

    def sealed_count(self, owner: str, binding: SealedCount) -> plan.Count:
        table = table_of(binding.table)
        seal = row_seal(table)
        if seal is None:
            raise FaultError(f"no row of {table.name} can be sealed.")
        return plan.Count(plan.Rows(table.name, ties=((reference(table, self.table_of(owner)).name, "id"),)), seal)

    # --- orders -------------------------------------------------------------------------------------------------------

    def orders_of(self, orders: Orders | None, target: SqlTable) -> str:
        """The name of the enum that rows of *target* may be ordered by, its members bound; none: empty."""
        if orders is None:
            return ""
        name = orders.enum.__name__
        self.orders[name] = {
            member: tuple(self.key(each, target, None, order.descending) for each in order.columns)
            for member, order in orders.orders.items()
        }
        return name

    def key(self, name: str, target: SqlTable, through: object, descending: bool) -> plan.Key:
        """One column of an order: of the link when it has such a column, of a row referred to, or of the row."""
        table, via = target, None
        to, _, rest = name.rpartition(".")
        if to:
            ours, table = referred(target, f"{to}_id")
            if row_seal(table):
                raise FaultError(f"rows of {table.name} may be sealed, so nothing may be ordered by them.")
            via = plan.Via(table.name, ours.name)
        linked = through is not None and name in table_of(through).columns
        found = open_column(table_of(through) if linked else table, rest)
        number = not isinstance(found.type, Text)
        optional = bool(found.nullable) or bool(via and target.columns[via.column].nullable)
        return plan.Key(rest, number, optional, descending, linked, via)

    # --- conditions ---------------------------------------------------------------------------------------------------

    def conditions(self, type_: GraphQLInputObjectType) -> Iterator[tuple[str, Condition]]:
        for name, field in type_.fields.items():
            declared = field.extensions["strawberry-definition"]
            binding = declared.metadata.get(BINDING)
            try:
                yield name, self.condition(self.tables[type_.name], declared.python_name, binding, field.type)
            except FaultError as fault:
                self.faults.append(f"{type_.name}.{name}: {fault}")

    def condition(self, table: SqlTable, name: str, binding: object, type_: GraphQLInputType) -> Condition:
        match binding:
            case Combine():
                return binding
            case Known():
                found = column(table, binding.column)
                return ValueOf(Kind.KNOWN, plan.Operand(found.name, column_seal(found)))
            case Column():
                return self.value(table, binding.name or name, type_)
            case Related(column=(model, of)):
                target = table_of(model)
                return replace(self.value(target, of, type_), rows=self.rows(table, name, binding, target))
            case Related():
                inner = get_named_type(type_).name
                return RowsOf(inner, self.rows(table, name, binding, self.table_of(inner)))
        raise FaultError(f"nothing is known of the binding {binding!r}.")

    def value(self, table: SqlTable, name: str, type_: GraphQLInputType) -> ValueOf:
        """What is asked of a column by a value of *type_*, if the column is of that kind."""
        found = column(table, name)
        operand = plan.Operand(name, column_seal(found))
        named, listed = get_named_type(type_), is_list_type(get_nullable_type(type_))
        match named.name, found.type:
            case "TextMatch", Text() if type(found.type) is Text:
                folded = table.columns.get(f"{name}_key")
                if folded is None:
                    return ValueOf(Kind.MATCH, replace(operand, folding=plan.Folding.CASE))
                if column_seal(folded) != operand.seal:
                    raise FaultError(f'the column "{name}" of {table.name} and its text key are not sealed alike.')
                return ValueOf(Kind.MATCH, replace(operand, column=folded.name, folding=plan.Folding.KEY))
            case "IntMatch", Integer() if not isinstance(found.type, BigInteger):
                return ValueOf(Kind.MATCH, operand, number=True)
            case "DateMatch", PartialDateText():
                return ValueOf(Kind.MATCH, operand, interval=True)
            case "ID", _ if listed and found.primary_key:
                return ValueOf(Kind.IDS, operand, type=ids.prefix(self.type_on(table)))
            case _, Name(kind=kind) if listed and named.name == kind.__name__:
                return ValueOf(Kind.AMONG, operand)
            case "String", Text() if not listed and type(found.type) is Text:
                return ValueOf(Kind.EQUAL, operand)
            case "Boolean", Boolean() if not listed and operand.seal is None:
                return ValueOf(Kind.HOLDS, operand)
        raise _misfit(named.name, found)

    # --- names --------------------------------------------------------------------------------------------------------

    def table_of(self, type_name: str) -> SqlTable:
        try:
            return self.tables[type_name]
        except KeyError:
            raise FaultError(f"no table stands behind the type {type_name}.") from None

    def type_on(self, table: SqlTable) -> str:
        """The name of the object type whose rows are those of *table*."""
        return next(
            name
            for name, behind in self.tables.items()
            if behind is table and isinstance(self.schema.type_map[name], GraphQLObjectType)
        )

    def check_sealed_type(self, type_: GraphQLObjectType) -> None:
        if is_sealed(type_) != bool(row_seal(self.tables[type_.name])):
            self.faults.append(f"{type_.name}: sealed in the schema or in the tables alone; declare both or neither.")


def _misfit(type_name: str, column: SqlColumn[Any]) -> FaultError:
    return FaultError(f'it is a {type_name}, but the column "{column.name}" is {column.type!r}.')


def _origin(type_: Any) -> object:
    definition = type_.extensions.get("strawberry-definition")
    return getattr(definition, "origin", None)


def _is_connection(type_: Any) -> bool:
    return getattr(_origin(type_), "__name__", "") == _CONNECTION if hasattr(type_, "extensions") else False
