"""The words that a template shows. Of one that is not known here nothing is shown: it may be a note, a reference, a
picture, and words that nobody can be sure of are worse than none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gql.load.articles.markup import ITEM


@dataclass(frozen=True, slots=True)
class Call:
    """What a page gives to a template; every value as shown."""

    values: Sequence[str]  # without names, in order
    named: Mapping[str, str]

    def value(self, number: int, name: str = "") -> str:
        """The value with this number, from 1, or this name; empty when there is none."""
        return self.named.get(name) or self.named.get(str(number)) or "".join(self.values[number - 1 : number])


Show = Callable[[Call], str]


def known(name: str) -> Show | None:
    """What shows the template *name*, as a page writes it; None when it is left out."""
    name = " ".join(name.replace("_", " ").split()).lower().removeprefix("template:")
    show = _KNOWN.get(name)
    if show is None and name.startswith("lang-"):
        return _first
    return show


def _first(call: Call) -> str:
    return call.value(1, "text")


def _second(call: Call) -> str:
    return call.value(2, "text")


def _last(call: Call) -> str:
    return "".join(call.values[-1:])


def _words(words: str) -> Show:
    return lambda _: words


def _before(sign: str) -> Show:
    """A sign of money, and what stands behind it."""
    return lambda call: f"{sign}{call.value(1)}"


def _joined(between: str) -> Show:
    return lambda call: between.join(filter(None, (value.strip() for value in call.values)))


def _items(call: Call) -> str:
    return "".join(f"{ITEM}{value}" for value in call.values) + ITEM


def _content(call: Call) -> str:
    """What stands between a template's name and its end, lists and all."""
    return call.value(1, "content") or call.named.get("items", "")


def _dates(call: Call) -> str:
    """Dates, each with its place: 2018-12-14 (United States). They come in fours."""
    found = []
    for at in range(0, len(call.values), 4):
        date, place = _date(call.values[at : at + 3]), "".join(call.values[at + 3 : at + 4]).strip()
        if date:
            found.append(f"{date} ({place})" if place else date)
    return found[0] if len(found) == 1 else "".join(f"{ITEM}{each}" for each in found)


def _date(values: Sequence[str]) -> str:
    """As ISO 8601 writes it, as far as it is known: 2018, 2018-12, 2018-12-14."""
    parts = []
    for value in values:
        if not value.strip():
            break
        parts.append(value.strip().zfill(2))
    return "-".join(parts) if all(part.isdecimal() for part in parts) else " ".join(parts)


def _start(call: Call) -> str:
    return _date(call.values[:3])


def _duration(call: Call) -> str:
    """In minutes: {{duration|h=1|m=27}}."""
    hours, minutes = call.value(1, "h").strip() or "0", call.value(2, "m").strip() or "0"
    if not (hours.isdecimal() and minutes.isdecimal() and len(hours + minutes) < 9):
        return ""
    return f"{int(hours) * 60 + int(minutes)} minutes"


def _minutes(call: Call) -> str:
    return f"{call.value(1)} minutes" if call.value(1).strip().isdecimal() else call.value(1)


def _measure(call: Call) -> str:
    """{{convert|5|to|6|km|mi}}: as it is written, without what it is converted into."""
    values = [value.strip() for value in call.values]
    if len(values) > 3 and values[1] in _BETWEEN:
        return f"{values[0]}{_BETWEEN[values[1]]}{values[2]} {values[3]}"
    return " ".join(values[:2])


_BETWEEN = {"-": "\u2013", "\u2013": "\u2013", "to": " to ", "and": " and ", "or": " or ", "by": " by ", "x": " x "}


def _rupees(call: Call) -> str:
    unit = {"k": "thousand", "l": "lakh", "m": "million", "c": "crore", "b": "billion"}.get(call.value(2).strip(), "")
    return f"₹{call.value(1).strip()} {unit}".strip()


