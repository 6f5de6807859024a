"""The film record: what a data editor writes about one film, as TOML or as one JSON object.

These models say what a record looks like, key by key; their JSON Schema is what `gql format` prints. Whether its parts
agree with each other, and with the films that are already there, is for `rows` to say.
"""

import json
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    Strict,
    WrapSerializer,
)

from gql.load.fields import (
    Amount,
    Billing,
    Count,
    Currency,
    FilmImdbId,
    Minute,
    Minutes,
    PartialDate,
    PersonImdbId,
    Points,
    Sha256,
    Share,
    Slug,
    Territory,
    Text,
    WebAddress,
    WikidataId,
)
from gql.tables import kinds

Key = Annotated[str, Text("twist.key")]
"""A name that holds inside one record only."""

CharacterKey = Annotated[str, Text("character.slug")]
"""The key of a character of this record, or the slug of another film's character that is already in the database."""


class Entry(BaseModel):
    """A part of a record. A key that it does not have is a fault: it would be a fact that is silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceEntry(Entry):
    """A document that facts were taken from."""

    title: Annotated[str, Text("source.title")] = Field(description="The document's own title.")
    url: Annotated[str, Text("source.url"), WebAddress] | None = Field(None, description="Where it can be read.")
    retrieved: PartialDate | None = Field(None, description="When it was read.")
    sha256: Sha256 | None = Field(None, description="SHA-256 of the document as retrieved, in hexadecimal.")
    extracted: Annotated[bool, Strict()] = Field(
        False, description="Whether a program found what cites this, and nobody has looked at it since."
    )


class OpenCiteEntry(Entry):
    """A place in a source that supports a fact."""

    source: Key = Field(description="The key of the source, in `sources`.")
    section: Annotated[str, Text("citation.section")] | None = Field(None, description="The section of the source.")
    quote: Annotated[str, Text("citation.quote")] | None = Field(None, description="The source's exact words.")


class CiteEntry(OpenCiteEntry):
    """A place in a source that supports a fact; sealed when its words give away more than the fact."""

    twist: Key | None = Field(None, description="The key of the twist that seals this citation.")


class Sourced(Entry):
    """A fact that can say where it was found."""

    cites: tuple[CiteEntry, ...] = Field((), description="Where the source says so.")


class PassageEntry(Sourced):
    """A piece of prose, in our own words."""

    topic: kinds.Topic = Field(description="What it is about.")
    text: Annotated[str, Text("passage.text")] = Field(description="The prose.")
    date: PartialDate | None = Field(None, description="When it happened, as precisely as the source says.")
    twist: Key | None = Field(None, description="The key of the twist that seals this passage.")


class CharacterPassageEntry(PassageEntry):
    """A piece of prose about a character."""

    topic: kinds.Topic = Field(kinds.Topic.ABOUT, description="What it is about.")


class PersonEntry(Entry):
    """A person. The first spelling of a name that is loaded stands; other values are filled in while unknown."""

    name: Annotated[str, Text("person.name")] = Field(description="As the source spells it.")
    slug: Annotated[str, Text("person.slug"), Slug] | None = Field(
        None, description="Default: made of the name. Two people of one name need different ones."
    )
    imdb_id: PersonImdbId | None = Field(None, description="IMDb's id, like nm0000230.")
    wikidata_id: WikidataId | None = Field(None, description="Wikidata's id, like Q40026.")
    born: PartialDate | None = Field(None, description="The date of birth, as precisely as known.")
    died: PartialDate | None = Field(None, description="The date of death, as precisely as known.")
    cites: tuple[OpenCiteEntry, ...] = Field((), description="Where the source says so. Kept, like the person.")


class CompanyEntry(Entry):
    """A studio, distributor, publication or aggregator. The first spelling of its name that is loaded stands."""

    name: Annotated[str, Text("company.name")] = Field(description="As the source spells it.")
    slug: Annotated[str, Text("company.slug"), Slug] | None = Field(None, description="Default: made of the name.")


def _named(value: object) -> object:
    """A name alone stands for a table that holds only the name."""
    return {"name": value} if isinstance(value, str) else value


def _shortest(value: object, table: SerializerFunctionWrapHandler) -> object:
    """The reverse: a table that holds only the name is written as the name."""
    written = table(value)
    return written["name"] if written.keys() == {"name"} else written


Person = Annotated[
    PersonEntry, BeforeValidator(_named, json_schema_input_type=PersonEntry | str), WrapSerializer(_shortest)
]
Company = Annotated[
    CompanyEntry, BeforeValidator(_named, json_schema_input_type=CompanyEntry | str), WrapSerializer(_shortest)
]


class ClueEntry(Entry):
    """Something on screen that points at a twist. Sealed by the twist."""

    minute: Minute | None = Field(None, description="When it is seen, in minutes of the film.")
    text: Annotated[str, Text("clue.text")] = Field(description="What is seen.")


class TwistEntry(Sourced):
    """A reveal, and the seal on everything that gives it away."""

    key: Key = Field(description="Its name in this record, for `twist` and its like.")
    kind: kinds.TwistKind = Field(description="What is revealed.")
    level: kinds.TwistLevel = Field(kinds.TwistLevel.MAJOR, description="How much knowing it spoils.")
    minute: Minute | None = Field(
        None, description="When it is revealed. Unknown: only who has seen the whole film sees it."
    )
    introduced_as: Annotated[str, Text("twist.introduced_as")] | None = Field(
        None, description="What the viewer is led to believe."
    )
    revealed_as: Annotated[str, Text("twist.revealed_as")] = Field(description="What turns out to be true.")
    characters: tuple[CharacterKey, ...] = Field((), description="Whom it is about.")
    clues: tuple[ClueEntry, ...] = Field((), description="What points at it, in order.")


class CharacterEntry(Sourced):
    """A character with two faces: a name that is safe for everyone, and a full name for those who know."""

    key: Key = Field(description="Its name in this record, for `cast`, `relations` and `twists`.")
    name: Annotated[str, Text("character.name")] = Field(description="Safe for everyone, always.")
    slug: Annotated[str, Text("character.slug"), Slug] | None = Field(
        None, description="Default: made of the name and the film's slug. It ends with the film's slug."
    )
    introduced_as: Annotated[str, Text("character.introduced_as")] | None = Field(
        None, description="As whom the film introduces them. Open to everyone."
    )
    full_name: Annotated[str, Text("character.full_name")] | None = Field(
        None, description="The whole name, when it differs."
    )
    full_name_twist: Key | None = Field(None, description="The key of the twist that the full name gives away.")
    twist: Key | None = Field(None, description="The key of the twist that the character's existence gives away.")
    passages: tuple[CharacterPassageEntry, ...] = Field((), description="Prose about the character, in order.")


class CastEntry(Sourced):
    """A person on screen. Their order is the source's."""

    person: Person = Field(description="Who: a name, or a table.")
    character: CharacterKey | None = Field(None, description="Whom they play. Absent when the source does not say.")
    billing: Billing | None = Field(None, description="The place in the billing, from 1. Absent when unbilled.")
    credited_as: Annotated[str, Text("role.credited_as")] | None = Field(
        None, description="The character as the credits write it, when that differs."
    )
    credited_as_twist: Key | None = Field(None, description="The key of the twist that `credited_as` gives away.")
    twist: Key | None = Field(None, description="The key of the twist that this entry gives away. Then: no billing.")


