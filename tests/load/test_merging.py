"""What a program finds about a film that is there: added beside what is, which is neither overwritten nor unsealed."""

import io
import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from gql.load import dump
from gql.load.draft import Face, Row
from gql.load.file import FileLoad
from gql.load.files import batches, read
from gql.load.records import FilmRecord, fields
from gql.load.report import FileReport
from gql.load.rows import make_rows
from gql.load.shape import RecordFaults, check_shape
from gql.load.story import other_characters
from gql.load.union import merge
from gql.tables.keys import fold
from tests import tellings
from tests.conftest import SEED
from tests.load.conftest import Library

ARTICLE = """
title = "Backtrace"
released = "2018"
runtime = 90
genres = ["thriller", "heist"]
countries = ["United States"]
imdb_id = "tt7137380"
cites = [{ source = "page", section = "Infobox" }]

[sources.page]
title = "Backtrace, from another encyclopedia"
url = "https://example.org/backtrace"
extracted = true

[[twists]]
key = "secret-son"
kind = "KINSHIP"
introduced_as = "A cell mate."
revealed_as = "The old man in the next bed turns out to be the father of Lucas."
characters = ["mac", "lucas"]
cites = [{ source = "page", section = "Plot" }]

[[twists]]
key = "sister"
kind = "KINSHIP"
revealed_as = "The two women named Nichols are sisters."
characters = ["nichols", "nurse"]

[[twists]]
key = "sykes-retires"
kind = "FATE"
revealed_as = "Sykes hands in his badge."
characters = ["sykes"]
cites = [{ source = "page", section = "Plot" }]

[[characters]]
key = "mac"
name = "Mac"
full_name = 'Donovan "Mac" MacDonald'

[[characters]]
key = "lucas"
name = "Lucas"

# This one the program did not understand: the name is a spoiler.
[[characters]]
key = "farren-macdonald"
name = "Farren MacDonald"
introduced_as = "The guard who is a MacDonald."
cites = [{ source = "page", section = "Cast", quote = "Farren MacDonald" }]
passages = [
  { text = "Farren hides that he grew up in the MacDonald house.", cites = [{ source = "page", section = "Cast" }] },
  { text = "Farren likes coffee.", cites = [{ source = "page", section = "Cast" }] },
]

[[characters]]
key = "nichols"
name = "The Doctor"

[[characters]]
key = "nurse"
name = "Nurse Nichols"

[[characters]]
key = "sykes"
name = "Sykes"

[[characters]]
key = "clerk"
name = "The Clerk"
introduced_as = "Behind the counter."

[[cast]]
person = "Matthew Modine"
character = "mac"
billing = 1
cites = [{ source = "page", section = "Cast" }]

[[cast]]
person = "Ryan Guzman"
character = "lucas"
cites = [{ source = "page", section = "Cast" }]

[[cast]]
person = "Tyler Jon Olson"
character = "farren-macdonald"
billing = 7
cites = [{ source = "page", section = "Cast", quote = "Olson is Farren MacDonald" }]

[[cast]]
person = "Lydia Hull"
character = "nichols"
cites = [{ source = "page", section = "Cast" }]

[[cast]]
person = "Ann Other"
character = "nurse"
cites = [{ source = "page", section = "Cast" }]

[[cast]]
person = "Sylvester Stallone"
character = "sykes"
cites = [{ source = "page", section = "Cast" }]

[[cast]]
person = "Swen Temmel"
character = "clerk"
cites = [{ source = "page", section = "Cast" }]

[[relations]]
from = "lucas"
label = "shares a cell with"
to = "mac"
kind = "OTHER"
cites = [{ source = "page", section = "Plot" }]

[[relations]]
from = "nichols"
label = "sister of"
to = "nurse"
kind = "FAMILY"
twist = "sister"

[[credits]]
person = "Brian A. Miller"
job = "DIRECTOR"
cites = [{ source = "page", section = "Infobox" }]

[[credits]]
person = "Ann Other"
job = "EDITOR"
cites = [{ source = "page", section = "Infobox" }]

[[companies]]
company = "Ingenious Media"
part = "STUDIO"
cites = [{ source = "page", section = "Infobox" }]

[[releases]]
medium = "HOME_VIDEO"
date = "2019-02"
territory = "US"
cites = [{ source = "page", section = "Release" }]

[[releases]]
medium = "TV"
date = "2020"
cites = [{ source = "page", section = "Release" }]

[[figures]]
metric = "GROSS"
amount = 490_636
currency = "USD"
cites = [{ source = "page", section = "Infobox" }]

[[figures]]
metric = "BUDGET"
amount = 5_000_000
currency = "USD"
cites = [{ source = "page", section = "Infobox" }]

[[figures]]
metric = "GROSS"
territory = "OTHER"
amount = 480_000
currency = "USD"
cites = [{ source = "page", section = "Box office" }]

[[reviews]]
critic = "Noel Murray"
publication = "Los Angeles Times"
verdict = "MIXED"
url = "https://example.org/murray"
cites = [{ source = "page", section = "Reception" }]

[[reviews]]
publication = "The Paper"
verdict = "NEGATIVE"
quote = "That Franks is the mastermind is no surprise."
cites = [{ source = "page", section = "Reception" }]

[[scores]]
aggregator = "Rotten Tomatoes"
approval = 0.1
cites = [{ source = "page", section = "Reception" }]

[[passages]]
topic = "PLOT"
text = "At the bank everything goes wrong."
cites = [{ source = "page", section = "Plot" }]

[[passages]]
topic = "PLOT"
text = "Franks, who was the mastermind, is taken away."
cites = [{ source = "page", section = "Plot", quote = "Franks, who was the mastermind" }]
"""


