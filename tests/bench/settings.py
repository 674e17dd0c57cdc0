"""The product's settings with a probe: an office hour, durable writes, queries counted."""

import sys
from datetime import UTC, datetime, timedelta

sys.modules.setdefault("pytest", None)  # type: ignore[arg-type]  # its memory is not the product's
import time_machine  # noqa: E402 # would bring pytest along

from pagcrm.settings import *  # noqa: E402, F403  # the product as it is, and a probe around it
from pagcrm.settings import DATABASES, MIDDLEWARE  # noqa: E402


def office_hour() -> datetime:
    """The next Tuesday at eleven in New York, so that the rules let a mail go out."""
    today = datetime.now(tz=UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


time_machine.travel(office_hour(), tick=True).start()

DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=on"
MIDDLEWARE = ["tests.bench.probe.Probe", *MIDDLEWARE]
