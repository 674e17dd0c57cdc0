"""Viewers come in by invitation, under their sponsor's terms, and are out at once."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from requests.exceptions import InvalidURL

from advocacy.messages import links
from advocacy.messages.deliver import send_due
from advocacy.models import Event, Message, OneTimeLink, Sponsor, User, ViewerSession
from advocacy.models.base import now
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from advocacy.workflow.perform import perform
from pagcrm import providers, second_step
from pagcrm.accounts import STEP, SocialAccountAdapter, may_vouch
from tests.factories import SponsorFactory, UserFactory
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
PASSWORD = "a-quiet-horse-battery"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def sponsor() -> Sponsor:
    return SponsorFactory(name="Northlight Biotherapeutics")


@pytest.fixture
def mira() -> User:
    return UserFactory(manager=True, name="Mira Manager")


@pytest.fixture
def vera(sponsor: Sponsor) -> User:
    user = UserFactory(role="sponsor_viewer", sponsor=sponsor, name="Vera Viewer")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def invited(mira: User, sponsor: Sponsor, **data: Any) -> User:
    values = {"name": "Vera Sample", "email": "Vera@Example.org", **data}
    return perform("invite_viewer", actor=mira, subject=sponsor, data=values).result


def address(user: User) -> str:
    link = OneTimeLink.objects.filter(user=user)[0]
    return reverse("invitation", args=[links.make(link.pk)])


def opens(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200 or "portal" in client.get("/").url


def test_an_invitation_goes_out_by_mail_and_its_link_sets_a_password_once(
    mira: User, sponsor: Sponsor
) -> None:
    user = invited(mira, sponsor)
    assert (user.email, user.has_usable_password()) == ("vera@example.org", False)
    send_due()
    (sent,) = mail.outbox
    assert sent.to == ["vera@example.org"]
    assert address(user) in sent.body
    client = Client()
    assert client.get(address(user)).status_code == 200
    again = {"password": PASSWORD, "again": PASSWORD}
    assert client.get(address(user)).status_code == 200, "looking twice uses nothing up"
    answer = client.post(address(user), again)
    assert answer.status_code == 303
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    second = client.post(address(user), {"password": "other-horse-battery", "again": "x"})
    assert second.status_code == 409
    assert "This invitation was used" in second.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert Event.objects.filter(kind="accept_invitation").count() == 1


@pytest.mark.parametrize("password", ["short", "123456789012345", "vera@example.org"])
def test_a_weak_password_is_refused_and_the_link_still_works(
    mira: User, sponsor: Sponsor, password: str
) -> None:
    user = invited(mira, sponsor)
    answer = Client().post(address(user), {"password": password, "again": password})
    assert answer.status_code == 422
    assert user.one_time_links.get().state(now()) == "open"


def test_a_link_that_was_made_up_or_is_too_old_sets_nothing(mira: User, sponsor: Sponsor) -> None:
    user = invited(mira, sponsor)
    real = address(user)
    for wrong in (real[:-3] + "xx/", reverse("invitation", args=[str(user.pk)])):
        assert Client().post(wrong, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    with time_machine.travel(now() + timedelta(days=8)):
        answer = Client().post(real, {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 409
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_link_for_a_password_opens_no_question(mira: User, sponsor: Sponsor) -> None:
    token = links.make(invited(mira, sponsor).one_time_links.get().pk)
    assert Client().get(reverse("clearance-question", args=[token])).status_code == 404


def test_sending_it_again_ends_the_link_of_before(mira: User, sponsor: Sponsor) -> None:
    user = invited(mira, sponsor)
    old = address(user)
    perform("resend_invitation", actor=mira, subject=user)
    answer = Client().post(old, {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 409
    assert Client().get(address(user)).status_code == 200
    send_due()
    assert [address(user) in sent.body for sent in mail.outbox] == [True], "the old one stays"
    assert Message.objects.filter(state="cancelled").count() == 1


def test_an_address_that_signs_in_already_is_not_invited(mira: User, sponsor: Sponsor) -> None:
    with pytest.raises(InvalidData):
        invited(mira, sponsor, email=mira.email.upper())
    elsewhere = invited(mira, SponsorFactory(), email="both@example.org")
    with pytest.raises(InvalidData):
        invited(mira, sponsor, email=elsewhere.email)


@pytest.mark.parametrize("role", ["staff", "compliance", "sponsor_viewer"])
def test_managers_alone_let_people_in_and_out(role: str, sponsor: Sponsor, vera: User) -> None:
    person = vera if role == "sponsor_viewer" else UserFactory(role=role)
    for action, subject in (
        ("invite_viewer", sponsor), ("resend_invitation", vera), ("end_viewer_access", vera),
        ("set_viewer_terms", sponsor),
        ("end_viewer_session", ViewerSession.objects.create(user=vera)),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            perform(action, actor=person, subject=subject, data={})


def test_nobody_of_ours_is_thrown_out_as_a_viewer(mira: User) -> None:
    from advocacy.workflow.errors import NotFound

    colleague = UserFactory()
    with pytest.raises(NotFound):
        perform("end_viewer_access", actor=mira, subject=colleague)
    colleague.refresh_from_db()
    assert colleague.is_active


def test_the_end_of_an_access_counts_at_the_next_click(mira: User, vera: User) -> None:
    one, other = signed_in(vera), signed_in(vera)
    assert opens(one)
    assert opens(other)
    boss = signed_in(mira)
    answer = boss.post(reverse("viewer-end", args=[vera.pk]), {"reason": "Left the company"})
    assert answer.status_code == 303
    for client in (one, other):
        assert client.get("/").url.startswith(reverse("account_login"))
    tried = {"login": vera.email, "password": PASSWORD}
    client = Client()
    client.post(reverse("account_login"), tried)
    assert "_auth_user_id" not in client.session
    page = boss.get(reverse("viewer-list", args=[vera.sponsor_id])).content.decode()
    assert "ended" in page


def test_who_comes_back_gets_a_new_link_on_the_same_account(
    mira: User, vera: User, sponsor: Sponsor
) -> None:
    TOTP.activate(vera, "ABCDEFGHIJKLMNOP")
    SocialAccount.objects.create(user=vera, provider="northlight", uid="1")
    perform("end_viewer_access", actor=mira, subject=vera)
    back = invited(mira, sponsor, email=vera.email)
    assert back.pk == vera.pk
    back.refresh_from_db()
    assert back.is_active
    assert not back.has_usable_password()
    assert not Authenticator.objects.exists(), "the address may be somebody else's by now"
    assert not SocialAccount.objects.exists()


def test_a_single_browser_is_signed_out_and_the_other_stays(mira: User, vera: User) -> None:
    phone = Client(headers={"User-Agent": PHONE})
    phone.force_login(vera)
    desk = signed_in(vera)
    assert opens(phone)
    boss = signed_in(mira)
    page = boss.get(reverse("viewer-list", args=[vera.sponsor_id])).content.decode()
    row = ViewerSession.objects.get(user=vera, pk=phone.session["viewer_session"])
    assert str(row.pk) in page
    assert boss.post(reverse("viewer-session-end", args=[row.pk])).status_code == 303
    assert phone.get("/").url.startswith(reverse("account_login"))
    assert opens(desk)


def test_a_session_that_nobody_wrote_down_opens_nothing(vera: User) -> None:
    client = signed_in(vera)
    ViewerSession.objects.all().delete()
    assert client.get("/").url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_another_persons_session_id_opens_nothing(vera: User, sponsor: Sponsor) -> None:
    other = UserFactory(role="sponsor_viewer", sponsor=sponsor)
    theirs = signed_in(other).session["viewer_session"]
    client = signed_in(vera)
    session = client.session
    session["viewer_session"] = theirs
    session.save()
    assert client.get("/").url.startswith(reverse("account_login"))


def test_without_the_second_step_nothing_else_opens(vera: User, sponsor: Sponsor) -> None:
    client = signed_in(vera)
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_need_mfa=True)
    for page in ("/", reverse("account_change_password")):
        assert client.get(page).url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    TOTP.activate(vera, "ABCDEFGHIJKLMNOP")
    assert opens(client)


def test_codes_cannot_be_guessed_from_many_places(vera: User) -> None:
    secret = "ABCDEFGHIJKLMNOP"
    TOTP.activate(vera, secret)
    client, page = Client(), reverse("mfa_authenticate")
    client.post(reverse("account_login"), {"login": vera.email, "password": PASSWORD})
    right = [format_hotp_value(hotp_value(secret, n)) for n in yield_hotp_counters_from_time()]
    wrong = "000000" if "000000" not in right else "111111"
    for n in range(second_step.MOST):
        answer = client.post(page, {"code": wrong}, REMOTE_ADDR=f"203.0.113.{n}")
        assert "Too many" not in answer.content.decode()
    answer = client.post(page, {"code": right[0]}, REMOTE_ADDR="203.0.113.200")
    assert "Too many codes were wrong" in answer.content.decode()
    assert not opens_for_anybody(client)


@pytest.mark.parametrize("fails", [False, True])
def test_who_asks_for_a_new_password_does_not_learn_who_has_an_account(
    vera: User, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    clock = [10.0]

    def wait(seconds: float) -> None:
        clock[0] += seconds

    def slow(_self: Any, *_args: Any, **_kwargs: Any) -> None:
        wait(0.7)
        if fails:
            raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)
    watch = SimpleNamespace(monotonic=lambda: clock[0], sleep=wait)
    monkeypatch.setattr("pagcrm.accounts.time", watch)
    monkeypatch.setattr("pagcrm.evenly.time", watch)
    told = []
    for email in (vera.email, "nobody@example.org"):
        begun = clock[0] = clock[0] + 0.1
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        wait(0.0 if clock[0] > begun else STEP)  # at no time at all, it needs no wait
        told.append((answer.status_code, answer.headers["Location"], round(clock[0] - begun, 3)))
    assert told[0] == told[1]


def opens_for_anybody(client: Client) -> bool:
    return client.get(reverse("portal-me")).status_code == 200


def test_codes_on_paper_alone_are_no_second_step(vera: User, sponsor: Sponsor) -> None:
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_need_mfa=True)
    Authenticator.objects.create(user=vera, type="recovery_codes", data={})
    assert signed_in(vera).get("/").url == reverse("mfa_index")


PROVIDERS = [
    {"provider_id": "northlight", "name": "Northlight ID", "client_id": "a", "secret": "b",
     "server_url": "https://id.example.org", "serves": "sponsors"},
    {"provider_id": "harbor", "name": "Harbor ID", "client_id": "a", "secret": "b",
     "server_url": "https://id.harbor.example", "serves": "sponsors"},
    {"provider_id": "ours", "name": "Our ID", "client_id": "a", "secret": "b",
     "server_url": "https://id.ours.example", "serves": "colleagues"},
]  # fmt: skip


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sponsors' identity providers, and our own."""
    monkeypatch.setattr(settings, "OPENID_PROVIDERS", PROVIDERS)
    apps = [
        {key: row[key] for key in ("provider_id", "name", "client_id", "secret")}
        | {"settings": {"server_url": row["server_url"]}}
        for row in PROVIDERS
    ]
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": {"APPS": apps}})


