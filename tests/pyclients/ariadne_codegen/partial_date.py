"""PartialDate as a user of the generated client may have it: text in, as much of a date as it says out.

Becomes a part of the client, so it knows nothing but Python.
"""

from typing import NamedTuple


class PartialDate(NamedTuple):
    year: int
    month: int | None = None
    day: int | None = None


def read(text: str) -> PartialDate:
    """The date that *text* says: 2018, 2018-12 or 2018-12-14."""
    return PartialDate(*map(int, text.split("-")))


def write(date: PartialDate) -> str:
    """The text that says *date*."""
    return "-".join(f"{part:02}" for part in date if part is not None)
