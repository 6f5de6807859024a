"""Articles in our own words, each beside the record that it becomes. `GQL_GOLDEN=write` writes the records anew."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from gql.gateway import open_gateway
from gql.load import load_articles, read_articles
from gql.load.lint import SourceText, lint
from gql.load.shape import check_shape
from gql.load.toml import toml_text
from gql.settings import Settings
from tests.articles.open_texts import open_texts
from tests.conftest import Asked
from tests.load.conftest import opened
from tests.places import Place

PAGES = sorted(path for path in (Path(__file__).parent / "pages").iterdir() if path.suffix != ".toml")

SECRETS = {
    # What nobody may read in the open part of a record.
    "allegiance": ("secretly", "smugglers", "betray"),
    "characters": ("set the fire", "friend of", "is shot", "widow", "death", "finale", "guilt"),
    "fate": ("dead", "dies", "death", "avalanche"),
    "Room for Seven": ("killer", "same man", "Payne / The Host"),
    "The Orchard Road (2019 film)": ("granddaughter", "mother", "Judith Vos"),
    "identity": ("vanished", "relief", "handwriting"),
    "none": (),
    "plain": (),
    "plot-only": ("father", "parents", "killed", "surprise"),
    "shared-first": ("robberies", "unmasked"),
    "shared-second": ("framed", "escapes"),
}


def fields_of(page: Path, folder: Path) -> dict[str, Any]:
    """The record of *page*, a file of which we know when it was written."""
    copy = folder / page.name
    copy.write_bytes(page.read_bytes())
    os.utime(copy, (1_000_000_000, 1_000_000_000))
    (understood,) = read_articles([copy])
    return dict(understood.fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_becomes_its_record(page: Path, tmp_path: Path) -> None:
    """The whole record, to the letter."""
    text = toml_text(check_shape(fields_of(page, tmp_path)))
    golden = page.with_suffix(".toml")
    if os.environ.get("GQL_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in PAGES if page.suffix == ".txt"], ids=lambda page: page.name)
def test_no_quotation_is_made_up(page: Path, tmp_path: Path) -> None:
    """Each stands in the article to the letter."""
    source = SourceText(page.name, page.read_bytes())
    findings = lint(check_shape(fields_of(page, tmp_path)), [source])
    assert source.is_used
    assert [line for line in findings if "may tell" not in line and "nothing says whom" not in line] == KNOWN.get(
        page.stem, []
    )


KNOWN = {
    # A surname of three letters is sealed, and lint compares words of four.
    "allegiance": [
        "characters[1].name: Meera tells all of the full name, which 'aruns-oldest-friend-who-betrays-meera-to-the-"
        "smugglers' seals; write a name that is safe for everyone"
    ],
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_open_part_of_a_record_keeps_the_secrets(page: Path, tmp_path: Path) -> None:
    """None of the words that tell what the film keeps for its end is open; each of them is in the article."""
    fields = fields_of(page, tmp_path)
    told = str(open_texts(fields))
    for secret in SECRETS[page.stem]:
        assert re.search(secret, page.read_text(encoding="utf-8"), re.I)
        assert not re.search(rf"\b{secret}", told, re.I), secret
    assert bool(fields.get("twists")) == bool(SECRETS[page.stem])


def test_pages_load_together_and_are_sealed(place: Place, tmp_path: Path) -> None:
    """All of them, without a fault; and who has seen nothing is told of no twist."""
    location = place()
    with opened(location, tmp_path) as library:
        report = load_articles(library.engine, [Path(__file__).parent / "pages"])
    assert sum(file.films for file in report.files) == len(PAGES)
    assert [line for file in report.files for line in file.left_out] == []
    asked = Asked(open_gateway(location, Settings()), location)
    films = asked.data("{ films(first: 50) { nodes { title sealedTwists twists { kind } } } }")["films"]["nodes"]
    asked.close()
    assert {film["title"] for film in films if not film["sealedTwists"]} == {"Lemonade Stand", "Harbour Lights"}
    assert [film["twists"] for film in films] == [[]] * len(PAGES)