def with_provider(client: Client, user: User, provider: str) -> None:
    session = client.session
    session[METHODS] = [{"method": "socialaccount", "provider": provider, "uid": "1", "at": 1}]
    session[WHOSE] = str(user.pk)
    session.save()


def test_a_sponsor_names_its_own_sign_in_and_a_password_opens_nothing_more(
    mira: User, vera: User, sponsor: Sponsor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "OPENID_PROVIDERS", PROVIDERS)
    client = signed_in(vera)
    data = {"viewers_sign_in_with": "northlight"}
    boss = signed_in(mira)
    assert boss.post(reverse("viewer-terms", args=[sponsor.pk]), data).status_code == 303
    assert client.get("/").url.startswith(reverse("account_login"))
    client = signed_in(vera)
    with_provider(client, vera, "another")
    assert client.get("/").url.startswith(reverse("account_login"))
    client = signed_in(vera)
    with_provider(client, vera, "northlight")
    assert opens(client)


def test_a_provider_that_is_not_set_up_cannot_be_named(mira: User, sponsor: Sponsor) -> None:
    with pytest.raises(InvalidData):
        perform("set_viewer_terms", actor=mira, subject=sponsor,
                data={"viewers_need_mfa": False, "viewers_sign_in_with": "nobody"})  # fmt: skip


