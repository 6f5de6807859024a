"""A film record in, the rows of all its tables out; or every way in which the record contradicts itself. Pure.

    FilmRecord ─▶ make_rows ─▶ FilmRows: table ─▶ id ─▶ row, with each row's place in the record
                     │
                     └─ RecordFaults: unknown keys, things stated twice, seals and sums that do not hold, unsafe names

What belongs to the story, and so to the seals, is in `story`.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from gql.load import story
from gql.load.draft import Draft, Face, Positions, Rows, derive_slug
from gql.load.records import FigureEntry, FilmRecord
from gql.load.shape import RecordFaults
from gql.tables import MAX_AMOUNT
from gql.tables.keys import fold
from gql.tables.kinds import LabelKind

WAYS = 10_000
"""In which the parts of a sum may add up, when sources differ on them."""


@dataclass(frozen=True, slots=True)
class FilmRows:
    """What a film's record puts into the database."""

    id: int
    slug: str
    rows: Rows  # the film's own
    shared: Rows  # people, companies and sources
    places: Mapping[int, str]  # of each row in the record, as a key path
    notes: Sequence[str]  # what was left out, because the first of two stands
    warnings: Sequence[str]  # open words that may give something away


def make_rows(record: FilmRecord, others: Mapping[str, Face], checksum: str) -> FilmRows:
    """The rows of *record*, whose checksum is kept with the film.

    *others* are those of its `story.other_characters` that exist. Raises RecordFaults.
    """
    year = () if record.released is None else (record.released[:4],)
    draft = Draft(record.slug or derive_slug("film", record.title, *year), others)
    _sources(draft, record)
    story.add_twists(draft, record)
    _film(draft, record, checksum)
    warnings = story.add_story(draft, record)
    _makers(draft, record)
    _releases(draft, record)
    _figures(draft, record.figures)
    _reviews(draft, record)
    _scores(draft, record)
    story.add_passages(draft, "passages", record.passages)
    if draft.faults:
        raise RecordFaults(draft.faults)
    return FilmRows(draft.film_id, draft.slug, draft.rows, draft.shared, draft.places, draft.notes, warnings)


def _sources(draft: Draft, record: FilmRecord) -> None:
    for key, source in record.sources.items():
        draft.sources[key] = draft.share(
            "source",
            f"sources.{key}",
            (source.url or source.title,),
            title=source.title,
            url=source.url,
            retrieved=source.retrieved,
            sha256=source.sha256,
        )
        if source.extracted:
            draft.extracted.add(key)


def _film(draft: Draft, record: FilmRecord, checksum: str) -> None:
    if not draft.slug:
        draft.fault("slug", "none can be made of the title: it has too few letters, or too many; give one")
    draft.add(
        "film",
        "",
        (draft.slug,),
        slug=draft.slug,
        title=record.title,
        title_key=fold(record.title),
        released=record.released,
        year=None if record.released is None else int(record.released[:4]),
        runtime=record.runtime,
        summary=record.summary,
        imdb_id=record.imdb_id,
        wikidata_id=record.wikidata_id,
        checksum=checksum,
    )
    draft.cite("", draft.film_id, record.cites)
    _labels(draft, "genres", LabelKind.GENRE, record.genres)
    _labels(draft, "countries", LabelKind.COUNTRY, record.countries)
    _labels(draft, "languages", LabelKind.LANGUAGE, record.languages)


def _labels(draft: Draft, key: str, kind: LabelKind, texts: Sequence[str]) -> None:
    for index, text in enumerate(texts):
        place = f"{key}[{index}]"
        row_key = (draft.slug, kind, text)
        draft.add("film_label", place, row_key, film_id=draft.film_id, kind=kind, position=index + 1, text=text)


def _makers(draft: Draft, record: FilmRecord) -> None:
    """The people and the companies behind the film, each counted within their job or part."""
    positions: defaultdict[str, Positions] = defaultdict(Positions)
    for index, credit in enumerate(record.credits):
        place = f"credits[{index}]"
        person = draft.person(f"{place}.person", credit.person)
        row = draft.add(
            "credit",
            place,
            (draft.slug, person.slug, credit.job),
            film_id=draft.film_id,
            person_id=person.id,
            job=credit.job,
            position=positions[credit.job].next(),
        )
        draft.cite(place, row, credit.cites)
    for index, involvement in enumerate(record.companies):
        place = f"companies[{index}]"
        company = draft.company(f"{place}.company", involvement.company)
        row = draft.add(
            "involvement",
            place,
            (draft.slug, company.slug, involvement.part),
            film_id=draft.film_id,
            company_id=company.id,
            part=involvement.part,
            position=positions[involvement.part].next(),
        )
        draft.cite(place, row, involvement.cites)


