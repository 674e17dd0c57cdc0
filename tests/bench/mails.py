"""How fast the ledger sends what is due, beside a plain loop that sends the same mails.

Both talk to the same mail server on the loopback, with STARTTLS; the ledger has two workers.
"""

import os
import subprocess
import sys
import time
from typing import Any

from tests.faults.plant import ROOT, plant
from tests.faults.sink import HOST

COUNT = 10_000
WORKERS = 2
MOST_SECONDS = 1800


def measure(*, count: int = COUNT) -> dict[str, Any]:
    """Messages a second, from the first that the server took to the last."""
    with plant() as found:
        import django

        django.setup()
        import tests.faults.probe  # noqa: F401  # registers its sort of mail
        from tests.faults.cases import Case

        env = os.environ | {
            "EMAIL_URL": f"smtp://{HOST}:{found.sink.port}",
            "SSL_CERT_FILE": str(found.home / "sink.pem"),
        }
        command = [sys.executable, "-m", "tests.bench.mails", str(count)]
        said = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        case = Case(found, "bench", count=count)
        case.write()
        found.run(workers=WORKERS, children=1)
        found.sink.wait_for(1, seconds=MOST_SECONDS)
        began = time.monotonic()
        if not found.sink.wait_for(count, seconds=MOST_SECONDS):
            raise RuntimeError("The mails were not sent in time.")
        ledger = count / (time.monotonic() - began)
    plain = float(said.stdout)
    return {
        "count": count, "workers": WORKERS, "ledger_per_second": round(ledger, 1),
        "plain_per_second": round(plain, 1), "times_plain": round(plain / ledger, 2),
    }  # fmt: skip


def plain_loop(count: int) -> float:
    """The same mails over one connection, with nothing written anywhere."""
    import django

    django.setup()
    from django.core.mail import get_connection

    from advocacy.messages.deliver import compose
    from advocacy.models import Message
    from tests.faults import probe

    backend = get_connection()
    backend.open()
    began = time.monotonic()
    for number in range(count):
        row = Message(kind="probe", occurrence=str(number), recipient=f"probe-{number}@example.org")
        row.message_id = f"<plain.{number}@localhost>"
        backend.send_messages([compose(row, probe.write(row, row.created_at))])
    rate = count / (time.monotonic() - began)
    backend.close()
    return rate


if __name__ == "__main__":
    print(plain_loop(int(sys.argv[1])))
