"""Every route has declared roles, and they hold for everybody."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, reverse

from advocacy import access
from advocacy.models import Sponsor
from advocacy.models.user import Role, User
from pagcrm.errors import forbidden
from tests.routes import routes

ADDRESSES = [(address, access.declared(match)) for match, address in routes() if address]


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Give one person of each role."""
    sponsor = Sponsor.objects.create(name="Northlight Biotherapeutics")
    return {
        role: User.objects.create_user(
            f"{role}@example.org",
            "right-horse-battery",
            name=role.label,
            role=role,
            sponsor=sponsor if role == Role.SPONSOR_VIEWER else None,
        )
        for role in Role
    }


def signed_in(user: User) -> Client:
    """Give a browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def leads_to_sign_in(response: Any) -> bool:
    """Tell whether the answer is the way to sign-in."""
    return response.status_code == 302 and response.url.startswith(reverse("account_login"))


def test_every_route_has_declared_roles() -> None:
    undeclared = [match.view_name for match, _ in routes() if access.declared(match) is None]
    assert undeclared == []


def test_a_route_that_nobody_declared_is_closed() -> None:
    stray = ResolverMatch(lambda request: HttpResponse(), (), {}, "stray")
    assert access.declared(stray) is None
    request = RequestFactory().get("/")
    request.resolver_match = stray
    middleware = access.AccessMiddleware(lambda request: HttpResponse())
    with pytest.raises(Http404):
        middleware.process_view(request, stray.func, (), {})


def expected(role: Role | None, roles: access.Roles, address: str) -> set[str]:
    """Give what a person may meet on a page that was declared for `roles`."""
    if roles == access.NOBODY:
        return {"missing"}
    if roles == access.PUBLIC:  # signing out, say, leads to sign-in when there is nothing to do
        return {"open", "missing"} if role else {"open", "missing", "sign-in"}
    if role is None:
        return {"sign-in"}
    if role not in roles:
        return {"missing"} if role == Role.SPONSOR_VIEWER else {"forbidden"}
    # The address names no row; and the administration site has permissions of its own below ours.
    return {"open", "missing"} | ({"forbidden"} if address.startswith("/admin/") else set())


def met(response: Any) -> str:
    """Name what an answer means to the person."""
    if leads_to_sign_in(response):
        return "sign-in"
    names = {403: "forbidden", 404: "missing", 500: "broken"}
    return names.get(response.status_code, "open")


@pytest.mark.django_db(databases=["default", "portal"])
@pytest.mark.parametrize("role", [None, *Role])
def test_a_person_meets_what_is_declared_on_every_route(
    role: Role | None, people: dict[str, User]
) -> None:
    client = signed_in(people[role]) if role else Client()
    client.raise_request_exception = False
    wrong = []
    for address, roles in ADDRESSES:
        assert roles is not None
        found = met(client.get(address))
        if found not in expected(role, roles, address):
            wrong.append(f"{address}: {found}")
    assert wrong == []


def test_the_matrix_covers_all_but_a_few_routes() -> None:
    missed = {match.view_name for match, address in routes() if address is None}
    assert {name for name in missed if not name.startswith("admin:")} == {
        "account_confirm_email",
        "account_reset_password_from_key",
        "openid_connect_login",
        "openid_connect_callback",
        access.MOVED,
    }


def test_an_unsigned_htmx_request_moves_the_whole_page_to_sign_in(db: None) -> None:
    response = Client().get(
        reverse("admin:index"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/groups/?q=a"},
    )
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=/groups/%3Fq%3Da"


def test_a_refused_form_leads_back_to_the_page_it_was_on(db: None) -> None:
    response = Client().post(
        reverse("admin:index"), headers={"Referer": "http://testserver/studies/"}
    )
    assert response.url == f"{reverse('account_login')}?next=/studies/"


def test_the_way_back_never_leaves_the_product(db: None) -> None:
    response = Client().post(reverse("admin:index"), headers={"Referer": "http://evil.example/a"})
    assert response.url == f"{reverse('account_login')}?next=/"


def test_an_insider_without_the_right_is_told_whom_to_ask(people: dict[str, User]) -> None:
    response = signed_in(people[Role.STAFF]).get(reverse("admin:index"))
    assert response.status_code == 403
    page = response.content.decode()
    assert str(Role.ADMIN.label) in page
    assert people[Role.ADMIN].email in page


def test_an_outsider_is_told_no_name_of_ours(people: dict[str, User]) -> None:
    for person in (AnonymousUser(), people[Role.SPONSOR_VIEWER]):
        request = RequestFactory().get("/")
        request.user = person
        page = forbidden(request, PermissionDenied()).content.decode()
        assert people[Role.ADMIN].email not in page
        assert str(Role.ADMIN.label) not in page


def test_a_changed_role_counts_at_the_next_request(people: dict[str, User]) -> None:
    person = people[Role.ADMIN]
    client = signed_in(person)
    assert client.get(reverse("admin:index")).status_code == 200
    User.objects.filter(pk=person.pk).update(role=Role.STAFF)
    assert client.get(reverse("admin:index")).status_code == 403


def test_the_decorator_declares_the_roles_on_the_view() -> None:
    @access.requires(Role.MANAGER)
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert page.roles == {Role.MANAGER}
    assert access.public(lambda request: HttpResponse()).roles == access.PUBLIC


@pytest.mark.django_db
def test_too_many_wrong_passwords_lock_the_account_out() -> None:
    User.objects.create_user("lock@example.org", "right-horse-battery", name="Lock")
    client = Client()
    sign_in = reverse("account_login")
    wrong, right = [
        {"login": "Lock@example.org", "password": password}
        for password in ("wrong-horse-battery", "right-horse-battery")
    ]
    answers = [client.post(sign_in, wrong).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(sign_in, right).status_code == 429
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_right_password_signs_in_and_changes_the_session_key() -> None:
    User.objects.create_user("kim@example.org", "right-horse-battery", name="Kim")
    client = Client()
    client.get(reverse("account_login"))
    response = client.post(
        reverse("account_login"), {"login": "Kim@example.org", "password": "right-horse-battery"}
    )
    assert response.status_code == 302
    assert response.url == "/"
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_nobody_signs_up() -> None:
    assert Client().get("/accounts/signup/").status_code == 404
