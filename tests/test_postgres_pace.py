"""Pace: when heavy statements pause, for how long, and how many of them run at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import psycopg
import pytest

from gql.database import locate
from gql.dialects import PAUSE
from gql.errors import Overloaded
from gql.postgres import PostgresDatabase
from gql.settings import Settings
from gql.store import Heavy
from gql.store.pace import EASE, GRACE, LATE, LULL, MOST, SHARE, STEP, Pace
from gql.store.postgres import PostgresStore
from tests.postgres import Server
from tests.stages import DIALECTS

T = TypeVar("T")
Row = Any
"""What these statements return is rarely text."""

QUICK = 0.001
"""Seconds that a light statement takes at least, here."""

SLOW = LATE * QUICK + 2 * GRACE
"""When it is late."""

HEAVY = Heavy(place=1, rows=100, seconds=0.01)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("gql.store.pace.monotonic", clock)
    return clock


def pace(most: int = 2, room: int = 1, timeout: float = 5.0, known: int = 10) -> Pace:
    return Pace(most, room, timeout, known)


def light(of: Pace, clock: Clock, seconds: float, text: str = "light", times: int = 1) -> None:
    """A light statement was answered so many times that took so long; the clock stands still."""
    for _ in range(times):
        of.took(text, clock.now - seconds)


def pauses(of: Pace, heavy: Heavy = HEAVY) -> float:
    """Seconds that a heavy statement pauses now, when it has as many rows as it should."""
    first, chance, last = of.paced(heavy, ["a", 0.0, None])
    assert (first, last) == ("a", None)
    assert isinstance(chance, float)
    return chance * heavy.rows * PAUSE


def latest() -> float:
    return asyncio.get_running_loop().time() + 10


def beside(of: Pace, work: Callable[[], T]) -> T:
    """What *work* returns while a heavy statement runs."""

    async def run() -> T:
        async with of.turn(latest()):
            return work()

    return asyncio.run(run())


# --- when it pauses ---------------------------------------------------------------------------------------------------


def test_nobody_is_waited_for_who_is_not_late(clock: Clock) -> None:
    """Light statements take their time, some a little more than others."""
    some = pace()
    assert pauses(some) == 0

    def ask() -> None:
        for number in range(100):
            light(some, clock, QUICK if number % 3 else LATE * QUICK + 0.9 * GRACE)

    beside(some, ask)
    assert pauses(some) == 0


def test_each_that_is_late_makes_it_longer(clock: Clock) -> None:
    """By so many times as long as the heavy statement works."""
    some = pace()
    light(some, clock, QUICK)
    for times in range(1, 4):
        beside(some, lambda: light(some, clock, SLOW))
        assert pauses(some) == pytest.approx(times * STEP * HEAVY.seconds)


def test_late_is_measured_by_the_least(clock: Clock) -> None:
    """One that takes longer, and is not late yet, does not excuse the next."""
    some = pace()
    light(some, clock, QUICK)
    beside(some, lambda: light(some, clock, LATE * QUICK))
    assert pauses(some) == 0
    beside(some, lambda: light(some, clock, SLOW))
    assert pauses(some) > 0


def test_who_is_late_beside_no_heavy_statement_is_so_for_other_reasons(clock: Clock) -> None:
    some = pace()
    light(some, clock, QUICK)
    light(some, clock, SLOW)
    assert pauses(some) == 0


def test_each_light_statement_has_a_time_of_its_own(clock: Clock) -> None:
    """One that always takes long is not late."""
    some = pace()
    light(some, clock, QUICK, "quick")
    light(some, clock, SLOW, "slow")
    beside(some, lambda: light(some, clock, SLOW, "slow"))
    assert pauses(some) == 0
    beside(some, lambda: light(some, clock, SLOW, "quick"))
    assert pauses(some) > 0


def test_the_least_time_is_forgotten_in_time(clock: Clock) -> None:
    """A table that has grown makes a light statement slower for good."""
    some = pace()
    light(some, clock, QUICK)
    light(some, clock, SLOW, times=2000)
    beside(some, lambda: light(some, clock, SLOW))
    assert pauses(some) == 0


def test_it_is_not_forgotten_while_heavy_statements_run(clock: Clock) -> None:
    """Or light ones would be late for a moment only."""
    some = pace()
    light(some, clock, QUICK)
    beside(some, lambda: light(some, clock, SLOW, times=2000))
    clock.now += 1
    light(some, clock, QUICK)
    beside(some, lambda: light(some, clock, SLOW))
    assert pauses(some) == pytest.approx(MOST * HEAVY.seconds)


def test_there_is_a_most(clock: Clock) -> None:
    """Of a statement's own time, and of the time that it may take."""
    some = pace(timeout=5)
    light(some, clock, QUICK)
    beside(some, lambda: light(some, clock, SLOW, times=200))
    assert pauses(some) == pytest.approx(MOST * HEAVY.seconds)
    assert pauses(some, HEAVY._replace(seconds=1.0)) == pytest.approx(SHARE * 5)
    assert pauses(some, HEAVY._replace(rows=1)) == pytest.approx(MOST * HEAVY.seconds)
    assert some.paced(HEAVY._replace(rows=0), [None, 0.0])  # of no rows nothing is made


