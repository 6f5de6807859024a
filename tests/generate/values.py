"""Values: what an argument may be given, as JSON has it: not yet written anywhere.

    TextMatch of a title ─▶ {"startsWith": "zo"}        a key that is ABSENT is to be a variable that is not given

A value comes from `facts`, changed so that it finds some rows and not others: a part of a text, another case, a year
of a date. An input without values of its own, like TextMatch, has those of the key that it stands under.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    get_named_type,
    get_nullable_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from gql.tables.keys import fold
from tests.generate import cursors
from tests.generate.choice import Choice
from tests.generate.facts import Facts, Value


class Absent(Enum):
    """The mark of a value that is not there."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

ODD_TEXTS = ("", "%", "_", "\\", "'", '"', "nothing", "e\u0301", "\u0301", " ", "\0", "\U0010ffff", "~")
ODD_IDS = ("film.0", "film.01", "film.1", "FILM.1", "film", "", "nonsense", "film.9223372036854775808", "film.٣")
ODD_DATES = ("1000", "2018", "2018-11", "2018-12", "2999-12-31")
BAD_DATES = ("2018-13", "2018-02-30", "18", "", "2018-11-30T", "3000")
NUMBERS = (0, 1, 2, 3, 20, 100)
LARGE = 2**31 - 1

WRITTEN_BY_OTHERS: Sequence[Callable[[str], str]] = (str.lower, str.upper, str.swapcase, fold, lambda text: text + "_")
"""What a text becomes in another's hand, who may be mistaken."""

FAULTS = ("first", "orders", "keys", "cursor", "null", "scalar")
"""What may be wrong on purpose: a page size, too many orders, the keys of a @oneOf, a cursor, a null where none may be,
a scalar of another type or none of its own."""


