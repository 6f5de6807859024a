"""What a request comes down to, for people: the SQL, its parameters, and how the database goes about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from gql.sql import readable
from gql.store import Parameters


@dataclass(frozen=True, slots=True)
class Explanation:
    """*sql* is as it is run, without line breaks; empty when the database is not asked. *plan*: the database's own."""

    sql: str = ""
    parameters: Parameters = ()
    plan: Sequence[str] = ()
    mark: str = "?"  # of a placeholder

    def lines(self) -> Iterator[str]:
        """For a terminal: SQL, and the rest as its comments, so that all of it may be pasted into the database's."""
        if not self.sql:
            yield "-- Answered without the database."
            return
        yield readable(self.sql) + ";"
        for number, value in enumerate(self.parameters, 1):
            yield f"-- {self.mark}{number} = {orjson.dumps(value).decode()}"
        for step in self.plan:
            yield f"-- {step}"

    def members(self) -> dict[str, object]:
        """For a response's extensions."""
        return {"sql": readable(self.sql), "parameters": self.parameters, "plan": self.plan}
