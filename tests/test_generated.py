"""Generated operations: what is compiled answers as the reference does, whatever is asked.

`GQL_TEST_OPERATIONS` asks for more of them, and other ones each time. A failure is shown as the smallest operation that
fails; once it is mended it becomes a golden file.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from gql.database import Location
from gql.gateway import open_gateway
from gql.settings import Settings
from tests import tellings
from tests.conftest import Asked
from tests.generate import FAULTS, Facts, Generated, Options, coordinates, each, finds, ordered, usually
from tests.places import Place, copied, filled
from tests.reference import Reference

OPERATIONS = usually(1_200)


@pytest.fixture(scope="module")
def told(file_place: Place, tmp_path_factory: pytest.TempPathFactory) -> Location:
    """The made-up films, as they are told."""
    folder: Path = tmp_path_factory.mktemp("generated")
    file = folder / "told.jsonl"
    file.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in tellings.records("told")))
    return filled(file_place(), file)


@pytest.fixture
def asked(told: Location, server_place: Place) -> Iterator[list[Asked]]:
    """A gateway on each kind of database."""
    locations = (told, copied(told, server_place()))
    asked = [Asked(open_gateway(location, Settings()), location) for location in locations]
    yield asked
    for each_ in asked:
        each_.close()


def test_compiled_answers_are_the_references(told: Location, asked: list[Asked]) -> None:
    """Key by key, in the client's order; and what the one refuses, the other does, with the same code.

    At least half of the answers hold something, all but a twentieth of what the schema has is asked, and most of what
    may be wrong is.
    """
    reference = Reference(told)
    outcomes: Counter[str] = Counter()
    met: set[str] = set()
    faults: set[str] = set()

    def check(operation: Generated) -> None:
        expected = reference.answer(operation.document, operation.variables)
        for each_ in asked:
            answer = json.loads(each_.body(operation.document, operation.variables))
            if "errors" in answer:
                (code,) = {error["extensions"]["code"] for error in answer["errors"]}
                answer = {"errors": code}
            assert ordered(answer) == ordered(expected), f"{operation.document}\n{operation.variables}"
        outcomes[answer.get("errors") or ("found" if finds(answer["data"]) else "empty")] += 1
        met.update(operation.met)
        faults.update(operation.faults)

    each(Facts(told), Options(), OPERATIONS, check)
    everything = set(coordinates())
    assert outcomes["found"] > OPERATIONS / 2
    assert len(everything - met) <= len(everything) / 20
    assert len(faults) > len(FAULTS) / 2
