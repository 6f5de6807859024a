"""Which reader reads which file: by the end of its name. Each yields the file's pages, in order, one by one."""

from collections.abc import Callable, Iterator
from pathlib import Path

from gql.load.articles import mediawiki
from gql.load.articles.article import Article, Unread
from gql.load.articles.plain import read_plain
from gql.load.shape import RecordFaults

READERS: dict[str, Callable[[Path], Iterator[Article | Unread]]] = {
    ".txt": read_plain,
    **dict.fromkeys(mediawiki.SUFFIXES, mediawiki.read),
}
"""By the end of a file's name."""


def article_files(path: Path) -> list[Path]:
    """The files that *path* names: itself, or the articles of a folder, sorted. Raises RecordFaults for none."""
    endings = ", ".join(f"*{suffix}" for suffix in READERS)
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.name.endswith(tuple(READERS)))
            if not files:
                raise RecordFaults([f"holds no article ({endings})"])
            return files
        path.stat()
    except OSError as error:
        raise RecordFaults([f"cannot be read: {error.strerror or error}"]) from None
    if not path.name.endswith(tuple(READERS)):
        raise RecordFaults([f"is not named like an article ({endings})"])
    return [path]


def read_pages(path: Path) -> Iterator[Article | Unread]:
    """The pages of a file. Raises RecordFaults where the file cannot be read on."""
    reader = next(read for suffix, read in READERS.items() if path.name.endswith(suffix))
    try:
        yield from reader(path)
    except OSError as error:
        raise RecordFaults([f"cannot be read: {error.strerror or error}"]) from None
