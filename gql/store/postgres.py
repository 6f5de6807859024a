"""The PostgreSQL store: connections that may only read, each statement prepared once on each of them.

A statement sees one snapshot, so there is no transaction around it; the session's own settings say how long it may
take, and that it may not write. Behind PgBouncer, where a session is anybody's, a transaction says so instead.
"""

from __future__ import annotations

import asyncio
import math
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from gql.errors import DatabaseError, StoreTimeout, StoreUnavailable, TooComplex, Unavailable
from gql.line import overloaded
from gql.postgres import PostgresDatabase, asyncpg_url, driver, servers
from gql.settings import Settings
from gql.store import Heavy, Parameters, Row
from gql.store.pace import Pace
from gql.store.pool import Pool

GRACE = 0.25
"""Seconds that the server has to end a statement itself, which leaves the connection fit for the next."""

CONNECTING = 5.0
"""Seconds in which a connection must be there, unless the URL says connect_timeout."""

QUIET = 0.75
"""Seconds without an answer after which a server is looked at, where there are others; and for which it is."""

SHUNNED = 10.0
"""Seconds in which a server that fell silent is tried after all others, and for no longer than QUIET."""

SHARED = "unsupported startup parameter"
"""What PgBouncer says of a session with settings of its own."""

TOO_LATE = "57014"  # query_canceled
BEYOND_LIMITS = "54"  # the class program_limit_exceeded
AGAIN = ("08", "57P", "40001")
"""Classes and codes of what is worth a second try: a connection that was cut, a server that was stopped, and on a
replica a row that was removed meanwhile."""


Address = tuple[str | None, int | None]
"""A host and its port."""


