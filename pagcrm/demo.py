"""Runs the whole product on one machine: servers, web, worker and beat, until Ctrl-C.

Run by `make demo`. Whatever ends first, everything ends.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from pagcrm import embedded

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 10
BYE = "Ending everything."
WEB = [
    "--log-level=warning",
    "--workers=2",
    "--blocking-threads=4",
    "--respawn-failed-workers",
    "pagcrm.wsgi:application",
]
# Celery's advice not to be root is for servers, not for a demo in a container.
SETTINGS = {
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    "MALLOC_ARENA_MAX": "2",  # threads share memory, so processes stay small
}
PROGRAMS = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent


class Ended(Exception):
    """Somebody asked us to end, or a part ended by itself."""


def main() -> int:
    """Prepare, run, and leave nothing behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked_to_end)
    if not (chosen := os.environ.get("PORT") or "8000").isdecimal():
        print(f"PORT is {chosen!r}, not a number: make demo PORT=8010")
        return 1
    port = int(chosen)
    parts: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if taken(port):
            print(f"Port {port} is in use: end what uses it, or choose another (PORT=8010).")
            return 1
        embedded.ensure_running()
        accounts = prepare()
        for name, command in commands(port).items():
            parts[name] = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | SETTINGS, start_new_session=True
            )
        wait_until_ready(port, parts)
        print(f"\npagcrm runs at http://{HOST}:{port}\n{accounts}\nCtrl-C ends it; the data stay.")
        sys.stdout.flush()
        while True:
            look_after(parts)
            time.sleep(0.5)
    except Ended as reason:
        print(f"\n{reason}")
        return 0 if str(reason) == BYE else 1
    finally:
        end(parts)


def asked_to_end(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an orderly end; the ones that follow are not heard."""
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise Ended(BYE)


def taken(port: int) -> bool:
    """Tell whether another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def prepare() -> str:
    """Bring schema, static files and demo data up to date; give what the last step says."""
    steps = {
        "Database": ["migrate", "--verbosity=0"],
        "Static files": ["collectstatic", "--no-input", "--verbosity=0"],
        "Demo data": ["load_demo"],
    }
    if static_files_are_fresh():
        del steps["Static files"]
    said = ""
    for title, arguments in steps.items():
        began = time.monotonic()
        print(f"{title} ...", end=" ", flush=True)
        said = run([sys.executable, "manage.py", *arguments])
        print(f"{time.monotonic() - began:.1f} s", flush=True)
    return said


def static_files_are_fresh() -> bool:
    """Tell whether the collected files are newer than all that they are made from."""
    manifest = embedded.home() / "static" / "staticfiles.json"
    if not manifest.exists() or "STATIC_ROOT" in os.environ:
        return False
    sources = [ROOT / "static", *(ROOT / "static").rglob("*"), *ROOT.glob("requirements*.txt")]
    newest = max(path.stat().st_mtime for path in sources if path.exists())
    return manifest.stat().st_mtime > newest


def run(command: list[str]) -> str:
    """Run one step in a group of its own, so that Ctrl-C reaches it through us alone."""
    step = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said, _ = step.communicate()
    except Ended:
        step.terminate()
        step.wait()
        raise
    if step.returncode:
        raise Ended(f"{said}\nmanage.py {command[2]} failed; its words are above.")
    return said


def commands(port: int) -> dict[str, list[str]]:
    """Give the command line of each part."""
    address = [f"--host={HOST}", f"--port={port}"]
    celery = [str(PROGRAMS / "celery"), "--app=pagcrm", "--quiet"]
    schedule = f"--schedule={embedded.home() / 'celerybeat-schedule'}"
    return {
        "web": [str(PROGRAMS / "granian"), "--interface=wsgi", *address, *WEB],
        "worker": [*celery, "worker", "--concurrency=2", "--loglevel=warning"],
        "beat": [*celery, "beat", schedule, "--pidfile=", "--loglevel=warning"],
    }


def look_after(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """End when a part has ended by itself."""
    for name, process in parts.items():
        if process.poll() is not None:
            raise Ended(f"The {name} process ended by itself (exit code {process.returncode}).")


def wait_until_ready(port: int, parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until the health page finds everything running."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    answer = "no answer"
    while time.monotonic() < deadline:
        look_after(parts)
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as response:
                if json.load(response)["ok"]:
                    return
        except HTTPError as error:
            answer = error.read().decode(errors="replace")
        except (URLError, OSError):
            pass
        time.sleep(0.25)
    raise Ended(f"Not ready after {READY_WITHIN_SECONDS} s; /healthz says: {answer}")


def end(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """End each part with all the processes that it started."""
    for process in parts.values():
        send(process, signal.SIGTERM)
    deadline = time.monotonic() + END_WITHIN_SECONDS
    for process in parts.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            send(process, signal.SIGKILL)
            process.wait()
        send(process, signal.SIGKILL)  # what a part may have left in its group


def send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the group that a part leads, if any of it is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


if __name__ == "__main__":
    sys.exit(main())
