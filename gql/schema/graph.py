"""The graph: films, people, whom they play, and who the character turns out to be.

One module, because its types point at each other. Types that point at none of these are in `sources` and `money`.
"""

from gql import tables
from gql.schema.fields import Filter, Order, column, connection, many, one, sealed_count
from gql.schema.filters import ReviewWhere, RoleWhere
from gql.schema.money import BY_METRIC, TERRITORY, Estimate, Figure, estimate
from gql.schema.orders import REVIEWS, ROLES
from gql.schema.paging import Connection
from gql.schema.sources import Node, Sourced
from gql.schema.words import PartialDate, entity
from gql.tables.kinds import (
    CompanyPart,
    Job,
    LabelKind,
    Medium,
    Metric,
    RelationKind,
    Scope,
    Topic,
    TwistKind,
    TwistLevel,
    Verdict,
)

BY_DATE = Order("DATE_ASC", ("date",))
BY_MINUTE = Order("MINUTE_ASC", ("minute",))
BY_LABEL = Order("LABEL_ASC", ("label",))
BY_POSITION = Order("POSITION_ASC", ("position",))
BY_JOB = Order("JOB_ASC", ("job", "position"))
BY_PART = Order("PART_ASC", ("part", "position"))

TOPICS = Filter("topics", "topic", list[Topic] | None, "Only passages about these.")
JOBS = Filter("jobs", "job", list[Job] | None, "Only these jobs.")
PARTS = Filter("parts", "part", list[CompanyPart] | None, "Only these parts.")
MEDIA = Filter("media", "medium", list[Medium] | None, "Only releases in these media.")
METRICS = Filter("metrics", "metric", list[Metric] | None, "Only figures of these metrics.")
KINDS = Filter("kinds", "kind", list[RelationKind] | None, "Only relations of these kinds.")


def _labels(description: str, kind: LabelKind) -> list[str]:
    labels: list[str] = many(description, column=(tables.FilmLabel, "text"), fixed={"kind": kind}, order=BY_POSITION)
    return labels


@entity(tables.Film, "A film.")
class Film(Node, Sourced):
    slug: str = column("Its name in addresses, such as backtrace-2018.")
    imdb_id: str | None = column("Its id at IMDb.")
    wikidata_id: str | None = column("Its id at Wikidata.")
    title: str = column("Its title.")
    year: int | None = column("The year of its first release.")
    released: PartialDate | None = column("The day of its first release, as precisely as it is known.")
    runtime: int | None = column("Its length in minutes.")
    genres: list[str] = _labels("Its genres, the first one first.", LabelKind.GENRE)
    countries: list[str] = _labels("The countries that it comes from.", LabelKind.COUNTRY)
    languages: list[str] = _labels("The languages that are spoken in it.", LabelKind.LANGUAGE)
    summary: str | None = column("What it is, in a sentence that is safe for everyone.")
    passages: list["Passage"] = many("Prose about it, by topic.", filters=(TOPICS,), order=BY_POSITION)
    roles: Connection["Role"] = connection(
        "Who is on screen: the billed in their order, then the rest.", ROLES, where=RoleWhere
    )
    credits: list["Credit"] = many("Who made it.", filters=(JOBS,), order=BY_JOB)
    involvements: list["Involvement"] = many("The companies behind it.", filters=(PARTS,), order=BY_PART)
    releases: list["Release"] = many("When and where it was released.", filters=(MEDIA,), order=BY_DATE)
    budget: Estimate | None = estimate("What it cost.", Metric.BUDGET)
    gross: Estimate | None = estimate("What its tickets brought, in one territory.", Metric.GROSS, TERRITORY)
    home_video: Estimate | None = estimate("What its sales on disc and the like brought.", Metric.HOME_VIDEO_SALES)
    figures: list[Figure] = many("Every figure that a source states.", filters=(METRICS,), order=BY_METRIC)
    scores: list["Score"] = many("What aggregators make of its reviews.")
    reviews: Connection["Review"] = connection("What critics wrote, the first one first.", REVIEWS, where=ReviewWhere)
    twists: list["Twist"] = many("What it reveals, in the order of its minutes.", order=BY_MINUTE)
    sealed_twists: int = sealed_count(
        "How many twists are still sealed for this viewer, so that a page can say so. The one declared leak.",
        of=tables.Twist,
    )


@entity(tables.Person, "Somebody who acts in films, makes them, or writes about them.")
class Person(Node, Sourced):
    slug: str = column("Their name in addresses, such as ryan-guzman.")
    imdb_id: str | None = column("Their id at IMDb.")
    wikidata_id: str | None = column("Their id at Wikidata.")
    name: str = column("Their name.")
    born: PartialDate | None = column("When they were born.")
    died: PartialDate | None = column("When they died.")
    roles: Connection["Role"] = connection("Whom they play.", ROLES, where=RoleWhere)
    credits: list["Credit"] = many("What they did behind the camera.", filters=(JOBS,), order=BY_JOB)
    reviews: Connection["Review"] = connection("What they wrote as a critic.", REVIEWS, where=ReviewWhere)


