"""Amounts of money in running text: whole units of a currency, or why an amount is none. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from gql.tables import MAX_AMOUNT

SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD",
    "R$": "BRL", "$": "USD", "£": "GBP", "€": "EUR", "₹": "INR", "Rs.": "INR", "Rs": "INR", "¥": "JPY", "₩": "KRW",
    "₽": "RUB", "₺": "TRY", "₱": "PHP", "₪": "ILS", "₫": "VND", "₦": "NGN", "CN¥": "CNY", "RM": "MYR", "Kč": "CZK",
    "zł": "PLN", "kr": "SEK", "DM": "DEM",
}  # fmt: skip
CODES = (
    "USD AUD CAD NZD HKD TWD BRL GBP EUR INR JPY KRW RUB TRY PHP ILS VND NGN CNY MYR CZK "
    "PLN SEK NOK DKK CHF HUF MXN ARS"
    " ITL FRF DEM ESP PKR BDT LKR NPR THB IDR SGD ZAR EGP IRR"
).split()
SCALES = {
    "thousand": 10**3, "k": 10**3, "lakh": 10**5, "lakhs": 10**5, "million": 10**6, "m": 10**6, "mn": 10**6,
    "mil": 10**6, "crore": 10**7, "crores": 10**7, "billion": 10**9, "bn": 10**9, "b": 10**9,
}  # fmt: skip

_SIGN = "|".join(re.escape(sign) for sign in sorted([*SIGNS, *CODES], key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{2,3}){1,6}(?:\.\d{1,6})?|\d{1,16}(?:\.\d{1,6})?"
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))

_TO = r" ?(?:[-\u2013\u2014]|to|or) ?"
AMOUNT = re.compile(
    rf"(?<![\w$])(?P<sign>{_SIGN}) ?(?P<number>{_NUMBER})(?!\d)"
    rf"(?P<range>{_TO}(?:{_SIGN})? ?(?:{_NUMBER})(?![\d-]))?"
    rf"(?: ?(?P<scale>(?i:{_SCALE}))\b)?"
    rf"(?P<more>{_TO}(?:{_SIGN}) ?(?:{_NUMBER})(?: ?(?i:{_SCALE})\b)?)?"
)
"""\"$6 million", "£490,636", "₹5 crore", "$5-6 million"."""


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount, and where it stands. Without an amount: *reason* says why there is none."""

    amount: int | None
    currency: str
    start: int
    end: int
    reason: str = ""


def sums_in(text: str) -> list[Sum]:
    """The amounts that *text* names, in its order."""
    return [_sum(match) for match in AMOUNT.finditer(text)]


def _sum(match: re.Match[str]) -> Sum:
    sign = match["sign"]
    currency = SIGNS.get(sign, sign)
    place = (currency, match.start(), match.end())
    if match["range"] or match["more"]:
        return Sum(None, *place, f"'{match[0]}' is a range, and a figure is one amount")
    exact = Decimal(match["number"].replace(",", "")) * SCALES.get((match["scale"] or "").lower(), 1)
    if exact > MAX_AMOUNT:
        return Sum(None, *place, f"'{match[0]}' is more than a figure can hold")
    if exact != int(exact):
        return Sum(None, *place, f"'{match[0]}' is no whole number of units")
    return Sum(int(exact), *place)
