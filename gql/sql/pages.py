"""One page of rows: limited rows with their texts as columns, and what is said about them beside.

Two shapes, each the faster one where it stands:

* Inside another row, where a page is a few rows out of a few: what `pageInfo` says is asked in scalars beside, and what
  stands behind a cursor is one condition.
* At the root, where all of a table may be behind, and a filter may cost more than the page: `pageInfo` comes out of the
  same pass, over one row more than the page holds, numbered; and what stands behind a cursor is read in legs, each a
  range of the order's index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gql import plan
from gql.sql.joined import Said, members, quoted
from gql.sql.rows import At, RowRenderer

_NUMBERED = {plan.PagePart.NEXT, plan.PagePart.START, plan.PagePart.END}
"""What is said of the rows of a page themselves."""


@dataclass(slots=True)
class PageRenderer:
    """One connection. *object* renders what is asked of its rows; *columns* are the texts of the limited rows.

    *spoken* is the row *at* which these texts are made.
    """

    sql: RowRenderer
    object: Callable[[plan.Object, At], str]
    page: plan.Page
    at: At
    current: At
    columns: list[str] = field(default_factory=list)
    spoken: At = field(init=False)

    def __post_init__(self) -> None:
        self.spoken = self.sql.spoken(self.at)

    def rendered(self) -> str:
        text = self.sql.joined(members((key, self.part(part)) for key, part in self.page.fields))
        if self.numbered:
            number = 'row_number() OVER () AS "number", count(*) OVER () AS "count"'
            return f'(SELECT {text} FROM (SELECT *, {number} FROM ({self.rows(more=1)}) AS "row") AS "page")'
        if not self.columns:
            return f"(SELECT {text})"
        return f'(SELECT {text} FROM ({self.rows()}) AS "page")'

    @property
    def numbered(self) -> bool:
        """Whether the rows are numbered, for what `pageInfo` says of them."""
        infos = (part.fields for _, part in self.page.fields if isinstance(part, plan.Info))
        return self.at.once and any(what in _NUMBERED for fields in infos for _, what in fields)

    def text(self, column: str) -> str:
        """The name of a column of the limited rows; a text asked for twice is made once."""
        if column not in self.columns:
            self.columns.append(column)
        return f'"page"."text_{self.columns.index(column) + 1}"'

    def size(self) -> str:
        return self.sql.slot(self.page.size)

    # --- the rows -----------------------------------------------------------------------------------------------------

    def rows(self, more: int = 0) -> str:
        """`SELECT … LIMIT`: the rows of the page in their order, and so many *more*."""
        named = (f'{column} AS "text_{number}"' for number, column in enumerate(self.columns, 1))
        columns = ", ".join(named) or self.at.column("id")
        if self.page.after and self.at.once:
            return f"SELECT {columns} {self.in_legs(more)}"
        source = self.sql.source(self.page.rows, self.spoken, self.current, *self.after())
        return self.limited(f"SELECT {columns} {source}{self.order()}", more)

    def in_legs(self, more: int) -> str:
        """`FROM`: the rows behind the cursor, found leg by leg, as many as are wanted."""
        rows, place = self.page.rows, At('"place"', self.at.depth)
        legs = (
            self.limited(f"SELECT {self.at.column('id')} {self.source(*tests)}{self.order()}", more)
            for tests in self.sql.legs(rows, self.at, self.keys())
        )
        found = " UNION ALL ".join(f'SELECT * FROM ({leg}) AS "leg"' for leg in legs)
        places = f"({self.limited(found, more)}) AS {place.alias}"
        row = f"{quoted(rows.table)} AS {self.at.alias}"
        again = "" if self.sql.dialect.keeps_order else self.order()
        return f"FROM {places} CROSS JOIN {row} WHERE {self.at.column('id')} = {place.column('id')}{again}"

    def source(self, *more: str) -> str:
        return self.sql.source(self.page.rows, self.at, self.current, *more)

    def order(self) -> str:
        return self.sql.order(self.page.rows, self.at)

    def limited(self, select: str, more: int = 0) -> str:
        return self.sql.dialect.limited(select, self.size(), more)

    def keys(self) -> Sequence[tuple[plan.Key, str]]:
        """The keys of the order, each with the slot of the cursor's value for it."""
        values = (self.sql.slot(value) for value in self.page.after)
        return list(zip(self.ordered_by().keys, values, strict=True))

    def after(self) -> list[str]:
        """True of rows behind the cursor; nothing without one."""
        return [self.sql.behind(self.page.rows, self.at, self.keys())] if self.page.after else []

    def ordered_by(self) -> plan.Order:
        assert self.page.rows.order, "a connection has an order"
        return self.page.rows.order

    # --- what is said of them -----------------------------------------------------------------------------------------

    def part(self, part: plan.Part) -> list[str]:
        match part:
            case plan.Fixed(text):
                return [Said(text)]
            case plan.Nodes(object_):
                return self.array(self.text(self.object(object_, self.spoken)))
            case plan.Edges(fields):
                edge = self.sql.joined(members((key, self.edge(what)) for key, what in fields))
                known = all(isinstance(what, plan.Fixed) for _, what in fields)  # then only its rows say how many
                return self.array(self.text(edge) if known else edge)
            case plan.Info(fields):
                place = self.numbered_place if self.numbered else self.place
                return members(
                    (key, [Said(what.text) if isinstance(what, plan.Fixed) else place(what)]) for key, what in fields
                )
            case plan.Total():
                return [f"(SELECT {self.sql.dialect.number('count(*)')} {self.source()})"]

    def array(self, item: str) -> list[str]:
        kept = f' FILTER (WHERE "page"."number" <= {self.size()})' if self.numbered else ""
        return self.sql.array(item, self.current, kept)

    def edge(self, what: plan.Fixed | plan.Object | bool) -> list[str]:
        match what:
            case plan.Fixed(text):
                return [Said(text)]
            case plan.Object():
                return [self.text(self.object(what, self.spoken))]
            case _:
                return [self.text(self.cursor())]

    def cursor(self) -> str:
        """JSON of the row's cursor. See gql/cursors.py."""
        order = self.ordered_by()
        pieces: list[str] = [Said(f'["{order.name}"')]
        for key in order.keys:
            column = self.sql.key(self.page.rows, key, self.at)
            value = self.sql.digits(column, key.optional) if key.number else self.sql.dialect.text(column)
            pieces += [Said(","), value]
        return f"'\"' || {self.sql.dialect.hexadecimal(self.sql.joined([*pieces, Said(']')]))} || '\"'"

    # --- where the page stands ----------------------------------------------------------------------------------------

    def numbered_place(self, part: plan.PagePart) -> str:
        """Out of the numbered rows."""
        match part:
            case plan.PagePart.NEXT:
                return _boolean(f"count(*) > {self.size()}")
            case plan.PagePart.PREVIOUS:
                return self.previous()
            case plan.PagePart.START:
                return self.cursor_at(self.sql.dialect.least("1", self.size()))
            case plan.PagePart.END:
                return self.cursor_at(self.sql.dialect.least('"page"."count"', self.size()))

    def cursor_at(self, number: str) -> str:
        """The cursor of the row that has this number; there is no row 0."""
        return f'coalesce(max({self.text(self.cursor())}) FILTER (WHERE "page"."number" = {number}), \'null\')'

    def place(self, part: plan.PagePart) -> str:
        """In a scalar of its own."""
        sql, rows = self.sql, self.page.rows
        match part:
            case plan.PagePart.NEXT:
                return _boolean(f"EXISTS (SELECT 1 {self.source(*self.after())} LIMIT 1 OFFSET {self.size()})")
            case plan.PagePart.PREVIOUS:
                return self.previous()
            case plan.PagePart.START:
                cursors = f"SELECT {self.cursor()} {self.source(*self.after())}{self.order()}"
                return (
                    f"coalesce(({sql.dialect.limited(cursors, sql.dialect.least('1', self.size()), one=True)}), 'null')"
                )
            case plan.PagePart.END:
                keys = self.ordered_by().keys
                named = [f'{sql.key(rows, key, self.at)} AS "key_{number}"' for number, key in enumerate(keys, 1)]
                backwards = (
                    f'"key_{number}"{"" if key.descending else " DESC"}{" NULLS FIRST" if key.optional else ""}'
                    for number, key in enumerate(keys, 1)
                )
                columns = ", ".join([f'{self.cursor()} AS "cursor"', *named])
                page = f'({self.limited(f"SELECT {columns} {self.source(*self.after())}{self.order()}")}) AS "page"'
                return f"coalesce((SELECT \"cursor\" FROM {page} ORDER BY {', '.join(backwards)} LIMIT 1), 'null')"

    def previous(self) -> str:
        """Whether a row stands at the cursor or before it: when one does, the very first does."""
        if not self.page.after:
            return Said("false")
        (behind,) = self.after()
        answers = f"SELECT CASE WHEN {behind} THEN 'false' ELSE 'true' END {self.source()}{self.order()}"
        return f"coalesce(({self.sql.dialect.limited(answers, '1', one=True)}), 'false')"


def _boolean(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 'true' ELSE 'false' END"
