"""The walk from the actor to the twist, as people take it: the page opens, completes, answers, and unseals."""

from typing import Any

from playwright.sync_api import Browser, expect

from tests.playground.conftest import visiting
from tests.playground.visit import MODEL, Visit

EXAMPLES = ["Twist", "Cast", "Money", "Find", "Nodes", "Reception"]

BACKTRACE = {"film": "film.513902626562233507"}

SECRETS = ["Lucas MacDonald", "MacDonald's son", "is the mastermind"]
"""What may be told of Lucas to nobody who has not seen the film."""


def lucas(response: Any) -> Any:
    """The character in the answer to the first example."""
    return response["data"]["person"]["roles"]["nodes"][0]["character"]


def test_the_page_opens_and_asks_nobody_else(visit: Visit) -> None:
    """All that it needs comes from the site; nothing breaks the policy, which names no other host."""
    visit.open().run()
    visit.panel("How it was answered")
    visit.button("Show Documentation Explorer").click()
    expect(visit.page.get_by_text("Root Types")).to_be_visible()
    headers = visit.responses[0].all_headers()
    policy = headers["content-security-policy"]
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
    assert "script-src 'self';" in policy
    assert visit.strangers == []
    loaded = [each for each in visit.responses if "/playground/" in each.url]
    assert len(loaded) > 5
    assert {each.all_headers()["cache-control"] for each in loaded} == {"public, max-age=31536000, immutable"}


def test_type_complete_run_and_see_the_answer(visit: Visit) -> None:
    """The completion shows our descriptions."""
    visit.open()
    visit.button("New tab").click()
    visit.page.locator(".graphiql-query-editor .monaco-editor").click()
    visit.until(f"() => {MODEL}('operation.graphql').getValue() === ''")
    visit.page.keyboard.type("{ films { nodes { titl", delay=20)
    suggestions = visit.page.locator(".suggest-widget .monaco-list-row")
    expect(suggestions.filter(has_text="title").first).to_be_visible()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Control+Enter")
    assert visit.answered() == {"data": {"films": {"nodes": [{"title": "Backtrace"}]}}}


def test_every_example_answers(visit: Visit) -> None:
    """Each has its tab, and the schema finds no fault in it."""
    visit.open()
    assert [each.inner_text() for each in visit.page.get_by_role("tab").all()] == EXAMPLES
    for name in EXAMPLES:
        visit.tab(name).click()
        expect(visit.tab(name)).to_have_attribute("aria-selected", "true")
        response = visit.run()
        assert list(response) == ["data"], name
        assert all(value is not None for value in response["data"].values()), name
        expect(visit.page.locator(".squiggly-error, .squiggly-warning"), name).to_have_count(0)


def test_an_example_whose_tab_was_closed_is_in_the_menu(visit: Visit) -> None:
    visit.open()
    visit.button("Examples").click()
    assert visit.page.get_by_role("menuitem").all_inner_texts() == EXAMPLES
    visit.page.get_by_role("menuitem", name="Money").click()
    expect(visit.page.get_by_role("tab")).to_have_count(len(EXAMPLES) + 1)
    visit.until(f"() => {MODEL}('operation.graphql').getValue().includes('query Money')")
    assert "budget" in visit.run()["data"]["film"]


def test_history_brings_back_what_was_asked(visit: Visit) -> None:
    """With its variables."""
    visit.open()
    visit.write("operation.graphql", "query Asked($first: Int) { films(first: $first) { totalCount } }")
    visit.write("variables.json", '{"first": 1}')
    expect(visit.tab("Asked")).to_be_visible()
    assert visit.run() == {"data": {"films": {"totalCount": 1}}}
    visit.write("operation.graphql", "query Other { __typename }")
    visit.write("variables.json", "")
    expect(visit.tab("Other")).to_be_visible()
    assert visit.run() == {"data": {"__typename": "Query"}}
    visit.button("Show History").click()
    # GraphiQL calls each of these buttons "Set active".
    visit.page.locator(".graphiql-history-item-label", has_text="Asked").click()
    visit.until(f"() => {MODEL}('operation.graphql').getValue().startsWith('query Asked')")
    assert visit.variables() == {"first": 1}


def test_prettify_lays_out_the_operation_and_its_variables(visit: Visit) -> None:
    """By a formatter that comes with the page; comments stay."""
    visit.open()
    visit.write("operation.graphql", "# mine\nquery  A { films{nodes{ title } } }")
    visit.button("Prettify").click()
    laid_out = "# mine\nquery A {\n  films {\n    nodes {\n      title\n    }\n  }\n}\n"
    visit.page.wait_for_function(f"text => {MODEL}('operation.graphql').getValue() === text", arg=laid_out)


