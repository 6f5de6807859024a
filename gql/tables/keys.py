"""How facts are named: ids of rows, keys that texts are compared by, slugs, dates. Pure; the same in every database."""

import hashlib
import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

APART: Final = frozenset({"film", "person", "company", "source"})
"""Tables whose rows belong to no film."""

OWN: Final = 43
"""Bits of an id that are the row's own where the others say whose it is. Of 100,000 rows with the same others, two have
the same id with a probability of 0.06 %; a film has hundreds."""


def row_id(table: str, *natural_key: str | int | None) -> int:
    """The id of the row of *table* with this natural key: 63 bits of BLAKE2b hashes, never 0.

    Only open values belong in a natural key, so no sealed row shifts an open one's id. Ids are the same in every
    database and after every reload; loads need neither look-ups nor sequences.

    What belongs to one film has the same first 20 bits, by the first part of its key, and so lies side by side: what is
    asked of a film is found on a few of the database's pages.
    """
    parts = [table, *["-" if part is None else str(part) for part in natural_key]]
    # Each part is preceded by its length: ("ab", "c") and ("a", "bc") are different keys.
    number = _hash("".join([f"{len(part)}:{part}" for part in parts]))
    if table not in APART:
        number = _side(natural_key[0]) << OWN | number & (1 << OWN) - 1
    return number or 1


@lru_cache(maxsize=1_000)
def _side(owner: str | int | None) -> int:
    """The first bits of ids of what belongs to *owner*: another row, by its id, or a film or character, by its slug.

    A character's slug ends with its film's. Where the last two words begin is known of both.
    """
    return owner >> OWN if isinstance(owner, int) else _hash("-".join(str(owner).rsplit("-", 2)[-2:])) >> OWN


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


def digest(text: str) -> str:
    """A short fingerprint of *text*, for natural keys that would hold a whole passage: 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def fold(text: str) -> str:
    """The text key of *text*: case and accents gone, so that Zoë, ZOE and zoe sort and match alike.

    Unicode NFKD, marks removed, casefolded; white space runs become one space.
    """
    if text.isascii():  # most names are, and a load folds hundreds of thousands
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text)
    unmarked = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKD", unmarked.casefold()).split())


_CAPITALS = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


def lower(text: str) -> str:
    """*text* with A to Z in lower case and nothing else changed: what `lower` does in every database."""
    return text.translate(_CAPITALS)


def slugify(text: str) -> str:
    """The slug of *text*: its letters and digits in lower case, joined by hyphens. Empty when it has none.

    >>> slugify("Emmett/Furla/Oasis Films")
    'emmett-furla-oasis-films'
    """
    return "-".join(re.findall(r"[^\W_]+", fold(text).replace("'", "").replace("\u2019", "")))


def is_partial_date(text: str) -> bool:
    """Whether *text* is a date of the calendar, in one of three precisions. The tables have the rule as well."""
    if not re.fullmatch(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?", text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True
