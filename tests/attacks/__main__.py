"""The table of attacks. See the package."""

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from gql.database import SqliteFile
from tests.attacks.clients import LOOK_UP, MALFORMED, TYPENAME, Attack, Watcher, memory, prepared, throw
from tests.attacks.films import world
from tests.attacks.harmless import HARMLESS
from tests.attacks.known import ATTACKS, ENDLESS, REGISTERED
from tests.serving import serving, settings_free

HEADINGS = (
    "attack", "status", "code", "answer alone, ms", "slowest answer", "another client waits", "during the attack",
    "for a look-up", "memory before, MB", "at most", "after",
)  # fmt: skip


def measured(database: SqliteFile, thrown: Attack, rounds: int) -> list[object]:
    """A line of the table: the attack on a server of its own, *rounds* times by each connection."""
    alone, requests = prepared(thrown)[0][:1], prepared(thrown, rounds)
    line: list[object] = []
    with suppress(AssertionError):
        with serving(settings_free() | thrown.settings, "--database", str(database), but=MALFORMED) as server:
            with Watcher(server.address, TYPENAME) as watcher, Watcher(server.address, LOOK_UP) as looker:
                for _ in range(100):
                    if min(len(watcher.replies), len(looker.replies)) >= 50:
                        break
                    time.sleep(0.1)
                before, began, looked = memory(server), len(watcher.replies), len(looker.replies)
                first = throw(server.address, [alone])
                replies = throw(server.address, requests)
            told = sorted({reply.answer for reply in replies})
            seconds = [
                first[0].seconds,
                max(reply.seconds for reply in replies),
                median(reply.seconds for reply in watcher.replies[:began]),
                max(reply.seconds for reply in watcher.replies[began - 1 :]),
                max(reply.seconds for reply in looker.replies[looked - 1 :]),
            ]
            line += [
                thrown.name + ": wrong" * (not thrown.answers.issuperset(told)),
                ", ".join(sorted({str(status) for status, _ in told})),
                ", ".join(sorted({code for _, code in told if code})),
                *(round(each * 1_000, 1) for each in seconds),
                before,
                memory(server, "VmHWM"),
                memory(server),
            ]
        return line
    return [f"{line[0] if line else thrown.name}: the log complains", *line[1:]]


def main(*parts: str) -> None:
    """Prints the table of all attacks with one of *parts* in their names."""

    def say(cells: Sequence[object]) -> None:
        sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        database = world(Path(folder) / "films.db")
        say(HEADINGS)
        say(["---"] * len(HEADINGS))
        for thrown in (*ATTACKS, REGISTERED, *ENDLESS, *HARMLESS):
            if any(part in thrown.name for part in parts or ("",)):
                say(measured(database, thrown, 1 if thrown.settings or thrown.times > 1 else 5))


if __name__ == "__main__":
    main(*sys.argv[1:])
