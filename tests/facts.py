"""The 97 facts of the seed film, each with the query that returns it and where it stands in the answer.

A fact is what the source states; its value is what the record says: names, numbers, dates and orders to the letter, and
prose in our own words. `query` names a golden file (`tests/queries/D1-*.md`). `where` is a path into its `data`, as it
is answered to a viewer who has seen the film:

    film.genres                            keys, one after the other; a list stands for each of its items
    film.credits[job=PRODUCER].person.name only those whose job is PRODUCER, compared as text: null, true, 0
    film.roles.nodes[sources.section=Cast] only those with such a value anywhere at the end of this path
    film.releases[medium=VOD].{date,scope} both, as one tuple; a path in it that finds nothing yields None, and one that
                                           finds several yields a tuple of them

What is null has no keys, so a path ends there. A key that the query does not ask for is a mistake, and an error.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

Query: TypeAlias = Literal["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11"]
Gate: TypeAlias = Literal["MINOR", "MAJOR"] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. *gate* is the level of the twist that seals it; None for an open one, which everyone is told."""

    number: int
    query: Query
    where: str
    value: object
    gate: Gate = None

    def is_in(self, data: object) -> bool:
        """Whether *data* states the fact. A list is all that is found, in its order; any other value is among it."""
        found = find(data, self.where)
        return found == self.value if isinstance(self.value, list) else self.value in found


def find(data: object, where: str) -> list[object]:
    """What stands in *data* at the path *where*, in its order.

    >>> find({"film": {"genres": ["action", "crime"]}}, "film.genres")
    ['action', 'crime']
    """
    return _follow([data], _parse(where))


# ── Paths ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Key:
    name: str


@dataclass(frozen=True, slots=True)
class _Only:
    path: "_Path"
    text: str


@dataclass(frozen=True, slots=True)
class _Both:
    paths: "tuple[_Path, ...]"


_Step: TypeAlias = _Key | _Only | _Both
_Path: TypeAlias = tuple[_Step, ...]


def _follow(values: Iterable[object], path: _Path) -> list[object]:
    found = list(values)
    for step in path:
        found = [end for value in found if value is not None for end in _take(value, step)]
    return found


def _take(value: object, step: _Step) -> list[object]:
    match step:
        case _Key(name):
            if not isinstance(value, dict) or name not in value:
                raise LookupError(f"no '{name}' in {value!r}")
            child: object = value[name]
            return child if isinstance(child, list) else [child]
        case _Only(path, text):
            return [value] if text in map(_text, _follow([value], path)) else []
        case _Both(paths):
            return [tuple(_whole(_follow([value], path)) for path in paths)]


def _whole(found: list[object]) -> object:
    return tuple(found) if len(found) > 1 else found[0] if found else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@cache
def _parse(where: str) -> _Path:
    path, end = _parse_path(where, 0)
    if end != len(where):
        raise ValueError(f"not a path, from character {end}: {where}")
    return path


def _parse_path(where: str, at: int) -> tuple[_Path, int]:
    steps: list[_Step] = []
    while True:
        if where.startswith("{", at):
            paths, at = _parse_paths(where, at + 1)
            steps.append(_Both(paths))
        else:
            name, at = _match(r"\w+", where, at)
            steps.append(_Key(name))
        while where.startswith("[", at):
            path, at = _parse_path(where, at + 1)
            text, at = _match(r"=[^\]]*", where, at)
            _, at = _match(r"\]", where, at)
            steps.append(_Only(path, text[1:]))
        if not where.startswith(".", at):
            return tuple(steps), at
        at += 1


def _parse_paths(where: str, at: int) -> "tuple[tuple[_Path, ...], int]":
    paths: list[_Path] = []
    while True:
        path, at = _parse_path(where, at)
        paths.append(path)
        mark, at = _match(r", ?|\}", where, at)
        if mark == "}":
            return tuple(paths), at


def _match(pattern: str, where: str, at: int) -> tuple[str, int]:
    found = re.compile(pattern).match(where, at)
    if found is None:
        raise ValueError(f"not a path, from character {at}: {where}")
    return found[0], found.end()


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _billed(number: int, billing: int, name: str) -> Fact:
    return Fact(number, "D3", f"film.roles.nodes[billing={billing}][sources.section=Infobox].person.name", [name])


def _billed_alone(number: int, billing: int, name: str) -> Fact:
    """Somebody whom the source bills, and of whom it does not say whom they play."""
    return Fact(number, "D3", f"film.roles.nodes[billing={billing}].{{person.name, character}}", [(name, None)])


