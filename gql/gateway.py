"""The gateway: one request in, one answer out. The whole of an answer's way stands in `Gateway.answer`.

Request ── prepare ──> Operation ── coerce ──> variables, viewer
                           └──────── plan ────────> Ready (Plan -> Statement)
                                                      └── fill, store ──> Row ── join ──> Answer
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from time import perf_counter

import orjson
from graphql import FieldNode

from gql import plan
from gql.assumptions import assume
from gql.cache import Cache
from gql.catalog import bind
from gql.compiler import compile_operation
from gql.database import SQLITE, Location
from gql.dialects import Sqlite, sqlite
from gql.errors import Fault, RequestError, StoreError
from gql.explain import Explanation
from gql.introspection import introspect
from gql.meanings import Catalog
from gql.operations import Operation, coerce, prepare
from gql.parameters import Parameter, fill
from gql.schema import graphql_schema, schema_text
from gql.settings import Settings
from gql.sql import Statement, render
from gql.store import Row, Store
from gql.store.sqlite import SqliteStore
from gql.viewer import Viewer

log = logging.getLogger(__name__)

CACHED_CHARACTERS = 1_000_000
"""What each cache may hold, however long its texts are: a prepared document takes up to 300 bytes a character."""


@dataclass(frozen=True, slots=True)
class Request:
    """A document, the values of its variables as JSON had them, and which operation of it is meant.

    *explain*: in development mode, say in the answer's extensions how it was come by.
    """

    document: str
    variables: Mapping[str, object]
    operation: str | None = None
    explain: bool = False


class Outcome(Enum):
    ANSWERED = auto()
    REFUSED = auto()  # the request is at fault
    UNAVAILABLE = auto()  # the database is
    FAILED = auto()  # this program is


@dataclass(frozen=True, slots=True)
class Answer:
    """The response's bytes. *timing*: the stages and their milliseconds, in development mode."""

    body: bytes
    outcome: Outcome
    timing: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan ready to run, of an operation for some assumptions.

    *parts* is how the answer is put together: texts that are known, columns of the row, introspected fields by key.
    """

    statement: Statement | None
    parts: tuple[bytes | int | str, ...]
    introspected: Mapping[str, tuple[FieldNode, ...]]


class Gateway:
    """Answers requests from *store*, by *catalog*."""

    def __init__(self, catalog: Catalog, dialect: Sqlite, store: Store, settings: Settings) -> None:
        self.schema_text = schema_text()
        self._catalog = catalog
        self._dialect = dialect
        self._store = store
        self._settings = settings
        self._operations: Cache[tuple[str, str | None], Operation] = Cache(settings.cached_plans, CACHED_CHARACTERS)
        self._plans: Cache[tuple[Operation, Hashable, plan.Unlocked | None], Ready] = Cache(
            settings.cached_plans, CACHED_CHARACTERS
        )

    async def answer(self, request: Request) -> Answer:
        """The answer to *request*, whatever it is: what goes wrong is part of it."""
        clock = Clock()
        try:
            operation = self.operation(request)
            clock.mark("prepare")
            variables, viewer = coerce(operation, request.variables, self._catalog.schema, self._settings)
            clock.mark("coerce")
            ready = self.plan(operation, variables, viewer)
            clock.mark("plan")
            row = await self.row(ready, variables, viewer)
            clock.mark("store")
            body = self.joined(ready, row, operation, request)
            if request.explain and self._settings.dev:
                body = (await self.explained(ready, variables, viewer)).extend(body)
            return Answer(body, Outcome.ANSWERED, clock.stages if self._settings.dev else ())
        except RequestError as error:
            return Answer(errors_body(error.faults, error.code), Outcome.REFUSED)
        except StoreError as error:
            log.error("%s: %s", error.code, error.__cause__ or error)
            return Answer(errors_body([Fault(str(error))], error.code), Outcome.UNAVAILABLE)
        except Exception:
            log.exception("INTERNAL")
            return Answer(INTERNAL, Outcome.FAILED)

    async def explain(self, request: Request) -> Explanation:
        """How *request* would be answered. Raises RequestError when it is at fault, StoreError when the database is."""
        operation = self.operation(request)
        variables, viewer = coerce(operation, request.variables, self._catalog.schema, self._settings)
        return await self.explained(self.plan(operation, variables, viewer), variables, viewer)

    async def ready(self) -> None:
        """Returns when the database answers. Raises StoreError when it does not."""
        await self._store.ready()

    async def close(self) -> None:
        """Finishes what runs, then lets the database go."""
        await self._store.close()

    # --- the stages ---------------------------------------------------------------------------------------------------

    def operation(self, request: Request) -> Operation:
        """The operation that is meant, made ready once."""
        key = (request.document, request.operation)
        operation = self._operations.get(key)
        if operation is None:
            operation = prepare(request.document, request.operation, self._catalog.schema, self._settings)
            self._operations.put(key, operation, len(request.document))
        return operation

    def plan(self, operation: Operation, variables: Mapping[str, object], viewer: Viewer) -> Ready:
        """The plan for variables of these shapes and such a viewer, made once."""
        shapes = assume(operation.shapers, variables)
        key = (operation, shapes, viewer.unlocked)
        ready = self._plans.get(key)
        if ready is None:
            planned = compile_operation(operation, self._catalog, dict(shapes), viewer.unlocked, self._settings)
            ready = _ready(planned, self._dialect)
            self._plans.put(key, ready, len(ready.statement.text) if ready.statement else 0)
        return ready

    async def row(self, ready: Ready, variables: Mapping[str, object], viewer: Viewer) -> Row:
        """What the database says: one statement, or none when the plan needs none."""
        if ready.statement is None:
            return ()
        return await self._store.row(ready.statement.text, self.filled(ready.statement, variables, viewer))

    async def explained(self, ready: Ready, variables: Mapping[str, object], viewer: Viewer) -> Explanation:
        """What `row` would run, and how the database would."""
        if ready.statement is None:
            return Explanation()
        text, parameters = ready.statement.text, self.filled(ready.statement, variables, viewer)
        return Explanation(text, parameters, await self._store.plan(text, parameters))

    def filled(self, statement: Statement, variables: Mapping[str, object], viewer: Viewer) -> list[Parameter]:
        """The statement's parameters; what was given and is not used is looked at all the same."""
        fill(statement.unused, variables, viewer, self._settings)
        return fill(statement.slots, variables, viewer, self._settings)

    def joined(self, ready: Ready, row: Row, operation: Operation, request: Request) -> bytes:
        """The response's body: the row's texts as they are, with what else was asked between them."""
        schema: Mapping[str, bytes] = {}
        if ready.introspected:
            schema = introspect(operation, ready.introspected, request.variables, self._catalog.schema)
        return b"".join(
            part if isinstance(part, bytes) else (row[part] or b"null") if isinstance(part, int) else schema[part]
            for part in ready.parts
        )


