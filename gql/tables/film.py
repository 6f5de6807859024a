"""Films: the work itself, its labels, who made it, where it was shown, and its figures."""

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from gql.tables.columns import index, member, partial_date, reference, row_id_column, words
from gql.tables.kinds import CompanyPart, Job, LabelKind, Medium, Metric, Scope

MAX_AMOUNT = 2**53 - 1
"""The largest amount that every JSON client reads exactly."""


class Film(SQLModel, table=True):
    """One film. `year` is derived from `released`; `checksum` is the loader's own, and is never served."""

    __table_args__ = (
        CheckConstraint('"runtime" BETWEEN 1 AND 100000', name="film_runtime_valid"),
        CheckConstraint('"year" BETWEEN 1000 AND 2999', name="film_year_valid"),
        index("film_by_title", "title_key"),
        index("film_by_released", "released"),
        index("film_by_year", "year"),
        index("film_by_runtime", "runtime"),
        index("film_by_checksum", "checksum"),
    )

    id: int = row_id_column()  # slug
    slug: str = words(200, unique=True)
    title: str = words(500)
    title_key: str = words(2000)
    released: str | None = partial_date()
    year: int | None = None
    runtime: int | None = None  # minutes
    summary: str | None = words(5000, optional=True)
    imdb_id: str | None = words(20, unique=True, optional=True)
    wikidata_id: str | None = words(20, unique=True, optional=True)
    checksum: str | None = words(32, optional=True)  # of the record that the film was last made of


class FilmLabel(SQLModel, table=True):
    """One genre, country or language of a film, in the order in which the source lists them."""

    __tablename__ = "film_label"
    __table_args__ = (
        index("film_label_of_film", "film_id", "kind", "position", beside=("text",)),
        index("film_label_by_text", "kind", "text", "film_id"),
    )

    id: int = row_id_column()  # film, kind, text
    film_id: int = reference("film")
    kind: LabelKind = member(LabelKind)
    position: int
    text: str = words(100)


class Company(SQLModel, table=True):
    """A studio, a distributor, a publication or an aggregator."""

    __table_args__ = (index("company_by_name", "name_key"),)

    id: int = row_id_column()  # slug
    slug: str = words(200, unique=True)
    name: str = words(300)
    name_key: str = words(1200)


class Involvement(SQLModel, table=True):
    """A company's part in a film."""

    __table_args__ = (
        index("involvement_of_film", "film_id", "part", "position"),
        index("involvement_of_company", "company_id", "part", "position"),
    )

    id: int = row_id_column()  # film, company, part
    film_id: int = reference("film")
    company_id: int = reference("company")
    part: CompanyPart = member(CompanyPart)
    position: int  # from 1, among the companies of the same part


class Credit(SQLModel, table=True):
    """A person's job behind the camera."""

    __table_args__ = (
        index("credit_of_film", "film_id", "job", "position"),
        index("credit_of_person", "person_id", "job", "position"),
        index("credit_by_job", "job", "film_id", "person_id"),
    )

    id: int = row_id_column()  # film, person, job
    film_id: int = reference("film")
    person_id: int = reference("person")
    job: Job = member(Job)
    position: int  # from 1, among the credits of the same job


class Release(SQLModel, table=True):
    """One release of a film: one date in two media is two releases."""

    __table_args__ = (
        index("release_of_film", "film_id", "date"),
        index("release_of_distributor", "distributor_id"),
    )

    id: int = row_id_column()  # film, medium, scope, date, territory
    film_id: int = reference("film")
    medium: Medium = member(Medium)
    scope: Scope | None = member(Scope, optional=True)
    date: str | None = partial_date()
    territory: str | None = words(20, optional=True)
    distributor_id: int | None = reference("company", optional=True)


class Figure(SQLModel, table=True):
    """An amount of money that a source states. Sources that differ are several rows; 0 is a true zero.

    *territory* is WORLD, US-CA, OTHER or an ISO 3166 country. A *derived* figure is the sum of a source's parts.
    """

    __table_args__ = (
        CheckConstraint(f'"amount" BETWEEN 0 AND {MAX_AMOUNT}', name="figure_amount_valid"),
        CheckConstraint('length("currency") = 3', name="figure_currency_iso"),
        index("figure_of_film", "film_id", "metric", "territory", "amount"),
        # The estimate view asks it for the least id, the least and the greatest amount, and the currencies.
        index("figure_estimated", "film_id", "metric", "territory", "id"),
    )

    id: int = row_id_column()  # film, metric, territory, currency, amount, derived
    film_id: int = reference("film")
    metric: Metric = member(Metric)
    territory: str = words(20)
    amount: int = Field(sa_type=BigInteger)  # whole units of currency
    currency: str = words(3)  # ISO 4217
    derived: bool
