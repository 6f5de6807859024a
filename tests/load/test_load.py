"""Loading: the same again changes nothing, a changed record replaces its film, and a faulty file leaves no trace."""

import json
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import event, insert

from gql.database import SqliteFile, writing_engine
from gql.errors import DatabaseError, LoadError
from gql.load import load, load_seed
from gql.tables import METADATA
from gql.tables.keys import fold, row_id
from tests.load.conftest import Library
from tests.places import filled

HEAT = """
title = "Heat"
released = "1995-12-15"
genres = ["crime", "drama"]
cites = [{ source = "article" }]

[sources.article]
title = "Heat (1995 film)"

[[twists]]
key = "end"
kind = "FATE"
revealed_as = "McCauley dies."
characters = ["neil"]
clues = [{ text = "The airport." }]

[[characters]]
key = "neil"
name = "Neil McCauley"
passages = [{ text = "A thief.", cites = [{ source = "article" }] }]

[[characters]]
key = "vincent"
name = "Vincent Hanna"

[[cast]]
person = "Al Pacino"
character = "vincent"
billing = 1

[[cast]]
person = { name = "Robert De Niro", cites = [{ source = "article" }] }
character = "neil"
billing = 2

[[relations]]
from = "vincent"
label = "hunts"
to = "neil"
kind = "ADVERSARY"
cites = [{ source = "article" }]
"""

SEQUEL = """
title = "Heat 2"
released = "2030"

[[cast]]
person = "Somebody New"
character = "neil-mccauley-heat-1995"
"""


THE_HEAT = """
title = "The Heat"
characters = [{ key = "a", name = "Ann" }]
cast = [{ person = "B", character = "a" }]
"""


def test_the_longest_titles_can_be_looked_up(library: Library) -> None:
    """PostgreSQL's indexes hold 2,704 bytes for a row: neither a key of letters of four bytes, nor one that is three
    times as long as its title, is too long when it is compressed, though hardly anything returns in it."""
    random, pairs, syllables = Random(4), set[tuple[str, str]](), ""
    for _ in range(500):
        # Each becomes three letters of three bytes.
        some = (chr(0xAC00 + 28 * random.randrange(399) + random.randrange(1, 28)) for _ in range(100))
        syllables += min(some, key=lambda each: len(pairs & {*pairwise(fold(syllables[-1:] + each))}))
        pairs |= {*pairwise(fold(syllables[-2:]))}
    titles = ["".join(chr(random.randrange(0x20000, 0x2A6DF)) for _ in range(500)), syllables]
    assert [len(fold(title).encode()) for title in titles] == [2000, 4500]
    library.load(
        "\n".join(json.dumps({"title": title, "slug": f"s-{number}"}) for number, title in enumerate(titles)), "a.jsonl"
    )
    assert sorted(library.rows("film", "title")) == sorted((title,) for title in titles)


def test_signs_with_a_meaning_are_texts(library: Library) -> None:
    """What stands for nothing, for the end, or between columns where rows are copied is what the record says."""
    texts = ["\\N", "\\.", "a\\tb \\\\ ,", '\'; "%s" %(id)s', "{}"]
    records = [{"title": f"Film {number}", "summary": text} for number, text in enumerate(texts)]
    library.load("\n".join(map(json.dumps, records)), "films.jsonl")
    assert library.rows("film", "title", "summary") == [(record["title"], record["summary"]) for record in records]


def test_loading_twice_changes_nothing(library: Library) -> None:
    """After the same file once more, every row of the database is the same, and none was touched."""
    load_seed(library.engine)
    first = library.export()
    (report,) = load_seed(library.engine).files
    assert str(report).endswith("backtrace.toml: 1 film; 0 rows added, 0 changed, 0 removed")
    assert library.export() == first


def test_rows_hold_what_the_record_says(library: Library) -> None:
    """A record becomes rows with folded keys, derived years, and ids made of natural keys."""
    library.load(HEAT)
    film, person = row_id("film", "heat-1995"), row_id("person", "al-pacino")
    character = row_id("character", "vincent-hanna-heat-1995")
    assert library.rows("film", "id", "slug", "title_key", "released", "year") == [
        (film, "heat-1995", "heat", "1995-12-15", 1995)
    ]
    role = row_id("role", "heat-1995", "al-pacino", "vincent-hanna-heat-1995")
    columns = ("id", "film_id", "person_id", "character_id", "billing", "position")
    assert (role, film, person, character, 1, 1) in library.rows("role", *columns)
    assert library.rows("film_label", "kind", "position", "text") == [("GENRE", 1, "crime"), ("GENRE", 2, "drama")]


