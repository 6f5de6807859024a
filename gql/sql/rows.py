"""Which rows: `FROM … WHERE … ORDER BY`: what they must pass, the seal on each, and what stands behind a cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gql import plan
from gql.dialects import Dialect, Pause, Slot
from gql.plan import How
from gql.sql.joined import Said, concatenated, literal, quoted

MOST_JOINED = 30
"""Rows of one SELECT that are joined to its own. SQLite takes 64 tables."""

_COMPARED = {
    How.EQUAL: "=",
    How.LESS: "<",
    How.LESS_OR_EQUAL: "<=",
    How.GREATER: ">",
    How.GREATER_OR_EQUAL: ">=",
}


@dataclass(frozen=True, slots=True)
class At:
    """The current row: its alias, and how many SELECTs stand around it.

    *once*: its SELECT runs once, not for each row of another. *hops*: otherwise, how many lists of related rows may
    still be looked through for each of its rows, one inside another. *joins*: those of its SELECT, where rows that it
    refers to may be joined to it; texts alone add to them. *outer*: it may be missing itself. *listed*: it is a row of
    a list, or inside of one.
    """

    alias: str
    depth: int
    once: bool = False
    hops: int = 1
    joins: list[str] | None = None
    outer: bool = False
    listed: bool = False

    def column(self, name: str) -> str:
        return f"{self.alias}.{quoted(name)}"


@dataclass(slots=True)
class RowRenderer:
    """What all SELECTs of one statement have in common: the dialect, the viewer's keys, and the slots so far.

    *pauses*: whether it may have to leave room for others.
    """

    dialect: Dialect
    unlocked: plan.Unlocked
    pauses: bool = False
    slots: dict[Slot, int] = field(default_factory=dict)

    def slot(self, value: Slot) -> str:
        """The placeholder of *value*; a variable met twice is one slot, two literals never are."""
        return self.dialect.slot(self.slots.setdefault(value, len(self.slots) + 1), value)

    def inside(self, table: str, at: At) -> At:
        """A row of *table* in a SELECT inside the current one."""
        depth = at.depth + 1
        return At(quoted(f"{table}_{depth}"), depth, once=at.depth == 0, listed=at.listed)

    def listed(self, table: str, current: At) -> At:
        """The same, of a list."""
        return replace(self.inside(table, current), listed=True)

    def spoken(self, at: At) -> At:
        """The row *at* an alias, to make texts of: rows that it refers to may be joined to it.

        Not where a SELECT runs once: that may look at many rows to find the few that it makes texts of.
        """
        return at if at.once or not self.dialect.joins else replace(at, joins=[])

    def beside(self, one: plan.One, current: At) -> At | None:
        """The row that the *current* one refers to, joined to it; None where it cannot be."""
        rows, joins = one.rows, current.joins
        if joins is None or len(joins) == MOST_JOINED or not _single(rows) or (one.required and rows.seal):
            return None
        alias = quoted(f"{rows.table}_{current.depth + 1}_{len(joins) + 1}")
        outer = current.outer or not one.required
        at = At(alias, current.depth + 1, joins=joins, outer=outer, listed=current.listed)
        tests = " AND ".join([*self.tied(rows, at, current), *self.passed(rows, at)])
        joins.append(f" {'LEFT' if at.outer else 'CROSS'} JOIN {quoted(rows.table)} AS {alias} ON {tests}")
        return at

    def source(self, rows: plan.Rows, at: At, current: At, *more: str) -> str:
        """`FROM … WHERE …`: the rows *at* one alias that belong to the *current* row, as far as they are not sealed."""
        tests = self.tied(rows, at, current)
        if rows.link:
            tests.append(f"{self.linked(rows.link, at).column(rows.link.to_current)} = {current.column('id')}")
        return self.apart(rows, at, *tests, *more)

    def tied(self, rows: plan.Rows, at: At, current: At) -> list[str]:
        return [f"{at.column(theirs)} = {current.column(ours)}" for theirs, ours in rows.ties]

    def apart(self, rows: plan.Rows, at: At, *tests: str) -> str:
        """`FROM … WHERE …`: the rows *at* one alias, whatever row they belong to, that also pass *tests*."""
        tables = f"{quoted(rows.table)} AS {at.alias}"
        all_ = list(tests)
        if rows.link:
            link = self.linked(rows.link, at)
            tables = f"{quoted(rows.link.table)} AS {link.alias} JOIN {tables} ON {at.column('id')} = " + link.column(
                rows.link.to_row
            )
            if rows.link.seal:
                all_.append(self.open(rows.link.seal, link))
        all_ += self.passed(rows, at)
        joins = "".join(at.joins or ())
        return f"FROM {tables}{joins}" + (f" WHERE {' AND '.join(all_)}" if all_ else "")

    def passed(self, rows: plan.Rows, at: At) -> list[str]:
        """What each of the rows must pass, and the seal on it."""
        tests = [self.test(test, at) for test in rows.tests]
        return [*tests, self.open(rows.seal, at)] if rows.seal else tests

    def linked(self, link: plan.Link, at: At) -> At:
        return At(quoted(f"{link.table}_{at.depth}"), at.depth)

    def joined(self, pieces: Sequence[str]) -> str:
        return concatenated(pieces, self.dialect.group)

    def digits(self, column: str, optional: bool) -> str:
        """JSON of an integer."""
        number = self.dialect.number(column)
        return f"coalesce({number}, 'null')" if optional else number

    def array(self, item: str, current: At, kept: str = "") -> list[str]:
        """A JSON array in the *current* row, of the *item*s of all rows, or of those that are *kept*."""
        if self.pauses and not current.listed:
            item = f"{self.dialect.pause.format(chance=self.slot(Pause.CHANCE))} || {item}"
        return [Said("["), f"coalesce({self.dialect.joined(item)}{kept}, '')", Said("]")]

    # --- what they must pass ------------------------------------------------------------------------------------------

    def test(self, test: plan.Test, at: At) -> str:
        """A condition on the row *at* an alias, as it stands between ANDs."""
        match test:
            case plan.Is(column, word):
                return f"{at.column(column)} = {literal(word)}"
            case plan.Compare(operand, how, value):
                return self.compared(self.operand(operand, at), how, self.slot(value))
            case plan.Among(operand, value):
                number = isinstance(value, plan.RowIds) or (isinstance(value, plan.Listed) and value.number)
                return self.dialect.among(self.operand(operand, at), self.slot(value), number)
            case plan.Known(operand, known):
                return f"{self.operand(operand, at)} IS {'NOT ' if known else ''}NULL"
            case plan.Holds(column, true):
                return at.column(column) if true else f"NOT {at.column(column)}"
            case plan.Some(rows):
                return self.some(rows, at)
            case plan.All(()):
                return "1 = 1"
            case plan.All(tests):
                return " AND ".join(self.test(each, at) for each in tests)
            case plan.Any(()):
                return "1 = 0"
            case plan.Any(tests):
                return f"({' OR '.join(self.test(each, at) for each in tests)})"
            case plan.Not(inner):
                return f"({self.test(inner, at)}) IS NOT TRUE"

    def compared(self, column: str, how: plan.How, value: str) -> str:
        match how:
            case How.CONTAINS:
                return self.dialect.contains(column, value)
            case How.STARTS_WITH:
                return self.dialect.starts(column, value)
            case _:
                return f"{column} {_COMPARED[how]} {value}"

    def operand(self, operand: plan.Operand, at: At) -> str:
        column = at.column(operand.column)
        if operand.seal:
            column = f"CASE WHEN {self.open(operand.seal, at)} THEN {column} END"
        return self.dialect.lowered(column) if operand.folding is plan.Folding.CASE else column

    def some(self, rows: plan.Rows, current: At) -> str:
        """Some of *rows* belong to the *current* row: looked for there, or found first wherever they belong.

        For the few rows of a list inside another row the former is faster. But each hop multiplies it, while the
        latter reads each table once at most, however deep a filter leads: the time of a statement stays bounded.
        """
        at = self.inside(rows.table, current)
        hops = current.hops - (0 if _single(rows) else 1)
        if not current.once and hops >= 0:
            return f"EXISTS (SELECT 1 {self.source(rows, replace(at, hops=hops), current)})"
        at = replace(at, once=True)
        if rows.link:
            theirs, ours = self.linked(rows.link, at).column(rows.link.to_current), "id"
        else:
            ((their_column, ours),) = rows.ties
            theirs = at.column(their_column)
        return f"{current.column(ours)} IN (SELECT {theirs} {self.apart(rows, at)}{self.dialect.found_first})"

    # --- the seal -----------------------------------------------------------------------------------------------------

    def open(self, seal: plan.Seal, at: At) -> str:
        """True of what this viewer may see of the row *at* an alias."""
        column = at.column(seal.column)
        if self.unlocked.nothing:
            return f"{column} IS NULL" if seal.optional else "1 = 0"
        if seal.column == "id":
            return f"({self.unlocks(at)})"
        # The one twist is looked up only where there is one. See docs/spoilers.md.
        twist = At('"seal"', at.depth)
        looked_up = f'(SELECT {self.unlocks(twist)} FROM "twist" AS "seal" WHERE "seal"."id" = {column})'
        return f"({column} IS NULL OR {looked_up})" if seal.optional else looked_up

    def unlocks(self, twist: At) -> str:
        """True of a twist that is unlocked for this viewer."""
        film, minute = twist.column("film_id"), twist.column("minute")
        ways = []
        if self.unlocked.minor:
            ways.append(f"{twist.column('level')} = 'MINOR'")
        if self.unlocked.whole:
            ways.append(self.dialect.contains(self.slot(plan.Seen.WHOLE), f"',' || {film} || ','"))
        if self.unlocked.until:
            ways.append(f"{minute} <= {self.dialect.member(self.slot(plan.Seen.UNTIL), film)}")
        return " OR ".join(ways)

    # --- places in an order -------------------------------------------------------------------------------------------

    def order(self, rows: plan.Rows, at: At) -> str:
        if rows.order is None:
            return ""
        return f" ORDER BY {', '.join(_ordered(self.key(rows, key, at), key) for key in rows.order.keys)}"

    def key(self, rows: plan.Rows, key: plan.Key, at: At) -> str:
        if key.via:
            by = At('"by"', at.depth)
            referred = (
                f"FROM {quoted(key.via.table)} AS {by.alias} WHERE {by.column('id')} = {at.column(key.via.column)}"
            )
            return f"(SELECT {by.column(key.column)} {referred})"
        return (self.linked(rows.link, at) if rows.link and key.linked else at).column(key.column)

    def behind(self, rows: plan.Rows, at: At, keys: Sequence[tuple[plan.Key, str]]) -> str:
        """True of rows behind these keys: later by the first, or equal by it and later by the rest."""
        (key, value), *rest = keys
        column = self.key(rows, key, at)
        later = f"{column} {_later(key)} {value}"
        if not rest:
            return later
        rest_later = self.behind(rows, at, rest)
        if not key.optional:
            # The leading range is what an index is searched by.
            return f"{column} {_later(key)}= {value} AND ({later} OR {rest_later})"
        return f"({later} OR {_unknown(column, value)} OR {self.dialect.same(column, value)} AND {rest_later})"

    def legs(self, rows: plan.Rows, at: At, keys: Sequence[tuple[plan.Key, str]]) -> Iterator[list[str]]:
        """The same in legs, in their order: in each, rows are equal by the first so many keys and later by the next.

        Each leg is one range of the order's index, whatever is equal, unknown, or descends.
        """
        for equal in reversed(range(len(keys))):
            key, value = keys[equal]
            column = self.key(rows, key, at)
            for alike in self.alike(rows, at, keys[:equal]):
                yield [*alike, f"{column} {_later(key)} {value}"]
                if key.optional:
                    yield [*alike, _unknown(column, value)]

    def alike(self, rows: plan.Rows, at: At, keys: Sequence[tuple[plan.Key, str]]) -> Iterator[list[str]]:
        """True of rows that are equal by these keys: in cases by the first one, by which an index is searched."""
        cases: Sequence[str] = ()
        rest: list[str] = []
        for number, (key, value) in enumerate(keys):
            column = self.key(rows, key, at)
            if not key.optional:
                rest.append(f"{column} = {value}")
            elif number:
                rest.append(self.dialect.same(column, value))
            else:
                cases = self.dialect.alike(column, value)
        yield from ([case, *rest] for case in cases) if cases else [rest]


def _single(rows: plan.Rows) -> bool:
    """Whether a current row has one of them at most: the one that it refers to."""
    return any(theirs == "id" for theirs, _ in rows.ties)


def _later(key: plan.Key) -> str:
    return "<" if key.descending else ">"


def _unknown(column: str, value: str) -> str:
    """Unknown comes last: behind every value."""
    return f"{column} IS NULL AND {value} IS NOT NULL"


def _ordered(column: str, key: plan.Key) -> str:
    return f"{column}{' DESC' if key.descending else ''}{' NULLS LAST' if key.optional else ''}"
