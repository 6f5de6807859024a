"""What characters are to each other, in a clause that names them: "Lucas is MacDonald's son". Pure.

Names are replaced by their numbers before the patterns look, so that these say only what stands between two of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gql.load.articles.mentions import Mention, Names
from gql.load.articles.telling import KINSHIP
from gql.tables.kinds import RelationKind

NO_KIN = ("family", "heir", "children", "parents", "siblings", "orphan")
NOUNS = {
    RelationKind.FAMILY: [*(noun for noun in KINSHIP if noun not in NO_KIN), "ex-wife", "ex-husband"],
    RelationKind.PROFESSIONAL: (
        "partner boss assistant colleague protégé protégée protege mentor lawyer attorney secretary bodyguard client"
        " employee employer apprentice student pupil teacher superior commander lieutenant therapist psychiatrist agent"
        " manager deputy driver servant maid butler right-hand trainer coach accomplice business-partner"
    ).split(),
    RelationKind.ROMANTIC: (
        "girlfriend boyfriend fiancé fiancée fiance fiancee lover mistress ex-girlfriend ex-boyfriend"
    ).split(),
    RelationKind.ADVERSARY: (
        "rival enemy nemesis arch-enemy killer murderer kidnapper tormentor stalker captor opponent"
    ).split(),
    RelationKind.OTHER: (
        "friend neighbour neighbor roommate schoolmate classmate confidant confidante guardian ward"
    ).split(),
}
_KIND = {noun: kind for kind, nouns in NOUNS.items() for noun in nouns}
_NOUN = "|".join(sorted(map(re.escape, _KIND), key=len, reverse=True))
_ADJECTIVES = r"(?:(?!and |or )[\w-]+ ){0,3}?"
_BE = (
    r"(?:is|was|are|were|being|becomes|be|been)"
    r"(?: (?:actually|really|secretly|also|in fact|revealed to be|none other than)){0,2}"
)

NOUN_FORMS = {
    "X is Y's son": re.compile(
        rf"\[(\d+)\],? {_BE} \[(\d+)\]['\u2019]s? (?P<adjectives>{_ADJECTIVES})(?P<noun>{_NOUN})\b", re.I
    ),
    "X is the son of Y": re.compile(
        rf"\[(\d+)\],? {_BE} (?:the |"
        rf"an? )?(?P<adjectives>{_ADJECTIVES})(?P<noun>{_NOUN}) (?:of|to|"
        rf"under) (?:the )?\[(\d+)\]",
        re.I,
    ),
    "X is a diver and Y's son": re.compile(
        rf"\[(\d+)\] {_BE} [^\[\].;]{{1,80}}(?:,|"
        rf" and) \[(\d+)\]['\u2019]s? (?P<adjectives>{_ADJECTIVES})(?P<noun>{_NOUN})\b",
        re.I,
    ),
    "X, Y's son": re.compile(
        rf"\[(\d+)\], \[(\d+)\]['\u2019]s? (?P<adjectives>{_ADJECTIVES})(?P<noun>{_NOUN})\b", re.I
    ),
    "X who works as the son of Y": re.compile(
        rf"\[(\d+)\][^\[\]]{{1,120}}? (?:works|working|serves|serving|acts) as (?:the |"
        rf"an? )?(?P<adjectives>{_ADJECTIVES})(?P<noun>{_NOUN})"
        rf" (?:of|to|under|for) (?:the )?\[(\d+)\]",
        re.I,
    ),
}
"""By name. The noun is the label: "son of"."""

VERBS = (
    ("assigned to work with", RelationKind.PROFESSIONAL, r"(?:is |was )?assigned to work with"),
    ("works for", RelationKind.PROFESSIONAL, r"work(?:s|ed|ing) for"),
    ("works with", RelationKind.PROFESSIONAL, r"works with"),
    ("works under", RelationKind.PROFESSIONAL, r"work(?:s|ing) under"),
    ("married to", RelationKind.FAMILY, r"(?:is |was )?married to"),
    ("engaged to", RelationKind.ROMANTIC, r"(?:is |was )?engaged to"),
    ("in love with", RelationKind.ROMANTIC, r"(?:is |falls |fell )?in love with"),
    ("framed", RelationKind.ADVERSARY, r"(?:framed|frames|framing)"),
    ("betrayed", RelationKind.ADVERSARY, r"(?:betrayed|betrays|betraying)"),
    ("killed", RelationKind.ADVERSARY, r"(?:killed|kills|killing|murdered|murders|murdering)"),
    ("kidnapped", RelationKind.ADVERSARY, r"(?:kidnapped|kidnaps|kidnapping)"),
    ("blackmailed", RelationKind.ADVERSARY, r"(?:blackmailed|blackmails|blackmailing)"),
)
"""Label, kind, and the words between the one and the other."""

VERB_FORMS = [(label, kind, re.compile(rf"\b{verb} (?:the |both )?\[(\d+)\]", re.I)) for label, kind, verb in VERBS]
PASSIVE_FORMS = [
    (
        label,
        kind,
        re.compile(
            rf"\[(\d+)\] (?:[\w ]{{0,40}} )??(?:is|was|be|been|are|were|"
            rf"being) (?:\w+ )??(?:{verb}) by (?:the )?\[(\d+)\]",
            re.I,
        ),
    )
    for label, kind, verb in VERBS
    if kind is RelationKind.ADVERSARY
]
_SUBJECT = re.compile(r"\[(\d+)\](?!['\u2019])")
_IS = re.compile(r"\b(?:is|was|been|being|be) $", re.I)


@dataclass(frozen=True, slots=True)
class Related:
    """What *start* is to *end*, both numbers of characters."""

    start: int
    label: str
    end: int
    kind: RelationKind


def relations_in(clause: str, names: Names, subject: int | None) -> list[Related]:
    """The relations that *clause* states. *subject* is of whom it is told when it begins with no name."""
    marked = mark(clause, names.mentions(clause, subject), subject)
    found = [*_by_nouns(marked), *_by_verbs(marked)]
    return [each for each in dict.fromkeys(found) if each.start != each.end]


def mark(clause: str, mentions: Sequence[Mention], subject: int | None) -> str:
    """*clause* with numbers for names, and with its subject before it when it has none."""
    parts, at = [], 0
    for mention in mentions:
        parts += [clause[at : mention.start], f"[{mention.character}]"]
        at = mention.end
    marked = "".join([*parts, clause[at:]]).replace("  ", " ")
    if subject is None or (marked.startswith(f"[{subject}]") and not re.match(r"\[\d+\]['\u2019]", marked)):
        return marked
    pronoun = re.match(r"(?:he|she|they|who|it)\b ?", marked, re.I)
    if pronoun:
        return f"[{subject}] {marked[pronoun.end() :]}"
    if re.match(r"\[\d+\] ", marked):
        return marked
    return f"[{subject}] is {marked[:1].lower()}{marked[1:]}"


def _by_nouns(marked: str) -> Iterator[Related]:
    for form in NOUN_FORMS.values():
        for found in form.finditer(marked):
            noun = found["noun"].lower()
            start, end = (int(number) for number in found.groups() if number is not None and number.isdigit())
            step = re.search(
                r"\b(half-|step|adopted |adoptive |twin |younger |older |elder |late )$", found["adjectives"], re.I
            )
            label = f"{step[1] if step and step[1] in ('adopted ', 'adoptive ', 'twin ') else ''}{noun} of"
            yield Related(start, label, end, _KIND[noun])


def _by_verbs(marked: str) -> Iterator[Related]:
    for label, kind, form in VERB_FORMS:
        for found in form.finditer(marked):
            before = marked[max(0, found.start() - 300) : found.start()]
            subjects = _SUBJECT.findall(before)
            if subjects and not _IS.search(before):
                yield Related(int(subjects[-1]), label, int(found[1]), kind)
    for label, kind, form in PASSIVE_FORMS:
        for found in form.finditer(marked):
            yield Related(int(found[2]), label, int(found[1]), kind)
