"""Releases, as running text tells them: which medium, how widely, when, where, and by whom. Pure."""

import re
from collections.abc import Iterator

from gql.load.articles.dates import Dated, dates_in
from gql.load.articles.finding import Left, Result, found
from gql.load.articles.names import COMPANY, TERRITORY, company_name, territory_of
from gql.load.articles.sentences import Sentence

IS_RELEASE = re.compile(
    r"\b(?:releas|premier|distribut|available|stream|air(?:ed|s)\b|broadcast|open(?:ed|s)\b|debut)", re.I
)
IS_OTHER = re.compile(r"\b(?:trailer|teaser|poster|soundtrack|album|single|score|novel|book|game)\b", re.I)

MEDIA = {
    "THEATRICAL": re.compile(
        r"\b(?:theat(?:rical|rically|ers?|res?)|cinemas?|limited release|wide release|"
        r"(?:limited|wide|general) engagement)\b",
        re.I,
    ),
    "VOD": re.compile(
        r"\b(?:video[- ]on[- ]demand|VOD|PVOD|on demand|on digital|digital(?:ly)?|stream(?:ed|"
        r"ing|s)?|Netflix|Hulu|Amazon Prime|"
        r"Prime Video|Disney\+|Apple TV\+|HBO Max|Paramount\+|Peacock|Shudder)",
        re.I,
    ),
    "HOME_VIDEO": re.compile(r"\b(?:home (?:video|media)|DVDs?|Blu-?ray|VHS|Laser ?Disc|Ultra HD)", re.I),
    "TV": re.compile(r"\b(?:television|on TV|aired|airs|broadcast|telecast)", re.I),
}
SCOPES = {"LIMITED": re.compile(r"\blimited\b", re.I), "WIDE": re.compile(r"\b(?:wide|nationwide|widely)\b", re.I)}
TURN = re.compile(r",? and |[;,] ")
"""Where a sentence goes on to its next date."""

BY_ALONE = re.compile(rf" by (?P<by>{COMPANY})")
WHERE = re.compile(rf"\b(?:in|throughout|across) (?P<where>{TERRITORY})", re.I)


def read_releases(at: Sentence) -> Iterator[Result]:
    """The releases of one sentence. A date without a medium is a date alone: "released" means many things."""
    if not IS_RELEASE.search(at.text) or IS_OTHER.search(at.text):
        return
    dates = [dated for dated in dates_in(at.text) if len(dated.date) > 4 or at.text[: dated.start].endswith(" in ")]
    start = 0
    for dated, following in zip(dates, [*dates[1:], None], strict=True):
        between = None if following is None else TURN.search(at.text, dated.end, following.start)
        end = len(at.text) if following is None else between.start() if between else dated.end
        yield from _release(at, dated, start, end)
        start = end


def _release(at: Sentence, dated: Dated, start: int, end: int) -> Iterator[Result]:
    said = at.text[start:end]
    where, by = WHERE.search(said), BY_ALONE.search(said)
    territory = territory_of(where["where"]) if where else None
    distributor = company_name(by["by"]) if by else None
    media = [medium for medium, words in MEDIA.items() if words.search(said)]
    if distributor:
        yield found("distributors", at, (start, end), company=distributor)
    for medium in media:
        scope = next((scope for scope, words in SCOPES.items() if words.search(said)), None)
        yield found(
            "releases", at, (start, end), medium=medium, scope=scope if medium == "THEATRICAL" else None,
            date=dated.date, territory=territory, distributor=distributor,
        )  # fmt: skip
    if not media:
        yield found("dates", at, (start, end), date=dated.date, territory=territory)
        yield Left(at, "a release whose medium is not said")
