"""Documents by other names: trusted ones by the ids of a manifest, and those that a client sent before by their hash.

    {"query": …}                                     the document itself
    {"documentId": "…"}                              one of the manifest
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "…"}}}
                                                     one of the manifest, or one that was sent with this hash before

The last is Apollo's protocol of automatic persisted queries: a client sends the hash alone, is told when it is not
known (PERSISTED_QUERY_NOT_FOUND), and sends the document with it once.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import orjson

from gql.cache import Cache
from gql.errors import BadRequest, DocumentNotFound, DocumentNotTrusted, SetupError

PERSISTED = 1_000
PERSISTED_CHARACTERS = 4_000_000
"""What is kept of documents that clients sent: no more than so many, nor than so much text."""

_HASH = re.compile("[0-9a-f]{64}")

APOLLO = "apollo-persisted-query-manifest"


class Documents:
    """*trusted* by their ids; when *only* those, no others are answered."""

    def __init__(self, trusted: Mapping[str, str], *, only: bool) -> None:
        self._trusted = {_bare(id_): text for id_, text in trusted.items()}
        self._texts = set(trusted.values())
        self._only = only
        self._persisted: Cache[str, str] = Cache(PERSISTED, PERSISTED_CHARACTERS)

    def find(self, text: str | None, name: str) -> str:
        """The document that is meant by its *text*, its *name*, or both. Raises RequestError when there is none."""
        if text is None:
            return self._named(name)
        if self._only and text not in self._texts:
            raise DocumentNotTrusted("This server answers trusted documents only: name one by its 'documentId'.")
        if name and not self._only and _hash(text) != _bare(name):
            raise BadRequest("'extensions.persistedQuery.sha256Hash' is not the SHA-256 of 'query'.")
        return text

    def keep(self, text: str, name: str) -> None:
        """Remembers a document that was sent with its hash, and turned out to be a good one."""
        if not self._only:
            self._persisted.put(_bare(name), text, len(text))

    def _named(self, name: str) -> str:
        bare = _bare(name)
        text = self._trusted.get(bare) or self._persisted.get(bare)
        if text is None and self._only:
            raise DocumentNotTrusted("This server answers trusted documents only, and knows none by this id.")
        if text is None:
            # Clients know this fault by these words.
            raise DocumentNotFound("PersistedQueryNotFound")
        return text


def _bare(name: str) -> str:
    """A hash is the same in capitals and with the name of its kind before it; any other id is taken as it is."""
    digits = name.removeprefix("sha256:").lower()
    return digits if _HASH.fullmatch(digits) else name


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_manifest(path: Path) -> dict[str, str]:
    """The documents of a manifest, by id: in Apollo's form, or in Relay's, an object of ids to texts.

    Raises SetupError when it is neither.
    """
    try:
        found = orjson.loads(path.read_bytes())
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise SetupError(f"{path} is not JSON: {error}.") from None
    match found:
        case {"format": str(form), "operations": list(operations)} if form == APOLLO:
            return dict(_apollo(path, each) for each in operations)
        case dict() if found and all(isinstance(each, str) for each in found.values()):
            return found
    raise SetupError(
        f"{path} is no manifest of documents.",
        f'Apollo\'s has "format": "{APOLLO}" and "operations"; Relay\'s is an object of ids to texts.',
    )


def _apollo(path: Path, operation: object) -> tuple[str, str]:
    """The id and the text of an entry."""
    match operation:
        case {"id": str(id_), "body": str(text)}:
            return id_, text
    raise SetupError(f'{path}: an operation lacks "id" or "body", which are texts.')
