"""Choices: what hypothesis draws, in the words that a generator thinks in. The first of everything is the simplest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """All choices of one operation."""

    draw: DrawFn

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most)) if most > least else least

    def one_in(self, many: int) -> bool:
        """True once in *many* times; shrinks to False."""
        return self.number(0, many - 1) == many - 1

    def pick(self, values: Sequence[T]) -> T:
        return values[self.number(0, len(values) - 1)]
