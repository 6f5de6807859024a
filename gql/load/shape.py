"""Parsed values in, a film record out, or every fault of its shape. Whether its parts agree is for `rows` to say."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gql.load.records import FilmRecord

WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "no such key is known here; those that are: gql format",
    "model_type": "should be a table (in JSON: an object)",
    "dict_type": "should be a table (in JSON: an object)",
    "tuple_type": "should be a list",
    "string_unicode": "is not valid Unicode",
    "string_too_short": "is blank",
}
"""What pydantic's kinds of error are called here; any other speaks for itself, about the value that it names."""


class RecordFaults(Exception):
    """A record that cannot be used. *faults* are all that were found, each `key path: what is wrong`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def check_shape(fields: object) -> FilmRecord:
    """The record that *fields* (tables, lists and values, as parsed) hold. Raises RecordFaults."""
    try:
        return FilmRecord.model_validate(fields)
    except ValidationError as error:
        raise RecordFaults([_fault(detail) for detail in error.errors(include_url=False)]) from None


def key_path(location: Sequence[str | int]) -> str:
    """The place of a value in a record, as an editor would write it.

    >>> key_path(("cast", 3, "person", "name"))
    'cast[3].person.name'
    """
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location if part != "[key]")
    return path.removeprefix(".")


def shorten(text: str, length: int = 80) -> str:
    """*text*, cut to *length* characters with an ellipsis: a fault is one line."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _fault(detail: ErrorDetails) -> str:
    words = WORDS.get(detail["type"])
    if words is None:
        words = detail["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Value ")
        words = f"{shorten(repr(detail['input']))} {words}"
    return f"{key_path(detail['loc']) or 'the record'}: {words}"