def _releases(draft: Draft, record: FilmRecord) -> None:
    for index, release in enumerate(record.releases):
        place = f"releases[{index}]"
        distributor = draft.company(f"{place}.distributor", release.distributor)
        row = draft.add(
            "release",
            place,
            (draft.slug, release.medium, release.scope, release.date, release.territory),
            film_id=draft.film_id,
            medium=release.medium,
            scope=release.scope,
            date=release.date,
            territory=release.territory,
            distributor_id=distributor.id,
        )
        draft.cite(place, row, release.cites)


def _figures(draft: Draft, figures: Sequence[FigureEntry]) -> None:
    for index, figure in enumerate(figures):
        place = f"figures[{index}]"
        amount = _sum(draft, place, figure, figures) if figure.parts else figure.amount
        if amount is None:
            if not figure.parts:
                draft.fault(f"{place}.amount", "is missing, and there are no parts to add up")
            continue
        derived = bool(figure.parts)
        row = draft.add(
            "figure",
            place,
            (draft.slug, figure.metric, figure.territory, figure.currency, amount, derived),
            film_id=draft.film_id,
            metric=figure.metric,
            territory=figure.territory,
            amount=amount,
            currency=figure.currency,
            derived=derived,
        )
        draft.cite(place, row, figure.cites)


def _sum(draft: Draft, place: str, total: FigureEntry, figures: Sequence[FigureEntry]) -> int | None:
    """What the parts of *total* add up to; None after a fault.

    A part may be stated in several ways, by several sources, when *total* says to what one of each adds up.
    """
    parts: list[list[int]] = []
    for territory in total.parts:
        stated = [
            figure.amount
            for figure in figures
            if not figure.parts
            and figure.amount is not None
            and (figure.metric, figure.currency, figure.territory) == (total.metric, total.currency, territory)
        ]
        is_clear = len(stated) == 1 or (stated and total.amount is not None)
        if not is_clear or total.parts.count(territory) > 1 or territory == total.territory:
            what = f"'{territory}' is not one part with one stated {total.metric} figure in {total.currency}"
            draft.fault(f"{place}.parts", what)
            return None
        parts.append(stated)
    if math.prod(map(len, parts)) > WAYS:
        draft.fault(f"{place}.parts", f"there are more than {WAYS:,} ways to add them up")
        return None
    sums = [sum(amounts) for amounts in product(*parts)]
    amount = sums[0] if total.amount is None else total.amount
    if amount not in sums or amount > MAX_AMOUNT:
        draft.fault(f"{place}.amount", f"the parts add up to {sums[0]}, not to {total.amount or 'so much'}")
        return None
    return amount


def _reviews(draft: Draft, record: FilmRecord) -> None:
    for index, review in enumerate(record.reviews):
        place = f"reviews[{index}]"
        critic = draft.person(f"{place}.critic", review.critic)
        publication = draft.company(f"{place}.publication", review.publication)
        twist = draft.twist(f"{place}.text_twist", review.text_twist)
        if twist is not None and review.quote is None and review.paraphrase is None:
            draft.fault(f"{place}.text_twist", "seals nothing: there is no quote and no paraphrase")
        row = draft.add(
            "review",
            place,
            (draft.slug, critic.slug, publication.slug, review.url),
            film_id=draft.film_id,
            critic_id=critic.id,
            publication_id=publication.id,
            verdict=review.verdict,
            quote=review.quote,
            paraphrase=review.paraphrase,
            url=review.url,
            written=review.written,
            text_twist_id=twist,
        )
        draft.cite(place, row, review.cites)


def _scores(draft: Draft, record: FilmRecord) -> None:
    for index, score in enumerate(record.scores):
        place = f"scores[{index}]"
        aggregator = draft.company(f"{place}.aggregator", score.aggregator)
        values = (score.approval, score.average, score.scale, score.count)
        row = draft.add(
            "score",
            place,
            (draft.slug, aggregator.slug, *(None if value is None else str(value) for value in values)),
            film_id=draft.film_id,
            aggregator_id=aggregator.id,
            approval=score.approval,
            average=score.average,
            scale=score.scale,
            count=score.count,
        )
        draft.cite(place, row, score.cites)
