"""When something is wrong: the page says so, and what can be done, and works as far as it can."""

import json

from playwright.sync_api import Browser, Route, expect

from tests.playground.conftest import visiting
from tests.playground.visit import Visit


def posts(visit: Visit, how: str, **answer: object) -> None:
    """Operations are answered so from now on: *how* is a method of the route."""

    def handle(route: Route) -> None:
        if route.request.method == "POST":
            getattr(route, how)(**answer)
        else:
            route.continue_()

    visit.page.route("**/graphql", handle)


def test_the_server_is_gone_and_comes_back(visit: Visit) -> None:
    visit.open().run()
    posts(visit, "abort")
    visit.button("Execute query").click()
    alert = visit.alert()
    expect(alert).to_contain_text("The server does not answer")
    assert visit.response()["errors"][0]["message"].startswith("The server does not answer")
    visit.page.unroute("**/graphql")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)
    assert "data" in visit.answered()


def test_the_schema_cannot_be_read_and_then_can(visit: Visit) -> None:
    posts(visit, "abort")
    visit.open()
    alert = visit.alert()
    expect(alert).to_contain_text("The schema cannot be read")
    visit.page.unroute("**/graphql")
    alert.get_by_role("button", name="Read it again").click()
    expect(alert).to_have_count(0)


def test_the_film_list_says_that_nobody_answers(visit: Visit) -> None:
    visit.open()
    posts(visit, "abort")
    visit.page.get_by_role("combobox").fill("back")
    expect(visit.panel("What I have seen").get_by_role("status")).to_contain_text("The server does not answer")


def test_a_slow_server_can_be_left(visit: Visit) -> None:
    """The page says that it waits, and stops when it is told to."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    visit.open()
    visit.page.route("**/graphql", hold)
    visit.button("Execute query").click()
    expect(visit.page.locator(".graphiql-spinner")).to_be_visible()
    expect(visit.page.get_by_text("The answer takes its time.")).to_be_visible(timeout=20_000)
    visit.page.locator(".tg-below").get_by_role("button", name="Stop").click()
    expect(visit.page.locator(".graphiql-spinner")).to_have_count(0)
    expect(visit.page.get_by_text("Stopped.")).to_be_visible()
    (route,) = held
    route.abort()
    visit.page.unroute("**/graphql")
    assert "data" in visit.run()


def test_an_error_answer(visit: Visit) -> None:
    visit.open()
    visit.write("operation.graphql", "{ films(first: 1000) { totalCount } }")
    visit.write("variables.json", "")
    assert visit.run()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    expect(visit.page.locator(".tg-how")).to_contain_text("400 BAD_USER_INPUT")


def test_an_answer_that_is_not_the_gateways(visit: Visit) -> None:
    """A proxy's page, or JSON that is none of GraphQL."""
    visit.open()
    for status, body in enumerate(["<h1>Bad gateway</h1>", "", "[]", "null", "1"], start=502):
        posts(visit, "fulfill", status=status, content_type="text/html", body=body)
        visit.button("Execute query").click()
        expect(visit.alert()).to_contain_text(f"not the gateway: status {status}, text/html")


def test_an_answer_of_five_megabytes(visit: Visit) -> None:
    """It is shown, and the page goes on."""
    visit.open()
    nodes = [{"name": "Lucas", "introducedAs": "x" * 60, "fullName": None} for _ in range(50_000)]
    body = json.dumps({"data": {"person": {"roles": {"nodes": [{"character": each} for each in nodes]}}}})
    assert len(body) > 5_000_000
    posts(visit, "fulfill", status=200, content_type="application/json", body=body)
    visit.button("Execute query").click()
    expect(visit.page.locator(".tg-how")).to_contain_text("MB")
    assert len(visit.response()["data"]["person"]["roles"]["nodes"]) == 50_000
    visit.page.unroute("**/graphql")
    visit.tab("Money").click()
    assert "budget" in visit.run()["data"]["film"]


def test_without_a_store_in_the_browser(visit: Visit) -> None:
    """What was seen lasts as long as the page, which says so."""
    visit.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    visit.open()
    visit.see("Backtrace")
    expect(visit.panel("What I have seen")).to_contain_text("until you close the page")
    assert "Lucas MacDonald" in json.dumps(visit.run())


def test_what_the_browser_has_kept_may_be_anything(visit: Visit) -> None:
    visit.open()
    for kept in ("nonsense", "[]", '{"films": [1]}', '{"films": {}}', '{"films": [], "allow": 7}'):
        for name in ("twistgraph:seen", "twistgraph:written"):
            visit.page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [name, kept])
        visit.open()
        expect(visit.panel("What I have seen")).to_contain_text("Nothing yet")
        assert "data" in visit.run()


def test_without_javascript_the_page_says_what_this_is(chromium: Browser, site: str) -> None:
    for visit in visiting(chromium, site, java_script_enabled=False):
        visit.page.goto(visit.url)
        main = visit.page.get_by_role("main")
        expect(main).to_contain_text("A GraphQL gateway for film knowledge")
        # Playwright reads no text from <noscript>.
        noscript = main.locator("noscript")
        expect(noscript).to_be_visible()
        assert "needs JavaScript" in noscript.inner_text()
        main.get_by_role("link", name="schema.graphql").click()
        expect(visit.page.locator("body")).to_contain_text("type Query")
