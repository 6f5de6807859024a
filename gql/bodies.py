"""Response bodies that no row is in: errors, and what an answer says of itself."""

from collections.abc import Mapping, Sequence

import orjson

from gql.errors import Fault


def extended(body: bytes, extensions: Mapping[str, object]) -> bytes:
    """The response *body* with these extensions."""
    return body[:-1] + b',"extensions":' + orjson.dumps(extensions) + b"}" if extensions else body


def errors_body(faults: Sequence[Fault], code: str) -> bytes:
    """A response of nothing but errors, one for each fault. The one place that writes them."""
    errors = []
    for fault in faults:
        error: dict[str, object] = {"message": fault.message}
        if fault.locations:
            error["locations"] = [{"line": line, "column": column} for line, column in fault.locations]
        if fault.path:
            error["path"] = fault.path
        errors.append({**error, "extensions": {"code": code}})
    return orjson.dumps({"errors": errors})


INTERNAL = errors_body([Fault("Something went wrong here; the log has more.")], "INTERNAL")
"""All that a client is told of a fault of this program."""
