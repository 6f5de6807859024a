"""The pages of a file as records to load, and what became of each: read, understood, or left out with a reason."""

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson

from gql.load.articles.article import Unread
from gql.load.articles.forms import read_pages
from gql.load.articles.understanding import Understood, understand
from gql.load.file import FileLoad
from gql.load.files import Found
from gql.load.report import Remarks

Tell = Callable[[Understood | Unread], None]


class Pages:
    """The pages of the file *path*, read once. *tell* is told of each.

    *strict*: nothing of the file is loaded when there is anything that was left out.
    """

    def __init__(self, path: Path, tell: Tell = lambda _: None, *, strict: bool = False) -> None:
        self.path = path
        self.strict = strict
        self.films = 0
        self.left_out = Remarks()  # pages that cannot be read, or are about no film
        self.damaged = Remarks()  # parts of pages that cannot be read
        self.passed_over = 0  # pages that are about no film, as most pages of a dump are
        self._tell = tell

    def read(self) -> Iterator[Understood]:
        """The films, in the order of the file. Raises RecordFaults where it cannot be read on."""
        for page, _ in self._read():
            yield page

    def found(self) -> Iterator[Found]:
        """The films as records. Raises RecordFaults where the file cannot be read on."""
        for page, position in self._read():
            line = page.place.removeprefix(f"{self.path}").strip(":")
            yield Found(
                self.path, int(line) if line.isdigit() else 0, orjson.dumps(page.fields), orjson.loads, position
            )

    def faults(self) -> list[str]:
        """Why nothing of the file may be loaded: of a strict one all that was left out, else that no film is in it."""
        if self.strict:
            return [*self.left_out.lines(self.path), *self.damaged.lines(self.path)]
        return [] if self.films else self.left_out.lines(self.path) or [f"{self.path}: holds no article"]

    def left_out_lines(self) -> list[str]:
        """What was not loaded, and why, as far as it is known before the load."""
        passed_over = [f"{self.path}: pages that are about no film: {self.passed_over:,}"] if self.passed_over else []
        return [*self.left_out.lines(self.path), *self.damaged.lines(self.path), *passed_over]

    def excuse(self, load: FileLoad) -> bool:
        """Whether what was read may be loaded, faulty films left out. If not, the load has the faults that say why."""
        if self.strict or not load.films:
            load.faults.add_lines(self.faults())
            return not load.faults
        self.left_out.add_lines(load.faults.lines(self.path))
        return True

    def _read(self) -> Iterator[tuple[Understood, int]]:
        for page in read_pages(self.path):
            understood = page if isinstance(page, Unread) else understand(page)
            self._tell(understood)
            if isinstance(understood, Unread) and understood.is_expected:
                self.passed_over += 1
            elif isinstance(understood, Unread):
                title = f"{understood.title}: " if understood.title else ""
                self.left_out.add(understood.place, [f"{title}{understood.reason}"])
            else:
                assert not isinstance(page, Unread), "it was understood"
                self.damaged.add_lines(page.faults)
                self.films += 1
                yield understood, page.position
