"""A world with one of each record, for tests that open every page; nothing of it is kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.urls import URLPattern, get_resolver, reverse

from advocacy import urls
from advocacy.messages import links, opt_out, unsubscribe
from advocacy.messages.ledger import enqueue
from advocacy.models import (
    Agreement,
    CalendarFeed,
    Clearance,
    FollowUp,
    Goal,
    Group,
    InboundFile,
    InboundMail,
    Partnership,
    Replay,
    ReportBack,
    Role,
    SavedView,
    Stance,
    Stop,
    Touch,
    User,
    ViewerSession,
)  # fmt: skip
from pagcrm import providers
from tests import factories, limits
from tests.workflow.world import START, World, clear_world

NOW = START + timedelta(days=7)
LATER = NOW.date() + timedelta(days=20)
#: The stage in which the step of a partnership's page can be taken; all others are for "cleared".
STAGES = {
    "group-review": "talking", "verbal-yes": "talking", "reply": "talking",
    "agree-terms": "reviewing", "agreement": "contracting", "execute": "contracting",
    "materials-ready": "executed", "placement": "scheduled", "live": "scheduled",
    "report": "live", "transfer": "live", "thank-you": "hesitant", "answer": "hesitant",
    "renew": "finished", "reopen": "invited", "resume": "paused", "lift-irb-hold": "held",
    "answer-clearance": "asking", "question": "asking", "<slug:act>": "late",
}  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside, also by code that insists on its own transaction."""
    block = transaction.atomic()
    block._from_testcase = True  # as Django's own test cases mark theirs
    with block:
        yield
        transaction.set_rollback(True)


def told(answer: Any) -> str:
    """The status of an answer, and what broke."""
    broken = getattr(answer, "exc_info", None)
    return f"{answer.status_code} {broken[1]!r:.300}" if broken else str(answer.status_code)


@dataclass
class Everything:
    """One record of each kind by the first part of its address, and one person of each role."""

    records: Mapping[str, Model]
    partnerships: Mapping[str, Partnership]
    people: Mapping[str, User]
    stranger: Group
    tokens: Mapping[str, str]  # of the links that work without signing in, by the route's name

    def values(self, route: URLPattern) -> dict[str, Any]:
        """What stands in a route's address, of real records."""
        parts = str(route.pattern).split("/")
        kept = parts[1] if parts[0] in ("records", "portal") else parts[0]
        own: Model | None = self.records.get(kept)
        if parts[0] == "partnerships" and parts[-2] != "<uuid:pk>":
            own = self.partnerships[STAGES.get(parts[-2], "cleared")]
        known = {
            "pk": own.pk if own else None,
            "group": self.stranger.pk,
            "rule": "lead-time",
            "act": "contact",
            "page": "groups",
            "stage": "outreach",
            "code": "study-status",
            "part": "groups",
            "what": "entered",
            "token": self.tokens.get(route.name or ""),
        }
        unknown = set(route.pattern.converters) - set(known)
        assert not unknown, f"Say in everything.py what {unknown} of {route.name} may be."
        return {name: known[name] for name in route.pattern.converters}

    def address(self, route: URLPattern) -> str:
        """A page of this world."""
        return reverse(route.name, kwargs=self.values(route))


def routes() -> list[URLPattern]:
    """Every route of the product itself."""
    assert any(r.url_patterns == urls.urlpatterns for r in get_resolver().url_patterns
               if hasattr(r, "url_patterns"))  # fmt: skip
    return urls.urlpatterns


def random_address(route: URLPattern) -> str:
    """The same page of a record that is not there."""
    values = {"uuid": UUID(int=7), "slug": "spacing", "string": "x"}
    return reverse(
        route.name,
        kwargs={
            name: values[type(c).__name__.removesuffix("Converter").lower()]
            for name, c in route.pattern.converters.items()
        },
    )


@contextmanager
def everything() -> Iterator[Everything]:
    """Build it, and take it back at the end."""
    with time_machine.travel(NOW, tick=False), undone():
        yield build()


