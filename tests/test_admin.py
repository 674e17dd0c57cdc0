from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from advocacy.models import Group, History, Role, User
from tests.factories import GroupFactory, SponsorFactory, UserFactory

pytestmark = pytest.mark.django_db

TABLES = [model for model in apps.get_app_config("advocacy").get_models() if model._meta.managed]
BUSINESS = [model for model in TABLES if model is not User]


def signed_in(**fields: Any) -> Client:
    """Give a browser in which this person has signed in."""
    client = Client()
    client.force_login(UserFactory(**fields), backend="pagcrm.accounts.AuthenticationBackend")
    return client


def account(**changed: Any) -> dict[str, Any]:
    """Give what the form of a new account sends."""
    return {
        "email": "New@Example.org", "name": "Noa Example", "role": "manager", "sponsor": "",
        "time_zone": "Europe/Berlin", "usable_password": "true",
        "password1": "a long word of mine", "password2": "a long word of mine", **changed,
    }  # fmt: skip


ADD = "/admin/advocacy/user/add/"


@pytest.mark.parametrize("model", BUSINESS, ids=lambda model: model.__name__)
def test_nobody_writes_business_rows_here_not_even_a_superuser(model: Any) -> None:
    options = admin.site.get_model_admin(model)
    client = signed_in(admin=True, is_superuser=True)
    name = f"admin:advocacy_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.post(reverse(f"{name}_add"), {}).status_code == 403
    request = client.get(reverse(f"{name}_changelist")).wsgi_request
    assert not options.has_change_permission(request)
    assert not options.has_delete_permission(request)


def test_a_group_is_shown_and_a_change_of_it_is_refused() -> None:
    group = GroupFactory(name="Before")
    client = signed_in(admin=True)
    page = reverse("admin:advocacy_group_change", args=[group.pk])
    assert "Before" in client.get(page).content.decode()
    assert client.post(page, {"name": "After"}).status_code == 403
    assert Group.objects.get().name == "Before"


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.STAFF, 403), (Role.MANAGER, 403), (Role.COMPLIANCE, 403), (Role.SPONSOR_VIEWER, 404)],
)
def test_other_roles_stay_outside(role: Role, status: int) -> None:
    sponsor = SponsorFactory() if role == Role.SPONSOR_VIEWER else None
    client = signed_in(role=role, sponsor=sponsor, is_superuser=True)
    for page in ("/admin/", "/admin/advocacy/group/", ADD):
        assert client.get(page).status_code == status


def test_an_administrator_makes_an_account() -> None:
    answer = signed_in(admin=True).post(ADD, account())
    assert answer.status_code == 302
    made = User.objects.get(email="new@example.org")
    assert (made.role, made.is_superuser) == (Role.MANAGER, False)
    assert made.check_password("a long word of mine")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "TAKEN@example.org"), ("email", "nobody"), ("role", "king"),
        ("role", "sponsor_viewer"), ("time_zone", "Mars/Base"), ("password1", "short"),
        ("name", ""), ("sponsor", "not-a-sponsor"),
    ],
)  # fmt: skip
def test_a_wrong_account_is_refused_with_the_page(field: str, value: str) -> None:
    UserFactory(email="taken@example.org")
    before = User.objects.count()
    answer = signed_in(admin=True).post(ADD, account(**{field: value}))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert User.objects.count() == before + 1  # the administrator alone


def test_a_viewer_is_let_see_the_subsidiaries_too_and_nobody_else_is() -> None:
    client, sponsor = signed_in(admin=True), SponsorFactory()
    viewer = {"role": "sponsor_viewer", "sponsor": str(sponsor.pk)}
    ticked = {"with_subsidiaries": "on"}
    assert client.post(ADD, account(**viewer, **ticked)).status_code == 302
    made = User.objects.get(email="new@example.org")
    assert made.with_subsidiaries
    page = reverse("admin:advocacy_user_change", args=[made.pk])
    kept = {"email": made.email, "name": made.name, "time_zone": made.time_zone, **viewer}
    assert client.post(page, {**kept, "is_active": "on"}).status_code == 302
    assert not User.objects.get(pk=made.pk).with_subsidiaries
    refused = client.post(ADD, account(email="other@example.org", **ticked))
    assert "Only a sponsor’s viewer sees subsidiaries" in refused.content.decode()
    assert not User.objects.filter(email="other@example.org").exists()


def test_a_changed_role_is_in_the_row_history_with_who_did_it() -> None:
    other = UserFactory(role=Role.STAFF)
    boss = UserFactory(admin=True)
    client = Client()
    client.force_login(boss, backend="pagcrm.accounts.AuthenticationBackend")
    page = reverse("admin:advocacy_user_change", args=[other.pk])
    answer = client.post(
        page,
        {"email": other.email, "name": other.name, "role": "compliance", "sponsor": "",
         "time_zone": other.time_zone, "is_active": "on"},
    )  # fmt: skip
    assert answer.status_code == 302
    other.refresh_from_db()
    assert other.role == Role.COMPLIANCE
    row = History.objects.filter(table_name="advocacy_user", row_id=other.pk).latest("id")
    assert row.actor == str(boss.pk)


def test_nobody_takes_away_the_own_role_and_nobody_is_deleted() -> None:
    boss = UserFactory(admin=True)
    client = Client()
    client.force_login(boss, backend="pagcrm.accounts.AuthenticationBackend")
    page = reverse("admin:advocacy_user_change", args=[boss.pk])
    client.post(
        page, {"email": boss.email, "name": "Renamed", "role": "staff", "time_zone": boss.time_zone}
    )
    boss.refresh_from_db()
    assert (boss.name, boss.role, boss.is_active) == ("Renamed", Role.ADMIN, True)
    gone = reverse("admin:advocacy_user_delete", args=[UserFactory().pk])
    assert client.post(gone, {"post": "yes"}).status_code == 403
