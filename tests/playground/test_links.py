"""Links that share an operation: in the fragment, so that no server hears of it."""

import base64
import json
import zlib

from playwright.sync_api import expect

from tests.playground.visit import Visit


def link(**members: object) -> str:
    """The fragment that shares these members."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(json.dumps(members).encode()) + packer.flush()
    return "#share=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def test_a_link_opens_what_was_shared(visit: Visit) -> None:
    """With its variables, in a tab of its own; only the page itself is asked for, without the fragment."""
    visit.open()
    visit.write("operation.graphql", "query Mine($first: Int) { films(first: $first) { nodes { title } } }")
    visit.write("variables.json", '{"first": 1}')
    visit.button("Share").click()
    visit.until("() => location.hash.startsWith('#share=')")
    address = visit.page.evaluate("location.href")
    assert visit.page.evaluate("location.search") == ""

    other = Visit(visit.page.context.new_page(), address)
    other.open()
    assert other.text("operation.graphql").startswith("query Mine(")
    assert other.variables() == {"first": 1}
    assert other.run() == {"data": {"films": {"nodes": [{"title": "Backtrace"}]}}}
    assert not any("#" in each.url or "Mine" in each.url for each in other.requests[1:])


def test_a_link_that_is_pasted_into_an_open_page_opens_a_tab(visit: Visit) -> None:
    visit.open()
    tabs = visit.page.get_by_role("tab").count()
    visit.page.evaluate("hash => { location.hash = hash }", link(query="query Pasted { __typename }", variables=""))
    expect(visit.page.get_by_role("tab")).to_have_count(tabs + 1)
    assert visit.run() == {"data": {"__typename": "Query"}}


def test_of_several_operations_the_shared_one_runs(visit: Visit) -> None:
    several = "query One { a: __typename } query Two { b: __typename }"
    visit.open(link(query=several, variables="", operationName="Two"))
    visit.page.locator(".graphiql-query-editor .monaco-editor").focus()
    visit.button("Execute query").click()
    visit.page.get_by_role("menuitem", name="Two").click()
    assert visit.answered() == {"data": {"b": "Query"}}


def test_a_link_of_an_older_schema_opens_and_shows_its_faults(visit: Visit) -> None:
    visit.open(link(query="query Old { films { nodes { tagline } } }", variables=""))
    expect(visit.page.locator(".squiggly-error").first).to_be_visible()
    response = visit.run()
    assert response["errors"][0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    expect(visit.page.locator(".tg-how")).to_contain_text("400 GRAPHQL_VALIDATION_FAILED")


def bomb() -> str:
    return link(query=" " * 5_000_000)


def test_a_damaged_link_is_said_to_be(visit: Visit) -> None:
    """And the page is there all the same."""
    for fragment in ("#share=", "#share=nonsense!", "#share=AAAA", link(variables="no query"), link(query=1), bomb()):
        visit.page.goto("about:blank")
        visit.open(fragment)
        expect(visit.alert()).to_contain_text("This link is damaged")
        visit.alert().get_by_role("button", name="Close").click()
        expect(visit.alert()).to_have_count(0)
        assert "data" in visit.run()


def test_another_fragment_is_nobodys_business(visit: Visit) -> None:
    assert "data" in visit.open("#elsewhere").run()


def test_a_link_does_not_say_what_its_reader_has_seen(visit: Visit) -> None:
    """What somebody else has seen is the reader's to take or to leave."""
    seen = '{"seen": [{"film": "film.1"}]}'
    query = "query Cast($seen: [Seen!]) @viewer(seen: $seen) { films { nodes { sealedTwists } } }"
    visit.open(link(query=query, variables=seen))
    visit.see("Backtrace")
    assert visit.text("variables.json") == seen
    expect(visit.page.get_by_text("This tab's variables say something else")).to_be_visible()
