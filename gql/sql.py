"""The renderer: a plan in, SQL text and its slots out. The only module that writes SQL.

The text is the same for the same plan, always, so it serves as a prepared statement's key and as a golden file. One
statement holds all root fields, a column each; a column is JSON text, or NULL for a missing object.

Objects are text joined in the client's order ('{"title":' || json_quote(title) || …), lists are joined rows, and each
reference to another row is a scalar subquery: nothing multiplies rows, and nothing is decoded on the way out.

Every identifier comes from the catalog and is quoted; every client value is a slot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gql import plan
from gql.dialects import Sqlite


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
    renderer = _Renderer(dialect, plan_.unlocked)
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


def readable(text: str) -> str:
    """*text* as you would show it to a colleague: each SELECT and each of its clauses on a line of its own."""
    lines: list[str] = []
    line, inside = "", [""]  # what each open parenthesis is: a SELECT's, or another's
    for word in _WORDS.findall(text.replace("\n", " ")):
        if word == _SELECT or (word.strip() in _CLAUSES and inside[-1] == _SELECT):
            lines.append(line.rstrip())
            line = "  " * inside.count(_SELECT) + word.lstrip()
        else:
            line += word
        if word.startswith("("):
            inside.append(word)
        elif word == ")":
            inside.pop()
    return "\n".join([*lines, line])


_SELECT = "(SELECT "
_CLAUSES = {"FROM", "WHERE", "AND", "ORDER BY", "LIMIT", "JOIN"}
_WORDS = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\(SELECT |[()]| (?:FROM|WHERE|AND|ORDER BY|LIMIT|JOIN) |[^'"() ]+|.""")


class _Said(str):
    """JSON text that is known now. Any other string among pieces is an SQL expression."""

    __slots__ = ()


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _At:
    """The current row: its alias, and how many SELECTs stand around it."""

    alias: str
    depth: int

    def column(self, name: str) -> str:
        return f"{self.alias}.{_quoted(name)}"


