"""The gateway: one request in, one answer out. The whole of an answer's way stands in `Gateway.answer`; `found`, `told`
and `finish` are the same way for requests of which every stage is known, one piece after the other.

Request ── prepare ──> Operation ── coerce ──> variables, viewer
                           └──────── plan ────────> Ready (Plan -> Statement)
                                                      └── fill, store ──> Row ── join ──> Answer

A stage that is not cached and may take long, for a long document or many values, is worked off by a thread: however
much one client asks, the loop goes on answering the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

from gql import cost, limits
from gql.assumptions import Shape, assume
from gql.bodies import INTERNAL, errors_body, extended
from gql.cache import Cache
from gql.catalog import bind
from gql.compiler import compile_operation
from gql.database import Location
from gql.dialects import Dialect
from gql.documents import Documents, read_manifest
from gql.errors import Fault, NotAQuery, RequestError, Unavailable
from gql.explain import Explanation
from gql.introspection import introspect
from gql.line import Line
from gql.meanings import Catalog
from gql.operations import Operation, coerce, prepare
from gql.parameters import Parameter
from gql.plan import Unlocked
from gql.ready import Ready, assemble, heavy, joined, parameters
from gql.rehearsal import Stage, rehearse_all
from gql.schema import graphql_schema, schema_text
from gql.settings import Settings
from gql.store import Heavy, Row, Store
from gql.store.opening import dialect_of, open_store
from gql.viewer import Viewer

log = logging.getLogger(__name__)

T = TypeVar("T")

CACHED_CHARACTERS = 1_000_000
"""What each cache may hold, however long its texts are: a prepared document takes up to 300 bytes a character."""


LONG = 1_000
"""Characters of a document from which on it is prepared and planned by a thread."""

LARGE = 100
"""Fields of an operation, with every fragment written out, from which on it is planned by a thread."""

MANY = 1_000
"""Values of variables from which on they are coerced by one."""


class Request(NamedTuple):  # which is made in a third of the time of a frozen dataclass
    """A document, the values of its variables as JSON had them, and which operation of it is meant.

    *name*: another name of the document, which may stand for it (see `documents`). *explain* and *cost*: say in the
    answer's extensions how it was come by, in development mode, and what it cost.
    """

    document: str | None
    variables: Mapping[str, object]
    operation: str | None = None
    name: str = ""
    explain: bool = False
    cost: bool = False


def _is_plain(request: Request) -> bool:
    """Whether *request* asks for an answer and nothing besides, nor tells a name that must be remembered."""
    return not (request.explain or request.cost or (request.name and request.document))


class Outcome(Enum):
    ANSWERED = auto()
    REFUSED = auto()  # the request is at fault
    NOT_A_QUERY = auto()  # and asks for what may not be got
    UNAVAILABLE = auto()  # the database is, or there is too much to do
    FAILED = auto()  # this program is


class Answer(NamedTuple):
    """The response's bytes. *code*: of its errors. *timing*: the stages and their milliseconds, in development mode."""

    body: bytes
    outcome: Outcome
    code: str = ""
    timing: tuple[tuple[str, float], ...] = ()


class Found(NamedTuple):
    """What answers a request: a plan, its statement's parameters, how heavy that is, what is said of the schema."""

    ready: Ready
    given: list[Parameter]
    heavy: Heavy | None
    introspected: Mapping[str, bytes]


Shapes = tuple[tuple[str, Shape], ...]
Assumed = tuple[Operation, Shapes, Unlocked | None]
"""What a plan is made for: an operation, the shapes of its variables, and what its viewer unlocks in kind."""


def _assumed(operation: Operation, variables: Mapping[str, object], viewer: Viewer) -> Assumed:
    return operation, assume(operation.shapers, variables), viewer.unlocked