def _produced(number: int, position: int, name: str) -> Fact:
    return Fact(number, "D2", f"film.credits[job=PRODUCER][position={position}].person.name", [name])


def _studio(number: int, position: int, name: str) -> Fact:
    return Fact(number, "D4", f"film.involvements[part=STUDIO][position={position}].company.name", [name])


def _played(number: int, person: str, character: str) -> Fact:
    where = f"film.roles.nodes[person.name={person}][sources.section=Cast].character.name"
    return Fact(number, "D5", where, [character])


def _full_name(number: int, query: Query, role: str, name: str, full_name: str) -> Fact:
    """A safe name, with a full name that gives the twist away."""
    return Fact(number, query, f"{role}.character.{{name, fullName}}", [(name, full_name)], "MAJOR")


def _kin(number: int, query: Query, role: str, revealed_as: str, label: str) -> Fact:
    """A twist, and the relation that says the same: of it D5 asks for the kind, and D6 for the twist."""
    relation = "relations[kind=FAMILY]" if query == "D5" else "relations[twist.kind=KINSHIP]"
    where = f"{role}.character.{{twists[kind=KINSHIP].{{level, revealedAs}}, {relation}.{{label, to.name}}}}"
    return Fact(number, query, where, [(("MAJOR", revealed_as), (label, MACDONALD))], "MAJOR")


def _about(number: int, character: str, text: str) -> Fact:
    where = f"film.roles.nodes[character.name={character}].character.passages[topic=ABOUT].text"
    return Fact(number, "D5", where, text)


def _told(number: int, query: Query, topic: str, text: str, gate: Gate = None) -> Fact:
    return Fact(number, query, f"film.passages[topic={topic}][sources.section=Production].text", text, gate)


MACDONALD = 'Donovan "Mac" MacDonald'
SUSPECT = "He is suspected of theft and of robbing a bank, but a shootout has taken his memory."
GUZMAN = "person[name=Ryan Guzman].roles.nodes[film.title=Backtrace]"
WILLIAMS = "film.roles.nodes[person.name=Meadow Williams]"
OLSON = "film.roles.nodes[person.name=Tyler Jon Olson]"
PREMIERE = "Lionsgate Premiere"

IDENTITY = [
    Fact(1, "D1", "film.sources.source.title", "Backtrace (film)"),
    Fact(2, "D1", "film[sources.quote=Backtrace].title", ["Backtrace"]),
    Fact(3, "D1", "film[sources.quote=Backtrace is a 2018…].year", [2018]),
    Fact(4, "D1", "film[sources.section=Lead].genres", ["action", "crime", "thriller"]),
    Fact(5, "D1", "film[sources.quote=Country: United States].countries", ["United States"]),
    Fact(6, "D1", "film[sources.quote=Language: English].languages", ["English"]),
    Fact(7, "D1", "film[sources.quote=Runtime: 87 minutes].runtime", [87]),
    Fact(
        8,
        "D1",
        "film[sources.section=Lead].summary",
        [
            "Brian A. Miller directs Sylvester Stallone, beside Matthew Modine and Ryan Guzman, in an American crime "
            "thriller with plenty of action."
        ],
    ),
]

CREDITS = [
    Fact(9, "D2", "film.credits[job=DIRECTOR][sources.section=Infobox].person.name", ["Brian A. Miller"]),
    _produced(10, 1, "Randall Emmett"),
    _produced(11, 2, "George Furla"),
    _produced(12, 3, "Matt Luber"),
    _produced(13, 4, "Mark Stewart"),
    Fact(
        14,
        "D2",
        "film.credits[job=PRODUCER][sources.section=Infobox].person.name",
        ["Randall Emmett", "George Furla", "Matt Luber", "Mark Stewart"],
    ),
    Fact(15, "D2", "film.credits[job=WRITER][sources.section=Infobox].person.name", ["Mike Maples"]),
    Fact(16, "D2", "film.credits[job=MUSIC][sources.section=Infobox].person.name", ["Tim Jones"]),
    Fact(17, "D2", "film.credits[job=CINEMATOGRAPHY][sources.section=Infobox].person.name", ["Peter Holland"]),
    Fact(18, "D2", "film.credits[job=EXECUTIVE_PRODUCER][sources.section=Cast].person.name", ["Meadow Williams"]),
    # Director and writer are stated twice.
    Fact(19, "D2", "film.credits[job=DIRECTOR][sources.section=Production].person.name", ["Brian A. Miller"]),
    Fact(20, "D2", "film.credits[job=WRITER][sources.section=Production].person.name", ["Mike Maples"]),
]

