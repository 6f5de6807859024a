"""Selections: which fields are asked of what, in fragments or not, under which names.

A response key means the same field with the same arguments wherever it stands in the operation, so any two selections
of it can be merged: another field of that name gets an alias.
"""

from dataclasses import dataclass, field

from graphql import (
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
)

from tests.generate.choice import Choice
from tests.generate.values import Values
from tests.generate.writing import Writing

HEAVY = 60
"""How many objects may stand beside each other before lists are left out, or short."""

DEEP = 12

MANY = 3
"""How long a list without pages is taken to be."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a selection stands: how deep, and of how many objects at a time."""

    depth: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Fragment:
    name: str
    type: GraphQLCompositeType
    text: str
    place: Place


@dataclass(slots=True)
class Selections:
    """The selections of one operation. *left_out*: fields as "Type.field". *budget*: fields that may still be asked."""

    schema: GraphQLSchema
    choice: Choice
    values: Values
    writing: Writing
    left_out: frozenset[str]
    budget: int
    fragments: list[Fragment] = field(default_factory=list)
    keys: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def selection(self, type_: GraphQLCompositeType, place: Place) -> str:
        """A selection set of *type_*, in its braces."""
        found: list[str] = []
        for _ in range(self.choice.pick([1, 2, 3, 4] if place.depth else [1, 3, 4, 5])):
            if found and self.budget <= 0:
                break
            head, inside = self.part(type_, place)
            found.append(f"{head}{self.directives()}{inside}")
        if self.choice.one_in(10):
            found.append(self.choice.pick(found))  # the same once more is the same
        return f"{{ {' '.join(found)} }}"

    def part(self, type_: GraphQLCompositeType, place: Place) -> tuple[str, str]:
        """A field or a fragment: what stands before its directives, and behind."""
        within = 3 if is_abstract_type(type_) else 10
        if self.budget > 0 and self.choice.one_in(within):
            return self.inline(type_, place)
        if self.budget > 0 and self.choice.one_in(within):
            return self.spread(type_, place)
        return self.field(type_, place)

    def directives(self) -> str:
        """@skip or @include, sometimes; mostly so that what they stand at is asked."""
        found = ""
        for name, kept in (("include", True), ("skip", False)):
            if self.choice.one_in(16):
                directive = self.schema.get_directive(name)
                assert directive, "the specification has it"
                types = {argument: each.type for argument, each in directive.args.items()}
                found += f" @{name}{self.writing.arguments(types, {'if': kept != self.choice.one_in(3)})}"
        return found

    # --- fragments ----------------------------------------------------------------------------------------------------

    def inline(self, type_: GraphQLCompositeType, place: Place) -> tuple[str, str]:
        if self.choice.one_in(5):
            return "...", f" {self.selection(type_, place)}"
        on = self.overlapping(type_)
        return f"... on {on.name}", f" {self.selection(on, place)}"

    def spread(self, type_: GraphQLCompositeType, place: Place) -> tuple[str, str]:
        """A named fragment: one that there is already, or a new one."""
        possible = [
            each
            for each in self.fragments
            if each.place.depth >= place.depth and each.place.weight >= place.weight and self.overlap(each.type, type_)
        ]
        if possible and self.choice.one_in(2):
            return f"...{self.choice.pick(possible).name}", ""
        on = self.overlapping(type_)
        text = self.selection(on, place)
        name = f"F{len(self.fragments) + 1}"
        self.fragments.append(Fragment(name, on, text, place))
        return f"...{name}", ""

    def overlapping(self, type_: GraphQLCompositeType) -> GraphQLCompositeType:
        """A type that something of *type_* may be: what an abstract type can be rather than others."""
        found = [type_] if not is_abstract_type(type_) else []
        found += [each for each in self.schema.type_map.values()
                  if each is not type_ and is_composite_type(each) and self.overlap(each, type_)]  # fmt: skip
        return self.choice.pick(found)

    def overlap(self, one: GraphQLCompositeType, other: GraphQLCompositeType) -> bool:
        return bool(self.possible(one) & self.possible(other))

    def possible(self, type_: GraphQLCompositeType) -> set[str]:
        if isinstance(type_, GraphQLObjectType):
            return {type_.name}
        return {each.name for each in self.schema.get_possible_types(type_)}

    # --- fields -------------------------------------------------------------------------------------------------------

    def field(self, type_: GraphQLCompositeType, place: Place) -> tuple[str, str]:
        if self.choice.one_in(14):
            return self.named("__typename", "", "String!"), ""
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType), "there are no unions"
        self.budget -= 1
        may_be_inside = self.budget > 0 and place.depth < DEEP
        is_page = "pageInfo" in type_.fields
        fields = {
            name: each
            for name, each in type_.fields.items()
            if f"{type_.name}.{name}" not in self.left_out
            and (_is_leaf(each) or (may_be_inside and (is_page or place.weight <= HEAVY or not _is_long(each))))
        }
        if not fields:
            return self.named("__typename", "", "String!"), ""
        # What leads further has more to ask than a value, and what has a filter the most.
        further = [name for name, each in fields.items() if not _is_leaf(each)]
        filtered = [name for name in further if "where" in fields[name].args]
        name = self.choice.pick(self.choice.pick([list(fields), list(fields), further, filtered]) or list(fields))
        declared = fields[name]
        self.values.met.add(f"{type_.name}.{name}")
        values = self.values.arguments(type_.name, name, declared.args, self.longest(place))
        arguments = self.writing.arguments({each: it.type for each, it in declared.args.items()}, values)
        head = self.named(name, arguments, str(declared.type))
        if _is_leaf(declared):
            return head, ""
        inside = Place(place.depth + 1, place.weight * (1 if is_page else _length(declared, values)))
        named = get_named_type(declared.type)
        assert is_composite_type(named), "what is no leaf has fields"
        return head, f" {self.selection(named, inside)}"

    def longest(self, place: Place) -> int:
        return 100 if place.weight == 1 else 20 if place.weight <= MANY else 3

    def named(self, name: str, arguments: str, type_: str) -> str:
        """The field under a name that stands for nothing else."""
        meant = (name, arguments, type_)
        key = self.choice.pick(["a", "b", "id", "name", "nodes"]) if self.choice.one_in(10) else name
        while self.keys.setdefault(key, meant) != meant:
            key = f"{name.strip('_')}{len(self.keys)}"
        return f"{'' if key == name else f'{key}: '}{name}{arguments}"


def _is_leaf(field: GraphQLField) -> bool:
    return is_leaf_type(get_named_type(field.type))


def _is_long(field: GraphQLField) -> bool:
    return "first" in field.args or (is_list_type(get_nullable_type(field.type)) and not _is_leaf(field))


def _length(field: GraphQLField, values: dict[str, object]) -> int:
    """How many objects it is taken to lead to."""
    if "first" in field.args:
        first = values.get("first", 20)
        return min(first, 20) if isinstance(first, int) else 20
    return MANY if _is_long(field) else 1
