from typing import Any

import pytest
from django.core.management import CommandError, call_command

from advocacy.demo import load, people
from advocacy.models import Event, Group, ParentEdge, Relationship, Role, Sponsor, Study, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_public_files_load_whole_and_a_second_time_changes_nothing() -> None:
    assert load.load_public()
    counts = [model.objects.count() for model in (Group, Study, Sponsor, ParentEdge, Relationship)]
    assert counts[0] == 2856 + 12
    assert counts[1] == 717
    assert Group.objects.get(name="Alzheimer’s Idaho").conditions.get().code == "alzheimers-disease"
    assert Relationship.objects.filter(amount__isnull=False).count() == 0
    assert set(Event.objects.values_list("actor__email", flat=True)) == {people.MANAGER.email}
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    events = Event.objects.count()
    assert not load.load_public()
    load.load_sources(people.user_of(people.MANAGER))
    again = [model.objects.count() for model in (Group, Study, Sponsor, ParentEdge, Relationship)]
    assert again == counts
    assert Event.objects.count() == events + 8


def test_known_passwords_do_not_come_into_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="public password"):
        call_command("load_demo")
    assert not User.objects.exists()
