"""The guarantee: worlds that differ only in what is sealed answer every operation with the same bytes.

Asked are the golden operations and the probes, by viewers for whom the differing facts are sealed. That the test can
fail is shown by breaking the seal. See docs/spoilers.md.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from gql import compiler
from gql.gateway import open_gateway
from gql.settings import Settings, Spoilers
from gql.sql.rows import RowRenderer
from gql.web import door
from tests import golden, worlds
from tests.conftest import Asked
from tests.places import Place, filled
from tests.probes import BACKTRACE, MASQUE, PROBES, Probe, id_of
from tests.test_web import exchanged, no_lifespan

GOLDEN: list[Probe] = [
    (case.file.stem, case.document.replace("    sealedTwists\n", ""), {"ids": case.variables.get("ids")})
    for case in golden.cases()
    if case.section == "Nothing seen"
]
QUESTIONS = GOLDEN + PROBES

FILMS = (id_of("film", BACKTRACE), id_of("film", MASQUE))
VIEWERS: dict[str, tuple[str, str]] = {
    # name: (the directive, the level of twists that it leaves sealed)
    "nobody": ("", "ALL"),
    "who has seen another film": ('@viewer(seen: [{film: "film.12"}, {film: "nonsense"}])', "ALL"),
    "who has begun to watch": (
        f'@viewer(seen: [{{film: "{FILMS[0]}", until: 5}}, {{film: "{FILMS[1]}", until: 5}}])',
        "ALL",
    ),
    "who minds major spoilers only": ("@viewer(allow: MINOR)", "MAJOR"),
}
ALL_SEEN = f'@viewer(seen: [{{film: "{FILMS[0]}"}}, {{film: "{FILMS[1]}"}}])'


@pytest.fixture(scope="module")
def asked(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Asked]]:
    """A gateway on each world, by the world's name and the level of what differs."""
    folder = tmp_path_factory.mktemp("worlds")
    gateways = {}
    for level in ("ALL", "MAJOR"):
        for world in worlds.WORLDS:
            location = filled(place(), _written(folder, world, level))
            gateways[world, level] = Asked(open_gateway(location, Settings()), location)
    yield gateways
    for gateway in gateways.values():
        gateway.close()


def _written(folder: Path, world: str, level: str) -> Path:
    file = folder / f"{world}-{level}.jsonl"
    file.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in worlds.records(world, level)))
    return file


def _by(viewer: str, document: str) -> str:
    """*document* asked by the viewer that this directive describes."""
    if not viewer:
        return document
    head, brace, rest = document.partition("{")
    if "@viewer" in head:
        return head.partition("@viewer")[0].replace("$seen: [Seen!]", "").replace("()", "").replace(", )", ")") + (
            viewer + brace + rest
        )
    return f"{head if 'query' in head else 'query '}{viewer} {brace}{rest}"


def _answers(gateways: dict[tuple[str, str], Asked], level: str, viewer: str, question: Probe) -> list[bytes]:
    _, document, variables = question
    return [gateways[world, level].body(_by(viewer, document), variables) for world in worlds.WORLDS]


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[0])
def test_worlds_answer_alike(asked: dict[tuple[str, str], Asked], question: Probe, viewer: str) -> None:
    """Whatever is sealed, and however much of it, the answer has the same bytes."""
    directive, level = VIEWERS[viewer]
    told, *others = _answers(asked, level, directive, question)
    assert others == [told, told]


@pytest.mark.parametrize("question", QUESTIONS[:20], ids=lambda question: question[0])
def test_whole_responses_are_alike(asked: dict[tuple[str, str], Asked], question: Probe) -> None:
    """Their status and headers too, the tag among them: whatever a cache or a proxy sees. The request's id excepted."""
    _, document, variables = question
    parameters = {"query": document, "variables": orjson.dumps(variables).decode()}
    told, *others = (_response(asked[world, "ALL"], parameters) for world in worlds.WORLDS)
    assert told[0] == 200
    assert "etag" in dict(told[1])
    assert others == [told, told]


