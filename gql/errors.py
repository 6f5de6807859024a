"""What can go wrong: a class (where), a stable code (what), a message naming the thing, a hint that says what to do.

    TwistgraphError
    ├── RequestError              the client's request; answered as GraphQL errors
    │   ├── BadRequest            BAD_REQUEST
    │   ├── ParseFailed           GRAPHQL_PARSE_FAILED
    │   ├── ValidationFailed      GRAPHQL_VALIDATION_FAILED
    │   ├── OperationUnresolved   OPERATION_RESOLUTION_FAILURE
    │   │   └── NotAQuery
    │   ├── BadUserInput          BAD_USER_INPUT
    │   ├── SpoilersCapped        SPOILERS_CAPPED
    │   ├── TooComplex            TOO_COMPLEX
    │   ├── DocumentNotFound      PERSISTED_QUERY_NOT_FOUND
    │   └── DocumentNotTrusted    PERSISTED_QUERY_NOT_SUPPORTED
    ├── Unavailable               this server, for now; the cause stays in __cause__, for the log
    │   ├── StoreUnavailable      STORE_UNAVAILABLE
    │   ├── StoreTimeout          TIMEOUT
    │   └── Overloaded            OVERLOADED
    └── SetupError                this machine or this program; the command ends with exit code 2
        ├── DatabaseError         DATABASE
        └── LoadError             LOAD

`INTERNAL` has no class: it is what a client sees of any other exception. docs/errors.md says of each what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class TwistgraphError(Exception):
    """A fault that has a name. `str()` of it is for people: the message, then the hint."""

    code: ClassVar[str]

    def __init__(self, message: str, hint: str = "") -> None:
        between = "" if not hint or hint.startswith("\n") else " "
        super().__init__(f"{message}{between}{hint}")
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of a response's `errors`. *locations* are (line, column) in the document, from 1."""

    message: str
    locations: tuple[tuple[int, int], ...] = ()
    path: tuple[str | int, ...] = ()


class RequestError(TwistgraphError):
    """What the client sent cannot be answered. *faults* are all of its kind that were found, together."""

    def __init__(self, message: str, *, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults) or (Fault(message),)


class BadRequest(RequestError):
    code = "BAD_REQUEST"


class ParseFailed(RequestError):
    code = "GRAPHQL_PARSE_FAILED"


class ValidationFailed(RequestError):
    code = "GRAPHQL_VALIDATION_FAILED"


class OperationUnresolved(RequestError):
    code = "OPERATION_RESOLUTION_FAILURE"


class NotAQuery(OperationUnresolved):
    """A mutation or a subscription: what GET must not run, and what this graph has none of."""


class BadUserInput(RequestError):
    code = "BAD_USER_INPUT"


class SpoilersCapped(RequestError):
    code = "SPOILERS_CAPPED"


class TooComplex(RequestError):
    code = "TOO_COMPLEX"


class DocumentNotFound(RequestError):
    code = "PERSISTED_QUERY_NOT_FOUND"


class DocumentNotTrusted(RequestError):
    code = "PERSISTED_QUERY_NOT_SUPPORTED"


class Unavailable(TwistgraphError):
    """No answer for now, through no fault of the request. What a client sees is the message alone."""


class StoreUnavailable(Unavailable):
    code = "STORE_UNAVAILABLE"


class StoreTimeout(Unavailable):
    code = "TIMEOUT"


class Overloaded(Unavailable):
    code = "OVERLOADED"


class SetupError(TwistgraphError):
    code = "SETUP"


class DatabaseError(SetupError):
    code = "DATABASE"


class LoadError(SetupError):
    """Records that cannot be loaded. *faults* name file, line or key path, and field: all that were found, together.

    *loaded* says of each file without faults what was loaded all the same.
    """

    code = "LOAD"

    def __init__(self, faults: Sequence[str], loaded: Sequence[str] = ()) -> None:
        super().__init__("\n".join(faults), "\nA file with faults is not loaded at all; mend it and load again.")
        self.faults = tuple(faults)
        self.loaded = tuple(loaded)
