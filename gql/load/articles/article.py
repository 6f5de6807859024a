"""An article as every reader hands it on: the page's parts in its own words, free of the form that it was written in.

Texts are plain: no markup, no references, blanks made one. What a text says is for the understanding; a reader
does not know what a film is, except that an infobox of films is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LEAD = ("Lead",)
"""The path of what stands before the first heading."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the infobox."""

    label: str  # as the page writes it, folded: "director", "music by"
    text: str  # the words after the label, as a reader of the page sees them
    items: Sequence[str]  # the same, one by one
    place: int  # the line of the file, from 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a section, or an item of a list in it."""

    text: str
    is_item: bool
    place: int  # the line of the file, from 1


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading and above the next."""

    path: tuple[str, ...]  # the headings above, outermost first: ("Release", "Theatrical")
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Article:
    """One page."""

    title: str  # the page's own, with what tells it from others: "Backtrace (film)"
    name: str | None  # the film's, where the infobox says it
    infobox: Sequence[Line] | None  # None: it has none of a film
    sections: Sequence[Section]
    place: str  # for faults and reports: the file, and the line where the page begins when there are several
    sha256: str  # of the page's bytes
    url: str | None = None
    retrieved: str | None = None  # the date of the revision, where it is known
    categories: Sequence[str] = ()  # "2018 films"
    ids: Mapping[str, str] = field(default_factory=dict)  # of the film elsewhere: {"imdb": "tt7137380"}
    position: int = 0  # up to where the file was read for it, in bytes of the file, which may be compressed
    faults: Sequence[str] = ()  # what is wrong with the page, each with its place; all else was read


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that is no article about a film, or cannot be read, and why."""

    title: str
    place: str
    reason: str
    is_expected: bool = False  # in a dump most pages are about no film: they are counted, not named
    position: int = 0  # as in Article