def test_a_sponsors_provider_vouches_for_its_own_people_alone(
    mira: User, vera: User, sponsor: Sponsor, set_up: None
) -> None:
    stranger = UserFactory(viewer=True)
    people = (mira, vera, stranger)
    assert not any(may_vouch("northlight", one) for one in people), "nobody has named it"
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    assert [may_vouch("northlight", one) for one in people] == [False, True, False]
    assert [may_vouch("ours", one) for one in people] == [True, False, False]
    assert not any(may_vouch("made-up", one) for one in people)
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="")
    assert not any(may_vouch("northlight", one) for one in people), "it is named no more"


def test_our_own_provider_is_no_sponsors(mira: User, sponsor: Sponsor, set_up: None) -> None:
    with pytest.raises(InvalidData):
        perform("set_viewer_terms", actor=mira, subject=sponsor,
                data={"viewers_need_mfa": False, "viewers_sign_in_with": "ours"})  # fmt: skip
    page = signed_in(mira).get(reverse("viewer-terms", args=[sponsor.pk])).content.decode()
    assert "Northlight ID" in page
    assert "Our ID" not in page


def named_in(answer: Any) -> set[str]:
    """The providers that an answer names, in its headers and in its body."""
    told = f"{answer.headers} {answer.content.decode()}"
    return {row["provider_id"] for row in PROVIDERS
            if row["name"] in told or row["server_url"] in told}  # fmt: skip


