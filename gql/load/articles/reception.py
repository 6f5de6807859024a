"""Reception: what aggregators counted, and which critic wrote what where. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gql.load.articles.finding import Finding, Left, Result, found
from gql.load.articles.names import COMPANY, PERSON, company_name
from gql.load.articles.sentences import Sentence, as_sentence

AGGREGATORS = {"Rotten Tomatoes": 10, "Metacritic": 100, "AlloCiné": 5, "Kinopoisk": 10, "IMDb": 10, "Letterboxd": 5}
"""By name, each with the best score possible on it, for a sentence that does not say."""

IS_SCORE = re.compile(r"\b(?:approval|rating|score|average|fresh)\b|\d%", re.I)
APPROVAL = re.compile(r"(\d{1,3}(?:\.\d)?) ?(?:%|percent\b|per cent\b)")
OUT_OF = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) ?(?:/|out of (?:a possible )?) ?(\d{1,3})\b")
AVERAGE = re.compile(
    r"\b(?:average (?:rating|score)|(?:weighted )?(?:average|score)) of (\d{1,3}(?:\.\d{1,2})?)(?![\d%])", re.I
)
COUNT = re.compile(
    r"\b(?:based on|from|of) (\d{1,3}(?:,\d{3})*|\d{1,6}) (?:\w+ ){0,2}?(?:reviews|critics|ratings|votes|reviewers)\b",
    re.I,
)

OPENING = r"^(?:[A-Z][\w-]{1,20}(?: [a-z]{1,12}){0,3}, )?"
CRITIC = {
    "for B, A": re.compile(rf"^(?:Writing|Reviewing(?: the film)?|In (?:his|her|a) review) (?:for|"
        rf"in) (?P<publication>{COMPANY}), (?P<critic>{PERSON})"),
    "A of B": re.compile(rf"{OPENING}(?P<critic>{PERSON}),? (?:of|from|for|at|in|writing (?:for|in)|"
        rf"reviewing (?:the film )?for) (?P<publication>{COMPANY})"),
    "B's A": re.compile(rf"{OPENING}(?P<publication>{COMPANY})['\u2019]s? (?:critic |reviewer |"
        rf"film critic )?(?P<critic>{PERSON})"),
    "B": re.compile(rf"{OPENING}(?P<publication>{COMPANY}) (?=wrote|called|gave|said|praised|criticized|"
        rf"criticised|described|found|stated|named|considered)"),
}  # fmt: skip
"""By name: how a sentence says whose review it is of."""

VERB = re.compile(
    r"\b(?:wr(?:ote|ites|iting)|call(?:ed|s)|g(?:ave|ives)|said|says|prais|critici[sz]|"
    r"critiqu|describ|found|finds|stat(?:ed|es|ing)|"
    r"nam(?:ed|es)|consider|felt|feels|not(?:ed|es)|thought|award|rat(?:ed|es)|lik(?:ed|"
    r"es|ened)|dislik|compar|laud|commend|"
    r"pann|applaud|dismiss|derid|enjoy|opin|complain|comment|remark|summ|conclu|declar|lament|review)",
    re.I,
)
GOES_ON = re.compile(r"^(?:The (?:critic|reviewer|review|author)|He|She|They)\b")

VERDICTS = {
    "POSITIVE": re.compile(
        r"\b(?:(?<!not )positive(?:ly)?|prais\w+|laud\w+|commend\w+|applaud\w+|favou?rabl[ey]|"
        r"acclaim\w*|enjoyed|enjoyable|recommend\w+|"
        r"admir\w+|highly|thumbs up|liked|well[- ]made)\b",
        re.I,
    ),
    "NEGATIVE": re.compile(
        r"\b(?:negative(?:ly)?|critici[sz]\w+|critiqu\w+|pann(?:ed|ing)|dismiss\w+|derid\w+|"
        r"lambast\w+|unfavou?rabl[ey]|dislik\w+|"
        r"complain\w+|lament\w+|found fault|faulted|disappoint\w+|thumbs down|scathing|trashed|slammed)\b",
        re.I,
    ),
    "MIXED": re.compile(r"\bmixed\b", re.I),
}
"""By verdict: words outside of quotations that mean it. Praise and blame are mixed; no such word, no verdict."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
STARS = re.compile(
    rf"\b(?P<points>\d{{1,3}}(?:\.\d)?|"
    rf"{'|'.join(NUMBERS)})(?P<half>[- ]and[- ]a[- ]half)? ?(?:stars? )?(?:out of|"
    rf"/) ?(?:a possible )?"
    rf"(?P<scale>\d{{1,3}}|{'|'.join(NUMBERS)})(?: stars)?\b",
    re.I,
)
QUOTE = re.compile(r'"([^"]{1,1800})"|\u201c([^\u201d]{1,1800})\u201d')
TAIL = re.compile(
    r"[,:;\u2026]? ?(?:and |while |but )?(?:stat(?:ing|ed)|say(?:ing|s)|said|writ(?:ing|"
    r"es)|wrote|call(?:ing|ed)(?: (?:it|the film))?(?: an?)?|describ(?:ing|ed) (?:it|"
    r"the film) as(?: an?)?|"
    r"add(?:ing|ed)|not(?:ing|ed)|conclud(?:ing|ed)|that|as|an?|the|of|it)?(?: that)?[,: \u2026]*$",
    re.I,
)


