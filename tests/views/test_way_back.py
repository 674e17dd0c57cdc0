"""A remedy on another record leads back to the partnership, and to no other site."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from advocacy.models import Partnership
from advocacy.policy.remedies import Mend
from advocacy.views.remedies import remedy_links
from tests import factories as make
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

GOAL = {"words": "A guide for caregivers", "source": "a call", "as_of": "2026-01-05"}


@pytest.fixture
def own() -> Partnership:
    """Give a partnership with a note why this group, so that facts are what is missing."""
    partnership: Partnership = make.PartnershipFactory()
    return partnership


@pytest.mark.parametrize(
    "mend", [Mend.COMPLETE_PROFILE, Mend.ASK_STANCE, Mend.ADD_SPONSOR_CONTACT, Mend.MOVE_LAUNCH]
)
def test_a_remedy_elsewhere_names_the_way_back(own: Partnership, mend: Mend) -> None:
    query = parse_qs(urlsplit(remedy_links(own)[mend]).query)
    assert query["next"] == [reverse("partnership-detail", args=[own.pk])]


def test_what_is_saved_leads_back_and_so_does_cancel(own: Partnership) -> None:
    record = reverse("partnership-detail", args=[own.pk])
    form = f"{reverse('group-goal-add', args=[own.group_id])}?next={record}"
    browser = signed_in(make.UserFactory())
    assert f'href="{record}" data-dialog-close' in browser.get(form).content.decode()
    answer = browser.post(form, GOAL)
    assert (answer.status_code, answer.headers["Location"]) == (303, record)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil", "\\\\e"],
)
def test_no_other_site_is_led_to(own: Partnership, elsewhere: str) -> None:
    form = reverse("group-goal-add", args=[own.group_id])
    answer = signed_in(make.UserFactory()).post(f"{form}?next={elsewhere}", GOAL)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(reverse("group-detail", args=[own.group_id]))
