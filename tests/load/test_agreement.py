"""How the parts of a record must agree with each other."""

import pytest

from tests.load.conftest import Library

HEADS = """
title = "Film"
released = "2020"

[sources.s]
title = "A source"

[[twists]]
key = "t"
kind = "OTHER"
revealed_as = "It was a dream."

[[twists]]
key = "u"
kind = "OTHER"
revealed_as = "It was a dream in a dream."

[[characters]]
key = "ann"
name = "Ann"

[[characters]]
key = "bob"
name = "Bob"
twist = "t"

[[characters]]
key = "cyd"
name = "Cyd"
twist = "u"

[[cast]]
person = "Actor A"
character = "ann"

[[cast]]
person = "Actor B"
character = "bob"

[[cast]]
person = "Actor C"
character = "cyd"
"""


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        pytest.param(
            '[[cast]]\nperson = "D"\ncharacter = "anna"',
            "cast[3].character: no character has the key 'anna'; the keys are: ann, bob, cyd",
            id="unknown character",
        ),
        pytest.param(
            '[[passages]]\ntopic = "PLOT"\ntext = "A plot."\ntwist = "x"',
            "passages[0].twist: no twist has the key 'x'; the keys are: t, u",
            id="unknown twist",
        ),
        pytest.param(
            '[[passages]]\ntopic = "PLOT"\ntext = "A plot."\ncites = [{ source = "x" }]',
            "passages[0].cites[0].source: no source has the key 'x'; the keys are: s",
            id="unknown source",
        ),
        pytest.param(
            '[[relations]]\nfrom = "dan"\nto = "ann"\nkind = "OTHER"\nlabel = "friend of"',
            "relations[0].from: no character of this record has the key 'dan'; the keys are: ann, bob, cyd",
            id="unknown start of a relation",
        ),
        pytest.param(
            '[[twists]]\nkey = "t"\nkind = "FATE"\nrevealed_as = "All live."',
            "twists[2]: the same twist as twists[0]; state it once",
            id="two twists of one key",
        ),
        pytest.param(
            '[[characters]]\nkey = "ann"\nname = "Another"',
            "characters[3].key: 'ann' is the key of another character",
            id="two characters of one key",
        ),
        pytest.param(
            '[[characters]]\nkey = "dan"\nname = "ANN"\n[[cast]]\nperson = "D"\ncharacter = "dan"',
            "characters[3]: the same character as characters[0]; give one of them a slug of its own",
            id="two characters of one slug",
        ),
        pytest.param(
            '[[characters]]\nkey = "dan"\nname = "Dan"',
            "characters[3]: 'dan' is in no cast entry, in no twist, and in no relation with one who is",
            id="a character whom nothing leads to",
        ),
        pytest.param(
            '[[characters]]\nkey = "dan"\nname = "Dan"\nslug = "dan-2020"\n[[cast]]\nperson = "D"\ncharacter = "dan"',
            "characters[3].slug: 'dan-2020' does not end with the film's slug, '-film-2020'",
            id="a slug that tells of no film",
        ),
        pytest.param(
            '[[characters]]\nkey = "dan"\nname = "?"\n[[cast]]\nperson = "D"\ncharacter = "dan"',
            "characters[3].slug: no slug can be made of the name: it has too few letters, or too many; give one",
            id="a character without letters",
        ),
        pytest.param(
            '[[characters]]\nkey = "dan"\nname = "Dan"\nfull_name_twist = "t"\n[[cast]]\nperson = "D"\ncharacter="dan"',
            "characters[3].full_name_twist: seals nothing: there is no full_name",
            id="a seal on no full name",
        ),
        pytest.param(
            '[[cast]]\nperson = "ACTOR A"\ncharacter = "ann"',
            "cast[3]: the same role as cast[0]; state it once",
            id="two roles of one person and character",
        ),
        pytest.param(
            '[[cast]]\nperson = "D"\ntwist = "t"\nbilling = 4',
            "cast[3].billing: a sealed role has none: its number would leave a gap that everyone sees",
            id="a sealed role with billing",
        ),
        pytest.param(
            '[[cast]]\nperson = "D"\ncredited_as_twist = "t"',
            "cast[3].credited_as_twist: seals nothing: there is no credited_as",
            id="a seal on no credit",
        ),
        pytest.param(
            '[[cast]]\nperson = "..."',
            "cast[3].person.slug: no slug can be made of the name: it has too few letters, or too many; give one",
            id="an actor without letters",
        ),
        pytest.param(
            '[[reviews]]\ncritic = "E"\ntext_twist = "t"',
            "reviews[0].text_twist: seals nothing: there is no quote and no paraphrase",
            id="a seal on no words",
        ),
        pytest.param(
            '[[relations]]\nfrom = "bob"\nto = "ann"\nkind = "OTHER"\nlabel = "friend of"\ntwist = "u"',
            "relations[0].twist: different twists seal the relation and its ends; it can carry only one",
            id="a relation sealed in two ways",
        ),
        pytest.param(
            '[[relations]]\nfrom = "bob"\nto = "cyd"\nkind = "OTHER"\nlabel = "friend of"',
            "relations[0].twist: different twists seal the relation and its ends; it can carry only one",
            id="a relation whose ends are sealed in two ways",
        ),
        pytest.param(
            '[[credits]]\nperson = "E"\njob = "WRITER"\n[[credits]]\nperson = "E"\njob = "WRITER"',
            "credits[1]: the same credit as credits[0]; state it once",
            id="two credits for one job",
        ),
        pytest.param(
            '[[figures]]\nmetric = "GROSS"\ncurrency = "USD"',
            "figures[0].amount: is missing, and there are no parts to add up",
            id="a figure without amount",
        ),
        pytest.param(
            '[[figures]]\nmetric = "GROSS"\ncurrency = "USD"\nparts = ["US"]',
            "figures[0].parts: 'US' is not one part with one stated GROSS figure in USD",
            id="a sum without its part",
        ),
    ],
)
def test_parts_agree(library: Library, part: str, fault: str) -> None:
    """A record that contradicts itself is refused, naming the place."""
    assert library.faults(HEADS + part) == [fault]