class RelationEntry(Sourced):
    """What one character is to another. Reads from, label, to: lucas, "son of", macdonald."""

    from_: Key = Field(alias="from", description="The key of a character of this record.")
    to: CharacterKey = Field(description="The character at the other end.")
    kind: kinds.RelationKind = Field(description="What sort of relation it is.")
    label: Annotated[str, Text("relation.label")] = Field(description='What "from" is to "to", like "son of".')
    twist: Key | None = Field(
        None, description="The key of the twist that it gives away. Default: the one that seals an end of it."
    )


class CreditEntry(Sourced):
    """A job behind the camera. The order among entries of the same job is the source's."""

    person: Person = Field(description="Who: a name, or a table.")
    job: kinds.Job = Field(description="What they did.")


class InvolvementEntry(Sourced):
    """A company's part in the film. The order among entries of the same part is the source's."""

    company: Company = Field(description="Which: a name, or a table.")
    part: kinds.CompanyPart = Field(description="What it did.")


class ReleaseEntry(Sourced):
    """One release. One date in two media is two releases."""

    medium: kinds.Medium = Field(description="Where it was shown or sold.")
    scope: kinds.Scope | None = Field(None, description="How widely it was shown in theatres.")
    date: PartialDate | None = Field(None, description="When, as precisely as the source says.")
    territory: Territory | None = Field(None, description="WORLD, US-CA, OTHER, or an ISO 3166 country.")
    distributor: Company | None = Field(None, description="Which: a name, or a table.")


