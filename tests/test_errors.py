"""Errors: every code is documented, with a status, a cause and a cure; and what is documented exists."""

import re
from collections.abc import Iterator
from pathlib import Path

from gql.errors import TwistgraphError

PAGE = (Path(__file__).parent.parent / "docs/errors.md").read_text(encoding="utf-8")


def classes(of: type[TwistgraphError]) -> Iterator[type[TwistgraphError]]:
    for each in of.__subclasses__():
        yield each
        yield from classes(each)


def test_every_code_is_documented() -> None:
    """In the tables, or for those of the command, in the text."""
    codes = {each.code for each in classes(TwistgraphError) if hasattr(each, "code")} | {"INTERNAL"}
    assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", PAGE)) - {"GET", "GQL_TIMEOUT", "GQL_MAX_WAITING"} == codes


def test_each_row_has_a_cause_and_a_cure() -> None:
    """Of those that a client may meet."""
    rows = re.findall(r"^\| `[A-Z_]+` \|(.*)\|$", PAGE, re.MULTILINE)
    assert len(rows) == 13
    for row in rows:
        status, cause, cure = (cell.strip() for cell in row.split(" | "))
        assert re.match(r"\d{3}", status)
        assert cause
        assert cure