def record_of(text: str) -> FilmRecord:
    return check_shape(tomllib.loads(text))


@pytest.fixture
def seeded(library: Library) -> Library:
    library.load((SEED / "backtrace.toml").read_text(encoding="utf-8"), "backtrace.toml")
    return library


def dumped(library: Library) -> FilmRecord:
    out = io.BytesIO()
    dump(library.engine, ["backtrace-2018"], None, out)
    return record_of(out.getvalue().decode())


def merge_file(library: Library, text: str, name: str = "article.toml") -> FileReport:
    """The report of loading *text* as what a program found."""
    path = library.write(text, name)
    with library.engine.begin() as connection:
        load = FileLoad(connection, path, merging=True)
        for batch in batches(read(path), 500, 2**22):
            load.add(batch)
        if load.faults:
            raise RecordFaults(load.faults.lines(path))
        return load.finish()


@pytest.fixture
def merged(seeded: Library) -> tuple[FilmRecord, FilmRecord, list[str]]:
    """The film before and after, and the conflicts."""
    before = dumped(seeded)
    report = merge_file(seeded, ARTICLE)
    return before, dumped(seeded), [line.partition("backtrace-2018: ")[2] for line in report.conflicts]


Both = tuple[FilmRecord, FilmRecord, list[str]]


def test_what_differs_is_said_and_what_is_there_stands(merged: Both) -> None:
    """Every value that is known here stands, and so does what is unknown, where a value would open something."""
    _, after, conflicts = merged
    page = "Backtrace, from another encyclopedia"
    assert conflicts == [
        "twists: 'sister' is left out: Dr. Nichols and Nurse Nichols have a word of their open names in common; "
        "give one of them a safe name, then load the article again",
        f"released: 2018-12-14 stands; {page} has 2018",
        f"runtime: 87 stands; {page} has 90",
        f"genres: action, crime, thriller stands; {page} has thriller, heist",
        f"cast: Matthew Modine: billing: 10 stands; {page} has 1",
        f"releases: HOME_VIDEO 2019-02-19: 2019-02-19 stands; {page} has 2019-02",
        f"reviews: Noel Murray of Los Angeles Times: NEGATIVE stands; {page} has MIXED",
    ]
    assert (after.released, after.runtime, after.genres) == ("2018-12-14", 87, ("action", "crime", "thriller"))
    assert after.imdb_id == "tt7137380"


def test_what_agrees_gains_a_citation(merged: Both) -> None:
    """The entry is what it was; the receipt is of the other source, and marked."""
    before, after, _ = merged
    assert after.sources["backtrace-from-another-encyclopedia"].extracted
    for part, place in (("credits", 0), ("companies", 3)):
        one, other = getattr(before, part)[place], getattr(after, part)[place]
        assert other.model_copy(update={"cites": one.cites}) == one
        assert [cite.source for cite in other.cites[len(one.cites) :]] == ["backtrace-from-another-encyclopedia"]
    gross = [figure for figure in after.figures if (figure.metric, figure.amount) == ("GROSS", 490_636)]
    assert [len({cite.source for cite in figure.cites}) for figure in gross] == [2]


