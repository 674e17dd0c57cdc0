from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from advocacy.models import Group
from advocacy.workflow.effects import groups
from advocacy.workflow.errors import InvalidData
from tests.factories import TODAY, ConditionFactory, GroupFactory, days_ago
from tests.workflow.effects.steps import run

pytestmark = pytest.mark.django_db


def values(**changed: Any) -> dict[str, Any]:
    """Give what a new group needs."""
    return {
        "name": "Harbour Memory Circle", "kind": "support", "country": "US", "region": "ME",
        "city": "Portland", "countries": ["US"], "languages": ["en"],
        "time_zone": "America/New_York", "source": "their website", **changed,
    }  # fmt: skip


def test_it_writes_a_group_with_its_conditions() -> None:
    condition = ConditionFactory()
    step = run(groups.create_group, **values(conditions=[condition], aliases=["HMC", "", "HMC"]))
    group = Group.objects.get(pk=step.result.pk)
    assert group.aliases == ["HMC"]
    assert list(group.conditions.all()) == [condition]
    assert group.family_id == group.pk
    assert step.group == group
    assert step.told["conditions"] == condition.name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x" * 241), ("name", "a\x00b"), ("kind", "club"),
        ("country", "XX"), ("countries", ["US", "U1"]), ("languages", ["english"]),
        ("time_zone", "America/Gotham"), ("time_zone", ""), ("revenue", Decimal(-1)),
        ("revenue_year", 3000), ("website", "not a link"), ("staff_size", -1),
        ("revenue_currency", "XYZ"),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be_right_and_names_the_field(field: str, value: Any) -> None:
    with pytest.raises(InvalidData) as refused:
        run(groups.create_group, **values(**{field: value}))
    assert field in refused.value.errors
    assert not Group.objects.exists()


def test_it_refuses_a_registry_number_that_is_taken_and_names_the_group() -> None:
    GroupFactory(name="Northern Lights", registry_number="12-3456789")
    with pytest.raises(InvalidData, match="Northern Lights has this number"):
        run(groups.create_group, **values(registry_number="12-3456789"))


def test_an_empty_registry_number_may_be_given_twice() -> None:
    for name in ("One", "Two"):
        run(groups.create_group, **values(name=name, registry_number=""))
    assert Group.objects.filter(registry_number=None).count() == 2


def test_an_edit_tells_what_was_before_and_keeps_the_former_name() -> None:
    group = GroupFactory(name="Before", staff_size=3)
    step = run(groups.edit_group, group, name="After", staff_size=4, reason="new letterhead")
    group.refresh_from_db()
    assert (group.name, group.aliases, group.staff_size) == ("After", ["Before"], 4)
    assert {"field": "staff_size", "label": "paid staff", "from": "3", "to": "4"} in step.told[
        "changes"
    ]
    assert step.told["reason"] == "new letterhead"


def test_an_edit_leaves_alone_what_was_not_given() -> None:
    group = GroupFactory(city="Bangor")
    run(groups.edit_group, group, staff_size=9)
    group.refresh_from_db()
    assert group.city == "Bangor"


def test_a_group_cannot_come_under_its_own_chapter() -> None:
    top = GroupFactory()
    chapter = GroupFactory(parent=top)
    with pytest.raises(InvalidData) as refused:
        run(groups.edit_group, top, parent=chapter)
    assert "parent" in refused.value.errors


def test_a_merged_group_takes_no_chapters() -> None:
    gone = GroupFactory(merged_into=GroupFactory())
    with pytest.raises(InvalidData, match="no longer exists"):
        run(groups.create_group, **values(parent=gone))


def test_a_fact_on_size_sets_the_size_of_the_group() -> None:
    group = GroupFactory(staff_size=None)
    run(
        groups.record_fact, group, kind="size", value="Seven people", staff_size=7,
        source="call", as_of=days_ago(3),
    )  # fmt: skip
    group.refresh_from_db()
    assert group.staff_size == 7
    assert group.profile_facts.get().value == "Seven people"


def test_a_fact_cannot_be_of_a_day_to_come() -> None:
    with pytest.raises(InvalidData) as refused:
        run(
            groups.record_fact, GroupFactory(), kind="mission", value="Help", source="call",
            as_of=TODAY() + timedelta(days=2),
        )  # fmt: skip
    assert "as_of" in refused.value.errors


def test_a_goal_and_a_channel_need_their_source() -> None:
    group = GroupFactory()
    with pytest.raises(InvalidData) as refused:
        run(groups.record_goal, group, words="A guide", source="", as_of=days_ago(1))
    assert "source" in refused.value.errors
    step = run(
        groups.record_channel, group, kind="newsletter", name="News", reach=None, source="kit",
        as_of=days_ago(1),
    )  # fmt: skip
    assert step.result.reach is None


def test_a_busy_period_is_made_of_days_that_exist() -> None:
    period = {"name": "Gala", "starts_month": 2, "starts_day": 29, "ends_month": 3, "ends_day": 1}
    run(groups.record_busy_period, GroupFactory(), **period)
    for wrong in ({"starts_day": 30}, {"ends_month": 13}, {"ends_day": None}):
        with pytest.raises(InvalidData):
            run(groups.record_busy_period, GroupFactory(), **period | wrong)
