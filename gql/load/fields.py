"""What one value of a film record may be: text that fits its column, names, dates, slugs, money. Nothing is coerced.

Each kind says in its own words what is wrong with a value; `records` says where.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from gql.tables import MAX_AMOUNT, METADATA
from gql.tables.columns import Text as TextType
from gql.tables.keys import fold, is_partial_date, slugify

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters, but for tabs and line feeds."""


@dataclass(frozen=True, slots=True)
class Text:
    """Marks text that goes into *column* ("film.title"): visible, trimmed, and no longer than the column allows.

    Where the table keeps a text key of it (`film.title_key`), the key must fit as well.
    """

    column: str

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        table, _, name = self.column.partition(".")
        columns = METADATA.tables[table].columns
        key = columns.get(f"{name}_key")
        key_length = None if key is None else _length(key.type)

        def check(text: str) -> str:
            if text.isascii() and text.isprintable():  # nearly all are; the key is no longer than the text
                return text
            if control := CONTROL.search(text):
                raise PydanticCustomError("text", f"holds the control character U+{ord(control.group()):04X}")
            if key_length is not None and not 1 <= (length := len(fold(text))) <= key_length:
                raise PydanticCustomError("text", f"makes a text key of {length} characters; 1 to {key_length} fit")
            return text

        text = core_schema.str_schema(strip_whitespace=True, min_length=1, max_length=_length(columns[name].type))
        return core_schema.no_info_after_validator_function(check, text)


def _length(kind: object) -> int:
    assert isinstance(kind, TextType), "only text columns are marked"
    assert kind.length is not None, "every text column is bounded"
    return kind.length


def _slug(text: str) -> str:
    if text != (slug := slugify(text)):
        hint = f"; '{slug}' would be one" if slug else ""
        raise PydanticCustomError("slug", f"is not a slug: lower-case letters and digits, joined by hyphens{hint}")
    return text


def _written_date(value: object) -> object:
    """The text of a date that TOML has already read; any other value as it is."""
    return value.isoformat() if type(value) is date else value


def _partial_date(text: str) -> str:
    """Refuses what is no date of the calendar."""
    if not is_partial_date(text):
        raise PydanticCustomError("partial_date", 'is not a date like "2018", "2018-11" or "2018-12-14"')
    return text


def _web_address(text: str) -> str:
    """Refuses what a page could not safely link to, such as `javascript:`."""
    if not re.fullmatch(r"https?://\S+", text):
        raise PydanticCustomError("url", "is not an address that starts with https:// or http://")
    return text


Slug = AfterValidator(_slug)
"""Marks text that is what `slugify` leaves of it."""

WebAddress = AfterValidator(_web_address)
"""Marks text that is an http or https URL."""

PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    BeforeValidator(_written_date, json_schema_input_type=str),
    Field(examples=["2018", "2018-11", "2018-12-14"]),
]
"""A reduced-precision ISO 8601 date of the years 1000 to 2999, as text or as a date of TOML's own."""

Minutes = Annotated[int, Strict(), Ge(1), Le(100_000)]
"""A duration."""

Minute = Annotated[int, Strict(), Ge(0), Le(100_000)]
"""A place in a film."""

Billing = Annotated[int, Strict(), Ge(1), Le(10_000)]
Amount = Annotated[int, Strict(), Ge(0), Le(MAX_AMOUNT)]
Count = Annotated[int, Strict(), Ge(0), Le(2**31 - 1)]
Share = Annotated[float, Strict(), Ge(0), Le(1)]
Points = Annotated[float, Strict(), Ge(0), Le(1e15)]

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""

Territory = Annotated[str, Field(pattern=r"^(WORLD|US-CA|OTHER|[A-Z]{2})$")]
"""WORLD, US-CA, OTHER, or an ISO 3166 country."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FilmImdbId = Annotated[str, Field(pattern=r"^tt[0-9]{7,12}$")]
PersonImdbId = Annotated[str, Field(pattern=r"^nm[0-9]{7,12}$")]
WikidataId = Annotated[str, Field(pattern=r"^Q[1-9][0-9]{0,17}$")]