@dataclass(slots=True)
class Values:
    """The values of one operation. *aims*: keys that are preferred. *fault*: what may be wrong; *faults*: what is.

    *met*: the arguments and keys so far, as "Type.field(argument:)" and "Input.key".
    """

    choice: Choice
    facts: Facts
    aims: frozenset[str] = frozenset()
    fault: str = ""
    faults: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    conditions: int = 25

    def spoil(self, fault: str) -> bool:
        """Whether this place is to have *fault*."""
        if self.fault != fault or self.choice.one_in(3):
            return False
        self.faults.append(fault)
        return True

    def arguments(self, type_: str, name: str, declared: dict[str, GraphQLArgument], most: int) -> dict[str, object]:
        """What a field's arguments are given. *most*: how large a page may be."""
        given: dict[str, object] = {}
        order = ""
        for argument, definition in declared.items():
            if not is_required_argument(definition) and self.choice.one_in(12):
                given[argument] = None if self.choice.one_in(2) else ABSENT
            elif argument == "first":
                if most < 20 or not self.choice.one_in(2):
                    given[argument] = self.page(most)
            elif argument == "after":
                continue
            elif argument == "orderBy":
                if self.choice.one_in(3):
                    given[argument] = found = self.orders(definition.type)
                    order = ",".join(found)
            elif is_required_argument(definition) or not self.choice.one_in(3):
                pool = self.facts.arguments.get((type_, name, argument), ())
                given[argument] = self.value(definition.type, pool, argument)
        if "after" in declared and self.choice.one_in(6):
            given["after"] = self.cursor(type_, name, order or self.facts.default_order(type_, name))
        self.met |= {f"{type_}.{name}({argument}:)" for argument in given}
        return given

    def page(self, most: int) -> int:
        if self.spoil("first"):
            return self.choice.pick([-1, 101, -LARGE - 1, LARGE])
        return self.choice.pick([number for number in NUMBERS if number <= most])

    def orders(self, type_: GraphQLInputType) -> list[str]:
        enum = get_named_type(type_)
        assert isinstance(enum, GraphQLEnumType), "orders are chosen by name"
        count = 4 if self.spoil("orders") else self.choice.pick([1, 2, 3, 0])
        return [self.choice.pick(list(enum.values)) for _ in range(count)]

    def cursor(self, type_: str, field: str, order: str) -> str:
        """A place in this order: of a row, or beside one."""
        if self.spoil("cursor"):
            other = cursors.cursor("SLUG_ASC", "a", 1)
            bad = cursors.cursor(order, 1)
            return self.choice.pick(["", "zz", "5b5d", other, bad, cursors.cursor(order.swapcase(), "a", 1)])
        if len(order.split(",")) > 3:
            return "5b5d"
        found = self.choice.pick(self.facts.cursors(type_, field, order))
        if self.choice.one_in(6):
            found = cursors.changed(found, -1, self.choice.pick([0, -1, 2**63 - 1]))
        return found

    def value(self, type_: GraphQLInputType, pool: Sequence[Value], key: str, depth: int = 0) -> Any:
        """A value of *type_*: of one in *pool*, where there are any."""
        if is_non_null_type(type_):
            return self.given(type_.of_type, pool, key, depth)
        if self.choice.one_in(10):
            return None if self.choice.one_in(2) else ABSENT
        return self.given(type_, pool, key, depth)

    def given(self, type_: GraphQLInputType, pool: Sequence[Value], key: str, depth: int) -> Any:
        if isinstance(type_, GraphQLList):
            most = self.choice.pick([1, 2, 3, 0])
            return [self.value(type_.of_type, pool, key, depth) for _ in range(most)]
        if isinstance(type_, GraphQLInputObjectType):
            return self.members(type_, pool, depth)
        if isinstance(type_, GraphQLEnumType):
            return self.choice.pick(list(type_.values))
        return self.scalar(get_named_type(type_), pool, key)

    # --- input objects ------------------------------------------------------------------------------------------------

    def members(self, type_: GraphQLInputObjectType, pool: Sequence[Value], depth: int) -> dict[str, object]:
        if type_.is_one_of:
            first, *more = dict.fromkeys(self.choice.pick(list(type_.fields)) for _ in range(3))
            keys = [first, *more] if more and self.spoil("keys") else [first]
            return {key: self._member(type_, key, pool, depth, known=True) for key in keys}
        keys = [key for key, each in type_.fields.items() if is_required_input_field(each)]
        keys += [key for key in self._keys(type_, depth) if key not in keys]
        return {key: self._member(type_, key, pool, depth) for key in keys}

    def _keys(self, type_: GraphQLInputObjectType, depth: int) -> list[str]:
        """Which keys are given: mostly one; no deeper ones when there are many conditions already."""
        if self.conditions <= 0 or self.choice.one_in(5):
            return []
        keys = [key for key, each in type_.fields.items() if depth < 5 or not _is_deep(each.type)]
        aims = [key for key in keys if key in self.aims]
        if aims and self.choice.one_in(2):
            keys = aims
        # By kind first: there are many texts and one date.
        kinds: dict[str, list[str]] = {}
        for key in keys:
            kinds.setdefault(str(type_.fields[key].type), []).append(key)
        count = self.choice.pick([1, 1, 1, 1, 2, 3])
        found = list(dict.fromkeys(self.choice.pick(self.choice.pick(list(kinds.values()))) for _ in range(count)))
        self.conditions -= len(found)
        return found

    def _member(
        self, type_: GraphQLInputObjectType, key: str, pool: Sequence[Value], depth: int, *, known: bool = False
    ) -> object:
        self.met.add(f"{type_.name}.{key}")
        of = type_.fields[key].type
        own = self.facts.keys.get((type_.name, key), pool)
        make = self.given if known else self.value
        return make(get_nullable_type(of) if known else of, own, key, depth + _is_deep(of))

    # --- scalars ------------------------------------------------------------------------------------------------------

    def scalar(self, type_: GraphQLNamedType, pool: Sequence[Any], key: str) -> object:
        if self.spoil("scalar"):
            wrong = {"Int": 2**40, "Boolean": 1, "PartialDate": self.choice.pick(BAD_DATES)}
            return wrong.get(type_.name, self.choice.pick([1.5, True]))
        make: dict[str, Callable[[Sequence[Any], str], object]] = {
            "Boolean": lambda pool, key: self.choice.one_in(2),
            "ID": self.id,
            "Int": self.integer,
            "PartialDate": self.date,
            "String": self.text,
        }
        return make[type_.name](pool, key)

    def id(self, pool: Sequence[str], key: str) -> str:
        return self.choice.pick(ODD_IDS) if self.choice.one_in(10) else self.choice.pick(pool or self.facts.ids)

    def integer(self, pool: Sequence[int], key: str) -> int:
        found = self.choice.pick(pool or NUMBERS)
        return self.choice.pick([-LARGE, LARGE]) if self.choice.one_in(20) else found + self.choice.pick([0, 0, 1, -1])

    def date(self, pool: Sequence[str], key: str) -> str:
        if self.choice.one_in(4):
            return self.choice.pick(ODD_DATES)
        return self.choice.pick(pool or ODD_DATES)[: self.choice.pick([10, 7, 4])]

    def text(self, pool: Sequence[str], key: str) -> str:
        """A known text or a part of it, sometimes as somebody else would write it."""
        if self.choice.one_in(12):
            return self.choice.pick(ODD_TEXTS)
        found = self.choice.pick(pool or self.facts.texts)
        if key in {"contains", "startsWith"}:
            begin = self.choice.number(0, len(found) - 1) if key == "contains" else 0
            found = found[begin : begin + self.choice.number(1, 3)]
        return self.choice.pick(WRITTEN_BY_OTHERS)(found) if self.choice.one_in(3) else found


def _is_deep(type_: GraphQLInputType) -> bool:
    """Whether values of *type_* hold inputs that hold inputs."""
    named = get_named_type(type_)
    return isinstance(named, GraphQLInputObjectType) and any(
        isinstance(get_named_type(each.type), GraphQLInputObjectType) for each in named.fields.values()
    )
