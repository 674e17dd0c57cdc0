"""What the record page of a partnership shows, in a bounded number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.models import (
    Agreement,
    Approval,
    Ask,
    Breach,
    BudgetLine,
    Clearance,
    Event,
    FollowUp,
    InboundMail,
    Material,
    Override,
    Partnership,
    Placement,
    Purpose,
    Quote,
    ReportBack,
    SideState,
    Stage,
    StanceKind,
    StopReason,
    StopScope,
    Study,
    Touch,
    TouchState,
    Transfer,
)  # fmt: skip
from advocacy.models.together import together
from advocacy.policy import lead_time
from advocacy.policy.burden import Burden, burden
from advocacy.policy.facts import Act, Intent, Stop
from advocacy.policy.limits import Limits
from advocacy.policy.titles import ACT_TITLES
from advocacy.speech import labels
from advocacy.templatetags.partnerships import activity
from advocacy.templatetags.ui import day, words
from advocacy.views.acts import around
from advocacy.views.keyset import Page, asks_for_first, first_of, keyset
from advocacy.views.pages import signed_in
from advocacy.views.remedies import step
from advocacy.views.situation import Situation, act_tabs, situation_of
from advocacy.workflow.gather import threads

EVENTS_A_PAGE = 20
NEWEST = ("-at", "-id")
FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class AskCard:
    """The newest version of the ask with its weight."""

    ask: Ask
    primary: str
    optional: list[str]
    burden: Burden
    limits: Limits

    @property
    def tone(self) -> str:
        """The burden as a colour."""
        return {"light": "ok", "medium": "warn"}.get(self.burden.level, "no")

    @property
    def level(self) -> str:
        """The burden as a word."""
        return level_word(self.burden.level)


def level_word(level: str) -> str:
    """How heavy an ask is, in one word."""
    return {"light": _("light"), "medium": _("medium")}.get(level, _("heavy"))


def ask_card(ask: Ask, *, staff_size: int | None, limits: Limits) -> AskCard:
    """One version with its names and weight."""
    weight = burden(ask=threads.ask(ask), staff_size=staff_size, limits=limits)
    optional = [activity(code) for code in ask.optional_activities]
    return AskCard(ask, activity(ask.primary_activity), optional, weight, limits)


@together
def records(*, partnership: UUID, study: UUID, group: UUID) -> dict[str, Any]:
    """What is on file about one partnership beside its events, in one round trip."""
    own = {"partnership": partnership}
    about = {"study": study, "group": group}
    return {
        "reserved": Touch.objects.filter(**own).reserved().with_mail().select_related("by")[:1],
        "unread": InboundMail.objects.unread().filter(**own).values("id")[:1],
        "follow_ups": FollowUp.objects.open().filter(**own).select_related("owner"),
        "asks": Ask.objects.filter(**own).select_related("goal", "similar_to__partnership__group"),
        "lines": BudgetLine.objects.filter(study=study).with_held(),
        "clearances": Clearance.objects.filter(study=study).of_group(group),
        "asked": Clearance.objects.filter(**about).unanswered().values("id")[:1],
        "agreements": Agreement.objects.filter(**own)[:1],
        "placements": Placement.objects.filter(**own).select_related("material"),
        "quotes": Quote.objects.filter(**own)[:FIRST_ROWS],
        "transfers": Transfer.objects.filter(**own)[:FIRST_ROWS],
        "report_backs": ReportBack.objects.filter(**own),
        "overrides": Override.objects.filter(**own).select_related("asked_by", "decided_by")[
            :FIRST_ROWS
        ],
        "breaches": Breach.objects.filter(**own).select_related("touch")[:FIRST_ROWS],
        "events": Event.objects.filter(**own).with_touch().order_by(*NEWEST)[: EVENTS_A_PAGE + 1],
    }


def record(request: HttpRequest, partnership: Partnership) -> dict[str, Any]:
    """The whole page."""
    found = records(
        partnership=partnership.pk, study=partnership.study_id, group=partnership.group_id
    )
    reserved = next(iter(found["reserved"]), None)
    situation = situation_of(partnership, reserved=reserved)
    shown = around(partnership, asked=bool(found["asked"]))
    return {
        **shown,
        **header(partnership, situation),
        "follow_ups": found["follow_ups"],
        "checklist": checklist(situation, links=shown["remedy_links"]),
        "reserved": reserved if reserved and is_held(reserved) else None,
        "unread": next((row["id"] for row in found["unread"]), None),
        **verdict(request, situation),
        **ask_and_money(partnership, situation, found),
        **paper(partnership, found),
        **history(request, partnership, found["events"]),
        "menu": menu(partnership, decides=signed_in(request).decides),
    }


def header(partnership: Partnership, situation: Situation) -> dict[str, Any]:
    """Where it stands and what comes next."""
    now = timezone.now()
    onward_url, onward_words = situation.onward()
    if onward_url == situation.page_of(situation.fitting).partition("?")[0]:
        onward_url = ""  # the verdict has this very button
    return {
        "stages": stage_bar(partnership),
        "next_stage": next_label(partnership),
        "onward_url": onward_url,
        "onward_words": _(onward_words),
        "there_now": clock(now, partnership.group.time_zone),
        "attempts": len(situation.facts.attempts),
        "attempts_most": situation.limits.attempts_per_ask,
        **contact(situation),
    }


def clock(at: datetime, zone: str) -> str:
    """The time on a group's wall: 10:20."""
    return f"{timezone.localtime(at, ZoneInfo(zone)):%H:%M}"


