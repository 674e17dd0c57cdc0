"""From the group's review to the executed agreement."""

from decimal import Decimal

from advocacy.models import Agreement, AgreementKind, Ask, HoldState, Partnership, Stage
from advocacy.policy.text import Money
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes, contact
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.effects.materials import fingerprint
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.step import Step

FIELDS = (
    "purpose", "activity", "acknowledgement", "amount", "currency", "in_kind", "starts_on",
    "ends_on", "group_signatory", "group_signed_on", "sponsor_signatory", "sponsor_signed_on",
    "exclusivity", "sole_funder", "pay_per_referral",
)  # fmt: skip


def group_review(step: Step) -> None:
    """The group looks at the ask in its own way, and names a day."""
    own = step.of
    with Problems() as problems:
        values = problems.values(Partnership, step.data, ("review_process", "review_by"))
        if not values["review_process"]:
            problems.add("review_process", _("Say who looks at it, for example its board."))
        if values["review_by"] is None or values["review_by"] < step.today:
            problems.add("review_by", _("Give the day to come on which they answer."))
    changes.apply(own, values)
    step.result = own
    step.told.update(review_process=own.review_process[:300], review_by=str(own.review_by))


def verbal_yes(step: Step) -> None:
    """A yes by word of mouth: pending written."""
    _dated(step, ("verbal_yes_on",))


def agree_terms(step: Step) -> None:
    """The group's written yes; its fee is committed from here on."""
    _dated(step, ("written_yes_on", "written_yes_source"))
    contact.hold(step, HoldState.COMMITTED)


def _dated(step: Step, names: tuple[str, ...]) -> None:
    with Problems() as problems:
        values = problems.values(Partnership, step.data, names)
        for name, value in values.items():
            if not value:
                problems.add(name, _("Fill this in."))
        problems.has_come(names[0], values, step)
    changes.apply(step.of, values)
    step.result = step.of
    step.told |= {name: str(value) for name, value in values.items()}


def draft_agreement(step: Step) -> None:
    """The written contract begins; nothing is signed yet."""
    agreement = Agreement(
        kind=AgreementKind.CAMPAIGN, partnership=step.of, group=step.of.group,
        sponsor=step.of.study.sponsor,
    )  # fmt: skip
    _fill(step, agreement, Problems())
    agreement.save(force_insert=True)
    _tell(step, agreement)


def edit_agreement(step: Step) -> None:
    """Change the draft, or attach the signed file."""
    agreement: Agreement = step.subject
    if agreement.executed_on is not None:
        raise StageRefused(_("An executed agreement is not edited. Draft an amendment instead."))
    _fill(step, agreement, Problems())
    agreement.save(update_fields=[*FIELDS, "file", "file_hash"])
    _tell(step, agreement)


def _fill(step: Step, agreement: Agreement, collected: Problems) -> None:
    with collected as problems:
        values = problems.values(Agreement, step.data, FIELDS, changing=True)
        for name in ("group_signed_on", "sponsor_signed_on"):
            problems.has_come(name, values, step)
        starts = values.get("starts_on", agreement.starts_on)
        problems.ordered("ends_on", starts, values.get("ends_on", agreement.ends_on))
    for name, value in values.items():
        setattr(agreement, name, value)
    if file := step.data.get("file"):
        agreement.file, agreement.file_hash = file, fingerprint(file=file)


def _tell(step: Step, agreement: Agreement) -> None:
    step.result = agreement
    step.told["missing"] = list(agreement.missing)


def _within_fee(step: Step, agreement: Agreement) -> None:
    """The contract promises no more than the fee that the budget was asked about."""
    if not agreement.amount:
        return
    ask = Ask.objects.filter(partnership=step.of).order_by("-version").first()
    fee = ask.fee if ask is not None and ask.fee_currency == agreement.currency else None
    if agreement.amount > (fee or 0):
        raise StageRefused(
            _("The agreement promises {amount}, the ask {fee}. Agree on one of them first.",
              amount=Money(agreement.amount, agreement.currency),
              fee=Money(fee or Decimal(0), agreement.currency))
        )  # fmt: skip


def execute(step: Step) -> None:
    """Both signed: from here on it holds, and nobody edits it."""
    agreement = (
        Agreement.objects.filter(partnership=step.of, kind=AgreementKind.CAMPAIGN)
        .order_by("-created_at")
        .first()
    )
    if agreement is None or agreement.group_signed_on is None or not agreement.sponsor_signed_on:
        raise StageRefused(_("There is no agreement that both have signed. Draft and sign it."))
    _within_fee(step, agreement)
    agreement.executed_on = max(agreement.group_signed_on, agreement.sponsor_signed_on)
    agreement.save(update_fields=["executed_on"])
    step.result, step.to_stage = agreement, Stage.EXECUTED
    step.told.update(executed_on=str(agreement.executed_on), ends_on=str(agreement.ends_on))
