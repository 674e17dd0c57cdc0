"""Measures one data set: product and floor by turns, then eight clients at once.

With the small one, drafts are replayed over the past as well.
"""

import json
import os
import time
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command


def measure(name: str, *, count: int, ports: tuple[int, int]) -> None:
    """Load, serve, ask, replay; leaves result.json in the home of this size."""
    from pagcrm import embedded

    embedded.ensure_running()
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load(name)
    from tests.bench.__main__ import serve

    servers = []
    try:
        for settings, port in zip(("settings", "floor_settings"), ports, strict=True):
            servers.append(serve(f"tests.bench.{settings}", port))
        result = ask(name, count=count, ports=ports)
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=20)
    if name == "S":
        from tests.bench.replay import measure as measure_replays

        result["replays"] = measure_replays()
    Path(os.environ["PAGCRM_HOME"], "result.json").write_text(json.dumps(result))


def load(name: str) -> None:
    """Fill the database as its owner."""
    from django.db import connections, transaction

    from tests.bench.data import SIZES, Maker

    began = time.monotonic()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        Maker(cursor.cursor, SIZES[name]).everything()
    share()
    print(f"{name}: loaded in {time.monotonic() - began:.0f} s", flush=True)


def share() -> None:
    """Let a sponsor's viewer see all of one study, as a manager would."""
    from advocacy.models import Role, Study, User
    from advocacy.workflow.perform import perform
    from tests.bench.operations import VIEWER

    study = Study.objects.select_related("sponsor").get(protocol_id="B-50")
    manager = User.objects.get(email="bench1@example.org")
    User.objects.create(
        email=VIEWER, name="Viewer", role=Role.SPONSOR_VIEWER, sponsor=study.sponsor, password="!"
    )
    given = {"sponsor": study.sponsor, "level": "full", "hidden_fields": [], "contact": manager}
    perform("set_share", actor=manager, subject=study, data=given)


def session(visitor: str) -> dict[str, str]:
    """The cookies of somebody who is signed in."""
    from django.test import Client

    from advocacy.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=visitor))
    client.get("/", follow=True)
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return cookies | {"csrftoken": cookies.get("csrftoken", "a" * 32)}


def ask(name: str, *, count: int, ports: tuple[int, int]) -> dict[str, Any]:
    """All operations, each beside the floor of its kind."""
    from advocacy.models import Partnership
    from tests.bench import operations
    from tests.bench.client import Browser, Request, Taken, at_once, in_turn

    cookies = cache(session)
    key = Partnership.objects.order_by("-id").values_list("id", flat=True)[0]
    bottoms = {"read": Request("/read/"), "write": Request(f"/write/{key}/", {})}
    found: list[dict[str, Any]] = []
    floors: dict[str, list[float]] = {"read": [], "write": []}

    def run(operation: operations.Operation) -> None:
        own_cookies = cookies(operation.visitor)
        browser, floor = Browser(ports[0], own_cookies), Browser(ports[1], {})
        beneath = [bottoms[operation.kind]] * len(operation.requests)
        for _warm in range(3 if operation.kind == "read" else 0):
            browser.send(operation.requests[0], Taken())
        floor.send(beneath[0], Taken())
        own, bottom = in_turn(browser, operation.requests, floor, beneath)
        many = own
        if operation.kind == "read":
            many = at_once(lambda: Browser(ports[0], own_cookies), operation.requests)
        floors[operation.kind].append(bottom.p50)
        if own.wrong:
            raise RuntimeError(f"{operation.name}: {len(own.wrong)} wrong, {own.wrong[0]}")
        found.append({
            "name": operation.name, "size": name, "kind": operation.kind,
            "p50_ms": round(own.p50, 1), "p95_ms": round(own.percentile(0.95), 1),
            "rps": round(many.rps or 1 / (sum(own.seconds) / len(own.seconds)), 1),
            "queries": max(own.queries), "worker_rss_mb": memory(max(own.workers)),
            "limit_x": operation.limit, "times_floor": round(own.p50 / bottom.p50, 2),
        })  # fmt: skip

    for operation in operations.reads(count):
        run(operation)
    for operation in operations.writes(count):
        run(operation)
    middle = {kind: sorted(values)[len(values) // 2] for kind, values in floors.items()}
    floor = {f"{kind}_p50_ms": round(value, 1) for kind, value in middle.items()}
    return {"floor": floor, "operations": found}


def memory(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0
