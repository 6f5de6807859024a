"""What a client must not ask, found by walking the operation ahead: whether or not a row leads there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values

from gql.settings import Settings
from tests.reference.pages import Order
from tests.reference.world import TABLES, Viewed

SETTINGS = Settings()
COMBINING = ("and", "or", "not")
LEADING = {
    # inputs, and their keys that lead to conditions of another row
    "Film": ("role", "review", "credit"),
    "Person": ("role", "credit"),
    "Character": ("role", "relation"),
    "Role": ("person", "film", "character"),
    "Relation": ("to",),
}
LED_TO = {
    "role": "Role", "review": "Review", "credit": "Credit", "relation": "Relation", "person": "Person",
    "film": "Film", "character": "Character", "to": "Character",
}  # fmt: skip
FILTERS = ("topics", "jobs", "parts", "media", "metrics", "kinds", "territory", "name")


class Refusal(Exception):
    """The operation is refused, with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Checker:
    """Walks one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        viewed: Viewed,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.viewed = viewed
        self.conditions = 0
        self.faulty = False

    def check(self, operation: OperationDefinitionNode) -> None:
        """Raises Refusal for the first fault: those that no value can mend before those of values."""
        assert self.schema.query_type
        self.object(self.schema.query_type, [operation.selection_set])
        if self.faulty:
            raise Refusal("BAD_USER_INPUT")

    def object(self, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> None:
        fields: dict[str, list[FieldNode]] = {}
        for node in self.flat(type_, selections):
            fields.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        for nodes in fields.values():
            if not nodes[0].name.value.startswith("__"):
                self.field(type_, nodes)

    def flat(self, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> Iterator[FieldNode]:
        for selected in selections:
            for node in selected.selections:
                if not self.included(node):
                    continue
                if isinstance(node, FieldNode):
                    yield node
                    continue
                fragment = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
                assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
                condition = fragment.type_condition.name.value if fragment.type_condition else type_.name
                named = self.schema.type_map[condition]
                if named is type_ or (is_abstract_type(named) and self.schema.is_sub_type(named, type_)):
                    yield from self.flat(type_, [fragment.selection_set])

    def included(self, node: Any) -> bool:
        for name, excluded in (("skip", True), ("include", False)):
            directive = self.schema.get_directive(name)
            assert directive
            try:
                given = get_directive_values(directive, node, self.variables)
            except GraphQLError as error:
                raise Refusal("BAD_USER_INPUT") from error
            if given and given["if"] is excluded:
                return False
        return True

    def field(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> None:
        node, definition = nodes[0], type_.fields[nodes[0].name.value]
        named = get_named_type(definition.type)
        try:
            arguments = get_argument_values(definition, node, self.variables)
        except GraphQLError as error:
            raise Refusal("BAD_USER_INPUT") from error
        self.arguments(definition, arguments, named.name)
        selections = [each.selection_set for each in nodes if each.selection_set]
        hidden = ("Twist", "Clue") if self.viewed.nothing else ()
        if named.name in hidden:
            return
        if is_abstract_type(named):
            for each in self.schema.get_possible_types(named):
                if each.name not in hidden:
                    self.object(each, selections)
        elif isinstance(named, GraphQLObjectType):
            self.object(named, selections)

    def arguments(self, definition: GraphQLField, given: Mapping[str, Any], type_: str) -> None:
        target = type_.removesuffix("Connection")
        self.conditions += sum(given.get(name) is not None for name in FILTERS if name in definition.args)
        if given.get("where") is not None:
            self.where(target, given["where"], 0)
        if self.conditions > SETTINGS.max_conditions:
            raise Refusal("TOO_COMPLEX")
        members = given.get("orderBy") or []
        if len(members) > 3:
            raise Refusal("BAD_USER_INPUT")
        if given.get("first") is not None:
            self.faulty |= not 0 <= given["first"] <= SETTINGS.max_page
        if given.get("after") is not None:
            try:
                Order.of(TABLES[target], members).read(given["after"])
            except ValueError:
                self.faulty = True
        self.faulty |= len(given.get("ids", ())) > SETTINGS.max_ids

    def where(self, target: str, where: Mapping[str, Any], depth: int) -> None:
        """Counts the conditions, and how many kinds of rows they lead through."""
        for key, inner in where.items():
            if inner is None:
                continue
            self.conditions += 1
            if key in COMBINING:
                for each in inner if isinstance(inner, list) else [inner]:
                    self.where(target, each, depth)
            elif key in LEADING.get(target, ()):
                if depth == SETTINGS.max_filter_depth:
                    raise Refusal("TOO_COMPLEX")
                self.where(LED_TO[key], inner, depth + 1)
