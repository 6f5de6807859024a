"""Behind a proxy that serves the site below a prefix of its own, which it takes off before it asks."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.playground.conftest import visiting
from tests.playground.visit import Visit

PREFIX = "/films"


@pytest.fixture
def prefixed(chromium: Browser, site: str) -> Iterator[Visit]:
    parts = urlsplit(site)

    def ask(route: Route) -> None:
        """What begins so is passed on without it; there is nothing else here."""
        asked = urlsplit(route.request.url)
        if asked.path.startswith(f"{PREFIX}/"):
            inner = urlunsplit(asked._replace(path=asked.path.removeprefix(PREFIX)))
            route.fulfill(response=route.fetch(url=inner))
        else:
            route.abort()

    for visit in visiting(chromium, urlunsplit(parts._replace(path=PREFIX + parts.path))):
        visit.page.context.route("**/*", ask)
        yield visit


def test_everything_is_found_below_the_prefix(prefixed: Visit) -> None:
    """Files, workers and fonts, operations, the film list, the schema's text, and a shared link."""
    prefixed.open()
    prefixed.see("Backtrace")
    assert "Lucas MacDonald" in json.dumps(prefixed.run())
    prefixed.write("operation.graphql", "{ nonsense }")
    expect(prefixed.page.locator(".squiggly-error").first).to_be_visible()
    prefixed.button("Share").click()
    prefixed.until(f"() => location.pathname === '{PREFIX}/graphql' && location.hash.startsWith('#share=')")
    assert prefixed.page.locator(".tg-logo").evaluate("it => new URL(it.href).pathname") == f"{PREFIX}/schema.graphql"
    asked = [urlsplit(each.url) for each in prefixed.requests if each.url.startswith("http")]
    assert [each.path for each in asked if not each.path.startswith(f"{PREFIX}/")] == []
    assert {response.status for response in prefixed.responses if response.url.startswith("http")} <= {200, 400}
