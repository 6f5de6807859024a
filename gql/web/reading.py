"""What the client sent, understood: headers, body or URL in, a `Request` and the media type of its answer out.

Whatever cannot be understood is `Refused`, with all faults of its kind. Knows JSON and HTTP, and no GraphQL.
"""

from collections.abc import Mapping
from email.message import Message
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from gql.bodies import errors_body
from gql.errors import BadRequest, Fault
from gql.gateway import Request

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
HTML: Final = "text/html"

MEMBERS: Final = {
    "query": (str, "a string"),
    "documentId": (str, "a string"),
    "variables": (dict, "an object"),
    "operationName": (str, "a string"),
    "extensions": (dict, "an object"),
}
"""The members of a request, with the type each must have unless it is null. Others are ignored."""

MAX_HEADERS: Final = 100

MOST_PARAMETERS: Final = 100  # of a URL

LONGEST_TYPE: Final = 200
"""Bytes of a content type at most: reading its parameters takes time that grows with their square."""

EXPLAIN: Final = b"x-explain"
COST: Final = b"x-cost"
"""Headers that ask for `extensions.explain` (in development mode) and `extensions.cost`: any value will do."""

Headers = Mapping[bytes, bytes]

Bytes = bytes | bytearray | memoryview


class Gone(Exception):
    """The client left before its request was whole."""


class Refused(Exception):
    """A request that never reaches the gateway, and what its response says."""

    def __init__(self, status: HTTPStatus, *messages: str, allow: bytes = b"") -> None:
        super().__init__(*messages)
        self.status = status
        self.body = errors_body([Fault(message) for message in messages], BadRequest.code)
        self.extra = ((b"allow", allow),) if allow else ()


def headers(scope: Scope) -> Headers:
    """The request's headers, by name in lower case; what stands on several lines is joined by commas."""
    raw = scope["headers"]
    joined: dict[bytes, bytes] = dict(raw)
    if len(joined) == len(raw):
        return joined
    if len(raw) > MAX_HEADERS:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"A request has at most {MAX_HEADERS} headers.")
    joined.clear()
    for name, value in raw:
        joined[name] = b"%b, %b" % (joined[name], value) if name in joined else value
    return joined


def offered(scope: Scope) -> tuple[str, ...]:
    """What the request can be answered with; JSON first, for clients that name nothing. Raises Refused for a method
    that is not answered."""
    if scope["method"] == "POST":
        return (JSON, GRAPHQL)
    if scope["method"] not in {"GET", "HEAD"}:
        raise Refused(
            HTTPStatus.METHOD_NOT_ALLOWED,
            f"{scope['method']} is not answered here. Use POST, or GET.",
            allow=b"GET, HEAD, POST",
        )
    return (JSON, GRAPHQL) if scope["query_string"] else (JSON, GRAPHQL, HTML)


@lru_cache(maxsize=256)
def negotiate(accept: bytes, offers: tuple[str, ...]) -> str:
    """The one of *offers* that *accept* likes best: by quality, then by place in it, then by place in *offers*.

    Of the ranges that match an offer the most specific counts (RFC 9110, section 12.5.1). Raises Refused when it
    likes none.
    """
    ranges = {}
    for place, item in enumerate((accept.decode("latin-1") or "*/*").lower().split(",")):
        media, *parameters = (part.strip() for part in item.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        ranges[media] = (_number(quality), -place)

    def liking(offer: str) -> tuple[float, int]:
        matches = (offer, f"{offer.partition('/')[0]}/*", "*/*")
        return next((ranges[match] for match in matches if match in ranges), (0.0, 0))

    best = max(offers, key=liking)
    if liking(best)[0] <= 0:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"The answer is {' or '.join(offers)}: accept one of them.")
    return best


def _number(text: str) -> float:
    """The quality that *text* states; 0 when it states none."""
    try:
        return min(float(text), 1.0)
    except ValueError:
        return 0.0


