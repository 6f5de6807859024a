"""Writing: values as GraphQL text. At any level a value may become a variable, with or without a default.

What a variable may be declared as follows from where it stands. GraphQL specification, section 5.8.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.language.print_string import print_string

from tests.generate.choice import Choice
from tests.generate.values import ABSENT, Values

SIMPLE = {"Boolean": "false", "ID": '"film.1"', "Int": "1", "PartialDate": '"2018"', "String": '"a"'}
"""A default of each scalar that has nothing to do with the value given."""


@dataclass(slots=True)
class Writing:
    """The variables of one operation so far: their declarations, and the values that are given."""

    choice: Choice
    values: Values
    declared: dict[str, str] = field(default_factory=dict)  # by name, the rest of the declaration
    given: dict[str, object] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def arguments(self, types: Mapping[str, GraphQLInputType], values: Mapping[str, object]) -> str:
        """The arguments in their parentheses; empty without any."""
        written = ", ".join(f"{name}: {self.write(types[name], value)}" for name, value in values.items())
        return f"({written})" if written else ""

    def write(self, type_: GraphQLInputType, value: object, *, one_of: bool = False) -> str:
        """*value* as it stands in the document."""
        if value is ABSENT or self.choice.one_in(6):
            return self.variable(type_, value, one_of=one_of)
        return self.literal(type_, value)

    def literal(self, type_: GraphQLInputType, value: object, *, constant: bool = False) -> str:
        """*value* written out; no variable is in it when it is *constant*."""
        bare = get_nullable_type(type_)

        def inner(type_: GraphQLInputType, value: object, *, one_of: bool = False) -> str:
            return self.literal(type_, value, constant=True) if constant else self.write(type_, value, one_of=one_of)

        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case list() if isinstance(bare, GraphQLList):
                if len(value) == 1 and value[0] is not None and self.choice.one_in(6):
                    return self.literal(bare.of_type, value[0], constant=constant)
                return f"[{', '.join(inner(bare.of_type, each) for each in value)}]"
            case dict() if isinstance(bare, GraphQLInputObjectType):
                members = (
                    f"{key}: {inner(bare.fields[key].type, each, one_of=bare.is_one_of)}"
                    for key, each in value.items()
                    if each is not ABSENT or not constant
                )
                return f"{{{', '.join(members)}}}"
            case str() if isinstance(bare, GraphQLEnumType):
                return value
            case str():
                return print_string(value)
        return str(value)

    def variable(self, type_: GraphQLInputType, value: object, *, one_of: bool = False) -> str:
        """A variable that is given *value*, or has it as its default, or is null or not given where that may be."""
        bare = str(get_nullable_type(type_))
        may_be_null = not is_non_null_type(type_) and not one_of
        again = [name for name, known in self.types.items() if known == f"{bare}!"]
        if again and value is not ABSENT and self.choice.one_in(8) and bare in SIMPLE:
            return f"${self.choice.pick(again)}"
        name = f"v{len(self.declared) + 1}"
        known = value is not None and value is not ABSENT
        default = ""
        if known and not one_of and self.choice.one_in(4):
            if self.choice.one_in(2):
                default = self.simple(type_)
            else:
                default, value = f" = {self.literal(type_, value, constant=True)}", ABSENT
        if (
            one_of
            or (known and not default and (is_non_null_type(type_) or self.choice.one_in(3)))
            or (not may_be_null and not default)
        ):
            bare += "!"
        if known and (bare.endswith("!") or not may_be_null) and self.values.spoil("null"):
            value = None
        self.declared[name] = f"{bare}{default}"
        self.types[name] = bare
        if value is not ABSENT:
            self.given[name] = self.plain(value)
        return f"${name}"

    def simple(self, type_: GraphQLInputType) -> str:
        """A default of *type_* as a declaration has it; none where there is no simple one."""
        named, bare = get_named_type(type_), get_nullable_type(type_)
        if isinstance(bare, GraphQLList):
            return " = []"
        if isinstance(named, GraphQLEnumType):
            return f" = {next(iter(named.values))}"
        if isinstance(named, GraphQLInputObjectType):
            is_free = not named.is_one_of and not any(map(is_required_input_field, named.fields.values()))
            return " = {}" if is_free else ""
        return f" = {SIMPLE[named.name]}"

    def plain(self, value: object) -> object:
        """*value* as JSON has it: without what is absent, and some lists of one as the one."""
        if isinstance(value, dict):
            return {key: self.plain(each) for key, each in value.items() if each is not ABSENT}
        if isinstance(value, list):
            found = [self.plain(each) for each in value]
            return found[0] if len(found) == 1 and found[0] is not None and self.choice.one_in(6) else found
        return value
