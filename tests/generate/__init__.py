"""Operations at random: our own generator over the schema, for tests that ask one question of very many operations.

    schema ─▶ selections ─▶ document ─▶ Generated(document, variables, faults)
    rows   ─▶ facts ─▶ values ─▶ writing ──┘

What may be asked comes from the schema's text alone, so a new field or filter is asked by itself; which values may find
something comes from the rows of databases, by the bindings of the schema's declarations. Whatever is drawn is drawn
from hypothesis, the simplest first, so a failing operation shrinks to a small one.
"""

from tests.generate.facts import Facts
from tests.generate.operations import Generated, Options
from tests.generate.runs import coordinates, each, finds, ordered, usually
from tests.generate.values import FAULTS

__all__ = ["FAULTS", "Facts", "Generated", "Options", "coordinates", "each", "finds", "ordered", "usually"]
