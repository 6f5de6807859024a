"""A page in Chromium, in the words of who uses it, and all that it asks for and is told."""

import json
import re
from typing import Any, Literal
from urllib.parse import urljoin

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, Route, expect

Editor = Literal["operation.graphql", "variables.json", "request-headers.json", "response.json"]


MODEL = "(name => __MONACO.editor.getModels().find(each => each.uri.path.endsWith(name)))"
"""Finds the text of an editor."""

SHOWN = "([text, shown]) => document.body.innerText.replaceAll('\\u00a0', ' ').includes(text) === shown"
"""Monaco's spaces do not break."""


class Visit:
    """*requests*: all that were made. *strangers*: addresses beyond the site. *faults*: what the console says."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.strangers: list[str] = []
        self.faults: list[str] = []
        page.on("request", self._requested)
        page.on("response", self._responded)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _requested(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((urljoin(self.url, "/"), "data:", "blob:")):
            self.strangers.append(request.url)

    def _responded(self, response: Response) -> None:
        self.responses.append(response)

    def _said(self, message: ConsoleMessage) -> None:
        # That a status is 4xx or 5xx, or that there is no network, is what such tests are about.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def open(self, fragment: str = "") -> "Visit":
        self.page.goto(self.url + fragment)
        expect(self.page.locator(".graphiql-query-editor .view-line").first).to_be_visible()
        return self

    # --- the editors --------------------------------------------------------------------------------------------------

    def text(self, editor: Editor) -> str:
        """What stands in *editor*, below what is shown of it too."""
        return str(self.page.evaluate(f"name => {MODEL}(name).getValue()", editor))

    def write(self, editor: Editor, text: str) -> None:
        """Replaces what stands in *editor*, as pasting does."""
        self.page.evaluate(f"([name, text]) => {MODEL}(name).setValue(text)", [editor, text])

    def variables(self) -> Any:
        return json.loads(self.text("variables.json") or "{}")

    def response(self) -> Any:
        return json.loads(self.text("response.json"))

    # --- what one does ------------------------------------------------------------------------------------------------

    def run(self) -> Any:
        """Runs the operation of the open tab, and returns the answer that is shown."""
        self.button("Execute query").click()
        return self.answered()

    def answered(self) -> Any:
        """The answer that is shown once nothing is awaited any more."""
        expect(self.button("Execute query")).to_be_visible()
        expect(self.page.locator(".tg-how")).to_be_visible()
        return self.response()

    def button(self, name: str) -> Locator:
        """The button whose name begins so."""
        return self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))

    def tab(self, name: str) -> Locator:
        return self.page.get_by_role("tab", name=re.compile(f"^{re.escape(name)}"))

    def panel(self, name: str) -> Locator:
        """The panel *name*, opened when it is not."""
        show = self.button(f"Show {name}")
        if show.count():
            show.click()
        return self.page.get_by_role("region", name=name)

    def see(self, title: str) -> None:
        """Says that the film was seen, and waits until the control shows it."""
        panel = self.panel("What I have seen")
        panel.get_by_role("combobox").fill(title)
        panel.get_by_role("option", name=title).click()
        expect(panel.get_by_role("slider", name=title)).to_be_visible()

    def alert(self) -> Locator:
        """What the page says at once; Monaco has alerts of its own for screen readers."""
        return self.page.locator("[role=alert]:not(.monaco-alert)")

    def told(self, text: str) -> None:
        """Waits until the answer holds *text*, on the screen or below what is shown of it."""
        self.page.wait_for_function(f"text => {MODEL}('response.json').getValue().includes(text)", arg=text)

    def shows(self, text: str) -> None:
        """Waits until *text* is on the screen."""
        self.page.wait_for_function(SHOWN, arg=[text, True])

    def hides(self, text: str) -> None:
        """Waits until *text* is on the screen no more."""
        self.page.wait_for_function(SHOWN, arg=[text, False])

    def until(self, expression: str) -> None:
        """Waits until a JavaScript *expression* is true of the page."""
        self.page.wait_for_function(expression)

    def listen(self) -> list[str]:
        """A list that will hold all that the network tells this page from now on."""
        heard: list[str] = []

        def through(route: Route) -> None:
            response = route.fetch()
            heard.append(response.text() if "font" not in response.headers["content-type"] else "")
            route.fulfill(response=response)

        self.page.context.route("**/*", through)
        return heard
