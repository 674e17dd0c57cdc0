"""What all tests share: a real PostgreSQL, reached as the app role."""

import os
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase

from tests import databases, days, dealing

SECONDS_OF_A_TEST = 20


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests apart from a demo that runs from the same folder."""
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.REDIS_URL += f"?db={1 + worker_number() % 15}"
    settings.CELERY_BROKER_URL = "memory://"  # what a commit wakes, nobody takes here
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=dealing.rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> dealing.ByFile:
    """Keep the tests of a file in one process, where `-n` asks for several."""
    config.option.loadscopereorder = False  # the order above is ours
    return dealing.ByFile(config, log)


def worker_number() -> int:
    """Count the processes among which the tests are dealt out; 0 is the first, or the only one."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Make the test database, and clean it by other means than the app's rights."""
    with django_db_blocker.unblock(), databases.test_database() as name:
        before = TransactionTestCase._fixture_teardown
        TransactionTestCase._fixture_teardown = lambda case: databases.empty(name)
        yield
        TransactionTestCase._fixture_teardown = before


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Forget rate limits and cached sessions between tests."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _within_a_day() -> None:
    """Begin no test in the last seconds of a day: what it wrote today would be of yesterday."""
    seconds = min(map(days.seconds_left, ("UTC", days.PLACE)))
    if seconds < SECONDS_OF_A_TEST:
        time.sleep(seconds + 0.1)


@pytest.fixture
def owner_cursor(django_db_setup: None) -> Iterator[Any]:
    """Give a cursor of the owner role, which commits each statement at once."""
    yield from role_cursor("owner")


@pytest.fixture
def app_cursor(django_db_setup: None) -> Iterator[Any]:
    """Give a cursor of the app role, which commits each statement at once."""
    yield from role_cursor("default")


@pytest.fixture
def portal_cursor(django_db_setup: None) -> Iterator[Any]:
    """Give a cursor of the portal role, which commits each statement at once."""
    yield from role_cursor("portal")


def role_cursor(alias: str) -> Iterator[Any]:
    """Connect apart from Django, so that a test sees what the database itself allows."""
    chosen = settings.DATABASES[alias]
    connection = psycopg2.connect(
        dbname=chosen["NAME"],
        user=chosen["USER"],
        password=chosen["PASSWORD"],
        host=chosen["HOST"],
        port=chosen["PORT"],
    )
    connection.autocommit = True
    with databases.cursor_of(connection) as cursor:
        yield cursor