def _tomatoes(call: Call) -> str:
    """The sentence that {{Rotten Tomatoes prose|52|5.6|25|…}} makes of its numbers."""
    score, average, count = call.value(1, "score"), call.value(2, "average"), call.value(3, "count")
    text = f"On Rotten Tomatoes, the film has an approval rating of {score}% based on {count} reviews"
    text += f", with an average rating of {average}/10." if average else "."
    consensus = call.value(4, "consensus").strip()
    return f'{text} The website\'s critics consensus reads, "{consensus}"' if consensus else text


def _metacritic(call: Call) -> str:
    score, count = call.value(1, "score"), call.value(2, "count")
    return f"On Metacritic, the film has a weighted average score of {score} out of 100 based on {count} critics."


def _table(rows: Mapping[str, Show]) -> dict[str, Show]:
    return {name.strip(): show for names, show in rows.items() for name in names.split(",")}


_KNOWN = _table({
    # The words inside.
    "nowrap, nobr, small, smaller, big, larger, sic, not a typo, as written, visible anchor, vanchor, strong, em, abbr,"
    "abbreviation, tooltip, nihongo, ill, interlanguage link, date, noitalic, quote, blockquote, cquote, quotation,"
    "number, nts, val, mono, nobold, proper name, estimation, smallcaps, sc, center, small caps"
    : _first,
    "lang, langx, color, resize, wikt-lang": _second,
    "transliteration, transl, tlit": _last,
    "sortname": _joined(" "),
    "based on, basedon": lambda call: " by ".join(filter(None, (call.value(1).strip(), call.value(2).strip()))),
    "circa, c.": lambda call: f"c. {call.value(1)}",
    "frac, fraction, sfrac, rating": _joined("/"),
    "url": lambda call: call.value(2).strip() or call.value(1).strip(),
    # Lists.
    "unbulleted list, ubl, ublist, unbullet, ubt, hlist, horizontal list, bulleted list, blist, ordered list, olist,"
    "comma separated entries, cslist, csv, br separated entries, collapsible list"
    : _items,
    "plainlist, plain list, flatlist, flat list, cast list, castlist, columns-list, columns list, collist, div col":
        _content,
    # Dates and lengths.
    "film date, filmdate, film release date, release date": _dates,
    "start date, end date, dts, date table sorting, start date and age": _start,
    "duration": _duration,
    "runtime, film runtime": _minutes,
    "convert, cvt": _measure,
    # Money.
    "us$, usd, us dollar": _before("US$"),
    "inr, indian rupee, ₹": _before("₹"),
    "inrconvert, inr convert": _rupees,
    "gbp, £, pound sterling": _before("£"),
    "eur, €, euro": _before("€"),
    "jpy, ¥, yen": _before("¥"),
    "cny, rmb, cn¥": _before("CN¥"),
    "aud, a$": _before("A$"),
    "cad, c$, ca$": _before("C$"),
    "nzd, nz$": _before("NZ$"),
    "hkd, hk$": _before("HK$"),
    "krw, ₩": _before("₩"),
    "php, ₱": _before("₱"),
    "currency": lambda call: f"{call.value(2).strip()} {call.value(1).strip()}",
    # Signs.
    "', apostrophe": _words("'"),
    "'s": _words("'s"),
    "\"', \" '": _words("\"'"),
    "'\", ' \"": _words("'\""),
    "!": _words("|"),
    "=": _words("="),
    "spaced ndash, snd, spnd, spaced en dash, dash": _words(" \u2013 "),
    "ndash, endash, en dash": _words("\u2013"),
    "mdash, emdash, em dash": _words("—"),
    "nbsp, space": _words(" "),
    "dot, ·, bullet, •, middot": _words(" · "),
    "ellipsis, ...": _words("…"),
    "imdb title, imdb": _words(""),  # whose number is looked for in the text
    # Sentences.
    "rotten tomatoes prose, rt prose": _tomatoes,
    "metacritic film prose, metacritic prose, mc film, mc prose": _metacritic,
})  # fmt: skip
"""By names in lower case, which commas part."""
