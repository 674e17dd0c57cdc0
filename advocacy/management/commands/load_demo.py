import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from advocacy.demo import people
from advocacy.demo.load import load_demo


class Command(BaseCommand):
    """Loads the demonstration; a second time it changes nothing."""

    help = "Load the demonstration: public data, made-up people."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo accounts have a public password. Load them on a machine of your own, "
                "without PAGCRM_ENV=production."
            )
        began = time.monotonic()
        if load_demo():
            self.stdout.write(f"Loaded in {time.monotonic() - began:.1f} s.")
        self.stdout.write(f"Sign in with the password {people.PASSWORD} as:")
        for account in (*people.INSIDERS, *people.VIEWERS, people.MADE_UP_VIEWER):
            self.stdout.write(f"  {account.email:<26} {account.role.label}")