def test_a_change_and_back_leaves_no_trace(library: Library) -> None:
    """A record that changes, in every part, and changes back, leaves the rows that it made at first."""
    library.load(HEAT)
    first = library.export()
    library.load('title = "Heat"\nreleased = "1995"\ncast = [{ person = "Al Pacino" }]')
    assert [len(library.rows(name, "id")) for name in ("twist", "character", "relation", "passage", "clue")] == [0] * 5
    library.load(HEAT)
    assert library.export() == first


def test_what_a_record_drops_is_removed_and_what_films_share_stays(library: Library) -> None:
    """People, companies and sources stay without a film; its own rows and their citations go."""
    library.load(HEAT)
    (report,) = library.load('title = "Heat"\nreleased = "1995-12-15"').files
    assert (report.changes.added, report.changes.changed, report.changes.removed) == (0, 0, 14)
    kept = [line.split(" ", 1)[0] for line in library.export().splitlines()]
    assert kept == ["citation", "film", "person", "person", "source"]


def test_what_a_program_found_is_marked(library: Library) -> None:
    """One document, cited by an editor and by a program: one source, whose citations differ in the mark."""
    library.load(
        'title = "Heat"\nreleased = "1995"\nruntime = 170\n'
        'cites = [{ source = "read", section = "Lead" }, { source = "found", section = "Cast" }]\n'
        '[sources]\nread = { title = "Heat (film)" }\nfound = { title = "Heat (film)", extracted = true }'
    )
    assert library.rows("source", "title") == [("Heat (film)",)]
    assert library.rows("citation", "section", "extracted") == [("Cast", True), ("Lead", False)]


def test_a_faulty_file_leaves_no_trace(library: Library) -> None:
    """One faulty record and nothing of its file is loaded; other files of the same command are."""
    bad = library.write('{"title": "A", "released": "2001"}\n{"title": "B", "runtime": 0}', "bad.jsonl")
    good = library.write('title = "C"\nreleased = "2003"')
    with pytest.raises(LoadError) as caught:
        load(library.engine, [bad, good])
    assert caught.value.faults == (f"{bad}:2: runtime: 0 should be greater than or equal to 1",)
    assert str(caught.value).endswith("A file with faults is not loaded at all; mend it and load again.")
    assert caught.value.loaded == (f"{good}: 1 film; 1 rows added, 0 changed, 0 removed",)
    assert library.rows("film", "slug") == [("c-2003",)]


def test_a_faulty_change_leaves_the_film_as_it_was(library: Library) -> None:
    """A record that no longer holds together changes nothing of what was loaded before."""
    library.load(HEAT)
    first = library.export()
    library.faults(HEAT + '[[cast]]\nperson = "X"\ncharacter = "nobody"')
    assert library.export() == first


def test_records_of_one_slug(library: Library) -> None:
    """The same record twice in a file counts once; different records of one slug are a fault that names both."""
    line = json.dumps({"title": "A", "released": "2001"})
    (report,) = library.load(f"{line}\n{line}", "same.jsonl").files
    assert report.films == 1
    assert report.notes == [f"{report.path}:2: the same record as {report.path}:1; left out"]
    other = json.dumps({"title": "A", "released": "2001-05"})
    assert library.faults(f"{line}\n{other}", "differ.jsonl") == [
        f"differ.jsonl:2: slug: 'a-2001' is the slug of another record already, {library.folder}/differ.jsonl:1"
    ]


def test_an_actor_listed_twice_has_one_role(library: Library) -> None:
    """An actor who is listed twice without a character has one role, and the report says so."""
    text = 'title = "A"\ncast = [{ person = "Ann" }, { person = "Bob" }, { person = "Ann" }, { person = "Cyd" }]'
    (report,) = library.load(text).files
    assert report.notes == [
        f"{report.path}: cast[2]: the actor of cast[0] once more, without a character; left out",
    ]
    assert library.rows("role", "position") == [(1,), (2,), (3,)]


def test_the_first_spelling_stands(library: Library) -> None:
    """A person keeps the name that was loaded first; what is unknown is filled in, what is known is not corrected."""
    library.load('title = "A"\ncast = [{ person = { name = "Edward José", born = "1875" } }]')
    text = 'title = "B"\ncast = [{ person = { name = "Edward Jose", born = "1876", imdb_id = "nm0430754" } }]'
    (report,) = library.load(text, "b.toml").files
    place = f"{report.path}: cast[0].person"
    assert report.notes == [
        f"{place}: the name 'Edward Jose' is left out; 'Edward José' was loaded first",
        f"{place}: the born '1876' is left out; '1875' was loaded first",
    ]
    assert library.rows("person", "slug", "name", "imdb_id", "born") == [
        ("edward-jose", "Edward José", "nm0430754", "1875")
    ]


