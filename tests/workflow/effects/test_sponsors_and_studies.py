from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile

from advocacy.models import Sponsor, Study
from advocacy.workflow.effects import materials, sponsors, studies
from advocacy.workflow.errors import InvalidData
from tests.factories import (
    TODAY,
    ContactFactory,
    GroupFactory,
    MaterialFactory,
    ParentEdgeFactory,
    SponsorFactory,
    StudyFactory,
    days_ago,
)
from tests.workflow.effects.steps import run

pytestmark = pytest.mark.django_db


def test_a_sponsor_is_written_down_once_whatever_the_case() -> None:
    run(sponsors.create_sponsor, name="Example Bio", kind="company")
    with pytest.raises(InvalidData, match="on file already"):
        run(sponsors.create_sponsor, name="EXAMPLE BIO", kind="company")


def test_a_renamed_sponsor_keeps_its_former_name() -> None:
    sponsor = SponsorFactory(name="Before")
    run(sponsors.edit_sponsor, sponsor, name="After")
    assert Sponsor.objects.get().aliases == ["Before"]


def test_a_sponsor_of_studies_does_not_become_an_agency() -> None:
    with pytest.raises(InvalidData, match="runs studies"):
        run(sponsors.edit_sponsor, StudyFactory().sponsor, kind="agency")


def test_a_family_closes_no_circle() -> None:
    top, middle, low = SponsorFactory(), SponsorFactory(), SponsorFactory()
    for child, parent in ((middle, top), (low, middle)):
        run(sponsors.record_parent, child, parent=parent, since=date(2009, 3, 26), source="report")
    with pytest.raises(InvalidData) as refused:
        run(sponsors.record_parent, top, parent=low, since=None, until=None, source="rumour")
    assert "parent" in refused.value.errors


def test_two_may_own_one_another_one_after_the_other() -> None:
    edge = ParentEdgeFactory(since=date(2000, 1, 1), until=date(2005, 1, 1))
    run(sponsors.record_parent, edge.parent, parent=edge.child, since=date(2005, 1, 1), source="x")


def test_an_edge_is_kept_once_and_ends_after_it_begins() -> None:
    edge = ParentEdgeFactory()
    with pytest.raises(InvalidData, match="on file already"):
        run(sponsors.record_parent, edge.child, parent=edge.parent, since=None, source="x")
    with pytest.raises(InvalidData) as refused:
        run(
            sponsors.record_parent, SponsorFactory(), parent=SponsorFactory(),
            since=date(2020, 1, 1), until=date(2019, 1, 1), source="x",
        )  # fmt: skip
    assert "until" in refused.value.errors


def test_a_tie_names_sponsor_and_group_and_hides_a_confidential_amount() -> None:
    sponsor, group = SponsorFactory(), GroupFactory()
    data: dict[str, Any] = {
        "group": group, "kind": "grant", "starts_on": days_ago(30), "source": "report",
        "amount": Decimal(5000), "currency": "EUR",
    }  # fmt: skip
    step = run(sponsors.record_relationship, sponsor, **data)
    assert step.told["amount"] == "5000"
    assert (step.group, step.sponsor) == (group, sponsor)
    step = run(sponsors.record_relationship, sponsor, confidential=True, **data)
    assert "amount" not in step.told


def test_a_tie_is_looked_after_by_one_of_the_sponsors_own() -> None:
    with pytest.raises(InvalidData) as refused:
        run(
            sponsors.record_relationship, SponsorFactory(), group=GroupFactory(), kind="grant",
            owner=ContactFactory(), source="report",
        )  # fmt: skip
    assert "owner" in refused.value.errors


def study_values(**changed: Any) -> dict[str, Any]:
    """Give what a new study needs."""
    return {
        "protocol_id": "EX-1", "nct_number": "nct00000001", "title": "A study",
        "sponsor": changed.pop("sponsor", None) or SponsorFactory(), "countries": ["US"],
        "status": "planned", "launch_on": date(2027, 1, 4),
        "enrolment_ends_on": date(2028, 1, 4), **changed,
    }  # fmt: skip


def test_a_study_is_written_with_its_number_in_capitals() -> None:
    assert run(studies.create_study, **study_values()).result.nct_number == "NCT00000001"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nct_number", "NCT1"), ("countries", ["ZZ"]), ("status", "done"), ("enrolment", -5),
        ("enrolment_ends_on", date(2026, 1, 1)), ("title", "x" * 401), ("protocol_id", ""),
    ],
)  # fmt: skip
def test_a_study_refuses_what_cannot_be_right(field: str, value: Any) -> None:
    with pytest.raises(InvalidData) as refused:
        run(studies.create_study, **study_values(**{field: value}))
    assert field in refused.value.errors
    assert not Study.objects.exists()


def test_numbers_of_another_study_are_refused() -> None:
    StudyFactory(protocol_id="EX-1", nct_number="NCT00000001")
    with pytest.raises(InvalidData) as refused:
        run(studies.create_study, **study_values())
    assert set(refused.value.errors) == {"protocol_id", "nct_number"}


def test_an_agency_acts_for_a_sponsor_and_never_is_one() -> None:
    agency, sponsor = SponsorFactory(kind="agency"), SponsorFactory()
    with pytest.raises(InvalidData) as refused:
        run(studies.create_study, **study_values(sponsor=agency, acting_agency=sponsor))
    assert set(refused.value.errors) == {"sponsor", "acting_agency"}


