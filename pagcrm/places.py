"""Where the embedded servers keep their files, and who owns these."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_FOLDER = 80  # the system allows some 104 characters for the whole path
SHELTER = Path("/var/lib")


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one pair of servers; all exist but `data`, which initdb makes."""

    home: Path
    data: Path
    sockets: Path


def server_user() -> str | None:
    """Give the account PostgreSQL runs as when we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    sys.exit("Started as root, but there is no account 'nobody' for PostgreSQL: use another user.")


def find(home: Path) -> Place:
    """Give the folders that belong to $PAGCRM_HOME, making them if need be."""
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    base = home if server_user() is None or open_to_all(home) else sheltered(home)
    sockets = base / "run"
    if len(str(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.gettempdir()) / f"pagcrm-{os.geteuid()}-{digest(home)}"
    if not sockets.exists():
        sockets.mkdir(mode=0o711, parents=True, exist_ok=True)
        give_away(sockets)
    return Place(home=home, data=base / "postgres", sockets=sockets)


def digest(home: Path) -> str:
    """Give a short name that is this folder's alone."""
    return hashlib.sha256(str(home).encode()).hexdigest()[:12]


def open_to_all(path: Path) -> bool:
    """Tell whether any account may pass through this folder and all above it."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def sheltered(home: Path) -> Path:
    """Give a folder outside of root's closed ones, rather than opening these to everybody."""
    base = SHELTER / f"pagcrm-{digest(home)}"
    if not base.exists():
        base.mkdir(mode=0o711, parents=True)
        sys.stderr.write(
            f"Run as root, PostgreSQL works as '{server_user()}', who may not enter {home}: "
            f"its files go to {base}.\n"
        )
    return base


def give_away(path: Path) -> None:
    """Make PostgreSQL's account the owner when we are root."""
    if user := server_user():
        shutil.chown(path, user=user)


def clear(data: Path) -> None:
    """Make an empty data folder in place of one that a crash left half made."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    give_away(data)


def forget_dead_server(note: Path) -> None:
    """Remove the note of a server that is gone, also when its number is another process's now."""
    if not note.exists():
        return
    pid = note.read_text().split("\n", 1)[0]
    command = ["ps", "-p", pid, "-o", "stat=,comm="]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    alive = shown.stdout and not shown.stdout.startswith("Z")
    if not alive or ("postgres" not in shown.stdout and "postmaster" not in shown.stdout):
        note.unlink()