def test_ids_that_belong_to_others_are_refused(library: Library) -> None:
    """An IMDb id that another film or person has is a fault that names whose it is."""
    library.load('title = "A"\nimdb_id = "tt0000001"\ncast = [{ person = { name = "Ann", imdb_id = "nm0000001" } }]')
    text = 'title = "B"\nimdb_id = "tt0000001"\ncast = [{ person = { name = "Bob", imdb_id = "nm0000001" } }]'
    assert library.faults(text) == [
        "imdb_id: 'tt0000001' is that of the film 'a' already",
        "cast[0].person.imdb_id: 'nm0000001' is that of the person 'ann' already",
    ]


def test_colliding_ids_are_refused(library: Library) -> None:
    """Two things whose natural keys have one hash are a fault that names both; nothing is overwritten."""
    with library.engine.begin() as connection:
        row = {"id": row_id("person", "ann"), "slug": "zoe", "name": "Zoe", "name_key": fold("Zoe")}
        connection.execute(insert(METADATA.tables["person"]), row)
    assert library.faults('title = "A"\ncast = [{ person = "Ann" }]') == [
        "cast[0].person: has by chance the id of another person, 'zoe'; change a letter of its slug, key or text"
    ]


def test_colliding_ids_of_other_films_are_refused(library: Library) -> None:
    """A row of another film that has the id of a row of this one is not taken over."""
    library.load('title = "Other"')
    with library.engine.begin() as connection:
        row = {"id": row_id("film_label", "a", "GENRE", "crime"), "film_id": row_id("film", "other")}
        connection.execute(insert(METADATA.tables["film_label"]), row | {"kind": "GENRE", "position": 1, "text": "x"})
    (fault,) = library.faults('title = "A"\ngenres = ["crime"]')
    assert fault.startswith("genres[0]: has by chance the id of another film_label, {'id': ")
    assert library.rows("film_label", "text") == [("x",)]


def test_a_character_may_appear_in_several_films(library: Library) -> None:
    """A film refers to another film's character by the slug; loading both again, in any order, changes nothing."""
    library.load(HEAT)
    library.load(SEQUEL, "sequel.toml")
    first = library.export()
    for text in (HEAT, SEQUEL):
        library.load(text)
        assert library.export() == first
    character = row_id("character", "neil-mccauley-heat-1995")
    films = [film for film, played in library.rows("role", "film_id", "character_id") if played == character]
    assert sorted(films) == sorted([row_id("film", "heat-1995"), row_id("film", "heat-2-2030")])


def test_a_character_whom_others_use_can_change_but_not_go(library: Library) -> None:
    """The record of a character's film may change the character; it may drop one only when no other film uses it."""
    library.load(HEAT)
    library.load(SEQUEL)
    library.load(HEAT.replace("A thief.", "A careful thief."))
    assert library.rows("passage", "text") == [("A careful thief.",)]
    bare = 'title = "Heat"\nreleased = "1995-12-15"'
    assert library.faults(bare) == ["characters: 'neil-mccauley-heat-1995' cannot go while others use it: heat-2-2030"]
    library.load('title = "Heat 2"\nreleased = "2030"')
    library.load(bare)
    assert library.rows("character", "slug") == []


@pytest.mark.parametrize(
    "use",
    [
        'cast = [{ person = "B", character = "neil-mccauley-heat-1995" }]',
        'twists = [{ key = "t", kind = "FATE", revealed_as = "R", characters = ["neil-mccauley-heat-1995"] }]',
        'characters = [{ key = "a", name = "Ann" }]\ncast = [{ person = "B", character = "a" }]\n'
        'relations = [{ from = "a", to = "neil-mccauley-heat-1995", kind = "FAMILY", label = "niece of" }]',
    ],
)
def test_the_seal_of_a_character_whom_others_use_stays(library: Library, use: str) -> None:
    """Roles, twists and relations of other films rest on the seal that the character has."""
    library.load(HEAT)
    library.load(f'title = "Next"\n{use}')
    user = "ann-next" if "niece" in use else "next"
    assert library.faults(HEAT.replace('name = "Neil McCauley"', 'name = "Neil McCauley"\ntwist = "end"')) == [
        f"characters: 'neil-mccauley-heat-1995' cannot be sealed or unsealed while others use it: {user}"
    ]


def test_a_character_belongs_to_the_film_of_its_longest_ending(library: Library) -> None:
    """ "ann-the-heat" ends with "heat" too; the film of that slug may use her, and may drop her again."""
    library.load(THE_HEAT)
    library.load('title = "Heat"\ncast = [{ person = "C", character = "ann-the-heat" }]')
    library.load('title = "Heat"')
    assert library.rows("character", "slug") == [("ann-the-heat",)]


