"""The renderer: a plan in, SQL text and its slots out. The only package that writes SQL.

The text is the same for the same plan, always, so it serves as a prepared statement's key and as a golden file. One
statement holds all root fields, a column each; a column is JSON text, or NULL for a missing object.

Objects are text joined in the client's order ('{"title":' || json_quote(title) || …), lists are joined rows, and each
reference to one other row is a join to it or a scalar subquery, whichever the database is faster with: nothing
multiplies rows, and nothing is decoded on the way out.

Every identifier comes from the catalog and is quoted; every client value is a slot.

    rows       which rows: FROM, WHERE, ORDER BY, and the seals
    pages      one page of them, and where it stands in its list
    statement  what is said of them, as JSON text, in one statement
    joined     how that text is put together
    readable   SQL text for people
"""

from gql.sql.readable import readable
from gql.sql.statement import Statement, render

__all__ = ["Statement", "readable", "render"]
