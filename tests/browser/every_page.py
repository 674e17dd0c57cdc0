"""A world with at least one record of every kind, and the address of every page on it."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import resolve

from advocacy import access
from advocacy.messages import links, opt_out, unsubscribe
from advocacy.messages.ledger import enqueue
from advocacy.models import (
    InboundMail,
    Message,
    NotificationKind,
    Partnership,
    Replay,
    Role,
    SavedView,
    Touch,
    TouchState,
    User,
    ViewerSession,
)  # fmt: skip
from advocacy.models.base import now
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.perform import perform
from tests import factories, limits
from tests.browser import accounts
from tests.browser.job import TUESDAY
from tests.factories import TODAY
from tests.routes import EXAMPLES, routes
from tests.workflow.world import World, clear_world

# What is no page, as a test of its own proves: files, names to choose from, targets of buttons.
NO_PAGES = {
    "healthz", "group-names", "sponsor-names", "palette", "saved-view-delete", "touch-release",
    "undo", "bulk-partnerships", "bulk-candidates", "material-file", "agreement-file", "mail-file",
    "inbound-webhook", "policy-discard", "policy-replay", "policy-replay-cancel",
    "mfa_download_recovery_codes", "mfa_login_webauthn", "notification-open",
    "notifications-read", "calendar-renew", "calendar-close", "calendar-feed",
    "viewer-resend", "viewer-session-end", "portal-preview-end", "share-hide", "share-show",
    "openid_connect_login", "openid_connect_callback", "company-sign-in", access.MOVED,
}  # fmt: skip
OTHERS_PAGES = "admin:"
# The sponsor's window is looked at as the sponsor, by tests/browser/test_portal.py.
WINDOW = "/portal/"
LEAD_ON = "/records/"
# Pages of a record that is in a state of its own: their addresses are among the extra ones.
BY_HAND = {"partnership-likeness", "policy-edit"}
MANY = 8


def pages() -> Iterator[tuple[str, str | None]]:
    """Every route that somebody may open as a page: its name, and an address of no record."""
    for match, address in routes():
        if access.declared(match) == access.NOBODY or match.view_name in NO_PAGES:
            continue
        if (address or "").startswith(WINDOW):
            continue
        if not match.view_name.startswith(OTHERS_PAGES) and LEAD_ON not in (address or ""):
            yield match.view_name, address


@dataclass
class Known:
    """Who looks, and which record stands behind each part of an address."""

    visitor: User
    people: dict[str, User]
    records: dict[str, object] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def addresses(self) -> list[str]:
        """Give the address of every page of ours, each with a record that is there."""
        elsewhere = accounts.EVERY | BY_HAND
        own = [
            self.filled(address)
            for name, address in pages()
            if address and name not in elsewhere and "x" not in re.split(r"[/.]", address)
        ]
        return [*own, *self.extra]

    def names(self) -> set[str]:
        """The routes that these addresses belong to."""
        return {resolve(address.partition("?")[0]).view_name for address in self.addresses()}

    def filled(self, address: str) -> str:
        """Put the records in the place of the examples."""
        parts = address.split("/")
        for place, part in enumerate(parts):
            if part == str(EXAMPLES["uuid"]):
                parts[place] = str(self.records[parts[place - 1]])
        return "/".join(parts)


def full_world() -> Known:
    """Everything that pages can show."""
    world = clear_world()
    world.to_scheduled()
    visitor = factories.UserFactory(admin=True, name="Alex Example")
    people: dict[str, Any] = {str(role): factories.UserFactory(role=role) for role in INSIDE}
    people[Role.SPONSOR_VIEWER] = factories.UserFactory(viewer=True)
    known = Known(visitor, people, refused=["/no/such/page/"])
    about_groups(known, world)
    about_studies(known, world)
    looking_in(known, world)
    under_way(known, world)
    a_day(known)
    return known


INSIDE = (Role.STAFF, Role.MANAGER, Role.COMPLIANCE)


def about_groups(known: Known, world: World) -> None:
    """People, an opt-out, ties, a family, and enough groups for a list."""
    group = world.group
    umbrella = factories.GroupFactory(kind="umbrella", parent=None)
    chapter = factories.GroupFactory(kind="chapter", parent=group)
    gone = factories.GroupFactory(parent=umbrella)
    factories.ChannelFactory(group=group)
    factories.BusyPeriodFactory(group=group)
    factories.StopFactory(group=chapter)
    opted_out = factories.OptOutFactory(group=gone)
    known.records |= {
        "groups": group.pk, "candidates": chapter.pk, "opt-outs": opted_out.pk,
        "people": factories.PersonFactory(group=group).pk,
    }  # fmt: skip
    factories.GroupFactory.create_batch(MANY, conditions=[factories.ConditionFactory()])
    known.extra += [
        f"/groups/{gone.pk}/", f"/groups/{chapter.pk}/", "/groups/?q=nobody+is+called+this",
        f"/groups/{group.pk}/merge/?other={chapter.name}", "/groups/?kind=castle",
    ]  # fmt: skip


def about_studies(known: Known, world: World) -> None:
    """A sponsor with its family and ties; a study with candidates that are clear and are not."""
    sponsor = world.study.sponsor
    factories.ParentEdgeFactory(child=sponsor)
    factories.RelationshipFactory(sponsor=sponsor, group=world.group)
    world.study.conditions.set([factories.ConditionFactory()])
    material = world.study.materials.first()
    assert material is not None
    known.records |= {
        "sponsors": sponsor.pk, "studies": world.study.pk, "materials": material.pk,
        "approvals": material.approvals.get().pk, "asks": world.partnership.asks.get().pk,
    }  # fmt: skip
    money_and_promises(known, world)
    bare = factories.StudyFactory()
    known.extra += [
        f"/studies/{bare.pk}/", f"/studies/{bare.pk}/candidates/", "/studies/?q=nothing",
        f"/studies/{world.study.pk}/candidates/?standing=clear",
    ]  # fmt: skip


def money_and_promises(known: Known, world: World) -> None:
    """A plan with what is late, learned durations, prices that count and do not, all tabs."""
    study, own = world.study, world.partnership
    late = factories.PartnershipFactory(study=study)
    factories.QuoteFactory(partnership=late, comparables=["One: USD 900", "Two: USD 950"])
    factories.PhaseDurationFactory.create_batch(6, group_kind=late.group.kind)
    factories.BudgetHoldFactory(partnership=own, line=study.budget_lines.get())
    bare = factories.StudyFactory(launch_on=None)
    plan, money = f"/studies/{study.pk}/plan/", f"/studies/{study.pk}/money/"
    known.extra += [
        f"{plan}?launch={TODAY()}", f"{plan}?launch=2099-01-01", f"{plan}?launch=never",
        f"{plan}?show=lose", f"/studies/{bare.pk}/plan/", f"/studies/{bare.pk}/money/",
        f"{plan}durations/?phase=contract", "/budgets/?show=over", "/budgets/?currency=CHF",
        *(f"{money}?show={rows}" for rows in ("offered", "committed", "paid", "expected")),
        f"{money}?show=reached", f"{money}?show=responses",
        *(f"/promises/?show={tab}" for tab in ("overdue", "kept", "offered", "all")),
        f"/promises/?group={world.group.pk}",
    ]  # fmt: skip


def looking_in(known: Known, world: World) -> None:
    """People of the sponsor who look in, are invited or have left; a question by a link."""
    sponsor, manager = world.study.sponsor, factories.UserFactory(manager=True)
    viewer = factories.UserFactory(role=Role.SPONSOR_VIEWER, sponsor=sponsor, password="md5$x$y")
    factories.UserFactory(role=Role.SPONSOR_VIEWER, sponsor=sponsor, is_active=False)
    ViewerSession.objects.create(user=viewer, device="Safari on iPhone")
    invited = perform(
        "invite_viewer", actor=manager, subject=sponsor,
        data={"name": "Vera Sample", "email": "vera@example.org"},
    ).result  # fmt: skip
    asking = clear_world(cleared=False)
    asking.do("ask_clearance", asked_of=asking.contact, asked_on=asking.today)
    link = asking.do("send_clearance_question", by_mail=False).result
    share = factories.ShareFactory(study=world.study)
    known.records |= {"viewers": viewer.pk, "window": share.pk, "sharing": share.study_id}
    known.extra += [
        f"/invitations/{links.make(invited.one_time_links.get().pk)}/",
        f"/questions/{links.make(link.pk)}/",
        f"/partnerships/{asking.partnership.pk}/question/",
    ]


def under_way(known: Known, world: World) -> None:
    """Partnerships from the first stage to the last, with all that can hang on one."""
    world.do("go_live", proof_url="https://example.org/issue", logo_permission_source="")
    own = world.partnership
    report_back = own.report_backs.first()
    assert report_back is not None
    factories.BreachFactory(touch__partnership=own)
    touch = reserved(known)
    known.extra.append(f"/opt-out/{opt_out.make(touch.pk)}/")
    known.records |= {
        "partnerships": own.pk, "report-backs": report_back.pk,
        "touches": touch.pk,
        "mails": came_in(own).pk,
        "placements": own.placements.get().pk,
        "overrides": factories.OverrideFactory(partnership=own).pk,
        "breaches": factories.BreachFactory(touch__partnership=own).pk,
        "next-steps": factories.FollowUpFactory(partnership=own, owner=known.visitor).pk,
    }  # fmt: skip
    first = factories.PartnershipFactory(study=world.study)
    alike(first)
    closed = factories.PartnershipFactory(closed=True)
    paused = factories.PartnershipFactory(side_state="paused", not_before=TUESDAY.date())
    known.extra += [f"/partnerships/{row.pk}/" for row in (first, closed, paused)]
    known.extra += [
        f"/partnerships/{first.pk}/likeness/", f"/partnerships/{first.pk}/write/",
        f"/partnerships/{first.pk}/override/lead-time/contact/",
        f"/touches/log/?partnership={own.pk}", f"/touches/log/?group={world.group.pk}",
        "/touches/log/?q=alliance", "/touches/log/?q=nobody", "/overrides/?state=decided",
        "/next-steps/?whose=all", "/partnerships/?stage=closed",
        "/board/?lanes=study", "/board/identified/", f"/partnerships/{own.pk}/move/?to=closed",
        "/dashboard/?period=365", "/dashboard/rows/entered/?stage=live&period=all",
        "/dashboard/rows/sent/?period=30&week=2001-01-01",
    ]  # fmt: skip


def a_day(known: Known) -> None:
    """Steps that are late, due today and coming, of everybody and of nobody; and what was told."""
    me, colleague = known.visitor, known.people[Role.STAFF]
    for days in (-20, -1, 0, 3):
        for owner in (me, colleague, None):
            due = TODAY() + timedelta(days=days)
            own = factories.PartnershipFactory(owner=owner)
            factories.FollowUpFactory(
                partnership=own,
                due_on=due,
                because={"code": "last_word", "since": "2026-09-01", "days": 5},
            )
    for kind in NotificationKind:
        read_at = now() if kind == NotificationKind.REPLY else None
        factories.NotificationFactory(recipient=me, kind=kind, read_at=read_at)
    link = unsubscribe.make(what="digest", who=colleague.pk)
    kept = SavedView.objects.create(
        owner=me, page="groups", name="Umbrellas", query="kind=umbrella"
    )  # fmt: skip
    drafts, study = policy_of(me), known.records["studies"]
    known.extra += [
        f"/reports/study-status/?study={study}", f"/reports/study-status/groups/?study={study}",
        "/reports/team-activity/", "/reports/policy-compliance/", "/reports/disclosure/",
    ]  # fmt: skip
    known.extra += [f"/policy/{drafts['own']}/edit/", f"/policy/{drafts['running']}/"]
    known.records |= {
        "policy": drafts["policy"], "replays": drafts["replays"],
        "load": colleague.pk, "operations": in_doubt(colleague).pk, "filters": kept.pk,
    }  # fmt: skip
    known.extra += [
        "/my-day/?whose=all",
        "/my-day/?whose=unowned",
        "/next-steps/?when=overdue",
        f"/next-steps/?owner={colleague.pk}",
        "/news/?show=unread",
        f"/unsubscribe/{link}/",
        "/filters/groups/",
        "/operations/?show=unknown",
        "/operations/?show=over",
    ]


def policy_of(me: User) -> dict[str, object]:
    """Drafts: one to be put in force, one whose replay is under way, one of the visitor's own."""
    theirs = limits.draft({"ask_words": 150, "quiet_declined_days": 200})
    running = limits.draft({"ask_words": 120}, made_by=me)
    own = limits.draft({"attachments": 1}, made_by=me)
    for version, state in ((theirs, "done"), (running, "running")):
        replay = Replay.objects.create(
            version=version, values=version.values, against=1, asked_by=me, state=state, total=40,
            judged=10,
        )  # fmt: skip
    done = theirs.replays.get()
    return {"policy": theirs.pk, "replays": done.pk, "own": own.pk, "running": replay.version_id}


