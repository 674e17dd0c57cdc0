"""Each of these actions once through the write path: whole, in one event, told in JSON."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile

from advocacy.models import Event, Role
from advocacy.workflow.errors import NotAllowed
from advocacy.workflow.perform import perform
from tests.factories import (
    TODAY,
    ContactFactory,
    GroupFactory,
    MaterialFactory,
    OptOutFactory,
    PartnershipFactory,
    PersonFactory,
    SponsorFactory,
    StudyFactory,
    TouchFactory,
    UserFactory,
    days_ago,
    moment,
)

pytestmark = pytest.mark.django_db(transaction=True)


def actions(folder: Any) -> list[tuple[str, Any, dict[str, Any]]]:
    """Give action, subject and data of everything about groups, sponsors and studies."""
    group, sponsor, study = GroupFactory(), SponsorFactory(), StudyFactory()
    person = PersonFactory(group=group)
    where = {"country": "US", "time_zone": "America/New_York", "kind": "support"}
    dated = {"source": "call", "as_of": days_ago(2)}
    return [
        ("create_group", None, {"name": "Harbour Circle", **where}),
        ("edit_group", group, {"city": "Bangor", "revenue": Decimal(10), "reason": "letter"}),
        ("record_fact", group, {"kind": "mission", "value": "Help", **dated}),
        ("record_goal", group, {"words": "A guide", **dated}),
        ("record_channel", group, {"kind": "print", "name": "Leaflet", "reach": 10, **dated}),
        ("record_busy_period", group, {"name": "June", "starts_month": 6, "starts_day": 1,
                                       "ends_month": 6, "ends_day": 30}),
        ("add_person", group, {"name": "Robin", "email": "r@example.org", "source": "card"}),
        ("edit_person", person, {"position": "Director"}),
        ("record_stance", group, {"kind": "open", **dated}),
        ("record_opt_out", group, {"person": person, "source": "mail", "said_on": days_ago(1)}),
        ("person_left", person, {"left_on": days_ago(1)}),
        ("lift_opt_out", OptOutFactory(), {"invitation": "Come", "lifted_on": days_ago(1)}),
        ("create_sponsor", None, {"name": "Example Bio", "kind": "company"}),
        ("edit_sponsor", sponsor, {"ticker": "EXB"}),
        ("add_sponsor_contact", sponsor, {"name": "Kim", "email": "kim@example.com"}),
        ("record_parent", sponsor, {"parent": SponsorFactory(), "since": days_ago(9),
                                    "source": "report"}),
        ("record_relationship", sponsor, {"group": group, "kind": "grant", "source": "report",
                                          "starts_on": days_ago(90), "amount": Decimal("10.50")}),
        ("create_study", None, {"protocol_id": "EX-9", "title": "A study", "sponsor": sponsor,
                                "countries": ["US"], "status": "planned"}),
        ("edit_study", study, {"launch_on": TODAY() + timedelta(weeks=9), "reason": "Later"}),
        ("set_budget", study, {"currency": "USD", "approved": Decimal(10), "cap": Decimal(20),
                               "approved_by": ContactFactory(sponsor=study.sponsor),
                               "approved_on": days_ago(3)}),
        ("add_material", study, {"title": "Leaflet", "language": "en",
                                 "file": ContentFile(b"%PDF-1.7", name="leaflet.pdf")}),
        ("approve_material", MaterialFactory(), {
            "body": "Example IRB", "language": "en", "country": "US", "channel": "print",
            "approved_on": days_ago(3), "expires_on": TODAY() + timedelta(days=90)}),
        ("record_master_agreement", group, {
            "sponsor": sponsor, "purpose": "Work", "activity": "Items", "acknowledgement": "Yes",
            "in_kind": "Report", "starts_on": days_ago(9), "ends_on": TODAY(),
            "group_signatory": "R", "group_signed_on": days_ago(8), "sponsor_signatory": "K",
            "sponsor_signed_on": days_ago(8), "file": ContentFile(b"%PDF-1.7", name="m.pdf")}),
    ]  # fmt: skip


def test_each_is_one_event_told_in_words(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    boss = UserFactory(admin=True)
    for action, subject, data in actions(tmp_path):
        done = perform(action, actor=boss, subject=subject, data=data)
        event = Event.objects.get(pk=done.event.pk)
        assert event.kind == action
        assert json.dumps(event.data) != "{}", action
        assert event.group or event.study or event.sponsor, action


def test_a_merge_commits_with_more_attempts_than_the_limit_and_an_opt_out() -> None:
    study, survivor, other = StudyFactory(), GroupFactory(), GroupFactory()
    for group in (survivor, other):
        own = PartnershipFactory(study=study, group=group, stage="outreach")
        for days in (30, 20):
            TouchFactory(partnership=own, occurred_at=moment(days), way_in="logged")
    boss = UserFactory(manager=True)
    said = {"source": "mail", "said_on": days_ago(1)}
    perform("record_opt_out", actor=boss, subject=other, data=said)
    done = perform("merge_groups", actor=boss, subject=survivor, data={"other": other})
    assert done.event.group == survivor
    assert len(done.event.data["moved"]["advocacy_touch"]) == 2
    assert survivor.opt_outs.standing().count() == 1


def test_staff_merge_nothing_and_import_nothing() -> None:
    dana = UserFactory(role=Role.STAFF)
    group = GroupFactory()
    for action, subject, data in (
        ("merge_groups", group, {"other": GroupFactory()}),
        ("import_groups", None, {"rows": []}),
    ):
        with pytest.raises(NotAllowed):
            perform(action, actor=dana, subject=subject, data=data)
