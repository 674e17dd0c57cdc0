"""The bell and its page: what is new, read one by one or all at once, by nobody else."""

from typing import Any

import pytest
from django.urls import reverse

from advocacy.models import Notification, NotificationKind, User
from tests.factories import GroupFactory, NotificationFactory, PartnershipFactory, UserFactory
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


def page(user: User, **asked: str) -> str:
    response = signed_in(user).get(reverse("notification-list"), asked)
    assert response.status_code == 200
    return response.content.decode()


SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    ("override_asked", {"by": "Sam", "rule": "lead-time"}, "Sam asks for an override: Lead time."),
    ("override_granted", {"by": "Mira", "rule": "lead-time", "note": "Once."},
     "Mira granted your override: Lead time."),
    ("override_denied", {"by": "Mira", "rule": "lead-time"},
     "Mira did not grant your override: Lead time."),
    ("handed_over", {"by": "Mira"}, "Mira handed you a partnership."),
    ("handed_over", {"by": "Mira", "follow_up": "thank_you"},
     "Mira handed you a next step: Send the thank-you."),
    ("handed_over", {"by": "Mira", "of": "Sam", "partnerships": 12, "steps": 30},
     "Mira handed you the work of Sam: 12 partnerships, 30 next steps."),
    ("mail", {"by": "", "state": "failed"}, "A mail did not go out; the group is free again."),
    ("mail", {"by": "", "state": "unknown"}, "Nobody knows whether a mail went out."),
    ("reply", {"by": "", "outcome": ""}, "A reply came by mail. Read it and say what it is."),
    ("stopped", {"by": "Sam", "reason": "declined"}, "Sam logged what stops this: Declined."),
    ("stopped", {"by": "", "reason": "no_response"}, "It stopped by itself: No response."),
    ("stopped", {"by": "Sam", "reason": "policy_no_industry"},
     "Sam logged what stops this: Policy: no industry."),
    ("reply", {"by": "Sam", "outcome": "interested"}, "Sam filed an answer: Interested."),
    ("sponsor", {"by": "Vera", "answer": "hold"}, "Vera answered for the sponsor: Hold."),
    ("sponsor", {"by": "Vera", "amount": "USD 9,000"},
     "Vera raised the approved budget to USD 9,000."),
    ("sponsor", {"by": "Vera", "group": "Northern Lights", "unknown": True},
     "Vera declared a relationship with “Northern Lights”, which is not on file. Record it."),
    ("sponsor", {"by": "Vera", "group": "Northern Lights"},
     "Vera declared a relationship with Northern Lights."),
    ("breach", {"by": "Sam", "rules": ["spacing", "attempt-limit"]},
     "Sam logged a touch that broke: Spacing, Attempt limit."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "data", "sentence"), SENTENCES)
def test_each_kind_is_told_in_a_sentence(kind: str, data: dict[str, Any], sentence: str) -> None:
    me = UserFactory()
    NotificationFactory(recipient=me, kind=kind, data=data)
    text = page(me)
    assert sentence in text
    assert "Once." in text or "note" not in data


def test_every_kind_has_a_sentence() -> None:
    assert {kind for kind, _data, _sentence in SENTENCES} == set(NotificationKind.values)


def test_the_bell_counts_what_is_new_to_this_person() -> None:
    me = UserFactory()
    NotificationFactory.create_batch(2, recipient=me)
    NotificationFactory(recipient=me, read_at="2026-09-01T10:00Z")
    NotificationFactory()
    text = signed_in(me).get(reverse("study-list")).content.decode()
    assert '<span class="bell-count">2<' in text


def test_nobody_sees_what_others_were_told() -> None:
    group = GroupFactory(name="Secret Circle")
    NotificationFactory(partnership=PartnershipFactory(group=group))
    text = page(UserFactory())
    assert "Secret Circle" not in text
    assert "Nothing new" in text


def test_opening_one_marks_it_and_leads_to_its_record() -> None:
    me, own = UserFactory(), PartnershipFactory()
    first, second = NotificationFactory.create_batch(2, recipient=me, partnership=own)
    response = signed_in(me).post(reverse("notification-open", args=[first.pk]))
    assert response.status_code == 303
    assert response.url == reverse("partnership-detail", args=[own.pk])
    assert list(Notification.objects.unread()) == [second]


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [("override_asked", "override", "override-detail"), ("breach", "breach", "breach-detail")],
)
def test_it_leads_to_where_one_decides(kind: str, key: str, name: str) -> None:
    me, target = UserFactory(manager=True), PartnershipFactory().pk
    row = NotificationFactory(recipient=me, kind=kind, data={key: str(target)})
    response = signed_in(me).post(reverse("notification-open", args=[row.pk]))
    assert response.url == reverse(name, args=[target])


def test_looking_marks_nothing() -> None:
    me = UserFactory()
    row = NotificationFactory(recipient=me)
    page(me)
    assert signed_in(me).get(reverse("notification-open", args=[row.pk])).status_code == 405
    assert Notification.objects.unread().count() == 1


def test_one_is_marked_or_all() -> None:
    me = UserFactory()
    rows = NotificationFactory.create_batch(3, recipient=me)
    others = NotificationFactory()
    client, url = signed_in(me), reverse("notifications-read")
    client.post(url, {"one": str(rows[0].pk)})
    client.post(url, {"one": str(others.pk)})
    client.post(url, {"one": "no id"})
    assert Notification.objects.addressed_to(me).unread().count() == 2
    client.post(url)
    assert list(Notification.objects.unread()) == [others]


def test_somebody_elses_is_not_found() -> None:
    row = NotificationFactory()
    client = signed_in(UserFactory())
    assert client.post(reverse("notification-open", args=[row.pk])).status_code == 404
    assert Notification.objects.unread().count() == 1


def test_only_what_is_new_and_page_by_page(django_assert_max_num_queries: Any) -> None:
    me = UserFactory()
    NotificationFactory.create_batch(52, recipient=me)
    NotificationFactory(recipient=me, read_at="2026-09-01T10:00Z", kind="reply",
                        data={"by": "Sam", "outcome": "question"})  # fmt: skip
    client = signed_in(me)
    client.get(reverse("notification-list"))
    with django_assert_max_num_queries(5):
        response = client.get(reverse("notification-list"), {"show": "unread"})
    assert len(response.context["news"]) == 50
    assert response.context["page"].next_key
    assert "filed an answer" not in response.content.decode()
