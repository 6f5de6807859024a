"""Many made-up films: every kind of fact, ties wherever something is ordered, texts of every script.

Thirty-two film records share their people, companies, sources and a few characters; every call makes the same. The
first film names everybody and every company openly: that they exist is no secret. What else may be told of these films
is in `tellings`.
"""

import copy
import random
from collections.abc import Sequence
from typing import Any

from gql.tables import kinds
from gql.tables.keys import slugify

Record = dict[str, Any]

TITLES = (
    "The Register", "Zoë", "ZOE", "zoe", "Zoe's Return", "100% Wool", "100 Wool", "Snake_Case", "SnakeXCase",
    'Say "Never"', "Back\\slash", "L'Été dernier", "L'ETE DERNIER", "Straße", "STRASSE", "🎭 Masks", "🎬",
    "𝔊𝔬𝔱𝔥 Tales", "Goth tales",  # noqa: RUF001 - letters beyond the first plane, which are compared as plain ones
    "İstanbul", "ﬁn", "Fin", "A  B", "a b", "東京の夜", "Ωμέγα", "ωμεγα", "Ångström", "Angstrom",
    "The End", "The End", "Zürich ~ 2018",
)  # fmt: skip
RELEASED = ("2018", "2018-11", "2018-11-30", None, "2018-12-14", "2018-11-30", "1999", "2020-02-29", "2018-10", "1000")
RUNTIMES = (87, 120, None, 87, 1, 87, 200)
PEOPLE = (
    "Zoë Kern", "ZOE KERN", "Una Hall", "Olaf Brandt", "Ines Roy", "Pia Lund", "Ana Paz", "ana paz", "Ó Briain",
    "J. O'Brien", "Per_Olov 50%", "李安", "Łukasz Żak", "Émile \"Mil\" Noé", "Ola\\Per", "Ada 🎹", "Uwe Groß", "Bo",
)  # fmt: skip
COMPANIES = ("The Lamp", "the lamp", "Nordlicht", "100% Film_Works", 'Ciné "Plus"', "Slow\\Tomatoes", "Ōkami 🐺")
GENRES = ("drama", "Drama", "DRAMA", "comédie", "sci_fi", "50% noir", "Action", "action film", "🎭")
COUNTRIES = ("France", "france", "Österreich", "United States", "Côte d'Ivoire")
LANGUAGES = ("English", "français", "日本語", "Deutsch")
NAMES = (
    "Ada", "ADA", "Âda", "Count Orro", "The Host", "Lucas", "Zoë", "Mac", "Doctor % Hale", "Under_Wood", "Back\\Water",
    'Donna "Dot" Reed', "Ōji", "🦊 Fox", "Straus", "Élodie",
)  # fmt: skip
FULL_NAMES = (
    "Baron Vane",
    "baron vane",
    "Ludo MacVane",
    "Éva Vane",
    "éva vane",
    "100% Vane",
    "Vane_Prime",
    "Vane 🎭 II",
)
LABELS = ("son of", "Son of", "SON OF", "père de", "50% heir_of", "friend\\foe of", 'knows "well"')
SECTIONS = ("Cast", "Plot", "Infobox", None)
TEXTS = (
    "It rains 100%.",
    "Snow_falls.",
    'He said "no".',
    "Ça va?",
    "One\nTwo",
    "🎭 off!",
    "C:\\film",
    "Fine.",
    "fine.",
)
AMOUNTS = (0, 5, 488_148, 2**53 - 1)
DATES = (None, "2018", "2018-11", "2018-11-30", "2018-11-30", "2019-01-05", "2017")


def told() -> list[Record]:
    """The records with the secrets that all other worlds are made of."""
    maker = _Maker(random.Random(1895))
    return [maker.film(number, title) for number, title in enumerate(TITLES)]


