"""Receipts: where each fact was found."""

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from gql.tables.columns import Id, index, partial_date, reference, row_id_column, seal, words


class Source(SQLModel, table=True):
    """A document that facts were taken from."""

    id: int = row_id_column()  # url, else title
    title: str = words(500)
    url: str | None = words(2000, optional=True)
    retrieved: str | None = partial_date()
    sha256: str | None = words(64, optional=True)  # of the document as retrieved


class Citation(SQLModel, table=True):
    """A place in a source that supports one row, of whatever table: *subject_id* is that row's id.

    It has a seal of its own: the exact words that support an open row may name what is sealed. An *extracted* one was
    found by a program, and nobody has looked at it since: a row that has no other has not been curated.
    """

    __table_args__ = (
        index("citation_of_subject", "subject_id", "position"),
        index("citation_of_source", "source_id"),
    )

    id: int = row_id_column()  # subject, source, section, quote
    subject_id: int = Field(sa_type=Id)  # no foreign key: ids are unique across tables
    source_id: int = reference("source")
    position: int  # from 1, counting open citations only
    section: str | None = words(300, optional=True)
    quote: str | None = words(1000, optional=True)
    extracted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    twist_id: int | None = seal()
