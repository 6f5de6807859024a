"""A store that is open for as long as somebody asks it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gql.database import SqliteFile
from gql.settings import Settings
from gql.store.sqlite import SqliteStore

T = TypeVar("T")


def told(location: SqliteFile, ask: Callable[[SqliteStore], Awaitable[T]], **settings: float) -> T:
    """What *ask* is told by a store that is opened and closed around it."""

    async def run() -> T:
        store = SqliteStore(location, Settings(**settings))  # type: ignore[arg-type]
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(run())