def open_gateway(location: Location, settings: Settings) -> Gateway:
    """A gateway on the database at *location*. Raises SetupError when schema, tables and database do not fit."""
    catalog = bind(graphql_schema())
    return Gateway(catalog, sqlite(SQLITE.sqlite_version_info), SqliteStore(location, settings), settings)


def errors_body(faults: Sequence[Fault], code: str) -> bytes:
    """A response of nothing but errors, one for each fault. The one place that writes them."""
    errors = []
    for fault in faults:
        error: dict[str, object] = {"message": fault.message}
        if fault.locations:
            error["locations"] = [{"line": line, "column": column} for line, column in fault.locations]
        if fault.path:
            error["path"] = fault.path
        errors.append({**error, "extensions": {"code": code}})
    return orjson.dumps({"errors": errors})


INTERNAL = errors_body([Fault("Something went wrong here; the log has more.")], "INTERNAL")
"""All that a client is told of a fault of this program."""


class Clock:
    """Milliseconds from mark to mark."""

    def __init__(self) -> None:
        self._since = perf_counter()
        self._stages: list[tuple[str, float]] = []

    def mark(self, stage: str) -> None:
        now = perf_counter()
        self._stages.append((stage, (now - self._since) * 1000))
        self._since = now

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._stages)


def _ready(planned: plan.Plan, dialect: Sqlite) -> Ready:
    statement = render(planned, dialect)
    columns = {key: number for number, key in enumerate(statement.fields)} if statement else {}
    introspected: dict[str, tuple[FieldNode, ...]] = {}
    parts: list[bytes | int | str] = []
    for key, expression in planned.fields:
        parts.append((b"," if parts else b'{"data":{') + orjson.dumps(key) + b":")
        match expression:
            case plan.Fixed(text):
                parts.append(text.encode())
            case plan.Introspected(nodes):
                introspected[key] = nodes
                parts.append(key)
            case _:
                parts.append(columns[key])
    return Ready(statement, (*(parts or [b'{"data":{']), b"}}"), introspected)
