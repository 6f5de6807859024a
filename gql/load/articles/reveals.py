"""Reveals: what sentences of the story give away, and how much of a plot may be told to everyone. Pure.

A plot is open until the first telling phrase; a plot of more than five sentences at most in its first third. What comes
behind is sealed, whatever it says: when in doubt, it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gql.load.articles.mentions import Mention, Names
from gql.load.articles.relations import Related, relations_in
from gql.load.articles.sentences import Sentence, as_sentence
from gql.load.articles.telling import KINSHIP, Form, Telling, kind_of, telling
from gql.tables.kinds import RelationKind, TwistKind, TwistLevel

PREMISE = 5
"""Sentences of a plot that is no more than a premise."""

MOST_SUBJECTS = 12
"""Characters whom one reveal is about."""

FAMILY = re.compile(r"\b(?:his|her|their|['\u2019]s) (?:entire |whole |own )?family\b", re.I)
COPULA = re.compile(r"\b(?:is|was|are|were|has been|have been)\b", re.I)
CLAUSE = re.compile(r"(?:[;:]|,| that| and| but) ", re.I)
PRONOUN = re.compile(r"(?:he|she|they|it)\b", re.I)
COMMON = frozenset(
    "about actually after again against also although along another away back because been before behind"
    " being between both called came could does done down during each eventually even ever every film"
    " finally find first five four from gets give given goes have having help herself himself however into"
    " itself just kind know later least leave left life like make many more most much must name never next"
    " once only other over part people real really reveal revealed same seen several show shown since some"
    " soon still story such take than that their them themselves then there these they thing this those"
    " three through time together took true truth turn turned turns under until upon used using very want"
    " wants were what when where which while will with within without would year years young your working"
    " worked works sent came told tells says board".split()
)
"""Words of four letters and more that tell nothing by themselves."""
FATE = frozenset(
    "dead death deaths demise died dies dying killed killing kills murder murdered murders suicide".split()
)
"""Words that tell a fate whichever of them told it first."""
TELLING_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,8}")


@dataclass(frozen=True, slots=True)
class Reveal:
    """One thing that is given away. Characters are their numbers."""

    at: Sentence
    told: str  # what turns out to be true, as a sentence
    predicate: str  # of it, what is said of whom it is about
    start: int  # of the words of *at* that say so
    kind: TwistKind
    level: TwistLevel
    form: Form
    subjects: tuple[int, ...] = ()
    relations: tuple[Related, ...] = ()
    family_of: int | None = None  # whose family it is about, too
    before: str = ""  # what the sentence says ahead of it
    seen: tuple[Sentence, ...] = ()  # other sentences that say the same

    def words(self, names: Names) -> set[str]:
        """The words, in lower case, that tell it to whoever reads one of them."""
        words = {word.lower() for word in TELLING_WORD.findall(self.predicate)}
        kin = words & {*KINSHIP}
        fate = FATE if self.kind is TwistKind.FATE else frozenset()
        return {word for word in words - COMMON if len(word) >= 4 and not names.is_name(word)} | kin | fate

    @property
    def is_event(self) -> bool:
        """Whether its words tell something only together with the name of whom they are about."""
        return self.form is Form.EVENT or self.kind is TwistKind.FATE

    @property
    def sames(self) -> list[object]:
        """What two reveals of the same thing have in common, any of these."""
        if self.form is Form.REMARK:
            return [Form.REMARK]
        return [self.told, *([(self.kind, frozenset(self.relations))] if self.relations else [])]


def reveal_of(at: Sentence, names: Names, owner: int | None) -> Reveal | None:
    """What *at* gives away, a sentence of the story that tells of *owner*, if of anybody."""
    found = telling(at.text)
    if found is None:
        return None
    told, start = _told(at.text, found, names)
    if found.phrase.form is Form.THAT and PRONOUN.match(told) and (who := names.mentions(at.text[: found.start])):
        owner = who[-1].character  # "Mrs. Oakes confesses that she …"
    mentions = names.mentions(told)
    subjects = dict.fromkeys(mention.character for mention in mentions)
    # "Arun's oldest friend, who betrays Meera" is told of the owner of the text, and so is "he".
    is_named = bool(mentions) and told[mentions[0].end : mentions[0].end + 1] not in "'\u2019"
    if owner is not None and (not is_named or PRONOUN.match(told)):
        subjects = {owner: None} | subjects
    family = FAMILY.search(told)
    form = found.phrase.form
    copula = COPULA.search(told)
    # "Corrie is later revealed to be Judith's mother" claims that she is.
    claim = f"{at.text[start : found.start]}is{at.text[found.end :]}" if form is Form.BE else told
    return Reveal(
        at=at,
        told=told,
        predicate=at.text[found.end :]
        if form is Form.BE
        else told[copula.end() :]
        if form is Form.THAT and copula
        else told,
        start=start,
        kind=kind_of(found.phrase, told),
        level=found.phrase.level,
        form=form,
        subjects=() if form is Form.REMARK else tuple(subjects)[:MOST_SUBJECTS],
        relations=tuple(relations_in(claim.rstrip("."), names, next(iter(subjects), owner))),
        family_of=_before(mentions, family.start()) if family else None,
        before=at.text[: found.start if form is Form.THAT else start],
    )


def kinship_of(at: Sentence, names: Names) -> Reveal | None:
    """The kinship that *at* states in passing, a sentence of the sealed part of a plot."""
    relations = tuple(
        each for each in relations_in(at.text.rstrip("."), names, None) if each.kind is RelationKind.FAMILY
    )
    if not relations:
        return None
    subjects = tuple(dict.fromkeys(number for each in relations for number in (each.start, each.end)))
    told = as_sentence(at.text)
    return Reveal(at, told, told, 0, TwistKind.KINSHIP, TwistLevel.MAJOR, Form.THAT, subjects, relations)


def _told(text: str, found: Telling, names: Names) -> tuple[str, int]:
    """What turns out to be true, and where the words begin that say so."""
    match found.phrase.form:
        case Form.THAT:
            behind = text[found.end :]
            return (as_sentence(behind), found.end) if len(behind.split()) > 1 else (as_sentence(text), 0)
        case Form.BE:
            # The clause of the phrase: behind the last comma or "that" before it, if somebody is named from there on.
            cuts = [match.end() for match in CLAUSE.finditer(text, 0, found.start)]
            named = [cut for cut in cuts if PRONOUN.match(text, cut) or names.mentions(text[cut : found.start])]
            cut = max(named, default=0)
            return as_sentence(text[cut:]), cut
    return as_sentence(text), 0


def _before(mentions: Sequence[Mention], at: int) -> int | None:
    return next((mention.character for mention in reversed(mentions) if mention.end <= at), None)


def open_until(plot: Sequence[Sentence]) -> int:
    """How many sentences of a plot everyone may read."""
    most = len(plot) if len(plot) <= PREMISE else max(2, len(plot) // 3)
    return next((number for number, at in enumerate(plot[:most]) if telling(at.text)), most)


def merged(reveals: Sequence[Reveal]) -> list[Reveal]:
    """*reveals*, each once: what several sentences say is one, seen in all of them."""
    kept: list[Reveal] = []
    places: dict[object, int] = {}
    for reveal in reveals:
        number = next((places[same] for same in reveal.sames if same in places), len(kept))
        if number == len(kept):
            kept.append(reveal)
        else:
            kept[number] = replace(kept[number], seen=(*kept[number].seen, reveal.at))
        places |= dict.fromkeys(reveal.sames, number)
    return kept


def with_families(reveals: Sequence[Reveal], relations: Sequence[Related]) -> list[Reveal]:
    """*reveals*, with the characters whom relations make the family that they are about."""
    kin = [
        each for each in [*relations, *(one for reveal in reveals for one in reveal.relations)] if each.kind == "FAMILY"
    ]
    return [reveal if reveal.family_of is None else _with_family(reveal, reveal.family_of, kin) for reveal in reveals]


def _with_family(reveal: Reveal, head: int, kin: Sequence[Related]) -> Reveal:
    family = [one.start if one.end == head else one.end for one in kin if head in (one.start, one.end)]
    return replace(reveal, subjects=tuple(dict.fromkeys([*reveal.subjects, *family]))[:MOST_SUBJECTS])
