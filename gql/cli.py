"""The command `gql`: arguments in, work handed to the module that does it, its words out.

What this machine or this call got wrong ends in one message on standard error and exit code 2. Each command imports
what it needs itself, so that `gql --version` and `gql --help` answer at once.
"""
# ruff: noqa: PLC0415

import contextlib
import gc
import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
import typer
from typer.core import TyperGroup

from gql.errors import Fault, RequestError, SetupError, TwistgraphError

Database = Annotated[
    str,
    typer.Option(
        envvar="GQL_DATABASE_URL",
        show_default="a file in the platform's data directory",
        help="The database: a file, or a URL like sqlite:///films.db or postgresql://user@host/films.",
    ),
]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """Runs the command that the arguments name."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))  # Ctrl-C: quietly, as shells expect
    try:
        app()
    except RequestError as error:
        faults = (f"{error.code}{_place(fault)}: {fault.message}" for fault in error.faults)
        typer.echo("gql: " + "\n".join(faults), err=True)
        sys.exit(2)
    except TwistgraphError as error:
        typer.echo(f"gql: {error}", err=True)
        sys.exit(2)


def _place(fault: Fault) -> str:
    return "".join(f" at line {line}, column {column}" for line, column in fault.locations[:1])


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    from gql import __version__
    from gql.database import SQLITE

    python = ".".join(map(str, sys.version_info[:3]))
    typer.echo(f"twistgraph {__version__}, Python {python}, SQLite {SQLITE.sqlite_version} ({SQLITE.__name__})")
    raise typer.Exit


@app.callback()
def gql(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which versions run, and exit."),
    ] = False,
) -> None:
    """A GraphQL gateway for film knowledge, with every spoiler sealed until the viewer has seen the film."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to serve at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to serve at; 0 is any free one.")] = 8000,
    database: Database = "",
    workers: Annotated[int, typer.Option(min=1, help="How many processes serve.")] = 1,
    dev: Annotated[bool, typer.Option("--dev", help="Development mode: Server-Timing, X-Explain.")] = False,
    documents: Annotated[
        str, typer.Option(envvar="GQL_DOCUMENTS", help="A manifest of trusted documents: Apollo's or Relay's.")
    ] = "",
    only_trusted: Annotated[bool, typer.Option("--only-trusted", help="Refuse all other documents.")] = False,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(show_default="all", help="An origin whose pages may ask; may be given several times."),
    ] = None,
    log_format: Annotated[
        Literal["text", "json"], typer.Option(envvar="GQL_LOG_FORMAT", help="What the log's lines are.")
    ] = "text",
) -> None:
    """Serve the graph. A database that does not exist is made, with one film in it."""
    # To look for garbage while all is imported takes a tenth of a start and finds none. `app` looks from then on.
    gc.disable()
    from gql import serve

    # Every setting comes from the environment, which the workers inherit.
    given = {
        "GQL_DATABASE_URL": database,
        "GQL_DOCUMENTS": documents,
        "GQL_LOG_FORMAT": log_format,
        **({"GQL_DEV": "1"} if dev else {}),
        **({"GQL_ONLY_TRUSTED": "1"} if only_trusted else {}),
        **({"GQL_CORS_ORIGINS": " ".join(cors_origin)} if cors_origin else {}),
    }
    os.environ.update(given)
    serve.serve(host, port, workers, typer.echo)


@app.command()
def migrate(database: Database = "") -> None:
    """Bring a database to the version that this twistgraph reads; make it when it does not exist."""
    from gql import migrations
    from gql.database import locate

    location = locate(database)
    migrations.migrate(location)
    typer.echo(f"{location} is at version {migrations.HEAD}.")