def contact(situation: Situation) -> dict[str, Any]:
    """How the group stands to us, and what stops us."""
    stance = situation.facts.group.stance
    return {
        "stance": stance,
        "stance_label": StanceKind(stance.kind.value).label if stance else "",
        "stop_lines": [stop_line(stop) for stop in situation.facts.stops],
    }


def stop_line(stop: Stop) -> str:
    """One stop that runs: what it covers, until when, why."""
    scope, reason = StopScope(stop.scope.value).label, StopReason(stop.reason.value).label
    if stop.until is None:
        return _("{scope}, for good ({reason})").format(scope=scope, reason=reason)
    until = day(stop.until)
    return _("{scope}, until {until} ({reason})").format(scope=scope, until=until, reason=reason)


def is_held(touch: Touch) -> bool:
    """Whether the group is still kept free for a reserved touch."""
    until = touch.reserved_until
    return touch.state == TouchState.RESERVED and until is not None and until > timezone.now()


def stage_bar(partnership: Partnership) -> list[dict[str, str]]:
    """All stages but the end, the present one marked."""
    now = Stage(partnership.stage).position
    shown = [s for s in Stage if s is not Stage.CLOSED or partnership.is_closed]

    def state(stage: Stage) -> str:
        if stage.position == now:
            return "now"
        return "done" if stage.position < now and not partnership.is_closed else "next"

    called = labels(Stage)
    return [{"label": called[stage], "state": state(stage)} for stage in shown]


def next_label(partnership: Partnership) -> str:
    """What the next stage is called; blank at the end."""
    after = Stage(partnership.stage).position + 1
    return str(list(Stage)[after].label) if after < len(Stage) else ""


