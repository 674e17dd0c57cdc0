"""Why a next step is due, in words that are translated when they are read.

A next step keeps the code and its values as JSON; days are ISO dates there.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from advocacy.policy.text import Text, Value
from advocacy.policy.text import gettext as _

DAYS = frozenset({"since", "until", "on"})

REASONS: dict[str, Text] = {
    "unknown_group": _("On the list since {since}; {days} business days to get to know it."),
    "not_asked": _("Profiled since {since}; the sponsor has not been asked yet."),
    "no_answer_of_sponsor": _("Asked on {since}; after {days} business days of silence one calls."),
    "sponsor_holds": _("The sponsor said to hold on {since}."),
    "no_ask": _("Cleared since {since}; there is no ask yet."),
    "not_contacted": _("The ask is written; nobody at the group has it yet."),
    "spacing": _("Attempt {n} of {most} is allowed {days} business days after {since}."),
    "spacing_after_absence": _(
        "Attempt {n} of {most} is allowed {days} business days after they are back on {until}."
    ),
    "silence": _("Attempt {n} of {most} was on {since}; {days} business days of silence close it."),
    "thanks_owed": _("They said no or hesitated on {since}: thanks within {days} business days."),
    "question_open": _("They asked something, and hesitated on {since}: one answer is owed."),
    "unread": _("A mail of theirs came on {since}; nobody has said yet what it is."),
    "paused": _("No contact before {until}."),
    "last_word": _("The last word was on {since}; {days} business days later we ask how it goes."),
    "no_contract": _("Nothing was said since {since}; there is no draft of the contract."),
    "contract_open": _("Drafted; nothing was said since {since}, and not both have signed."),
    "no_material": _("Executed since {since}; no approved material is ready."),
    "irb_holds": _("The ethics committee holds the material."),
    "not_placed": _("The material is ready since {since}; no placement is planned."),
    "decides_on": _("The group said that it decides by {on}."),
    "no_day_to_decide": _("The group has had it since {since}; ask when it decides."),
    "planned_on": _("The placement is planned for {on}."),
    "no_day_planned": _("Scheduled since {since}; no placement is still to come."),
    "campaign_runs": _("Live since {since}; after {days} business days its figures are known."),
    "report_back_owed": _("We promised the group figures by {on}."),
    "all_reported": _("Everything is reported since {since}."),
    "stance_expires": _("Their stance of {since} holds until {until}."),
    "agreement_ends": _("The agreement ends on {until}; a renewal takes weeks."),
    "override_ends": _("The override may be used until {until}."),
    "reserved": _("{name} reserved a touch; after {n} minutes it is given back by itself."),
}  # fmt: skip


def why(code: str, **values: Any) -> dict[str, Any]:
    """A reason as it is kept; raises KeyError for one that does not exist."""
    REASONS[code]
    return {
        "code": code,
        **{k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()},
    }


def read(kept: Mapping[str, Any]) -> Text | None:
    """The words of a kept reason; None where there is none, or none that this version knows."""
    reason = REASONS.get(str(kept.get("code", "")))
    if reason is None:
        return None
    values = tuple((name, _value(name, value)) for name, value in kept.items() if name != "code")
    return Text(reason.message, values)


def _value(name: str, value: Any) -> Value:
    if name in DAYS:
        return date.fromisoformat(value)
    found: Value = value
    return found