def test_what_is_not_there_is_added(merged: Both) -> None:
    """Behind what is: people, companies, releases, reviews, prose. Figures and scores stand beside each other."""
    before, after, _ = merged
    assert [each.person.name for each in after.credits if each not in before.credits][-1] == "Ann Other"
    assert [each.person.name for each in after.cast] == [*(each.person.name for each in before.cast), "Ann Other"]
    assert {each.medium for each in after.releases} - {each.medium for each in before.releases} == {"TV"}
    assert {each.amount for each in after.figures if each.metric == "BUDGET"} == {5_000_000, 6_000_000}
    assert sorted(each.approval or 0 for each in after.scores) == [0, 0.1]
    home = next(each for each in after.releases if each.medium == "HOME_VIDEO")
    assert (home.date, len({cite.source for cite in home.cites})) == ("2019-02-19", 2)
    assert [each.text for each in after.passages if each.text.startswith("At the bank")]
    (swen,) = [each for each in after.cast if each.person.name == "Swen Temmel"]
    assert (swen.character, swen.billing) == ("the-clerk", 9)


def test_a_sum_stays_where_sources_differ_on_its_parts(merged: Both) -> None:
    """It says which of them it adds up."""
    _, after, _ = merged
    (total,) = [each for each in after.figures if each.parts]
    assert (total.parts, total.amount) == (("OTHER", "US-CA"), 488_148)
    assert {each.amount for each in after.figures if each.territory == "OTHER"} == {488_148, 480_000}


def test_who_is_who_is_known_by_the_actor(merged: Both) -> None:
    """And a name that this article gives openly stays sealed, with every word that would tell it."""
    before, after, _ = merged
    added = {"nurse-nichols": "Nurse Nichols", "the-clerk": "The Clerk"}
    names = {each.key: each.name for each in before.characters}
    assert {each.key: each.name for each in after.characters} == names | added
    (farren,) = [each for each in after.characters if each.name == "Farren"]
    assert (farren.full_name, farren.full_name_twist) == ("Farren MacDonald", "farren-is-his-son")
    assert farren.introduced_as == "A security guard who is assigned to Mac in prison."
    (cite,) = [cite for cite in farren.cites if cite.quote == "Farren MacDonald"]
    assert cite.twist == "franks-framed-them"  # of the twists that the words may tell one has to do
    seals = {passage.text: passage.twist for passage in farren.passages}
    assert seals.pop("Farren likes coffee.") is None
    assert all(seals.values())
    (role,) = [each for each in after.cast if each.character == farren.key]
    assert [cite.twist for cite in role.cites if str(cite.quote).startswith("Olson is")] == ["franks-framed-them"]


def test_what_tells_a_known_secret_is_sealed_with_it(merged: Both) -> None:
    """Prose, quotations, a critic's words, and whatever two are to each other whom a secret ties."""
    _, after, _ = merged
    (told,) = [each for each in after.passages if "mastermind" in each.text]
    assert (told.twist, [cite.twist for cite in told.cites]) == ("franks-framed-them", ["franks-framed-them"])
    (review,) = [each for each in after.reviews if each.quote and "mastermind" in each.quote]
    assert review.text_twist == "franks-framed-them"
    (relation,) = [each for each in after.relations if each.label == "shares a cell with"]
    assert relation.twist is not None


def test_twists_are_known_by_kind_and_subjects(merged: Both) -> None:
    """A new one is added; one that is known is cited; one whose words open names would tell is left out."""
    before, after, _ = merged
    assert {each.key for each in after.twists} - {each.key for each in before.twists} == {"sykes-retires"}
    (son,) = [each for each in after.twists if each.key == "lucas-is-his-son"]
    assert son.revealed_as == "Lucas is MacDonald's son."
    assert len({cite.source for cite in son.cites}) == 2
    assert "sister of" not in [each.label for each in after.relations]