def checklist(situation: Situation, *, links: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the next stage needs, each with the place where it is mended."""
    return [
        {"text": r.text, "met": r.met, "url": "" if r.met else links.get(r.code, "")}
        for r in situation.checklist
    ]


def verdict(request: HttpRequest, situation: Situation) -> dict[str, Any]:
    """What the rules say to the act that fits, or to the one that was asked about."""
    intent = situation.asked(request.GET.get("act", ""))
    decision = situation.decide(intent)
    return {
        "decision": decision,
        "intent": intent,
        "act_title": words(ACT_TITLES[intent.act]),
        "purpose_title": purpose_title(intent),
        "go_url": situation.page_of(intent),
        "acts": act_tabs(situation, intent, asked=request.GET),
    }


def purpose_title(intent: Intent) -> str:
    """What the touch that is decided on is for; blank for every other act."""
    touch = intent.act is Act.CONTACT and intent.purpose
    return str(Purpose(touch).label) if touch else ""


def ask_and_money(
    partnership: Partnership, situation: Situation, found: dict[str, list[Any]]
) -> dict[str, Any]:
    """The ask, the lead-time plan, the budget, the quotes."""
    facts, limits = situation.facts, situation.limits
    launch_on, asks = partnership.study.launch_on, found["asks"]
    staff = partnership.group.staff_size
    currency = asks[0].fee_currency if asks else "USD"
    lines = {line.currency: line for line in found["lines"]}
    return {
        "ask": ask_card(asks[0], staff_size=staff, limits=limits) if asks else None,
        "versions": len(asks),
        "ask_open": Stage(partnership.stage).position <= Stage.REVIEW.position,
        "windows": lead_time.schedule(facts.phases, launch_on=launch_on) if launch_on else (),
        "today": facts.today,
        "budget": lines.get(currency) or next(iter(lines.values()), None),
        "contingency_share": limits.contingency_share,
        "clearances": found["clearances"],
        "ties": facts.ties,
        "quotes": found["quotes"],
    }


def paper(partnership: Partnership, found: dict[str, list[Any]]) -> dict[str, Any]:
    """Agreement, materials, placements, transfers, report-backs, overrides, breaches."""
    agreement = next(iter(found["agreements"]), None)
    materials = materials_of(partnership.study) if agreement or found["placements"] else ()
    return {
        "agreement": agreement,
        "placements": found["placements"],
        "materials": materials,
        "transfers": found["transfers"],
        "report_backs": found["report_backs"],
        "overrides": found["overrides"],
        "breaches": found["breaches"],
    }


def materials_of(study: Study) -> QuerySet[Material]:
    """The first materials of a study, each with the approvals that hold."""
    approved = Prefetch("approvals", Approval.objects.standing())
    return study.materials.prefetch_related(approved)[:FIRST_ROWS]


def timeline(
    request: HttpRequest, partnership: Partnership, newest: list[Event], *, shown: str
) -> Page:
    """A page of events, narrowed as the address asks; the newest were read with the record."""
    if not shown and asks_for_first(request):
        return first_of(newest, order=NEWEST, size=EVENTS_A_PAGE)
    events = partnership.events.with_touch()
    if shown == "touches":
        events = events.of_touches()
    elif shown == "decisions":
        events = events.decisions()
    return keyset(events, request, order=NEWEST, size=EVENTS_A_PAGE)


def history(request: HttpRequest, partnership: Partnership, newest: list[Event]) -> dict[str, Any]:
    """The timeline and its tabs."""
    shown = request.GET.get("show", "")
    tabs = (("", _("All")), ("touches", _("Touches")), ("decisions", _("Decisions")))
    url = reverse("partnership-detail", args=[partnership.pk])
    return {
        "page": timeline(request, partnership, newest, shown=shown),
        "shown": shown,
        "timeline_tabs": [
            {
                "label": label,
                "url": f"{url}{f'?show={code}' if code else ''}#timeline",
                "current": shown == code,
            }
            for code, label in tabs
        ],
    }


def menu(partnership: Partnership, *, decides: bool) -> list[tuple[str, str]]:
    """What else can be done in this state: words and address."""
    found = [(_("Add a note"), "note"), (_("Add a follow-up"), "follow-up")]
    if not partnership.is_closed:
        found = [(_("Edit owner and reason"), "edit"), *found]
        found += moves(partnership, decides=decides)
    return [(label, step(partnership, slug)) for label, slug in found]


def moves(partnership: Partnership, *, decides: bool) -> list[tuple[str, str]]:
    """The steps that an open partnership can take beside the next one."""
    stage = Stage(partnership.stage)
    found: list[tuple[str, str]] = []
    if Stage.CONVERSATION.position <= stage.position < Stage.TERMS.position:
        found.append((_("Note a verbal yes"), "verbal-yes"))
    if stage.position >= Stage.EXECUTED.position:
        found.append((_("Record a transfer of value"), "transfer"))
        found.append((_("Schedule a placement"), "placement"))
    match partnership.side_state:
        case SideState.PAUSED:
            found.append((_("Resume"), "resume"))
        case SideState.IRB_HOLD if decides:
            found.append((_("Lift the IRB hold"), "lift-irb-hold"))
        case SideState.NONE:
            found += [(_("Pause"), "pause"), (_("IRB hold"), "irb-hold")]
    if stage is not Stage.IDENTIFIED:
        found.append((_("Go back a stage"), "go-back"))
    return [*found, (_("Close"), "close")]