def test_a_character_nobody_plays_goes_with_its_record(library: Library) -> None:
    """A character who is only related to one in the cast is the film's, and goes when the record drops it."""
    film = 'title = "Film"\ncast = [{ person = "B", character = "a" }]'
    relation = '{ from = "m", to = "a", kind = "FAMILY", label = "mother of" }'
    people = '{ key = "a", name = "Ann" }, { key = "m", name = "Mother" }'
    library.load(f"{film}\ncharacters = [{people}]\nrelations = [{relation}]")
    assert library.rows("character", "slug") == [("ann-film",), ("mother-film",)]
    library.load(f'{film}\ncharacters = [{{ key = "a", name = "Ann" }}]')
    assert library.rows("character", "slug") == [("ann-film",)]
    assert library.rows("relation", "id") == []


def test_another_films_character_is_not_taken_over(library: Library) -> None:
    """A record cannot define a character whom another film's record has defined."""
    library.load(THE_HEAT)
    text = 'title = "Heat"\ncharacters = [{ key = "a", name = "Ann The" }]\ncast = [{ person = "B", character = "a" }]'
    assert library.faults(text) == [
        "characters[0].slug: 'ann-the-heat' is a character of another film already; refer to it by this slug"
    ]


@pytest.mark.parametrize(
    ("table", "key", "entry"),
    [
        ("role", "cast", '{{ person = "{}"{} }}'),
        ("passage", "passages", '{{ topic = "PLOT", text = "{}"{} }}'),
        ("citation", "cites", '{{ source = "s", quote = "{}"{} }}'),
    ],
)
def test_sealed_rows_shift_no_open_row(library: Library, table: str, key: str, entry: str) -> None:
    """With and without a sealed row between them, the open rows are the same, with the same ids and positions."""
    film = 'title = "Film"\nsources.s = { title = "T" }\ntwists = [{ key = "t", kind = "OTHER", revealed_as = "R" }]\n'
    first, sealed, last = entry.format("A", ""), entry.format("S", ', twist = "t"'), entry.format("B", "")
    library.load(f"{film}{key} = [{first}, {sealed}, {last}]")
    with_sealed = library.rows(table, "position", "twist_id", "id")
    assert [(position, twist is None) for position, twist, _ in with_sealed] == [(1, True), (2, False), (2, True)]
    library.load(f"{film}{key} = [{first}, {last}]")
    assert library.rows(table, "position", "twist_id", "id") == [row for row in with_sealed if row[1] is None]


def test_a_sealed_character_is_not_in_the_id_of_an_open_role(library: Library) -> None:
    """An open role has the same id whoever its sealed character is; a role that is sealed alike may tell."""
    film = """
        title = "Film"
        twists = [{{ key = "t", kind = "OTHER", revealed_as = "R" }}]
        characters = [{{ key = "c", name = "{name}", twist = "t" }}]
        cast = [{{ person = "A", character = "c"{seal} }}]
    """
    library.load(film.format(name="Ann", seal=""))
    assert library.rows("role", "id") == [(row_id("role", "film", "a", None),)]
    library.load(film.format(name="Bob", seal=""))
    assert library.rows("role", "id") == [(row_id("role", "film", "a", None),)]
    library.load(film.format(name="Bob", seal=', twist = "t"'))
    assert library.rows("role", "id") == [(row_id("role", "film", "a", "bob-film"),)]


def test_a_database_that_cannot_be_written_is_named(library: Library, tmp_path: Path) -> None:
    """A locked database is an error that names it; nothing is loaded."""
    path = library.write(HEAT)
    location = filled(SqliteFile(tmp_path / "films.db"))
    library.engine = writing_engine(location)
    impatient = writing_engine(location)
    event.listen(impatient, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0"))
    with library.engine.begin(), pytest.raises(DatabaseError) as caught:
        load(impatient, [path])
    impatient.dispose()
    assert str(caught.value) == (
        f"The database {tmp_path / 'films.db'} cannot be written: database is locked."
        f" Nothing of {path} was loaded; try again when the other process that is writing has finished."
    )
    assert library.export() == ""


def test_a_database_without_tables_is_named(library: Library, tmp_path: Path) -> None:
    """A database that was never migrated is an error that names it."""
    engine = writing_engine(SqliteFile(tmp_path / "empty.db"))
    with pytest.raises(DatabaseError) as caught:
        load(engine, [library.write(HEAT)])
    engine.dispose()
    assert caught.value.message.startswith(f"The database {tmp_path / 'empty.db'} cannot be written: no such table: ")
