"""What the log looks like: one line per record on standard error, with the request that it is about.

Nobody passes a request's id around: `web` sets it, and every record made while that request is answered carries it.
"""

import logging
from contextvars import ContextVar
from typing import Any, Final

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request being answered, as its response's X-Request-Id says; "-" outside of requests."""


class RequestIdFilter(logging.Filter):
    """Lets every record through and writes the request's id on it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        return True


CONFIG: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": RequestIdFilter}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
"""For `logging.config.dictConfig`. There is no access log: a URL may hold a query's variables."""
