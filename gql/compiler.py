"""The compiler: an operation and the catalog in, a plan out. Pure: it knows no SQL, no client value, no clock.

Here, and nowhere else, a plan gets its seals: on every reference to rows or columns that a twist may seal, by what
the viewer has unlocked. What can never be unlocked for this viewer is not even asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson
from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
)

from gql import ids, plan
from gql.arguments import Arguments
from gql.assumptions import Shape
from gql.conditions import Conditions
from gql.errors import BadUserInput, TooComplex
from gql.meanings import ByIdOf, Catalog, EmbeddedOf, ListOf, LookupOf, OneOf, PageOf
from gql.operations import Operation
from gql.settings import Settings

Selections = Sequence[SelectionSetNode]
Fields = Iterator[tuple[str, str, Sequence[FieldNode]]]

MAX_ORDERS = 3
"""How many members one `orderBy` may name: a cursor holds a value for each, and the SQL a leg."""


def compile_operation(
    operation: Operation,
    catalog: Catalog,
    shapes: Mapping[str, Shape],
    unlocked: plan.Unlocked | None,
    settings: Settings,
) -> plan.Plan:
    """The plan of *operation* for variables of these *shapes* and a viewer who *unlocked* this (None: everything).

    Raises TooComplex when one object has too many fields, or the filters too many conditions; BadUserInput for nulls
    where none may be, and for too many orders.
    """
    conditions = Conditions(catalog, unlocked, settings)
    compiler = _Compiler(operation, catalog, shapes, unlocked, settings, conditions)
    root = catalog.schema.query_type
    assert root, "the schema has queries"
    fields = compiler.object(root, [operation.definition.selection_set]).fields
    return plan.Plan(fields, unlocked or plan.Unlocked())


@dataclass(frozen=True, slots=True)
class _Compiler:
    operation: Operation
    catalog: Catalog
    shapes: Mapping[str, Shape]
    unlocked: plan.Unlocked | None
    settings: Settings
    conditions: Conditions

    # --- selections ---------------------------------------------------------------------------------------------------

    def fields(self, type_: GraphQLObjectType, selections: Selections) -> Fields:
        """Response key, field name and nodes of what is selected of *type_*, in the client's order.

        GraphQL specification, section 6.3.2: fields with one response key are one field, their selections merged.
        """
        collected: dict[str, list[FieldNode]] = {}
        for node in self.flat(type_, selections, set()):
            key = node.alias.value if node.alias else node.name.value
            collected.setdefault(key, []).append(node)
        if len(collected) > self.settings.max_fields_per_object:
            raise TooComplex(
                f"{len(collected)} fields are asked of one {type_.name};"
                f" at most {self.settings.max_fields_per_object} are allowed."
            )
        for key, nodes in collected.items():
            yield key, nodes[0].name.value, nodes

    def flat(self, type_: GraphQLObjectType, selections: Selections, visited: set[str]) -> Iterator[FieldNode]:
        """The field nodes that apply to *type_*; each named fragment is walked once."""
        for selected in selections:
            for node in selected.selections:
                if not self.included(node):
                    continue
                match node:
                    case FieldNode():
                        yield node
                    case InlineFragmentNode():
                        if self.applies(node.type_condition, type_):
                            yield from self.flat(type_, [node.selection_set], visited)
                    case FragmentSpreadNode() if node.name.value not in visited:
                        visited.add(node.name.value)
                        fragment = self.operation.fragments[node.name.value]
                        if self.applies(fragment.type_condition, type_):
                            yield from self.flat(type_, [fragment.selection_set], visited)

    def included(self, node: SelectionNode) -> bool:
        """Whether @skip and @include leave the node in, for the variables that are assumed."""
        for directive in node.directives or ():
            if directive.name.value in {"skip", "include"}:
                (argument,) = directive.arguments or ()
                condition = argument.value
                if isinstance(condition, VariableNode):
                    true = self.shapes[condition.name.value]
                    if true is None:
                        raise BadUserInput(
                            f"@{directive.name.value}(if:) is null: ${condition.name.value} was given so."
                        )
                else:
                    assert isinstance(condition, BooleanValueNode), "a valid document has a Boolean here"
                    true = condition.value
                if true == (directive.name.value == "skip"):
                    return False
        return True

    def applies(self, condition: NamedTypeNode | None, type_: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == type_.name:
            return True
        named = self.catalog.schema.type_map[condition.name.value]
        return is_abstract_type(named) and self.covers(named, type_)

    def covers(self, abstract: GraphQLAbstractType, type_: GraphQLObjectType) -> bool:
        return self.catalog.schema.is_sub_type(abstract, type_)

    # --- fields -------------------------------------------------------------------------------------------------------

    def object(self, type_: GraphQLObjectType, selections: Selections) -> plan.Object:
        return plan.Object(
            tuple((key, self.field(type_, name, nodes)) for key, name, nodes in self.fields(type_, selections))
        )

    def field(self, type_: GraphQLObjectType, name: str, nodes: Sequence[FieldNode]) -> plan.Expression:
        if name == "__typename":
            return _name_of(type_)
        if name.startswith("__"):
            return plan.Introspected(tuple(nodes))
        meaning = self.catalog.meanings[type_.name][name]
        arguments = Arguments(nodes[0], type_.fields[name], self.shapes)
        selections = [node.selection_set for node in nodes if node.selection_set]
        match meaning:
            case plan.Scalar():
                return self.scalar(meaning)
            case plan.Count():
                return plan.Fixed("0") if self.unlocked is None else meaning
            case EmbeddedOf():
                return self.embedded(meaning, selections)
            case OneOf():
                rows = self.filtered(meaning, arguments)
                return self.one(meaning.target, rows, selections, required=meaning.required)
            case LookupOf():
                rows = self.conditions.rows(meaning.rows, [self.key(meaning, arguments)])
                return self.one(meaning.target, rows, selections, required=False)
            case ListOf():
                return self.many(meaning, arguments, selections)
            case PageOf():
                return self.page(f"{type_.name}.{name}", meaning, arguments, selections, _named(type_, name))
            case ByIdOf():
                return self.by_id(meaning, arguments, selections)

    def scalar(self, scalar: plan.Scalar) -> plan.Scalar:
        return replace(scalar, seal=None) if scalar.seal and self.unlocked is None else scalar

    def embedded(self, meaning: EmbeddedOf, selections: Selections) -> plan.Embedded:
        type_ = self.type(meaning.target)
        fields = tuple(
            (key, _name_of(type_) if name == "__typename" else meaning.scalars[name])
            for key, name, _ in self.fields(type_, selections)
        )
        return plan.Embedded(plan.Object(fields), meaning.needs)

    def one(self, target: str, rows: plan.Rows, selections: Selections, *, required: bool) -> plan.Expression:
        if self.hidden(rows):
            return plan.Fixed("null")
        return plan.One(rows, self.object(self.type(target), selections), required)

    def many(self, meaning: ListOf, arguments: Arguments, selections: Selections) -> plan.Expression:
        rows = self.filtered(meaning, arguments)
        if self.hidden(rows):
            return plan.Fixed("[]")
        return plan.Many(
            rows, self.scalar(meaning.value) if meaning.value else self.object(self.type(meaning.target), selections)
        )

    def by_id(self, meaning: ByIdOf, arguments: Arguments, selections: Selections) -> plan.ById:
        ids = arguments.origin("ids" if meaning.many else "id")
        assert ids, "ids are never null"
        branches = (
            (name, self.one(node.target, self.conditions.rows(node.rows), selections, required=False))
            for name, node in self.catalog.nodes.items()
        )
        found = tuple((name, branch) for name, branch in branches if isinstance(branch, plan.One))
        return plan.ById(plan.Ids(ids), found, meaning.many)

    # --- connections --------------------------------------------------------------------------------------------------

    def page(
        self, field: str, meaning: PageOf, arguments: Arguments, selections: Selections, connection: GraphQLObjectType
    ) -> plan.Page:
        order = self.order(field, meaning, arguments)
        rows = replace(self.filtered(meaning, arguments), order=order)
        size = arguments.origin("first") or plan.Literal(self.settings.default_page)
        after = arguments.origin("after")
        keys = [plan.CursorKey(after, field, order, index) for index in range(len(order.keys))] if after else []
        parts = (
            (
                key,
                self.part(
                    connection, name, [node.selection_set for node in nodes if node.selection_set], meaning.target
                ),
            )
            for key, name, nodes in self.fields(connection, selections)
        )
        return plan.Page(rows, plan.PageSize(size, field), tuple(keys), tuple(parts))

    def part(self, connection: GraphQLObjectType, name: str, selections: Selections, target: str) -> plan.Part:
        match name:
            case "totalCount":
                return plan.Total()
            case "nodes":
                return plan.Nodes(self.object(self.type(target), selections))
            case "edges":
                edge = _named(connection, name)
                return plan.Edges(tuple(self.edge(edge, target, selections)))
            case "pageInfo":
                info = _named(connection, name)
                return plan.Info(
                    tuple(
                        (key, _name_of(info) if asked == "__typename" else _PAGE_INFO[asked])
                        for key, asked, _ in self.fields(info, selections)
                    )
                )
        return _name_of(connection)

    def edge(
        self, edge: GraphQLObjectType, target: str, selections: Selections
    ) -> Iterable[tuple[str, plan.Fixed | plan.Object | bool]]:
        for key, name, nodes in self.fields(edge, selections):
            if name == "node":
                inner = [node.selection_set for node in nodes if node.selection_set]
                yield key, self.object(self.type(target), inner)
            else:
                yield key, name == "cursor" or _name_of(edge)

    def order(self, field: str, meaning: PageOf, arguments: Arguments) -> plan.Order:
        """What is ordered by: the client's choice, or the default order. What is ordered by once is not again."""
        given = arguments.given("orderBy") if meaning.orders else None
        members = given.assumed() if given else ()
        assert isinstance(members, tuple), "orderBy is assumed to be a list of members"
        if len(members) > MAX_ORDERS:
            raise BadUserInput(f"{field}(orderBy:) takes {MAX_ORDERS} at most, not {len(members)}.")
        if not members:
            assert meaning.rows.order, "the catalog gives every connection an order"
            return meaning.rows.order
        keys: dict[tuple[str, plan.Via | None], plan.Key] = {}
        for member in members:
            for key in self.catalog.orders[meaning.orders][member]:
                keys.setdefault((key.column, key.via), key)
        return plan.Order.by(",".join(members), tuple(keys.values()))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def filtered(self, meaning: OneOf | ListOf | PageOf, arguments: Arguments) -> plan.Rows:
        """The rows that pass what the arguments ask."""
        tests = list(self.conditions.filters(meaning.filters, arguments))
        if isinstance(meaning, PageOf) and meaning.where and (where := arguments.given("where")):
            tests += self.conditions.where(meaning.where, where)
        return self.conditions.rows(meaning.rows, tests)

    def hidden(self, rows: plan.Rows) -> bool:
        """Whether this viewer can see none of *rows*, whatever they are."""
        if self.unlocked is None or not self.unlocked.nothing:
            return False
        seals = (rows.seal, rows.link.seal if rows.link else None)
        return any(seal is not None and not seal.optional for seal in seals)

    def key(self, meaning: LookupOf, arguments: Arguments) -> plan.Test:
        by = arguments.given("by")
        assert by, "a look-up's key is never null"
        ((key, given),) = by.members().items()
        origin = given.origin()
        value = plan.RowId(origin, ids.prefix(meaning.target)) if key == "id" else plan.Text(origin)
        return plan.Compare(plan.Operand(meaning.columns[key]), plan.How.EQUAL, value)

    def type(self, name: str) -> GraphQLObjectType:
        type_ = self.catalog.schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType), f"{name} is an object type"
        return type_


_PAGE_INFO = {
    "hasNextPage": plan.PagePart.NEXT,
    "hasPreviousPage": plan.PagePart.PREVIOUS,
    "startCursor": plan.PagePart.START,
    "endCursor": plan.PagePart.END,
}


def _name_of(type_: GraphQLObjectType) -> plan.Fixed:
    return plan.Fixed(orjson.dumps(type_.name).decode())


def _named(type_: GraphQLObjectType, field: str) -> GraphQLObjectType:
    """The object type of a field, whatever lists and non-nulls are around it."""
    named = get_named_type(type_.fields[field].type)
    assert isinstance(named, GraphQLObjectType), f"{type_.name}.{field} is of an object type"
    return named