def test_heads_alone_load(library: Library) -> None:
    """What the faults above are added to has none itself."""
    assert library.warnings(HEADS) == []


def test_a_record_without_keys_says_so(library: Library) -> None:
    """Where there is nothing to refer to, the fault says that."""
    assert library.faults('title = "Film"\ncites = [{ source = "s" }]') == [
        "cites[0].source: no source has the key 's'; the record has none"
    ]


def test_titles_without_letters_need_a_slug(library: Library) -> None:
    """A film's slug is made of its title, so a title without letters needs one that is given."""
    assert library.faults('title = "???"\nreleased = "2020"') == [
        "slug: none can be made of the title: it has too few letters, or too many; give one"
    ]
    library.load('title = "???"\nreleased = "2020"\nslug = "three-marks-2020"')
    assert library.rows("film", "slug", "title", "title_key") == [("three-marks-2020", "???", "???")]


def test_slugs_of_other_scripts_stay(library: Library) -> None:
    """A slug keeps letters of any script, as `slugify` leaves them."""
    library.load('title = "Сталкер"\nreleased = "1979"\n[[cast]]\nperson = "Александр Кайдановский"')
    assert library.rows("film", "slug") == [("сталкер-1979",)]
    assert library.rows("person", "slug") == [("александр-каидановскии",)]


def test_faults_of_all_parts_are_reported_together(library: Library) -> None:
    """All contradictions of a record are named at once."""
    part = '[[cast]]\nperson = "D"\ncharacter = "x"\ntwist = "y"\n[[scores]]\naggregator = "?"'
    assert library.faults(HEADS + part) == [
        "cast[3].character: no character has the key 'x'; the keys are: ann, bob, cyd",
        "cast[3].twist: no twist has the key 'y'; the keys are: t, u",
        "scores[0].aggregator.slug: no slug can be made of the name: it has too few letters, or too many; give one",
    ]


FIGURES = """
title = "Film"
[[figures]]
metric = "GROSS"
territory = "US-CA"
amount = 0
currency = "USD"
[[figures]]
metric = "GROSS"
territory = "OTHER"
amount = 488148
currency = "USD"
[[figures]]
metric = "GROSS"
parts = ["US-CA", "OTHER"]
currency = "USD"
"""


