"""Articles mixed of names and phrases at random: each becomes a record that loads, and none of them leaks."""

import random
import re
from pathlib import Path

import pytest

from gql.load.articles.article import Article
from gql.load.articles.plain import read_plain
from gql.load.articles.understanding import Understood, understand
from gql.load.rows import make_rows
from gql.load.shape import check_shape
from tests.articles.open_texts import open_texts

TITLES = ("Dr.", "Detective", "Agent", "Mrs.", "")
FIRST = ("Ana", "Walt", "June", "Cole", "Max", "Zo\u00eb", "Li")
LAST = ("Ford", "Ruiz", "Vos", "MacDonald", "O'Brien", "Ford-Ruiz", "")
ENDS = ("", "", "", " / The Fox", " (voice)", ", Jr.")

TELLING = (
    "it is later revealed that {a} is {b}'s son",
    "it is revealed that he framed {a} and her family",
    "{a} is revealed to be the killer",
    "{a} turns out to be {b}",
    "{a} betrays {b} and his family",
    "{a} dies",
    "unbeknownst to {a}, {b} is alive",
    "{a} is secretly {b}'s wife",
    "{a} discovers that he is {b}'s father",
    "in reality, {a} and {b} are the same person",
    "eventually {a} marries {b}",
    "the mastermind behind it is {a}",
    "there is a plot twist",
)
OPEN = ("{a} works for {b}", "a friend of {a}", "{a}'s neighbour", "introduced as {a}'s nurse", "{a} {a} {b}")
TOLD = (
    "revealed", "framed", "turns out", "betrays", "dies", "alive", "secretly", "discovers that", "same person",
    "eventually", "mastermind", "plot twist",
)  # fmt: skip
"""A word of each telling phrase."""


def mixed(chance: random.Random) -> str:
    """An article."""

    def name() -> str:
        parts = (chance.choice(TITLES), chance.choice(FIRST), chance.choice(LAST))
        return " ".join(filter(None, parts)) + chance.choice(ENDS)

    def sentence() -> str:
        phrases = [chance.choice(TELLING + OPEN) for _ in range(chance.choice((1, 1, 2)))]
        full = [phrase.format(a=chance.choice(names), b=chance.choice(names).split()[-1]) for phrase in phrases]
        text = chance.choice((", ", "; ", " and ")).join(full)
        return f"{text[0].upper()}{text[1:]}."

    def sentences(least: int, most: int) -> str:
        return " ".join(sentence() for _ in range(chance.randint(least, most)))

    names = [name() for _ in range(chance.randint(1, 6))]
    cast = [
        f"- {chance.choice(('A Ford', 'B Vos', 'C Dee'))} as {each}" + chance.choice(("", f": {sentences(1, 3)}"))
        for each in names
    ]
    return "\n".join((
        "= Mixed (film) =\n\n- Director: Ann Lee\n- Starring: A Ford, B Vos\n- Released: 2001\n",
        f"Mixed is a 2001 film. {sentences(0, 1)}\n\n== Plot ==\n{sentences(0, 9)}\n\n== Cast ==",
        *cast,
        f"\n== Production ==\n{sentence()}\n\n== Reception ==",
        f'Ann Poe of Variety praised it: "{sentence()}" {sentence()}',
    ))  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_mixed_article(seed: int, tmp_path: Path) -> None:
    """Its record has no fault, and nothing that is open holds a telling phrase or a name that is sealed."""
    path = tmp_path / "mixed.txt"
    path.write_text(mixed(random.Random(seed)), encoding="utf-8")
    (article,) = read_plain(path)
    assert isinstance(article, Article)
    page = understand(article)
    assert isinstance(page, Understood)
    make_rows(check_shape(page.fields), {}, "")
    told = str(open_texts(page.fields))
    assert [word for word in TOLD if re.search(word, told, re.I)] == []
    characters = page.fields["characters"]
    sealed = [each["full_name"] for each in characters if "full_name_twist" in each]
    names = [each["name"] for each in characters]  # "Li Ford" may be part of "Li Ford-Ruiz", whom nothing ties to him
    assert [name for name in sealed if name in told and not any(name in each for each in names)] == []
