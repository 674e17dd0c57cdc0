"""Versions of the ask, and what the group would charge."""

from typing import Any

from advocacy.matching import texts
from advocacy.models import Ask, AskChange, Currency, FmvBasis, Quote
from advocacy.policy.activities import ACTIVITIES
from advocacy.policy.burden import burden
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.gather import threads
from advocacy.workflow.step import Step

WORDS = (
    "primary_activity", "subject_line", "body", "effort_hours", "fee", "fee_currency", "benefit",
    "goal", "exclusivity", "sole_funder", "pay_per_referral", "uses_logo", "reason",
)  # fmt: skip


def write_ask(step: Step) -> None:
    """A new version; what was sent before stays as it was."""
    with Problems() as problems:
        values = problems.values(Ask, step.data, WORDS)
        values["optional_activities"] = list(step.data.get("optional_activities") or [])
        values["attachments"] = [str(a)[:200] for a in step.data.get("attachments") or []][:20]
        for field, chosen in (
            ("primary_activity", [values["primary_activity"]]),
            ("optional_activities", values["optional_activities"]),
        ):
            for code in chosen:
                problems.one_of(field, code, ACTIVITIES)
        problems.one_of("fee_currency", values["fee_currency"], Currency.values)
        goal = values["goal"]
        if goal is not None and goal.group_id != step.of.group_id:
            problems.add("goal", _("This goal is another group’s. Choose one of this group’s."))
        before = Ask.objects.filter(partnership=step.of).order_by("-version").first()
        if before is not None and not values["reason"]:
            problems.add("reason", _("Say in a few words why the ask changes."))
    ask = Ask(
        partnership=step.of, written_by=step.who, version=before.version + 1 if before else 1,
        words=len(values["body"].split()), **values,
    )  # fmt: skip
    ask.change = _change(step, before, ask)
    if found := texts.most_similar(ask.body, step.of):
        ask.similar_to, ask.similar_share = found[0], round(found[1], 3)
    ask.save(force_insert=True)
    step.result = ask
    step.told.update(
        version=ask.version, change=ask.change, reason=ask.reason, words=ask.words,
        activity=str(ACTIVITIES[ask.primary_activity].title),
        fee=f"{ask.fee_currency} {ask.fee}" if ask.fee else "",
    )  # fmt: skip


def _change(step: Step, before: Ask | None, ask: Ask) -> AskChange:
    """Up or down by the burden on the group."""
    if before is None:
        return AskChange.FIRST
    staff = step.of.group.staff_size
    old, new = (
        burden(ask=threads.ask(one), staff_size=staff, limits=step.limits).score
        for one in (before, ask)
    )
    if new == old:
        return AskChange.REWORDED
    return AskChange.UP if new > old else AskChange.DOWN


QUOTE = ("amount", "currency", "basis", "fair_value", "source", "quoted_on")


def add_quote(step: Step) -> None:
    """What the group would charge and why that is fair."""
    with Problems() as problems:
        values = problems.values(Quote, step.data, QUOTE)
        problems.one_of("basis", values["basis"], FmvBasis.values)
        problems.has_come("quoted_on", values, step)
        values["comparables"] = _comparables(step.data.get("comparables"))
        if values["basis"] == FmvBasis.COMPARABLES and len(values["comparables"]) < 2:
            problems.add("comparables", _("Name two comparable fees at least, one a line."))
        if values["basis"] != FmvBasis.NONE and values["fair_value"] is None:
            problems.add("fair_value", _("Give the fair market value that it is measured by."))
    quote = Quote.objects.create(partnership=step.of, **values)
    step.result = quote
    step.told |= changes.told_of(quote, QUOTE)


def _comparables(given: Any) -> list[str]:
    return [str(line).strip()[:300] for line in given or [] if str(line).strip()][:20]
