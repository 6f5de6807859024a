"""A store that is open for as long as somebody asks it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gql.database import SqliteFile
from gql.settings import Settings
from gql.store import Parameters, Row
from gql.store.sqlite import SqliteStore

T = TypeVar("T")


async def asked(store: SqliteStore, text: str, parameters: Parameters = ()) -> Row:
    """What a gateway is told by *store*: at once, or by a thread."""
    row = store.at_once(text, parameters)
    return await store.row(text, parameters) if row is None else row


def told(location: SqliteFile, ask: Callable[[SqliteStore], Awaitable[T]], **settings: float) -> T:
    """What *ask* is told by a store that is opened and closed around it."""

    async def run() -> T:
        store = SqliteStore(location, Settings(**settings))  # type: ignore[arg-type]
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(run())
