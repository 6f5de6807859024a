"""The waiting line: what works, what waits, what is turned away, and that places are given back."""

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from gql.errors import Overloaded
from gql.line import NICE, Line, step_back

T = TypeVar("T")


def told(threads: int, room: int, ask: Callable[[Line], Awaitable[T]], patience: float = 10) -> T:
    """What *ask* is told by a line that is closed behind it."""

    async def run() -> T:
        line = Line("worker", threads, room, patience)
        try:
            return await ask(line)
        finally:
            await line.close()

    return asyncio.run(run())


async def begun(line: Line, work: Callable[..., T], *arguments: object) -> asyncio.Task[T]:
    """The task of a piece of work that stands in the line."""
    task = asyncio.ensure_future(line.run(work, *arguments))
    await asyncio.sleep(0)
    return task


# --- what works -------------------------------------------------------------------------------------------------------


def test_threads_do_the_work() -> None:
    """With its arguments, and never the thread of the loop."""

    def work(*given: int) -> tuple[str, tuple[int, ...]]:
        return threading.current_thread().name, given

    async def ask(line: Line) -> tuple[str, tuple[int, ...]]:
        return await line.run(work, 1, 2)

    assert told(1, 0, ask) == ("worker_0", (1, 2))


def test_as_many_work_at_once_as_there_are_threads() -> None:
    """Three that wait for each other end only when all three have begun."""
    meeting = threading.Barrier(3)

    async def ask(line: Line) -> list[int]:
        return sorted(await asyncio.gather(*(line.run(meeting.wait, 10) for _ in range(3))))

    assert told(3, 0, ask) == [0, 1, 2]


def test_what_waits_is_done_in_the_order_in_which_it_came() -> None:
    """First come, first served."""
    done: list[int] = []

    async def ask(line: Line) -> None:
        await asyncio.gather(*(line.run(done.append, number) for number in range(50)))

    told(1, 49, ask)
    assert done == list(range(50))


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere threads cannot be told apart.")
def test_threads_that_step_back_are_alone_in_it() -> None:
    """The event loop's keeps its place."""

    async def run() -> tuple[int, int]:
        line = Line("worker", 1, 0, 10, step_back)
        try:
            return await line.run(priority), priority()
        finally:
            await line.close()

    before = priority()
    assert asyncio.run(run()) == (NICE, before)
    assert before < NICE


def priority() -> int:
    """That of this thread: the less, the sooner it is its turn."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


# --- what waits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("threads", "room"), [(1, 0), (2, 0), (1, 1), (2, 3)])
def test_one_more_than_there_is_room_for_is_turned_away_at_once(threads: int, room: int) -> None:
    """While all the others still stand there; they are done as if nothing had been."""
    gate = threading.Event()

    async def ask(line: Line) -> list[bool]:
        inside = [await begun(line, gate.wait, 10) for _ in range(threads + room)]
        with pytest.raises(Overloaded) as error:
            await line.run(gate.wait, 10)
        assert (error.value.code, str(error.value)) == (
            "OVERLOADED",
            "The server has too much to do. Try again later.",
        )
        assert [task.done() for task in inside] == [False] * (threads + room)
        gate.set()
        return await asyncio.gather(*inside)

    assert told(threads, room, ask) == [True] * (threads + room)


def test_who_has_waited_too_long_is_turned_away() -> None:
    """Their work is never begun; what was begun at once is done, and so is what comes later."""
    done: list[str] = []

    async def ask(line: Line) -> bool:
        gate = threading.Event()
        first = await begun(line, gate.wait, 10)
        late = await begun(line, done.append, "late")
        await asyncio.sleep(0.02)
        gate.set()
        with pytest.raises(Overloaded):
            await late
        await line.run(done.append, "later")
        return await first

    assert told(1, 1, ask, patience=0.01)
    assert done == ["later"]


def test_whoever_is_done_gives_the_place_back() -> None:
    """A line for one takes any number, one after the other."""

    async def ask(line: Line) -> list[int]:
        return [await line.run(abs, -number) for number in range(10)]

    assert told(1, 0, ask) == list(range(10))


def test_work_that_fails_gives_the_place_back() -> None:
    """What it raised is raised, itself."""
    failure = ValueError("no")

    def fail() -> None:
        raise failure

    async def ask(line: Line) -> int:
        for _ in range(3):
            with pytest.raises(ValueError, match=r"^no$") as error:
                await line.run(fail)
            assert error.value is failure
        return await line.run(abs, -1)

    assert told(1, 0, ask) == 1


def test_who_is_turned_away_takes_no_place() -> None:
    """However often one comes in vain, there is room again as soon as somebody is done."""
    gate = threading.Event()

    async def ask(line: Line) -> int:
        inside = await begun(line, gate.wait, 10)
        for _ in range(3):
            with pytest.raises(Overloaded):
                await line.run(abs, -1)
        gate.set()
        await inside
        return await line.run(abs, -1)

    assert told(1, 0, ask) == 1


def test_who_leaves_the_line_gives_the_place_back() -> None:
    """And what nobody waits for any more is not done."""
    gate, done = threading.Event(), list[int]()

    async def ask(line: Line) -> None:
        working = await begun(line, gate.wait, 10)
        waiting = await begun(line, done.append, 1)
        with pytest.raises(Overloaded):
            await line.run(done.append, 2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        next_one = await begun(line, done.append, 3)
        gate.set()
        await asyncio.gather(working, next_one)

    told(1, 1, ask)
    assert done == [3]


# --- closing ----------------------------------------------------------------------------------------------------------


def test_closing_waits_for_all_that_stands_in_the_line() -> None:
    """What works, and what has not begun; meanwhile the loop goes on."""
    gate = threading.Event()

    async def ask() -> list[bool]:
        line = Line("worker", 1, 2, 10)
        inside = [await begun(line, gate.wait, 10) for _ in range(3)]
        closing = asyncio.ensure_future(line.close())
        await asyncio.sleep(0)
        assert not closing.done()
        gate.set()
        await closing
        return await asyncio.gather(*inside)

    assert asyncio.run(ask()) == [True, True, True]


def test_closing_an_idle_line_is_quiet() -> None:
    """A line in which nobody ever stood has nothing to wait for."""

    async def ask(_: Line) -> str:
        return "closed"

    assert told(4, 0, ask) == "closed"