def test_the_same_article_again_changes_nothing(seeded: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognized by its checksum; and when it is not, because another was loaded meanwhile."""
    merge_file(seeded, ARTICLE)
    first = seeded.export()
    report = merge_file(seeded, ARTICLE)
    assert (str(report.changes), report.conflicts) == ("0 rows added, 0 changed, 0 removed", [])
    other = ARTICLE.replace("https://example.org/backtrace", "https://example.org/other").replace(
        "The Clerk", "Clerk B"
    )
    merge_file(seeded, other)
    second = seeded.export()
    report = merge_file(seeded, ARTICLE)
    assert str(report.changes) == "0 rows added, 0 changed, 0 removed"
    assert apart_from_films(seeded.export()) == apart_from_films(second) != apart_from_films(first)


def apart_from_films(export: str) -> list[str]:
    return [line for line in export.splitlines() if not line.startswith("film ")]


def test_a_newer_revision_replaces_what_the_article_alone_had_said(seeded: Library) -> None:
    """What it no longer says is gone, if nobody else says it; what it now says is there."""
    merge_file(seeded, ARTICLE)
    newer = (
        ARTICLE.replace("amount = 5_000_000", "amount = 4_000_000")
        .replace("At the bank everything goes wrong.", "At the bank nothing goes right.")
        .replace('person = "Ann Other"\njob = "EDITOR"', 'person = "Else"\njob = "EDITOR"')
        .replace("Sykes hands in his badge.", "Sykes throws his badge away.")
    )
    merge_file(seeded, newer)
    after = dumped(seeded)
    assert {each.amount for each in after.figures if each.metric == "BUDGET"} == {4_000_000, 6_000_000}
    assert [each.text for each in after.passages if each.text.startswith("At the bank")] == [
        "At the bank nothing goes right."
    ]
    assert [each.person.name for each in after.credits if each.job == "EDITOR"] == ["Else"]
    assert [each.revealed_as for each in after.twists if each.key == "sykes-retires"] == [
        "Sykes throws his badge away."
    ]
    assert {each.amount for each in after.figures if each.metric == "GROSS"} >= {490_636, 480_000}
    merge_file(seeded, ARTICLE)
    again = seeded.export()
    merge_file(seeded, newer)
    merge_file(seeded, ARTICLE)
    assert apart_from_films(seeded.export()) == apart_from_films(again)


def test_an_article_alone_is_its_film_and_a_newer_one_replaces_it(library: Library) -> None:
    """Where no editor has been, nothing of the older one stays."""
    report = merge_file(library, ARTICLE.replace("Backtrace", "Backwards"))
    assert report.conflicts == []
    newer = 'title = "Backwards!"\nreleased = "2018-05"\nruntime = 91\ncites = [{ source = "s" }]\n' + (
        '[sources.s]\ntitle = "Backwards, from another encyclopedia"\nurl = "https://example.org/backtrace"\n'
        "extracted = true"
    )
    library.load((SEED / "backtrace.toml").read_text(encoding="utf-8"), "backtrace.toml")
    assert merge_file(library, newer.replace("Backwards!", "Backwards")).conflicts == []
    assert library.rows("film", "slug", "released", "runtime", "imdb_id")[-1] == ("backwards-2018", "2018-05", 91, None)
    assert [label for label in library.rows("film_label", "text") if label == ("heist",)] == []


def test_the_curated_record_loaded_again_is_what_it_was(seeded: Library) -> None:
    """It replaces what was merged into its film, as any record does, and the report says so."""
    first = seeded.export()
    merge_file(seeded, ARTICLE)
    (report,) = seeded.load((SEED / "backtrace.toml").read_text(encoding="utf-8"), "backtrace.toml").files
    assert len(report.replaced) == 1
    own = [line for line in first.splitlines() if not line.startswith(("person ", "company ", "source "))]
    assert [line for line in seeded.export().splitlines() if line in own] == own
    (report,) = seeded.load((SEED / "backtrace.toml").read_text(encoding="utf-8"), "backtrace.toml").files
    assert report.replaced == []


# --- which film


def found(title: str, released: str | None, *people: str, **more: str) -> str:
    record = {
        "title": title,
        "cast": [{"person": name, "cites": [{"source": "s"}]} for name in people],
        "sources": {"s": {"title": f"{title} of {people}", "extracted": True}},
        **({"released": released} if released else {}),
        **more,
    }
    return json.dumps(record)


def test_a_record_that_says_its_slug_is_about_that_film(library: Library) -> None:
    """Though another has the same title and year."""
    for slug in ("heat-1995", "heat-1995-2"):
        library.load(found("Heat", "1995", "Al Pacino", slug=slug), f"{slug}.jsonl")
    merge_file(library, found("Heat", "1995", "Al Pacino", "Val Kilmer", slug="heat-1995-2"), "article.jsonl")
    assert [slug for slug, name in played(library) if name == "Val Kilmer"] == ["heat-1995-2"]


@pytest.mark.parametrize(
    ("there", "released", "film"),
    [
        (["heat-1995 1995"], "1995-12-15", "heat-1995"),  # the same slug
        (["heat-usa 1995"], "1995", "heat-usa"),  # the same title and year
        (["heat-usa 1995", "heat-1987 1987"], "1995", "heat-usa"),
        (["heat-usa "], "1995", "heat-usa"),  # a year that is unknown there
        (["heat-1987 1987"], None, "heat-1987"),  # or here
        (["heat-1987 1987"], "1995", "heat-1995"),  # another year: another film
        (["heat-1987 1987", "heat-1986 1986"], None, "SEVERAL"),
        (["heat-1995 1995", "heat-1995-2 1995"], "1995", "SEVERAL"),
    ],
)
def test_the_film_is_found_by_slug_or_title(
    library: Library, there: list[str], released: str | None, film: str
) -> None:
    for each in there:
        slug, year = each.split(" ")
        library.load(found("Heat", year or None, "Al Pacino", slug=slug), f"{slug}.jsonl")
    count = len(there)
    if film == "SEVERAL":
        with pytest.raises(RecordFaults, match="are several films; give this one a slug of its own"):
            merge_file(library, found("HEAT", released, "Al Pacino", "Val Kilmer"), "article.jsonl")
        return
    merge_file(library, found("HEAT", released, "Al Pacino", "Val Kilmer"), "article.jsonl")
    slugs = {slug for slug, _ in library.rows("film", "slug", "id")}
    assert film in slugs
    assert len(slugs) == count + (film not in {each.split(" ")[0] for each in there})
    cast = {(slug, name) for slug, name in played(library)}
    assert (film, "Val Kilmer") in cast


def played(library: Library) -> Iterator[tuple[str, str]]:
    films, people = dict(library.rows("film", "id", "slug")), dict(library.rows("person", "id", "name"))
    return ((films[film], people[person]) for film, person in library.rows("role", "film_id", "person_id"))


def test_another_film_of_that_name_is_not_touched(library: Library) -> None:
    """Other people have made it, or it has another id: the article is refused, with a word of what to do."""
    library.load(found("Heat", "1995", "Al Pacino", imdb_id="tt0113277"), "heat.jsonl")
    first = library.export()
    for other in (found("Heat", "1995", "Somebody"), found("Heat", "1995", "Al Pacino", imdb_id="tt0000001")):
        with pytest.raises(RecordFaults, match="heat-1995 is another film"):
            merge_file(library, other, "article.jsonl")
    assert library.export() == first
    with_both = found("Heat", "1995", "Somebody", "Al Pacino")
    assert merge_file(library, with_both, "article.jsonl").conflicts == []


# --- any film


def rows_of(record: FilmRecord) -> dict[int, Row]:
    """All own rows of *record*, by id."""
    faces = {slug: Face(slug, slug, None) for slug in other_characters(record)}
    return {row_id: row for rows in make_rows(record, faces, "").rows.values() for row_id, row in rows.items()}


def extracted(record: dict[str, Any]) -> FilmRecord:
    """*record*, as if a program had found it."""
    sources = {key: {**source, "extracted": True, "url": f"https://example.org/found/{key}"}
               for key, source in record["sources"].items()}  # fmt: skip
    return check_shape(record | {"sources": sources})


FILMS = [
    (world, told, other)
    for world in ("told", "other", "silent")
    for told, other in zip(tellings.records("told"), tellings.records(world), strict=True)
]


@pytest.mark.parametrize(
    ("world", "told", "other"), FILMS, ids=lambda each: each if isinstance(each, str) else each["slug"]
)
def test_nothing_that_is_there_is_lost_or_unsealed(world: str, told: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever a program found, with other secrets or none: every row stays, with its seals; twice is as once."""
    existing, found_ = check_shape(told), extracted(other)
    merged = merge(existing, found_).record
    before, after = rows_of(existing), rows_of(merged)
    assert before.keys() <= after.keys()
    for row_id, row in before.items():
        now = after[row_id]
        for column, value in row.items():
            if value is not None and column not in ("position", "checksum"):
                assert now[column] == value, column
            if column.endswith("twist_id") and value is None and now[column] is not None:
                assert any(now[name] and not row[name] for name in ("full_name", "credited_as") if name in row)
    twice = merge(merged, found_).record
    assert rows_of(twice) == after
    assert fields(twice) == fields(merged)
    assert fold(merged.title) == fold(existing.title)
