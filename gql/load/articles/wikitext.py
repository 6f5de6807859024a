"""A page of wikitext in, an article out, or the reason why it is none.

text ─markup─▶ lines ─words─┬─ {{Infobox film}} ───▶ Line
                            ├─ a table of the cast ▶ Block, "Actor as Character"
                            └─ all others ─────────▶ Section, Block
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gql.load.articles import templates
from gql.load.articles.article import LEAD, Article, Block, Line, Section, Unread
from gql.load.articles.markup import INFOBOX, ITEM, JOIN, Faults, mend
from gql.load.articles.tables import cast_of
from gql.load.articles.words import box_of, clean, count_lines, shown


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


_BLANKS = " \t" + JOIN

_BULLETS = re.compile(r"[*#:;]++")


class _Parts:
    """What a page consists of, as far as it has been read."""

    def __init__(self, line: int) -> None:
        self.name: str | None = None
        self.infobox: Sequence[Line] | None = None
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
                self._line += count_lines(lines[:start])
                box = box_of(lines[start:], self._line)
                self.name, self.infobox, rest = box.name, box.lines, box.rest
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
