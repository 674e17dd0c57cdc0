"""The least that Django can do: no sessions, no sign-in, two views, the same database."""

from tests.bench.settings import *  # noqa: F403  # the same database and clock

ROOT_URLCONF = "tests.bench.floor"
MIDDLEWARE = ["tests.bench.probe.Probe"]
INSTALLED_APPS = [
    "tests.bench.bare.BareConfig", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.postgres",
]  # fmt: skip
