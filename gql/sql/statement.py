"""What is said of the rows: objects, lists and connections as JSON text, and the statement around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gql import plan
from gql.dialects import Sqlite
from gql.sql.joined import Said, concatenated, literal, members
from gql.sql.rows import At, RowRenderer


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text that returns one row, and where each parameter comes from.

    *fields*: response keys of its columns. *unused*: values that were given and that nothing selected depends on; a
    client that gives a wrong one is told so all the same.
    """

    text: str
    slots: tuple[plan.Value, ...]
    fields: tuple[str, ...]
    unused: tuple[plan.Value, ...] = ()


def render(plan_: plan.Plan, dialect: Sqlite) -> Statement | None:
    """The statement that answers *plan_*, or None when nothing in it needs the database."""
    renderer = Renderer(dialect, plan_.unlocked)
    columns = [
        (key, renderer.column(expression))
        for key, expression in plan_.fields
        if not isinstance(expression, plan.Fixed | plan.Introspected)
    ]
    if not columns:
        return None
    text = "SELECT\n" + ",\n".join(column for _, column in columns)
    unused = tuple(value for value in renderer.given if value not in renderer.slots)
    return Statement(text, tuple(renderer.slots), tuple(key for key, _ in columns), unused)


@dataclass(slots=True)
class Renderer(RowRenderer):
    """*given*: the values that connections are given, whether or not something selected depends on them."""

    given: list[plan.Value] = field(default_factory=list)

    def column(self, expression: plan.Expression) -> str:
        """A root field: NULL when its object is missing."""
        root = At("", 0)
        if isinstance(expression, plan.One):
            return self.one(expression, root)
        return self.joined(self.pieces(expression, root))

    # --- JSON out of rows ---------------------------------------------------------------------------------------------

    def pieces(self, expression: plan.Expression, at: At) -> list[str]:
        """What must be joined to make the JSON text of *expression*; none of it is ever NULL."""
        match expression:
            case plan.Fixed(text):
                return [Said(text)]
            case plan.Scalar():
                return self.scalar(expression, at)
            case plan.Embedded():
                missing = " OR ".join(f"{at.column(name)} IS NULL" for name in expression.needs)
                whole = self.object(expression.object, at)
                return [f"CASE WHEN {missing} THEN 'null' ELSE {self.joined(whole)} END"] if missing else whole
            case plan.One():
                found = self.one(expression, at)
                # Of a required row NULL is left to spread: what cannot be shown whole is not shown.
                return [found if expression.required else f"coalesce({found}, 'null')"]
            case plan.Many():
                return [self.many(expression, at)]
            case plan.Page():
                return [self.page(expression, at)]
            case plan.Count():
                return [self.count(expression, at)]
            case plan.ById():
                return [self.by_id(expression, at)]
        raise AssertionError(f"{expression!r} is a root field of the schema, not of the database")

    def object(self, object_: plan.Object, at: At) -> list[str]:
        return members((key, self.pieces(expression, at)) for key, expression in object_.fields)

    def scalar(self, scalar: plan.Scalar, at: At) -> list[str]:
        if scalar.seal:
            bare = self.joined(self.value(scalar, at))
            return [f"CASE WHEN {self.open(scalar.seal, at)} THEN {bare} ELSE 'null' END"]
        return self.value(scalar, at)

    def value(self, scalar: plan.Scalar, at: At) -> list[str]:
        column = at.column(scalar.column)
        match scalar.form:
            case plan.Form.TEXT:
                return [self.dialect.text(column)]
            case plan.Form.REAL:
                return [self.dialect.real(column)]
            case plan.Form.NUMBER:
                return [f"coalesce({column}, 'null')" if scalar.optional else column]
            case plan.Form.BOOLEAN:
                return [f"CASE WHEN {column} THEN 'true' WHEN NOT {column} THEN 'false' ELSE 'null' END"]
            case plan.Form.NAME:
                name = [Said(f'"{scalar.prefix}'), column, Said('"')]
                return [f"coalesce({self.joined(name)}, 'null')"] if scalar.optional else name

    def joined(self, pieces: Sequence[str]) -> str:
        return concatenated(pieces, self.dialect.group)

    # --- one, many, a page --------------------------------------------------------------------------------------------

    def one(self, one: plan.One, current: At) -> str:
        at = self.inside(one.rows.table, current)
        return f"(SELECT {self.joined(self.object(one.object, at))} {self.source(one.rows, at, current)})"

    def many(self, many: plan.Many, current: At) -> str:
        at = self.inside(many.rows.table, current)
        item = self.object(many.item, at) if isinstance(many.item, plan.Object) else self.scalar(many.item, at)
        source, order = self.source(many.rows, at, current), self.order(many.rows, at)
        items = f'SELECT {self.joined(item)} AS "item" {source}{order}'
        array = self.joined(self.array('"item"'))
        return f'(SELECT {array} FROM ({items}) AS "items")'

    def array(self, item: str) -> list[str]:
        """A JSON array of the *item*s of all rows."""
        return [Said("["), f"coalesce({self.dialect.joined(item)}, '')", Said("]")]

    def count(self, count: plan.Count, current: At) -> str:
        at = self.inside(count.rows.table, current)
        more = [] if self.unlocked.nothing else [f"{self.open(count.seal, at)} IS NOT TRUE"]
        return f"(SELECT count(*) {self.source(count.rows, at, current, *more)})"

    def by_id(self, by_id: plan.ById, current: At) -> str:
        given = At('"given"', current.depth + 1)
        branches = " ".join(
            f"WHEN {literal(prefix)} THEN {self.one(branch, given)}" for prefix, branch in by_id.branches
        )
        found = f"coalesce(CASE {given.column('type')} {branches} END, 'null')"
        ids = self.dialect.elements(self.slot(by_id.ids))
        pairs = f'SELECT "value"->>0 AS "type", "value"->>1 AS "id" FROM {ids} ORDER BY "key"'
        text = self.joined(self.array(found)) if by_id.many else found
        return f'(SELECT {text} FROM ({pairs}) AS "given")'

    def page(self, page: plan.Page, current: At) -> str:
        """A connection. Rows are read once, limited, with every text that is asked for; the rest are scalars beside."""
        self.given += [page.size, *page.after]
        return PageRenderer(self, page, self.inside(page.rows.table, current), current).rendered()


