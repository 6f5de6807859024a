"""A page of wikitext in, an article out, or the reason why it is none.

text ─markup─▶ lines ─┬─ {{Infobox film}} ──▶ Line
                      ├─ a table of the cast ▶ Block, "Actor as Character"
                      └─ all others ─────────▶ Section, Block
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import mwparserfromhell
from mwparserfromhell import nodes
from mwparserfromhell.wikicode import Wikicode

from gql.load.articles import templates
from gql.load.articles.article import LEAD, Article, Block, Line, Section, Unread
from gql.load.articles.markup import BREAK, INFOBOX, ITEM, JOIN, PAIRED, UNSHOWN, Faults, mend
from gql.load.articles.names import split_list
from gql.load.articles.tables import cast_of


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was found."""

    title: str
    text: str
    path: str  # the file
    line: int  # of the file, where the text begins
    place: str
    position: int = 0
    is_single: bool = True  # a file of its own
    url: str | None = None
    retrieved: str | None = None


def may_be_film(text: str) -> bool:
    """Whether the page is worth parsing: it has an infobox of a film, or is in a category like 2018 films."""
    small = text.lower()  # most pages of a wiki are done with here
    return ("film" in small or "movie" in small) and _ABOUT_FILMS.search(small) is not None


_ABOUT_FILMS = re.compile(rf"\{{\{{{INFOBOX.pattern}|\[\[\s*+category\s*+:\s*+(?:1[89]|20)\d\d\b[^\]|\n]*\bfilms\b")

NO_FILM = "is about no film: it has neither an infobox of one, nor a category like 2018 films"


def read_page(page: Page) -> Article | Unread:
    """The article that *page* is."""
    text = page.text.removeprefix("\ufeff")
    if target := _REDIRECT.match(text):
        return _unread(page, f"leads on to {clean(target[1])}")
    if _DISAMBIGUATION.search(text):
        return _unread(page, "tells pages of one name apart")
    if not may_be_film(text):
        return _unread(page, NO_FILM)
    faults = Faults()
    text = mend(text, lambda name: templates.known(name) is not None, faults)
    parts = _Parts(page.line)
    parts.read(text)
    categories = tuple(clean(name) for name in _CATEGORY.findall(text))
    if parts.infobox is None and not any(map(_OF_FILMS.fullmatch, categories)):
        return _unread(page, NO_FILM)
    imdb = _IMDB.search(text)
    return Article(
        title=page.title,
        name=parts.name,
        infobox=parts.infobox,
        sections=[Section(path, blocks) for path, blocks in parts.sections if blocks],
        place=page.place,
        sha256=hashlib.sha256(page.text.encode()).hexdigest(),
        url=page.url,
        retrieved=page.retrieved,
        categories=categories,
        ids={"imdb": f"tt{imdb[1].zfill(7)}"} if imdb else {},
        position=page.position,
        faults=tuple(f"{page.path}:{page.line + line - 1}: {what}" for line, what in sorted(faults)),
    )


def _unread(page: Page, reason: str) -> Unread:
    return Unread(page.title, page.place, reason, is_expected=not page.is_single, position=page.position)


_REDIRECT = re.compile(r"\s*+#redirect\s*+:?\s*+\[\[([^\[\]|\n]++)", re.I)

_DISAMBIGUATION = re.compile(r"\{\{\s*+(?:disambiguation|disambig|dab|disamb|film disambiguation)\s*+[|}]", re.I)

_CATEGORY = re.compile(r"\[\[\s*+category\s*+:([^\[\]|\n]++)", re.I)

_OF_FILMS = re.compile(r"(?:1[89]|20)\d\d (?:.+ )?films", re.I)

_IMDB = re.compile(r"\{\{\s*+imdb(?:[ _]title)?\s*+\|\s*+(?:(?:id|1)\s*+=\s*+)?(?:tt)?+(\d{1,9})\s*+[|}]", re.I)


def clean(text: str) -> str:
    """*text* as read: entities are characters, blanks are made one, and marks that only lay it out are gone."""
    words = text.split()  # at the marks of joins, breaks and items, too
    if "&" in text:
        words = UNSHOWN.sub("", html.unescape(" ".join(words))).split()
    return _EMPTY.sub("", " ".join(words))


_EMPTY = re.compile(r" ?\((?:[ ,;]|or|and)*\)")
"""Brackets whose words were in a template."""

_BLANKS = " \t" + JOIN

_BULLETS = re.compile(r"[*#:;]++")