class _Loading(TyperGroup):
    """`gql load`, whose first command is the one that is meant when none is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not {*args[:1]} & {*self.commands, "--help"}:
            args = ["records", *args]
        return super().parse_args(ctx, args)


loading = typer.Typer(cls=_Loading, help="Load film records: gql load FILE…; and articles: gql load article FILE…")
app.add_typer(loading, name="load")


@loading.command("records")
def load_records(
    paths: Annotated[list[Path] | None, typer.Argument(help="Film records: files, or folders of them.")] = None,
    seed: Annotated[bool, typer.Option("--seed", help="Load the films that come with this twistgraph.")] = False,
    database: Database = "",
) -> None:
    """Load film records: a file wholly, or not at all when it is faulty. `gql load FILE…` means this."""
    from gql import load
    from gql.errors import LoadError

    if not paths and not seed:
        raise SetupError("There is nothing to load.", "Name files of film records, or folders of them, or --seed.")
    with _engine(database) as engine:
        try:
            with _progress() as watch:
                report = load.load(engine, [*(paths or []), *([load.seed_folder()] if seed else [])], watch)
        except LoadError as error:
            _say(error.loaded)
            raise
    _say(report.lines())


@loading.command("article")
def load_article(
    paths: Annotated[list[Path], typer.Argument(help="Articles: files, or folders of them.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; print the records as TOML, ready to be curated.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Say sentence by sentence what was understood, and what was left.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Load nothing of a file in which a page is faulty or about no film.")
    ] = False,
    database: Database = "",
) -> None:
    """Load the films of an encyclopedia's articles, with what their twists give away sealed."""
    from gql import load
    from gql.errors import LoadError
    from gql.load.articles import accounts

    def tell(page: Any) -> None:
        if report:
            # Beside records that are printed it must not stand.
            for line in accounts.account_lines(page):
                typer.echo(line, err=dry_run)

    if dry_run:
        for page in load.read_articles(paths, tell, strict=strict):
            typer.echo(accounts.record_text(page))
        return
    with _engine(database) as engine:
        try:
            with _progress() as watch:
                done = load.load_articles(engine, paths, watch, tell, strict=strict)
        except LoadError as error:
            _say(error.loaded)
            raise
    _say(done.lines())


@app.command()
def remove(
    slugs: Annotated[list[str], typer.Argument(help="The slugs of films, like backtrace-2018.")],
    database: Database = "",
) -> None:
    """Remove films, with what only they have brought into the database: all of them, or none."""
    from gql import load

    with _engine(database) as engine:
        removal = load.remove(engine, slugs)
    _say(removal.lines())


@app.command()
def dump(
    slugs: Annotated[list[str] | None, typer.Argument(show_default="all", help="The slugs of films.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(show_default="standard output", help="A file *.toml, *.jsonl, *.jsonl.gz; or a folder, for TOML."),
    ] = None,
    database: Database = "",
) -> None:
    """Write films as the records that would load them: one as TOML, several as JSON lines."""
    from gql import load

    with _engine(database, reading=True) as engine:
        films = load.dump(engine, slugs or [], output, sys.stdout.buffer)
    if output:
        typer.echo(f"{output}: {_films(films)}")


@app.command()
def lint(
    films: Annotated[
        list[str] | None,
        typer.Argument(show_default="all", help="The slugs of films in the database; or files of records, or folders."),
    ] = None,
    source: Annotated[
        list[Path] | None, typer.Option(help="The text of a source, to look its quotations up in. May be repeated.")
    ] = None,
    database: Database = "",
) -> None:
    """Say what an editor should look at: open words that may tell a secret, quotations that are not in their source."""
    from gql import load

    paths = [Path(each) for each in films or [] if load.is_path(each)]
    slugs = [each for each in films or [] if not load.is_path(each)]
    try:
        sources = [load.SourceText(str(path), path.read_bytes()) for path in source or []]
    except OSError as error:
        raise SetupError(f"{error.filename} cannot be read: {error.strerror}.") from error
    with contextlib.ExitStack() as opened:
        findings = load.lint_files(paths, sources)
        if slugs or not paths:
            engine = opened.enter_context(_engine(database, reading=True))
            findings = itertools.chain(findings, load.lint_films(engine, slugs, sources))
        is_clean = True
        for finding in itertools.chain(findings, load.unused(sources)):
            typer.echo(finding)
            is_clean = False
    if not is_clean:
        raise typer.Exit(1)


def _films(count: int) -> str:
    return "1 film" if count == 1 else f"{count:,} films"


@contextlib.contextmanager
def _engine(database: str, *, reading: bool = False) -> Iterator[Any]:
    """An engine on the database, for changes, or for what changes nothing."""
    from gql import migrations
    from gql.database import locate, reading_engine, writing_engine

    location = locate(database)
    migrations.check(location)
    engine = reading_engine(location) if reading else writing_engine(location)
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[Any], None]]:
    """What shows a load's progress, on a terminal alone: a bar for each file that is not read at once."""
    with contextlib.ExitStack() as bars:
        shown: dict[Path, Any] = {}

        def show(progress: Any) -> None:
            bar = shown.get(progress.path)
            if bar is None:
                bars.close()
                is_known = progress.size > 0
                bar = shown[progress.path] = bars.enter_context(
                    typer.progressbar(
                        length=progress.size if is_known else 1,
                        file=sys.stderr,
                        hidden=progress.position == progress.size,
                        show_eta=is_known,
                        show_percent=is_known,
                    )
                )
            rate = progress.films / (progress.seconds or 1)
            bar.label = f"{progress.path.name}: {progress.films:,} films, {rate:,.0f} a second"
            bar.update(progress.position - bar.pos)

        yield show if sys.stderr.isatty() else lambda _: None


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