def test_the_seen_control_unseals_lucas_and_seals_him_again(visit: Visit) -> None:
    """It writes the variables, and what is shown follows."""
    visit.open()
    sealed = lucas(visit.run())
    assert (sealed["name"], sealed["fullName"], sealed["twists"]) == ("Lucas", None, [])
    visit.see("Backtrace")
    visit.shows("Lucas MacDonald")
    assert visit.variables() == {"seen": [BACKTRACE]}
    assert lucas(visit.response())["fullName"] == "Lucas MacDonald"
    visit.button("Remove Backtrace").click()
    visit.hides("Lucas MacDonald")
    assert visit.variables() == {"seen": []}
    expect(visit.page.locator(".tg-sealed-note")).to_have_count(3)


def test_sealed_values_show_as_sealed(visit: Visit) -> None:
    """In the answer, and below it by name, with the button that opens them."""
    visit.open().run()
    below = visit.page.locator(".tg-below")
    expect(below).to_contain_text("3 values are sealed or unknown")
    expect(below).to_contain_text("Character.fullName, Character.twists, Character.relations")
    notes = visit.page.locator(".tg-sealed-note").all_inner_texts()
    assert [note.replace("\u00a0", " ").strip() for note in notes] == ["sealed or unknown"] * 3
    visit.button("I have seen Backtrace").click()
    visit.shows("Lucas MacDonald")
    expect(below).not_to_contain_text("sealed or unknown")
    assert visit.variables() == {"seen": [BACKTRACE]}


def test_up_to_a_minute(visit: Visit) -> None:
    """The slider goes through the minutes of the film to the whole of it."""
    visit.open()
    visit.see("Backtrace")
    slider = visit.page.get_by_role("slider", name="Backtrace")
    expect(slider).to_have_attribute("aria-valuetext", "the whole film")
    slider.fill("45")
    expect(slider).to_have_attribute("aria-valuetext", "up to minute 45")
    assert visit.variables() == {"seen": [BACKTRACE | {"until": 45}]}
    slider.press("End")
    assert visit.variables() == {"seen": [BACKTRACE]}


def test_what_other_films_may_tell(visit: Visit) -> None:
    """An operation that does not take it is made to by a button."""
    visit.open()
    visit.page.get_by_role("radio", name="everything").check()
    assert visit.variables() == {"seen": []}
    visit.button("Add it to @viewer").click()
    assert visit.variables() == {"seen": [], "allow": "ALL"}
    assert "query Twist($seen: [Seen!], $allow: Spoilers) @viewer(seen: $seen, allow: $allow) {" in visit.text(
        "operation.graphql"
    )
    assert lucas(visit.run())["fullName"] == "Lucas MacDonald"
    expect(visit.page.locator(".tg-sealed")).to_have_count(0)


CONNECTED = {
    "{ films { totalCount } }": "query ($seen: [Seen!]) @viewer(seen: $seen) { films { totalCount } }",
    "query A { __typename }": "query A($seen: [Seen!]) @viewer(seen: $seen) { __typename }",
    "query A($n: Int) { films(first: $n) { totalCount } }": (
        "query A($n: Int, $seen: [Seen!]) @viewer(seen: $seen) { films(first: $n) { totalCount } }"
    ),
    "query @viewer { __typename }": "query($seen: [Seen!]) @viewer(seen: $seen) { __typename }",
    "query A($seen: Int) { films(first: $seen) { totalCount } }": (
        "query A($seen: Int, $seen_: [Seen!]) @viewer(seen: $seen_) { films(first: $seen) { totalCount } }"
    ),
}


def test_an_operation_without_a_viewer_gets_one(visit: Visit) -> None:
    """Whatever else it has; and the variables say what was seen."""
    visit.open()
    visit.see("Backtrace")
    for before, after in CONNECTED.items():
        visit.write("variables.json", "")
        visit.write("operation.graphql", before)
        visit.button("Add @viewer to it").click()
        assert visit.text("operation.graphql") == after
        assert [BACKTRACE] in visit.variables().values()
        expect(visit.button("Add @viewer to it")).to_have_count(0)


