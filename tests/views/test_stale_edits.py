"""Two people edit one record at once: the second is told, sees both versions, and chooses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from advocacy.models import History, Study, User
from advocacy.workflow.errors import Stale
from advocacy.workflow.perform import perform
from advocacy.workflow.versions import version_of
from tests import factories as make
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


def group_form() -> tuple[str, Model, str, str]:
    group = make.GroupFactory(city="Boston", source="website")
    return reverse("group-edit", args=[group.pk]), group, "city", "source"


def sponsor_form() -> tuple[str, Model, str, str]:
    sponsor = make.SponsorFactory(ticker="ABC")
    return reverse("sponsor-edit", args=[sponsor.pk]), sponsor, "ticker", "name"


def study_form() -> tuple[str, Model, str, str]:
    study = make.StudyFactory(phase="2", source="website")
    return reverse("study-edit", args=[study.pk]), study, "phase", "source"


def partnership_form() -> tuple[str, Model, str, str]:
    own = make.PartnershipFactory(why_this_group="They know the field.")
    return reverse("partnership-edit", args=[own.pk]), own, "why_this_group", ""


def person_form() -> tuple[str, Model, str, str]:
    person = make.PersonFactory(position="Chair", source="website")
    return reverse("person-edit", args=[person.pk]), person, "position", "source"


def agreement_form() -> tuple[str, Model, str, str]:
    own = make.PartnershipFactory(stage="contracting")
    draft = make.AgreementFactory(
        partnership=own, executed_on=None, activity="A talk", purpose="Help"
    )
    return reverse("partnership-agreement", args=[own.pk]), draft, "activity", "purpose"


FORMS: list[Callable[[], tuple[str, Model, str, str]]] = [
    group_form, sponsor_form, study_form, partnership_form, person_form, agreement_form,
]  # fmt: skip


def alice() -> User:
    return make.UserFactory(name="Alice Owner")


def bob() -> User:
    return make.UserFactory(name="Bob Second")


def opened(browser: Client, url: str) -> dict[str, Any]:
    """What a browser would send if nothing were typed."""
    form = browser.get(url).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple):
            sent[bound.name] = [str(getattr(one, "pk", one)) for one in value]
        elif value not in (None, False) and bound.name != "file":
            sent[bound.name] = "on" if value is True else str(value)
    return sent


@pytest.mark.parametrize("make_form", FORMS)
def test_the_second_editor_is_told_and_nothing_is_written_over(
    make_form: Callable[[], tuple[str, Model, str, str]],
) -> None:
    url, record, field, _other = make_form()
    first, second = signed_in(alice()), signed_in(bob())
    theirs, mine = opened(first, url), opened(second, url)
    assert first.post(url, theirs | {field: "Theirs"}).status_code == 303

    response = second.post(url, mine | {field: "Mine"})

    assert response.status_code == 409
    page = response.content.decode()
    assert "Alice Owner" in page
    assert "Theirs" in page
    assert "Mine" in page
    record.refresh_from_db()
    assert getattr(record, field) == "Theirs"


@pytest.mark.parametrize("make_form", FORMS)
@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_the_choice_is_saved(
    make_form: Callable[[], tuple[str, Model, str, str]], choice: str, kept: str
) -> None:
    url, record, field, other = make_form()
    first, second = signed_in(alice()), signed_in(bob())
    theirs, mine = opened(first, url), opened(second, url)
    first.post(url, theirs | {field: "Theirs"})
    told = second.post(url, mine | {field: "Mine"} | ({other: "Also mine"} if other else {}))
    again = {bound.name: bound.value() for bound in told.context["form"] if bound.value()}
    again.pop("file", None)

    assert second.post(url, again | {f"keep_{field}": choice}).status_code == 303

    record.refresh_from_db()
    assert getattr(record, field) == kept
    assert not other or getattr(record, other) == "Also mine"


def test_a_field_that_only_the_other_changed_stays_the_others() -> None:
    url, _group, field, other = group_form()
    first, second = signed_in(alice()), signed_in(bob())
    theirs, mine = opened(first, url), opened(second, url)
    first.post(url, theirs | {field: "Salem"})

    response = second.post(url, mine | {other: "a call"})

    row = response.context["conflicts"][0]
    assert (row.name, row.mine, row.theirs, row.mine_first) == (field, "Boston", "Salem", False)
    assert row.change.who == "Alice Owner"


def test_conditions_are_compared_too() -> None:
    group = make.GroupFactory()
    condition = make.ConditionFactory(name="Asthma")
    url = reverse("group-edit", args=[group.pk])
    first, second = signed_in(alice()), signed_in(bob())
    theirs, mine = opened(first, url), opened(second, url)
    first.post(url, theirs | {"conditions": [str(condition.pk)]})

    response = second.post(url, mine | {"city": "Salem"})

    assert response.status_code == 409
    row = response.context["conflicts"][0]
    assert (row.name, row.theirs, row.change.who) == ("conditions", "Asthma", "Alice Owner")
    again = mine | {"city": "Salem", "opened": response.context["form"]["opened"].value()}
    assert second.post(url, again | {"keep_conditions": "theirs"}).status_code == 303
    assert list(group.conditions.all()) == [condition]


def test_the_same_change_by_both_is_no_quarrel() -> None:
    url, _group, field, _other = group_form()
    first, second = signed_in(alice()), signed_in(bob())
    theirs, mine = opened(first, url), opened(second, url)
    first.post(url, theirs | {field: "Salem"})
    assert second.post(url, mine | {field: "Salem"}).status_code == 303


def test_a_third_save_in_between_is_told_again() -> None:
    url, _group, field, _other = group_form()
    first, second = signed_in(alice()), signed_in(bob())
    theirs, mine = opened(first, url), opened(second, url)
    first.post(url, theirs | {field: "Salem"})
    told = second.post(url, mine | {field: "Lynn"})
    first.post(url, opened(first, url) | {field: "Quincy"})
    again = mine | {field: "Lynn", "opened": told.context["form"]["opened"].value()}
    assert second.post(url, again | {f"keep_{field}": "mine"}).status_code == 409


def test_the_write_path_itself_compares_under_the_lock() -> None:
    group = make.GroupFactory(city="Boston")
    seen = version_of(group, ["city"])
    perform("edit_group", actor=alice(), subject=group, data={"city": "Salem"})
    with pytest.raises(Stale) as caught:
        perform("edit_group", actor=bob(), subject=group, data={"city": "Lynn", "opened": seen})
    assert caught.value.fields == ("city",)


@pytest.mark.parametrize("opened_on", ["", "nonsense", "city:zz", "a:b," * 500])
def test_a_broken_version_is_no_error(opened_on: str) -> None:
    url, group, field, _other = group_form()
    browser = signed_in(alice())
    response = browser.post(url, opened(browser, url) | {field: "Salem", "opened": opened_on})
    assert response.status_code == 303
    group.refresh_from_db()
    assert getattr(group, field) == "Salem"


def test_hidden_ways_to_reach_somebody_are_not_in_the_version() -> None:
    person = make.PersonFactory(phone="+1 555 0100")
    make.OptOutFactory(person=person, group=None)
    form = signed_in(alice()).get(reverse("person-edit", args=[person.pk])).context["form"]
    assert "phone" not in form["opened"].value()


def test_history_names_the_one_who_changed_a_field_last() -> None:
    group = make.GroupFactory(city="Boston")
    one, two = alice(), bob()
    perform("edit_group", actor=one, subject=group, data={"city": "Salem"})
    perform("edit_group", actor=two, subject=group, data={"source": "a call"})
    row = History.objects.of_record(group).that_changed("city").first()
    assert row is not None
    assert row.actor == str(one.pk)


def budget(study: Study, **typed: str) -> dict[str, str]:
    """What somebody types about a line in dollars."""
    contact = make.ContactFactory(sponsor=study.sponsor)
    return {
        "currency": "USD", "approved": "50000", "cap": "60000", "approved_by": str(contact.pk),
        "approved_on": "2026-01-05", **typed,
    }  # fmt: skip


@pytest.mark.parametrize(("choice", "kept"), [("mine", 40_000), ("theirs", 55_000)])
@pytest.mark.parametrize("there", [True, False])
def test_a_budget_line_that_two_people_write_holds_what_the_second_chose(
    there: bool, choice: str, kept: int
) -> None:
    study = make.StudyFactory()
    if there:
        make.BudgetLineFactory(study=study)
    url = reverse("study-budget", args=[study.pk]) + ("?currency=USD" if there else "")
    first, second = (signed_in(make.UserFactory(manager=True, name=n)) for n in ("Ann", "Ben"))
    typed = budget(study)
    theirs, mine = opened(first, url) | typed, opened(second, url) | typed
    assert first.post(url, theirs | {"approved": "55000"}).status_code == 303

    told = second.post(url, mine | {"approved": "40000"})

    assert told.status_code == 409
    row = next(row for row in told.context["conflicts"] if row.name == "approved")
    assert (row.mine[:5], row.theirs[:5]) == ("40000", "55000")
    assert row.change.who == ("Ann" if there else "")
    assert study.budget_lines.get().approved == 55_000
    again = {field.name: field.value() for field in told.context["form"]}
    assert second.post(url, again | {"keep_approved": choice}).status_code == 303
    assert study.budget_lines.get().approved == kept


def test_a_line_in_another_currency_is_no_quarrel() -> None:
    study = make.StudyFactory()
    url = reverse("study-budget", args=[study.pk])
    first, second = (signed_in(make.UserFactory(manager=True)) for _ in range(2))
    theirs, mine = opened(first, url), opened(second, url)
    assert first.post(url, theirs | budget(study)).status_code == 303
    assert second.post(url, mine | budget(study, currency="EUR")).status_code == 303
    assert study.budget_lines.count() == 2
