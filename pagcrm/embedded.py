"""PostgreSQL and Valkey for a laptop, started where no address of a server is given.

Everything lies under $PAGCRM_HOME. The servers listen on Unix sockets whose places follow from
that folder, so a second process finds those of the first. Each process holds a shared lock while
it uses them; the last one to end stops them.
"""

import atexit
import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import psycopg2

from pagcrm import binaries, places

DATABASE = "pagcrm"
ADMIN = "pagcrm_admin"
ROLES = {"owner": "pagcrm_owner", "app": "pagcrm_app", "portal": "pagcrm_portal"}
PORT = 5432  # of the socket's name only: nothing listens on the network
SQL = Path(__file__).resolve().parent.parent / "deploy"
VALKEY_START_SECONDS = 10

_held: dict[Path, tuple[int, TextIO]] = {}


def home() -> Path:
    """Give the folder for data and state."""
    default = Path(__file__).resolve().parent.parent / ".local"
    return Path(os.environ.get("PAGCRM_HOME") or default).expanduser().resolve()


def addresses(folder: Path) -> dict[str, Any]:
    """Give the local values of the settings, without starting anything."""
    kept = passwords(folder)
    place = places.find(folder)
    connections = {
        alias: {
            "NAME": DATABASE,
            "USER": role,
            "PASSWORD": kept[alias],
            "HOST": str(place.sockets),
            "PORT": str(PORT),
        }
        for alias, role in ROLES.items()
    }
    return connections | {
        "redis_url": f"unix://{place.sockets / 'valkey.sock'}",
        "secret_key": kept["secret_key"],
    }


def passwords(folder: Path) -> dict[str, str]:
    """Give the random passwords of this folder, made at the first call, readable by us alone."""
    path = folder / "secrets.json"
    if not path.exists():
        with locked(folder):
            if not path.exists():
                made = {name: secrets.token_hex(24) for name in ("admin", *ROLES)}
                made["secret_key"] = secrets.token_urlsafe(64)
                draft = path.with_suffix(".new")
                draft.touch(mode=0o600)
                draft.write_text(json.dumps(made))
                draft.rename(path)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop servers."""
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure_running() -> None:
    """Start what no address was given for, unless it runs; it stops with its last user."""
    folder = home()
    needed = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if not needed or os.environ.get("PAGCRM_ENV") == "production" or folder in _held:
        return
    passwords(folder)
    place = places.find(folder)
    try:
        with locked(folder):
            if "DATABASE_URL" in needed:
                start_postgres(place, passwords(folder))
            if "REDIS_URL" in needed:
                start_valkey(place)
            share = (folder / "in-use").open("a")
            fcntl.flock(share, fcntl.LOCK_SH)
    except binaries.Missing as error:
        sys.exit(str(error))
    _held[folder] = (os.getpid(), share)
    atexit.register(release, folder)


def release(folder: Path) -> None:
    """Give up our share of the servers; stop them when nobody else holds one."""
    pid, share = _held.get(folder, (0, None))
    if pid != os.getpid() or share is None:  # a forked child ends: its parent goes on
        return
    del _held[folder]
    with locked(folder):
        share.close()
        with (folder / "in-use").open("a") as alone:
            try:
                fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            stop(places.find(folder))


def stop(place: places.Place) -> None:
    """Stop both servers if they run."""
    if answers(place.sockets / f".s.PGSQL.{PORT}"):
        programs = binaries.postgres(place)
        binaries.run([programs / "pg_ctl", "-D", place.data, "-m", "fast", "-w", "stop"])
    valkey = place.sockets / "valkey.sock"
    if answers(valkey):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(valkey))
            client.sendall(b"SHUTDOWN NOSAVE\r\n")
            client.recv(64)


def answers(path: Path) -> bool:
    """Tell whether a server listens on this socket."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def start_postgres(place: places.Place, kept: dict[str, str]) -> None:
    """Start PostgreSQL; at the first time make its data, roles and database."""
    if answers(place.sockets / f".s.PGSQL.{PORT}"):
        return
    programs = binaries.postgres(place)
    if not (place.data / "PG_VERSION").exists():
        initialise(place, programs, kept["admin"])
    made = (place.data / "PG_VERSION").read_text().strip()
    if made != str(binaries.version(programs)):
        raise binaries.Missing(
            f"{place.data} was made by PostgreSQL {made}, but PostgreSQL "
            f"{binaries.version(programs)} is installed.\n"
            f"Install version {made}, or remove {place.home} to start with empty data."
        )
    (place.data / "pagcrm.conf").write_text(
        f"listen_addresses = ''\nport = {PORT}\nunix_socket_directories = '{place.sockets}'\n"
        "synchronous_commit = off\nmax_connections = 200\nlogging_collector = off\n"
    )
    for note in (place.data / "postmaster.pid", place.sockets / f".s.PGSQL.{PORT}.lock"):
        places.forget_dead_server(note)
    log = place.data / "server.log"
    binaries.run([programs / "pg_ctl", "-D", place.data, "-l", log, "-w", "start"], log=log)
    if not (place.data / "pagcrm.ready").exists():
        create_database(place, kept)
        (place.data / "pagcrm.ready").touch()


