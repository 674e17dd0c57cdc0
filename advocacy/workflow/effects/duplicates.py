"""Two open partnerships of one study, found when their groups turn out to be the same."""

from advocacy.models import (
    Breach,
    BudgetHold,
    ExitReason,
    FollowUp,
    FollowUpState,
    Group,
    Partnership,
    Purpose,
    Stage,
    Stop,
    Touch,
    TouchState,
    WayIn,
)
from advocacy.workflow.effects import changes
from advocacy.workflow.step import Step


def settle_duplicates(step: Step, *, survivor: Group, other: Group) -> list[dict[str, object]]:
    """Keep the partnership that is further along; what was sent in the other counts in it."""
    told: list[dict[str, object]] = []
    for theirs in Partnership.objects.open().filter(group=other):
        ours = Partnership.objects.open().filter(group=survivor, study=theirs.study_id).first()
        if ours is None:
            continue
        further = Stage(theirs.stage).position > Stage(ours.stage).position
        kept, closed = (theirs, ours) if further else (ours, theirs)
        told.append(
            {
                "study": str(kept.study),
                "kept": str(kept.pk),
                "closed": str(closed.pk),
                "closed_at_stage": closed.stage,
                **hand_over(step, kept=kept, closed=closed),
            }
        )
    return told


def hand_over(step: Step, *, kept: Partnership, closed: Partnership) -> dict[str, list[str]]:
    """Close one for the other; its touches, stops and holds bind the one that is kept."""
    Touch.objects.reserved().filter(partnership=closed).update(state=TouchState.RELEASED)
    touches = Touch.objects.filter(partnership=closed)
    thanks = Touch.objects.filter(
        purpose=Purpose.THANK_YOU, way_in=WayIn.CLEARED, state=TouchState.DELIVERED
    )
    if thanks.filter(partnership=kept).exists():
        touches = touches.exclude(pk__in=thanks.filter(partnership=closed))
    moved = [str(pk) for pk in touches.order_by().values_list("pk", flat=True)]
    Breach.objects.filter(touch__in=moved).update(partnership=kept)
    Touch.objects.filter(pk__in=moved).update(partnership=kept)
    stops = Stop.objects.filter(partnership=closed)
    bound = [str(pk) for pk in stops.order_by().values_list("pk", flat=True)]
    stops.update(partnership=kept)
    later = [day for day in (kept.not_before, closed.not_before) if day]
    changes.apply(
        kept,
        {
            "side_state": kept.side_state or closed.side_state,
            "not_before": max(later, default=None),
        },
    )
    close(step, closed)
    return {"touches": moved, "stops": bound}


def close(step: Step, partnership: Partnership) -> None:
    """End the second one; nothing is due for it and it holds no money any more."""
    BudgetHold.objects.filter(partnership=partnership).delete()
    FollowUp.objects.open().filter(partnership=partnership).update(
        state=FollowUpState.CANCELLED, closed_at=step.at
    )
    changes.apply(
        partnership,
        {
            "stage": Stage.CLOSED,
            "stage_since": step.at,
            "side_state": "",
            "exit_reason": ExitReason.DUPLICATE,
            "closed_at": step.at,
        },
    )
