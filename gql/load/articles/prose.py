"""Prose: which clauses of a sentence are about what. A passage is what is said of one topic in one go. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gql.load.articles.dates import dates_in
from gql.load.articles.finding import Finding, found
from gql.load.articles.sentences import Sentence, as_sentence
from gql.tables.kinds import Topic

SECTIONS = (
    (Topic.PLOT, re.compile(r"\b(?:plot|synopsis|premise|story|summary|storyline)$", re.I)),
    (Topic.RECEPTION, re.compile(r"\b(?:reception|critic\w*|reviews?|accolades|awards?|response|nominations)\b", re.I)),
    (
        Topic.RELEASE,
        re.compile(
            r"\b(?:release|distribution|theatrical|home (?:media|video)|box[- ]office|marketing|streaming|premiere)\b",
            re.I,
        ),
    ),
    (Topic.CASTING, re.compile(r"\bcasting\b", re.I)),
    (Topic.SCRIPT, re.compile(r"\b(?:writing|script|screenplay|development|pre-production|conception)\b", re.I)),
    (Topic.FILMING, re.compile(r"\b(?:filming|shooting|photography|cinematography|locations?|principal)\b", re.I)),
    (Topic.DIRECTION, re.compile(r"\b(?:direction|directing)\b", re.I)),
)
"""What a section is about by its heading, innermost first."""

NOT_THE_FILM = re.compile(
    r"^(?:references|external links|see also|notes|footnotes|further reading|bibliography|sources|citations)$", re.I
)
"""Headings of sections that are not about the film."""

ABOUT_THE_END = re.compile(
    r"\b(?:themes?|analys[ei]s|interpretations?|ending|epilogue|explanation|twist|conclusion|symbolism)\b", re.I
)
"""Headings of sections that talk of the whole plot."""

TOPICS = (
    (
        Topic.PLOT,
        re.compile(
            r"^(?:the|it|its)\b[^.]{0,40}\b(?:follows|tells|centers|centres|revolves|focuses|"
            r"concerns|depicts|is about)\b",
            re.I,
        ),
    ),
    (Topic.DIRECTION, re.compile(r"^(?:the )?(?:director|film-?maker)\b", re.I)),
    (Topic.ANNOUNCEMENT, re.compile(r"\bannounce", re.I)),
    (
        Topic.CASTING,
        re.compile(
            r"\b(?:co-star|cast as|was cast|were cast|the cast\b|joined (?:the )?(?:cast|"
            r"production|film)|signed on|audition|attached to star|starring)",
            re.I,
        ),
    ),
    (
        Topic.SCRIPT,
        re.compile(
            r"\b(?:scripts?|screenplays?|screenwriters?|the story (?:was|is)|rewrites?|rewrote|"
            r"rewritten|drafts?|adapted|adaptation|based on)\b",
            re.I,
        ),
    ),
    (
        Topic.FILMING,
        re.compile(
            r"\b(?:filmed|filming|shot (?:in|on|at|over|entirely|primarily)|shooting|"
            r"principal photography|wrapped|production (?:began|started|endured|took place|lasted|"
            r"was completed))\b",
            re.I,
        ),
    ),
    (Topic.DIRECTION, re.compile(r"\b(?:directed|directorial|directing)\b", re.I)),
    (
        Topic.RELEASE,
        re.compile(
            r"\b(?:released?|premiered?|distribution|distributed|trailer|box office|grossed|DVD|"
            r"Blu-ray)\b",
            re.I,
        ),
    ),
    (Topic.RECEPTION, re.compile(r"\b(?:critics|reviews?|reviewers|acclaim\w*|nominated|awards?)\b", re.I)),
)
"""By words. The first that a clause has counts."""

CUTS = re.compile(
    r"; (?:while |and |but )?|, (?=co-starring\b)|, (?=with (?:a|the) (?:script|screenplay)\b)"
    r"|, while (?=filming\b|principal photography\b)"
    r"|(?P<always>,(?: and| while)? (?=the (?:story|script) (?:was|is)\b)| (?=with (?:critics|reviewers)\b))",
    re.I,
)
"""Where a sentence may turn to another topic; what stands behind some is told apart always."""


@dataclass(frozen=True, slots=True)
class Clause:
    start: int
    end: int
    topic: Topic | None


def section_topic(path: Sequence[str]) -> Topic | None:
    """What a section is about; None when its headings do not say."""
    for heading in reversed(path):
        for topic, words in SECTIONS:
            if words.search(heading):
                return topic
    return None


def passages_of(at: Sentence, taken: Sequence[tuple[int, int]] = (), director: str | None = None) -> Iterator[Finding]:
    """The passages of one sentence. What *taken* says are clauses that are a fact already, and no passage beside it."""
    default = section_topic(at.path)
    for clause in _clauses(at.text, director):
        if any(start <= clause.start + 2 and clause.end - 2 <= end for start, end in taken):
            continue
        topic = clause.topic or default or Topic.OTHER
        if default is Topic.PLOT or default is Topic.RECEPTION:
            topic = default
        text = as_sentence(at.text[clause.start : clause.end])
        dates = [dated.date for dated in dates_in(text)]
        date = dates[0] if len(dates) == 1 and topic not in (Topic.PLOT, Topic.RECEPTION) else None
        yield found("passages", at, (clause.start, clause.end), topic=topic, text=text, date=date)


def _clauses(text: str, director: str | None) -> list[Clause]:
    clauses: list[Clause] = []
    start, is_new = 0, True
    for cut in [*CUTS.finditer(text), None]:
        end = len(text) if cut is None else cut.start()
        topic = _topic(text[start:end], director)
        if clauses and not is_new and topic in (None, clauses[-1].topic):
            clauses[-1] = Clause(clauses[-1].start, end, clauses[-1].topic)
        elif end > start:
            clauses.append(Clause(start, end, topic))
        if cut is not None:
            start, is_new = cut.end(), cut["always"] is not None
    return clauses


def _topic(clause: str, director: str | None) -> Topic | None:
    surname = director.rpartition(" ")[2] if director else None
    if surname and re.match(rf"(?:[\w.]+ ){{0,3}}{re.escape(surname)}(?!\w)(?!['\u2019]s)", clause):
        return Topic.DIRECTION
    return next((topic for topic, words in TOPICS if words.search(clause)), None)