def test_parts_are_added_up(library: Library) -> None:
    """A figure with parts is derived: the sum of the record's own figures for them."""
    library.load(FIGURES)
    assert library.rows("figure", "territory", "amount", "derived") == [
        ("OTHER", 488_148, False),
        ("US-CA", 0, False),
        ("WORLD", 488_148, True),
    ]


def test_a_stated_sum_is_checked(library: Library) -> None:
    """An amount beside parts must be their sum."""
    assert library.faults(FIGURES + "amount = 490636") == [
        "figures[2].amount: the parts add up to 488148, not to 490636"
    ]
    library.load(FIGURES + "amount = 488148")
    assert (488_148, True) in library.rows("figure", "amount", "derived")


def test_a_part_that_sources_contest_adds_up_to_nothing(library: Library) -> None:
    """When two sources differ on a part, there is no one sum."""
    another = '[[figures]]\nmetric = "GROSS"\nterritory = "OTHER"\namount = 5\ncurrency = "USD"'
    assert library.faults(FIGURES + another) == [
        "figures[2].parts: 'OTHER' is not one part with one stated GROSS figure in USD"
    ]


def test_a_relation_carries_the_seal_of_its_end(library: Library) -> None:
    """A relation with a sealed character is sealed by that character's twist, said or not."""
    relation = '[[relations]]\nfrom = "ann"\nto = "bob"\nkind = "OTHER"\nlabel = "{}"\n'
    library.load(HEADS + relation.format("friend of") + relation.format("foe of") + 'twist = "t"')
    twists = dict(library.rows("character", "slug", "twist_id"))
    twist = twists["bob-film-2020"]
    assert library.rows("relation", "label", "twist_id") == [("foe of", twist), ("friend of", twist)]


def test_every_extreme_fits_the_tables(library: Library) -> None:
    """What the format allows at the most, the tables allow: no record is refused by the database alone."""
    long = "x" * 5000
    library.load(f"""
        title = "{long[:500]}"
        slug = "{long[:200]}"
        released = "2999-12-31"
        runtime = 100000
        summary = "{long}"
        imdb_id = "tt{"1" * 12}"
        wikidata_id = "Q{"1" * 18}"
        genres = ["{long[:100]}"]
        sources.s = {{ title = "{long[:500]}", url = "https://{long[:1992]}", sha256 = "{"0" * 64}" }}
        cites = [{{ source = "s", section = "{long[:300]}", quote = "{long[:1000]}" }}]

        [[twists]]
        key = "{long[:100]}"
        kind = "OTHER"
        minute = 100000
        introduced_as = "{long[:1000]}"
        revealed_as = "{long[:2000]}"
        clues = [{{ minute = 0, text = "{long[:2000]}" }}]

        [[characters]]
        key = "c"
        name = "{"y" * 300}"
        slug = "{"y" * 199}-{long[:200]}"
        introduced_as = "{long[:1000]}"
        full_name = "{long[:300]}"

        [[cast]]
        person = {{ name = "{long[:300]}", slug = "{long[:200]}", imdb_id = "nm{"1" * 12}", died = "1000" }}
        character = "c"
        billing = 10000
        credited_as = "{long[:300]}"

        [[relations]]
        from = "c"
        to = "c"
        kind = "PROFESSIONAL"
        label = "{long[:200]}"

        [[figures]]
        metric = "HOME_VIDEO_SALES"
        amount = {2**53 - 1}
        currency = "USD"

        [[reviews]]
        publication = {{ name = "{long[:300]}", slug = "{long[:200]}" }}
        quote = "{long[:2000]}"
        paraphrase = "{long[:2000]}"
        url = "https://{long[:1992]}"

        [[scores]]
        aggregator = "A"
        approval = 1
        average = 1e15
        scale = 0
        count = {2**31 - 1}

        [[passages]]
        topic = "ANNOUNCEMENT"
        text = "{long}"
        """)
    assert library.rows("film", "runtime") == [(100_000,)]
