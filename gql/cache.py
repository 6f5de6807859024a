"""A cache with bounds: the least recently used goes first."""

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """At most *items* values, whose weights sum up to at most *weight*; one that is too heavy alone is not kept.

    Used by one thread, the event loop's.
    """

    def __init__(self, items: int, weight: int) -> None:
        self._items = items
        self._room = weight
        self._weight = weight
        self._values: dict[K, tuple[V, int]] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        found = self._values.pop(key, None)
        if found is None:
            return None
        self._values[key] = found  # a dict keeps the order of insertion: the last one used is now last
        return found[0]

    def put(self, key: K, value: V, weight: int) -> None:
        if weight > self._weight:
            return
        if key in self._values:
            self._drop(key)
        self._values[key] = (value, weight)
        self._room -= weight
        while self._room < 0 or len(self._values) > self._items:
            self._drop(next(iter(self._values)))

    def _drop(self, key: K) -> None:
        self._room += self._values.pop(key)[1]
