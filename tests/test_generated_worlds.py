"""Generated operations, asked of worlds that differ in what is sealed: the same bytes, whatever is asked, by whomever.

`GQL_TEST_OPERATIONS` asks for more of them, and other ones each time. See docs/spoilers.md.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from gql import compiler
from gql.database import Location
from gql.gateway import open_gateway
from gql.settings import Settings
from gql.sql.rows import RowRenderer
from gql.tables.keys import row_id
from tests import films, tellings
from tests.conftest import Asked
from tests.films import Record
from tests.generate import Facts, Generated, Options, each, finds, ordered, usually
from tests.places import Place, copied, filled

SLUGS = [film["slug"] for film in films.told()]
SEEN = frozenset(SLUGS[::3])
"""Films that the viewers who have seen some have seen to the end."""

BEGUN = 60
"""Minutes of all others that the viewer has seen who has begun them."""


def _film(slug: str) -> str:
    return f"film.{row_id('film', slug)}"


@dataclass(frozen=True)
class Viewer:
    """*says*: the arguments of @viewer. *secret*: which twists are sealed for them, and differ between the worlds."""

    name: str
    says: dict[str, object] | None
    secret: tellings.Secret


def _unseen(film: str, _: Record) -> bool:
    return film not in SEEN


def _major(_: str, twist: Record) -> bool:
    return bool(twist["level"] == "MAJOR")


def _later(_: str, twist: Record) -> bool:
    return twist.get("minute") is None or twist["minute"] > BEGUN


def _all(film: str, twist: Record) -> bool:
    return _unseen(film, twist) and _major(film, twist) and _later(film, twist)


WHOLE = [{"film": _film(slug)} for slug in sorted(SEEN)]
PART = [{"film": _film(slug), "until": BEGUN} for slug in SLUGS]
VIEWERS = (
    Viewer("nobody", None, tellings.always),
    Viewer("who has seen some", {"seen": WHOLE}, _unseen),
    Viewer("who minds major spoilers only", {"allow": "MINOR"}, _major),
    Viewer("who has begun them all", {"seen": PART}, _later),
    Viewer("all of these", {"seen": [*WHOLE, *PART], "allow": "MINOR"}, _all),
)
PAIRS = usually(300)
"""Operations that the viewers ask, each of a pair of worlds, and of a third."""

AIMS = frozenset({"fullName", "relation", "character", "role", "label", "kinds", "to", "name", "from", "billed"})
"""Keys of filters that lead to something that may be sealed."""


@dataclass(frozen=True)
class Told:
    """Worlds that differ in what is sealed for one viewer: a gateway on each, and what is true in any of them."""

    viewer: Viewer
    gateways: list[list[Asked]]  # of each kind of database
    facts: Facts

    def answers(self, operation: Generated) -> list[list[bytes]]:
        """By each kind of database, of each world."""
        return [[each_.body(operation.document, operation.variables) for each_ in kind] for kind in self.gateways]

    def each(self, count: int, check: Callable[[Generated], None]) -> None:
        """Runs *check* on so many operations by this viewer; none asks the one declared leak."""
        left_out = frozenset({"Film.sealedTwists"})
        each(self.facts, Options(self.viewer.says, left_out=left_out, aims=AIMS), count, check)


@pytest.fixture(scope="module")
def worlds(
    file_place: Place, server_place: Place, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Viewer, list[list[Location]]]]:
    """For each viewer, and in each kind of database, the films told in three ways."""
    found = []
    for viewer in VIEWERS:
        files = _loaded(file_place, tmp_path_factory.mktemp("worlds"), viewer)
        found.append((viewer, [files, [copied(file, server_place()) for file in files]]))
    return found


def _loaded(place: Place, folder: Path, viewer: Viewer) -> list[Location]:
    found = []
    for world in tellings.WORLDS:
        file = folder / f"{world}.jsonl"
        records = tellings.records(world, viewer.secret)
        file.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
        found.append(filled(place(), file))
    return found


@pytest.fixture
def told(worlds: list[tuple[Viewer, list[list[Location]]]]) -> Iterator[list[Told]]:
    found = []
    for viewer, kinds in worlds:
        gateways = [[Asked(open_gateway(each_, Settings()), each_) for each_ in locations] for locations in kinds]
        found.append(Told(viewer, gateways, Facts(*kinds[0])))
    yield found
    for each_ in found:
        for asked in itertools.chain(*each_.gateways):
            asked.close()


def test_generated_operations_tell_nothing(told: list[Told]) -> None:
    """The worlds answer with the same bytes. At least a third of the answers hold something: silence proves nothing."""
    found = sum(tell_alike(worlds, PAIRS // len(told)) for worlds in told)
    assert found > PAIRS / 3


def tell_alike(worlds: Told, count: int) -> int:
    """Asks so many operations, and says how many were answered with something."""
    found = 0

    def check(operation: Generated) -> None:
        nonlocal found
        said = f"{worlds.viewer}\n{operation.document}\n{operation.variables}"
        told = []
        for first, *others in worlds.answers(operation):
            assert others == [first, first], said
            told.append(orjson.loads(first))
        assert ordered(told[0]) == ordered(told[1]), said
        found += finds(told[0].get("data"))

    worlds.each(count, check)
    return found


def test_a_broken_seal_is_noticed(told: list[Told], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the seals taken out of the SQL the worlds answer differently, whoever asks: the test can fail."""
    monkeypatch.setattr(RowRenderer, "open", lambda *_: "1 = 1")
    monkeypatch.setattr(compiler._Compiler, "hidden", lambda *_: False)
    found = {worlds.viewer.name: differing(worlds, 150) for worlds in told}
    assert all(map(all, found.values())), found


def differing(worlds: Told, count: int) -> list[bool]:
    """Whether one of so many operations is answered differently, by each kind of database."""
    different = [False] * len(worlds.gateways)

    def check(operation: Generated) -> None:
        if not all(different):
            for kind, answers in enumerate(worlds.answers(operation)):
                different[kind] |= len(set(answers)) > 1

    worlds.each(count, check)
    return different
