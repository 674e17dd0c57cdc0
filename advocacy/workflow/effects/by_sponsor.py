"""What a sponsor's own people do: answer by a link, declare relationships, raise a budget."""

from datetime import timedelta
from decimal import Decimal

from advocacy.messages import clearance_question
from advocacy.messages.ledger import enqueue
from advocacy.models import (
    BudgetLine,
    Clearance,
    Currency,
    NotificationKind,
    OneTimeLink,
    Relationship,
    Role,
    Sponsor,
    SponsorContact,
    Study,
    User,
)  # fmt: skip
from advocacy.models.viewers import QUESTION_DAYS
from advocacy.policy.text import gettext as _
from advocacy.workflow import notices
from advocacy.workflow.effects import changes, sponsors, viewers
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import InvalidData, StageRefused
from advocacy.workflow.step import MANAGERS, Step

DECLARED = ("kind", "starts_on", "ends_on", "note", "amount", "currency", "confidential")


def contact_of(viewer: User) -> SponsorContact:
    """The person at the sponsor that this viewer is, written down where nobody has yet."""
    people = SponsorContact.objects.of(viewer.sponsor_id).present()
    found = people.filter(email__iexact=viewer.email).order_by("id").first()
    assert viewer.sponsor_id is not None
    return found or SponsorContact.objects.create(
        sponsor_id=viewer.sponsor_id, name=viewer.name, email=viewer.email
    )


def send_clearance_question(step: Step) -> None:
    """Make a new link for the question that waits, by mail if so chosen; older ones stop."""
    own = step.of
    waiting = Clearance.objects.unanswered().filter(study=own.study, group=own.group)
    row = waiting.select_related("asked_of").first()
    if row is None:
        raise StageRefused(_("No question waits. Ask the sponsor first."))
    link_for(step, row, by_mail=bool(step.data.get("by_mail")))


def link_for(step: Step, row: Clearance, *, by_mail: bool) -> None:
    """The one link of a question that works."""
    contact = row.asked_of
    if by_mail and not contact.email:
        raise InvalidData({
            "by_mail": _("No e-mail address of {name} is on file. Add it to the sponsor’s contacts,"
                         " or copy the link.", name=contact.name),
        })  # fmt: skip
    row.links.unused().update(withdrawn_at=step.at)
    link = OneTimeLink.objects.create(
        clearance=row, contact=contact, made_by=step.who, created_at=step.at,
        expires_at=step.at + timedelta(days=QUESTION_DAYS),
    )  # fmt: skip
    if by_mail:
        enqueue(
            clearance_question.CODE, subject=link.pk, occurrence="1", to=contact.email,
            due_at=step.at,
        )  # fmt: skip
    step.result = link
    step.told.update(asked_of=contact.name, by_mail=by_mail)


def who_answers(step: Step, row: Clearance) -> SponsorContact | None:
    """Whose answer it is where nobody of ours writes it down; None where somebody does.

    A link speaks for the person whom it was sent to, once, and for its own question alone; a
    viewer for oneself.
    """
    if step.actor is not None:
        return contact_of(step.actor) if step.actor.role == Role.SPONSOR_VIEWER else None
    link = step.data.get("link")
    if not isinstance(link, OneTimeLink) or link.clearance_id != row.pk or link.contact is None:
        raise StageRefused(_("This link does not work any more."))
    if link.contact.left_on is not None:
        raise StageRefused(_("This link does not work any more."))
    viewers.use(link, step)
    return link.contact


def tell_of_answer(step: Step, row: Clearance, contact: SponsorContact) -> None:
    """Tell the owner who answered, and how."""
    step.told["by"] = contact.name
    own = step.of
    notices.tell(
        step, own.owner, NotificationKind.SPONSOR, by=contact.name, answer=row.answer,
        note=row.note[:300],
    )  # fmt: skip


def declare_relationship(step: Step) -> None:
    """Keep a tie that the sponsor itself tells of; of a group not on file a manager is told.

    What is wrong is found before it counts whether the group is on file: that is not to be told.
    """
    sponsor: Sponsor = step.subject
    group, name = step.data.get("group"), str(step.data.get("group_name") or "").strip()[:240]
    with Problems() as problems:
        values = problems.values(Relationship, step.data, DECLARED)
        problems.has_come("starts_on", values, step)
        problems.ordered("ends_on", values["starts_on"], values["ends_on"], same_day=True)
        if not name or "\x00" in name:
            problems.add("group_name", _("Name the group."))
    contact = contact_of(step.who)
    if group is None:
        step.told |= {"sponsor": sponsor.name, "group": name, "note": _unfiled(step)}
        step.sponsor = sponsor
    else:
        ours = contact if contact.sponsor_id == sponsor.pk else None
        step.data |= {"owner": ours, "source": f"{contact.name}, {step.at:%Y-%m-%d}"}
        sponsors.record_relationship(step)
    name = group.name if group else name
    notices.tell_roles(
        step, MANAGERS, NotificationKind.SPONSOR, group=name, unknown=group is None,
        sponsor=str(sponsor.pk),
    )  # fmt: skip


def _unfiled(step: Step) -> str:
    """What was declared about a group that is not on file, in words to write down later."""
    names = ("kind", "starts_on", "ends_on", "amount", "currency", "note")
    private = ("amount", "currency") if step.data.get("confidential") else ()
    said = [str(step.data[n]) for n in names if step.data.get(n) and n not in private]
    return ", ".join(said)[:300]


def raise_budget(step: Step) -> None:
    """Raise what is approved, in the name of who does it; a cap below it comes along."""
    study: Study = step.subject
    line = (
        BudgetLine.objects.select_for_update(no_key=True)
        .filter(study=study, currency=step.data.get("currency") or Currency.USD)
        .first()
    )
    if line is None:
        raise InvalidData({"approved": _("No budget in this currency is approved yet.")})
    with Problems() as problems:
        amount: Decimal | None = problems.values(BudgetLine, step.data, ("approved",))["approved"]
        if not problems.found and amount is not None and amount <= line.approved:
            problems.add(
                "approved",
                _("{amount} is approved already. Give more; to lower it, talk to us.",
                  amount=f"{line.currency} {line.approved:,}"),
            )  # fmt: skip
    assert amount is not None
    values = {
        "approved": amount, "cap": max(line.cap, amount), "approved_by": contact_of(step.who),
        "approved_on": step.at.date(),
    }  # fmt: skip
    step.told |= {"currency": line.currency, "changes": changes.apply(line, values),
                  "note": str(step.data.get("note") or "")[:300]}  # fmt: skip
    step.result, step.study, step.sponsor = line, study, study.sponsor
    notices.tell_roles(
        step, MANAGERS, NotificationKind.SPONSOR, amount=f"{line.currency} {line.approved:,}",
        study=str(study.pk),
    )  # fmt: skip