@app.command("format")
def format_() -> None:
    """Print what a film record looks like, as JSON Schema."""
    from gql.load import records

    typer.echo(records.schema_text(), nl=False)


@app.command()
def explain(
    query: Annotated[str, typer.Argument(help="An operation: its text, a file that holds it, or - to read it.")],
    variables: Annotated[str, typer.Option(help="The values of its variables: a JSON object.")] = "{}",
    operation: Annotated[str | None, typer.Option(help="The name of the operation, when there are several.")] = None,
    database: Database = "",
) -> None:
    """Show an operation's SQL, its parameters, and how the database goes about it."""
    import asyncio

    from gql import migrations
    from gql.database import locate
    from gql.gateway import Request, open_gateway
    from gql.settings import read_settings

    location = locate(database)
    migrations.check(location)
    gateway = open_gateway(location, read_settings())
    request = Request(_document(query), _object("--variables", variables), operation)
    _say(asyncio.run(gateway.explain(request)).lines())


@app.command()
def check(
    documents: Annotated[Path, typer.Option(help="A folder of GraphQL files, or a manifest of documents.")],
    safe: Annotated[bool, typer.Option("--safe", help="Fail, too, when one may tell what is sealed.")] = False,
) -> None:
    """Check the operations of a front end: which cannot be answered, and which may tell what is sealed."""
    from gql import check
    from gql.catalog import bind
    from gql.database import SQLITE
    from gql.dialects import sqlite
    from gql.rehearsal import Stage
    from gql.schema import graphql_schema
    from gql.settings import read_settings

    stage = Stage(bind(graphql_schema()), sqlite(SQLITE.sqlite_version_info), read_settings())
    findings = check.check(documents, stage)
    for finding in findings:
        _say(finding.lines())
    typer.echo(check.summary(findings))
    if any(each.faults or (safe and each.sealed) for each in findings):
        raise typer.Exit(1)


def _document(query: str) -> str:
    """The text that *query* is or names."""
    if query == "-":
        return sys.stdin.read()
    if "{" in query:
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{query} is no operation, and no file that holds one: {error}.") from error


def _object(option: str, text: str) -> dict[str, object]:
    try:
        found = orjson.loads(text)
    except ValueError as error:
        raise SetupError(f"{option} is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise SetupError(f"{option} must be a JSON object.")
    return found


@app.command()
def schema(
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
    check: Annotated[Path | None, typer.Option(help="Only say whether this file holds it; exit code 1 if not.")] = None,
) -> None:
    """Print the GraphQL schema that is served."""
    from gql.schema import schema_text

    try:
        if check:
            if check.read_text(encoding="utf-8") != schema_text():
                typer.echo(f"{check} is not the schema that is served. Run: gql schema --output {check}", err=True)
                raise typer.Exit(1)
        elif output:
            output.write_text(schema_text(), encoding="utf-8", newline="\n")
        else:
            typer.echo(schema_text(), nl=False)
    except OSError as error:
        raise SetupError(f"{error.filename}: {error.strerror}.") from error
