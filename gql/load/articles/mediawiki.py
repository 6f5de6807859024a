"""The forms of MediaWiki: a file in, the articles in it out, and why the other pages are none."""

from collections.abc import Iterator
from pathlib import Path

from gql.load.articles import dump
from gql.load.articles.article import Article, Unread
from gql.load.articles.wikitext import Page, read_page
from gql.load.files import MAX_RECORD
from gql.load.shape import RecordFaults

PAGES = (".wiki", ".wikitext", ".mediawiki")

SUFFIXES = (*PAGES, *dump.SUFFIXES)


def read(path: Path) -> Iterator[Article | Unread]:
    """The pages of the file *path*. Raises RecordFaults where it cannot be read on, after all that was read before."""
    if path.name.endswith(PAGES):
        yield read_page(_single(path))
        return
    for found in dump.read_dump(path):
        yield read_page(found) if isinstance(found, Page) else found


def _single(path: Path) -> Page:
    """The page that is the file *path*. Its title is the name of the file."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_RECORD + 1)
        text = data.decode()
    except OSError as error:
        raise RecordFaults([f"cannot be read: {error.strerror or error}"]) from None
    except UnicodeDecodeError as error:
        raise RecordFaults([f"byte {error.start + 1} is not UTF-8"]) from None
    if len(data) > MAX_RECORD:
        raise RecordFaults([f"it is longer than {MAX_RECORD:,} bytes, too long for an article"])
    title = path.stem.replace("_", " ")
    return Page(title, text, str(path), 1, str(path), len(data))