class Gateway:
    """Answers requests from *store*, by *catalog*."""

    def __init__(
        self, catalog: Catalog, dialect: Dialect, store: Store, settings: Settings, documents: Documents
    ) -> None:
        self.schema_text = schema_text()
        self._catalog = catalog
        self._dialect = dialect
        self._store = store
        self._settings = settings
        self._documents = documents
        self._line = Line("gateway", 1, settings.max_waiting, settings.timeout)
        self._operations: Cache[tuple[str, str | None], Operation] = Cache(settings.cached_plans, CACHED_CHARACTERS)
        self._plans: Cache[Assumed, Ready] = Cache(settings.cached_plans, CACHED_CHARACTERS)
        self._introspected: Cache[Ready, dict[str, bytes]] = Cache(settings.cached_plans, CACHED_CHARACTERS)

    async def answer(self, request: Request) -> Answer:
        """The answer to *request*, whatever it is: what goes wrong is part of it."""
        clock = Clock() if self._settings.dev else STOPPED
        try:
            operation = await self.operation(request)
            clock.mark("prepare")
            variables, viewer = await self.coerced(operation, request)
            clock.mark("coerce")
            ready = await self.plan(operation, variables, viewer)
            clock.mark("plan")
            row = await self.row(ready, variables, viewer)
            clock.mark("store")
            introspected = await self.introspected(ready, operation, request) if ready.introspected else {}
            body = joined(ready, row, introspected)
            if request.cost or request.explain:
                body = extended(body, await self.extensions(ready, variables, viewer, request))
            return Answer(body, Outcome.ANSWERED, timing=clock.stages)
        except Exception as error:
            return _refusal(error)

    async def explain(self, request: Request) -> Explanation:
        """How *request* would be answered. Raises RequestError when it is at fault, Unavailable when this server is."""
        operation = await self.operation(request)
        variables, viewer = await self.coerced(operation, request)
        return await self.explained(await self.plan(operation, variables, viewer), variables, viewer)

    async def ready(self) -> None:
        """Returns when the database answers. Raises Unavailable when it does not."""
        await self._store.ready()

    async def close(self) -> None:
        """Finishes what runs, then lets the database go."""
        await self._line.close()
        await self._store.close()

    # --- piece by piece -----------------------------------------------------------------------------------------------

    def found(self, request: Request) -> Found | None:
        """What answers *request*, of an operation and a plan that are known, when nothing is wrong with it. For any
        other `answer` is asked, and finds out what is."""
        with suppress(Exception):
            document = self._documents.find(request.document, request.name)
            operation = self._operations.get((document, request.operation))
            if operation and _is_plain(request) and self._values(operation, request) <= MANY:
                variables, viewer = coerce(operation, request.variables, self._catalog.schema, self._settings)
                if ready := self._plans.get(_assumed(operation, variables, viewer)):
                    introspected = self._introspected.get(ready) if ready.introspected else {}
                    given = self._filled(ready, variables, viewer) if ready.statement else []
                    return None if introspected is None else Found(ready, given, heavy(ready, variables), introspected)
        return None

    def told(self, found: Found) -> Answer | None:
        """The answer, when nobody has to wait for it."""
        with suppress(Exception):  # which `finish` meets as well
            statement = found.ready.statement
            row = self._store.at_once(statement.text, found.given) if statement else ()
            if row is not None:
                return Answer(joined(found.ready, row, found.introspected), Outcome.ANSWERED)
        return None

    async def finish(self, found: Found) -> Answer:
        """The answer, for whose statement somebody waits."""
        try:
            statement = found.ready.statement
            row = await self._store.row(statement.text, found.given, found.heavy) if statement else ()
            return Answer(joined(found.ready, row, found.introspected), Outcome.ANSWERED)
        except Exception as error:
            return _refusal(error)

    # --- the stages ---------------------------------------------------------------------------------------------------

    async def operation(self, request: Request) -> Operation:
        """The operation that is meant, made ready once."""
        document = self._documents.find(request.document, request.name)
        key = (document, request.operation)
        operation = self._operations.get(key)
        if operation is None:
            operation = await self.worked(
                len(document) > LONG, prepare, document, request.operation, self._catalog.schema, self._settings
            )
            self._operations.put(key, operation, len(document))
        if request.name and request.document:
            self._documents.keep(document, request.name)
        return operation

    async def coerced(self, operation: Operation, request: Request) -> tuple[dict[str, object], Viewer]:
        """The variables of this request, and the viewer that it names."""
        is_long = self._values(operation, request) > MANY
        return await self.worked(is_long, coerce, operation, request.variables, self._catalog.schema, self._settings)

    def _values(self, operation: Operation, request: Request) -> int:
        """How many values those variables hold that may hold many."""
        if not operation.many:
            return 0
        count = limits.values([request.variables.get(name) for name in operation.many], self._settings.max_values)
        limits.check_values(count, self._settings)
        return count

    async def plan(self, operation: Operation, variables: Mapping[str, object], viewer: Viewer) -> Ready:
        """The plan for variables of these shapes and such a viewer, made once."""
        key = _assumed(operation, variables, viewer)
        ready = self._plans.get(key)
        if ready is None:
            is_long = len(operation.text) > LONG or operation.fields > LARGE
            ready = await self.worked(is_long, self.compiled, *key)
            self._plans.put(key, ready, len(operation.text) + (len(ready.statement.text) if ready.statement else 0))
        return ready

    def compiled(self, operation: Operation, shapes: Shapes, unlocked: Unlocked | None) -> Ready:
        planned = compile_operation(operation, self._catalog, dict(shapes), unlocked, self._settings)
        return assemble(planned, self._dialect, self._settings)

    async def worked(self, by_thread: bool, stage: Callable[..., T], *arguments: object) -> T:
        """What *stage* returns, at once or in the line."""
        return await self._line.run(stage, *arguments) if by_thread else stage(*arguments)

    async def row(self, ready: Ready, variables: Mapping[str, object], viewer: Viewer) -> Row:
        """What the database says: one statement, or none when the plan needs none."""
        if ready.statement is None:
            return ()
        given = self._filled(ready, variables, viewer)
        row = self._store.at_once(ready.statement.text, given)
        return row if row is not None else await self._store.row(ready.statement.text, given, heavy(ready, variables))

    def _filled(self, ready: Ready, variables: Mapping[str, object], viewer: Viewer) -> list[Parameter]:
        """The parameters of a statement that may be run: it does not cost too much."""
        given = parameters(ready, variables, viewer)
        cost.check(ready.cost.of(variables) if ready.known_cost is None else ready.known_cost, self._settings)
        return given

    async def extensions(
        self, ready: Ready, variables: Mapping[str, object], viewer: Viewer, request: Request
    ) -> dict[str, object]:
        """What the answer says of itself, when asked."""
        found: dict[str, object] = {}
        if request.cost:
            found["cost"] = {"asked": ready.cost.of(variables), "most": self._settings.max_cost}
        if request.explain and self._settings.dev:
            found["explain"] = (await self.explained(ready, variables, viewer)).members()
        return found

    async def explained(self, ready: Ready, variables: Mapping[str, object], viewer: Viewer) -> Explanation:
        """What `row` would run, and how the database would."""
        if ready.statement is None:
            return Explanation()
        text, given = ready.statement.text, parameters(ready, variables, viewer)
        return Explanation(text, given, await self._store.plan(text, given), self._dialect.mark)

    async def introspected(self, ready: Ready, operation: Operation, request: Request) -> Mapping[str, bytes]:
        """JSON of what was asked about the schema, worked out once where no variable has a say in it."""
        found = self._introspected.get(ready)
        if found is None:
            schema = self._catalog.schema
            found = await self._line.run(
                introspect, operation, ready.introspected, request.variables, schema, self._settings
            )
            if not operation.names:
                self._introspected.put(ready, found, sum(map(len, found.values())))
        return found


