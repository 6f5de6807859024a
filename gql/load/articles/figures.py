"""Figures, as running text tells them: which amount of what, where, and which parts make up a sum. Pure."""

import re
from collections.abc import Iterator

from gql.load.articles.finding import Finding, Left, Result, found
from gql.load.articles.money import sums_in
from gql.load.articles.names import TERRITORY, territory_of
from gql.load.articles.sentences import Sentence

BEFORE = {
    "HOME_VIDEO_SALES": re.compile(r"\b(?:home (?:video|media)|DVD|Blu-?ray|video)(?: and [\w-]+)? sales\b", re.I),
    "BUDGET": re.compile(r"\b(?:budget\w*|cost|costs|costing|produced for|made for|production costs?)\b", re.I),
    "GROSS": re.compile(r"\b(?:gross\w*|earn\w*|box[- ]office|took in|taking in|collect\w*|revenues?|made)\b", re.I),
}
"""By metric: words before an amount that say what was counted. The ones nearest to it count."""

BEHIND = {
    "HOME_VIDEO_SALES": re.compile(
        r"^ ?(?:with|in|from|of|through|on)? ?(?:(?:domestic|total) )?(?:home (?:video|media)|"
        r"DVD|Blu-?ray|video)(?: and [\w-]+)? (?:sales|rentals)\b",
        re.I,
    ),
    "BUDGET": re.compile(r"^ ?(?:production )?budget\b", re.I),
}
NO_TOTAL = re.compile(
    r"\b(?:opening|weekend|first (?:day|week|weekend)|per[- ](?:theat|screen)|premiere|"
    r"salary|paid|advance|rights|loss|profit|"
    r"insur|marketing|rentals|prints|ticket|donat|award|prize|ransom|debt|lawsuit|damages|adjusted|average)",
    re.I,
)
WHERE = re.compile(rf"^ ?(?:in |from |at the |within )?(?:the )?(?P<where>{TERRITORY})", re.I)
WHERE_BEFORE = re.compile(rf"\b(?P<where>{TERRITORY})(?: total| gross)?(?: of)? ?$", re.I)


def read_figures(at: Sentence) -> Iterator[Result]:
    """The figures of one sentence, and their sum when it states only parts of it."""
    sums = sums_in(at.text)
    metric, figures = "", list[Finding]()
    for number, each in enumerate(sums):
        before = at.text[sums[number - 1].end if number else 0 : each.start]
        behind = at.text[each.end : sums[number + 1].start if number + 1 < len(sums) else len(at.text)]
        metric = _metric(before, behind) or metric
        reason = (
            each.reason
            or _no_total(before, behind, number + 1 == len(sums))
            or ("" if metric else "what was counted is not said")
        )
        words = at.text[each.start : each.end]
        if reason or each.amount is None:
            yield Left(at, reason if words in reason else f"'{words}': {reason}")
            continue
        span = (each.start - len(before.lstrip(" ,")), each.end + _reach(behind))
        figures.append(found("figures", at, span, metric=metric, amount=each.amount, currency=each.currency,
                             territory=_territory(before, behind)))  # fmt: skip
    yield from figures
    gross = [finding.values for finding in figures if finding.values["metric"] == "GROSS"]
    territories = [values["territory"] for values in gross]
    if len(gross) > 1 and "WORLD" not in territories and len({values["currency"] for values in gross}) == 1:
        yield found("figures", at, metric="GROSS", currency=gross[0]["currency"], parts=tuple(territories))


def _metric(before: str, behind: str) -> str | None:
    for metric, words in BEHIND.items():
        if words.search(behind):
            return metric
    last = [
        (max(match.end() for match in words.finditer(before)), metric)
        for metric, words in BEFORE.items()
        if words.search(before)
    ]
    return max(last)[1] if last else None


def _no_total(before: str, behind: str, is_last: bool) -> str:
    near = before[-60:] + "|" + behind[: 80 if is_last else 30]
    found = NO_TOTAL.search(near)
    return f"'{found[0].strip()}' stands beside it: it is no total" if found else ""


def _territory(before: str, behind: str) -> str:
    found = WHERE.search(behind) or WHERE_BEFORE.search(before)
    return (found and territory_of(found["where"])) or "WORLD"


def _reach(behind: str) -> int:
    """How much behind an amount belongs to it."""
    ends = [match.end() for form in (WHERE, *BEHIND.values()) if (match := form.search(behind))]
    return max(ends, default=0)
