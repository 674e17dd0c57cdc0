"""Sharing: who may set it, what it takes, and what is kept of it."""

import pytest

from advocacy.models import Event, HiddenPartnership, History, Share, ShareLevel
from advocacy.workflow.errors import InvalidData, NotAllowed
from advocacy.workflow.perform import perform
from tests.factories import (
    ParentEdgeFactory,
    PartnershipFactory,
    ShareFactory,
    SponsorFactory,
    StudyFactory,
    UserFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("trait", ["manager", "compliance", "admin"])
def test_managers_compliance_and_administrators_set_the_level(trait: str) -> None:
    study, colleague = StudyFactory(), UserFactory()
    done = perform(
        "set_share", actor=UserFactory(**{trait: True}), subject=study,
        data={"sponsor": study.sponsor, "level": "full", "hidden_fields": ["budget"],
              "contact": colleague},
    )  # fmt: skip
    assert Share.objects.get() == done.result
    assert done.result.visible_fields == ("milestones", "timeline", "placements")
    told = done.event.data
    assert (told["was"], told["level"], told["hidden_fields"]) == ("hidden", "full", ["budget"])
    assert (done.event.study, done.event.sponsor) == (study, study.sponsor)


def test_staff_and_viewers_set_nothing() -> None:
    study = StudyFactory()
    for person in (UserFactory(), UserFactory(viewer=True)):
        with pytest.raises(NotAllowed):
            perform("set_share", actor=person, subject=study,
                    data={"sponsor": study.sponsor, "level": "full"})  # fmt: skip
    assert not Share.objects.exists()


def test_nothing_is_shared_until_somebody_says_so() -> None:
    StudyFactory()
    assert not Share.objects.exists()
    assert Share().level == ShareLevel.HIDDEN


def test_a_second_setting_changes_the_same_share_and_the_first_stays_on_record() -> None:
    share, manager = ShareFactory(level="full"), UserFactory(manager=True)
    perform("set_share", actor=manager, subject=share.study,
            data={"sponsor": share.sponsor, "level": "counts"})  # fmt: skip
    assert Share.objects.get().level == "counts"
    kept = History.objects.of_record(share).first()
    assert kept is not None
    assert kept.old is not None
    assert kept.new is not None
    assert (kept.old["level"], kept.new["level"], kept.actor) == (
        "full", "counts", str(manager.pk),
    )  # fmt: skip
    assert Event.objects.get(kind="set_share").data["was"] == "full"


def test_only_a_sponsor_of_the_family_is_shown_anything() -> None:
    study, manager = StudyFactory(), UserFactory(manager=True)
    parent = ParentEdgeFactory(child=study.sponsor).parent
    former = ParentEdgeFactory(child=study.sponsor, until=days_ago(1)).parent
    perform("set_share", actor=manager, subject=study, data={"sponsor": parent, "level": "counts"})
    for stranger in (former, SponsorFactory()):
        with pytest.raises(InvalidData) as error:
            perform(
                "set_share", actor=manager, subject=study,
                data={"sponsor": stranger, "level": "counts"},
            )  # fmt: skip
        assert "does not belong to the family" in str(error.value.errors["sponsor"])


@pytest.mark.parametrize(
    ("field", "value"), [("level", "all"), ("hidden_fields", ["names"]), ("level", "")]
)
def test_an_unknown_level_or_field_is_refused(field: str, value: object) -> None:
    study = StudyFactory()
    data = {"sponsor": study.sponsor, "level": "full", field: value}
    with pytest.raises(InvalidData) as error:
        perform("set_share", actor=UserFactory(manager=True), subject=study, data=data)
    assert field in error.value.errors


def test_a_contact_person_is_one_of_us_who_can_sign_in() -> None:
    study = StudyFactory()
    for person in (UserFactory(is_active=False), UserFactory(viewer=True)):
        with pytest.raises(InvalidData):
            perform(
                "set_share", actor=UserFactory(manager=True), subject=study,
                data={"sponsor": study.sponsor, "level": "full", "contact": person},
            )  # fmt: skip


def test_a_partnership_is_kept_back_once_and_shown_again() -> None:
    share, manager = ShareFactory(), UserFactory(manager=True)
    own = PartnershipFactory(study=share.study)
    for _twice in range(2):
        perform("hide_partnership", actor=manager, subject=share,
                data={"partnership": own, "reason": "They asked for quiet."})  # fmt: skip
    assert HiddenPartnership.objects.get().partnership == own
    assert Event.objects.filter(kind="hide_partnership", partnership=own).count() == 2
    perform("show_partnership", actor=manager, subject=share, data={"partnership": own})
    assert not HiddenPartnership.objects.exists()
    assert History.objects.filter(
        table_name="advocacy_hiddenpartnership", operation="DELETE"
    ).exists()


def test_a_partnership_of_another_study_is_not_kept_back_here() -> None:
    with pytest.raises(InvalidData):
        perform(
            "hide_partnership", actor=UserFactory(manager=True), subject=ShareFactory(),
            data={"partnership": PartnershipFactory()},
        )  # fmt: skip
