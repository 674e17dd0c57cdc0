"""What a sponsor may see of a study, and which partnerships it may not."""

from typing import Any

from advocacy.models import (
    HiddenPartnership,
    Partnership,
    Role,
    Share,
    ShareField,
    ShareLevel,
    Sponsor,
    Study,
    User,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow import versions
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.gather.sponsors import family_of
from advocacy.workflow.step import Step

FIELDS = ("sponsor", "level", "hidden_fields", "contact")


def set_share(step: Step) -> None:
    """Set what one sponsor sees of a study; it holds from the next request on."""
    study: Study = step.subject
    with Problems() as problems:
        values = problems.values(Share, step.data, FIELDS)
        problems.one_of("level", values["level"], ShareLevel.values)
        for field in values["hidden_fields"] or ():
            problems.one_of("hidden_fields", field, ShareField.values)
        _of_ours(problems, values["contact"])
        _of_family(step, problems, values)
    share = Share.objects.filter(study=study, sponsor=values["sponsor"]).first()
    before = ShareLevel(share.level) if share else ShareLevel.HIDDEN
    if share is not None:
        versions.check(step, share)
    share = share or Share(study=study)
    for name, value in values.items():
        setattr(share, name, value)
    share.set_at = step.at
    share.save()
    step.result, step.study, step.sponsor = share, study, share.sponsor
    step.told.update(
        sponsor=share.sponsor.name, was=before.value, level=share.level,
        hidden_fields=list(share.hidden_fields),
        contact=share.contact.name if share.contact else "",
    )  # fmt: skip


def _of_ours(problems: Problems, contact: User | None) -> None:
    if contact is not None and (contact.role == Role.SPONSOR_VIEWER or not contact.is_active):
        problems.add("contact", _("Choose a colleague who can sign in."))


def _of_family(step: Step, problems: Problems, values: dict[str, Any]) -> None:
    """Only a sponsor of the study's own family can be shown anything."""
    sponsor: Sponsor | None = values["sponsor"]
    if sponsor is None or values["level"] == ShareLevel.HIDDEN:
        return
    if sponsor.pk not in family_of(step.subject.sponsor, day=step.at.date()).members:
        problems.add(
            "sponsor",
            _(
                "{sponsor} does not belong to the family of {own}, which runs this study. Choose"
                " one that does.",
                sponsor=sponsor.name,
                own=step.subject.sponsor.name,
            ),
        )


def hide_partnership(step: Step) -> None:
    """Keep one partnership back from a sponsor, whatever the level of the study."""
    share, own = _both(step)
    step.result, _made = HiddenPartnership.objects.get_or_create(share=share, partnership=own)


def show_partnership(step: Step) -> None:
    """Show a partnership again that was kept back."""
    share, own = _both(step)
    HiddenPartnership.objects.filter(share=share, partnership=own).delete()
    step.result = share


def _both(step: Step) -> tuple[Share, Partnership]:
    share: Share = step.subject
    own: Partnership | None = step.data.get("partnership")
    with Problems() as problems:
        if own is None or own.study_id != share.study_id:
            problems.add("partnership", _("Choose a partnership of this study."))
    assert own is not None  # the block above has raised
    step.partnership, step.group = own, own.group
    step.study, step.sponsor = share.study, share.sponsor
    step.told.update(
        sponsor=share.sponsor.name, group=own.group.name, reason=step.data.get("reason", "")
    )
    return share, own
