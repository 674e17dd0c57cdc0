"""Runs one effect by itself, with the step that the write path would hand to it."""

from datetime import UTC, datetime
from typing import Any

from advocacy.models import Group, Study
from advocacy.policy.limits import Limits
from advocacy.workflow.step import Effect, Step
from tests.factories import UserFactory


def run(effect: Effect, subject: Any = None, **data: Any) -> Step:
    """Give the step as the effect left it."""
    step = Step(
        action=effect.__name__,
        actor=UserFactory(),
        subject=subject,
        data=data,
        at=datetime.now(tz=UTC),
        limits=Limits(),
        group=subject if isinstance(subject, Group) else getattr(subject, "group", None),
        study=subject if isinstance(subject, Study) else None,
    )
    effect(step)
    return step
