"""Rows that were read together are what Django would have read one by one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Exists, OuterRef, QuerySet

from advocacy.models import Ask, BudgetLine, Event, Group, Partnership, Person, Stop
from advocacy.models.group import OneOf
from advocacy.models.together import together
from tests import factories
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


@together
def about(*, group: UUID, day: date, at: datetime, lineage: list[UUID]) -> Any:
    stopped = Stop.objects.filter(group=OuterRef("pk"))
    return {
        "groups": Group.objects.filter(OneOf("id", lineage)).annotate(stopped=Exists(stopped)),
        "people": Person.objects.filter(group=group).order_by("name"),
        "events": Event.objects.filter(group=group, at__lte=at).for_page()[:20],
        "asks": Ask.objects.filter(partnership__group=group),
        "lines": BudgetLine.objects.filter(approved_on__lte=day).with_held(),
        "work": Partnership.objects.filter(group=group).values("id", "stage_since", "owner__name"),
    }


def plain(row: Any) -> Any:
    """Everything that a row holds, with its annotations and the objects selected with it."""
    if isinstance(row, dict):
        return row
    own = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    more = {k: v for k, v in vars(row).items() if k not in own and k != "_state"}
    beside = {name: plain(one) for name, one in row._state.fields_cache.items() if one is not None}
    return own | more | beside


def test_they_are_the_same_as_one_by_one() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("hesitant")
    factories.PersonFactory(group=world.group, name="Zoë <b>")
    given = {
        "group": world.group.pk, "day": date(2030, 1, 1), "at": datetime(2030, 1, 1, tzinfo=UTC),
        "lineage": world.group.lineage,
    }  # fmt: skip
    for _again in range(2):  # the second time the SQL is there already
        found = about(**given)
        one_by_one: dict[str, QuerySet[Any]] = about.__wrapped__(**given)
        for name, query in one_by_one.items():
            assert [plain(row) for row in found[name]] == [plain(row) for row in query], name
            assert found[name], name


def test_other_values_give_other_rows() -> None:
    first, second = factories.GroupFactory(), factories.GroupFactory()
    for group in (first, second):
        found = about(
            group=group.pk, day=date(2030, 1, 1), at=datetime(2030, 1, 1, tzinfo=UTC),
            lineage=[group.pk],
        )  # fmt: skip
        assert [row.pk for row in found["groups"]] == [group.pk]


def test_a_value_that_the_query_lost_is_told() -> None:
    @together
    def careless(*, day: date) -> Any:
        return {"lines": BudgetLine.objects.filter(approved_on__lte=day - timedelta(days=1))}

    with pytest.raises(ValueError, match="compute with what is given before"):
        careless(day=date(2030, 1, 1))