def _response(asked: Asked, parameters: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of a GET for *parameters*."""
    response = asked.runner.run(exchanged(door(asked.gateway, Settings(), no_lifespan), "GET", params=parameters))
    headers = sorted((name, value) for name, value in response.headers.items() if name != "x-request-id")
    return response.status_code, headers, response.content


def test_questions_find_something(asked: dict[tuple[str, str], Asked]) -> None:
    """At least half of the questions are answered with rows: equal silence proves nothing."""
    empty = 0
    for question in QUESTIONS:
        answer, *_ = _answers(asked, "ALL", "", question)
        data = orjson.loads(answer).get("data") or {}
        empty += not any(data.values())
    assert empty < len(QUESTIONS) / 2


def test_seen_is_told(asked: dict[tuple[str, str], Asked]) -> None:
    """To who has seen the films, the worlds differ in most questions: the secrets are all there."""
    assert _differing(asked, ALL_SEEN) > len(QUESTIONS) / 2


def test_broken_seal_is_noticed(asked: dict[tuple[str, str], Asked], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the seals taken out of the SQL the worlds differ: this test can fail."""
    monkeypatch.setattr(RowRenderer, "open", lambda *_: "1 = 1")
    monkeypatch.setattr(compiler._Compiler, "hidden", lambda *_: False)
    broken = {key: Asked(open_gateway(each.location, Settings()), each.location) for key, each in asked.items()}
    try:
        assert _differing(broken, "") > len(QUESTIONS) / 2
    finally:
        for gateway in broken.values():
            gateway.close()


def _differing(gateways: dict[tuple[str, str], Asked], viewer: str) -> int:
    return sum(len(set(_answers(gateways, "ALL", viewer, question))) > 1 for question in QUESTIONS)


def test_until_unlocks_what_is_revealed_by_then(asked: dict[tuple[str, str], Asked]) -> None:
    """At minute 60 of The Masque its flight is told and its mask is not; what has no minute waits for the end."""
    document = 'query($s: [Seen!]) @viewer(seen: $s) { film(by: {slug: "the-masque-2021"}) { twists { revealedAs } } }'
    told = asked["told", "ALL"]

    def revealed(*seen: dict[str, object]) -> list[str]:
        twists = told.data(document, {"s": [{"film": FILMS[1], **each} for each in seen]})["film"]["twists"]
        return [twist["revealedAs"] for twist in twists]

    flight, mask, debt = "The page gets away.", "The stranger is the old duke.", "The host is ruined."
    assert revealed() == []
    assert revealed({"until": 59}) == []
    assert revealed({"until": 60}) == [flight]
    assert revealed({"until": 80}) == [flight, mask]
    assert revealed({"until": 60}, {"until": 80}) == [flight, mask]
    assert revealed({"until": 59}, {}) == [flight, mask, debt]
    assert revealed({"until": None}) == [flight, mask, debt]


def test_sealed_twists_are_counted(asked: dict[tuple[str, str], Asked]) -> None:
    """The one declared leak says how many twists are sealed for this viewer."""

    def count(world: str, viewer: str) -> int:
        document = 'query { film(by: {slug: "the-masque-2021"}) { sealedTwists } }'
        return int(asked[world, "ALL"].data(_by(viewer, document))["film"]["sealedTwists"])

    assert [count(world, "") for world in worlds.WORLDS] == [3, 3, 0]
    assert count("told", "@viewer(allow: MINOR)") == 2
    assert count("told", f'@viewer(seen: [{{film: "{FILMS[1]}", until: 70}}])') == 2
    assert count("told", ALL_SEEN) == 0
    assert count("told", "@viewer(allow: ALL)") == 0


def test_allow_is_capped(seeded: object, seed: Asked) -> None:
    """A server that allows less refuses who asks for more, and names what it allows."""
    capped = Asked(open_gateway(seed.location, Settings(allow_cap=Spoilers.MINOR)), seed.location)
    try:
        assert capped.code("query @viewer(allow: ALL) { __typename }") == "SPOILERS_CAPPED"
        assert capped.data("query @viewer(allow: MINOR) { __typename }") == {"__typename": "Query"}
    finally:
        capped.close()


def test_too_many_seen_films_are_refused(seed: Asked) -> None:
    """A thousand films may be seen at once, and no more."""
    document = "query($s: [Seen!]) @viewer(seen: $s) { __typename }"
    films = [{"film": f"film.{number}"} for number in range(1, 1002)]
    assert seed.data(document, {"s": films[:1000]}) == {"__typename": "Query"}
    assert seed.code(document, {"s": films}) == "BAD_USER_INPUT"
