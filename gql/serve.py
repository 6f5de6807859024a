"""`gql serve`: a port is taken, the database made ready, and a server run until a signal ends it.

The database is settled before any worker starts; workers only open it. Knows nothing of GraphQL.
"""

import errno
import math
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from gql import log, migrations, playground
from gql.app import build
from gql.database import SqliteFile, locate, writing_engine
from gql.errors import DatabaseError, SetupError
from gql.settings import read_settings
from gql.web.connection import Connection

WITHOUT_PLAYGROUND = (
    "This installation was built without the playground: browsers get a plain page. To have it, install the published"
    " wheel, or build where npm can be reached (GQL_BUILD_PLAYGROUND=require)."
)


def serve(host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
    """Serves with the settings of the environment until SIGTERM or SIGINT, and finishes the requests that run then.

    *say* is told what the operator should know. Raises SetupError for whatever stands against serving.
    """
    # The server gives the signal that ended it back to us. It did what was asked of it: that is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings = read_settings()
    location = locate(settings.reads_from)
    with listen(host, port) as listener:
        if isinstance(location, SqliteFile) and not location.path.exists():
            create(location, say)
        migrations.check(location)
        config = uvicorn.Config(
            build(settings) if workers == 1 else "gql.app:create",
            factory=workers > 1,
            workers=workers,
            ws="none",
            http=Connection,
            log_config=log.config(settings.log_format),
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nothing here asks who a client is, nor by which scheme it came
            # A statement ends by its own timeout; what is left is the sending.
            timeout_graceful_shutdown=math.ceil(settings.timeout) + 5,
        )
        if playground.playground() is None:
            say(WITHOUT_PLAYGROUND)
        say(f"Serving {location} at http://{authority(listener)}/graphql")
        if workers == 1:
            uvicorn.Server(config).run([listener])
        else:
            Multiprocess(config, [listener]).run()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there, so that no other program can take the port while the database is made ready."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except socket.gaierror:
        raise SetupError(f"There is no host '{host}' here.", "Name an address of this machine with --host.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SetupError(f"Port {port} of {host} is in use.", "Choose another one with --port.") from None
        reason = os.strerror(error.errno or 0)
        raise SetupError(f"Port {port} of {host} cannot be served: {reason}.", "Choose --host and --port.") from None


def authority(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if listener.family == socket.AF_INET6 else f"{host}:{port}"


def create(location: SqliteFile, say: Callable[[str], None]) -> None:
    """A new database with the shipped film: whole or not at all, whenever the process is killed."""
    from gql.load import load_seed  # noqa: PLC0415 a server that finds its database needs no loader

    folder = location.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".twistgraph-") as drafts:
            draft = SqliteFile(Path(drafts) / "draft.db")
            migrations.migrate(draft)
            engine = writing_engine(draft)
            try:
                report = load_seed(engine)
            finally:
                engine.dispose()  # which moves everything from the -wal file into the draft
            try:
                os.link(draft.path, location.path)
            except FileExistsError:
                return  # another process was first: its database is as good
    except OSError as error:
        raise DatabaseError(
            f"The database {location} cannot be made: {error.strerror}.", "Name another one with --database."
        ) from error
    for line in (f"Made {location}.", *report.lines()):
        say(line)
