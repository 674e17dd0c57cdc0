"""The policy studio: all limits in one form, a replay that shows how far it is, rows with both."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import DecisionFacts, LimitVersion, User
from advocacy.policy.limits import DEFAULTS, described
from advocacy.workflow import replays
from tests.factories import UserFactory
from tests.limits import draft, put_in_force, replay_of
from tests.views.people import signed_in
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return UserFactory(manager=True)


@pytest.fixture
def desk(boss: User) -> Client:
    return signed_in(boss)


def typed(**changes: Any) -> dict[str, str]:
    """What the form sends: every limit, shares in hundredths."""
    shown = {}
    for name, default, meta in described():
        value = Decimal(default) * (100 if meta["unit"].message == "share" else 1)
        shown[name] = f"{value.normalize():f}"
    return shown | {"reason": "We learned."} | {k: str(v) for k, v in changes.items()}


def test_every_limit_is_in_the_form_with_its_bounds_and_its_reason(desk: Client) -> None:
    page = desk.get(reverse("policy-new")).content.decode()
    for name, _default, meta in described():
        assert f'name="{name}"' in page
        assert str(meta["why"]) in page
    assert 'name="contingency_share" type="text" value="15"' in page
    assert "now 15 % · default 15 % · may be 0 – 50 %" in page.replace("\xa0", " ")


def test_a_draft_is_saved_with_shares_as_fractions(desk: Client, boss: User) -> None:
    sent = typed(contingency_share="12.5", ask_words=150)
    answer = desk.post(reverse("policy-new"), sent)
    version = LimitVersion.objects.drafts().get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("policy-detail", args=[version.pk])
    assert version.values == {"contingency_share": "0.125", "ask_words": 150}
    assert (version.made_by, version.reason) == (boss, "We learned.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ask_words": 5}, "Give 50 to 600."), ({"contingency_share": 51}, "Give 0 to 50."),
        ({"ask_words": "lots"}, "Give a whole number."), ({"ask_words": ""}, "Fill this in."),
        ({"ask_words": "150.5"}, "Give a whole number."), ({"reason": ""}, "Fill this in."),
        ({"spacing_business_days": 20}, "must not be above"),
        ({}, "Nothing differs from the limits in force."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_input_kept(
    desk: Client, changes: dict[str, Any], said: str
) -> None:
    sent = typed(**{"attachments": 1} | changes) if changes else typed()
    answer = desk.post(reverse("policy-new"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "There is a problem" in page
    for name, value in changes.items():
        assert not value or f'value="{value}"' in page or name == "reason"
    assert not LimitVersion.objects.drafts().exists()


def test_an_earlier_version_is_where_a_draft_may_begin(desk: Client) -> None:
    earlier = put_in_force({"ask_words": 130})
    put_in_force({"ask_words": 180})
    page = desk.get(reverse("policy-new"), {"from": str(earlier.pk)}).content.decode()
    assert 'name="ask_words" type="text" value="130"' in page
    assert "Begins with the values of version 2" in page
    assert desk.get(reverse("policy-new"), {"from": "nonsense"}).status_code == 200


def test_a_colleagues_draft_is_not_changed_but_drafted_from(desk: Client) -> None:
    theirs = draft({"ask_words": 130})
    answer = desk.get(reverse("policy-edit", args=[theirs.pk]))
    assert answer["Location"] == f"{reverse('policy-new')}?from={theirs.pk}"


def test_ones_own_draft_is_changed(desk: Client, boss: User) -> None:
    own = draft({"ask_words": 130}, made_by=boss)
    page = desk.get(reverse("policy-edit", args=[own.pk])).content.decode()
    assert 'name="ask_words" type="text" value="130"' in page
    answer = desk.post(reverse("policy-edit", args=[own.pk]), typed(ask_words=140))
    own.refresh_from_db()
    assert (answer.status_code, own.values) == (303, {"ask_words": 140})


def test_the_page_of_a_draft_shows_what_differs_and_what_is_next(desk: Client, boss: User) -> None:
    own = draft({"ask_words": 130, "silence_business_days": 20}, made_by=boss)
    page = desk.get(reverse("policy-detail", args=[own.pk])).content.decode()
    assert "200 words" in page
    assert "130 words" in page
    assert "Keep it simple" in page
    assert "a second person puts it in force" in page
    assert "Not replayed, since what is kept of past decisions does not tell" in page
    assert "hx-get" not in page.split('id="replay"')[1].split(">")[0]


def test_a_replay_under_way_shows_its_bar_and_asks_again(desk: Client, boss: User) -> None:
    own = draft({"ask_words": 130}, made_by=boss)
    replay = replay_of(own, state="running", total=1200, judged=300)
    page = desk.get(reverse("policy-detail", args=[own.pk])).content.decode()
    part = page.split('id="replay"')[1].split("</section>")[0]
    assert 'hx-trigger="load delay:1s"' in part
    assert 'max="100" value="25"' in part
    assert "300 of 1,200 decisions judged." in part
    answer = desk.post(reverse("policy-replay-cancel", args=[replay.pk]))
    assert answer.status_code == 303
    page = desk.get(reverse("policy-detail", args=[own.pk])).content.decode()
    assert "Cancelled after 300 of 1,200 decisions." in page


def test_a_second_person_is_offered_to_put_it_in_force(desk: Client, boss: User) -> None:
    theirs = draft({"ask_words": 130})
    url = reverse("policy-activate", args=[theirs.pk])
    page = reverse("policy-detail", args=[theirs.pk])
    assert url not in desk.get(page).content.decode()
    assert desk.post(url).status_code == 409
    replay_of(theirs, state="done", total=340, judged=340, refused_anew=12, passing_anew=3)
    told = desk.get(page).content.decode()
    assert url in told
    assert "12 would now be refused" in told
    assert "3 that were refused would pass" in told
    assert "12 would now be refused" in desk.get(url).content.decode()
    assert desk.post(url).status_code == 303
    assert LimitVersion.objects.active().get().activated_by == boss


def test_nobody_puts_their_own_in_force(desk: Client, boss: User) -> None:
    own = draft({"ask_words": 130}, made_by=boss)
    replay_of(own, state="done")
    url = reverse("policy-activate", args=[own.pk])
    assert url not in desk.get(reverse("policy-detail", args=[own.pk])).content.decode()
    assert desk.post(url).status_code == 403


def test_the_rows_show_what_was_said_and_what_would_be(desk: Client, boss: User) -> None:
    world = clear_world()
    world.contact_now()
    assert DecisionFacts.objects.count() == 1
    replay = replay_of(draft({"ask_words": 50, "profile_facts": 10}, made_by=boss))
    replays.run(replay.pk)
    page = desk.get(reverse("policy-turned", args=[replay.pk])).content.decode()
    assert str(world.group) in page
    assert reverse("partnership-detail", args=[world.partnership.pk]) in page
    assert "4 of 4 facts" in page or "of 10" in page
    assert "version 1" in page
    empty = desk.get(reverse("policy-turned", args=[replay.pk]), {"show": "passing"})
    assert "No past decision turns this way" in empty.content.decode()
    assert desk.get(reverse("policy-turned", args=[replay.pk]), {"show": "x"}).status_code == 200


def test_pages_take_a_fixed_number_of_queries(
    desk: Client, boss: User, django_assert_max_num_queries: Any
) -> None:
    for words in range(50, 60):
        replay_of(draft({"ask_words": words}, made_by=boss), state="done")
    with django_assert_max_num_queries(7):
        desk.get(reverse("policy-list"))
    own = LimitVersion.objects.drafts().first()
    assert own is not None
    with django_assert_max_num_queries(8):
        desk.get(reverse("policy-detail", args=[own.pk]))


def test_the_list_tells_drafts_history_and_what_is_in_force(desk: Client) -> None:
    put_in_force({"ask_words": 130}, reason="Shorter asks")
    draft({"ask_words": 140}, reason="Shorter still")
    page = desk.get(reverse("policy-list")).content.decode()
    for words in ("Shorter asks", "Shorter still", "not replayed", "130 words", "Version 1"):
        assert words in page
    assert DEFAULTS.ask_words == 200
