"""The Celery app and its fixed schedule: ticks only sweep, PostgreSQL is the ledger."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pagcrm.settings")

HEARTBEAT_KEY = "pagcrm:heartbeat"
HEARTBEAT_EVERY_SECONDS = 5.0
HEARTBEAT_KEPT_SECONDS = 20
SWEEP_EVERY_SECONDS = 60.0
DEADLINES_EVERY_SECONDS = 600.0
WINDOW_EVERY_SECONDS = 3600.0

app = Celery("pagcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="pagcrm.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Leave a sign of life that shows beat, broker and worker all to be running."""
    from pagcrm.health import broker

    broker().set(HEARTBEAT_KEY, int(time.time()), ex=HEARTBEAT_KEPT_SECONDS)


@app.on_after_configure.connect
def plan(sender: Celery, **kwargs: Any) -> None:
    """Fix the schedule; a tick that nobody took before the next one is dropped."""
    from django.conf import settings

    mails = settings.MESSAGE_SWEEP_SECONDS
    every = {
        "pagcrm.heartbeat": HEARTBEAT_EVERY_SECONDS,
        "advocacy.tasks.sweep_silence": SWEEP_EVERY_SECONDS,
        "advocacy.tasks.sweep_reservations": SWEEP_EVERY_SECONDS,
        "advocacy.tasks.sweep_deadlines": DEADLINES_EVERY_SECONDS,
        "advocacy.tasks.sweep_replays": SWEEP_EVERY_SECONDS,
        "advocacy.tasks.keep_window": WINDOW_EVERY_SECONDS,
        "advocacy.tasks.fold_summaries": DEADLINES_EVERY_SECONDS,
        "advocacy.tasks.read_mails": SWEEP_EVERY_SECONDS,
        "advocacy.tasks.write_due_messages": mails,
        "advocacy.tasks.sweep_messages": mails,
    }
    sender.conf.beat_schedule = {
        task: {"task": task, "schedule": seconds, "options": {"expires": 2 * seconds}}
        for task, seconds in every.items()
    }


@worker_ready.connect
def first_heartbeat(**kwargs: Any) -> None:
    """Ask for a sign of life at once, not only when beat is next due."""
    heartbeat.apply_async(expires=2 * HEARTBEAT_EVERY_SECONDS)


@worker_init.connect
@beat_init.connect
def start_servers(**kwargs: Any) -> None:
    """Start the embedded servers when a worker or beat is run by hand on a laptop."""
    from pagcrm import embedded

    embedded.ensure_running()
