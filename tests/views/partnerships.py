"""What the tests of partnership pages share."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from advocacy.models import (
    Group,
    Partnership,
    Stage,
    User,
)  # fmt: skip
from tests.factories import (
    TODAY,
    AgreementFactory,
    ApprovalFactory,
    AskFactory,
    BudgetLineFactory,
    ClearanceFactory,
    GroupFactory,
    PartnershipFactory,
    PlacementFactory,
    QuoteFactory,
    StudyFactory,
    days_ago,
)  # fmt: skip

LOG = "/touches/log/"
TUESDAY = datetime(2026, 11, 24, 16, tzinfo=UTC)  # 11:00 in New York


def page(browser: Client, own: Partnership, **asked: Any) -> str:
    response = browser.get(reverse("partnership-detail", args=[own.pk]), asked)
    assert response.status_code == 200
    return str(response.content.decode())


def clear_to_contact(dana: User) -> Partnership:
    """Give her a partnership in which nothing keeps her from writing."""
    study = StudyFactory()
    BudgetLineFactory(study=study)
    group = GroupFactory(name="Northern Lights", profiled=True, revenue=500_000, revenue_year=2025)
    ClearanceFactory(study=study, group=group)
    own = PartnershipFactory(study=study, group=group, owner=dana, stage=Stage.CLEARED)
    AskFactory(partnership=own, primary_activity="newsletter_item", fee=900)
    QuoteFactory(partnership=own)
    return own


def bring_to(own: Partnership, stage: Stage) -> None:
    """Write the stage with the papers without which the database refuses it."""
    if stage.position >= Stage.EXECUTED.position:
        AgreementFactory(partnership=own, executed_on=days_ago(4))
    if stage.position >= Stage.SCHEDULED.position:
        placement = PlacementFactory(partnership=own)
        ApprovalFactory(material=placement.material)
        if stage.position >= Stage.LIVE.position:
            placement.state, placement.went_live_on = "live", TODAY()
            placement.save(update_fields=["state", "went_live_on"])
    Partnership.objects.filter(pk=own.pk).update(stage=stage)


def step(own: Partnership, slug: str) -> str:
    return reverse(f"partnership-{slug}", args=[own.pk])


def log(browser: Client, own: Partnership | Group, **data: Any) -> Any:
    kind = "partnership" if isinstance(own, Partnership) else "group"
    return browser.post(f"{LOG}?{kind}={own.pk}", data, follow=True)