def test_variables_of_somebody_else_are_left_alone(visit: Visit) -> None:
    """Comments and other variables stay, too."""
    visit.open()
    own = '{\n  // mine\n  "seen": [{"film": "film.1"}],\n  "other": 1\n}'
    visit.write("variables.json", own)
    visit.see("Backtrace")
    assert visit.text("variables.json") == own
    visit.button("Write what I have seen").click()
    assert visit.text("variables.json") == own.replace("film.1", BACKTRACE["film"])


def test_variables_that_are_no_json_are_left_alone(visit: Visit) -> None:
    visit.open()
    visit.write("variables.json", '{"seen": [')
    visit.see("Backtrace")
    assert visit.text("variables.json") == '{"seen": ['
    expect(visit.page.get_by_text("The variables are no JSON object")).to_be_visible()


def test_no_sealed_word_comes_before_it_may(visit: Visit) -> None:
    """Neither by the network nor into the page; and after the film it does, so they would have been found."""
    heard = visit.listen()
    visit.open()
    for name in EXAMPLES:
        visit.tab(name).click()
        visit.run()
    visit.panel("How it was answered")
    visit.button("Show Documentation Explorer").click()
    visit.panel("What I have seen")
    told, shown = "\n".join(heard), visit.page.content().replace("\u00a0", " ")
    assert "A fellow inmate" in told
    assert [word for word in SECRETS if word in told or word in shown] == []
    visit.tab("Twist").click()
    visit.see("Backtrace")
    visit.shows("Lucas MacDonald")
    told = "\n".join(heard)
    assert [word for word in SECRETS if word not in told] == []


def test_another_tab_shows_no_answer_to_another_viewer(visit: Visit) -> None:
    """What a tab was told before is gone when the viewer has changed meanwhile."""
    visit.open()
    visit.see("Backtrace")
    visit.run()
    visit.tab("Find").click()
    visit.button("Remove Backtrace").click()
    visit.page.route("**/graphql", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    visit.tab("Twist").click()
    expect(visit.alert().filter(has_text="does not answer")).to_be_visible()
    assert not any(word in visit.page.content().replace("\u00a0", " ") for word in SECRETS)
    assert visit.variables() == {"seen": []}


def test_what_was_seen_and_written_is_there_again(visit: Visit) -> None:
    """After a reload; and answers are not."""
    visit.open()
    visit.see("Backtrace")
    visit.run()
    # GraphiQL stores its tabs half a second after the last change, and more than once: until they stay as they are.
    stored = f"localStorage.getItem('graphiql:tabState')?.includes('{BACKTRACE['film']}')"
    same = "(globalThis.before === (globalThis.before = JSON.stringify(localStorage)))"
    visit.page.wait_for_function(f"() => {stored} && {same}", polling=1000)
    visit.page.reload()
    expect(visit.page.get_by_role("slider", name="Backtrace")).to_be_visible()
    expect(visit.page.get_by_role("tab")).to_have_count(len(EXAMPLES))
    visit.until("() => globalThis.__MONACO?.editor.getModels().length >= 4")
    assert visit.variables() == {"seen": [BACKTRACE]}
    assert visit.text("response.json") == ""


def test_how_it_was_answered(visit: Visit) -> None:
    """SQL, parameters, plan and stages, in development mode; none of it in the answer."""
    visit.open()
    assert list(visit.run()) == ["data"]
    panel = visit.panel("How it was answered")
    expect(panel).to_contain_text('FROM "person" AS "person_1"')
    expect(panel).to_contain_text('?3 = "ryan-guzman"')
    expect(panel.get_by_role("row").filter(has_text="store")).to_contain_text("ms")
    expect(panel.locator(".tg-plan .tg-plan").first).to_contain_text("SEARCH person_1 USING INDEX")
    expect(panel).to_contain_text("fields of rows; 100,000 are allowed")


def test_the_public_is_not_told_how(chromium: Browser, published: str) -> None:
    for visit in visiting(chromium, published):
        assert list(visit.open().run()) == ["data"]
        expect(visit.button("Show How it was answered")).to_have_count(0)
        asked = [each for each in visit.requests if each.method == "POST"]
        assert not any("x-explain" in each.headers for each in asked)


def test_a_header_of_ones_own_is_answered_in_the_answer(visit: Visit) -> None:
    """Whoever asks for the cost by the headers pane gets to see it there."""
    visit.open()
    visit.button("Headers").click()
    visit.write("request-headers.json", '{"x-cost": "1"}')
    assert list(visit.run()["extensions"]) == ["cost"]
