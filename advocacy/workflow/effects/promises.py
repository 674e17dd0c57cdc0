"""That a group got what it was promised, or did not after all."""

from advocacy.models import Ask, Delivery
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.step import Step

FIELDS = ("delivered_on", "evidence")


def record_delivery(step: Step) -> None:
    """The benefit that an ask names has reached the group: when, and how we know."""
    ask: Ask = step.subject
    if not ask.benefit:
        raise StageRefused(_("This ask names no benefit, so there is none to deliver."))
    if Delivery.objects.filter(ask=ask).exists():
        raise StageRefused(_("A colleague has recorded this already. Look at the ledger."))
    with Problems() as problems:
        values = problems.values(Delivery, step.data, FIELDS)
        if values["delivered_on"] is None:
            problems.add("delivered_on", _("Give the day on which the group got it."))
        problems.has_come("delivered_on", values, step)
        if not values["evidence"]:
            problems.add("evidence", _("Say how we know, such as where the proof is on file."))
    step.result = Delivery.objects.create(
        partnership=step.of, ask=ask, recorded_by=step.who, **values
    )
    step.told.update(
        words=ask.benefit, delivered_on=str(values["delivered_on"]), evidence=values["evidence"]
    )


def withdraw_delivery(step: Step) -> None:
    """A benefit was noted as delivered and was not: it is owed again, and the timeline says why."""
    ask: Ask = step.subject
    delivery = Delivery.objects.filter(ask=ask).first()
    if delivery is None:
        raise StageRefused(_("No delivery is on file here, so there is none to take back."))
    reason = str(step.data.get("reason") or "").strip()
    with Problems() as problems:
        if not reason:
            problems.add("reason", _("Say what was wrong, such as that the parcel came back."))
    step.told.update(
        words=ask.benefit, delivered_on=str(delivery.delivered_on), evidence=delivery.evidence,
        reason=reason,
    )  # fmt: skip
    step.result = ask
    delivery.delete()