BILLING = [
    _billed(21, 1, "Sylvester Stallone"),
    _billed(22, 2, "Ryan Guzman"),
    _billed(23, 3, "Meadow Williams"),
    _billed(24, 4, "Christopher McDonald"),
    _billed(25, 5, "Colin Egglesfield"),
    _billed(26, 6, "Lydia Hull"),
    _billed(27, 7, "Tyler Jon Olson"),
    _billed_alone(28, 8, "Sergio Rizzuto"),
    _billed_alone(29, 9, "Swen Temmel"),
    _billed(30, 10, "Matthew Modine"),
    Fact(
        31,
        "D3",
        "film.roles.nodes[sources.section=Infobox].person.name",
        [
            "Sylvester Stallone", "Ryan Guzman", "Meadow Williams", "Christopher McDonald", "Colin Egglesfield",
            "Lydia Hull", "Tyler Jon Olson", "Sergio Rizzuto", "Swen Temmel", "Matthew Modine",
        ],
    ),
]  # fmt: skip

COMPANIES = [
    _studio(32, 1, "Grindstone Entertainment Group"),
    _studio(33, 2, "Emmett/Furla/Oasis Films"),
    _studio(34, 3, "Diamond Film Productions LLC"),
    _studio(35, 4, "Ingenious Media"),
    _studio(36, 5, "Dreamscape Productions"),
    _studio(37, 6, "The Fyzz"),
    _studio(38, 7, "Happinet (I)"),
    _studio(39, 8, "Highland Film Group"),
    Fact(
        40,
        "D4",
        "film.involvements[part=STUDIO][sources.section=Infobox].company.name",
        [
            "Grindstone Entertainment Group", "Emmett/Furla/Oasis Films", "Diamond Film Productions LLC",
            "Ingenious Media", "Dreamscape Productions", "The Fyzz", "Happinet (I)", "Highland Film Group",
        ],
    ),
    Fact(41, "D4", "film.involvements[part=DISTRIBUTOR][sources.section=Infobox].company.name", [PREMIERE]),
]  # fmt: skip

CAST = [
    _played(42, "Sylvester Stallone", "Detective Sykes"),
    _about(43, "Detective Sykes", "A police detective of long experience."),
    Fact(
        44,
        "D5",
        "film.roles.nodes[character.name=Detective Sykes].character.relations[sources.section=Cast]"
        ".{label, kind, to.name}",
        [("assigned to work with", "PROFESSIONAL", "Agent Franks")],
    ),
    _played(45, "Matthew Modine", MACDONALD),
    _about(46, MACDONALD, SUSPECT),
    # The sealed passage follows the open one; the twist that seals it says the same.
    Fact(
        47,
        "D5",
        f"film.roles.nodes[character.name={MACDONALD}].character"
        ".{passages[topic=ABOUT].text, twists[kind=FATE].{level, revealedAs}}",
        [
            (
                (
                    SUSPECT,
                    "He spends seven years in the psychiatric hospital of a prison. Then he escapes, to find out what "
                    "he has forgotten and to show that he is innocent.",
                ),
                (
                    "MINOR",
                    "After seven years MacDonald escapes, in search of his memory and of proof that he is innocent.",
                ),
            )
        ],
        "MINOR",
    ),
    _full_name(48, "D6", GUZMAN, "Lucas", "Lucas MacDonald"),
    Fact(49, "D6", f"{GUZMAN}.character.introducedAs", ["A fellow inmate of Mac's in prison."]),
    _kin(50, "D6", GUZMAN, "Lucas is MacDonald's son.", "son of"),
    _full_name(51, "D5", WILLIAMS, "Dr. Erin", "Dr. Erin MacDonald"),
    Fact(
        52,
        "D5",
        f"{WILLIAMS}.character.introducedAs",
        ["The medical officer who looks after Mac's condition in prison."],
    ),
    _kin(53, "D5", WILLIAMS, "Dr. Erin is MacDonald's wife.", "wife of"),
    _full_name(54, "D5", OLSON, "Farren", "Farren MacDonald"),
    Fact(55, "D5", f"{OLSON}.character.introducedAs", ["A security guard who is assigned to Mac in prison."]),
    _kin(56, "D5", OLSON, "Farren is MacDonald's son.", "son of"),
    _played(57, "Christopher McDonald", "Agent Franks"),
    Fact(
        58,
        "D5",
        "film.roles.nodes[person.name=Christopher McDonald].character.introducedAs",
        ["A special agent of the FBI, put on Mac's case."],
    ),
    # The twist itself, the relation, and everyone whom the twist is about, in the order of the billing.
    Fact(
        59,
        "D5",
        "film.roles.{nodes[character.name=Agent Franks].character.twists.{kind, level, revealedAs},"
        " nodes[character.name=Agent Franks].character.relations.{label, kind, to.name},"
        " nodes[character.twists.kind=ALLEGIANCE].character.name}",
        [
            (
                (
                    "ALLEGIANCE",
                    "MAJOR",
                    "Agent Franks is the mastermind behind the crime, and has framed MacDonald and his family for it.",
                ),
                ("framed", "ADVERSARY", MACDONALD),
                ("Lucas", "Dr. Erin", "Agent Franks", "Farren", MACDONALD),
            )
        ],
        "MAJOR",
    ),
    _played(60, "Colin Egglesfield", "Detective Carter"),
    Fact(
        61,
        "D5",
        "film.roles.nodes[character.name=Detective Carter].character"
        ".{passages[topic=ABOUT].text, relations[sources.section=Cast].{label, kind, to.name}}",
        [
            (
                "A young detective of the police, who learns from Sykes while both work on the MacDonald case.",
                ("protégé of", "PROFESSIONAL", "Detective Sykes"),
            )
        ],
    ),
    _played(62, "Brooks Nader", "Orderly Lisa"),
    _played(63, "Jenna Willis", "Detective Bay"),
    _played(64, "Lydia Hull", "Dr. Nichols"),
    _played(65, "Baylee Curran", "Secure Guard Alicia"),
]

