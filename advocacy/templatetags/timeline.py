"""How events of each kind are told in a timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.db.models import TextChoices
from django.template import engines

from advocacy.models import (
    AskChange,
    ClearanceAnswer,
    ExitReason,
    FollowUpKind,
    OverrideReason,
    Purpose,
    ReplyOutcome,
    ShareField,
    ShareLevel,
    Stage,
    StopScope,
    TouchChannel,
)  # fmt: skip
from advocacy.policy.registry import RULES
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _
from advocacy.speech import gettext
from advocacy.templatetags.ui import day, within, words

register = template.Library()


@dataclass(frozen=True, slots=True)
class Kind:
    """What an event is called, the colour of its dot, and whose template tells it."""

    title: Text
    tone: str = ""
    family: str = "default"


TOUCH = "touch"

KINDS: dict[str, Kind] = {
    "create_group": Kind(_("Group added")),
    "edit_group": Kind(_("Group changed")),
    "record_fact": Kind(_("Profile fact recorded")),
    "record_goal": Kind(_("Goal recorded, in the group’s own words")),
    "record_channel": Kind(_("Channel of the group recorded")),
    "record_busy_period": Kind(_("Busy period recorded")),
    "add_person": Kind(_("Person added")),
    "edit_person": Kind(_("Person changed")),
    "person_left": Kind(_("Person left")),
    "record_stance": Kind(_("Stance recorded")),
    "record_opt_out": Kind(_("Opt-out recorded"), "no"),
    "lift_opt_out": Kind(_("Opt-out lifted"), "warn"),
    "merge_groups": Kind(_("Groups merged"), "warn"),
    "import_conditions": Kind(_("Conditions imported"), "neutral"),
    "import_groups": Kind(_("Groups imported"), "neutral"),
    "create_sponsor": Kind(_("Sponsor added")),
    "edit_sponsor": Kind(_("Sponsor changed")),
    "import_sponsors": Kind(_("Sponsors imported"), "neutral"),
    "add_sponsor_contact": Kind(_("Contact at the sponsor added")),
    "record_parent": Kind(_("Parent company recorded")),
    "import_parents": Kind(_("Parent companies imported"), "neutral"),
    "record_relationship": Kind(_("Sponsor relationship recorded")),
    "import_relationships": Kind(_("Sponsor relationships imported"), "neutral"),
    "create_study": Kind(_("Study added")),
    "edit_study": Kind(_("Study changed")),
    "import_studies": Kind(_("Studies imported"), "neutral"),
    "set_budget": Kind(_("Advocacy budget set")),
    "add_material": Kind(_("Material added")),
    "approve_material": Kind(_("Material approved"), "ok"),
    "withdraw_approval": Kind(_("Approval withdrawn"), "no"),
    "record_master_agreement": Kind(_("Master agreement recorded"), "ok"),
    "set_share": Kind(_("Sharing with the sponsor set")),
    "hide_partnership": Kind(_("Kept back from the sponsor"), "warn"),
    "show_partnership": Kind(_("Shown to the sponsor again")),
    "start_partnership": Kind(_("Partnership started")),
    "edit_partnership": Kind(_("Partnership changed")),
    "mark_profiled": Kind(_("Profile complete"), "ok"),
    "ask_clearance": Kind(_("Clearance asked")),
    "send_clearance_question": Kind(_("Question to the sponsor made ready to answer")),
    "answer_clearance": Kind(_("Sponsor answered")),
    "invite_viewer": Kind(_("Viewer invited")),
    "resend_invitation": Kind(_("Invitation sent again")),
    "accept_invitation": Kind(_("Invitation taken up"), "ok"),
    "end_viewer_access": Kind(_("Viewer’s access ended"), "warn"),
    "end_viewer_session": Kind(_("Viewer signed out by us"), "warn"),
    "set_viewer_terms": Kind(_("Terms for viewers changed")),
    "declare_relationship": Kind(_("Sponsor declared a relationship")),
    "raise_budget": Kind(_("Sponsor raised the budget"), "ok"),
    "write_ask": Kind(_("Ask written")),
    "add_quote": Kind(_("Fair value recorded")),
    "reserve_touch": Kind(_("Reserved to write"), "neutral", "reserved"),
    "release_touch": Kind(_("Reservation given back"), "neutral"),
    "expire_reservation": Kind(_("Reservation ran out"), "neutral"),
    "send_touch": Kind(_("Sent"), "", TOUCH),
    "send_mail": Kind(_("Mail on its way"), "neutral"),
    "deliver_mail": Kind(_("Sent by mail"), "", TOUCH),
    "fail_mail": Kind(_("The mail did not go out"), "no"),
    "doubt_mail": Kind(_("Not known whether the mail went out"), "warn"),
    "contact": Kind(_("Sent"), "", TOUCH),
    "send_thank_you": Kind(_("Thank-you sent"), "ok", TOUCH),
    "send_answer": Kind(_("Answer sent"), "", TOUCH),
    "send_reply": Kind(_("Reply sent"), "", TOUCH),
    "log_touch": Kind(_("Logged"), "", TOUCH),
    "file_mail": Kind(_("Came by mail"), "", TOUCH),
    "read_reply": Kind(_("Their reply was read"), "", TOUCH),
    "dismiss_mail": Kind(_("A mail was put away"), "neutral"),
    "pause": Kind(_("Paused"), "warn"),
    "resume": Kind(_("Resumed")),
    "irb_hold": Kind(_("Held by the IRB"), "warn"),
    "lift_irb_hold": Kind(_("IRB hold lifted"), "ok"),
    "group_review": Kind(_("The group reviews it")),
    "verbal_yes": Kind(_("Verbal yes, written one pending"), "warn"),
    "agree_terms": Kind(_("Terms agreed in writing"), "ok"),
    "draft_agreement": Kind(_("Agreement drafted")),
    "edit_agreement": Kind(_("Agreement changed")),
    "execute": Kind(_("Agreement executed"), "ok"),
    "ready_materials": Kind(_("Materials ready"), "ok"),
    "schedule_placement": Kind(_("Placement scheduled")),
    "suspend_placement": Kind(_("Placement suspended"), "warn"),
    "resume_placement": Kind(_("Placement planned again")),
    "go_live": Kind(_("Live"), "ok"),
    "report": Kind(_("Figures reported"), "ok"),
    "send_report_back": Kind(_("Report-back sent"), "ok"),
    "record_delivery": Kind(_("Benefit delivered"), "ok"),
    "withdraw_delivery": Kind(_("Not delivered after all"), "warn"),
    "record_transfer": Kind(_("Transfer of value recorded")),
    "go_back": Kind(_("Went back a stage"), "warn"),
    "close": Kind(_("Closed"), "neutral"),
    "close_silent": Kind(_("Closed by itself"), "neutral"),
    "renew": Kind(_("Renewed")),
    "reopen": Kind(_("Opened again at the group’s wish"), "ok"),
    "add_note": Kind(_("Note"), "neutral"),
    "ask_override": Kind(_("Override asked"), "warn"),
    "decide_override": Kind(_("Override decided"), "warn"),
    "see_breach": Kind(_("Breach looked at"), "warn"),
    "plan_steps": Kind(_("A date changed what is next"), "neutral"),
    "hand_over": Kind(_("Handed over with all work of a colleague")),
    "complete_follow_up": Kind(_("Follow-up done"), "ok"),
    "snooze_follow_up": Kind(_("Follow-up moved"), "neutral"),
    "reopen_follow_up": Kind(_("Follow-up open again"), "neutral"),
    "reassign_follow_up": Kind(_("Follow-up handed over"), "neutral"),
    "add_follow_up": Kind(_("Follow-up planned")),
    "draft_limits": Kind(_("Limits drafted")),
    "edit_limits": Kind(_("Draft of the limits changed")),
    "discard_limits": Kind(_("Draft of the limits discarded"), "neutral"),
    "replay_limits": Kind(_("Draft replayed over the past"), "neutral"),
    "cancel_replay": Kind(_("Replay cancelled"), "neutral"),
    "activate_limits": Kind(_("Limits put in force"), "warn"),
    "retry_message": Kind(_("Mail to be sent again"), "neutral"),
    "mark_message_sent": Kind(_("Mail marked as sent"), "neutral"),
    "cancel_message": Kind(_("Mail given up"), "neutral"),
    "refused": Kind(_("Refused"), "no", "refused"),
}  # fmt: skip

#: What a refused event tried to do; other actions go by the name of their event.
TRIED: dict[str, Text] = {
    "start_partnership": _("start a partnership"),
    "contact": _("write to the group"),
    "reserve_touch": _("write to the group"),
    "send_touch": _("write to the group"),
    "send_mail": _("write to the group"),
    "send_thank_you": _("send a thank-you"),
    "send_answer": _("answer the group"),
    "send_reply": _("reply to the group"),
    "write_ask": _("write the ask"),
    "agree_terms": _("agree the terms"),
    "execute": _("execute the agreement"),
    "schedule_placement": _("schedule a placement"),
    "go_live": _("go live"),
    "record_transfer": _("pay or give something"),
}

#: What an event may tell, in the order in which it is shown; keys that are not here stay unsaid.
TOLD: dict[str, Text] = {
    "name": _("name"), "email": _("e-mail"), "device": _("device"), "kind": _("kind"),
    "value": _("value"), "rule": _("rule"),
    "parent": _("parent"), "child": _("company"), "sponsor": _("sponsor"), "group": _("group"),
    "other": _("merged in"), "country": _("country"), "conditions": _("conditions"),
    "position": _("position"), "asked_of": _("of"), "answer": _("answer"),
    "answered_by": _("said by"), "version": _("version"), "change": _("change"),
    "primary_activity": _("primary activity"), "optional_activities": _("optional"),
    "activity": _("activity"), "material": _("material"), "title": _("title"),
    "language": _("language"), "channel": _("channel"), "body": _("body"), "amount": _("amount"),
    "fee": _("fee"), "currency": _("currency"), "approved": _("approved"), "cap": _("cap"),
    "held": _("held, more than the cap"),
    "category": _("category"), "basis": _("basis"), "paid_by": _("paid by"),
    "asked_on": _("asked on"), "answered_on": _("answered on"), "said_on": _("said on"),
    "starts_on": _("from"), "ends_on": _("to"), "since": _("since"), "until": _("until"),
    "as_of": _("as of"), "left_on": _("left on"), "lifted_on": _("lifted on"),
    "executed_on": _("executed on"), "approved_on": _("approved on"),
    "expires_on": _("expires on"), "planned_on": _("planned on"), "due_on": _("due on"),
    "given_on": _("given on"), "quoted_on": _("quoted on"), "not_before": _("not before"),
    "reached": _("people reached"), "reach": _("reach"), "report_back_due": _("report-back due"),
    "review_process": _("their way"), "written_yes_source": _("on file"),
    "sent_on": _("sent on"), "delivered_on": _("delivered on"), "evidence": _("how we know"),
    "review_by": _("answer by"),
    "verbal_yes_on": _("said on"), "written_yes_on": _("written on"),
    "exit_reason": _("why"), "owner": _("owner"), "state": _("state"), "rows": _("rows"),
    "was": _("before"), "level": _("level"), "hidden_fields": _("kept back"),
    "contact": _("contact person"),
    "created": _("new"), "kept": _("known already"), "source": _("source"),
}  # fmt: skip

#: Free words of people, shown as a quotation.
QUOTED = ("words", "summary", "reason", "note", "invitation", "why_this_group", "description")

#: Keys whose value may be a code; a value that is none of them is words already.
CODES: dict[str, type[TextChoices]] = {
    "answer": ClearanceAnswer, "change": AskChange, "exit_reason": ExitReason,
    "kind": FollowUpKind, "reason": OverrideReason, "channel": TouchChannel, "purpose": Purpose,
    "outcome": ReplyOutcome, "scope": StopScope,
    "was": ShareLevel, "level": ShareLevel, "hidden_fields": ShareField,
}  # fmt: skip


def kind_of(event: Any) -> Kind:
    """How an event is told; a kind without an entry is told under its own name."""
    return KINDS.get(event.kind) or Kind(Text(event.kind.replace("_", " ").capitalize()))


def told_by(event: Any) -> str:
    """Whose template tells it: the event kind's own, else its family's, else the common one."""
    return _template(event.kind, kind_of(event).family)


@cache
def _template(kind: str, family: str) -> str:
    """To look for a template that is not there costs more than to draw the one that is."""
    names = engines["rows"].env.list_templates()  # type: ignore[attr-defined]  # of Jinja
    return next(n for n in (kind, family, "default") if f"timeline/{n}.html" in names)


def told(event: Any) -> list[tuple[str, str]]:
    """What the event says, as pairs of a label and a value in words."""
    return [
        (words(label), within(_in_words(key, event.data[key])))
        for key, label in TOLD.items()
        if event.data.get(key) not in (None, "", [], {}, "None")
    ]


def _in_words(key: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(key, one) for one in value)
    text, codes = str(value), CODES.get(key)
    if codes and text in codes.values:
        return str(codes(text).label)
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


@register.filter
def day_of(value: str) -> str:
    """The day of a moment that an event keeps as ISO text."""
    return _in_words("", str(value)[:10])


@register.filter
def stage_label(value: str) -> str:
    """A stage by its name."""
    return str(Stage(value).label) if value in Stage.values else value


@register.filter
def rule_title(code: str) -> str:
    """A rule by its title; a rule of the past keeps its code."""
    return words(RULES[code].title) if code in RULES else str(code)


def quoted(event: Any) -> list[str]:
    """The free words of people that the event keeps."""
    said = [(key, event.data.get(key)) for key in QUOTED]
    return [_in_words(key, value) for key, value in said if value and isinstance(value, str)]


def stops_of(event: Any) -> list[dict[str, str]]:
    """The stops that began with an event: for what, and until when (blank = for good)."""
    return [
        {"scope": _in_words("scope", stop["scope"]), "until": stop["until"] or ""}
        for stop in event.data.get("stops") or ()
    ]


@register.filter
def refused_action(event: Any) -> str:
    """What a refused event tried to do."""
    action = event.data.get("action", "")
    title = TRIED.get(action) or (KINDS[action].title if action in KINDS else None)
    return words(title) if title else gettext("an action")


@register.filter
def refusing_rules(decision: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The rules that refused, by title, with their reasons, from a decision kept in an event."""
    return [
        {"title": rule_title(finding["rule"]), "because": finding["because"]}
        for finding in (decision or {}).get("findings", [])
        if finding["outcome"] in ("block", "unknown") and not finding.get("overridden_by")
    ]
