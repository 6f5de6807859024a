"""The plain-text form of articles: a title, an infobox as a list, and sections below headings.

= Title (film) =            a page begins; a file may hold several, and the first may lack its title

Title
- Director: Ann Lee         the infobox: a list before the first heading, with at least one label of a film's
* Starring: Bo, Cy

The lead.
== Section ==               two to six signs, as deep as the section; or a line of signs below a heading
- an item of a list
"""

import codecs
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gql.load.articles.article import LEAD, Article, Block, Line, Section, Unread
from gql.load.articles.names import split_list

LABELS = frozenset(
    ("director", "directors", "directed by", "producer", "producers", "produced by", "screenplay", "writer",
     "written by", "starring", "cast", "cinematography", "distributor", "distributed by", "running time",
     "runtime", "box office")
)  # fmt: skip
"""One of these makes a list the infobox of a film."""

MAX_PAGE = 16 * 2**20
"""Bytes of a file, which is read at once."""

BULLET = re.compile(r"[-*\u2022\u2013] ?(?=\S)")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
BLANKS = re.compile(r"\s+")
IS_A = re.compile(r" (?:is|was) an? ")
UNDERLINE = re.compile(r"[=-]{3,}")
LABEL = re.compile(r"([^:]{1,40}):(?!//) ?")


def read_plain(path: Path) -> Iterator[Article | Unread]:
    """The pages of a file. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        content = file.read(MAX_PAGE + 1)
    if len(content) > MAX_PAGE:
        yield Unread("", str(path), f"it is longer than {MAX_PAGE:,} bytes, too long for an article")
        return
    content = content.removeprefix(codecs.BOM_UTF8)
    for number, page in _pages(content):
        place = f"{path}:{number}" if number > 1 else str(path)
        try:
            lines = UNSEEN.sub("", page.decode().replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        except UnicodeDecodeError as error:
            line = number + page.count(b"\n", 0, error.start)
            yield Unread("", place, f"line {line}: byte {error.start + 1} of the page is not UTF-8")
            continue
        if any(line.strip() for line in lines):
            yield _article(lines, number, place, path.name.partition(".")[0], hashlib.sha256(page).hexdigest())


def _pages(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each page, with the line that it begins at."""
    starts = [match.start() for match in re.finditer(rb"^=[^=\r\n][^\r\n]{0,600}=[ \t\r]*$", content, re.M)]
    if not starts or content[: starts[0]].strip():
        starts.insert(0, 0)
    number, at = 1, 0
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        number += content.count(b"\n", at, start)
        at = start
        yield number, content[start:end]


def _article(lines: Sequence[str], first: int, place: str, stem: str, sha256: str) -> Article:
    title = ""
    path: tuple[str, ...] = ()
    blocks: list[Block] = []
    sections: list[Section] = []
    is_open = False  # whether the next line goes on with the last block
    for number, raw in enumerate(lines, first):
        line = BLANKS.sub(" ", raw).strip()
        depth = _depth(line)
        if depth == 1 and not title:
            title = line.strip("= ")
        elif depth > 1:
            sections.append(Section(path or LEAD, blocks))
            path, blocks = (*path[: depth - 2], line.strip("= ")), []
        elif UNDERLINE.fullmatch(line) and is_open and blocks and not blocks[-1].is_item and len(blocks[-1].text) <= 80:
            heading = blocks.pop().text
            sections.append(Section(path or LEAD, blocks))
            path, blocks = (heading,), []
        elif bullet := BULLET.match(line):
            blocks.append(Block(line[bullet.end() :], True, number))
        elif line and is_open and (not blocks[-1].is_item or raw[:1].isspace()):
            last = blocks.pop()
            blocks.append(Block(f"{last.text} {line}", last.is_item, last.place))
        elif line:
            blocks.append(Block(line, False, number))
        is_open = bool(line and blocks) and not line.endswith((".", "!", "?", '"', ":", "\u201d", "="))
    sections.append(Section(path or LEAD, blocks))
    name, infobox, lead = _infobox(sections[0].blocks) if sections[0].path == LEAD else (None, None, ())
    if infobox is not None:
        sections[0] = Section(LEAD, lead)
    title = title or name or _subject(sections) or stem
    return Article(title, name, infobox, [each for each in sections if each.blocks], place, sha256)


def _subject(sections: Sequence[Section]) -> str:
    """What the page is about by its first words: "Harbour Lights is a …"."""
    first = sections[0].blocks[0].text[:120] if sections and sections[0].path == LEAD and sections[0].blocks else ""
    found = IS_A.search(first)
    return first[: found.start()].strip(' ,"\u201c\u201d') if found else ""


def _depth(line: str) -> int:
    """How many signs of a heading *line* has on each side; 0 when it is none."""
    depth = len(line) - len(line.lstrip("="))
    return min(depth, 6) if 0 < depth < len(line) / 2 and line.endswith("=" * depth) and line.strip("= ") else 0


def _infobox(blocks: Sequence[Block]) -> tuple[str | None, list[Line] | None, Sequence[Block]]:
    """The film's name and the infobox's lines, and what of the lead is left."""
    lines, rest, name = [], [], None
    for block in blocks:
        label = LABEL.match(block.text) if block.is_item else None
        if label is None:
            rest.append(block)
        else:
            text = block.text[label.end() :].strip()
            lines.append(Line(" ".join(label[1].lower().split()), text, split_list(text), block.place))
    if not any(line.label in LABELS for line in lines):
        return None, None, blocks
    if rest and rest[0].place < lines[0].place and not rest[0].text.endswith("."):
        name = rest.pop(0).text
    return name, lines, rest