class _Parts:
    """What a page consists of, as far as it has been read."""

    def __init__(self, line: int) -> None:
        self.name: str | None = None
        self.infobox: list[Line] | None = None
        self.sections: list[tuple[tuple[str, ...], list[Block]]] = [(LEAD, [])]
        self._line = line  # of what is read next
        self._at = line  # where its words begin
        self._headings: list[tuple[int, str]] = []  # above it, with their levels
        self._table: list[tuple[int, str]] | None = None  # the lines of a table, while it goes on
        self._tables = 0  # that are open, in each other
        self._paragraph: list[str] = []
        self._paragraph_line = 0
        self._is_item = False
        self._is_term = False

    def read(self, text: str) -> None:
        for lines in _whole_lines(text):
            start = len(lines) - len(lines.lstrip(_BLANKS))
            if self.infobox is None and lines.startswith("{{", start) and INFOBOX.match(lines, start + 2):
                self._end_paragraph()
                self._line += _count_lines(lines[:start])
                rest = self._read_infobox(lines[start:])
            else:
                rest = shown(lines)
            for line in rest.split("\n"):
                self._read_line(line)
                self._line += 1 + line.count(JOIN)
        self._end_table()
        self._end_paragraph()

    def _read_line(self, line: str) -> None:
        bare = line.strip(_BLANKS)
        self._at = self._line + line.count(JOIN, 0, len(line) - len(line.lstrip(_BLANKS)))
        if bare.startswith("==") and bare.endswith("==") and len(bare.strip("=")):
            self._end_table()
            self._begin_section(bare)
        elif self._table is not None or bare.lstrip(":").startswith("{|"):
            self._read_table_line(bare)
        elif not bare:
            self._end_paragraph()
        elif ITEM in bare:
            self._end_paragraph()
            for item in bare.split(ITEM):
                self._begin_paragraph(item, is_item=True)
            self._end_paragraph()
        else:
            self._read_words(bare)

    def _read_words(self, line: str) -> None:
        bullets = _BULLETS.match(line)
        if bullets is None:
            if self._is_item:
                self._end_paragraph()
            if self._paragraph:
                self._paragraph.append(line)
            else:
                self._begin_paragraph(line, is_item=False)
        elif bullets[0][-1] == ":" and self._is_item:
            # What a term means, or an item's second line.
            joint = ": " if self._is_term and ": " not in self._paragraph[-1] else " "
            self._paragraph.append(joint + line[bullets.end() :])
            self._is_term = False
        else:
            words = line[bullets.end() :]
            self._begin_paragraph(words, is_item=bullets[0][-1] != ":")
            self._is_term = True
            if bullets[0][-1] == ";":
                term, colon, rest = words.partition(" : ")
                self._paragraph = [f"{term}: {rest}" if colon else words]

    def _begin_paragraph(self, words: str, *, is_item: bool) -> None:
        self._end_paragraph()
        self._paragraph, self._is_item, self._paragraph_line = [words], is_item, self._at

    def _end_paragraph(self) -> None:
        if self._paragraph:
            text = clean(("" if self._is_item else " ").join(self._paragraph))
            if any(map(str.isalnum, text)):
                self.sections[-1][1].append(Block(text, self._is_item, self._paragraph_line))
        self._paragraph, self._is_item, self._is_term = [], False, False

    def _begin_section(self, line: str) -> None:
        self._end_paragraph()
        level = min(len(line) - len(line.lstrip("=")), len(line) - len(line.rstrip("=")), 6)
        self._headings = [each for each in self._headings if each[0] < level]
        self._headings.append((level, clean(line[level:-level])))
        self.sections.append((tuple(title for _, title in self._headings), []))

    def _read_table_line(self, line: str) -> None:
        if self._table is None:
            self._end_paragraph()
            self._table = []
        elif line.startswith("|}"):
            self._tables -= 1
            if not self._tables:
                self._end_table()
            return
        if line.lstrip(":").startswith("{|"):
            self._tables += 1
        elif self._tables == 1:
            self._table.append((self._at, line))

    def _end_table(self) -> None:
        for line, words in cast_of(self._table or ()):
            self.sections[-1][1].append(Block(clean(words), True, line))
        self._table, self._tables = None, 0

    def _read_infobox(self, text: str) -> str:
        """What is shown behind it. *text* begins with it."""
        self.infobox = []
        code = mwparserfromhell.parse(text, skip_style_tags=True)
        template = code.nodes[0]
        if not isinstance(template, nodes.Template):  # its name is nothing that the parser takes for one
            return _shown_alone(code)
        line = self._line + _count_lines(str(template.name))
        for param in template.params:
            source = str(param)
            name = str(param.name)
            label = " ".join(clean(name).replace("_", " ").casefold().split())
            at = line + _count_lines(name[: len(name) - len(name.lstrip())])
            line += _count_lines(source)
            items = list(_values(_shown_alone(param.value)))
            if len(items) == 1:
                items = split_list(items[0])
            if not param.showkey or not items or label in _LOOKS:
                continue
            if label == "name":
                self.name = " ".join(items)
                continue
            self.infobox.append(Line(label, ", ".join(items), items, at))
        return _shown_alone(code)


_LOOKS = frozenset({"image", "image size", "alt", "caption", "border", "film image", "image alt", "native name lang"})
"""Lines of an infobox that say nothing of the film."""

_BETWEEN_ITEMS = re.compile(rf"[{ITEM}{BREAK}]|\n[ \t]*[*#:;]++")


def _values(text: str) -> Iterator[str]:
    """The items of a value."""
    for item in _BETWEEN_ITEMS.split(f"\n{text}"):
        if found := clean(item).removesuffix(",").strip():
            yield found


def _whole_lines(text: str) -> Iterator[str]:
    """The lines of *text*; those with a template or a link that goes on in the next one are one."""
    held: list[str] = []
    depth = 0
    for line in text.split("\n"):
        depth += line.count("{{") - line.count("}}") + line.count("[[") - line.count("]]")
        held.append(line)
        if depth <= 0:
            yield "\n".join(held)
            held = []
    if held:
        yield "\n".join(held)


def _count_lines(text: str) -> int:
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
    return words + JOIN * (_count_lines(source) - _count_lines(words))


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
