"""How the database goes about the golden queries: by its indexes.

Rows are found by an index of what they are asked by, or are read off the index of their order until the page is full.
The planner knows nothing of how many rows there are (nobody has run ANALYZE), so a small database shows the plans of a
large one.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gql.database import SQLITE, SqliteFile
from gql.gateway import Request, open_gateway
from gql.settings import Settings
from tests import golden
from tests.conftest import Asked

CASES = golden.cases()

UNINDEXED = {
    # Tables that are read whole, because no index would help: what is asked is true of much of them, or says what a
    # text contains. By the alias of the row, in the file.
    "D14-find": {"f", "review_2"},  # figures by what they measure, reviews by verdict
    "F5-members": {"review_1"},  # the count of reviews by verdict
    "F8-related-rows": {"role_2"},  # who has any role at all
    "F9-sealed-values": {"character_1", "character_3"},  # the count of unknown names; what a name contains
    "F10-companies-and-critics": {"person_2", "review_1"},  # what a name contains; the count of those without a critic
    "F11-contested": {"f"},
    "R1-previous-alone": {"person"},  # the count of all
}

OURS = r"\(subquery-\d+\)|leg|page|place|items|given|CONSTANT ROW|json_each"
"""What is scanned besides tables: results of other SELECTs, and parameters."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan. *first*: the first one of the same SELECT."""

    said: str
    first: str


def steps(plan: list[str]) -> Iterator[Step]:
    firsts: dict[int, str] = {}
    for line in plan:
        said = line.lstrip()
        depth = len(line) - len(said)
        firsts = {level: first for level, first in firsts.items() if level <= depth}
        if depth not in firsts or not re.match("USE TEMP|CORRELATED|LIST|SCALAR", said):
            firsts.setdefault(depth, said)
        yield Step(said, firsts[depth])


def faults(plan: list[str], unindexed: set[str]) -> list[str]:
    """What is read whole although an index would do, and what is sorted although an index orders it."""
    found = []
    for step in steps(plan):
        if scanned := re.fullmatch(r"SCAN (?P<alias>CONSTANT ROW|\S+)(?P<how>.*)", step.said):
            ordered = re.fullmatch(
                r" USING (COVERING )?INDEX \w+_by_(title|released|runtime|name|written)", scanned["how"]
            )
            ours = re.fullmatch(OURS, scanned["alias"])
            if not (ours or ordered or scanned["alias"] in unindexed):
                found.append(step.said)
        elif step.said.startswith("USE TEMP B-TREE FOR ORDER BY"):
            # A sort of what was found by an index of its own, of a parameter, or of a page that is there.
            if not re.match("SEARCH |SCAN json_each|CO-ROUTINE page", step.first):
                found.append(f"{step.first}; {step.said}")
        elif "AUTOMATIC" in step.said:
            found.append(step.said)
    return found


def plan(asked: Asked, case: golden.Case) -> list[str]:
    explanation = asked.runner.run(asked.gateway.explain(Request(case.document, case.variables)))
    return list(explanation.plan)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_query_goes_by_indexes(case: golden.Case, seed: Asked) -> None:
    """No table is read whole where an index exists, and none is sorted where an index orders the page."""
    assert faults(plan(seed, case), UNINDEXED.get(case.file.stem, set())) == []


def test_tables_that_are_read_whole_are_read_whole(seed: Asked) -> None:
    """No exception is listed that is none."""
    for stem, aliases in UNINDEXED.items():
        said = [line for case in CASES if case.file.stem == stem for line in plan(seed, case)]
        assert {alias for alias in aliases if any(f"SCAN {alias}" in line for line in said)} == aliases


def test_a_missing_index_is_noticed(seeded: SqliteFile, tmp_path: Path) -> None:
    """Without the indexes most golden queries have faults: this test can fail."""
    bare = SqliteFile(tmp_path / "bare.db")
    with contextlib.closing(SQLITE.connect(str(seeded))) as connection:
        connection.execute("VACUUM INTO ?", (str(bare),))
    with contextlib.closing(SQLITE.connect(str(bare))) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
        for (name,) in names:
            connection.execute(f'DROP INDEX "{name}"')
    asked = Asked(open_gateway(bare, Settings()), bare)
    try:
        faulty = sum(bool(faults(plan(asked, case), UNINDEXED.get(case.file.stem, set()))) for case in CASES)
    finally:
        asked.close()
    assert faulty > len(CASES) * 3 / 4