PLOT = [
    Fact(
        66,
        "D7",
        "film.passages[sources.section=Plot].text",
        "A bank robbery fails and leaves MacDonald (Matthew Modine) with an injured brain. His memory is gone, and he "
        "is locked up in the psychiatric ward of a prison.",
    ),
    Fact(
        67,
        "D7",
        "film.passages[sources.section=Plot].text",
        "In the seventh year of his evaluation he is forced to break out, by an inmate (Ryan Guzman) and the doctor of "
        "the ward (Meadow Williams), and is given a serum that makes him live through all he has forgotten once more.",
    ),
    Fact(
        68,
        "D7",
        "film.passages[sources.section=Plot].text",
        "To get the stolen money back, and to face what he has been, he has to shake off a detective from the place "
        "(Sylvester Stallone) and a hard-boiled agent of the FBI (Christopher McDonald), and to withstand what the "
        "drug does to him.",
    ),
]

PRODUCTION = [
    Fact(
        69,
        "D8",
        "film.passages[topic=ANNOUNCEMENT][sources.section=Production].{date, text}",
        [("2018-11", "The film was made public officially in November 2018.")],
    ),
    _told(
        70,
        "D8",
        "CASTING",
        "Three co-stars came with the announcement: Sylvester Stallone, and beside him Matthew Modine and Ryan Guzman.",
    ),
    _told(
        71,
        "D8",
        "SCRIPT",
        "The story was pitched as a thriller of action and crime: Stallone's Detective Sykes hunts a bank robber, a "
        "convict who is psychotic and has escaped.",
    ),
    _told(72, "D8", "DIRECTION", "Miller calls it a mystery about a crime, in the style of a whodunit."),
    _told(
        73,
        "D8",
        "DIRECTION",
        "Miller has nothing but praise for working with his cast, and has been a fan of Sylvester Stallone all his "
        "life.",
    ),
    _told(
        74,
        "D8",
        "DIRECTION",
        "Miller counts Stallone among the auteurs: the film, he says, is better for what Stallone knows about making "
        "films.",
    ),
    _told(
        75,
        "D8",
        "DIRECTION",
        "The end is a twist of the plot, Miller adds, and hints of it lie everywhere in the film, for those who will "
        "watch it more than once.",
        "MINOR",
    ),
    _told(
        76,
        "D8",
        "SCRIPT",
        "Before production began the script was rewritten more than once, and its plot changed in large ways.",
    ),
    _told(
        77,
        "D8",
        "CASTING",
        "Christopher McDonald, Ryan Guzman and Colin Egglesfield joined at once when they heard that Stallone would "
        "co-star.",
    ),
    _told(78, "D8", "FILMING", "It was filmed in Savannah, Georgia, in 12 days."),
    _told(
        79,
        "D8",
        "FILMING",
        "The weather kept changing in ways that nobody had expected, yet the main shooting was over fast.",
    ),
]

