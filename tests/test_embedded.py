"""The servers of a laptop: started once, shared, stopped by the last who uses them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pagcrm import binaries, embedded, places

ROOT = Path(__file__).resolve().parent.parent
USE = """
import sys
from pagcrm import embedded
embedded.ensure_running()
place = embedded.places.find(embedded.home())
print((place.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a home of its own, which PostgreSQL's account may enter too."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o711)
    yield path
    embedded.stop(places.find(path))
    shutil.rmtree(path)


def use(folder: Path) -> subprocess.Popen[str]:
    """Start a process that uses the servers until its input ends."""
    kept = {name: os.environ[name] for name in ("PATH",)}
    return subprocess.Popen(
        [sys.executable, "-c", USE],
        cwd=ROOT,
        env=kept | {"PAGCRM_HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def server_of(process: subprocess.Popen[str]) -> int:
    """Give the number of the server that the process found or started."""
    assert process.stdout is not None
    return int(process.stdout.readline())


def running(folder: Path) -> bool:
    """Tell whether both servers answer."""
    sockets = places.find(folder).sockets
    names = (f".s.PGSQL.{embedded.PORT}", "valkey.sock")
    return all(embedded.answers(sockets / name) for name in names)


def test_processes_that_start_together_share_one_server(folder: Path) -> None:
    first, second = use(folder), use(folder)
    assert server_of(first) == server_of(second)
    first.communicate()
    assert running(folder), "the second still uses them"
    second.communicate()
    assert not running(folder), "the last one stops them"


def test_a_killed_process_leaves_servers_that_the_next_one_finds(folder: Path) -> None:
    killed = use(folder)
    server = server_of(killed)
    killed.kill()
    killed.communicate()
    assert running(folder)
    following = use(folder)
    assert server_of(following) == server
    following.communicate()
    assert not running(folder)


def test_a_killed_server_is_started_anew(folder: Path) -> None:
    before = use(folder)
    os.kill(server_of(before), 9)
    before.communicate()
    after = use(folder)
    assert server_of(after) > 0
    after.communicate()
    assert after.returncode == 0


def test_the_passwords_are_for_us_alone(folder: Path) -> None:
    kept = embedded.passwords(folder)
    assert embedded.passwords(folder) == kept
    assert len({kept[name] for name in ("admin", "owner", "app", "portal")}) == 4
    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_data_of_another_version_are_left_alone_and_named(folder: Path) -> None:
    place = places.find(folder)
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(binaries.Missing, match="was made by PostgreSQL 13"):
        embedded.start_postgres(place, embedded.passwords(folder))


def test_without_any_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "package", lambda name: None)
    monkeypatch.setattr(binaries, "KNOWN_PLACES", ())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    nowhere = places.Place(home=Path("/x"), data=Path("/x/data"), sockets=Path("/x/run"))
    with pytest.raises(binaries.Missing, match="apt-get install postgresql"):
        binaries.postgres(nowhere)
    with pytest.raises(binaries.Missing, match="apt-get install redis-server"):
        binaries.valkey()


def test_a_long_path_gets_its_sockets_elsewhere() -> None:
    long = Path(tempfile.mkdtemp()) / ("a" * 100)
    long.parent.chmod(0o711)
    place = places.find(long)
    assert len(str(place.sockets)) < places.LONGEST_SOCKET_FOLDER
    assert place.sockets.is_dir()
    shutil.rmtree(place.sockets)
    shutil.rmtree(long.parent)
