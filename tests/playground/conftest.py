"""Chromium on the page that `gql serve` serves, when both are there: else these tests are skipped, and say why.

Its driver keeps a loop running in this thread, in which other tests run theirs: so it ends with this package.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from gql.playground import playground
from tests.packages import installed
from tests.playground.visit import Visit
from tests.serving import serving, settings_free

HERE: Final = Path(__file__).parent

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

NO_PLAYGROUND: Final = (
    "This installation was built without the playground. Where npm can be reached, build it:"
    " GQL_BUILD_PLAYGROUND=require .venv/bin/pip install -e '.[test]'"
)

NO_CHROMIUM: Final = (
    "There is no Chromium: install one (Debian: apt-get install chromium), or name its program in GQL_TEST_CHROMIUM."
)


CHROMIUM: Final = next(
    filter(None, map(shutil.which, (os.environ.get("GQL_TEST_CHROMIUM", ""), "chromium", "google-chrome"))), None
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs what is not there: by marks, of which a file's are one line in pytest's summary."""
    missing = {"built": NO_PLAYGROUND} if playground() is None else {} if CHROMIUM else {"chromium": NO_CHROMIUM}
    for item in items:
        for name, reason in missing.items():
            if HERE in item.path.parents and name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason))


@pytest.fixture(scope="package")
def built() -> None:
    """For tests that need the playground; where there is none, they are skipped before this."""
    assert playground() is not None, "such tests are skipped without"


@pytest.fixture(scope="package")
def chromium(built: None) -> Iterator[Browser]:
    with sync_playwright() as driver, driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield browser


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address at a server on the seed, in development mode."""
    database = str(tmp_path_factory.mktemp("playground") / "films.db")
    with serving(settings_free() | {"GQL_DEV": "1"}, "--database", database) as server:
        yield server.url


@pytest.fixture(scope="package")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same as the public has it, without development mode."""
    database = str(tmp_path_factory.mktemp("published") / "films.db")
    with serving(settings_free(), "--database", database) as server:
        yield server.url


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """A new visitor at a wide screen, whose page has asked nobody but the site, and has had no fault."""
    yield from visiting(chromium, site)


@pytest.fixture
def narrow(chromium: Browser, site: str) -> Iterator[Visit]:
    """The same with a telephone."""
    yield from visiting(chromium, site, viewport={"width": 390, "height": 844})


def visiting(chromium: Browser, url: str, **context: Any) -> Iterator[Visit]:
    with chromium.new_context(**{"viewport": {"width": 1440, "height": 900}} | context) as opened:
        visit = Visit(opened.new_page(), url)
        yield visit
        assert visit.strangers == []
        assert visit.faults == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as the lock has it."""
    return (installed(HERE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
