"""Telling phrases: words by which an article gives away what a film keeps for later. Data, and one look for them."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from gql.tables.kinds import TwistKind, TwistLevel


class Form(Enum):
    """Where in a sentence the secret stands."""

    THAT = "behind the phrase, as a clause of its own"
    BE = "before the phrase is the one of whom it is told, behind it what they are"
    EVENT = "the whole sentence is what happens"
    REMARK = "the sentence says that there is a secret"


@dataclass(frozen=True, slots=True)
class Phrase:
    name: str
    form: Form
    pattern: re.Pattern[str]
    kind: TwistKind | None = None  # None: what is told decides
    level: TwistLevel = TwistLevel.MAJOR


WORD = r"\b"


def _phrase(name: str, form: Form, pattern: str, kind: TwistKind | None = None, level: str = "MAJOR") -> Phrase:
    return Phrase(name, form, re.compile(rf"{WORD}(?:{pattern})", re.I), kind, TwistLevel(level))


_LATER = r"(?:(?:later|then|eventually|finally|ultimately|subsequently|soon|also|in the end|at the end) ){0,2}"
_BE = r"(?:is|was|are|were|has been|have been|being|be|gets?)"
_SEEN = r"(?:revealed|discovered|exposed|unmasked|shown|uncovered|disclosed|found(?: out)?|proven|proved|confirmed)"
_LEARN = (
    r"(?:discovers?|discovered|learns?|learned|learnt|reali[sz]es?|reali[sz]ed|finds? out|found out|reveals?|revealed|"
    r"confess(?:es|ed)?|admits?|admitted|deduces?|deduced|figures? out|uncovers?|uncovered|recogni[sz]es?)"
)

PHRASES = (
    _phrase(
        "it is revealed that",
        Form.THAT,
        rf"(?:it|which) (?:{_BE}|becomes) {_LATER}(?:{_SEEN}|clear|apparent)(?: to \w+)? that ",
    ),
    _phrase("it turns out that", Form.THAT, rf"(?:(?:it|as it) )?{_LATER}(?:turns?|turned) out(?: that|,) "),
    _phrase("learns that", Form.THAT, rf"{_LEARN}(?: to(?: \w+){{1,3}})? that "),
    _phrase(
        "learns who", Form.EVENT, rf"{_LEARN} (?:the truth|the identity|who|(?:his|her|their) (?:true|real)|a secret)\b"
    ),
    _phrase("unbeknownst", Form.THAT, r"unbeknownst to [^,]{1,80}, "),
    _phrase("unknown to", Form.THAT, r"unknown to [^,]{1,80}, "),
    _phrase("in reality", Form.THAT, r"(?:in reality|in truth|in actuality|the truth is(?: that)?),? "),
    _phrase("is revealed to be", Form.BE, rf"{_BE} {_LATER}{_SEEN} (?:to be|to have been|as|to have)\b"),
    _phrase("turns out to be", Form.BE, rf"{_LATER}(?:turns?|turned) out to (?:be|have been|have)\b"),
    _phrase(
        "is actually",
        Form.BE,
        r"(?:is|was|are|were|has been|have been) (?:actually|really|secretly|in fact|"
        r"in reality|none other than|all along)\b",
    ),
    _phrase("reveals himself", Form.BE, r"reveals? (?:himself|herself|themselves) (?:to be|as)\b"),
    _phrase("secretly", Form.EVENT, r"secretly\b"),
    _phrase("all along", Form.EVENT, r"all along\b(?! the)|the whole time\b"),
    _phrase(
        "behind it",
        Form.EVENT,
        r"(?:mastermind|killer|murderer|mole|traitor|culprit|brains?|person|one|man|"
        r"woman) behind\b",
        TwistKind.ALLEGIANCE,
    ),
    _phrase(
        "the mastermind",
        Form.EVENT,
        r"(?:the|a) (?:real |true |actual )?(?:mastermind|traitor|mole|double agent|"
        r"impost[eo]r|culprit)\b",
        TwistKind.ALLEGIANCE,
    ),
    _phrase(
        "is the killer", Form.BE, r"(?:is|was) (?=the (?:real |true |actual )?(?:killer|murderer|culprit|thief)\b)"
    ),
    _phrase(
        "true identity",
        Form.EVENT,
        r"(?:true|real|secret) (?:identity|identities|name|nature|motive|motives|"
        r"intentions?)\b",
        TwistKind.IDENTITY,
    ),
    _phrase(
        "posing as",
        Form.EVENT,
        r"(?:posing|posed|poses|masquerad\w{1,5}|impersonat\w{1,4}) (?:as )?",
        TwistKind.IDENTITY,
    ),
    _phrase(
        "faked death", Form.EVENT, r"fak(?:e|es|ed|ing) (?:his|her|their|\w+['\u2019]s?) (?:own )?death", TwistKind.FATE
    ),
    _phrase(
        "betrays",
        Form.EVENT,
        r"betray\w{0,3}\b|double[- ]cross\w{0,3}\b|turns? on (?:him|her|them)\b",
        TwistKind.ALLEGIANCE,
    ),
    _phrase(
        "dies",
        Form.EVENT,
        r"(?:dies|died|dying)\b(?! hard)|(?:commits?|committed) suicide\b|succumbs?\b|"
        r"sacrific\w{1,4} (?:him|her|them)sel",
        TwistKind.FATE,
    ),
    _phrase(
        "is killed",
        Form.EVENT,
        rf"{_BE} (?:\w+ ){{0,2}}(?:killed|murdered|executed|assassinated|stabbed|shot dead|"
        rf"beheaded|hanged|slain|poisoned)\b",
        TwistKind.FATE,
    ),
    _phrase(
        "kills",
        Form.EVENT,
        r"(?:kills?|murders|executes|assassinates|strangles|shoots|stabs|poisons)\b",
        TwistKind.FATE,
    ),
    _phrase(
        "still alive", Form.EVENT, r"(?:still|is|was) alive\b|has been dead\b|is dead\b|was dead\b", TwistKind.FATE
    ),
    _phrase(
        "is found dead",
        Form.EVENT,
        r"found (?:dead|murdered|hanged)\b|perish(?:es|ed)\b|drowns?\b|bleeds? to death|(?:mortally|fatally)\b"
        r"|(?:his|her|their|its) own li(?:fe|ves)\b|(?:is|are|gets?) shot\b|sole survivor|final girl",
        TwistKind.FATE,
    ),
    _phrase(
        "long-lost",
        Form.EVENT,
        r"long[- ]lost\b|illegitimate\b"
        r"|(?:real|biological|birth|true) (?:father|mother|parents?|son|daughter|brother|sister|child)\b",
        TwistKind.KINSHIP,
    ),
    _phrase(
        "the true villain",
        Form.EVENT,
        r"(?:true|real|actual|main|secret|hidden) (?:villain|antagonist|culprit|killer|enemy)\b|undercover\b"
        r"|responsible for the\b"
        r"|behind the (?:\w+ )?(?:murders?|killings?|robber(?:y|ies)|attacks?|plot|conspiracy|kidnappings?|thefts?"
        r"|crimes?|scheme|heists?|deaths?)\b",
        TwistKind.ALLEGIANCE,
    ),
    _phrase(
        "not who he seems",
        Form.EVENT,
        r"not (?:who|what|as) (?:he|she|they|it) (?:seems?|claims?|appears?|says?)\b|one and the same|same person\b"
        r"|alter ego\b|in disguise\b|disguised\b|under (?:a|an|the) (?:false|assumed) (?:name|identity)|double life\b",
        TwistKind.IDENTITY,
    ),
    _phrase(
        "a secret",
        Form.EVENT,
        r"(?:dark|hidden|family|terrible|big|own) secrets?\b|hidden agenda|ulterior motives?|true colou?rs"
        r"|having an affair|all a dream|hallucinat|imaginary|figment of|flashback",
    ),
    _phrase("reveals", Form.EVENT, r"reveal(?:s|ed|ing)?\b|revelation|actually\b|in truth\b"),
    _phrase(
        "in the end",
        Form.EVENT,
        r"eventually\b|ultimately\b|in the end\b|finally\b|ends? up\b|ended up\b"
        r"|(?:at|by|near|towards?) the (?:very )?end of the (?:film|movie|story)",
    ),
    _phrase(
        "survives",
        Form.EVENT,
        r"survives\b|escapes\b|before escaping\b|and escaping\b|manages to (?:escape|"
        r"survive)\b",
        TwistKind.FATE,
        "MINOR",
    ),
    _phrase(
        "is arrested",
        Form.EVENT,
        rf"{_BE} (?:arrested|convicted|sentenced|exonerated|acquitted)\b",
        TwistKind.FATE,
        "MINOR",
    ),
    _phrase(
        "plot twist",
        Form.REMARK,
        r"plot[- ]twists?\b|twist (?:ending|at the end|in the tale|finale)|(?:final|big|last|"
        r"major|shock(?:ing)?|surprise) (?:twist|reveal)\b|(?:surprise|shock) ending|"
        r"the twist\b",
        TwistKind.OTHER,
        "MINOR",
    ),
)
"""By name, in no order."""

KINSHIP = (
    "son daughter father mother wife husband brother sister uncle aunt cousin nephew niece grandson granddaughter"
    " grandfather grandmother child children parent parents stepson stepdaughter "
    "stepfather stepmother stepbrother stepsister"
    " half-brother half-sister twin sibling siblings spouse widow widower family orphan heir"
).split()

KINDS = (
    (TwistKind.KINSHIP, re.compile(rf"\b(?:{'|'.join(KINSHIP)})\b", re.I)),
    (
        TwistKind.ALLEGIANCE,
        re.compile(
            r"\b(?:mastermind|traitor|mole|spy|double agent|informant|behind|betray\w*|work(?:ing|"
            r"s|ed) (?:for|with)|fram(?:ed|ing|es)|corrupt|"
            r"accomplice|conspir\w+|in league|allied|undercover|set up|double-cross\w*|leader of)\b",
            re.I,
        ),
    ),
    (TwistKind.FATE, re.compile(r"\b(?:dead|alive|died|dies|killed|ghost|death|survived)\b", re.I)),
    (
        TwistKind.IDENTITY,
        re.compile(
            r"\b(?:killer|murderer|identity|impost[eo]r|alter ego|alias|same person|himself|"
            r"herself|real name|known as|robot|android|clone|disguise\w*|same (?:man|woman))\b",
            re.I,
        ),
    ),
)
"""What is told decides the kind of a twist: the one whose words stand first."""


IS_SOMEBODY = re.compile(r"(?:\S+ ){1,4}(?:is|was|are|were) (?:the|an?|one of|none other) ", re.I)


@dataclass(frozen=True, slots=True)
class Telling:
    """A telling phrase in a sentence, and where it stands there."""

    phrase: Phrase
    start: int
    end: int


RANKS = {Form.THAT: 0, Form.BE: 0, Form.REMARK: 1, Form.EVENT: 2}
"""Which form tells more: the lower, the more."""

ANY = re.compile(rf"\b(?:{'|'.join(phrase.pattern.pattern.removeprefix(WORD) for phrase in PHRASES)})", re.I)
"""One look for all of them: most sentences tell nothing."""


@lru_cache(maxsize=1000)
def telling(text: str) -> Telling | None:
    """The telling phrase of *text*: one that says of whom it tells what before others, the first before the next."""
    if ANY.search(text) is None:
        return None
    found = [
        Telling(phrase, match.start(), match.end()) for phrase in PHRASES if (match := phrase.pattern.search(text))
    ]
    return min(found, key=lambda each: (RANKS[each.phrase.form], each.start, -each.end), default=None)


def kind_of(phrase: Phrase, told: str) -> TwistKind:
    """What kind of twist it is that *told* is true."""
    if phrase.kind is not None:
        return phrase.kind
    words = [(match.start(), kind) for kind, pattern in KINDS if (match := pattern.search(told))]
    if words:
        return min(words)[1]
    return TwistKind.IDENTITY if phrase.form is Form.BE or IS_SOMEBODY.match(told) else TwistKind.OTHER
