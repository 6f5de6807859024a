"""An article's sentences, each with its place: what the understanding reads, cites and gives an account of. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gql.load.articles.article import Article

LONGEST = 2000
"""Characters of a sentence that is read. What is longer is no sentence; and so no pattern sees more than this."""

END = re.compile(r"[.!?\u061f\u06d4\u0964\u3002\uff01\uff1f][\"'\u201d\u2019)\]]{0,3} ")
START = re.compile(r"[\"'\u201c\u2018(\[]{0,2}[^\W_]")
ELLIPSIS = "\u2026"
WORD = re.compile(r"[^\W_]")
LAST_WORD = re.compile(r"([^\W\d_]{1,12})\.$")
ABBREVIATIONS = frozenset(
    [
        "capt",
        "co",
        "col",
        "corp",
        "det",
        "dept",
        "dir",
        "dr",
        "ep",
        "etc",
        "ex",
        "feat",
        "fr",
        "ft",
        "gen",
        "gov",
        "hon",
        "inc",
        "insp",
        "jr",
        "lt",
        "ltd",
        "maj",
        "messrs",
        "mr",
        "mrs",
        "ms",
        "mt",
        "no",
        "nos",
        "pres",
        "prof",
        "rep",
        "rev",
        "sen",
        "sgt",
        "sr",
        "st",
        "supt",
        "vol",
        "vs",
    ]
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article, an item of a list, or a line of the infobox."""

    text: str
    path: tuple[str, ...]  # the headings that it stands under
    place: int  # the line of the file
    is_item: bool = False
    block: int = 0  # sentences of one paragraph have the same

    @property
    def section(self) -> str:
        """As a citation writes it: "Release: Theatrical", of at most 300 characters."""
        return ": ".join(self.path)[:300].strip() or "Text"


def sentences_of(article: Article) -> list[Sentence]:
    """All sentences below the infobox, in order. An item of a list is one."""
    found = []
    number = 0
    for section in article.sections:
        for block in section.blocks:
            number += 1
            texts = [block.text] if block.is_item else split_sentences(block.text)
            found += [Sentence(text, section.path, block.place, block.is_item, number) for text in texts if text]
    return found


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph. A full stop ends none after a title, an initial, or inside a quotation.

    >>> split_sentences('Kevin L. Lee called it "dull." Dr. Erin did not.')
    ['Kevin L. Lee called it "dull."', 'Dr. Erin did not.']
    """
    sentences, start = [], 0
    for end in _ends(text):
        sentences.append(text[start:end].strip())
        start = end
    return [*sentences, text[start:].strip()]


def _ends(text: str) -> Iterator[int]:
    quotes = _Quotes(text)
    for found in END.finditer(text):
        end = found.end()
        if not START.match(text, end) or text[end].islower() or quotes.is_open(end):
            continue
        word = LAST_WORD.search(text, max(0, found.start() - 13), found.start() + 1)
        if word and (word[1].lower() in ABBREVIATIONS or (len(word[1]) == 1 and word[1].isupper())):
            continue
        yield end


class _Quotes:
    """Whether a place of *text* is in a quotation; asked from left to right. Quotes that do not match mean nothing."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._open = text, 0, 0
        self._counts = text.count('"') % 2 == 0
        self._curly = text.count("\u201c") == text.count("\u201d")

    def is_open(self, at: int) -> bool:
        straight = self._text.count('"', self._at, at) if self._counts else 0
        curly = (
            self._text.count("\u201c", self._at, at) + self._text.count("\u201d", self._at, at) if self._curly else 0
        )
        self._at = at
        self._open = (self._open + straight + curly) % 2
        return self._open == 1


def excerpt(sentence: str, start: int = 0, end: int | None = None) -> str:
    """The exact words from *start* to *end* of *sentence*, with an ellipsis where it goes on; 1,000 characters at most.

    >>> excerpt("It cost little, and earned less.", 16, 27)
    '…and earned…'
    """
    end = len(sentence) if end is None else end
    while start < end and sentence[start] in " ,;:":
        start += 1
    end = min(end, start + 990)
    before = ELLIPSIS if WORD.search(sentence, 0, start) else ""
    if WORD.search(sentence, end):
        return f"{before}{sentence[start:end].rstrip(' ,;:')}{ELLIPSIS}"
    return f"{before}{sentence[start : start + 990].strip()}"


def as_sentence(text: str) -> str:
    """*text* with a capital and a full stop.

    >>> as_sentence("the script underwent several rewrites,")
    'The script underwent several rewrites.'
    """
    text = text.strip(" ,;:")
    if not text:
        return ""
    ends = text.endswith((".", "!", "?", "\u2026", '."', ".\u201d", '!"', '?"', "\u06d4", "\u0964", "\u3002", "\u061f"))
    return text[0].upper() + text[1:] + ("" if ends else ".")
