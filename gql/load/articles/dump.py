"""A dump of MediaWiki's pages in, page by page. Of its XML only the page that is being read is in memory.

    file ─bz2, gzip─▶ bytes ─UTF-8─▶ text ─expat─▶ elements ─▶ Page, of the space of articles

A dump has no document type, so one that has is refused, and with it every entity that grows when it is read.
"""

import bz2
import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote
from xml.parsers import expat

from gql.load.articles.article import Unread
from gql.load.articles.wikitext import Page, may_be_film
from gql.load.files import MAX_RECORD
from gql.load.shape import RecordFaults, shorten
from gql.tables.keys import is_partial_date

SUFFIXES = (".xml", ".xml.bz2", ".xml.gz")

CHUNK = 64 * 1024
"""Bytes that are read, and parsed, at a time."""

MAX_SILENCE = 64 * 2**20
"""Bytes without the end of a page. A file that goes on so is no dump, but made to fill a memory or a day."""

MAX_TAG = 2**20
"""Bytes of one tag."""

MAX_NESTING = 32
"""Of elements. A dump has six."""

MAX_NAME = 10_000
"""Characters of what is no page's text. Titles have 255 at most."""

NOT_UTF8 = "\ufdd0"
"""Stands for bytes that are not UTF-8. Unicode says that it is no character."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError), "it decodes"
    return NOT_UTF8, error.end


codecs.register_error("gql-mark", _mark)


def read_dump(path: Path) -> Iterator[Page | Unread]:
    """The articles of the dump *path*, and those of its pages that lead on or cannot be read.

    Raises RecordFaults where the file cannot be read on, after all that was read before.
    """
    elements = _Elements(path)
    try:
        with path.open("rb") as file:
            yield from _pages(elements, file, _opened(path, file))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RecordFaults([f"cannot be read{elements.where()}: {reason}"]) from None


def _opened(path: Path, file: BinaryIO) -> BufferedIOBase:
    match path.suffix:
        case ".bz2":
            return bz2.open(file)
        case ".gz":
            return gzip.open(file)
        case _:
            return cast("BufferedIOBase", file)


def _pages(elements: "_Elements", file: BinaryIO, source: BufferedIOBase) -> Iterator[Page | Unread]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("gql-mark")
    is_last = False
    while not is_last:
        # One step of the decompressor: what comes before a fault is not lost.
        chunk = source.read1(CHUNK)
        is_last = not chunk
        elements.position = file.tell()
        try:
            elements.feed(decoder.decode(chunk, is_last), is_last)
        except expat.ExpatError as error:
            yield from elements.taken()
            what = "the XML ends too early" if is_last else f"not well-formed XML ({expat.ErrorString(error.code)})"
            raise RecordFaults([f"line {error.lineno}: {what}{elements.where()}"]) from None
        except RecordFaults:
            yield from elements.taken()
            raise
        yield from elements.taken()


@dataclass(slots=True)
class _Draft:
    """The page that is being read. *title* and so on are the texts of its elements."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    text_line: int = 0
    redirect: str | None = None
    is_too_long: bool = False