class PostgresStore:
    def __init__(self, location: PostgresDatabase, settings: Settings) -> None:
        self._driver = driver("asyncpg")
        # The last one is what asyncpg says of a connection that was cut while nobody used it.
        said = self._driver
        self._errors = (said.PostgresError, said.InterfaceError, OSError, said.InternalClientError)
        self._location = location
        self._timeout = settings.timeout
        self._prepared = settings.prepared_statements
        self._session = {
            "default_transaction_read_only": "on",
            "statement_timeout": str(min(math.ceil(settings.timeout * 1000), 2**31 - 1)),  # milliseconds; 0 is none
            # A statement is short, or it ends: neither pays for compiling it, or for more processes.
            "jit": "off",
            "max_parallel_workers_per_gather": "0",
        }
        self._servers: WeakKeyDictionary[Any, Address] = WeakKeyDictionary()  # by the connections that lead there
        self._shunned: dict[Address, float] = {}  # until that time of the loop
        self._looks: dict[Address, asyncio.Task[None]] = {}
        size, room = settings.database_connections, settings.max_waiting
        self._pool = Pool(self._connect, self._is_full, size, room)
        # A third of the connections: the others are there for light statements, however many are heavy.
        self._pace = Pace(max(size // 3, 1), room, settings.timeout, settings.cached_plans)

    def at_once(self, _text: str, _parameters: Parameters) -> None:
        """Everybody has to wait for a server."""

    async def row(self, text: str, parameters: Parameters, heavy: Heavy | None = None) -> Row:
        until = self._latest()
        if heavy:
            async with self._pace.turn(until):
                (found,) = await self._run(text, self._pace.paced(heavy, parameters), until)
        else:
            since = monotonic()
            (found,) = await self._run(text, parameters, until)
            self._pace.took(text, since)
        return tuple(found)

    async def plan(self, text: str, parameters: Parameters) -> list[str]:
        return [line for (line,) in await self._run(f"EXPLAIN {text}", parameters, self._latest())]

    async def ready(self) -> None:
        await self._run('SELECT "version_num" FROM "alembic_version"', (), self._latest())

    async def close(self) -> None:
        await self._pace.close()
        await self._pool.close()
        await asyncio.gather(*self._looks.values())

    def _latest(self) -> float:
        """Until when a statement that is asked now may take, as a time of the loop."""
        # The time in the line counts: whoever asks is answered within the limit, whatever the others ask.
        return asyncio.get_running_loop().time() + self._timeout + GRACE

    async def _run(self, text: str, parameters: Parameters, until: float) -> list[Any]:
        try:
            try:
                return await self._asked(text, parameters, until)
            except self._errors as error:
                if not self._is_worth_another(error):
                    raise
                self._pool.drop_idle()
                return await self._asked(text, parameters, until)
        except self._errors as error:
            # The cause is what the log says: it names the database, and never its password.
            hint = "Behind PgBouncer set GQL_PREPARED_STATEMENTS=0." if SHARED in str(error) else ""
            said = DatabaseError(f"{self._location}: {self._location.reason(error)}.", hint)
            said.__cause__ = error
            raise self._fault(error) from said

    async def _asked(self, text: str, parameters: Parameters, until: float) -> list[Any]:
        """What the database says, *until* that time of the loop."""
        connection = doubt = None
        try:
            async with asyncio.timeout_at(until):
                connection = await self._pool.take()
                if len(self._location.hosts) > 1:
                    doubt = asyncio.get_running_loop().call_later(QUIET, self._doubt, self._servers[connection])
                rows: list[Any] = await self._told(connection, text, parameters)
        except TimeoutError:  # which has no words for the log
            if connection is None:
                raise overloaded() from None
            self._shun(self._servers[connection])
            self._pool.drop(connection)
            self._pool.drop_idle()  # the server did not end it: it may be gone, and none of them fit
            raise self._too_late() from DatabaseError(f"{self._location} did not answer in time.")
        except self._driver.PostgresError:
            # It was said by the server, and the connection is as good as before, if it is still there.
            if connection:
                self._pool.give(connection)
            raise
        except BaseException:
            if connection:
                self._pool.drop(connection)
            raise
        finally:
            if doubt:
                doubt.cancel()
        self._pool.give(connection)
        return rows

    async def _told(self, connection: Any, text: str, parameters: Parameters) -> Any:
        if self._prepared:
            return await connection.fetch(text, *parameters)
        settings = "".join(f"; SET LOCAL {name} = {value}" for name, value in self._session.items())
        await connection.execute(f"BEGIN READ ONLY{settings}")
        try:
            rows = await connection.fetch(text, *parameters)
        except self._driver.PostgresError:
            await connection.execute("ROLLBACK")
            raise
        await connection.execute("COMMIT")
        return rows

    async def _connect(self) -> Any:
        """A connection to the first server that gives one. Raises the driver's errors, and OSError.

        Each has its share of the time: asyncpg would wait for one that is dead until there is none left for the next.
        """
        candidates = sorted(servers(self._location), key=lambda server: self._is_shunned(server[:2]))
        seconds = min(float(self._location.options.get("connect_timeout", 0)) or CONNECTING, self._timeout)
        refused: Exception = OSError("no server is named")
        for host, port, kind in candidates:
            share = seconds / len(candidates)
            if self._is_shunned((host, port)):
                share = min(share, QUIET)
            try:
                return await self._open(host, port, kind, share)
            except TimeoutError:
                refused = OSError(f"{host} does not answer")
            except self._errors as error:
                if not isinstance(error, OSError) and not self._is_worth_another(error):
                    raise
                refused = error
        raise refused

    def _is_shunned(self, address: Address) -> bool:
        return self._shunned.get(address, 0.0) > asyncio.get_running_loop().time()

    def _shun(self, address: Address) -> None:
        """It fell silent. When that has passed it has its whole share again: it may be slow, and nothing else."""
        if len(self._location.hosts) > 1 and not self._is_shunned(address):
            self._shunned[address] = asyncio.get_running_loop().time() + SHUNNED

    async def _open(self, host: str | None, port: int | None, kind: str | None, seconds: float) -> Any:
        """A connection to this server. Raises the driver's errors, OSError, and TimeoutError when it is silent."""
        try:
            connection = await self._driver.connect(
                asyncpg_url(self._location),
                host=host,
                port=port,
                target_session_attrs=kind,
                timeout=seconds,
                server_settings={"application_name": "twistgraph", **(self._session if self._prepared else {})},
                statement_cache_size=256 if self._prepared else 0,
                max_cached_statement_lifetime=0,
                max_cacheable_statement_size=100_000,
            )
        except TimeoutError:
            self._shun((host, port))
            raise
        self._servers[connection] = host, port
        return connection

    def _doubt(self, address: Address) -> None:
        """Has somebody look whether this server, which has not answered for a while, is there."""
        if address not in self._looks:
            look = self._looks[address] = asyncio.get_running_loop().create_task(self._look(address))
            look.add_done_callback(lambda _: self._looks.pop(address))

    async def _look(self, address: Address) -> None:
        """Cuts all connections to a server that gives no new one: what was asked on them is asked of another."""
        try:
            (await self._open(*address, None, QUIET)).terminate()
        except TimeoutError:
            for connection, leads_to in list(self._servers.items()):
                if leads_to == address:
                    connection.terminate()
        except self._errors:  # then it is there
            pass

    def _is_full(self, error: Exception) -> bool:
        return isinstance(error, self._driver.TooManyConnectionsError)

    def _is_worth_another(self, error: BaseException) -> bool:
        if isinstance(error, self._driver.PostgresError):
            return bool((error.sqlstate or "").startswith(AGAIN))
        return isinstance(error, ConnectionError | self._driver.InterfaceError | self._driver.InternalClientError)

    def _fault(self, error: BaseException) -> Unavailable | TooComplex:
        state = getattr(error, "sqlstate", None) or ""
        if state == TOO_LATE:
            return self._too_late()
        if state.startswith(BEYOND_LIMITS):
            return TooComplex("The operation nests more levels of rows than this database can parse; ask for fewer.")
        return StoreUnavailable("The database does not answer.", "Try again later.")

    def _too_late(self) -> StoreTimeout:
        return StoreTimeout(f"The operation took longer than {self._timeout:g} seconds.", "Ask for less at once.")
