"""Servers, workers, beats and the sink of one run, in a home of its own; all end with it."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pagcrm import binaries, embedded, places
from tests.faults.sink import HOST, Sink

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(sys.executable).parent
SECONDS = {
    "MESSAGE_LEASE_SECONDS": "4",
    "MESSAGE_RETRY_SECONDS": "1",
    "MESSAGE_SWEEP_SECONDS": "1",
    "EMAIL_TIMEOUT_SECONDS": "2",
}
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}


class Plant:
    """What runs; a worker that dies is started again at once, as a supervisor would."""

    def __init__(self, home: Path, sink: Sink) -> None:
        self.home, self.sink = home, sink
        self.parts: dict[str, tuple[list[str], subprocess.Popen[bytes]]] = {}
        self.place = places.find(home)
        self.shape: tuple[int, int, int] = (0, 0, 0)
        self._watching = threading.Event()
        self._lock = threading.Lock()

    def run(self, *, workers: int = 2, children: int = 2, beats: int = 1) -> None:
        """Have so many of each, started anew where that is not so; `children` of a worker."""
        if self.shape == (workers, children, beats):
            return
        self.stop()
        self.shape = (workers, children, beats)
        celery = [str(PROGRAMS / "celery"), "--app=tests.faults.worker", "--quiet"]
        work = [*celery, "worker", f"--concurrency={children}", "--loglevel=warning"]
        for number in range(workers):
            self._run(f"worker-{number}", [*work, f"--hostname=w{number}@%h"])
        for number in range(beats):
            schedule = f"--schedule={self.home / f'beat-{number}'}"
            self._run(f"beat-{number}", [*celery, "beat", schedule, "--pidfile=", "-lwarning"])
        self._watching.set()
        threading.Thread(target=self._watch, daemon=True).start()

    def _run(self, name: str, command: list[str]) -> None:
        env = {
            **os.environ, **SECONDS, **QUIET,
            "EMAIL_URL": f"smtp://{HOST}:{self.sink.port}",
            "SSL_CERT_FILE": str(self.home / "sink.pem"),
        }  # fmt: skip
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, start_new_session=True, stdout=log, stderr=log
            )
        self.parts[name] = (command, process)

    def _watch(self) -> None:
        while self._watching.is_set():
            with self._lock:
                for name, (command, process) in list(self.parts.items()):
                    if self._watching.is_set() and process.poll() is not None:
                        self._run(name, command)
            time.sleep(0.05)

    def stop(self) -> None:
        """End workers and beats, whatever they are doing."""
        self._watching.clear()
        self.shape = (0, 0, 0)
        with self._lock:
            for _command, process in self.parts.values():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            self.parts.clear()

    def restart_postgres(self, mode: str) -> None:
        """`fast` ends all sessions in order, `immediate` is a crash."""
        programs = binaries.postgres(self.place)
        log = self.place.data / "server.log"
        binaries.run(
            [programs / "pg_ctl", "-D", self.place.data, "-m", mode, "-l", log, "-w", "restart"],
            log=log,
        )

    def valkey(self, command: bytes) -> None:
        """Say one thing to Valkey."""
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.place.sockets / "valkey.sock"))
            client.sendall(command + b"\r\n")
            client.recv(64)

    def valkey_down(self, *, seconds: float) -> None:
        """Take Valkey away for a while, with all that it holds."""
        self.valkey(b"SHUTDOWN NOSAVE")
        time.sleep(seconds)
        embedded.start_valkey(self.place)


@contextmanager
def plant() -> Iterator[Plant]:
    """A migrated product with a sink for its mails; nothing of it is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pagcrm-faults-"))
    home.chmod(0o711)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PORTAL_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "PAGCRM_HOME": str(home), "PAGCRM_ENV": "local", "PAGCRM_FAULTS": str(home / "kills"),
        "DJANGO_SETTINGS_MODULE": "pagcrm.settings", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    (home / "kills").mkdir()
    sink = Sink(certificate(home))
    sink.start()
    embedded.ensure_running()
    found = Plant(home, sink)
    try:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True
        )
        yield found
    finally:
        found.stop()
        embedded.release(home)
        embedded.stop(places.find(home))
        shutil.rmtree(home, ignore_errors=True)


def certificate(home: Path) -> ssl.SSLContext:
    """Make the sink a certificate, which the workers trust."""
    import ipaddress
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    today = datetime.now(tz=UTC)
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "sink.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (home / "sink.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "sink.pem", home / "sink.key")
    return context