@dataclass(slots=True)
class PageRenderer:
    """One connection: the limited rows with their texts as columns, and what is said about them."""

    sql: Renderer
    page: plan.Page
    at: At
    current: At
    columns: list[str] = field(default_factory=list)

    def rendered(self) -> str:
        text = self.sql.joined(members((key, self.part(part)) for key, part in self.page.fields))
        if not self.columns:
            return f"(SELECT {text})"
        columns = ", ".join(f'{column} AS "{name}"' for name, column in self.named())
        return f'(SELECT {text} FROM (SELECT {columns} {self.rows()}) AS "page")'

    def named(self) -> Iterable[tuple[str, str]]:
        return ((f"text_{number}", column) for number, column in enumerate(self.columns, 1))

    def text(self, column: str) -> str:
        """The name of a column of the limited rows; a text asked for twice is made once."""
        if column not in self.columns:
            self.columns.append(column)
        return f'"page"."text_{self.columns.index(column) + 1}"'

    def size(self) -> str:
        return self.sql.slot(self.page.size)

    def rows(self) -> str:
        """The rows of the page, in their order: `FROM … LIMIT`."""
        rows = self.page.rows
        source = self.sql.source(rows, self.at, self.current, *self.after())
        return f"{source}{self.sql.order(rows, self.at)} LIMIT {self.size()}"

    def part(self, part: plan.Part) -> list[str]:
        sql, page = self.sql, self.page
        match part:
            case plan.Fixed(text):
                return [Said(text)]
            case plan.Nodes(object_):
                return sql.array(self.text(sql.joined(sql.object(object_, self.at))))
            case plan.Edges(fields):
                edge = sql.joined(members((key, self.edge(what)) for key, what in fields))
                known = all(isinstance(what, plan.Fixed) for _, what in fields)  # then only its rows say how many
                return sql.array(self.text(edge) if known else edge)
            case plan.Info(fields):
                return members((key, [self.place(what)]) for key, what in fields)
            case plan.Total():
                return [f"(SELECT count(*) {sql.source(page.rows, self.at, self.current)})"]

    def edge(self, what: plan.Fixed | plan.Object | bool) -> list[str]:
        match what:
            case plan.Fixed(text):
                return [Said(text)]
            case plan.Object():
                return [self.text(self.sql.joined(self.sql.object(what, self.at)))]
            case _:
                return [self.text(self.cursor())]

    def cursor(self) -> str:
        """JSON of the row's cursor. See gql/cursors.py."""
        order = self.ordered_by()
        pieces: list[str] = [Said(f'["{order.name}"')]
        for key in order.keys:
            column = self.sql.key(self.page.rows, key, self.at)
            pieces += [Said(","), f"coalesce({column}, 'null')" if key.number else self.sql.dialect.text(column)]
        return f"'\"' || {self.sql.dialect.hexadecimal(self.sql.joined([*pieces, Said(']')]))} || '\"'"

    def ordered_by(self) -> plan.Order:
        assert self.page.rows.order, "a connection has an order"
        return self.page.rows.order

    def after(self) -> list[str]:
        """True of rows behind the cursor; nothing without one."""
        if not self.page.after:
            return []
        values = (self.sql.slot(value) for value in self.page.after)
        keys = list(zip(self.ordered_by().keys, values, strict=True))
        return [self.sql.behind(self.page.rows, self.at, keys)]

    def place(self, part: plan.Fixed | plan.PagePart) -> str:
        sql, rows = self.sql, self.page.rows
        match part:
            case plan.Fixed(text):
                return Said(text)
            case plan.PagePart.NEXT:
                more = sql.source(rows, self.at, self.current, *self.after())
                return _boolean(f"EXISTS (SELECT 1 {more} LIMIT 1 OFFSET {self.size()})")
            case plan.PagePart.PREVIOUS:
                if not self.page.after:
                    return Said("false")
                before = f"({' AND '.join(self.after())}) IS NOT TRUE"
                return _boolean(f"EXISTS (SELECT 1 {sql.source(rows, self.at, self.current, before)})")
            case plan.PagePart.START:
                first = sql.source(rows, self.at, self.current, *self.after()) + sql.order(rows, self.at)
                return f"coalesce((SELECT {self.cursor()} {first} LIMIT {sql.dialect.least('1', self.size())}), 'null')"
            case plan.PagePart.END:
                keys = self.ordered_by().keys
                named = ", ".join(
                    f'{sql.key(rows, key, self.at)} AS "key_{number}"' for number, key in enumerate(keys, 1)
                )
                backwards = ", ".join(
                    f'"key_{number}" DESC{" NULLS FIRST" if key.optional else ""}' for number, key in enumerate(keys, 1)
                )
                page = f'(SELECT {self.cursor()} AS "cursor", {named} {self.rows()}) AS "page"'
                return f"coalesce((SELECT \"cursor\" FROM {page} ORDER BY {backwards} LIMIT 1), 'null')"


def _boolean(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 'true' ELSE 'false' END"
