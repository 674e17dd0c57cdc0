"""What all tests share: a real PostgreSQL, reached as the app role."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase

from tests import databases

HERE = Path(__file__).resolve().parent
#: Folders in which each test stands for itself and takes long; elsewhere a file shares a world.
ONE_BY_ONE = ("browser", "hard_rules", "histories", "races")
#: What takes longest begins first, what is short and many fills the end.
ORDER = {"faults": 0, "histories": 1, "browser": 3, "demo": 4, "races": 5}
THE_REST = 2


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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Tell pytest-xdist which tests stay together, and in which order to deal them out."""
    for item in items:
        if folder_of(item) not in ONE_BY_ONE and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).as_posix()))
    yield
    items.sort(key=lambda item: ORDER.get(folder_of(item), THE_REST))


def folder_of(item: pytest.Item) -> str:
    """Give the folder of a test below tests/."""
    return item.path.relative_to(HERE).parts[0]


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
