"""A dump of a made-up wiki, as MediaWiki writes one: pages of films in all shapes, and between them what is no film.

The same number of films is the same dump, byte by byte. One cast entry in each tenth film gives a twist away.
"""

from __future__ import annotations

import bz2
import gzip
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr

from bench.data import FIRST, LAST, SEED, WORDS

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Made-up</sitename>
    <base>https://wiki.example/wiki/Main_Page</base>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="1" case="first-letter">Talk</namespace>
    </namespaces>
  </siteinfo>
"""

TITLES = ("Detective", "Dr.", "Agent", "Captain", "Sister", "Judge", "Old", "Little")
COUNTRIES = ("United States", "United Kingdom", "France", "India", "Japan", "Canada")
GENRES = ("drama", "thriller", "comedy", "mystery", "western", "horror")
TWISTS = (
    "Introduced as a stranger, it is later revealed that {short} is {other}'s {kin}.",
    "{short} is revealed to be the one who betrayed {other}.",
    "In the end {short} turns out to be {other}'s {kin}.",
    "{short} poses as a friend of {other}, but is later revealed to have killed the {noun}.",
)


def make(path: Path, films: int, say: Callable[[str], None]) -> None:
    """A new dump at *path*, compressed as its name says. Raises FileExistsError when there is a file."""
    with path.open("xb") as raw, _compressing(path, raw) as file:
        file.write(HEAD.encode())
        for page in pages(films):
            file.write(_element(page).encode())
        file.write(b"</mediawiki>\n")
    say(f"{path}: {films:,} films, {path.stat().st_size / 1e6:,.1f} MB")


def _compressing(path: Path, raw: BinaryIO) -> BinaryIO:
    match path.suffix:
        case ".bz2":
            return cast("BinaryIO", bz2.open(raw, "wb"))
        case ".gz":
            return cast("BinaryIO", gzip.GzipFile("", "wb", 6, raw, 0))
        case _:
            return raw


@dataclass(frozen=True, slots=True)
class Page:
    """A page. *target* is where it leads on to, if it does."""

    number: int
    space: int
    title: str
    text: str
    target: str = ""


def pages(films: int) -> Iterator[Page]:
    """The pages of the wiki, in order."""
    rng = random.Random(SEED)
    number = 0
    for film in range(films):
        writer = _Film(rng, film)
        name = f"{writer.title} {film} ({writer.year} film)"
        for page in writer.pages(name):
            number += 1
            yield replace(page, number=number)


def _element(page: Page) -> str:
    redirect = f"    <redirect title={quoteattr(page.target)} />\n" if page.target else ""
    return f"""  <page>
    <title>{escape(page.title)}</title>
    <ns>{page.space}</ns>
    <id>{page.number}</id>
{redirect}    <revision>
      <id>{page.number + 1000}</id>
      <timestamp>2024-03-{page.number % 28 + 1:02}T08:00:00Z</timestamp>
      <model>wikitext</model>
      <format>text/x-wiki</format>
      <text bytes="{len(page.text.encode())}" xml:space="preserve">{escape(page.text)}</text>
    </revision>
  </page>