@entity(tables.Role, "A person on screen in a film.", sealed=True)
class Role(Node, Sourced):
    person: Person = one("Who is on screen.")
    film: Film = one("In which film.")
    character: "Character | None" = one("Whom they play; null when the source names only the actor, or while sealed.")
    credited_as: str | None = column("The credit as it reads on screen.", sealed=True)
    billing: int | None = column("Place in the billing, from 1; null when unbilled.")


@entity(tables.Character, "Somebody in a story, with a face for everyone and a face for those who know.", sealed=True)
class Character(Node, Sourced):
    slug: str = column("Their name in addresses; made of the safe name.")
    name: str = column("Safe for everyone, always.")
    introduced_as: str | None = column("Who they seem to be at first.")
    full_name: str | None = column("Their full name.", sealed=True)
    passages: list["Passage"] = many("Prose about them, by topic.", filters=(TOPICS,), order=BY_POSITION)
    relations: list["Relation"] = many(
        "Relations that start here: this character is the son of ...",
        keys={"id": "from_character_id"},
        filters=(KINDS,),
        order=BY_LABEL,
    )
    relations_to: list["Relation"] = many(
        "Relations that end here: ... is the son of this character.",
        keys={"id": "to_character_id"},
        filters=(KINDS,),
        order=BY_LABEL,
    )
    twists: list["Twist"] = many("What is revealed about them.", through=tables.TwistCharacter, order=BY_MINUTE)
    roles: Connection[Role] = connection("Who plays them.", ROLES, where=RoleWhere)


@entity(tables.Twist, "Something that a film reveals.", sealed=True)
class Twist(Node, Sourced):
    film: Film = one("The film that reveals it.")
    characters: list[Character] = many("Whom it is about.", through=tables.TwistCharacter, order=BY_POSITION)
    kind: TwistKind = column("What it is about.")
    level: TwistLevel = column("How much it gives away.")
    minute: int | None = column("Minute of the film. Null: unknown, and then only a viewer of the whole film sees it.")
    introduced_as: str | None = column("What it seemed to be.")
    revealed_as: str = column("What it turns out to be.")
    clues: list["Clue"] = many("What points at it on screen.", order=BY_POSITION)


@entity(tables.Clue, "Something on screen that points at a twist.", sealed=True)
class Clue:
    minute: int | None = column("Minute of the film.")
    text: str = column("What is to be seen or heard.")


@entity(
    tables.Relation, "What one character is to another. Reads from, label, to: Lucas, 'son of', MacDonald.", sealed=True
)
class Relation(Node, Sourced):
    from_: Character = one("Who.", name="from", keys={"from_character_id": "id"})
    to: Character = one("To whom.", keys={"to_character_id": "id"})
    kind: RelationKind = column("Of which kind.")
    label: str = column("In words: 'son of'.")
    twist: Twist | None = one("The twist that reveals it; null when it is no secret.")


@entity(tables.Passage, "A piece of prose.", sealed=True)
class Passage(Sourced):
    topic: Topic = column("What it is about.")
    text: str = column("The prose.")
    date: PartialDate | None = column("When it happened, as precisely as the source says.")
    twist: Twist | None = one("The twist that it gives away; null when it gives none away.")


@entity(tables.Credit, "A person's job behind the camera.")
class Credit(Node, Sourced):
    person: Person = one("Who.")
    film: Film = one("Of which film.")
    job: Job = column("Which job.")
    position: int = column("Place among the film's credits of the same job, from 1.")


@entity(tables.Company, "A studio, a distributor, a publication or an aggregator of reviews.")
class Company(Node):
    slug: str = column("Its name in addresses.")
    name: str = column("Its name.")
    involvements: Connection["Involvement"] = connection("The films that it had a part in.", BY_PART, filters=(PARTS,))
    reviews: Connection["Review"] = connection("The reviews that it published.", REVIEWS, where=ReviewWhere)


@entity(tables.Involvement, "A company's part in a film.")
class Involvement(Sourced):
    company: Company = one("Which company.")
    film: Film = one("Which film.")
    part: CompanyPart = column("Which part.")
    position: int = column("Place among the film's companies of the same part, from 1.")


@entity(tables.Release, "One release of a film: one date in two media is two releases.")
class Release(Sourced):
    medium: Medium = column("Where it was to be seen.")
    scope: Scope | None = column("How widely.")
    date: PartialDate | None = column("When, as precisely as it is known.")
    territory: str | None = column("ISO 3166 country, or another territory.")
    distributor: Company | None = one("Who released it.")


@entity(tables.Score, "What an aggregator makes of a film's reviews. Unknown values are null.")
class Score(Sourced):
    aggregator: Company = one("Whose score it is.")
    approval: float | None = column("Share of positive reviews, 0 to 1.")
    average: float | None = column("Average rating, on the aggregator's own scale.")
    scale: float | None = column("The greatest rating of that scale.")
    count: int | None = column("How many reviews were counted.")


@entity(tables.Review, "A critic's judgement.")
class Review(Node, Sourced):
    film: Film = one("The film.")
    critic: Person | None = one("Who wrote it.")
    publication: Company | None = one("Where it appeared.")
    verdict: Verdict | None = column("For or against.")
    quote: str | None = column("A few of its exact words.", sealed=True)
    paraphrase: str | None = column("What it says, in our words.", sealed=True)
    written: PartialDate | None = column("When it was written.")
    url: str | None = column("Where it is.")