async def request(scope: Scope, sent: Headers, receive: Receive, limit: int) -> Request:
    """The request in the body or, without one, in the URL. Raises Refused, and Gone when the client leaves.

    *limit*: bytes of the body or of the URL's parameters.
    """
    if scope["method"] == "POST":
        check_content(sent)
        body = await _body(receive, sent, limit)
        if not body and b"upgrade" in sent:  # the server's parser takes it for the other protocol's
            raise Refused(HTTPStatus.BAD_REQUEST, "A request that offers another protocol has no body: do not upgrade.")
        return from_body(body, explain=EXPLAIN in sent, cost=COST in sent)
    return _understood(_from_url(scope["query_string"], limit), explain=EXPLAIN in sent, cost=COST in sent)


def from_body(body: Bytes, *, explain: bool = False, cost: bool = False) -> Request:
    """The request in *body*. Raises Refused."""
    members = _parse("The body", body)
    if not isinstance(members, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "The body must be an object with the member 'query'.")
    return _understood(members, explain=explain, cost=cost)


def _understood(members: dict[str, Any], *, explain: bool, cost: bool) -> Request:
    faults = [
        f"'{name}' must be {MEMBERS[name][1]}."
        for name, value in members.items()
        if value is not None and name in MEMBERS and not isinstance(value, MEMBERS[name][0])
    ]
    document, extensions = members.get("query"), members.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if document is None and not members.get("documentId") and persisted is None:
        faults.insert(0, "'query' is missing: the text of a GraphQL document.")
    if faults:
        raise Refused(HTTPStatus.BAD_REQUEST, *faults)
    name = "" if persisted is None else _hash(persisted)
    if document is None:
        name = members.get("documentId") or name
    return Request(
        document,
        members.get("variables") or {},
        members.get("operationName"),
        name,
        explain=explain,
        cost=cost,
    )


def _hash(persisted: object) -> str:
    """The hash in `extensions.persistedQuery`."""
    match persisted:
        case {"version": 1, "sha256Hash": str(name)} if name:
            return name
    raise Refused(
        HTTPStatus.BAD_REQUEST, "'extensions.persistedQuery' must hold 'version', which is 1, and 'sha256Hash'."
    )


def check_content(sent: Headers) -> None:
    """Raises Refused when a body after these headers would not be JSON, plain and in UTF-8."""
    if not _is_json(sent.get(b"content-type", b"")):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The body must be {JSON} in UTF-8, and say so.")
    if b"content-encoding" in sent:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.")


@lru_cache(maxsize=256)
def _is_json(content_type: bytes) -> bool:
    if len(content_type) > LONGEST_TYPE:
        return False
    message = Message()
    message["content-type"] = content_type.decode("latin-1")
    return message.get_content_type() == JSON and message.get_content_charset("utf-8") == "utf-8"


async def _body(receive: Receive, sent: Headers, limit: int) -> bytearray:
    """The body, read no further than *limit*. Raises Refused beyond it, and Gone when the client leaves."""
    stated = sent.get(b"content-length", b"")
    if stated.isdigit() and (len(stated) > 18 or int(stated) > limit):
        raise _too_large(limit)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return body


def _too_large(limit: int) -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request has at most {limit} bytes.")


def _from_url(query_string: bytes, limit: int) -> dict[str, Any]:
    if len(query_string) > limit:
        raise Refused(HTTPStatus.REQUEST_URI_TOO_LONG, f"A URL has at most {limit} bytes of parameters.")
    if query_string.count(b"&") >= MOST_PARAMETERS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"A URL has at most {MOST_PARAMETERS} parameters.")
    try:
        # A form sends its empty fields too: parse_qsl leaves them out.
        members: dict[str, Any] = dict(parse_qsl(query_string.decode("ascii"), errors="strict"))
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "The URL's parameters are not percent-encoded UTF-8.") from error
    for name in {"variables", "extensions"} & members.keys():
        members[name] = _parse(f"'{name}'", members[name])
    return members


def _parse(name: str, text: Bytes | str) -> object:
    """The JSON value of *text*. Raises Refused, saying where *name* fails to be JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is not JSON: {error}.") from error
