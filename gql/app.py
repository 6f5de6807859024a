"""Schema, catalog, store, gateway and door put together: the ASGI application.

`app` is for ASGI servers (`uvicorn gql.app:app`) and is built when it is first asked for; `create` is the same as a
factory. A database is never made or changed here: one that does not fit is refused with the command that mends it.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from threading import Thread

from starlette.applications import Starlette
from starlette.types import ASGIApp

from gql import migrations
from gql.database import locate
from gql.gateway import open_gateway
from gql.settings import Settings, read_settings
from gql.web import door


def build(settings: Settings) -> ASGIApp:
    """The application with these settings, its database open. Raises SetupError when it cannot serve."""
    location = locate(settings.reads_from)
    migrations.check(location)
    gateway = open_gateway(location, settings)

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        _settle()
        yield
        await gateway.close()

    return door(gateway, settings, living)


def _settle() -> None:
    """Sees to it that work in threads does not hold up the loop."""
    # What is there now stays. Looking through all of it again, whenever a large document has made many objects, would
    # stop everything for a tenth of a second.
    gc.freeze()
    gc.enable()  # `gql serve` has not looked for garbage while all was imported
    # How long a thread may keep the others waiting: a fifth of what is usual.
    sys.setswitchinterval(0.001)


def create() -> ASGIApp:
    """The application with the settings of the environment."""
    if parent := multiprocessing.parent_process():
        Thread(target=_end_after, args=(parent,), name="parent", daemon=True).start()
    return build(read_settings())


def _end_after(parent: BaseProcess) -> None:
    """Ends this process when its *parent* has: a worker whose parent was killed would serve for ever."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def __getattr__(name: str) -> ASGIApp:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    application = globals()["app"] = create()
    return application