class FigureEntry(Sourced):
    """An amount of money as a source states it, or the sum of such amounts. Sources that differ are several entries."""

    metric: kinds.Metric = Field(description="What was counted.")
    amount: Amount | None = Field(None, description="Whole units of the currency; 0 is a true zero. Absent: the sum.")
    currency: Currency = Field(description="An ISO 4217 code, like USD.")
    territory: Territory = Field("WORLD", description="WORLD, US-CA, OTHER, or an ISO 3166 country.")
    parts: tuple[Territory, ...] = Field(
        (),
        description="Of a sum that no source states: the territories whose figures in this record it adds up. "
        "An amount beside it must equal the sum.",
    )


class ReviewEntry(Sourced):
    """A critic's judgement. It is open; its words may be sealed."""

    critic: Person | None = Field(None, description="Who: a name, or a table.")
    publication: Company | None = Field(None, description="Where: a name, or a table.")
    verdict: kinds.Verdict | None = Field(None, description="What the critic thinks of the film.")
    quote: Annotated[str, Text("review.quote")] | None = Field(None, description="The critic's exact words.")
    paraphrase: Annotated[str, Text("review.paraphrase")] | None = Field(None, description="In our own words.")
    url: Annotated[str, Text("review.url"), WebAddress] | None = Field(None, description="Where it can be read.")
    written: PartialDate | None = Field(None, description="When it was published.")
    text_twist: Key | None = Field(None, description="The key of the twist that quote and paraphrase give away.")


class ScoreEntry(Sourced):
    """What an aggregator makes of the reviews. Every value may be absent: a source may leave it blank."""

    aggregator: Company = Field(description="Which: a name, or a table.")
    approval: Share | None = Field(None, description="The share of positive reviews, 0 to 1.")
    average: Points | None = Field(None, description="On the aggregator's own scale.")
    scale: Points | None = Field(None, description="The best score possible, like 10.")
    count: Count | None = Field(None, description="How many reviews were counted.")


class FilmRecord(Sourced):
    """One film, with everything that is known about it."""

    slug: Annotated[str, Text("film.slug"), Slug] | None = Field(
        None, description="Default: made of the title and the year, like backtrace-2018."
    )
    title: Annotated[str, Text("film.title")] = Field(description="As the source spells it.")
    released: PartialDate | None = Field(None, description="When first released: 2018, 2018-11 or 2018-12-14.")
    runtime: Minutes | None = Field(None, description="Minutes.")
    imdb_id: FilmImdbId | None = Field(None, description="IMDb's id, like tt7137380.")
    wikidata_id: WikidataId | None = Field(None, description="Wikidata's id, like Q56760295.")
    summary: Annotated[str, Text("film.summary")] | None = Field(None, description="Open to everyone: no spoilers.")
    genres: tuple[Annotated[str, Text("film_label.text")], ...] = Field((), description="As the source lists them.")
    countries: tuple[Annotated[str, Text("film_label.text")], ...] = Field((), description="As the source lists them.")
    languages: tuple[Annotated[str, Text("film_label.text")], ...] = Field((), description="As the source lists them.")

    sources: dict[Key, SourceEntry] = Field({}, description="What `cites` refer to, by a key of this record.")
    twists: tuple[TwistEntry, ...] = Field((), description="What is revealed. Each is a seal.")
    characters: tuple[CharacterEntry, ...] = Field((), description="Who is in the story.")
    cast: tuple[CastEntry, ...] = Field((), description="Who is on screen, in the source's order.")
    relations: tuple[RelationEntry, ...] = Field((), description="What characters are to each other.")
    credits: tuple[CreditEntry, ...] = Field((), description="Who made it, in the source's order.")
    companies: tuple[InvolvementEntry, ...] = Field((), description="Which companies, in the source's order.")
    releases: tuple[ReleaseEntry, ...] = Field((), description="When and where it came out.")
    figures: tuple[FigureEntry, ...] = Field((), description="Money: what it cost and what it earned.")
    reviews: tuple[ReviewEntry, ...] = Field((), description="What critics wrote.")
    scores: tuple[ScoreEntry, ...] = Field((), description="What aggregators counted.")
    passages: tuple[PassageEntry, ...] = Field((), description="Prose about the film, in order.")


def fields(record: FilmRecord) -> dict[str, Any]:
    """The tables, lists and values that *record* is written as: defaults are left out, receipts come last."""
    found: dict[str, Any] = _receipts_last(record.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return found


def _receipts_last(value: Any) -> Any:
    match value:
        case dict():
            return {key: _receipts_last(value[key]) for key in sorted(value, key="cites".__eq__)}
        case list():
            return [_receipts_last(each) for each in value]
    return value


def schema_text() -> str:
    """The JSON Schema of a film record, pretty printed. It says what a value looks like, not how values must agree."""
    return json.dumps(FilmRecord.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
