"""Which rows: `FROM … WHERE … ORDER BY`, with the seal on each, and what stands behind a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gql import plan
from gql.dialects import Sqlite
from gql.sql.joined import literal, quoted


@dataclass(frozen=True, slots=True)
class At:
    """The current row: its alias, and how many SELECTs stand around it."""

    alias: str
    depth: int

    def column(self, name: str) -> str:
        return f"{self.alias}.{quoted(name)}"


@dataclass(slots=True)
class RowRenderer:
    """What all SELECTs of one statement have in common: the dialect, the viewer's keys, and the slots so far."""

    dialect: Sqlite
    unlocked: plan.Unlocked
    slots: dict[plan.Value, int] = field(default_factory=dict)

    def slot(self, value: plan.Value) -> str:
        """The placeholder of *value*; a variable met twice is one slot, two literals never are."""
        return self.dialect.slot(self.slots.setdefault(value, len(self.slots) + 1))

    def inside(self, table: str, at: At) -> At:
        """A row of *table* in a SELECT inside the current one."""
        depth = at.depth + 1
        return At(quoted(f"{table}_{depth}"), depth)

    def source(self, rows: plan.Rows, at: At, current: At, *more: str) -> str:
        """`FROM … WHERE …`: the rows *at* one alias that belong to the *current* row, as far as they are not sealed."""
        tables = f"{quoted(rows.table)} AS {at.alias}"
        tests = [f"{at.column(theirs)} = {current.column(ours)}" for theirs, ours in rows.ties]
        if rows.link:
            link = self.linked(rows.link, at)
            tables = f"{quoted(rows.link.table)} AS {link.alias} JOIN {tables} ON {at.column('id')} = " + link.column(
                rows.link.to_row
            )
            tests.append(f"{link.column(rows.link.to_current)} = {current.column('id')}")
            if rows.link.seal:
                tests.append(self.open(rows.link.seal, link))
        tests += [self.test(test, at) for test in rows.tests]
        if rows.seal:
            tests.append(self.open(rows.seal, at))
        tests += more
        return f"FROM {tables}" + (f" WHERE {' AND '.join(tests)}" if tests else "")

    def linked(self, link: plan.Link, at: At) -> At:
        return At(quoted(f"{link.table}_{at.depth}"), at.depth)

    def test(self, test: plan.Test, at: At) -> str:
        match test:
            case plan.Is(column, word):
                return f"{at.column(column)} = {literal(word)}"
            case plan.Equals(column, value):
                return f"{at.column(column)} = {self.slot(value)}"
            case plan.Among(column, value):
                return f'{at.column(column)} IN (SELECT "value" FROM {self.dialect.elements(self.slot(value))})'

    def order(self, rows: plan.Rows, at: At) -> str:
        if rows.order is None:
            return ""
        keys = (f"{self.key(rows, key, at)}{' NULLS LAST' if key.optional else ''}" for key in rows.order.keys)
        return f" ORDER BY {', '.join(keys)}"

    def key(self, rows: plan.Rows, key: plan.Key, at: At) -> str:
        return (self.linked(rows.link, at) if rows.link and key.linked else at).column(key.column)

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
            seen = self.dialect.elements(self.slot(plan.Seen.UNTIL))
            ways.append(f'EXISTS (SELECT 1 FROM {seen} WHERE "value"->>0 = {film} AND {minute} <= "value"->>1)')
        return " OR ".join(ways)

    # --- places in an order -------------------------------------------------------------------------------------------

    def behind(self, rows: plan.Rows, at: At, keys: Sequence[tuple[plan.Key, str]]) -> str:
        """True of rows behind these keys: later by the first, or equal by it and later by the rest."""
        (key, value), *rest = keys
        column = self.key(rows, key, at)
        if not rest:
            return f"{column} > {value}"
        later = self.behind(rows, at, rest)
        if not key.optional:
            # The leading range is what an index is searched by.
            return f"{column} >= {value} AND ({column} > {value} OR {later})"
        unknown = f"{column} IS NULL AND {value} IS NOT NULL"  # unknown comes last
        return f"({column} > {value} OR {unknown} OR {self.dialect.same(column, value)} AND {later})"
