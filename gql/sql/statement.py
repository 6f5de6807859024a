"""What is said of the rows: objects, lists and connections as JSON text, and the statement around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from gql import plan
from gql.dialects import Dialect, Slot
from gql.sql.joined import Said, literal, members
from gql.sql.pages import PageRenderer
from gql.sql.rows import At, RowRenderer


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text that returns one row, and where each parameter comes from.

    *fields*: response keys of its columns. *unused*: values that were given and that nothing selected depends on; a
    client that gives a wrong one is told so all the same.
    """

    text: str
    slots: tuple[Slot, ...]
    fields: tuple[str, ...]
    unused: tuple[plan.Value, ...] = ()


def render(plan_: plan.Plan, dialect: Dialect, *, heavy: bool = False) -> Statement | None:
    """The statement that answers *plan_*, or None when nothing in it needs the database.

    *heavy*: it may take long, and pauses where statements can.
    """
    renderer = Renderer(dialect, plan_.unlocked, heavy and bool(dialect.pause))
    columns = [
        (key, dialect.column(renderer.column(expression)))
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
            return self.found(expression, root)
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
                return self.one(expression, at)
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
                return [self.digits(column, scalar.optional)]
            case plan.Form.BOOLEAN:
                return [f"CASE WHEN {column} THEN 'true' WHEN NOT {column} THEN 'false' ELSE 'null' END"]
            case plan.Form.NAME:
                name = [Said(f'"{scalar.prefix}'), column, Said('"')]
                return [f"coalesce({self.joined(name)}, 'null')"] if scalar.optional else name

    # --- one, many, a page --------------------------------------------------------------------------------------------

    def one(self, one: plan.One, current: At) -> list[str]:
        at = self.beside(one, current)
        if at is None:
            found = self.found(one, current)
            # Of a required row NULL is left to spread: what cannot be shown whole is not shown.
            return [found if one.required else f"coalesce({found}, 'null')"]
        whole = self.object(one.object, at)
        if one.required:
            return whole
        return [f"CASE WHEN {at.column('id')} IS NULL THEN 'null' ELSE {self.joined(whole)} END"]

    def found(self, one: plan.One, current: At) -> str:
        """NULL when there is none."""
        at = self.inside(one.rows.table, current)
        return f"(SELECT {self.joined(self.object(one.object, at))} {self.source(one.rows, at, current)})"

    def many(self, many: plan.Many, current: At) -> str:
        at = self.spoken(self.listed(many.rows.table, current))
        item = self.object(many.item, at) if isinstance(many.item, plan.Object) else self.scalar(many.item, at)
        source, order = self.source(many.rows, at, current), self.order(many.rows, at)
        items = f'SELECT {self.joined(item)} AS "item" {source}{order}'
        array = self.joined(self.array('"item"', current))
        return f'(SELECT {array} FROM ({items}) AS "items")'

    def count(self, count: plan.Count, current: At) -> str:
        at = self.inside(count.rows.table, current)
        more = [] if self.unlocked.nothing else [f"{self.open(count.seal, at)} IS NOT TRUE"]
        return f"(SELECT {self.dialect.number('count(*)')} {self.source(count.rows, at, current, *more)})"

    def by_id(self, by_id: plan.ById, current: At) -> str:
        given = At('"given"', current.depth + 1, listed=by_id.many)
        branches = " ".join(
            f"WHEN {literal(prefix)} THEN {self.found(branch, given)}" for prefix, branch in by_id.branches
        )
        found = f"coalesce(CASE {given.column('type')} {branches} END, 'null')"
        pairs = self.dialect.pairs(self.slot(by_id.ids))
        text = self.joined(self.array(found, current)) if by_id.many else found
        return f'(SELECT {text} FROM ({pairs}) AS "given")'

    def page(self, page: plan.Page, current: At) -> str:
        self.given += [page.size, *page.after]
        return PageRenderer(self, self.text, page, self.listed(page.rows.table, current), current).rendered()

    def text(self, object_: plan.Object, at: At) -> str:
        return self.joined(self.object(object_, at))