def build() -> Everything:
    """One of each."""
    worlds: dict[str, World] = {}
    for name in (*sorted(set(STAGES.values())), "writing", "cleared"):
        worlds[name] = clear_world(launch_in_weeks=6 if name == "late" else 20)
        bring(worlds[name], name)
        worlds[name].at = NOW
    cleared = worlds["cleared"]
    people = {
        role.value: factories.UserFactory(viewer=True)
        if role == Role.SPONSOR_VIEWER
        else factories.UserFactory(role=role)
        for role in Role
    }
    worlds["writing"].partnership.owner = people[Role.MANAGER]
    worlds["writing"].do("reserve_touch", actor=people[Role.MANAGER], channel="mail", purpose="ask")
    colleague = people[Role.STAFF]
    mail = InboundMail.objects.create(
        message_id="<1@example.net>", received_at=NOW, sent_at=NOW, kind="unclear", state="triage",
        sender="robin@example.net", subject="A question", partnership=cleared.partnership,
    )  # fmt: skip
    asking = worlds["asking"]
    asking.do("send_clearance_question", by_mail=False)
    viewer, invited = looking_in(cleared)
    return Everything(
        records=records_of(cleared, worlds)
        | {
            "viewers": viewer,
            "window": factories.ShareFactory(),
            "questions": asking.log[-1].result,
            "budgets": cleared.study.budget_lines.get(),
            "viewer-sessions": ViewerSession.objects.create(user=viewer, device="Safari on iPhone"),
            **policy_of(people),
            "news": factories.NotificationFactory(recipient=colleague),
            "load": colleague,
            "mails": mail,
            "mail-files": InboundFile.objects.create(
                mail=mail, name="x", size=5, kind="txt", file=ContentFile(b"words", "x.txt")
            ),
            "operations": enqueue(
                "digest", subject=colleague.pk, occurrence="2026-09-22", to=colleague, due_at=NOW
            ),
            "filters": SavedView.objects.create(
                owner=people[Role.MANAGER], page="groups", name="Umbrellas", query="kind=umbrella"
            ),
        },
        partnerships={name: world.partnership for name, world in worlds.items()},
        people=people,
        stranger=factories.GroupFactory(profiled=True),
        tokens={
            "calendar-feed": CalendarFeed.objects.renew(colleague),
            "unsubscribe": unsubscribe.make(what="digest", who=colleague.pk),
            "opt-out": opt_out.make(Touch.objects.reserved().get().pk),
            links.QUESTION: links.make(asking.log[-1].result.pk),
            links.INVITATION: links.make(invited.one_time_links.get().pk),
            providers.ROUTE: providers.address("none").split("/")[-2],
        },
    )


def looking_in(world: World) -> tuple[User, User]:
    """A person of the sponsor who looks in, and one who is invited only."""
    done = world.do(
        "invite_viewer", world.study.sponsor, actor=world.manager, name="Vera Sample",
        email="vera@example.org",
    )  # fmt: skip
    viewer: User = factories.UserFactory(role=Role.SPONSOR_VIEWER, sponsor=world.study.sponsor)
    return viewer, done.result


def policy_of(people: Mapping[str, User]) -> dict[str, Model]:
    """A draft with its replay, and one that is under way."""
    drafted = limits.draft({"ask_words": 150}, made_by=people[Role.COMPLIANCE])
    values: dict[str, Any] = {
        "version": drafted, "values": drafted.values, "against": 1,
        "asked_by": people[Role.COMPLIANCE],
    }  # fmt: skip
    Replay.objects.create(**values, state="done", total=1, judged=1)
    other = limits.draft({"ask_words": 120}, made_by=people[Role.COMPLIANCE])
    running = Replay.objects.create(**values | {"version": other, "values": other.values})
    return {"policy": drafted, "replays": running}


