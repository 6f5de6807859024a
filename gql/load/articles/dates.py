"""Dates in running text, as precise as they are written there. Pure."""

import re
from dataclasses import dataclass

from gql.tables.keys import is_partial_date

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = "(?:" + "|".join(MONTHS) + ")"

FORMS = {
    "iso": re.compile(r"\b(?P<y>[12]\d{3})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?\b"),
    "month first": re.compile(rf"\b(?P<m>{_MONTH}) (?P<d>\d{{1,2}}),? (?P<y>[12]\d{{3}})\b", re.I),
    "day first": re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH}),? (?P<y>[12]\d{{3}})\b", re.I
    ),
    "month": re.compile(rf"\b(?P<m>{_MONTH}),? (?:of )?(?P<y>[12]\d{{3}})\b", re.I),
    "year": re.compile(r"\b(?P<y>(?:18[89]|19\d|20\d)\d)\b"),
}
"""By name, the more precise before the less. Where two find the same place, the first one counts."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, and where it stands."""

    date: str
    start: int
    end: int


def dates_in(text: str) -> list[Dated]:
    """The dates that *text* names, in its order. What is no date of the calendar is none."""
    found: list[tuple[int, int, str]] = []
    for pattern in FORMS.values():
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), _date(match)))
    return [Dated(date, start, end) for start, end, date in sorted(found) if is_partial_date(date)]


def _date(match: re.Match[str]) -> str:
    parts = match.groupdict()
    date = parts["y"]
    if month := parts.get("m"):
        date += f"-{MONTHS.index(month.lower()) + 1:02}" if month.isalpha() else f"-{month}"
    if day := parts.get("d"):
        date += f"-{int(day):02}"
    return date