def test_it_eases(clock: Clock) -> None:
    """While nobody is late, and light statements go on."""
    some = pace()
    light(some, clock, QUICK)
    beside(some, lambda: light(some, clock, SLOW))
    for seconds in range(1, 7):
        clock.now += 1
        light(some, clock, QUICK)
        assert pauses(some) == pytest.approx(max(STEP - EASE * seconds, 0) * HEAVY.seconds)


def test_nobody_waits_in_a_lull(clock: Clock) -> None:
    """When no light statement has come for a while."""
    some = pace()
    light(some, clock, QUICK)
    beside(some, lambda: light(some, clock, SLOW, times=9))
    assert pauses(some) > 0
    clock.now += LULL
    assert pauses(some) == 0
    light(some, clock, QUICK)
    assert pauses(some) > 0


def test_only_so_many_light_statements_are_remembered(clock: Clock) -> None:
    """The oldest is forgotten first, and is then met as a new one."""
    some = pace(known=2)
    for text in ("a", "b", "c"):
        light(some, clock, QUICK, text)
    beside(some, lambda: light(some, clock, SLOW, "a"))
    assert pauses(some) == 0
    beside(some, lambda: light(some, clock, SLOW, "c"))
    assert pauses(some) > 0


# --- how many run -----------------------------------------------------------------------------------------------------


def test_only_so_many_run_and_wait_at_a_time() -> None:
    """One more is told so at once; and who runs to an end, fails or gives up makes room."""

    async def run() -> None:
        some, gone = pace(most=2, room=1), asyncio.Event()
        running: list[int] = []

        async def work(number: int) -> None:
            async with some.turn(latest()):
                running.append(number)
                await gone.wait()
                if number == 0:
                    raise ValueError

        tasks = [asyncio.create_task(work(number)) for number in range(3)]
        await asyncio.sleep(0)
        assert running == [0, 1]
        with pytest.raises(Overloaded):
            await asyncio.wait_for(work(3), 1)
        tasks[2].cancel()
        await asyncio.gather(tasks[2], return_exceptions=True)
        later = asyncio.create_task(work(4))
        await asyncio.sleep(0)
        gone.set()
        assert [type(each) for each in await asyncio.gather(*tasks[:2], later, return_exceptions=True)] == [
            ValueError,
            type(None),
            type(None),
        ]
        await asyncio.gather(work(5), work(6))
        assert running == [0, 1, 4, 5, 6]

    asyncio.run(run())


