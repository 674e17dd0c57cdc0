"""Whoever said never is bound by her address: at every group, on every record, before and after."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import History, OptOut, Person, Touch
from advocacy.models.base import now
from advocacy.policy.facts import Act, Intent, Purpose
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.gather import decide_for
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db
ADDRESS = "robin@example.org"


def never(world: World, person: Person) -> OptOut:
    """Somebody opts out at her own group."""
    made: OptOut = world.do(
        "record_opt_out", person.group, person=person, words="Never again", source="Mail",
        said_on=world.today,
    ).result  # fmt: skip
    return made


def elsewhere(**values: object) -> Person:
    """The same person on file at another group."""
    return factories.PersonFactory(email=ADDRESS, **values)


def here(world: World, email: str = " Robin@Example.ORG ") -> Person:
    person: Person = world.do(
        "add_person", world.group, name="Robin", email=email.strip(), source="Card"
    ).result
    return person


def refusing(world: World, person: Person) -> set[str]:
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now(person=person)
    assert not Touch.objects.filter(person=person).exists()
    return {finding.rule for finding in refused.value.decision.refusing}


def test_the_same_address_at_another_group_is_bound() -> None:
    world = clear_world()
    person = here(world)
    never(world, elsewhere())
    assert refusing(world, person) == {"opt-out"}


def test_the_words_say_where_it_was_said() -> None:
    world = clear_world()
    person, other = here(world), elsewhere()
    never(world, other)
    intent = Intent(Act.CONTACT, Purpose.ASK, person=person.id)
    decision = decide_for(partnership=world.partnership, intent=intent, now=world.at)[2]
    finding = decision.of("opt-out")
    assert finding is not None
    assert other.group.name in str(finding.because)


def test_the_same_address_at_the_umbrella_is_bound() -> None:
    umbrella = factories.GroupFactory()
    world = clear_world(group=factories.GroupFactory(parent=umbrella, revenue=500_000))
    person = here(world)
    never(world, elsewhere(group=umbrella))
    assert refusing(world, person) == {"opt-out"}


def test_the_same_address_is_bound_after_a_merge() -> None:
    world = clear_world()
    person, other = here(world), elsewhere()
    never(world, other)
    world.do("merge_groups", world.group, actor=world.manager, other=other.group)
    for one in (person, other):
        one.refresh_from_db()
        assert one.group == world.group
        assert "opt-out" in refusing(world, one)


def test_a_colleague_at_the_group_is_free() -> None:
    world = clear_world()
    here(world)
    never(world, elsewhere())
    assert world.contact_now(person=factories.PersonFactory(group=world.group)).is_attempt


def test_people_without_an_address_are_not_one_person() -> None:
    world = clear_world()
    never(world, factories.PersonFactory(email=""))
    person = factories.PersonFactory(group=world.group, email="")
    assert world.contact_now(person=person).is_attempt


def test_the_erasure_of_the_record_does_not_end_it() -> None:
    world = clear_world()
    person, other = here(world), elsewhere()
    never(world, other)
    other.delete()
    assert refusing(world, person) == {"opt-out"}


def test_a_new_address_does_not_free_who_was_bound_by_the_old_one() -> None:
    world = clear_world()
    person = here(world)
    never(world, elsewhere())
    world.do("edit_person", person, email="new@example.org")
    assert refusing(world, person) == {"opt-out"}


@pytest.mark.parametrize("before", ["", "old@example.org"])
def test_the_address_that_she_is_given_later_binds_too(before: str) -> None:
    world = clear_world()
    person = here(world)
    other = factories.PersonFactory(email=before)
    never(world, other)
    assert world.partnership.stage == "sponsor_cleared"
    world.do("edit_person", other, email=ADDRESS)
    assert refusing(world, person) == {"opt-out"}
    other.refresh_from_db()
    other.delete()
    assert refusing(world, person) == {"opt-out"}


def test_taking_on_an_address_that_said_never_binds() -> None:
    world = clear_world()
    person = here(world, "new@example.org")
    never(world, elsewhere())
    world.do("edit_person", person, email=ADDRESS)
    assert refusing(world, person) == {"opt-out"}


def test_an_invitation_frees_all_records_of_the_address() -> None:
    world = clear_world()
    other = elsewhere()
    said = never(world, other)
    person = here(world)
    assert refusing(world, person) == {"opt-out"}
    world.wait(2)
    world.do("lift_opt_out", said, actor=world.manager, invitation="Do write.",
             lifted_on=world.today)  # fmt: skip
    assert world.contact_now(person=person).is_attempt


def test_what_was_reserved_before_does_not_go_out_and_shows_no_details(client: Client) -> None:
    world = clear_world()
    person = here(world)
    touch = world.do("reserve_touch", channel="mail", purpose="ask", person=person).result
    Touch.objects.filter(pk=touch.pk).update(reserved_until=now() + timedelta(minutes=20))
    client.force_login(world.staff)
    page = reverse("touch-write", args=[touch.pk])
    assert ADDRESS in client.get(page).content.decode().lower()
    never(world, elsewhere())
    shown = client.get(page).content.decode().lower()
    assert ADDRESS not in shown
    assert "mailto:" not in shown
    with pytest.raises(PolicyBlocked):
        world.do("send_touch", touch, summary="Hello")


def test_the_administration_and_the_group_show_no_details(client: Client) -> None:
    world = clear_world()
    person = here(world)
    client.force_login(factories.UserFactory(role="admin"))
    pages = [
        reverse("admin:advocacy_person_change", args=[person.pk]),
        reverse("group-detail", args=[world.group.pk]),
        reverse("person-edit", args=[person.pk]),
    ]
    assert all(ADDRESS in client.get(page).content.decode().lower() for page in pages)
    never(world, elsewhere())
    assert not any(ADDRESS in client.get(page).content.decode().lower() for page in pages)
    found = client.get(reverse("admin:advocacy_person_changelist"), {"q": ADDRESS})
    assert str(person.pk) not in found.content.decode()


def test_no_event_and_no_history_tells_how_to_reach_her(client: Client) -> None:
    world = clear_world()
    person = here(world, "before@example.org")
    done = world.do("edit_person", person, email=ADDRESS, phone="+1 555 0199")
    assert [line["to"] for line in done.event.data["changes"]] == ["changed", "changed"]
    never(world, elsewhere())
    rows = History.objects.filter(row_id=person.pk, operation="UPDATE")
    pages = [
        reverse("admin:advocacy_event_change", args=[done.event.pk]),
        *(reverse("admin:advocacy_history_change", args=[row.pk]) for row in rows),
        reverse("group-timeline", args=[world.group.pk]),
    ]
    client.force_login(factories.UserFactory(role="admin"))
    for page in pages:
        shown = client.get(page, follow=True).content.decode().lower()
        assert not any(word in shown for word in (ADDRESS, "before@", "555 0199"))


def test_one_who_was_invited_again_may_be_seen_again(client: Client) -> None:
    world = clear_world()
    person = here(world)
    said = never(world, person)
    world.do("lift_opt_out", said, actor=world.manager, invitation="Do write.",
             lifted_on=world.today)  # fmt: skip
    client.force_login(world.staff)
    page = reverse("person-edit", args=[person.pk])
    assert ADDRESS in client.get(page).content.decode().lower()