def records_of(cleared: World, worlds: Mapping[str, World]) -> dict[str, Model]:
    """The record that each part of the product is opened with."""
    group, study, own = cleared.group, cleared.study, cleared.partnership
    finished = worlds["finished"].partnership
    touch = factories.TouchFactory(partnership=worlds["talking"].partnership, by=cleared.staff)
    material = factories.MaterialFactory(study=study, file=ContentFile(b"words", "flyer.txt"))
    factories.PersonFactory(group=group)
    return {
        "groups": group,
        "people": factories.PersonFactory(group=group),
        "opt-outs": factories.OptOutFactory(group=factories.GroupFactory()),
        "opt-out": factories.OptOutFactory(group=factories.GroupFactory()),
        "sponsors": study.sponsor,
        "studies": study,
        "bulk": study,
        "materials": material,
        "approvals": factories.ApprovalFactory(material=material),
        "placements": worlds["live"].partnership.placements.get(),
        "partnerships": own,
        "agreements": Agreement.objects.get(partnership=finished),
        "agreement": Agreement.objects.get(partnership=finished),
        "report-backs": ReportBack.objects.get(partnership=worlds["live"].partnership),
        "report-back": ReportBack.objects.get(partnership=finished),
        "touches": Touch.objects.reserved().get(),
        "touch": touch,
        "overrides": factories.OverrideFactory(partnership=own, asked_by=cleared.staff),
        "breaches": factories.BreachFactory(touch=touch),
        "next-steps": FollowUp.objects.open().filter(partnership=own).get(),
        "ask": own.asks.get(),
        "asks": own.asks.get(),
        "clearance": Clearance.objects.get(study=study, group=group),
        "quote": factories.QuoteFactory(partnership=own),
        "placement": finished.placements.get(),
        "stop": Stop.objects.filter(partnership=worlds["hesitant"].partnership, scope="ask").get(),
        "stance": Stance.objects.get(group=group),
        "tie": factories.RelationshipFactory(group=group, sponsor=study.sponsor),
        "goal": Goal.objects.get(group=group),
        "busy-period": factories.BusyPeriodFactory(group=group),
        "budget-line": study.budget_lines.get(),
        "sharing": study,
        "shares": factories.ShareFactory(study=study),
    }


def bring(world: World, name: str) -> None:
    """Bring a partnership to where its steps can be taken."""
    proof = "https://example.org/proof"
    ways: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "talking": [("to_conversation", {})],
        "reviewing": [
            ("to_conversation", {}),
            ("do", {"action": "group_review", "review_process": "Board", "review_by": NOW.date()}),
        ],
        "contracting": [
            ("to_terms", {}), ("do", {"action": "draft_agreement", **world.agreement()}),
        ],
        "executed": [("to_executed", {}), ("material", {})],
        "scheduled": [("to_scheduled", {})],
        "live": [("to_scheduled", {}), ("do", {"action": "go_live", "proof_url": proof})],
        "finished": [("to_scheduled", {}), ("do", {"action": "go_live", "proof_url": proof})],
        "hesitant": [("contact_now", {}), ("answers", {"outcome": "hesitant"})],
        "invited": [
            ("contact_now", {}), ("answers", {"outcome": "hesitant"}), ("wait", {"days": 3}),
            ("answers", {"outcome": "invitation"}),
        ],
        "paused": [("do", {"action": "pause", "until": NOW.date(), "reason": "Board meets"})],
        "held": [("do", {"action": "irb_hold", "reason": "Wording"})],
        "asking": [
            ("do", {"action": "ask_clearance", "asked_of": world.contact, "asked_on": world.today}),
        ],
    }  # fmt: skip
    for method, data in ways.get(name, ()):
        getattr(world, method)(**data)
    if name == "finished":
        finish(world)


def finish(world: World) -> None:
    """To the end of the pipeline."""
    placement = world.partnership.placements.get()
    world.do("send_report_back", world.partnership.report_backs.get(), sent_on=world.today)
    world.do("report", reached={placement.pk: 900})
    world.do("close", exit_reason="completed", note="")