def test_closing_waits_for_all_turns() -> None:
    """Those that run and those that wait; and it may be done twice."""

    async def run() -> list[int]:
        some, done = pace(most=2, room=10), list[int]()

        async def work(number: int) -> None:
            async with some.turn(latest()):
                await asyncio.sleep(0)
                done.append(number)

        tasks = [asyncio.create_task(work(number)) for number in range(5)]
        await asyncio.sleep(0)
        await asyncio.wait_for(some.close(), 5)
        found = list(done)
        await asyncio.gather(*tasks)
        await asyncio.wait_for(some.close(), 5)
        return found

    assert asyncio.run(run()) == [0, 1, 2, 3, 4]


def test_who_waits_too_long_for_a_turn_is_told_so() -> None:
    """And leaves no trace."""

    async def run() -> None:
        some = pace(most=1)
        async with some.turn(latest()):
            for _ in range(3):
                with pytest.raises(Overloaded):
                    async with some.turn(asyncio.get_running_loop().time() + 0.01):
                        raise AssertionError
        async with some.turn(latest()):
            pass

    asyncio.run(run())


# --- in a database ----------------------------------------------------------------------------------------------------

CHANCE = "SELECT $1::double precision"
"""Tells with which chance of a pause it is run."""


def told(location: PostgresDatabase, ask: Callable[[PostgresStore], Awaitable[T]], connections: int = 6) -> T:
    async def run() -> T:
        store = PostgresStore(location, Settings(database_connections=connections))
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.fixture
def location(server: Server) -> PostgresDatabase:
    found = locate(server.create())
    assert isinstance(found, PostgresDatabase)
    return found


def test_heavy_statements_pause_when_light_ones_are_late(location: PostgresDatabase) -> None:
    """And not before; light ones never do."""

    async def ask(store: PostgresStore) -> list[Row]:
        sleep = "SELECT pg_sleep($1::double precision)::text"
        found = [await store.row(CHANCE, (0.0,), Heavy(0, 1, 0.01))]
        await store.row(sleep, (0.0,))
        running = asyncio.create_task(store.row(f"{CHANCE}, pg_sleep(0.5)::text", (0.0,), Heavy(0, 1, 0.01)))
        await asyncio.sleep(0)
        await store.row(sleep, (0.1,))
        found += [await store.row(CHANCE, (0.0,), Heavy(0, 1, 0.01)), await store.row(CHANCE, (0.0,))]
        await running
        return found

    before, (after,), light_one = told(location, ask)
    assert before == light_one == (0.0,)
    assert 0 < after <= STEP * 0.01 / PAUSE


def test_they_pause_between_rows(location: PostgresDatabase) -> None:
    """The server says that the statement sleeps, and it answers what it should."""
    phrase = DIALECTS[-1].pause.format(chance="$1::double precision")
    statement = f"SELECT string_agg({phrase} || n::text, ',') FROM generate_series(1, 400) AS numbers (n)"
    asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"

    async def ask(store: PostgresStore) -> tuple[Row, bool]:
        task = asyncio.create_task(store.row(statement, (1.0,)))
        seen = False
        with psycopg.connect(location.url, autocommit=True) as connection:
            while not (seen or task.done()):
                seen = connection.execute(asleep).fetchone() == (1,)
                await asyncio.sleep(0.001)
        return await task, seen

    (text,), seen = told(location, ask)
    assert seen
    assert text == ",".join(map(str, range(1, 401)))


def test_heavy_statements_leave_connections_to_light_ones(location: PostgresDatabase) -> None:
    """A third of them is as many as they take."""

    async def ask(store: PostgresStore) -> list[Row]:
        held = "SELECT $1::double precision, pg_advisory_lock_shared(1)::text"
        with psycopg.connect(location.url, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            running = [asyncio.create_task(store.row(held, (0.0,), Heavy(0, 1, 0.01))) for _ in range(20)]
            found = list(await asyncio.gather(*(store.row("SELECT 1", ()) for _ in range(20))))
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"
            while connection.execute(waiting).fetchone() != (2,):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            connection.execute("SELECT pg_advisory_unlock(1)")
            await asyncio.gather(*running)
        return found

    assert told(location, ask, connections=6) == [(1,)] * 20
