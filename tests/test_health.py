"""The health page tells which part does not answer."""

import time
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from pagcrm import celery, health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _worker_alive() -> Any:
    """Start with a sign of life of the worker."""
    celery.heartbeat()
    yield
    health.broker().delete(celery.HEARTBEAT_KEY)


def test_all_parts_answer(client: Client) -> None:
    response = client.get("/healthz")
    body = response.json()
    assert response.status_code == 200
    assert list(body) == ["ok", "database", "broker", "worker", "version"]
    assert body["ok"]
    assert body["database"]
    assert body["broker"]
    assert body["worker"]


def test_it_is_never_kept(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_a_worker_without_sign_of_life_is_told(client: Client) -> None:
    health.broker().delete(celery.HEARTBEAT_KEY)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert not response.json()["worker"]
    assert not response.json()["ok"]
    assert response.json()["broker"]


def test_the_sign_of_life_goes_by_itself() -> None:
    left = health.broker().ttl(celery.HEARTBEAT_KEY)
    assert celery.HEARTBEAT_EVERY_SECONDS < left <= celery.HEARTBEAT_KEPT_SECONDS


def test_a_missing_broker_is_told_quickly(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    began = time.monotonic()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert not response.json()["broker"]
    assert response.json()["database"]
    assert time.monotonic() - began < 2 * health.TIMEOUT_SECONDS + 1


def test_a_missing_database_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> bool:
        raise OperationalError

    monkeypatch.setattr(health, "ask_database", fails)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert not response.json()["database"]


def test_the_heartbeat_is_on_the_schedule() -> None:
    entry = celery.app.conf.beat_schedule["pagcrm.heartbeat"]
    assert entry["task"] in celery.app.tasks
    assert celery.app.conf.timezone == settings.CELERY_TIMEZONE == "UTC"
