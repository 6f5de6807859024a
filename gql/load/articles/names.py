"""Names of people, companies, characters and places, as running text and lists write them. Pure."""

import re

from gql.tables.keys import fold, slugify

_CAPITAL_LETTER = r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff]"
NAME = rf"(?:{_CAPITAL_LETTER}[\w.'\u2019-]{{0,40}}|de|van|von|der|den|del|della|di|da|du|la|le|bin|al|el|ten|ter|y)"
PERSON = rf"{_CAPITAL_LETTER}[\w.'\u2019-]{{0,40}}(?: {NAME}){{0,5}}"
"""A pattern for the name of a person: words with capitals, and the little ones between them."""

_CAPITAL = r"(?:[^\W_a-z\u00df-\u00f6\u00f8-\u00ff][\w&'\u2019.+!/-]{0,40})"
COMPANY = rf"(?:the )?{_CAPITAL}(?: (?:{_CAPITAL}|&)| (?:of|and|the|for|de|von) (?:the )?{_CAPITAL}){{0,6}}"
"""A pattern for the name of a company or a publication."""

_SUFFIX = re.compile(
    r"^(?:Inc|LLC|Ltd|L\.?P|Co|Corp|Jr|Sr|S\.?A|GmbH|B\.?V|Pty|PLC|Plc|II|III|IV|M\.?D|Ph\.?D)\b\.?", re.I
)
_TITLE_YEAR = re.compile(r"\(([12]\d{3}) (?:[\w ]{1,40} )?film\)$")
_IN_BRACKETS = re.compile(r" \([^()]{0,80}\)$")

TERRITORIES = {
    "united states": "US", "u.s.": "US", "us": "US", "usa": "US", "america": "US", "united states and canada": "US-CA",
    "the united states and canada": "US-CA", "north america": "US-CA", "canada and the united states": "US-CA",
    "us and canada": "US-CA", "u.s. and canada": "US-CA", "domestic": "US-CA", "domestically": "US-CA",
    "other countries": "OTHER", "other territories": "OTHER", "other markets": "OTHER", "overseas": "OTHER",
    "internationally": "OTHER", "international markets": "OTHER", "international": "OTHER", "elsewhere": "OTHER",
    "worldwide": "WORLD", "globally": "WORLD", "world": "WORLD", "around the world": "WORLD", "the world": "WORLD",
    "canada": "CA", "united kingdom": "GB", "uk": "GB", "u.k.": "GB", "britain": "GB", "great britain": "GB",
    "england": "GB", "ireland": "IE", "australia": "AU", "new zealand": "NZ", "france": "FR", "germany": "DE",
    "west germany": "DE", "italy": "IT", "spain": "ES", "portugal": "PT", "netherlands": "NL", "belgium": "BE",
    "austria": "AT", "switzerland": "CH", "sweden": "SE", "norway": "NO", "denmark": "DK", "finland": "FI",
    "iceland": "IS", "poland": "PL", "czech republic": "CZ", "hungary": "HU", "romania": "RO", "russia": "RU",
    "ukraine": "UA", "turkey": "TR", "greece": "GR", "israel": "IL", "egypt": "EG", "south africa": "ZA",
    "nigeria": "NG", "india": "IN", "pakistan": "PK", "bangladesh": "BD", "sri lanka": "LK", "china": "CN",
    "hong kong": "HK", "taiwan": "TW", "japan": "JP", "south korea": "KR", "korea": "KR", "thailand": "TH",
    "vietnam": "VN", "indonesia": "ID", "malaysia": "MY", "singapore": "SG", "philippines": "PH", "mexico": "MX",
    "brazil": "BR", "argentina": "AR", "chile": "CL", "colombia": "CO", "iran": "IR", "lebanon": "LB",
}  # fmt: skip
TERRITORY = (
    "(?:the )?(?:" + "|".join(re.escape(name) for name in sorted(TERRITORIES, key=len, reverse=True)) + r")(?!\w)"
)
"""A pattern for the names of territories."""


def territory_of(text: str) -> str | None:
    """The code of the territory *text*; None when it is not known."""
    text = text.lower().strip(" .,()")
    return TERRITORIES.get(text) or TERRITORIES.get(text.removeprefix("the "))


def split_list(text: str) -> list[str]:
    """The items of a list with commas, in which a name may hold brackets, slashes, and a comma before "Inc.".

    >>> split_list("Sergio Rizzuto , Acme, Inc., Happinet (I, II), Emmett/Furla")
    ['Sergio Rizzuto', 'Acme, Inc.', 'Happinet (I, II)', 'Emmett/Furla']
    """
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char in ",;\u060c\u3001" and depth <= 0 and not _is_inside_number(text, at):
            parts.append(text[start:at])
            start = at + 1
    items: list[str] = []
    for part in (each.strip() for each in [*parts, text[start:]]):
        if items and _SUFFIX.match(part):
            items[-1] += f", {part}"
        elif part:
            items.append(part)
    return items


def _is_inside_number(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def people(items: list[str]) -> list[str]:
    """The names of a list of people, whose last two may be joined by "and". What stands in brackets is left out."""
    names = [name for item in items for name in re.split(r" (?:and|&) ", item.removeprefix("and "))]
    bare = [_IN_BRACKETS.sub("", name).strip(" ,*\u2020") for name in names]
    return [name if name.endswith(("Jr.", "Sr.")) else name.rstrip(".") for name in bare if slugify(name)]


def film_title(title: str) -> str:
    """The film's title, of its page's: without what tells the page from others."""
    return re.sub(r" \((?:[12]\d{3} )?(?:[\w -]{1,40} )?(?:film|movie)\)$", "", title)


def company_name(text: str) -> str:
    """The name of a company in running text, without the article and the full stop that are not part of it."""
    text = text.removeprefix("the ").strip()
    return text if _SUFFIX.match(text.rpartition(" ")[2]) else text.rstrip(".,;:'\u2019")


def title_year(title: str) -> str | None:
    found = _TITLE_YEAR.search(title)
    return found[1] if found else None


SMALL = frozenset(
    "al an and bin da de del der di don dr du el for ii iii iv jr la le lt mr mrs ms of "
    "sgt sir sr st the van von".split()
)
"""Words of fewer than four letters that are in many names."""


def telling_words(name: str) -> set[str]:
    """The words by which two names are seen to belong together: those of gql.load.safety, and short ones ("Vos")."""
    words = re.findall(r"[^\W_]+", fold(name.replace("'s", "").replace("\u2019s", ""))) + slugify(name).split("-")
    return {word for word in words if len(word) > 1 and word not in SMALL}
