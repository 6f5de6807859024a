"""What was built, as the package gives it to the server."""

import gzip
import re
from pathlib import Path

import pytest

from gql import playground
from gql.playground import Asset, read

INDEX = '<meta name="twistgraph-development" content="0"><script src="playground/main-1.js"></script>'


ROOT = Path(__file__).parent.parent.parent

built = pytest.mark.usefixtures("built")


@built
def test_the_page_names_only_files_that_are_there() -> None:
    named = re.findall(r'(?:src|href)="playground/([^"]+)"', playground.page(dev=False).decode())
    assert len(named) >= 2
    assert set(named) <= set(playground.assets())


@built
def test_development_mode_is_said_in_the_page() -> None:
    assert b'name="twistgraph-development" content="0"' in playground.page(dev=False)
    assert playground.page(dev=True) == playground.page(dev=False).replace(b'content="0"', b'content="1"')


@built
def test_no_file_loads_from_another_host() -> None:
    """Addresses stand in them as names (of namespaces, in documentation), and are not loaded: see test_walk."""
    page = playground.page(dev=True).decode()
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == [
        each for each in re.findall(r'(?:src|href)="([^"]*)"', page) if not each.startswith(("http", "//"))
    ]


@built
def test_assets_are_compressed_and_small() -> None:
    """Two and a fifth megabytes, all languages but ours left out."""
    found = playground.assets()
    assert all(gzip.decompress(each.gz) == each.body for each in found.values() if each.gz)
    assert sum(len(each.gz or each.body) for each in found.values()) < 2_200_000
    assert all(re.search(r"-[\w-]{8}\.(js|css|ttf)$", name) for name in found)


def test_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    (tmp_path / "main-1.js.gz").write_bytes(gzip.compress(b"main()"))
    (tmp_path / "small-1.css").write_bytes(b"a{}")
    (tmp_path / "other.json").write_bytes(b"{}")
    (tmp_path / ".sources").write_bytes(b"1")
    built = read(tmp_path)
    assert built is not None
    assert dict(built.assets) == {
        "main-1.js": Asset(b"main()", gzip.compress(b"main()"), "text/javascript"),
        "small-1.css": Asset(b"a{}", None, "text/css"),
    }
    assert built.page == INDEX.encode()
    assert built.development == INDEX.replace('content="0"', 'content="1"').encode()


def test_without_a_build_there_is_none(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path / "absent") is None


def test_the_page_without_a_playground_says_how_to_get_it() -> None:
    text = playground.PAGE.decode()
    assert "this installation was built without it" in text
    assert "Install the published wheel" in text
    assert "GQL_BUILD_PLAYGROUND=require pip install ." in text
    assert "<script" not in text


def test_the_walk_is_the_same_everywhere() -> None:
    """In README, in the first tab, and on the page without a playground."""
    tab = (ROOT / "gql/playground/page/src/examples.ts").read_text(encoding="utf-8")
    assert f"# Say that you have seen Backtrace, and be told who he is.\n{playground.EXAMPLE}`" in tab
    assert f"```graphql\n{playground.EXAMPLE}```" in (ROOT / "README.md").read_text(encoding="utf-8")
