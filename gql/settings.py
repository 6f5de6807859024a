"""The settings of one process: read once from `GQL_*`, frozen, passed down."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gql.errors import SetupError


class Spoilers(StrEnum):
    """How much a viewer asks to see whatever they have seen, from least to most."""

    NONE = "NONE"
    MINOR = "MINOR"
    ALL = "ALL"

    @cached_property
    def rank(self) -> int:
        return list(Spoilers).index(self)


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class Settings(BaseSettings):
    """Everything that can be set. Each field is read from the environment variable `GQL_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="GQL_", frozen=True, extra="forbid")

    database_url: str = Field(default="", description="Where the facts are; empty is the platform's data directory.")
    read_database_url: str = ""  # where requests are answered from, when that is another: PostgreSQL's replicas
    database_connections: Annotated[int, Field(ge=1)] = 10  # of one process to PostgreSQL
    prepared_statements: bool = True  # of PostgreSQL; not behind PgBouncer
    allow_cap: Spoilers = Field(default=Spoilers.ALL, description="The most that @viewer(allow:) may ask for.")
    dev: bool = Field(default=False, description="Development mode: Server-Timing, X-Explain.")
    introspection: bool = True  # and the schema's text, and hints like "did you mean"

    documents: str = ""  # a manifest of trusted documents
    only_trusted: bool = False  # whether others are refused
    cors_origins: str = "*"  # origins whose pages may ask, between spaces; or all
    cache_control: str = "no-cache"  # of what is answered to GET
    compress_from: Annotated[int, Field(ge=0)] = 10_000  # bytes of an answer
    log_format: LogFormat = LogFormat.TEXT

    max_head_bytes: Annotated[int, Field(ge=1_000)] = 64_000  # of a request: its line and headers
    max_body_bytes: Annotated[int, Field(ge=1)] = 1_000_000
    receive_timeout: Annotated[float, Field(gt=0)] = 10.0  # seconds in which a request must have arrived
    send_timeout: Annotated[float, Field(gt=0)] = 30.0  # seconds in which an answer must have been read
    max_document_length: Annotated[int, Field(ge=1)] = 50_000  # characters
    max_tokens: Annotated[int, Field(ge=1)] = 5_000
    max_depth: Annotated[int, Field(ge=1)] = 24  # levels of fields, introspection apart
    max_fields: Annotated[int, Field(ge=1)] = 5_000  # of one operation, fragments expanded
    max_fields_per_object: Annotated[int, Field(ge=1)] = 500
    max_root_fields: Annotated[int, Field(ge=1)] = 100
    max_fragments: Annotated[int, Field(ge=0)] = 200  # of one document
    max_introspected: Annotated[int, Field(ge=1)] = 20_000  # fields of an answer about the schema
    max_directives: Annotated[int, Field(ge=1)] = 10  # at one place
    max_variables: Annotated[int, Field(ge=0)] = 500
    max_values: Annotated[int, Field(ge=0)] = 20_000  # in all variables
    max_cost: Annotated[int, Field(ge=1)] = 100_000  # rows and their fields, as gql/cost.py counts them
    max_conditions: Annotated[int, Field(ge=0)] = 64  # of all filters of one operation
    max_filter_depth: Annotated[int, Field(ge=0)] = 8  # kinds of rows that a filter leads through
    max_page: Annotated[int, Field(ge=1)] = 100
    default_page: Annotated[int, Field(ge=0)] = 20
    max_ids: Annotated[int, Field(ge=1)] = 100  # of one nodes(ids:)
    max_seen: Annotated[int, Field(ge=0)] = 1_000

    timeout: Annotated[float, Field(gt=0)] = 5.0  # seconds of one statement; of waiting for it
    max_waiting: Annotated[int, Field(ge=0)] = 1_000  # statements in the line
    cached_plans: Annotated[int, Field(ge=1)] = 1_000

    @property
    def reads_from(self) -> str:
        """Where the facts are that requests are answered from."""
        return self.read_database_url or self.database_url

    @field_validator("default_page")
    @classmethod
    def _fits_a_page(cls, default: int, others: ValidationInfo) -> int:
        if default > others.data.get("max_page", default):
            raise ValueError(f"{default} is more than GQL_MAX_PAGE allows")
        return default

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: str) -> str:
        for origin in origins.split() if origins != "*" else ():
            parts = urlsplit(origin)
            if not (parts.scheme and parts.netloc) or origin != f"{parts.scheme}://{parts.netloc}":
                raise ValueError(f"'{origin}' is no origin like https://example.org")
        return origins

    @field_validator("cache_control")
    @classmethod
    def _is_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("it is the text of a header")
        return value


def read_settings() -> Settings:
    """The settings of the environment. Raises SetupError with every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"GQL_{str(fault['loc'][0]).upper()}: {fault['msg']}." for fault in error.errors()]
        raise SetupError("\n".join(faults), "\nMend these environment variables.") from None
