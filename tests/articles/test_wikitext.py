"""Pages of wikitext, one by one: what is read of their markup, where it stands, and what of a bad page is lost."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import mwparserfromhell
import pytest

from bench.dump import pages
from gql.load.articles.article import Article, Block, Line, Section, Unread
from gql.load.articles.mediawiki import read
from gql.load.shape import RecordFaults

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str | bytes, name: str = "The_Lamp_(2018_film).wiki") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def article(write: Write) -> Callable[[str], Article]:
    def read_one(text: str) -> Article:
        (found,) = read(write(text))
        assert isinstance(found, Article)
        return found

    return read_one


Reader = Callable[[str], Article]

BOX = "{{Infobox film|name=The Lamp}}\n"


Told = tuple[int, bool, str]
"""A block: the line in the part of the page that a test is about, whether it is an item, and its words."""


def text(line: int, words: str) -> Told:
    return line, False, words


def item(line: int, words: str) -> Told:
    return line, True, words


DEEP = "are nested more than 24 deep; those below are left out"


def blocks(article: Article) -> list[Told]:
    """All blocks, with lines as if the page began behind the infobox."""
    return [(each.place - 1, each.is_item, each.text) for section in article.sections for each in section.blocks]


def test_a_page_becomes_an_article(write: Write) -> None:
    """Everything that an article has, from a page with a bit of everything."""
    text = """\
{{short description|A film}}
<!-- a comment
of two lines -->
{{Infobox film
| name           = The Lamp
| image          = lamp.jpg
| director       = [[Ann Ash]]<ref name="a">{{cite web|url=http://x|title=T}}</ref>
| gross          = $490,636<ref>{{cite web
 | url = http://y
 | title = Y
}}</ref>
| music          =
}}
'''''The Lamp''''' is a [[thriller film|thriller]].<ref name=a />

== Release ==
=== Box office ===
It earned nothing.

== External links ==
* {{IMDb title|id=137380|title=The Lamp}}
[[Category:2018 films]]
[[Category:Films about lamps|Lamp]]
"""
    path = write(text)
    assert list(read(path)) == [
        Article(
            title="The Lamp (2018 film)",
            name="The Lamp",
            infobox=[Line("director", "Ann Ash", ["Ann Ash"], 7), Line("gross", "$490,636", ["$490,636"], 8)],
            sections=[
                Section(("Lead",), [Block("The Lamp is a thriller.", False, 14)]),
                Section(("Release", "Box office"), [Block("It earned nothing.", False, 18)]),
            ],
            place=str(path),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            categories=("2018 films", "Films about lamps"),
            ids={"imdb": "tt0137380"},
            position=len(text.encode()),
        )
    ]


VALUES = {
    "Ann": ["Ann"],
    "[[Ann Ash|Ann]]": ["Ann"],
    "{{plainlist|\n* [[Ann]]\n* Bob {{small|(voice)}}\n}}": ["Ann", "Bob (voice)"],
    "{{Plainlist}}\n* Ann\n* Bob\n{{Endplainlist}}": ["Ann", "Bob"],
    "{{ubl|Ann|{{nowrap|Bob Birch}}}}": ["Ann", "Bob Birch"],
    "{{unbulleted list|Ann|[[Mission: Moon|Bob]]}}": ["Ann", "Bob"],
    "{{hlist|Ann|Bob}}": ["Ann", "Bob"],
    "Ann<br />Bob<br>Cy</br>Di": ["Ann", "Bob", "Cy", "Di"],
    "\n* Ann\n* Bob": ["Ann", "Bob"],
    "Ann, [[Bob]], Acme, Inc.": ["Ann", "Bob", "Acme, Inc."],
    "{{film date|2018|12|14|United States|2019|1|3|[[Chad]]|ref1=x}}": [
        "2018-12-14 (United States)",
        "2019-01-03 (Chad)",
    ],
    "{{Film date|df=yes|2018|12}}": ["2018-12"],
    "{{start date|2018|12|14}}": ["2018-12-14"],
    "{{URL|example.com}}": ["example.com"],
    "{{URL|https://example.com/x|the lamp}}": ["the lamp"],
    "{{US$|6&nbsp;million}}": ["US$6 million"],
    "{{INR|30 crore}}": ["₹30 crore"],
    "{{INRConvert|30|c|year=2018}}": ["₹30 crore"],
    "{{£|5}}": ["£5"],
    "$490,636": ["$490,636"],
    "Ann; Bob": ["Ann", "Bob"],
    "{{runtime|87}}": ["87 minutes"],
    "{{duration|h=1|m=27}}": ["87 minutes"],
    "{{convert|12|km|mi}}": ["12 km"],
    "{{convert|12|to|15|km|mi}}": ["12 to 15 km"],
    "{{based on|''The Wick''|[[Fay Fir]]}}": ["The Wick by Fay Fir"],
    "{{lang|fr|La Lampe}} {{lang-es|La Lámpara}} {{sic|lihgt}}": ["La Lampe La Lámpara lihgt"],
    "Ash{{'s}} &ldquo;Lamp&rdquo; {{nbsp}}{{snd}}it{{`}}": ["Ash's “Lamp” \u2013 it"],
    "{{what nobody knows|Ann|{{nowrap|Bob}}}} Cy": ["Cy"],
    "{{#if:x|Ann}} {{{1|Ann}}} {{{{nowrap}}|Ann}} Cy": ["Cy"],
    "{{nowrap|a=b}}": [],
    "{{nowrap|1=a=b}}": ["a=b"],
    "[[File:x.jpg|thumb|Ann]] [http://example.com Cy] [http://example.com]": ["Cy"],
    "<span style='x'>Ann</span><sup>1</sup>": ["Ann1"],
    "<nowiki>[[Ann]]</nowiki>": ["[[Ann]]"],
    "O'Ann '''Bob'''": ["O'Ann Bob"],
    "\u200fعلي\u200e بن": ["علي بن"],
}


@pytest.mark.parametrize("value", VALUES)
def test_values_of_an_infobox(article: Reader, value: str) -> None:
    """A value's items, whatever markup it is written in; no words of templates that are not known."""
    found = article(f"{{{{Infobox film\n| starring = {value}\n| country=Chad}}}}\n[[Category:2018 films]]").infobox
    line = 3 + value.count("\n")
    items = VALUES[value]
    text = value if value == "Ann; Bob" else ", ".join(items)
    first = [Line("starring", text, items, 2)] if items else []
    assert found == [*first, Line("country", "Chad", ["Chad"], line)]


@pytest.mark.parametrize(
    "name", ["Infobox film", "infobox_film ", "Infobox Movie", "Infobox film<!-- x -->", " Infobox film\n"]
)
def test_an_infobox_has_several_names(article: Reader, name: str) -> None:
    assert article(f"{{{{{name}|Country=Chad|production_companies=Acme}}}}").infobox == [
        Line("country", "Chad", ["Chad"], 1 + name.count("\n")),
        Line("production companies", "Acme", ["Acme"], 1 + name.count("\n")),
    ]


TEXTS = {
    "lists": (
        "* [[Ann]] as Lamp: Light.\n** Kid as Little Lamp\n*: on a stick\n# One\n"
        ";Bob as Wick\n: The wick.\n; Cy : the oil\n",
        [
            item(1, "Ann as Lamp: Light."),
            item(2, "Kid as Little Lamp: on a stick"),
            item(4, "One"),
            item(5, "Bob as Wick: The wick."),
            item(7, "Cy: the oil"),
        ],
    ),
    "an item and a line below it": (
        "* Ann as Lamp\n: Light.\n\n: Aside.\n",
        [item(1, "Ann as Lamp: Light."), text(4, "Aside.")],
    ),
    "a wrapped list": (
        "{{Cast list|\n* Ann as {{nowrap|Dr. Lamp}}\n\n<!-- more\n-->\n* Bob\n}}\n* Cy\n",
        [item(2, "Ann as Dr. Lamp"), item(6, "Bob"), item(8, "Cy")],
    ),
    "columns": ("{{div col|colwidth=30em}}\n* Ann\n{{div col end}}\n", [item(2, "Ann")]),
    "a list in one line": (
        "Text.\n{{ubl|Ann as Lamp|Bob}}\n",
        [text(1, "Text."), item(2, "Ann as Lamp"), item(2, "Bob")],
    ),
    "a table of the cast": (
        '{| class="wikitable"\n|+ Cast\n! scope="col" | Actor !! Role\n! Notes\n|-\n'
        '| [[Ann]] || Lamp || {{nowrap|a lamp}}\n|-\n! rowspan="2" | Bob\n'
        "| Wick\n|\n|-\n| Oil || x\n|-\n| Cy ||\n|}\nText.\n",
        [
            item(6, "Ann as Lamp: a lamp"),
            item(8, "Bob as Wick"),
            item(12, "Bob as Oil: x"),
            item(14, "Cy"),
            text(16, "Text."),
        ],
    ),
    "a table of something else": (
        "{|\n! Award !! Result\n|-\n| A || Won\n{|\n| inner\n|}\n|}\nText.\n",
        [text(9, "Text.")],
    ),
    "lines of one paragraph": (
        "One<ref>a\nb</ref>\ntwo.\n<!-- c\n-->\nThree.\n\nFour.",
        [text(1, "One two. Three."), text(8, "Four.")],
    ),
    "a comment before a paragraph": ("<!-- a\nb -->One.", [text(2, "One.")]),
    "a reference with others in it": (
        "One<ref>a</ref>.<ref name='b'>{{cite|x={{y}}}}</ref> Two<ref name=c/>.",
        [text(1, "One. Two.")],
    ),
    "brackets whose words are left out": (
        "Lamp ({{IPA|x}}) and ({{nihongo2|x}}; 2018).",
        [text(1, "Lamp and (; 2018).")],
    ),
    "quotes": ("{{blockquote|text=So it was.|author=Ann}}", [text(1, "So it was.")]),
    "an apostrophe behind italics": (
        "''The Lamp'''s '''light''' and ''Wick''.",
        [text(1, "The Lamp's light and Wick.")],
    ),
    "right to left": ("[[علي|عليّ]] في {{nowrap|المصباح}}\u200f.", [text(1, "عليّ في المصباح.")]),
    "what Rotten Tomatoes says": (
        "{{Rotten Tomatoes prose|52|5.6|25|ref=yes}}",
        [
            text(
                1,
                "On Rotten Tomatoes, the film has an approval rating of 52% based on 25 reviews,"
                " with an average rating of 5.6/10.",
            )
        ],
    ),
    "nothing to be read": (
        "----\n__NOTOC__\n[[fr:Lampe]]\n[[File:a.jpg|thumb|A [[lamp]]\nof two lines]]\n{{x|\n\n}}\n* {{y}}",
        [],
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_words_of_a_section(article: Reader, name: str) -> None:
    """Paragraphs and items, with the line at which each begins."""
    page, expected = TEXTS[name]
    found = article(f"{BOX}{page}")
    assert blocks(found) == expected
    assert found.faults == ()


def test_headings_make_paths(article: Reader) -> None:
    """As deep as they stand, whatever levels are left out."""
    found = article(
        BOX + "A\n==One==\nB\n=== ''Two'' ===\nC\n=====Three=====\nD\n== Four<!-- x --> ==\n=E=\n===\n==Five== x\n"
    )
    assert [(each.path, [block.text for block in each.blocks]) for each in found.sections] == [
        (("Lead",), ["A"]),
        (("One",), ["B"]),
        (("One", "Two"), ["C"]),
        (("One", "Two", "Three"), ["D"]),
        (("Four",), ["=E= === ==Five== x"]),
    ]


UNREAD = {
    "#REDIRECT [[The Wick (film)|x]]": "leads on to The Wick (film)",
    "'''Lamp''' may be:\n* [[The Lamp]]\n{{disambiguation}}\n[[Category:2018 films]]": "tells pages of one name apart",
    "{{Infobox person|name=Ann}} A lamp.\n[[Category:1970 births]]": (
        "is about no film: it has neither an infobox of one, nor a category like 2018 films"
    ),
    "{{Infobox film series|name=Lamps}}": (
        "is about no film: it has neither an infobox of one, nor a category like 2018 films"
    ),
    "<!-- {{Infobox film|name=x}} --> [[Category:Lists of 2018 films]]": (
        "is about no film: it has neither an infobox of one, nor a category like 2018 films"
    ),
    "": "is about no film: it has neither an infobox of one, nor a category like 2018 films",
}


@pytest.mark.parametrize("text", UNREAD)
def test_pages_that_are_no_article_about_a_film(write: Write, text: str) -> None:
    path = write(text)
    assert list(read(path)) == [Unread("The Lamp (2018 film)", str(path), UNREAD[text], position=len(text))]


def test_a_name_may_hold_commas(article: Reader) -> None:
    assert article("{{Infobox film|name=The Wick, the Oil<br>and the Lamp}}").name == "The Wick, the Oil and the Lamp"


def test_a_category_of_films_is_enough(article: Reader) -> None:
    """Without an infobox the page is an article still."""
    found = article("A lamp.\n[[category: 2018 American films]]")
    assert (found.infobox, found.name, found.categories) == (None, None, ("2018 American films",))


BAD = {
    "a template that is not closed": (
        "One {{nowrap|two [[Ann|three]]\nfour.\n==H==\nFive.",
        [text(1, "One four."), text(4, "Five.")],
        ["2: {{ is not closed"],
    ),
    "an infobox that is not closed": (
        "{{infobox film\n|country=Chad\n|starring={{ubl|Ann|Bob\n\n==H==\nFive.",
        [text(6, "Five.")],
        ["2: {{ is not closed", "4: {{ is not closed"],
    ),
    "braces and brackets that close nothing": (
        "One }} two ]] three }}}}.",
        [text(1, "One two three .")],
        ["2: }} ends no template"] * 2,
    ),
    "a link that is not closed": (
        "One [[Ann|two\nthree.\n\nFour.",
        [text(1, "One Ann|two three."), text(4, "Four.")],
        ["2: [[ is not closed"],
    ),
    "braces across brackets": ("{{nowrap|[[Ann}}]] Bob", [text(1, "Ann Bob")], ["2: [[ is not closed"]),
    "a reference that is not closed": (
        "One<ref>two\nthree<ref>x</ref>.",
        [text(1, "One three.")],
        ["2: <ref> is not closed"],
    ),
    "a comment that is not closed": ("One.\n<!-- two\n==H==\nThree.", [text(1, "One.")], ["3: <!-- is not closed"]),
    "a table that is not closed": (
        "{|\n! Actor !! Role\n|-\n| Ann || Lamp\n==H==\nFive.",
        [item(4, "Ann as Lamp"), text(6, "Five.")],
        [],
    ),
    "a page that is cut": (
        "One.\n==Cast==\n* Ann as Lamp\n* Bob as {{nowr",
        [text(1, "One."), item(3, "Ann as Lamp"), item(4, "Bob as")],
        ["5: {{ is not closed"],
    ),
    "templates 100 deep": (
        "One " + "{{nowrap|" * 100 + "x" + "}}" * 100 + " two.\n\nThree.",
        [text(1, "One two."), text(3, "Three.")],
        ["2: templates " + DEEP],
    ),
    "templates 10,000 deep": (
        "One " + "{{nowrap|\n" * 10_000 + "x" + "}}" * 10_000 + " two.\n\nThree.",
        [text(1, "One"), text(10_001, "two."), text(10_003, "Three.")],
        ["26: templates " + DEEP],
    ),
    "links 10,000 deep": ("[[a|" * 10_000 + "x" + "]]" * 10_000, [], ["2: links " + DEEP]),
    "a million braces": (
        "One " + "{" * 1_000_000 + "\n\nTwo.\n==H==\nThree.",
        [text(1, "One"), text(5, "Three.")],
        ["2: templates " + DEEP, *["2: {{ is not closed"] * 19],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_page_is_read_as_far_as_it_goes(article: Reader, name: str) -> None:
    """What is wrong is named with its line, and all that is not concerned is read."""
    page, expected, faults = BAD[name]
    found = article(f"{BOX}{page}")
    assert blocks(found) == expected
    place = found.place
    assert found.faults == tuple(f"{place}:{fault}" for fault in faults)


def test_a_fault_is_told_twenty_times_at_most(article: Reader) -> None:
    assert len(article(BOX + "}} \n" * 1_000).faults) == 20


def test_an_infobox_that_is_cut_is_read_as_far_as_it_goes(article: Reader) -> None:
    found = article("{{Infobox film\n| name = The Lamp\n| country = Chad\n| director = An")
    assert (found.name, [line.text for line in found.infobox or ()]) == ("The Lamp", ["Chad", "An"])
    assert found.faults == (f"{found.place}:1: {{{{ is not closed",)


def test_five_megabytes_are_a_page(article: Reader) -> None:
    """Paragraphs, items and one line that is very long; all of it is there."""
    parts = [
        "The [[lamp]] is ''lit''<ref>{{cite web|title=x}}</ref> {{nowrap|at night}}. " + "It burns. " * 50,
        "* [[Ann]] as Lamp",
    ]
    count = 5 * 2**20 // len("".join(parts))
    found = article(BOX + "\n\n".join([*parts * count, "It burns. " * 100_000]))
    told = [each.text for each in found.sections[0].blocks]
    assert told[:2] == ["The lamp is lit at night. " + "It burns. " * 49 + "It burns.", "Ann as Lamp"]
    assert told[2:] == told[:2] * (count - 1) + ["It burns. " * 99_999 + "It burns."]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"One\xff", "byte 4 is not UTF-8"),
        (b"x" * (16 * 2**20 + 1), "it is longer than 16,777,216 bytes, too long for an article"),
    ],
)
def test_a_file_that_is_no_text(write: Write, content: bytes, fault: str) -> None:
    with pytest.raises(RecordFaults, match=fault):
        list(read(write(content)))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordFaults, match="cannot be read: No such file or directory"):
        list(read(tmp_path / "x.wiki"))


TOKENS = [
    "{{", "}}", "[[", "]]", "{", "}", "[", "]", "|", "=", "\n", "\n== h ==\n", "''", "'''", "<ref>", "</ref>", "<!--",
    "-->", "<nowiki>", "</nowiki>", "<br>", "<b", "{|", "|}", "|-", "!", "\n|", "\n*", "\n;", ":", "\n{|", "\n|}", "http://a",
    "[http://a", "<b ", " ", "a", "nowrap|", "plainlist|", "Infobox film|", "File:", "{{cast list|", "{{ubl|",
    "{{x|", "\u202e",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_markup_is_shown(article: Reader, seed: int) -> None:
    """Whatever the marks: no braces of a template are left, no brackets of a link, and each line counts once."""
    rng = random.Random(seed)
    some = rng.sample(TOKENS, rng.randrange(2, len(TOKENS)))
    some = [token for token in some if token not in {"<nowiki>", "<!--"} or rng.random() < 0.1]
    text = "".join(rng.choices(some, k=500))
    found = article(f"{BOX}{text}\n\n== Last ==\nThe end.")
    for section in found.sections:
        for each in section.blocks:
            assert not any(mark in each.text for mark in ("{{", "}}", "[[", "]]")) or "nowiki" in text
    if "<!--" not in some and "<nowiki>" not in some:
        assert found.sections[-1].path[-1] == "Last"
        assert found.sections[-1].blocks[-1] == Block("The end.", False, 5 + text.count("\n"))


def test_a_second_opinion(article: Reader) -> None:
    """Of pages without traps, mwparserfromhell's own plain text has the same paragraphs."""
    checked = 0
    for page in pages(20):
        text = page.text
        if page.space or "{{Infobox film\n" not in text:
            continue
        plain = mwparserfromhell.parse(text).strip_code().split("\n")
        theirs = {" ".join(line.split()) for line in plain}
        ours = [each.text for section in article(text).sections for each in section.blocks if not each.is_item]
        ours = [each for each in ours if not each.startswith("On Rotten Tomatoes")]
        assert [each for each in ours if each not in theirs] == []
        checked += len(ours)
    assert checked > 200
