"""Every page for every role, with records that are there and with ids that are nobody's."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse

from advocacy.access import INSIDERS, PUBLIC
from advocacy.models import Role
from tests.views.everything import Everything, random_address, routes, undone
from tests.views.people import signed_in

ROLES = [None, *Role]
METHODS = ("get", "post")
ANSWERED = {200, 302, 303, 405, 409, 422}
#: What these answer to colleagues of the one person whose it is.
OF_ONE: dict[tuple[str, str], set[int]] = {
    ("post", "override-detail"): {403},
    ("post", "touch-release"): {403},  # while a colleague writes
    ("get", "saved-view-edit"): {404},
    ("post", "saved-view-edit"): {404},
    ("post", "saved-view-delete"): {404},
    ("post", "inbound-webhook"): {404},  # a door that is not there without its secret
    ("get", "company-sign-in"): {404},  # an address that no sponsor of these records was given
    # What the sponsor's own role reads is not committed here; tests/portal opens these.
    **{(method, f"portal-{name}"): {403, 404} for method in METHODS
       for name in ("study", "report", "partnership", "question", "budget")},
}  # fmt: skip
WHOLE = (None, Role.STAFF, Role.ADMIN, Role.SPONSOR_VIEWER)


def browser(whole_world: Everything, role: Role | None) -> Client:
    """A browser of a person of this role; what breaks is an answer, not an error of the test."""
    client = signed_in(whole_world.people[role]) if role else Client()
    client.raise_request_exception = False
    return client


def ask(client: Client, method: str, address: str) -> tuple[int, str]:
    """Ask for a page; what a form did is taken back."""
    if method == "get":
        answer = client.get(address)
    else:
        with undone():
            answer = client.post(address)
    return answer.status_code, answer.headers.get("Location", "")


def roles_of(route: URLPattern) -> frozenset[str | None]:
    """Who may open it; None is somebody who has not signed in."""
    roles: frozenset[str] = route.callback.roles
    return frozenset({None, *Role}) if roles == PUBLIC else roles


def wrong(route: URLPattern, role: Role | None, method: str, status: int, to: str) -> bool:
    """Whether this person should have met something else."""
    if role is None and None not in roles_of(route):
        return not (status == 302 and to.startswith(reverse("account_login")))
    if role in roles_of(route):
        return status not in ANSWERED | OF_ONE.get((method, route.name or ""), set())
    return status != (404 if role == Role.SPONSOR_VIEWER else 403)


def misfits(
    client: Client,
    whole_world: Everything,
    role: Role | None,
    method: str,
    chosen: list[URLPattern],
) -> list[str]:
    """The pages that answer this person otherwise than they should."""
    found = []
    for route in chosen:
        status, to = ask(client, method, whole_world.address(route))
        if wrong(route, role, method, status, to):
            found.append(f"{method} {route.name}: {status} {to}")
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_its_roles_alone_and_looking_changes_nothing(
    whole_world: Everything, role: Role | None
) -> None:
    client = browser(whole_world, role)
    # What every insider sees alike is opened by the first and the last of them.
    alike = [] if role in WHOLE else [r for r in routes() if roles_of(r) == set(INSIDERS)]
    chosen = [r for r in routes() if r not in alike]
    before = rows()
    assert misfits(client, whole_world, role, "get", chosen) == []
    assert rows() == before


@pytest.mark.parametrize("role", ROLES)
def test_every_form_is_taken_of_its_roles_alone(whole_world: Everything, role: Role | None) -> None:
    # What is open to several roles is sent empty by the first of them only: it is one code.
    chosen = [r for r in routes() if role not in roles_of(r) or role == first_of(roles_of(r))]
    assert misfits(browser(whole_world, role), whole_world, role, "post", chosen) == []


def first_of(roles: frozenset[str | None]) -> Role:
    """The least of these roles."""
    return next(role for role in Role if role in roles)


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER])
def test_an_id_of_nobody_is_not_found(whole_world: Everything, role: Role) -> None:
    client = browser(whole_world, role)
    found = []
    for route in routes():
        if not route.pattern.converters or role not in roles_of(route):
            continue
        for method in METHODS:
            status, _to = ask(client, method, random_address(route))
            if status not in {404, 405}:
                found.append(f"{method} {route.name}: {status}")
    assert found == []


def rows() -> dict[str, int]:
    """How many rows each table of ours has; the history counts every change of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'advocacy_%'")
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
        return counts