def _refusal(error: Exception) -> Answer:
    """The answer when a stage raised *error*."""
    match error:
        case RequestError():
            outcome = Outcome.NOT_A_QUERY if isinstance(error, NotAQuery) else Outcome.REFUSED
            return Answer(errors_body(error.faults, error.code), outcome, error.code)
        case Unavailable():
            log.error("%s: %s", error.code, error.__cause__ or error)
            return Answer(errors_body([Fault(str(error))], error.code), Outcome.UNAVAILABLE, error.code)
        case _:
            log.error("INTERNAL", exc_info=error)
            return Answer(INTERNAL, Outcome.FAILED, "INTERNAL")


def open_gateway(location: Location, settings: Settings) -> Gateway:
    """A gateway on the database at *location*. Raises SetupError when schema, tables, documents and it do not fit."""
    catalog = bind(graphql_schema())
    dialect = dialect_of(location, settings)
    trusted = read_manifest(Path(settings.documents)) if settings.documents else {}
    rehearse_all(trusted, Stage(catalog, dialect, settings), settings.documents)
    documents = Documents(trusted, only=settings.only_trusted)
    return Gateway(catalog, dialect, open_store(location, settings), settings, documents)


class Clock:
    """Milliseconds from mark to mark; when it is not *running*, nothing."""

    def __init__(self, *, running: bool = True) -> None:
        self._running = running
        self._since = perf_counter()
        self._stages: list[tuple[str, float]] = []

    def mark(self, stage: str) -> None:
        if not self._running:
            return
        now = perf_counter()
        self._stages.append((stage, (now - self._since) * 1000))
        self._since = now

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._stages)


STOPPED = Clock(running=False)