@dataclass(slots=True)
class _Review:
    """A review in the making: its first sentence, and those that go on with it."""

    first: Sentence
    critic: str | None
    publication: str | None
    sentences: list[Sentence] = field(default_factory=list)


def read_scores(at: Sentence) -> Iterator[Result]:
    """The scores of one sentence. What it leaves blank is unknown."""
    if not IS_SCORE.search(at.text):
        return
    places = sorted((at.text.find(name), name) for name in AGGREGATORS if name in at.text)
    for number, (start, name) in enumerate(places):
        begin = 0 if number == 0 else start
        end = places[number + 1][0] if number + 1 < len(places) else len(at.text)
        said = at.text[begin:end]
        if not IS_SCORE.search(said):
            continue
        approval, counted = APPROVAL.search(said), COUNT.search(said)
        average, scale = _average(said, AGGREGATORS[name])
        share = float(approval[1]) / 100 if approval else None
        if (share is not None and share > 1) or (average is not None and scale is not None and average > scale):
            yield Left(at, "a score that is better than the best")
            continue
        count = int(counted[1].replace(",", "")) if counted else None
        yield found("scores", at, (begin, end), aggregator=name, approval=share and round(share, 4), average=average,
                    scale=scale, count=count)  # fmt: skip


def _average(said: str, best: int) -> tuple[float | None, float | None]:
    if both := OUT_OF.search(said):
        return float(both[1]), float(both[2])
    if alone := AVERAGE.search(said):
        return float(alone[1]), float(best)
    return None, None


def read_reviews(sentences: Sequence[Sentence]) -> tuple[list[Finding], set[Sentence]]:
    """The reviews of these sentences, and which of them they are made of."""
    reviews: list[_Review] = []
    last: Sentence | None = None
    for at in sentences:
        if (begun := _begun(at)) is not None:
            reviews.append(begun)
        elif last is not None and _goes_on(at, last) and reviews and last == reviews[-1].sentences[-1]:
            reviews[-1].sentences.append(at)
        last = at
    return [finding for review in reviews for finding in _findings(review)], {
        at for each in reviews for at in each.sentences
    }


def _goes_on(at: Sentence, last: Sentence) -> bool:
    return last.block == at.block and GOES_ON.match(at.text) is not None


def _begun(at: Sentence) -> _Review | None:
    for form in CRITIC.values():
        whose = form.search(at.text)
        if whose and (
            VERB.search(outside_quotes(at.text), whose.end()) or VERB.search(at.text[whose.end() : whose.end() + 40])
        ):
            parts = whose.groupdict()
            critic = parts.get("critic")
            name = company_name(parts["publication"])
            if name in AGGREGATORS:
                return None
            return _Review(at, critic and critic.rstrip("."), name, [at])
    return None


def _findings(review: _Review) -> Iterator[Finding]:
    texts = [at.text for at in review.sentences]
    quotes = [one or other for text in texts for one, other in QUOTE.findall(text)]
    said = [TAIL.sub("", outside_quotes(text).rstrip(" .")).strip(" ,:;") for text in texts]
    # A sentence that a quotation completes says nothing without it.
    whole = [
        as_sentence(words)
        for words, text in zip(said, texts, strict=True)
        if len(words) > 0.6 * len(text.rstrip(" .")) or VERDICT_WORD.search(words)
    ]
    values = {
        "critic": review.critic,
        "publication": review.publication,
        "verdict": verdict_of(" ".join(outside_quotes(text) for text in texts)),
        "quote": " \u2026 ".join(map(_bare, quotes))[:2000] or None,
        "paraphrase": " ".join(whole)[:2000] or None,
    }
    for number, at in enumerate(review.sentences):
        yield found(
            "reviews",
            at,
            None,
            **values if number == 0 else {"critic": review.critic, "publication": review.publication},
        )


def _bare(quote: str) -> str:
    """*quote* without the stop that ends not it, but the sentence that it stands in."""
    is_part = quote[:1].islower() and not quote.endswith("..")
    return quote.rstrip(".," if is_part else ",").strip()


def outside_quotes(text: str) -> str:
    """*text*, with an ellipsis for what stands in quotation marks."""
    return QUOTE.sub("\u2026", text)


def verdict_of(text: str) -> str | None:
    """The verdict that *text* states in words, or by points; None when it states none."""
    if stars := STARS.search(text):
        points, scale = (
            NUMBERS.get(each.lower()) if each.isalpha() else float(each) for each in (stars["points"], stars["scale"])
        )
        if points is not None and scale:
            share = (points + (0.5 if stars["half"] else 0)) / scale
            return "POSITIVE" if share > 0.55 else "MIXED" if share >= 0.5 else "NEGATIVE"
    words = {verdict for verdict, pattern in VERDICTS.items() if pattern.search(text)}
    if "MIXED" in words or len(words) == 2:
        return "MIXED"
    return words.pop() if words else None


VERDICT_WORD = re.compile("|".join(pattern.pattern for pattern in VERDICTS.values()), re.I)