"""


class _Film:
    """Writes the page of one film, and those around it."""

    def __init__(self, rng: random.Random, number: int) -> None:
        self.rng = rng
        self.number = number
        self.year = rng.randrange(1930, 2025)
        self.title = " ".join(word.title() for word in rng.sample(WORDS, rng.choice((2, 2, 3))))
        self.people = [self._person() for _ in range(16)]
        self.faces = [f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(10)]

    def pages(self, name: str) -> Iterator[Page]:
        """The film's page, called *name*, often with one that leads on to it, one about something else, and talk."""
        yield Page(0, 0, name, self._article())
        if self.rng.random() < 0.3:
            yield Page(0, 0, f"{self.title} {self.number}", f"#REDIRECT [[{name}]]", name)
        if self.rng.random() < 0.5:
            yield Page(0, 0, f"{self._noun().title()} {self.number}", self._other())
        if self.rng.random() < 0.3:
            yield Page(0, 1, f"Talk:{name}", f"{{{{Infobox film}}}} should say more. {self._sentence()}")

    def _article(self) -> str:
        parts = [
            "{{Short description|Film of a made-up wiki}}\n{{Use mdy dates|date=March 2024}}",
            self._infobox(),
            self._lead(),
            "\n==Plot==",
            *(self._paragraph(6) for _ in range(self.rng.randrange(3, 6))),
            "\n==Cast==",
            self._cast(),
            "\n==Production==\n===Development===",
            *(self._paragraph(4, refs=True) for _ in range(2)),
            "===Filming===",
            self._paragraph(4, refs=True),
            "\n==Release==",
            self._release(),
            "\n==Reception==",
            self._reception(),
            "\n==References==\n{{Reflist|30em}}\n\n==External links==",
            f"* {{{{IMDb title|id={1_000_000 + self.number}|title={self.title}}}}}",
            "{{Portal bar|Film}}\n{{Navbox films|" + "|".join(f"[[{name}]]" for name in self.people) + "}}\n",
            f"[[Category:{self.year} films]]\n[[Category:{self.rng.choice(GENRES)} films|{self.title}]]",
        ]
        return "\n".join(parts)

    def _other(self) -> str:
        """A page about something else."""
        parts = [f"{{{{Infobox settlement|name={self._noun()}}}}}\n'''{self._noun().title()}''' is a place."]
        parts += [f"== {self._noun().title()} ==\n{self._paragraph(6, refs=True)}" for _ in range(6)]
        return "\n\n".join(parts) + "\n[[Category:Places that a film was shot at]]"

    def _noun(self) -> str:
        return self.rng.choice(WORDS)

    def _sentence(self) -> str:
        rng = self.rng
        words = rng.choices(WORDS, k=rng.randrange(8, 18))
        if rng.random() < 0.4:
            at = rng.randrange(len(words))
            words[at] = rng.choice((f"[[{words[at]}]]", f"[[{words[at]} (thing)|{words[at]}]]", f"''{words[at]}''"))
        return f"The {' '.join(words)}."

    def _person(self) -> str:
        rng = self.rng
        return f"{rng.choice(FIRST)} {rng.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}. {rng.choice(LAST)}"

    def _ref(self) -> str:
        rng = self.rng
        if rng.random() < 0.2:
            return f'<ref name="r{rng.randrange(9)}" />'
        title = " ".join(rng.choices(WORDS, k=6)).title()
        return (
            f"<ref>{{{{cite web |url=https://paper.example/{rng.randrange(10**6)} |title={title}"
            f" |last={rng.choice(LAST)} |first={rng.choice(FIRST)} |date=March {rng.randrange(1, 29)}, {self.year}"
            f" |website=[[The Paper]] |access-date=March 3, 2024}}}}</ref>"
        )

    def _paragraph(self, sentences: int, *, refs: bool = False) -> str:
        return " ".join(self._sentence() + (self._ref() if refs else "") for _ in range(sentences)) + "\n"

    def _list(self, values: list[str]) -> str:
        match self.rng.randrange(4):
            case 0:
                return "{{plainlist|\n" + "\n".join(f"* {value}" for value in values) + "\n}}"
            case 1:
                return "{{ubl|" + "|".join(values) + "}}"
            case 2:
                return "<br />".join(values)
            case _:
                return ", ".join(values)

    def _infobox(self) -> str:
        rng, people = self.rng, [f"[[{name}]]" for name in self.people]
        month, day = rng.randrange(1, 13), rng.randrange(1, 29)
        return "\n".join([
            "{{Infobox film",
            f"| name           = {self.title}",
            f"| image          = {self.title}.jpg\n| caption        = A poster",
            f"| director       = {people[10]}",
            f"| producer       = {self._list(people[11:13])}",
            f"| screenplay     = {people[13]}",
            f"| starring       = {self._list(people[:6])}",
            f"| music          = {people[14]}{self._ref()}",
            f"| cinematography = {people[15]}",
            f"| studio         = {self._list([f'{self._noun().title()} Pictures', f'{self._noun().title()} Films'])}",
            f"| distributor    = {self._noun().title()} Releasing",
            f"| released       = {{{{film date|{self.year}|{month}|{day}|{rng.choice(COUNTRIES)}}}}}",
            f"| runtime        = {rng.randrange(70, 190)} minutes{self._ref()}",
            f"| country        = {rng.choice(COUNTRIES)}\n| language       = English",
            f"| budget         = ${rng.randrange(1, 200)} million{self._ref()}",
            f"| gross          = {{{{US$|{rng.randrange(10**5, 10**9):,}}}}}{self._ref()}",
            "}}",
        ])  # fmt: skip

    def _lead(self) -> str:
        director, first, second = (f"[[{self.people[number]}]]" for number in (10, 0, 1))
        return (
            f"'''''{self.title}''''' is a {self.year} [[{self.rng.choice(GENRES)} film]] directed by {director}"
            f" and starring {first} and {second}.{self._ref()} {self._sentence()}\n"
        )

    def _cast(self) -> str:
        rng = self.rng
        told = rng.randrange(1, 10) if self.number % 10 == 0 else 0
        entries = []
        for number, (person, face) in enumerate(zip(self.people, self.faces, strict=False)):
            short, other = face.split()[0], self.faces[0].split()[1]
            about = f"a {self._noun()} of the {self._noun()}."
            if number == told and told:
                about += " " + rng.choice(TWISTS).format(
                    short=short, other=other, kin=rng.choice(("son", "daughter", "wife")), noun=self._noun()
                )
            character = f"{rng.choice(TITLES)} {face.split()[1]}" if rng.random() < 0.3 else face
            entries.append((person, character, about))
        match rng.randrange(5):
            case 0:
                rows = "\n|-\n".join(f"| [[{person}]] || {face} || {about}" for person, face, about in entries)
                return f'{{| class="wikitable"\n! Actor !! Character !! Notes\n|-\n{rows}\n|}}'
            case 1:
                lines = "\n".join(f"* [[{person}]] as {face}: {about}" for person, face, about in entries)
                return f"{{{{Cast list|\n{lines}\n}}}}"
            case _:
                return "\n".join(f"* [[{person}]] as {face}: {about}" for person, face, about in entries)

    def _release(self) -> str:
        rng = self.rng
        return (
            f"''{self.title}'' was released in theaters on March {rng.randrange(1, 29)}, {self.year}, by"
            f" {self._noun().title()} Releasing.{self._ref()}\n\n===Box office===\n''{self.title}'' grossed"
            f" ${rng.randrange(10**5, 10**8):,} in the United States and Canada and ${rng.randrange(10**5, 10**8):,} in"
            f" other countries.{self._ref()}\n"
        )

    def _reception(self) -> str:
        rng = self.rng
        parts = [
            f"{{{{Rotten Tomatoes prose|{rng.randrange(101)}|{rng.randrange(10, 99) / 10}|{rng.randrange(5, 300)}}}}}\n"
        ]
        for critic in self.people[6:9]:
            word = rng.choice(("positive", "negative", "mixed"))
            parts.append(
                f"{critic} of ''The {self._noun().title()}'' gave the film a {word} review, calling it"
                f' "{" ".join(rng.choices(WORDS, k=7))}".{self._ref()}\n'
            )
        return "\n".join(parts)