def test_a_moved_launch_is_told() -> None:
    study = StudyFactory()
    step = run(studies.edit_study, study, launch_on=TODAY() + timedelta(weeks=30), reason="delay")
    assert [line["field"] for line in step.told["changes"]] == ["launch_on"]


@pytest.mark.parametrize("reason", ["", "  ", None])
@pytest.mark.parametrize("launch_on", [None, TODAY() + timedelta(weeks=30)], ids=["gone", "moved"])
def test_a_launch_moves_only_with_a_reason(launch_on: date | None, reason: str | None) -> None:
    study = StudyFactory()
    with pytest.raises(InvalidData) as refused:
        run(studies.edit_study, study, launch_on=launch_on, reason=reason)
    assert set(refused.value.errors) == {"reason"}


def test_a_first_launch_and_one_that_stays_need_no_reason() -> None:
    study = StudyFactory(launch_on=None)
    run(studies.edit_study, study, launch_on=TODAY() + timedelta(weeks=30))
    run(studies.edit_study, study, launch_on=study.launch_on, title="Another title")
    assert study.title == "Another title"


def test_the_cap_is_never_below_the_approved_amount() -> None:
    study = StudyFactory()
    with pytest.raises(InvalidData) as refused:
        run(
            studies.set_budget, study, currency="USD", approved=Decimal(10), cap=Decimal(9),
            approved_on=days_ago(1),
        )  # fmt: skip
    assert "cap" in refused.value.errors


def test_a_budget_line_of_the_same_currency_is_changed_not_doubled() -> None:
    study = StudyFactory()
    for amount in (10, 20):
        step = run(
            studies.set_budget, study, currency="USD", approved=Decimal(amount),
            cap=Decimal(30), approved_on=days_ago(1),
        )  # fmt: skip
    assert study.budget_lines.get().approved == 20
    assert step.told["changes"][0]["to"] == "20"


def test_each_changed_word_is_a_new_version() -> None:
    study = StudyFactory()
    words = {"title": "Flyer", "language": "en"}
    first = run(materials.add_material, study, words="A study near you.", **words).result
    second = run(materials.add_material, study, words="A trial near you.", **words).result
    assert (first.version, second.version) == (1, 2)
    assert first.file_hash != second.file_hash
    with pytest.raises(InvalidData, match="very same"):
        run(materials.add_material, study, words="A study near you. ", **words)


def test_a_material_needs_words_or_a_file() -> None:
    with pytest.raises(InvalidData) as refused:
        run(materials.add_material, StudyFactory(), title="Flyer", language="en")
    assert "words" in refused.value.errors


def test_an_approval_holds_for_the_exact_version() -> None:
    material = MaterialFactory()
    step = run(
        materials.approve_material, material, body="Example IRB", language="en", country="us",
        channel="newsletter", approved_on=days_ago(1), expires_on=TODAY() + timedelta(days=300),
    )  # fmt: skip
    assert (step.result.file_hash, step.result.country) == (material.file_hash, "US")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "de"), ("country", "QQ"), ("channel", "pigeon"), ("body", ""),
        ("approved_on", date(2999, 1, 1)), ("expires_on", date(2000, 1, 1)),
    ],
)  # fmt: skip
def test_an_approval_refuses_what_cannot_be_right(field: str, value: Any) -> None:
    given: dict[str, Any] = {
        "body": "Example IRB", "language": "en", "country": "US", "channel": "newsletter",
        "approved_on": days_ago(1), "expires_on": TODAY() + timedelta(days=300),
    }  # fmt: skip
    with pytest.raises(InvalidData) as refused:
        run(materials.approve_material, MaterialFactory(), **given | {field: value})
    assert field in refused.value.errors


def master(**changed: Any) -> dict[str, Any]:
    """Give a complete master agreement."""
    return {
        "sponsor": SponsorFactory(), "purpose": "Work together", "activity": "Newsletter items",
        "acknowledgement": "Supported by the sponsor", "in_kind": "A report each year",
        "starts_on": days_ago(9), "ends_on": TODAY() + timedelta(days=700),
        "group_signatory": "Robin Sample", "group_signed_on": days_ago(8),
        "sponsor_signatory": "Kim Specimen", "sponsor_signed_on": days_ago(5),
        "file": ContentFile(b"%PDF-1.7 signed", name="master.pdf"), **changed,
    }  # fmt: skip


@pytest.fixture
def _files(settings: Any, tmp_path: Any) -> None:
    """Keep files of tests out of the way."""
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("_files")
def test_a_signed_master_agreement_is_executed_on_the_later_signature() -> None:
    group = GroupFactory()
    agreement = run(materials.record_master_agreement, group, **master()).result
    agreement.refresh_from_db()
    assert agreement.executed_on == days_ago(5)
    assert len(agreement.file_hash) == 64


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("exclusivity", True), ("sole_funder", True), ("pay_per_referral", True),
        ("file", None), ("ends_on", date(2000, 1, 1)), ("sponsor_signed_on", date(2999, 1, 1)),
    ],
)  # fmt: skip
def test_a_master_agreement_is_complete_and_leaves_the_group_free(field: str, value: Any) -> None:
    with pytest.raises(InvalidData) as refused:
        run(materials.record_master_agreement, GroupFactory(), **master(**{field: value}))
    assert field in refused.value.errors