def test_nobody_learns_of_another_sponsors_identity_provider(
    vera: User, sponsor: Sponsor, set_up: None
) -> None:
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    SponsorFactory(viewers_sign_in_with="harbor")
    sign_in, login = reverse("account_login"), "openid_connect_login"
    anybody = Client()
    assert named_in(anybody.get(sign_in)) == {"ours"}
    nobodys = anybody.get(reverse(login, args=["made-up"]))
    theirs = anybody.get(reverse(login, args=["harbor"]))
    assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
    client = signed_in(vera)
    with_provider(client, vera, "northlight")
    for page in (reverse("portal-home"), reverse("portal-me"), "/portal/none/"):
        assert named_in(client.get(page)) == set(), page
    assert named_in(client.get(reverse("socialaccount_connections"))) == {"northlight"}
    assert client.get(reverse(login, args=["harbor"])).status_code == 404


def test_a_sponsors_own_address_shows_its_sign_in_in_that_browser_alone(
    sponsor: Sponsor, set_up: None
) -> None:
    browser, sign_in = Client(), reverse("account_login")
    way_in = urlsplit(providers.address("northlight")).path
    assert browser.get(way_in).url == sign_in
    page = browser.get(sign_in)
    assert named_in(page) == {"ours", "northlight"}
    assert "https://id.example.org" in page.headers["Content-Security-Policy"]
    assert browser.get(reverse("openid_connect_login", args=["northlight"])).status_code == 200
    assert named_in(Client().get(sign_in)) == {"ours"}
    assert browser.get(f"{way_in[:-3]}x/").status_code == 404, "it cannot be guessed"
    forged = Client()
    forged.cookies[providers.COOKIE] = "harbor"
    assert named_in(forged.get(sign_in)) == {"ours"}


