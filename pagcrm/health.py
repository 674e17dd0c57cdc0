"""The page that monitors ask whether everything works."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import pagcrm
from advocacy.access import public
from pagcrm.celery import HEARTBEAT_KEY

TIMEOUT_SECONDS = 2


def broker() -> redis.Redis:
    """Give a client of the broker that does not wait long."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell whether database, broker and worker answer; 503 when one does not."""
    answers = {
        "database": works(ask_database),
        "broker": works(ask_broker),
        "worker": works(ask_worker),
    }
    ok = all(answers.values())
    body = {"ok": ok, **answers, "version": pagcrm.__version__}
    return JsonResponse(body, status=200 if ok else 503)


def works(ask: Callable[[], bool]) -> bool:
    """Take an error of the asked server for a no."""
    try:
        return ask()
    except (Error, redis.RedisError):
        return False


def ask_database() -> bool:
    """Run the smallest query on the application's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def ask_broker() -> bool:
    """Ping the broker."""
    return bool(broker().ping())


def ask_worker() -> bool:
    """Look for the sign of life that a worker leaves each time beat asks for one."""
    return bool(broker().exists(HEARTBEAT_KEY))