@dataclass(slots=True)
class _Renderer:
    dialect: Sqlite
    unlocked: plan.Unlocked
    slots: dict[plan.Value, int] = field(default_factory=dict)
    given: list[plan.Value] = field(default_factory=list)

    def slot(self, value: plan.Value) -> str:
        """The placeholder of *value*; a variable met twice is one slot, two literals never are."""
        return self.dialect.slot(self.slots.setdefault(value, len(self.slots) + 1))

    def column(self, expression: plan.Expression) -> str:
        """A root field: NULL when its object is missing."""
        root = _At("", 0)
        if isinstance(expression, plan.One):
            return self.one(expression, root)
        return self.concatenated(self.pieces(expression, root))

    # --- JSON out of rows ---------------------------------------------------------------------------------------------

    def pieces(self, expression: plan.Expression, at: _At) -> list[str]:
        """What must be joined to make the JSON text of *expression*; none of it is ever NULL."""
        match expression:
            case plan.Fixed(text):
                return [_Said(text)]
            case plan.Scalar():
                return self.scalar(expression, at)
            case plan.Embedded():
                missing = " OR ".join(f"{at.column(name)} IS NULL" for name in expression.needs)
                whole = self.concatenated(self.object(expression.object, at))
                return [f"CASE WHEN {missing} THEN 'null' ELSE {whole} END"] if missing else [whole]
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

    def object(self, object_: plan.Object, at: _At) -> list[str]:
        return _members((key, self.pieces(expression, at)) for key, expression in object_.fields)

    def scalar(self, scalar: plan.Scalar, at: _At) -> list[str]:
        if scalar.seal:
            bare = self.concatenated(self.value(scalar, at))
            return [f"CASE WHEN {self.open(scalar.seal, at)} THEN {bare} ELSE 'null' END"]
        return self.value(scalar, at)

    def value(self, scalar: plan.Scalar, at: _At) -> list[str]:
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
                name = [_Said(f'"{scalar.prefix}'), column, _Said('"')]
                return [f"coalesce({self.concatenated(name)}, 'null')"] if scalar.optional else name

    def concatenated(self, pieces: Sequence[str]) -> str:
        """One expression that joins *pieces*: neighbouring texts merged, long chains in groups.

        A flat chain of n terms is n levels deep in the database's parse tree, which has a limit.
        """
        terms: list[str] = []
        said = ""
        for piece in [*pieces, ""]:
            if isinstance(piece, _Said):
                said += piece
                continue
            if said:
                terms.append(_literal(said))
                said = ""
            if piece:
                terms.append(piece)
        while len(terms) > self.dialect.group:
            groups = -(-len(terms) // self.dialect.group)
            size = -(-len(terms) // groups)
            terms = [f"({' || '.join(terms[i : i + size])})" for i in range(0, len(terms), size)]
        return " || ".join(terms)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def inside(self, table: str, at: _At) -> _At:
        """A row of *table* in a SELECT inside the current one."""
        depth = at.depth + 1
        return _At(_quoted(f"{table}_{depth}"), depth)

    def source(self, rows: plan.Rows, at: _At, current: _At, *more: str) -> str:
        """`FROM … WHERE …`: the rows *at* one alias that belong to the *current* row, as far as they are not sealed."""
        tables = f"{_quoted(rows.table)} AS {at.alias}"
        tests = [f"{at.column(theirs)} = {current.column(ours)}" for theirs, ours in rows.ties]
        if rows.link:
            link = self.linked(rows.link, at)
            tables = f"{_quoted(rows.link.table)} AS {link.alias} JOIN {tables} ON {at.column('id')} = " + link.column(
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

    def linked(self, link: plan.Link, at: _At) -> _At:
        return _At(_quoted(f"{link.table}_{at.depth}"), at.depth)

    def test(self, test: plan.Test, at: _At) -> str:
        match test:
            case plan.Is(column, word):
                return f"{at.column(column)} = {_literal(word)}"
            case plan.Equals(column, value):
                return f"{at.column(column)} = {self.slot(value)}"
            case plan.Among(column, value):
                return f'{at.column(column)} IN (SELECT "value" FROM {self.dialect.elements(self.slot(value))})'

    def order(self, rows: plan.Rows, at: _At) -> str:
        if rows.order is None:
            return ""
        keys = (f"{self.key(rows, key, at)}{' NULLS LAST' if key.optional else ''}" for key in rows.order.keys)
        return f" ORDER BY {', '.join(keys)}"

    def key(self, rows: plan.Rows, key: plan.Key, at: _At) -> str:
        return (self.linked(rows.link, at) if rows.link and key.linked else at).column(key.column)

    # --- the seal -----------------------------------------------------------------------------------------------------

    def open(self, seal: plan.Seal, at: _At) -> str:
        """True of what this viewer may see of the row *at* an alias."""
        column = at.column(seal.column)
        if self.unlocked.nothing:
            return f"{column} IS NULL" if seal.optional else "1 = 0"
        if seal.column == "id":
            return f"({self.unlocks(at)})"
        # The one twist is looked up only where there is one. See docs/spoilers.md.
        twist = _At('"seal"', at.depth)
        looked_up = f'(SELECT {self.unlocks(twist)} FROM "twist" AS "seal" WHERE "seal"."id" = {column})'
        return f"({column} IS NULL OR {looked_up})" if seal.optional else looked_up

    def unlocks(self, twist: _At) -> str:
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

    # --- one, many, a page --------------------------------------------------------------------------------------------

    def one(self, one: plan.One, current: _At) -> str:
        at = self.inside(one.rows.table, current)
        return f"(SELECT {self.concatenated(self.object(one.object, at))} {self.source(one.rows, at, current)})"

    def many(self, many: plan.Many, current: _At) -> str:
        at = self.inside(many.rows.table, current)
        item = self.object(many.item, at) if isinstance(many.item, plan.Object) else self.scalar(many.item, at)
        source, order = self.source(many.rows, at, current), self.order(many.rows, at)
        items = f'SELECT {self.concatenated(item)} AS "item" {source}{order}'
        array = self.concatenated(self.array('"item"'))
        return f'(SELECT {array} FROM ({items}) AS "items")'

    def array(self, item: str) -> list[str]:
        """A JSON array of the *item*s of all rows."""
        return [_Said("["), f"coalesce({self.dialect.joined(item)}, '')", _Said("]")]

    def count(self, count: plan.Count, current: _At) -> str:
        at = self.inside(count.rows.table, current)
        more = [] if self.unlocked.nothing else [f"{self.open(count.seal, at)} IS NOT TRUE"]
        return f"(SELECT count(*) {self.source(count.rows, at, current, *more)})"

    def by_id(self, by_id: plan.ById, current: _At) -> str:
        given = _At('"given"', current.depth + 1)
        branches = " ".join(
            f"WHEN {_literal(prefix)} THEN {self.one(branch, given)}" for prefix, branch in by_id.branches
        )
        found = f"coalesce(CASE {given.column('type')} {branches} END, 'null')"
        ids = self.dialect.elements(self.slot(by_id.ids))
        pairs = f'SELECT "value"->>0 AS "type", "value"->>1 AS "id" FROM {ids} ORDER BY "key"'
        text = self.concatenated(self.array(found)) if by_id.many else found
        return f'(SELECT {text} FROM ({pairs}) AS "given")'

    def page(self, page: plan.Page, current: _At) -> str:
        """A connection. Rows are read once, limited, with every text that is asked for; the rest are scalars beside."""
        self.given += [page.size, *page.after]
        return _PageRenderer(self, page, self.inside(page.rows.table, current), current).rendered()


@dataclass(slots=True)
class _PageRenderer:
    """One connection: the limited rows with their texts as columns, and what is said about them."""

    sql: _Renderer
    page: plan.Page
    at: _At
    current: _At
    columns: list[str] = field(default_factory=list)

    def rendered(self) -> str:
        text = self.sql.concatenated(_members((key, self.part(part)) for key, part in self.page.fields))
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

    def rows(self) -> str:
        """The rows of the page, in their order: `FROM … LIMIT`."""
        rows = self.page.rows
        source = self.sql.source(rows, self.at, self.current, *self.after())
        return f"{source}{self.sql.order(rows, self.at)} LIMIT {self.sql.slot(self.page.size)}"

    def part(self, part: plan.Part) -> list[str]:
        sql, page = self.sql, self.page
        match part:
            case plan.Fixed(text):
                return [_Said(text)]
            case plan.Nodes(object_):
                return sql.array(self.text(sql.concatenated(sql.object(object_, self.at))))
            case plan.Edges(fields):
                return sql.array(sql.concatenated(_members((key, self.edge(what)) for key, what in fields)))
            case plan.Info(fields):
                return _members((key, [self.place(what)]) for key, what in fields)
            case plan.Total():
                return [f"(SELECT count(*) {sql.source(page.rows, self.at, self.current)})"]

    def edge(self, what: plan.Fixed | plan.Object | bool) -> list[str]:
        match what:
            case plan.Fixed(text):
                return [_Said(text)]
            case plan.Object():
                return [self.text(self.sql.concatenated(self.sql.object(what, self.at)))]
            case _:
                return [self.text(self.cursor())]

    def cursor(self) -> str:
        """JSON of the row's cursor. See gql/cursors.py."""
        order = self.ordered_by()
        pieces: list[str] = [_Said(f'["{order.name}"')]
        for key in order.keys:
            column = self.sql.key(self.page.rows, key, self.at)
            pieces += [_Said(","), f"coalesce({column}, 'null')" if key.number else self.sql.dialect.text(column)]
        return f"'\"' || {self.sql.dialect.hexadecimal(self.sql.concatenated([*pieces, _Said(']')]))} || '\"'"

    def ordered_by(self) -> plan.Order:
        assert self.page.rows.order, "a connection has an order"
        return self.page.rows.order

    def after(self) -> list[str]:
        """True of rows behind the cursor; nothing without one."""
        keys = zip(self.ordered_by().keys, self.page.after, strict=False)
        return [self.behind([(key, self.sql.slot(value)) for key, value in keys])] if self.page.after else []

    def behind(self, keys: Sequence[tuple[plan.Key, str]]) -> str:
        """True of rows behind these keys: later by the first, or equal by it and later by the rest."""
        (key, value), *rest = keys
        column = self.sql.key(self.page.rows, key, self.at)
        if not rest:
            return f"{column} > {value}"
        if not key.optional:
            # The leading range is what an index is searched by.
            return f"{column} >= {value} AND ({column} > {value} OR {self.behind(rest)})"
        unknown = f"{column} IS NULL AND {value} IS NOT NULL"  # unknown comes last
        return f"({column} > {value} OR {unknown} OR {self.sql.dialect.same(column, value)} AND {self.behind(rest)})"

    def place(self, part: plan.Fixed | plan.PagePart) -> str:
        sql, rows, size = self.sql, self.page.rows, self.sql.slot(self.page.size)
        match part:
            case plan.Fixed(text):
                return _Said(text)
            case plan.PagePart.NEXT:
                more = sql.source(rows, self.at, self.current, *self.after())
                return _boolean(f"EXISTS (SELECT 1 {more} LIMIT 1 OFFSET {size})")
            case plan.PagePart.PREVIOUS:
                if not self.page.after:
                    return _Said("false")
                before = f"({' AND '.join(self.after())}) IS NOT TRUE"
                return _boolean(f"EXISTS (SELECT 1 {sql.source(rows, self.at, self.current, before)})")
            case plan.PagePart.START:
                first = sql.source(rows, self.at, self.current, *self.after()) + sql.order(rows, self.at)
                return f"coalesce((SELECT {self.cursor()} {first} LIMIT {sql.dialect.least('1', size)}), 'null')"
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


def _members(fields: Iterable[tuple[str, list[str]]]) -> list[str]:
    """What must be joined to make a JSON object of these members."""
    pieces: list[str] = []
    for key, value in fields:
        pieces += [_Said(f"{',' if pieces else '{'}{_json(key)}:"), *value]
    return [*pieces, _Said("}")] if pieces else [_Said("{}")]


def _boolean(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 'true' ELSE 'false' END"
