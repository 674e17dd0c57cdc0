from datetime import timedelta

import pytest

from advocacy.matching.emails import email_key
from advocacy.models import ExitReason, OptOut, Stage, Stop
from advocacy.workflow.effects import people, stances
from advocacy.workflow.errors import InvalidData
from tests.factories import (
    TODAY,
    GroupFactory,
    OptOutFactory,
    PartnershipFactory,
    PersonFactory,
    StanceFactory,
    days_ago,
)
from tests.workflow.effects.steps import run

pytestmark = pytest.mark.django_db


def test_a_contact_needs_the_source_of_its_address() -> None:
    with pytest.raises(InvalidData) as refused:
        run(people.add_person, GroupFactory(), name="Robin", email="robin@example.org", source="")
    assert "source" in refused.value.errors


def test_the_same_address_is_not_written_down_twice_at_a_group() -> None:
    person = PersonFactory(email="robin@example.org")
    with pytest.raises(InvalidData) as refused:
        run(people.add_person, person.group, name="R", email="Robin@Example.org", source="card")
    assert "email" in refused.value.errors


def test_a_mended_address_works_again() -> None:
    person = PersonFactory(needs_fixing=True)
    run(people.edit_person, person, email="new@example.org")
    person.refresh_from_db()
    assert not person.needs_fixing


def test_an_opt_out_stays_with_a_person_who_comes_back_under_another_record() -> None:
    person = PersonFactory(email="robin@example.org")
    run(stances.record_opt_out, person.group, person=person, source="mail", said_on=days_ago(2))
    step = run(
        people.add_person, GroupFactory(), name="R", email="ROBIN@example.org", source="card"
    )
    assert step.told["opted_out"]
    assert OptOut.objects.standing().filter(person=step.result).exists()


def test_a_personal_opt_out_keeps_the_key_of_the_address_and_binds_nobody_else() -> None:
    person = PersonFactory(email="robin@example.org")
    step = run(
        stances.record_opt_out, person.group, person=person, source="mail", said_on=days_ago(2)
    )
    assert step.result.email_key == email_key("robin@example.org")
    assert step.result.group is None
    assert not Stop.objects.exists()


def test_a_person_of_another_group_cannot_opt_out_here() -> None:
    with pytest.raises(InvalidData) as refused:
        run(
            stances.record_opt_out, GroupFactory(), person=PersonFactory(), source="mail",
            said_on=days_ago(1),
        )  # fmt: skip
    assert "person" in refused.value.errors


def test_an_opt_out_of_a_group_stops_it_for_good_and_closes_what_is_open() -> None:
    umbrella = GroupFactory()
    own = PartnershipFactory(group=umbrella)
    below = PartnershipFactory(group=GroupFactory(parent=umbrella))
    run(stances.record_opt_out, umbrella, words="Never again", source="mail", said_on=days_ago(1))
    stop = umbrella.stops.get()
    assert (stop.reason, stop.scope, stop.until) == ("opt_out", "group_family", None)
    for partnership in (own, below):
        partnership.refresh_from_db()
        assert partnership.exit_reason == ExitReason.OPT_OUT


def test_the_same_opt_out_is_kept_once() -> None:
    group = OptOutFactory().group
    with pytest.raises(InvalidData):
        run(stances.record_opt_out, group, source="call", said_on=days_ago(1))


def test_only_an_invitation_in_their_words_lifts_an_opt_out() -> None:
    group = GroupFactory()
    opt_out = run(stances.record_opt_out, group, source="mail", said_on=days_ago(9)).result
    with pytest.raises(InvalidData) as refused:
        run(stances.lift_opt_out, opt_out, invitation="", lifted_on=days_ago(1))
    assert "invitation" in refused.value.errors
    with pytest.raises(InvalidData):
        run(stances.lift_opt_out, opt_out, invitation="Come", lifted_on=days_ago(20))
    run(stances.lift_opt_out, opt_out, invitation="Please come", lifted_on=days_ago(1))
    assert not OptOut.objects.standing().exists()
    assert not Stop.objects.running(TODAY()).exists()
    assert group.stops.get().lifted_because == "Please come"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("no_trials", ExitReason.NO_TRIALS), ("no_industry", ExitReason.NO_INDUSTRY)],
)
def test_a_policy_against_it_stops_for_good_and_closes(kind: str, reason: ExitReason) -> None:
    partnership = PartnershipFactory()
    for _twice in range(2):
        run(stances.record_stance, partnership.group, kind=kind, source="call", as_of=days_ago(1))
    partnership.refresh_from_db()
    assert (partnership.stage, partnership.exit_reason) == (Stage.CLOSED, reason)
    assert partnership.group.stops.get().reason == "policy_no"


def test_a_no_that_a_later_word_has_overtaken_stops_nothing() -> None:
    group = GroupFactory()
    StanceFactory(group=group, as_of=days_ago(2))
    run(stances.record_stance, group, kind="no_trials", source="old page", as_of=days_ago(400))
    assert not group.stops.exists()


def test_a_stance_cannot_be_of_a_day_to_come() -> None:
    with pytest.raises(InvalidData):
        run(
            stances.record_stance, GroupFactory(), kind="open", source="call",
            as_of=TODAY() + timedelta(days=2),
        )  # fmt: skip
