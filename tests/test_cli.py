"""The command `gql`, as real processes: what it says, what it refuses, and how it ends."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

import gql
from gql import load, migrations, playground, serve
from gql.database import SQLITE, SqliteFile
from tests.serving import GQL, serving, settings_free

TYPENAME = b'{"data":{"__typename":"Query"}}'


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A process environment without settings, in which the default database is a file of this test."""
    return settings_free() | {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONWARNINGS": "error", "COLUMNS": "120"}


@pytest.fixture
def database(tmp_path: Path) -> SqliteFile:
    location = SqliteFile(tmp_path / "films.db")
    migrations.migrate(location)
    return location


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GQL, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def refused(environment: dict[str, str], *arguments: str) -> str:
    """The one message with which the command ends, and no traceback."""
    ended = run(environment, *arguments)
    assert (ended.returncode, ended.stdout) == (2, ""), ended
    assert ended.stderr.startswith("gql: ")
    assert "Traceback" not in ended.stderr
    return ended.stderr.removeprefix("gql: ").strip()


# --- serve ------------------------------------------------------------------------------------------------------------


def test_the_first_start_makes_the_default_database_and_the_next_one_finds_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "data/twistgraph/twistgraph.db"
    with serving(environment) as first:
        assert first.said[0] == f"Made {path}."
        assert first.said[-1] == f"Serving {path} at {first.url}"
        assert first.ask() == TYPENAME
    made = path.read_bytes()
    with serving(environment) as second:
        without = [] if playground.playground() else [serve.WITHOUT_PLAYGROUND]
        assert second.said == [*without, f"Serving {path} at {second.url}"]
        assert second.ask() == TYPENAME
    assert path.read_bytes() == made


def test_whoever_serves_without_the_playground_is_told_how_to_get_it(
    database: SqliteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line; and nothing is said of it where it is."""
    monkeypatch.setenv("GQL_DATABASE_URL", str(database))
    monkeypatch.setattr(serve, "Multiprocess", lambda *_: SimpleNamespace(run=lambda: None))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    said: list[str] = []
    for built in (None, playground.Playground(b"", b"", {})):
        monkeypatch.setattr(playground, "playground", lambda built=built: built)
        serve.serve("127.0.0.1", 0, 2, said.append)
    first, second, third = said
    assert first == serve.WITHOUT_PLAYGROUND
    assert "GQL_BUILD_PLAYGROUND=require" in first
    assert second.startswith(f"Serving {database} at ")
    assert third.startswith(f"Serving {database} at ")


def test_a_killed_server_starts_again(environment: dict[str, str], tmp_path: Path) -> None:
    for _ in range(2):
        with serving(environment, "--database", str(tmp_path / "films.db")) as server:
            assert server.ask() == TYPENAME
            server.process.kill()
            assert server.process.wait() == -signal.SIGKILL


def test_a_first_start_that_is_interrupted_leaves_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_engine: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "load_seed", interrupt)
    with pytest.raises(KeyboardInterrupt):
        serve.create(SqliteFile(tmp_path / "films.db"), print)
    assert list(tmp_path.iterdir()) == []


def test_sigterm_lets_the_running_request_finish(environment: dict[str, str], database: SqliteFile) -> None:
    body = b'{"query":"{ __typename }"}'
    head = (
        "POST /graphql HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with serving(environment, "--database", str(database)) as server:
        with socket.create_connection(server.address) as client:
            client.sendall(head.encode())
            assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"  # the request has begun
            server.process.terminate()
            await_closed(server.address)
            client.sendall(body)
            response = b"".join(iter(lambda: client.recv(1000), b""))
        assert response.startswith(b"HTTP/1.1 200 OK\r\n")
        assert response.endswith(b"\r\n\r\n" + TYPENAME)
        assert server.process.wait(timeout=60) == 0


def await_closed(address: tuple[str, int]) -> None:
    """Returns when nobody listens at *address* any more."""
    for _ in range(600):
        try:
            socket.create_connection(address).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    raise AssertionError(f"{address} still listens")


def test_ctrl_c_is_quiet(environment: dict[str, str], database: SqliteFile) -> None:
    with serving(environment, "--database", str(database)) as server:
        assert server.ask() == TYPENAME
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=60) == 130


def test_workers_end_when_what_started_them_is_killed(environment: dict[str, str], database: SqliteFile) -> None:
    """The port is free again."""
    with serving(environment, "--workers", "2", "--database", str(database)) as server:
        assert server.ask() == TYPENAME
        server.process.kill()
        server.process.wait()
        await_closed(server.address)


def test_several_workers_serve_and_end_as_one(environment: dict[str, str], database: SqliteFile) -> None:
    with serving(environment, "--workers", "2", "--dev", "--database", str(database)) as server:
        response = httpx.post(server.url, json={"query": "{ __typename }"}, trust_env=False)
        assert response.content == TYPENAME
        assert "server-timing" in response.headers
        server.process.terminate()
        assert server.process.wait(timeout=60) == 0


def test_a_port_in_use_is_refused_before_anything_is_made(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = refused(environment, "serve", "--port", str(port), "--database", str(tmp_path / "films.db"))
    assert message == f"Port {port} of 127.0.0.1 is in use. Choose another one with --port."
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_is_not_this_machine_is_refused(environment: dict[str, str], database: SqliteFile) -> None:
    # 192.0.2.0/24 is for documentation: no machine has such an address.
    message = refused(environment, "serve", "--host", "192.0.2.1", "--port", "0", "--database", str(database))
    assert message.startswith("Port 0 of 192.0.2.1 cannot be served: ")


def test_a_folder_that_cannot_be_made_or_written_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file/films.db", Path("/proc/films.db"), Path("/proc/none/films.db")):
        message = refused(environment, "serve", "--port", "0", "--database", str(path))
        assert message.startswith(f"The database {path} cannot be made: ")
        assert message.endswith(". Name another one with --database.")


def test_a_file_that_is_no_database_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text("title\nBacktrace\n")
    message = refused(environment, "serve", "--port", "0", "--database", str(path))
    assert message == f"The file {path} is not a SQLite database. Name another one with --database."


def test_a_newer_database_is_refused(environment: dict[str, str], database: SqliteFile) -> None:
    with contextlib.closing(SQLITE.connect(str(database))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    message = refused(environment, "serve", "--port", "0", "--database", str(database))
    assert message.endswith(f"(version 9999; this one reads {migrations.HEAD}). Upgrade twistgraph.")


def test_an_unknown_url_is_refused_without_repeating_it(environment: dict[str, str]) -> None:
    message = refused(environment, "serve", "--port", "0", "--database", "mysql://me:secret@films.example/db")
    hint = "Name a file, or a URL like sqlite:///films.db or postgresql://user@host/films."
    assert message == f"No database of kind 'mysql' is known. {hint}"


def test_settings_that_are_wrong_are_named_together(environment: dict[str, str]) -> None:
    wrong = {"GQL_TIMEOUT": "soon", "GQL_MAX_PAGE": "0"}
    message = refused(environment | wrong, "serve", "--port", "0")
    assert re.fullmatch(r"GQL_MAX_PAGE: .*\nGQL_TIMEOUT: .*\nMend these environment variables\.", message)


# --- the other commands -----------------------------------------------------------------------------------------------


def test_the_version_names_what_runs(environment: dict[str, str]) -> None:
    python = ".".join(map(str, sys.version_info[:3]))
    said = run(environment, "--version").stdout
    assert said == (
        f"twistgraph {gql.__version__}, Python {python}, SQLite {SQLITE.sqlite_version} ({SQLITE.__name__})\n"
    )


def test_migrate_makes_a_database_and_can_be_repeated(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "a folder/films 100%?.db"
    for _ in range(2):
        ended = run(environment | {"GQL_DATABASE_URL": str(path)}, "migrate")
        assert (ended.stdout, ended.stderr) == (f"{path} is at version {migrations.HEAD}.\n", "")
    migrations.check(SqliteFile(path))


def test_load_names_the_command_that_makes_its_database(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "films.db"
    message = refused(environment, "load", "--database", str(path), "backtrace.toml")
    assert message == f"There is no database at {path}. Run: gql migrate --database {path}"


def test_load_refuses_a_faulty_record(environment: dict[str, str], database: SqliteFile, tmp_path: Path) -> None:
    record = tmp_path / "faulty.toml"
    record.write_text("film = 1\n")
    assert str(record) in refused(environment, "load", "--database", str(database), str(record))


def test_load_wants_something_to_load(environment: dict[str, str], database: SqliteFile) -> None:
    message = refused(environment, "load", "--database", str(database))
    assert message == "There is nothing to load. Name files of film records, or folders of them, or --seed."


def test_the_seed_tells_what_it_changes(environment: dict[str, str], database: SqliteFile, tmp_path: Path) -> None:
    """A film that somebody has a record of their own of is replaced, and that is said; the same seed again is not."""
    own = tmp_path / "own.toml"
    own.write_text('title = "Backtrace"\nreleased = "2018"\ngenres = ["action", "mine"]\n')
    assert run(environment, "load", "--database", str(database), str(own)).returncode == 0
    seed = load.seed_folder() / "backtrace.toml"
    first, second = (run(environment, "load", "--seed", "--database", str(database)) for _ in range(2))
    assert (first.stderr, second.stderr) == ("", "")
    numbers = r"\d+ rows added, 1 changed, 1 removed"
    there = f"{seed}: 1 film; {numbers}\n{seed}: backtrace-2018 was there, and has changed: {numbers}\n"
    assert re.fullmatch(there, first.stdout)
    assert second.stdout == f"{seed}: 1 film; 0 rows added, 0 changed, 0 removed\n"


def test_articles_are_loaded_printed_or_reported(
    environment: dict[str, str], database: SqliteFile, tmp_path: Path
) -> None:
    """A dry run writes nothing, and prints a record that loads; a report stands beside it; strict is all or nothing."""
    path, record = tmp_path / "pages.txt", tmp_path / "one.toml"
    path.write_text("= One (film) =\n\n- Director: Ann Lee\n- Mood: dim\n")
    command = ["load", "article", "--database", str(database), str(path)]
    dry = run(environment, *command, "--dry-run", "--report")
    assert (
        "    + credits: Ann Lee, DIRECTOR\n  Infobox, line 4: Mood: dim\n    - the label 'mood' is not known"
        in dry.stderr
    )
    assert f"{path}: 2 sentences: 1 understood, 1 left; 1 facts\n" in dry.stderr
    record.write_text(dry.stdout)
    loaded = run(environment, "load", "--database", str(database), str(record))
    assert loaded.stdout.startswith(f"{record}: 1 film; ")
    assert run(environment, *command).stdout == f"{path}: 1 film; 0 rows added, 0 changed, 0 removed\n"
    path.write_text(path.read_text() + "\n= Salt =\n\nSalt is a mineral.\n")
    left_out = f"{path}:6: Salt: it is about no film"
    lenient = run(environment, *command)
    assert lenient.returncode == 0
    assert lenient.stdout.splitlines()[1].startswith(left_out)
    assert refused(environment, *command, "--strict").startswith(left_out)


def test_remove_takes_films_or_says_which_are_not_there(environment: dict[str, str], database: SqliteFile) -> None:
    run(environment, "load", "--seed", "--database", str(database))
    message = refused(environment, "remove", "--database", str(database), "backtrace-2018", "backtrace-2019")
    assert message == "No film has the slug 'backtrace-2019'; like it are: backtrace-2018. Nothing was removed."
    ended = run(environment, "remove", "--database", str(database), "backtrace-2018")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("backtrace-2018: 240 rows removed\n")
    assert "No film has the slug" in refused(environment, "remove", "--database", str(database), "backtrace-2018")


def test_dump_writes_what_load_reads(environment: dict[str, str], database: SqliteFile, tmp_path: Path) -> None:
    """To standard output, or to a file, which is then named; what cannot be dumped is said."""
    run(environment, "load", "--seed", "--database", str(database))
    dumped = run(environment, "dump", "--database", str(database))
    path = tmp_path / "all.jsonl"
    named = run(environment, "dump", "--database", str(database), "--output", str(path))
    assert (named.stdout, named.stderr, dumped.stderr) == (f"{path}: 1 film\n", "", "")
    assert path.read_text(encoding="utf-8") == dumped.stdout
    one = run(environment, "dump", "--database", str(database), "backtrace-2018").stdout
    assert one.startswith('slug = "backtrace-2018"\ntitle = "Backtrace"\n')
    loaded = run(environment, "load", "--database", str(database), str(path)).stdout
    assert loaded == f"{path}: 1 film; 0 rows added, 0 changed, 0 removed\n"
    assert "like it are: backtrace-2018" in refused(environment, "dump", "--database", str(database), "backtrace-2019")


def test_lint_ends_with_one_when_there_is_something_to_look_at(
    environment: dict[str, str], database: SqliteFile, tmp_path: Path
) -> None:
    """Of films in the database, of all of them, and of files; and with none when there is nothing."""
    run(environment, "load", "--seed", "--database", str(database))
    for films in ([], ["backtrace-2018"]):
        ended = run(environment, "lint", "--database", str(database), *films)
        assert (ended.returncode, ended.stderr, ended.stdout.count("\nbacktrace-2018: ")) == (1, "", 2)
    clean = tmp_path / "clean.toml"
    clean.write_text('title = "Heat"\nsources = { s = { title = "S" } }\ncites = [{ source = "s", quote = "Heat" }]\n')
    page = tmp_path / "page.txt"
    page.write_text("The Heat is on.")
    ended = run(environment, "lint", str(clean), "--source", str(page))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    page.write_text("Cold.")
    ended = run(environment, "lint", str(clean), "--source", str(page))
    assert (ended.returncode, ended.stdout.count("\n")) == (1, 1)
    assert "No film has the slug" in refused(environment, "lint", "--database", str(database), "backtrace-2019")
    assert (
        refused(environment, "lint", str(clean), "--source", "none")
        == "none cannot be read: No such file or directory."
    )


def test_a_load_shows_how_far_it_is_on_a_terminal_alone(
    environment: dict[str, str], database: SqliteFile, tmp_path: Path
) -> None:
    """A bar for each file that is not read at once, on standard error; nothing in a pipe."""
    pty = pytest.importorskip("pty", reason="There are no terminals here.")
    path = tmp_path / "films.jsonl"
    path.write_text("\n".join(json.dumps({"title": f"Film {number}"}) for number in range(4000)))
    (tmp_path / "one.toml").write_text('title = "One"\n')
    command = [str(GQL), "load", "--database", str(database), str(path), str(tmp_path / "one.toml")]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # which is how it ends
        while part := os.read(ours, 10_000):
            shown += part
    os.close(ours)
    said, _ = process.communicate()
    assert re.search(rb"films\.jsonl: 4,000 films, [\d,]+ a second  \[#{36}\]  100%", shown)
    assert b"one.toml" not in shown
    assert said.startswith(f"{path}: 4,000 films; 4,000 rows added")
    assert run(environment, *command[1:]).stderr == ""


def test_format_prints_a_json_schema(environment: dict[str, str]) -> None:
    assert json.loads(run(environment, "format").stdout)["type"] == "object"


def test_schema_prints_writes_and_compares(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "schema.graphql"
    printed = run(environment, "schema")
    assert printed.stdout.startswith(('"""', "directive", "type"))
    assert run(environment, "schema", "--output", str(path)).stdout == ""
    assert path.read_text(encoding="utf-8") == printed.stdout
    assert run(environment, "schema", "--check", str(path)).returncode == 0
    path.write_text(printed.stdout + "type Extra { a: Int }\n", encoding="utf-8")
    differs = run(environment, "schema", "--check", str(path))
    assert (differs.returncode, differs.stderr) == (
        1, f"{path} is not the schema that is served. Run: gql schema --output {path}\n"
    )  # fmt: skip
    assert "No such file" in refused(environment, "schema", "--check", str(tmp_path / "none.graphql"))


def test_an_ipv6_address_is_written_in_brackets() -> None:
    listener = SimpleNamespace(family=socket.AF_INET6, getsockname=lambda: ("::1", 8000, 0, 0))
    assert serve.authority(listener) == "[::1]:8000"  # type: ignore[arg-type]
