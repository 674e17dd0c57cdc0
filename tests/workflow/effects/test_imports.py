from datetime import date
from typing import Any

import pytest

from advocacy.models import Condition, Group, ParentEdge, Relationship, Sponsor, Study
from advocacy.workflow.effects import imports
from advocacy.workflow.errors import InvalidData
from tests.factories import ConditionFactory, GroupFactory, SponsorFactory
from tests.workflow.effects.steps import run

pytestmark = pytest.mark.django_db


def group_row(number: int, **changed: Any) -> dict[str, Any]:
    """Give one row of a list of groups."""
    return {
        "name": f"Group {number}", "kind": "regional", "country": "US", "region": "ME",
        "city": "Portland", "countries": ["US"], "languages": ["en"],
        "time_zone": "America/New_York", "registry_number": f"12-{number:07}", "source": "list",
        **changed,
    }  # fmt: skip


def test_groups_come_with_their_conditions_and_chapters_below_their_parent() -> None:
    condition, parent = ConditionFactory(), GroupFactory()
    rows = [group_row(n, conditions=[condition], parent=parent) for n in range(3)]
    step = run(imports.import_groups, rows=rows)
    assert step.told == {"rows": 3, "created": 3, "kept": 0}
    assert Group.objects.filter(conditions=condition, family=parent).count() == 3


def test_a_second_import_changes_nothing() -> None:
    rows = [group_row(1), group_row(2, registry_number=None)]
    first = run(imports.import_groups, rows=rows).result
    again = run(imports.import_groups, rows=[*rows, group_row(1, name="Other")])
    assert again.told == {"rows": 3, "created": 0, "kept": 3}
    assert again.result == [*first, first[0]]
    assert Group.objects.count() == 2


def test_the_first_wrong_row_is_named_and_nothing_is_written() -> None:
    with pytest.raises(InvalidData, match="Row 2, time_zone"):
        run(imports.import_groups, rows=[group_row(1), group_row(2, time_zone="Mars/Base")])
    assert not Group.objects.exists()


def test_groups_are_written_in_a_fixed_number_of_queries(
    django_assert_max_num_queries: Any,
) -> None:
    condition = ConditionFactory()
    rows = [group_row(n, conditions=[condition]) for n in range(300)]
    with django_assert_max_num_queries(10):
        run(imports.import_groups, rows=rows)


def test_conditions_know_their_field() -> None:
    rows = [
        {"code": "alzheimers-disease", "name": "Alzheimer’s disease", "broader": "brain"},
        {"code": "brain", "name": "Brain", "broader": ""},
    ]
    for _twice in range(2):
        run(imports.import_conditions, rows=rows)
    narrow = Condition.objects.get(code="alzheimers-disease")
    assert narrow.broader == Condition.objects.get(code="brain")


def test_sponsors_families_studies_and_ties_come_once() -> None:
    names: list[dict[str, Any]] = [
        {"name": name, "kind": "company", "aliases": []} for name in ("Genentech", "Roche")
    ]
    condition, group = ConditionFactory(), GroupFactory()
    for _twice in range(2):
        genentech, roche = run(imports.import_sponsors, rows=names).result
        edge = {"child": genentech, "parent": roche, "since": date(2009, 3, 26), "source": "list"}
        run(imports.import_parents, rows=[edge])
        study = {
            "protocol_id": "NCT00000001", "nct_number": "NCT00000001", "title": "A study",
            "sponsor": genentech, "countries": ["US"], "conditions": [condition],
            "status": "recruiting",
        }  # fmt: skip
        run(imports.import_studies, rows=[study])
        tie = {
            "sponsor": genentech, "group": group, "kind": "co_listed", "source": "registry",
            "note": "NCT00000001",
        }  # fmt: skip
        run(imports.import_relationships, rows=[tie])
    assert Sponsor.objects.count() == 2
    assert Study.objects.get().conditions.get() == condition
    assert ParentEdge.objects.count() == Relationship.objects.count() == 1


def test_edges_of_an_import_close_no_circle() -> None:
    one, two = SponsorFactory(), SponsorFactory()
    rows = [
        {"child": one, "parent": two, "source": ""},
        {"child": two, "parent": one, "source": ""},
    ]
    with pytest.raises(InvalidData, match="Row 2"):
        run(imports.import_parents, rows=rows)


def test_an_agency_sponsors_no_study() -> None:
    row = {
        "protocol_id": "EX-1", "title": "A", "sponsor": SponsorFactory(kind="agency"),
        "countries": [], "status": "planned",
    }  # fmt: skip
    with pytest.raises(InvalidData, match="Row 1, sponsor"):
        run(imports.import_studies, rows=[row])