class _Elements:
    """Makes pages of the elements of a dump."""

    def __init__(self, path: Path) -> None:
        self.position = 0  # bytes of the file that were read so far
        self._path = path
        self._base = ""
        self._made: list[Page | Unread] = []
        self._open: list[str] = []
        self._page: _Draft | None = None
        self._texts: list[str] | None = None  # of the element that is being read, if anybody wants it
        self._room = 0  # characters that it may still have
        self._fed = self._silence = 0
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._read

    def feed(self, text: str, is_last: bool) -> None:
        """Reads on. Raises ExpatError and RecordFaults."""
        data = text.encode()
        self._fed += len(data)
        self._silence += len(data)
        self._parser.Parse(data, is_last)
        if self._silence > MAX_SILENCE:
            raise self._fault(f"{MAX_SILENCE:,} bytes without the end of a page")
        if self._fed - self._parser.CurrentByteIndex > MAX_TAG:
            raise self._fault(f"a tag of more than {MAX_TAG:,} bytes")

    def taken(self) -> list[Page | Unread]:
        """The pages that were read since they were last taken."""
        made, self._made = self._made, []
        return made

    def where(self) -> str:
        """In which page the reading is, for faults."""
        if self._page is None:
            return ""
        title = self._page.texts.get("title")
        return f", in the page {f'{shorten(title)!r} ' if title else ''}that begins at line {self._page.line}"

    def _fault(self, what: str) -> RecordFaults:
        return RecordFaults([f"line {self._parser.CurrentLineNumber}: {what}{self.where()}"])

    def _refuse_type(self, *_: object) -> None:
        raise self._fault("a document type, which no dump has")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != "mediawiki":
            raise self._fault(f"<{shorten(name)}> begins no dump of MediaWiki, which begins with <mediawiki>")
        if len(self._open) == MAX_NESTING:
            raise self._fault(f"elements are nested more than {MAX_NESTING} deep")
        self._open.append(name)
        match self._open:
            case ["mediawiki", "page"]:
                self._page = _Draft(self._parser.CurrentLineNumber)
            case ["mediawiki", "page", "redirect"] if self._page:
                self._page.redirect = attributes.get("title", "another page")
            case ["mediawiki", "page", "revision", "text"] if self._page:
                self._texts, self._room = [], MAX_RECORD
                self._page.text_line, self._page.is_too_long = self._parser.CurrentLineNumber, False
            case ["mediawiki", "siteinfo", "base"] | ["mediawiki", "page", "title" | "ns"] | [
                "mediawiki", "page", "revision", "timestamp" | "model"
            ]:  # fmt: skip
                self._texts, self._room = [], MAX_NAME

    def _read(self, text: str) -> None:
        if self._texts is None:
            return
        self._room -= len(text)
        if self._room >= 0:
            self._texts.append(text)
        elif self._page:
            self._page.is_too_long = True
            self._texts = []

    def _end(self, name: str) -> None:
        self._open.pop()
        text, self._texts = "".join(self._texts or ()), None
        if name == "base" and self._page is None:
            self._base = text
        elif self._page is not None and name == "page" and len(self._open) == 1:
            self._silence = 0
            self._end_page(self._page)
            self._page = None
        elif self._page is not None and name in _WANTED:
            self._page.texts[name] = text

    def _end_page(self, page: _Draft) -> None:
        text, title = page.texts.get("text", ""), page.texts.get("title", "").strip()
        if page.texts.get("ns", "0").strip() != "0" or page.texts.get("model", "wikitext") != "wikitext":
            return
        place = f"{self._path}:{page.line}"
        fault = None
        if page.is_too_long:
            fault = f"has more than {MAX_RECORD:,} characters, too many for an article"
        elif NOT_UTF8 in title:
            fault = "has bytes in its title that are not UTF-8"
        elif NOT_UTF8 in text and may_be_film(text):
            line = page.text_line + text.count("\n", 0, text.index(NOT_UTF8))
            fault = f"has bytes that are not UTF-8, at line {line}"
        if fault:
            title = title.replace(NOT_UTF8, "\ufffd")
            self._made.append(Unread(title, place, fault, position=self.position))
        elif page.redirect is not None:
            reason = f"leads on to {page.redirect}"
            self._made.append(Unread(title, place, reason, is_expected=True, position=self.position))
        else:
            written = page.texts.get("timestamp", "")[:10]
            self._made.append(Page(
                title, text, str(self._path), page.text_line, place, self.position, is_single=False,
                url=_address(self._base, title),
                retrieved=written if is_partial_date(written) else None,
            ))  # fmt: skip


_WANTED = frozenset({"title", "ns", "timestamp", "model", "text"})


def _address(base: str, title: str) -> str | None:
    """Where the page *title* is read: beside the wiki's first page, *base*."""
    folder, slash, _ = base.strip().rpartition("/")
    if not (slash and folder.startswith(("http://", "https://"))):
        return None
    return f"{folder}/{quote(title.replace(' ', '_'), safe='/:(),!*@;')}"
