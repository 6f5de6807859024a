"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable


def table(headings: Iterable[str]) -> None:
    """The head of a table: names of rows, then columns of numbers. The first heading is empty."""
    columns = list(headings)
    row(["", *columns])
    row(["---", *["---:"] * len(columns)])


def row(cells: Iterable[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)
