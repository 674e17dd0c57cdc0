"""Telling people inside the product, in the same transaction as what they are told of."""

from typing import Any

from advocacy.models import Notification, NotificationKind, Partnership, User
from advocacy.workflow.step import Step


def tell(
    step: Step,
    who: User | None,
    kind: NotificationKind,
    *,
    about: Partnership | None = None,
    **data: Any,
) -> None:
    """Tell one person; nobody is told of their own deed, nor who cannot sign in any more.

    `data` is JSON: names, codes and ids that the page makes a sentence of. `about` is another
    partnership than the step's own.
    """
    if who is None or who == step.actor or not (who.is_active and who.is_insider):
        return
    said = {"by": step.actor.name if step.actor else "", **data}
    step.notices.append(
        Notification(
            recipient=who, kind=kind, partnership=about or step.partnership, data=said,
            created_at=step.at,
        )
    )  # fmt: skip


def tell_roles(step: Step, roles: tuple[str, ...], kind: NotificationKind, **data: Any) -> None:
    """Tell everybody of these roles."""
    for person in User.objects.insiders().filter(role__in=roles):
        tell(step, person, kind, **data)


def write(step: Step) -> None:
    """Keep what was told; an action that failed has told nothing."""
    for notice in step.notices:
        step.writes.insert(notice)