@pytest.mark.parametrize(
    ("name", "address"),
    [("127.0.0.1", "127.0.0.1"), ("db.example.org", "10.0.0.5"), ("a.example", "169.254.169.254"),
     ("six.example", "fe80::1%eth0"), ("mapped.example", "::ffff:10.0.0.5")],
)  # fmt: skip
def test_a_provider_cannot_make_us_ask_our_own_network(
    name: str, address: str, set_up: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "pagcrm.outward.socket.getaddrinfo", lambda *_args: [(0, 0, 0, "", (address, 0))]
    )
    monkeypatch.setattr(
        "requests.adapters.HTTPAdapter.send",
        lambda _self, request, **_kw: asked.append(request.url),
    )
    session = SocialAccountAdapter().get_requests_session()
    for scheme in ("http", "https"):
        with pytest.raises(InvalidURL):
            session.get(f"{scheme}://{name}/token")
    assert not asked


def test_who_comes_with_a_password_is_shown_the_companys_sign_in(
    vera: User, sponsor: Sponsor, set_up: None
) -> None:
    client = signed_in(vera)
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    assert "northlight" in named_in(client.get("/portal/", follow=True))


def test_the_manager_and_the_invited_are_given_the_sponsors_address(
    mira: User, sponsor: Sponsor, set_up: None
) -> None:
    user = invited(mira, sponsor)
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    way_in = providers.address("northlight")
    assert way_in in Client().get(address(user)).content.decode()
    people = signed_in(mira).get(reverse("viewer-list", args=[sponsor.pk])).content.decode()
    assert way_in in people


@pytest.mark.parametrize("who", ["mira", "stranger", "connecting"])
def test_a_sign_in_by_the_wrong_provider_ends_there(
    mira: User, vera: User, sponsor: Sponsor, who: str, set_up: None
) -> None:
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    known = {"mira": mira, "stranger": UserFactory(viewer=True), "connecting": vera}[who]
    request = RequestFactory().get("/")
    request.user = mira if who == "connecting" else AnonymousUser()
    request.session = {}  # type: ignore[assignment]  # nothing is kept in it
    login = SocialLogin(user=known, account=SocialAccount(provider="northlight", uid="1"))
    with pytest.raises(ImmediateHttpResponse) as refused:
        SocialAccountAdapter().pre_social_login(request, login)
    assert refused.value.response.status_code == 403


def test_the_sponsors_own_person_goes_on(vera: User, sponsor: Sponsor, set_up: None) -> None:
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    login = SocialLogin(user=vera, account=SocialAccount(provider="northlight", uid="1"))
    SocialAccountAdapter().pre_social_login(request, login)
    stranger = SocialLogin(user=User(email="new@example.org"), account=login.account)
    assert not SocialAccountAdapter().is_open_for_signup(request, stranger)


def test_an_invitation_of_somebody_with_a_company_sign_in_sets_no_password(
    mira: User, sponsor: Sponsor
) -> None:
    user = invited(mira, sponsor)
    Sponsor.objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="northlight")
    page = Client().post(address(user), {"password": PASSWORD, "again": PASSWORD})
    assert "You need no password here" in page.content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_resending_to_somebody_who_is_in_is_refused(mira: User, vera: User) -> None:
    with pytest.raises(StageRefused):
        perform("resend_invitation", actor=mira, subject=vera)
    assert not OneTimeLink.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
         "Firefox on Linux"),
        ("curl/8", ""),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_plain_words(agent: str, words: str) -> None:
    from advocacy.sessions import device

    assert device(agent) == words
