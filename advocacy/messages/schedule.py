"""What the clock writes into the ledger: a row only when its time has come.

A step that is put off, handed over or done needs no change here: nothing was written yet.
"""

from datetime import datetime

from django.db import transaction

from advocacy.messages import digest, reminders, weekly
from advocacy.messages.ledger import enqueue_all


def write_due(*, at: datetime) -> int:
    """Write the reminders and digests that are due and not there yet; returns how many."""
    with transaction.atomic():
        entries = [*reminders.due(at=at), *digest.due(at=at), *weekly.due(at=at)]
        enqueue_all(entries)
    return len(entries)
