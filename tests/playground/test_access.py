"""The page for everyone: by keyboard alone, on a telephone, in the dark, and by axe's rules."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.playground.conftest import visiting
from tests.playground.visit import Visit

OURS = [".tg-panel", ".tg-below", ".tg-logo", ".tg-toast"]


def tab_to(page: Page, condition: str, most: int = 60) -> None:
    """Presses Tab until the focused element *is* what is looked for."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const it = document.activeElement; return {condition} }})()"):
            return
    pytest.fail(f"Tab does not lead to {condition}.")


def test_the_keyboard_alone_suffices(visit: Visit) -> None:
    """From opening the page to being told, and back out of the editor."""
    visit.open()
    page = visit.page
    tab_to(page, "it.getAttribute('role') === 'combobox'")
    page.keyboard.type("back")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", page.get_by_role("option").get_attribute("id") or "?"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="Backtrace")).to_be_visible()
    tab_to(page, "it.type === 'range'")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "up to minute 87")
    page.keyboard.press("ArrowRight")
    tab_to(page, "it.classList.contains('graphiql-editor')")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    assert "Lucas MacDonald" in json.dumps(visit.answered())
    page.keyboard.press("Escape")
    tab_to(page, "it.classList.contains('graphiql-execute-button')", most=3)


def test_the_list_of_films_by_keyboard(visit: Visit) -> None:
    """Escape closes it and adds nothing; Enter without a choice takes the only one."""
    visit.open()
    box = visit.page.get_by_role("combobox")
    box.press("ArrowDown")
    expect(visit.page.get_by_role("option")).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(visit.page.get_by_role("slider")).to_have_count(0)
    box.fill("nothing like it")
    expect(visit.panel("What I have seen").get_by_role("status")).to_contain_text("No film has this in its title")
    box.press("Enter")
    box.fill("trace")
    expect(visit.page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(visit.page.get_by_role("slider", name="Backtrace")).to_be_visible()


@pytest.fixture(params=["light", "dark"])
def shaded(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Visit]:
    yield from visiting(chromium, site, color_scheme=request.param, reduced_motion="reduce", bypass_csp=True)


def test_axe_finds_nothing_serious_in_our_own_parts(shaded: Visit, axe: str) -> None:
    """Sealed and seen, explained and refused, in light and dark."""
    shaded.open()
    shaded.page.add_script_tag(content=axe)

    def serious() -> list[str]:
        script = "ours => axe.run({include: ours.filter(each => document.querySelector(each)).map(each => [each])})"
        found = shaded.page.evaluate(script, OURS)["violations"]
        return [
            f"{each['id']}: {node['html']}"
            for each in found
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]

    shaded.run()
    shaded.page.get_by_role("combobox").fill("back")
    expect(shaded.page.get_by_role("option")).to_have_count(1)
    assert serious() == []
    shaded.see("Backtrace")
    shaded.page.get_by_role("radio", name="minor").check()
    expect(shaded.button("Add it to @viewer")).to_be_visible()
    assert serious() == []
    shaded.panel("How it was answered")
    assert serious() == []
    shaded.write("operation.graphql", "{ nonsense }")
    shaded.run()
    assert serious() == []
    shaded.page.route("**/graphql", lambda route: route.abort())
    shaded.button("Execute query").click()
    expect(shaded.alert()).to_be_visible()
    assert serious() == []


def test_on_a_telephone(narrow: Visit) -> None:
    """Nothing sticks out; the panel takes the page and gives it back; what is sealed opens; variables find room."""
    narrow.open().run()
    wide = "() => document.scrollingElement.scrollWidth <= innerWidth"
    assert narrow.page.evaluate(wide)
    variables, answer = (narrow.page.locator(each) for each in (".graphiql-editor-tool", ".graphiql-response"))
    expect(variables).not_to_be_in_viewport()
    narrow.button("Variables").click()
    expect(variables).to_be_in_viewport()
    above, below = variables.bounding_box(), answer.bounding_box()
    assert above is not None
    assert below is not None
    assert above["height"] > 50
    assert above["y"] + above["height"] <= below["y"]
    narrow.see("Backtrace")
    box = narrow.page.get_by_role("combobox").bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert narrow.page.evaluate(wide)
    narrow.button("Hide What I have seen").click()
    narrow.told("Lucas MacDonald")


def test_who_wants_no_motion_gets_none(chromium: Browser, site: str) -> None:
    """Nothing moves or fades for longer than a millisecond."""
    for visit in visiting(chromium, site, reduced_motion="reduce"):
        visit.open()
        longest = visit.page.evaluate("""() => {
          const styles = [...document.querySelectorAll(".graphiql-container *")].map(each => getComputedStyle(each));
          const told = styles.map(style => `${style.animationDuration},${style.transitionDuration}`);
          return Math.max(...told.join().split(",").map(parseFloat));
        }""")
        assert longest <= 0.001