def initialise(place: places.Place, programs: Path, password: str) -> None:
    """Make the data folder, with a password for every role."""
    places.clear(place.data)
    word = place.sockets / "initdb.password"
    word.touch(mode=0o600)
    word.write_text(password)
    places.give_away(word)
    # Rules for letters that need no system locale; versions before 17 take the system's.
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.version(programs) >= 17
        else ["--locale=C.UTF-8"]
    )
    options = ["--encoding=UTF8", "--auth=scram-sha-256", "--no-instructions", "--no-sync", *locale]
    try:
        binaries.run(
            [programs / "initdb", "-D", place.data, "-U", ADMIN, "--pwfile", word, *options]
        )
    finally:
        word.unlink()
    with (place.data / "postgresql.conf").open("a") as file:
        file.write("\ninclude 'pagcrm.conf'\n")


def admin_connection(place: places.Place, database: str, password: str) -> Any:
    """Connect as the superuser, outside of any transaction."""
    connection = psycopg2.connect(
        dbname=database, user=ADMIN, password=password, host=str(place.sockets), port=PORT
    )
    connection.autocommit = True
    return connection


def create_database(place: places.Place, kept: dict[str, str]) -> None:
    """Make the roles and the product's database; what a crash left half made is made anew."""
    connection = admin_connection(place, "postgres", kept["admin"])
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        for role in ROLES.values():
            cursor.execute(f"DROP ROLE IF EXISTS {role}")
        cursor.execute(script("roles.sql", {f"{alias}_password": kept[alias] for alias in ROLES}))
    connection.close()
    make_database(place, kept["admin"], DATABASE)


def make_database(place: places.Place, password: str, name: str) -> None:
    """Make an empty database with the extensions and what each role may do."""
    connection = admin_connection(place, "postgres", password)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" OWNER {ROLES["owner"]}')
    connection.close()
    connection = admin_connection(place, name, password)
    with connection.cursor() as cursor:
        cursor.execute(script("database.sql", {}))
    connection.close()


def script(name: str, variables: dict[str, str]) -> str:
    """Give a script of deploy/ with psql's :'variables' filled in."""
    text = (SQL / name).read_text()
    for variable, value in variables.items():
        text = text.replace(f":'{variable}'", f"'{value}'")
    return text


def start_valkey(place: places.Place) -> None:
    """Start Valkey; it keeps nothing, since whatever must last is in PostgreSQL."""
    path = place.sockets / "valkey.sock"
    if answers(path):
        return
    path.unlink(missing_ok=True)
    log = place.home / "valkey.log"
    options = {
        "port": "0",
        "unixsocket": path,
        "unixsocketperm": "700",
        "daemonize": "yes",
        "dir": place.home,
        "logfile": log,
        "save": "",
    }
    command = [str(binaries.valkey())]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + VALKEY_START_SECONDS
    while not answers(path):
        if time.monotonic() > deadline:
            raise binaries.Missing(f"Valkey does not answer; its log is {log}")
        time.sleep(0.02)
