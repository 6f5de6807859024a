"""Mended markup in, the words that a reader of the page sees out. The only module that parses wikitext."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import mwparserfromhell
from mwparserfromhell import nodes
from mwparserfromhell.wikicode import Wikicode

from gql.load.articles import templates
from gql.load.articles.article import Line
from gql.load.articles.markup import BREAK, ITEM, JOIN, PAIRED, UNSHOWN
from gql.load.articles.names import split_list


def clean(text: str) -> str:
    """*text* as read: entities are characters, blanks are made one, and marks that only lay it out are gone."""
    words = text.split()  # at the marks of joins, breaks and items, too
    if "&" in text:
        words = UNSHOWN.sub("", html.unescape(" ".join(words))).split()
    return _EMPTY.sub("", " ".join(words))


_EMPTY = re.compile(r" ?\((?:[ ,;]|or|and)*\)")
"""Brackets whose words were in a template."""


@dataclass(frozen=True, slots=True)
class Box:
    """An infobox of a film, and what is shown behind it."""

    name: str | None
    lines: Sequence[Line]
    rest: str


def box_of(text: str, line: int) -> Box:
    """The infobox that *text* begins with, at *line*."""
    name, lines = None, []
    code = mwparserfromhell.parse(text, skip_style_tags=True)
    template = code.nodes[0]
    if isinstance(template, nodes.Template):  # else its name is nothing that the parser takes for one
        line += count_lines(str(template.name))
        for param in template.params:
            written = str(param.name)
            label = " ".join(clean(written).replace("_", " ").casefold().split())
            at = line + count_lines(written[: len(written) - len(written.lstrip())])
            line += count_lines(str(param))
            items = list(_items(_shown_alone(param.value)))
            shown_text = ", ".join(items)
            if label == "name":
                name = " ".join(items) or None
            elif items and param.showkey and label not in _LOOKS:
                lines.append(Line(label, shown_text, split_list(shown_text) if len(items) == 1 else items, at))
    return Box(name, lines, _shown_alone(code))


_LOOKS = frozenset({"image", "image size", "alt", "caption", "border", "film image", "image alt", "native name lang"})
"""Lines of an infobox that say nothing of the film."""

_BETWEEN_ITEMS = re.compile(rf"[{ITEM}{BREAK}]|\n[ \t]*[*#:;]++")


def _items(text: str) -> Iterator[str]:
    """The items of a value."""
    for item in _BETWEEN_ITEMS.split(f"\n{text}"):
        if found := clean(item).removesuffix(",").strip():
            yield found


def count_lines(text: str) -> int:
    """The line feeds that *text* has in the file."""
    return text.count("\n") + text.count(JOIN)


def shown(text: str) -> str:
    """The words of *text*, with its line feeds and with the signs of lists; the markup within lines is gone."""
    if "{{" not in text and "[[" not in text:
        return text
    return _shown_alone(mwparserfromhell.parse(text, skip_style_tags=True))


def _shown_alone(code: Wikicode) -> str:
    """The words of *code*, which is no part of another. What MediaWiki shows with its braces has none here, either."""
    return PAIRED.sub(" ", _shown(code))


def _shown(code: Wikicode) -> str:
    return "".join([_node(node) for node in code.nodes])


def _node(node: nodes.Node) -> str:
    match node:
        case nodes.Text():
            return node.value
        case nodes.Wikilink():
            words = _link(node)
        case nodes.Template():
            words = _template(node)
        case nodes.Tag() if not node.wiki_markup:
            words = _shown(node.contents)
        case nodes.Argument() | nodes.Comment():
            words = ""
        case _:
            return str(node)
    source = str(node)
    return words + JOIN * (count_lines(source) - count_lines(words))


def _link(link: nodes.Wikilink) -> str:
    title = str(link.title).strip()
    space, colon, _ = title.partition(":")
    if colon and space and (space.casefold() in _SPACES or (link.text is None and _LANGUAGE.fullmatch(space))):
        return ""
    return _shown(link.text) if link.text is not None else _shown(link.title).strip().removeprefix(":")


_SPACES = frozenset({"file", "image", "category", "media"})

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]+)?|simple")


def _template(template: nodes.Template) -> str:
    show = templates.known(str(template.name))
    if show is None:
        return ""
    values = [_shown(param.value) for param in template.params if not param.showkey]
    named = {str(param.name).strip(): _shown(param.value) for param in template.params if param.showkey}
    return show(templates.Call(values, named))
