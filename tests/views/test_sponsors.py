"""Sponsors: the list, the page with its family, and what people add."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from advocacy.models import Event, Sponsor
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY().isoformat()
NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def browser(client: Client) -> Client:
    """A browser of recruitment staff."""
    client.force_login(make.UserFactory())
    return client


@pytest.fixture
def sponsor() -> Sponsor:
    """A sponsor that stands alone."""
    return make.SponsorFactory(name="Northlight Biotherapeutics")


def page_of(browser: Client, sponsor: Sponsor) -> str:
    """Give the sponsor's page."""
    response = browser.get(reverse("sponsor-detail", args=[sponsor.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_forgives_typos_and_knows_former_names(browser: Client, sponsor: Sponsor) -> None:
    make.SponsorFactory(name="Meridian", aliases=["Sundown Pharma"])
    url = reverse("sponsor-list")
    assert sponsor.name in browser.get(url, {"q": "nothlight biotherapeutic"}).content.decode()
    assert "Meridian" in browser.get(url, {"q": "sundown"}).content.decode()


def test_the_list_counts_studies_and_groups_and_names_the_parent(
    browser: Client, sponsor: Sponsor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parent = make.SponsorFactory(name="Aurora Holding")
    make.ParentEdgeFactory(child=sponsor, parent=parent)
    make.StudyFactory(sponsor=sponsor)
    tie = make.RelationshipFactory(sponsor=sponsor)
    make.RelationshipFactory(sponsor=sponsor, group=tie.group)
    browser.get(reverse("sponsor-list"))
    with django_assert_max_num_queries(6):
        response = browser.get(reverse("sponsor-list"), {"q": "northlight"})
    (row,) = response.context["page"].rows
    assert (row.study_count, row.tie_count) == (1, 1)
    assert "Aurora Holding" in response.content.decode()


@pytest.mark.parametrize(
    "asked", [{"kind": "x"}, {"q": "\x00"}, {"q": "y" * 900}, {"after": "broken"}, {"q": "zzzzqq"}]
)
def test_wrong_filters_do_no_harm(browser: Client, sponsor: Sponsor, asked: dict[str, str]) -> None:
    assert browser.get(reverse("sponsor-list"), asked).status_code == 200


def test_the_family_is_drawn_as_it_is_today(browser: Client, sponsor: Sponsor) -> None:
    top = make.SponsorFactory(name="Aurora Holding")
    sister = make.SponsorFactory(name="Borealis Labs")
    once = make.SponsorFactory(name="Sold Subsidiary")
    make.ParentEdgeFactory(child=sponsor, parent=top)
    make.ParentEdgeFactory(child=sister, parent=top, since=None)
    make.ParentEdgeFactory(child=once, parent=top, until=date(2020, 1, 1))
    page = page_of(browser, sponsor)
    tree, former = page.split("At other times")
    assert "Aurora Holding" in tree
    assert "Borealis Labs" in tree
    assert "Sold Subsidiary" not in tree
    assert "Sold Subsidiary under Aurora Holding" in former


def test_a_circle_on_file_does_not_hang_the_page(browser: Client, sponsor: Sponsor) -> None:
    other = make.SponsorFactory(name="Circle")
    make.ParentEdgeFactory(child=sponsor, parent=other)
    make.ParentEdgeFactory(child=other, parent=sponsor)
    assert "Circle" in page_of(browser, sponsor)


def test_a_confidential_amount_is_for_deciders(client: Client, sponsor: Sponsor) -> None:
    make.RelationshipFactory(sponsor=sponsor, amount=Decimal(54321), confidential=True)
    for role, sees in (({}, False), ({"compliance": True}, True)):
        client.force_login(make.UserFactory(**role))
        assert ("54,321" in page_of(client, sponsor)) is sees


def test_a_sponsor_is_written_down_once(browser: Client) -> None:
    url = reverse("sponsor-create")
    data = {"name": "Meridian", "kind": "company", "aliases": "Meri"}
    assert browser.get(url).status_code == 200
    response = browser.post(url, data)
    sponsor = Sponsor.objects.get()
    assert response.url == reverse("sponsor-detail", args=[sponsor.pk])
    assert browser.post(url, {**data, "name": "MERIDIAN"}).status_code == 422
    assert Sponsor.objects.count() == 1


def test_mending_keeps_the_former_name(browser: Client, sponsor: Sponsor) -> None:
    url = reverse("sponsor-edit", args=[sponsor.pk])
    assert sponsor.name in browser.get(url).content.decode()
    data = {"name": "Northlight", "kind": "company", "reason": "renamed"}
    assert browser.post(url, data).status_code == 303
    sponsor.refresh_from_db()
    assert sponsor.aliases == ["Northlight Biotherapeutics"]


def test_contact_parent_and_relationship_are_added(browser: Client, sponsor: Sponsor) -> None:
    make.SponsorFactory(name="Aurora Holding")
    make.GroupFactory(name="Memory Alliance")
    given: dict[str, dict[str, Any]] = {
        "sponsor-contact-add": {"name": "Kim Specimen", "email": "kim@example.com"},
        "sponsor-parent-add": {"parent": "Aurora Holding", "since": "2009-03-26"},
        "sponsor-tie-add": {"group": "Memory Alliance", "kind": "grant", "currency": "USD",
                            "source": "disclosure"},
    }  # fmt: skip
    for name, data in given.items():
        url = reverse(name, args=[sponsor.pk])
        assert browser.get(url).status_code == 200
        assert browser.post(url, data).status_code == 303, name
    assert sponsor.contacts.count() == 1
    assert sponsor.parent_edges.get().since == date(2009, 3, 26)
    assert sponsor.relationships.get().group.name == "Memory Alliance"
    assert Event.objects.filter(sponsor=sponsor).count() == 3
    assert "Kim Specimen" in page_of(browser, sponsor)
    assert browser.get(reverse("sponsor-timeline", args=[sponsor.pk])).status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("sponsor-contact-add", {"name": ""}, "name"),
        ("sponsor-contact-add", {"name": "Kim", "email": "kim"}, "email"),
        ("sponsor-contact-add", {"name": "x" * 161}, "name"),
        ("sponsor-parent-add", {"parent": "Northlight Biotherapeutics"}, "parent"),
        ("sponsor-parent-add", {"parent": NOBODY}, "parent"),
        ("sponsor-parent-add", {"parent": "Aurora", "since": "32.1.2020"}, "since"),
        (
            "sponsor-parent-add",
            {"parent": "Aurora", "since": "2020-02-01", "until": "2020-01-01"}, "until",
        ),
        ("sponsor-tie-add", {"group": NOBODY, "kind": "grant", "source": "x"}, "group"),
        ("sponsor-tie-add", {"group": "Memory", "kind": "gift", "source": "x"}, "kind"),
        ("sponsor-tie-add", {"group": "Memory", "owner": NOBODY, "source": "x"}, "owner"),
        ("sponsor-tie-add", {"group": "Memory", "note": "x" * 2001, "source": "x"}, "note"),
        ("sponsor-edit", {"name": "", "kind": "company"}, "name"),
        ("sponsor-edit", {"name": "N", "kind": "club"}, "kind"),
        ("sponsor-edit", {"name": "N", "kind": "company", "ticker": "x" * 21}, "ticker"),
    ],
)  # fmt: skip
def test_wrong_values_are_told(
    browser: Client, sponsor: Sponsor, name: str, data: dict[str, str], field: str
) -> None:
    make.SponsorFactory(name="Aurora")
    make.GroupFactory(name="Memory")
    response = browser.post(reverse(name, args=[sponsor.pk]), data)
    assert response.status_code == 422
    form = response.context["form"]
    assert field in form.errors or form.non_field_errors(), form.errors


def test_someone_who_works_at_another_sponsor_cannot_look_after_a_tie(
    browser: Client, sponsor: Sponsor
) -> None:
    stranger = make.ContactFactory()
    data = {"group": str(make.GroupFactory().pk), "kind": "grant", "source": "x",
            "currency": "USD", "owner": str(stranger.pk)}  # fmt: skip
    response = browser.post(reverse("sponsor-tie-add", args=[sponsor.pk]), data)
    assert response.status_code == 422
    assert "owner" in response.context["form"].errors


def test_a_master_agreement_needs_both_signatures_and_no_forbidden_term(
    browser: Client, sponsor: Sponsor
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    group = make.GroupFactory()
    url = reverse("group-master-add", args=[group.pk])
    assert browser.get(url).status_code == 200
    data = {
        "sponsor": str(sponsor.pk), "purpose": "Campaigns", "activity": "Newsletter items",
        "acknowledgement": "Supported by Northlight", "amount": "1000", "currency": "USD",
        "starts_on": "2026-01-01", "ends_on": "2030-01-01", "group_signatory": "Robin",
        "group_signed_on": "2026-01-01", "sponsor_signatory": "Kim",
        "sponsor_signed_on": "2026-01-02",
    }  # fmt: skip

    def signed() -> dict[str, Any]:
        return {"file": SimpleUploadedFile("signed.pdf", b"%PDF-1.4 signed")}

    assert browser.post(url, data).status_code == 422
    assert browser.post(url, {**data, **signed(), "group_signatory": ""}).status_code == 422
    assert browser.post(url, {**data, **signed(), "exclusivity": "on"}).status_code == 422
    wrong = {"file": SimpleUploadedFile("signed.pdf", b"MZ\x00\x01\xff not a document")}
    assert browser.post(url, {**data, **wrong}).status_code == 422
    assert group.agreements.count() == 0
    response = browser.post(url, {**data, **signed()})
    assert response.status_code == 303, response.context["form"].errors
    assert group.agreements.get().executed_on == date(2026, 1, 2)
    page = browser.get(reverse("group-detail", args=[group.pk])).content.decode()
    assert "Master agreements" in page
    assert sponsor.name in page