class _Maker:
    """Makes one film after the other; later ones refer to characters of earlier ones."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.made: list[Record] = []  # characters so far

    def film(self, number: int, title: str) -> Record:
        rng = self.rng
        record: Record = {
            "title": title,
            "slug": f"{slugify(title) or 'film'}-{number}",
            "released": RELEASED[number % len(RELEASED)],
            "runtime": RUNTIMES[number % len(RUNTIMES)],
            "genres": self.some(GENRES, 4),
            "countries": self.some(COUNTRIES, 2),
            "languages": self.some(LANGUAGES, 2),
            "summary": rng.choice((None, *TEXTS)),
            "imdb_id": f"tt{7_000_000 + number}" if number % 2 else None,
            "wikidata_id": f"Q{1_000 + number}" if number % 3 else None,
            "sources": {
                "notes": {"title": "Notes", "retrieved": "2021-05"},
                "page": {"title": f"{title} (page)", "url": "https://example.org/100%25_page"},
                "own": {"title": title, "url": f"https://example.org/{number}", "extracted": True},
            },
            "twists": [self.twist(key) for key in ("mask", "flight", "debt")[: (0, 1, 3, 2)[number % 4]]],
        }
        keys = [twist["key"] for twist in record["twists"]]
        self.story(record, keys)
        record["cites"] = self.cites(keys)
        record["credits"] = self.credits(number)
        record["companies"] = self.companies(number)
        record["releases"] = self.releases(keys)
        record["figures"] = self.figures(number)
        record["reviews"] = self.reviews(keys)
        record["scores"] = self.scores(keys)
        record["passages"] = self.passages(keys, kinds.Topic)
        return {key: value for key, value in record.items() if value is not None}

    def some(self, values: Sequence[Any], most: int) -> list[Any]:
        """Up to *most* different ones of *values*."""
        return self.rng.sample(values, self.rng.randint(0, min(most, len(values))))

    def seal(self, keys: Sequence[str], chance: float = 0.4) -> str | None:
        """One of the twists *keys*, sometimes."""
        return self.rng.choice(keys) if keys and self.rng.random() < chance else None

    def cites(self, keys: Sequence[str]) -> list[Record]:
        """Different places in sources, of which some give a twist away."""
        places = [(source, section, quote) for source in ("notes", "page", "own") for section in SECTIONS
                  for quote in (None, *TEXTS[:3])]  # fmt: skip
        return [
            given(source=source, section=section, quote=quote, twist=self.seal(keys))
            for source, section, quote in self.some(places, 3)
        ]

    def twist(self, key: str) -> Record:
        rng = self.rng
        return given(
            key=key,
            kind=rng.choice(list(kinds.TwistKind)),
            level=rng.choice(["MAJOR", "MINOR"]),
            minute=rng.choice([None, 10, 60, 60, 80]),
            introduced_as=rng.choice((None, *TEXTS)),
            revealed_as=f"Revealed: {rng.choice(TEXTS)}",
            clues=[given(minute=rng.choice((None, 12, 12)), text=text) for text in self.some(TEXTS, 3)],
            cites=self.cites([key]),
        )

    def passages(self, keys: Sequence[str], topics: Sequence[str] | type[kinds.Topic]) -> list[Record]:
        """Prose about something; no topic has the same text twice."""
        rng = self.rng
        return [
            given(
                topic=rng.choice(list(topics)),
                text=text,
                date=rng.choice(DATES),
                twist=self.seal(keys),
                cites=self.cites(keys),
            )
            for text in self.some(TEXTS, 4)
        ]

    def story(self, record: Record, keys: Sequence[str]) -> None:
        """Characters, who plays them, what they are to each other, and whom each twist is about."""
        rng, slug = self.rng, record["slug"]
        names = rng.sample(NAMES, 5) if record["title"] != "🎬" else []
        people = rng.sample(PEOPLE, len(PEOPLE))
        record["characters"] = characters = []
        record["cast"] = cast = []
        for place, name in enumerate(names):
            # The fourth is a secret wherever there is one. The fifth is open, and played by a sealed role alone.
            hidden = keys[0] if keys and place == 3 else None
            full_name = rng.choice((None, *FULL_NAMES))
            character = given(
                key=f"c{place}",
                name=name,
                slug=f"{slugify(name)}-{place}-{slug}",
                introduced_as=rng.choice((None, *TEXTS)),
                full_name=full_name,
                full_name_twist=full_name and self.seal(keys, 0.6),
                twist=hidden,
                passages=self.passages(keys, ["ABOUT", "PLOT"]),
                cites=self.cites(keys),
            )
            characters.append(character)
            sealed = keys[-1] if keys and place == 4 else hidden if place == 3 and rng.random() < 0.5 else None
            cast.append(self.role(people.pop(), character["key"], keys, sealed))
        if names:
            # One actor in two roles, two actors in one, and some of whom nobody says whom they play.
            cast.append(self.role(cast[0]["person"], "c1", keys, None))
            cast.append(self.role(people.pop(), "c0", keys, self.seal(keys)))
        cast += [self.role(people.pop(), None, keys, self.seal(keys)) for _ in range(rng.randint(0, 3))]
        strangers = [each for each in self.made if not _words([each["name"]]) & _words(names)]
        visitors = rng.sample(strangers, min(len(strangers), rng.randint(0, 2)))
        cast += [self.role(people.pop(), each["slug"], keys, None) for each in visitors]
        rng.shuffle(cast)
        record["relations"] = self.relations(characters, visitors, keys)
        for twist in record["twists"]:
            about = [each["key"] for each in characters] + [each["slug"] for each in visitors]
            twist["characters"] = self.some(about, 3)
        self.made += characters

    def role(self, who: Any, character: str | None, keys: Sequence[str], twist: str | None) -> Record:
        rng = self.rng
        credited_as = rng.choice((None, None, *FULL_NAMES))
        return given(
            person=who if isinstance(who, dict) else person(who),
            character=character,
            billing=None if twist else rng.choice((None, 1, 2, 3, 10)),
            credited_as=credited_as,
            credited_as_twist=credited_as and self.seal(keys),
            twist=twist,
            cites=self.cites(keys),
        )

    def relations(self, characters: list[Record], visitors: list[Record], keys: Sequence[str]) -> list[Record]:
        """The open one holds the fifth character, whom no open role leads to."""
        rng = self.rng
        if not characters:
            return []
        pairs: list[tuple[Record, Record, str, str | None]] = [(characters[4], characters[0], "guest of", None)]
        pairs += [(characters[0], characters[0], "double of", self.seal(keys))]
        for label in self.some(LABELS, 5):
            start, end = rng.sample(characters, 2)
            pairs.append((start, end, label, None if "twist" in start or "twist" in end else self.seal(keys)))
        for visitor in visitors:
            pairs.append((characters[0], visitor, rng.choice(LABELS), None))
        return [
            given(
                **{"from": start["key"]},
                to=end["slug"] if end in visitors else end["key"],
                kind=rng.choice(list(kinds.RelationKind)),
                label=label,
                twist=twist,
                cites=self.cites(keys),
            )
            for start, end, label, twist in pairs
        ]

    def credits(self, number: int) -> list[Record]:
        rng = self.rng
        if number == 0:
            return [given(person=person(name), job="OTHER") for name in PEOPLE]
        pairs = [(name, job) for name in PEOPLE for job in kinds.Job]
        return [given(person=person(name), job=job) for name, job in rng.sample(pairs, rng.randint(0, 6))]

    def companies(self, number: int) -> list[Record]:
        if number == 0:
            return [given(company=_company(name), part="STUDIO") for name in COMPANIES]
        pairs = [(name, part) for name in COMPANIES for part in kinds.CompanyPart]
        return [given(company=_company(name), part=part, cites=self.cites(())) for name, part in self.some(pairs, 4)]

    def releases(self, keys: Sequence[str]) -> list[Record]:
        rng = self.rng
        found = {}
        for _ in range(rng.randint(0, 4)):
            release = given(
                medium=rng.choice(list(kinds.Medium)),
                scope=rng.choice((None, "LIMITED", "WIDE")),
                date=rng.choice(DATES),
                territory=rng.choice((None, "US", "WORLD", "US-CA")),
            )
            found[tuple(release.items())] = release | given(
                distributor=rng.choice((None, *map(_company, COMPANIES))), cites=self.cites(keys)
            )
        return list(found.values())

    def figures(self, number: int) -> list[Record]:
        """Worldwide gross: none, one, agreeing, contested, of two currencies; and what else is counted."""
        rng = self.rng
        parts = [
            given(metric="GROSS", amount=amount, currency="USD", territory=territory)
            for territory, amount in (("US-CA", 0), ("OTHER", 5))
        ]
        total = given(metric="GROSS", currency="USD", parts=["US-CA", "OTHER"])
        stated = [given(metric="GROSS", amount=amount, currency="USD", cites=self.cites(())) for amount in (5, 7)]
        euros = given(metric="GROSS", amount=5, currency="EUR")
        gross: tuple[list[Record], ...] = (
            [],
            stated[:1],
            [*parts, total, stated[0]],
            stated,
            [*parts, total, stated[1]],
            [stated[0], euros],
        )
        other = [
            given(metric=metric, amount=amount, currency=currency, territory=territory)
            for metric in ("BUDGET", "HOME_VIDEO_SALES")
            for amount in AMOUNTS
            for currency in ("USD", "EUR")
            for territory in ("WORLD", "FR")
        ]
        return [*copy.deepcopy(gross[number % len(gross)]), *rng.sample(other, rng.randint(0, 4))]

    def reviews(self, keys: Sequence[str]) -> list[Record]:
        rng = self.rng
        found = {}
        for _ in range(rng.randint(0, 6)):
            critic, publication = rng.choice((None, *PEOPLE)), rng.choice((None, *COMPANIES))
            url = rng.choice((None, "https://example.org/review"))
            quote, paraphrase = rng.choice((None, *TEXTS)), rng.choice((None, *TEXTS))
            found[critic, publication, url] = given(
                critic=critic and person(critic),
                publication=publication and _company(publication),
                url=url,
                verdict=rng.choice((None, *kinds.Verdict)),
                quote=quote,
                paraphrase=paraphrase,
                written=rng.choice(DATES),
                text_twist=(quote or paraphrase) and self.seal(keys),
                cites=self.cites(keys),
            )
        return list(found.values())

    def scores(self, keys: Sequence[str]) -> list[Record]:
        rng = self.rng
        return [
            given(
                aggregator=_company(name),
                approval=rng.choice((None, 0.0, 0.35, 1.0)),
                average=rng.choice((None, 7.35, 10.0)),
                scale=rng.choice((None, 10.0)),
                count=rng.choice((None, 0, 3)),
                cites=self.cites(keys),
            )
            for name in self.some(COMPANIES, 2)
        ]


def given(**values: Any) -> Record:
    """*values* that are known."""
    return {name: value for name, value in values.items() if value is not None}


def person(name: str) -> Record:
    number = PEOPLE.index(name)
    return given(
        name=name,
        slug=f"{slugify(name)}-{number}",
        imdb_id=f"nm{1_000_000 + number}" if number % 2 else None,
        wikidata_id=f"Q{5_000 + number}" if number % 3 else None,
        born=DATES[number % len(DATES)],
        died=DATES[(number + 3) % len(DATES)],
    )


def _company(name: str) -> Record:
    return {"name": name, "slug": f"{slugify(name)}-{COMPANIES.index(name)}"}


def _words(names: Sequence[str]) -> set[str]:
    return {word for name in names for word in slugify(name).split("-")}
