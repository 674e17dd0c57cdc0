"""Two open partnerships of one study, found when their groups turn out to be the same."""

from advocacy.models import (
    Breach,
    Event,
    ExitReason,
    Group,
    Partnership,
    Purpose,
    Stage,
    Stop,
    Touch,
    TouchState,
    WayIn,
)
from advocacy.workflow import stages
from advocacy.workflow.effects import changes, closing, stops
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
    moving = list(touches)
    Breach.objects.filter(touch__in=moving).update(partnership=kept)
    Touch.objects.filter(pk__in=[touch.pk for touch in moving]).update(partnership=kept)
    bound = list(Stop.objects.filter(partnership=closed))
    Stop.objects.filter(pk__in=[stop.pk for stop in bound]).update(partnership=kept)
    later = [day for day in (kept.not_before, closed.not_before) if day]
    changes.apply(
        kept,
        {
            "side_state": kept.side_state or closed.side_state,
            "not_before": max(later, default=None),
        },
    )
    close(step, closed, kept=kept)
    return {
        "touches": [str(touch.pk) for touch in moving],
        "stops": [str(stop.pk) for stop in bound],
    }


def close(step: Step, partnership: Partnership, *, kept: Partnership) -> None:
    """End the second one; nothing is due for it and it holds no money any more."""
    came_from = partnership.stage
    partnership.exit_reason = ExitReason.DUPLICATE
    closing.free(partnership)
    stages.enter(partnership, Stage.CLOSED, at=step.at)
    stops.cancel_follow_ups(partnership, step)
    Event.objects.create(
        at=step.at,
        kind="close",
        actor=step.actor,
        partnership=partnership,
        group=partnership.group,
        study=partnership.study,
        sponsor=partnership.study.sponsor,
        from_stage=came_from,
        to_stage=Stage.CLOSED,
        limits_version=step.limits.version,
        data={"exit_reason": ExitReason.DUPLICATE.value, "kept": str(kept.pk)},
    )
