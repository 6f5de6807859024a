"""What the log looks like: one line per record on standard error, as text or JSON, with the request that it is about.

Nobody passes a request's id around: `web` sets it, and every record made while that request is answered carries it.
A request's own line says how it was answered, and nothing of what was asked or told: a URL may hold variables, and an
answer what is sealed for others.
"""

import asyncio
import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from time import gmtime, perf_counter, strftime, time
from typing import Any, Final, NamedTuple

import orjson

from gql.settings import LogFormat

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request being answered, as its response's X-Request-Id says; "-" outside of requests."""


class Formatter(logging.Formatter):
    """Records as lines of text, a traceback below; or as one line of JSON each."""

    def __init__(self, form: LogFormat = LogFormat.TEXT) -> None:
        super().__init__("%(message)s")
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        if self._form is LogFormat.TEXT:
            return f"{_time(record.created)} {record.levelname} {record.name} [{REQUEST_ID.get()}] {said}"
        members = {"time": _time(record.created), "level": record.levelname, "logger": record.name}
        return orjson.dumps({**members, "request": REQUEST_ID.get(), "message": said}).decode()


PAUSE: Final = 0.05
"""Seconds between two times that lines are written: a line after a pause is written at once, others then together."""


class Entry(NamedTuple):
    """A request that was answered: when, its answer's status and the bytes of its body, and the code of its errors."""

    at: float  # seconds since 1970
    id: str
    method: str
    path: str
    status: int
    length: int
    code: str
    milliseconds: float


class RequestLog:
    """The lines of requests, without logging's machinery, which takes a tenth of a small query's time.

    Used on the event loop, where lines are made and written together: to write each would take as long as to send a
    small answer.
    """

    def __init__(self, form: LogFormat) -> None:
        self._line = _text if form is LogFormat.TEXT else _json
        self._answered: list[Entry] = []
        self._written = 0.0  # when that was done the last time

    def write(self, scope: Mapping[str, Any], sent: tuple[int, int], code: str, since: float) -> None:
        """*sent*: the answer's status and the bytes of its body. *code*: of its errors. *since*: by `perf_counter`."""
        milliseconds = (perf_counter() - since) * 1000
        self.add(Entry(time(), REQUEST_ID.get(), scope["method"], scope["path"], *sent, code, milliseconds))

    def add(self, entry: Entry) -> None:
        if not self._answered:
            asyncio.get_running_loop().call_later(max(0.0, self._written + PAUSE - perf_counter()), self.flush)
        self._answered.append(entry)

    def flush(self) -> None:
        """Writes what has not been written."""
        answered, self._answered, self._written = self._answered, [], perf_counter()
        sys.stderr.write("".join(map(self._line, answered)))
        sys.stderr.flush()


def _text(it: Entry) -> str:
    status = f"{it.status:d} {it.code}" if it.code else f"{it.status:d}"
    answer = f"{status} {it.length} bytes {it.milliseconds:.1f} ms"
    return f"{_time(it.at)} {it.method} {it.path!r} {answer} [{it.id}]\n"


def _json(it: Entry) -> str:
    members = {"time": _time(it.at), "request": it.id, "method": it.method, "path": it.path, "status": it.status}
    answer = {"code": it.code or None, "bytes": it.length, "ms": round(it.milliseconds, 1)}
    return orjson.dumps(members | answer).decode() + "\n"


def _time(seconds: float) -> str:
    return f"{_second(int(seconds))}.{int(seconds % 1 * 1000):03}Z"


@lru_cache(maxsize=2)
def _second(number: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(number))


def config(form: LogFormat) -> dict[str, Any]:
    """For `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Formatter, "form": form}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