RELEASES = [
    Fact(80, "D9", "film.releases[sources.quote=Released: 2018-12-14].date", ["2018-12-14", "2018-12-14"]),
    # Both releases, each with what the sentence says of it.
    Fact(
        81,
        "D9",
        "film.{releases[medium=VOD][sources.section=Lead].{date, scope, territory, distributor.name},"
        " releases[medium=THEATRICAL][sources.section=Lead].{date, scope, territory, distributor.name}}",
        [(("2018-12-14", None, "US", PREMIERE), ("2018-12-14", "LIMITED", "US", PREMIERE))],
    ),
    Fact(
        82,
        "D9",
        "film.{releases[medium=VOD][sources.section=Release: Theatrical].date,"
        " releases[medium=THEATRICAL][scope=LIMITED][sources.section=Release: Theatrical].date}",
        [("2018-12-14", "2018-12-14")],
    ),
    Fact(
        83,
        "D9",
        "film.releases[sources.section=Release: Home media].{medium, date, scope, territory, distributor}",
        [("HOME_VIDEO", "2019-02-19", None, None, None)],
    ),
]

MONEY = [
    Fact(84, "D10", "film.budget.money.{amount, currency}", [(6_000_000, "USD")]),
    # The infobox's figure, which the text contests with its sum.
    Fact(
        85,
        "D10",
        "film.{figures[metric=GROSS][territory=WORLD][sources.section=Infobox].money.{amount, currency},"
        " gross.{contested, money, low.amount, high.amount}}",
        [((490_636, "USD"), (True, None, 488_148, 490_636))],
    ),
    Fact(86, "D10", "film.northAmerica.money.{amount, currency}", [(0, "USD")]),
    # As it is stated, and as it stands in the sum.
    Fact(
        87,
        "D10",
        "film.{figures[metric=GROSS][territory=OTHER].money.{amount, currency},"
        " figures[metric=GROSS][derived=true].money.{amount, currency}}",
        [((488_148, "USD"), (488_148, "USD"))],
    ),
    Fact(88, "D10", "film.homeVideo.money.{amount, currency}", [(717_998, "USD")]),
]

RECEPTION = [
    Fact(
        89,
        "D11",
        "film.passages[sources.section=Reception: Critical response].text",
        "On the whole its reviews were negative.",
    ),
    Fact(
        90,
        "D11",
        "film.passages[sources.section=Reception: Critical response].text",
        "Critics found fault with the plot, and had praise for how Stallone and Guzman play.",
    ),
    Fact(
        91,
        "D11",
        "film.scores.{aggregator.name, approval, average, scale, count}",
        [("Rotten Tomatoes", None, None, None, None)],
    ),
    Fact(
        92,
        "D11",
        "film.reviews.nodes[critic.name=Joe Leydon].{publication.name, verdict}",
        [("Variety", "POSITIVE")],
    ),
    Fact(
        93,
        "D11",
        "film.reviews.nodes[critic.name=Joe Leydon].quote",
        ["Matthew Modine is outstanding … VOD-centric thriller."],
    ),
    Fact(
        94,
        "D11",
        "film.reviews.nodes[critic.name=Kevin L. Lee].{publication.name, verdict, quote}",
        [("Film Inquiry", "NEGATIVE", "cinematic...headache")],
    ),
    Fact(
        95,
        "D11",
        "film.reviews.nodes[critic.name=Kevin L. Lee].paraphrase",
        ["Finds fault with how it is written and with the tone that it takes."],
    ),
    Fact(
        96,
        "D11",
        "film.reviews.nodes[critic.name=Noel Murray].{publication.name, verdict, paraphrase}",
        [
            (
                "Los Angeles Times",
                "NEGATIVE",
                "The plot is not original: it is one that viewers know too well.",
            )
        ],
    ),
    Fact(
        97,
        "D11",
        "film.reviews.nodes[critic.name=Noel Murray].quote",
        ["…people with guns chasing other people with guns…"],
    ),
]

FACTS: list[Fact] = [
    *IDENTITY, *CREDITS, *BILLING, *COMPANIES, *CAST, *PLOT, *PRODUCTION, *RELEASES, *MONEY, *RECEPTION,
]  # fmt: skip