def in_doubt(user: User) -> Message:
    """A mail of which nobody knows whether it was sent."""
    with transaction.atomic():
        row = enqueue(
            "digest", subject=user.pk, occurrence="2026-09-22", to=user, due_at=now()
        )  # fmt: skip
    Message.objects.filter(pk=row.pk).update(state="unknown", over_at=now(), reason="Timed out")
    return row


def reserved(known: Known) -> Touch:
    """A touch that the visitor is writing; and a refusal on the way to it."""
    world = clear_world()
    world.at = now()
    with contextlib.suppress(PolicyBlocked):
        world.do("contact", channel="mail", purpose="reminder")
    own = world.partnership
    factories.PersonFactory(group=own.group)
    known.extra.append(f"/partnerships/{own.pk}/")
    touch: Touch = factories.TouchFactory(
        partnership=own, by=known.visitor, state=TouchState.RESERVED, is_attempt=False,
        reserved_until=now() + timedelta(hours=8), ask=own.asks.first(),
    )  # fmt: skip
    return touch


def came_in(own: Partnership) -> InboundMail:
    """Mails that nobody has sorted yet, one of them with a suggestion."""
    for words, to in (("Who is this for?", None), ("About your study", own)):
        mail = InboundMail.objects.create(
            message_id=f"<{words[:3]}@example.org>", received_at=now(), sent_at=now(),
            sender="office@example.org", subject=words, text=words, new_text=words,
            html=f"<p>{words}</p>", kind="reply", state="triage", partnership=to,
        )  # fmt: skip
    return mail


def alike(own: Partnership) -> None:
    """An ask that reads like another group's."""
    other = factories.AskFactory()
    factories.AskFactory(partnership=own, similar_to=other, similar_share=Decimal("0.93"))
