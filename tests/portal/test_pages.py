"""What a sponsor's people see, at each level, and nothing beyond it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import Event, Role, Share, User
from advocacy.models.base import now, uuid7
from tests.factories import ParentEdgeFactory, ShareFactory, UserFactory
from tests.portal.conftest import Window, made
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
HOME = "/portal/"


def test_in_full_everything_is_told_in_plain_words(window: Window) -> None:
    group, asked = window.world.group.name, window.asking.group.name
    text = window.page()
    assert f"May we write to {asked}?" in text
    assert window.world.study.title in text
    text = window.page(window.study)
    assert group in text
    assert "Budget" in text
    assert "https://example.org/issue-7" in text
    assert "Dana Desk" in text
    text = window.page(window.partnership)
    for words in ("Agreement signed by both", "We wrote to the group", "Live"):
        assert words in text
    assert window.world.staff.name not in text
    assert "They wrote back." not in text, "no internal words"


def test_at_status_there_are_names_and_stages_but_no_timeline_or_money(window: Window) -> None:
    window.level("status")
    text = window.page(window.study) + window.page(window.partnership)
    assert window.world.group.name in text
    for words in ("What happened", "Budget", "https://example.org/issue-7"):
        assert words not in text
    assert "Waits for you" in window.page()


def test_in_counts_there_are_numbers_and_no_name(window: Window) -> None:
    known = window.partnership
    window.level("counts")
    text = window.page() + window.page(window.study)
    assert "numbers are shared, no names" in text
    assert window.world.group.name not in text
    assert window.asking.group.name not in text
    assert window.client.get(known).status_code == 404


def test_hidden_it_is_as_if_it_were_not_there(window: Window) -> None:
    study, partnership, question = window.study, window.partnership, window.question
    window.level("hidden")
    assert "Nothing is shared with you yet" in window.page()
    for address in (study, partnership, question, f"{study}report/?format=pdf"):
        assert window.client.get(address).status_code == 404


def test_fields_that_are_kept_back_are_not_shown(window: Window) -> None:
    window.level("full", "budget", "timeline")
    assert "Budget" not in window.page(window.study)
    assert "What happened" not in window.page(window.partnership)


def test_the_pages_are_sensible_before_anything_is_shared(transactional_db: None) -> None:
    client = signed_in(UserFactory(viewer=True))
    for name in ("portal-home", "portal-placements", "portal-declare", "portal-me"):
        assert client.get(reverse(name)).status_code == 200
    assert "Nothing is shared with you yet" in client.get(HOME).content.decode()


def test_foreign_hidden_and_random_ids_answer_alike(window: Window) -> None:
    other = made()
    hidden = made(level="hidden")
    for mine, route in ((window.study, "portal-study"), (window.partnership, "portal-partnership"),
                        (window.question, "portal-question")):  # fmt: skip
        theirs = {"portal-study": other.study, "portal-partnership": other.partnership,
                  "portal-question": other.question}[route]  # fmt: skip
        assert window.client.get(mine).status_code == 200
        unknown = [theirs, reverse(route, args=[uuid7()])]
        if route == "portal-study":
            unknown.append(reverse(route, args=[hidden.share.pk]))
        answers = [window.client.get(address) for address in unknown]
        answers += [window.client.post(address, {"answer": "hold"}) for address in unknown]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(sorted(a.headers)) for a in answers}) == 1


def test_a_report_of_another_sponsor_is_not_there(window: Window) -> None:
    other = made()
    for kind in ("pdf", "xlsx"):
        assert window.client.get(f"{other.study}report/?format={kind}").status_code == 404
        answer = window.client.get(f"{window.study}report/?format={kind}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        assert len(answer.content) > 2000
    assert window.client.get(f"{window.study}report/?format=csv").status_code == 404
    assert window.client.get(f"{window.study}report/").status_code == 404


@pytest.mark.parametrize("what", ["sharing", "access"])
def test_a_report_that_is_under_way_when_it_ends_is_not_handed_over(
    window: Window, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    from advocacy.portal import reports

    real = reports.answer

    def slow(*args: object, **kwargs: object) -> object:
        made_file = real(*args, **kwargs)  # type: ignore[arg-type]
        if what == "sharing":
            window.level("hidden")
        else:
            from advocacy.workflow.perform import perform

            perform("end_viewer_access", actor=window.mira, subject=window.vera)
        return made_file

    monkeypatch.setattr(reports, "answer", slow)
    assert window.client.get(f"{window.study}report/?format=xlsx").status_code == 404


def test_revoked_sharing_counts_at_the_next_click(window: Window) -> None:
    from advocacy.workflow.perform import perform

    address = window.partnership
    assert window.client.get(address).status_code == 200
    perform("set_share", actor=window.mira, subject=window.world.study,
            data={"sponsor": window.world.study.sponsor, "level": "hidden"})  # fmt: skip
    assert window.client.get(address).status_code == 404


def test_subsidiaries_are_seen_by_those_alone_who_may(window: Window) -> None:
    daughter = made()
    ParentEdgeFactory(child=daughter.world.study.sponsor, parent=window.world.study.sponsor)
    assert daughter.world.study.title not in window.page()
    User.objects.filter(pk=window.vera.pk).update(with_subsidiaries=True)
    assert daughter.world.study.title in window.page()
    assert window.world.study.title not in daughter.page(), "never upwards"


def test_what_is_new_is_what_happened_since_the_visit_before(window: Window) -> None:
    window.page()
    again = signed_in(window.vera)
    text = again.get(HOME).content.decode()
    assert "You were here last" in text
    assert "New since you were here" not in text
    with time_machine.travel(now() + timedelta(hours=1)):
        window.asking.at = now()
        window.asking.do("close", exit_reason="study_closed", note="")
        text = again.get(HOME).content.decode()
    assert "New since you were here" in text
    assert "The study closed" in text


def test_the_overview_asks_no_more_than_six_times(window: Window) -> None:
    window.page()
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["portal"]) as theirs,
    ):
        window.page()
    asked = [q["sql"] for q in [*ours, *theirs] if not q["sql"].startswith(("BEGIN", "COMMIT"))]
    assert len(asked) <= 6, asked


def test_more_studies_do_not_ask_more_often(window: Window) -> None:
    for _n in range(60):
        ShareFactory(study__sponsor=window.world.study.sponsor)
    window.page()
    with CaptureQueriesContext(connections["portal"]) as theirs:
        first = window.page()
    assert len([q for q in theirs if q["sql"].startswith("SELECT")]) <= 3
    after = re.search(r"\?after=([0-9a-f-]+)", first)
    assert after is not None
    second = window.page(f"{HOME}?after={after[1]}")
    assert len(re.findall(r'id="study-', first)) == 50
    assert len(re.findall(r'id="study-', second)) == 11


def test_no_staff_page_opens_and_none_is_linked(window: Window) -> None:
    text = window.page() + window.page(window.study) + window.page(window.partnership)
    for name in ("group-list", "study-list", "sponsor-list", "palette", "partnership-list"):
        assert f'href="{reverse(name)}' not in text
        assert window.client.get(reverse(name)).status_code == 404
    assert "Ctrl" not in text


def test_who_shares_nothing_looks_at_nothing(window: Window) -> None:
    staff = signed_in(UserFactory())
    sponsor = window.world.study.sponsor
    for address in (HOME, reverse("portal-preview-sponsor", args=[sponsor.pk])):
        assert staff.get(address).status_code == 403


def look_as(window: Window, viewer: User | None) -> Client:
    boss = signed_in(window.mira)
    address = reverse("portal-preview-sponsor", args=[window.world.study.sponsor.pk])
    assert boss.get(address).status_code == 200
    answer = boss.post(address, {"viewer": str(viewer.pk) if viewer else ""})
    assert answer.status_code == 303
    assert '<iframe class="window-frame" src="/portal/"' in boss.get(address).content.decode()
    return boss


@pytest.mark.parametrize("level", ["hidden", "counts", "status", "full"])
def test_a_manager_sees_the_sponsors_page_byte_for_byte(window: Window, level: str) -> None:
    addresses = [HOME, reverse("portal-placements")]
    if level == "full":
        addresses += [window.study, window.partnership]
    window.level(level)
    again = signed_in(window.vera)
    boss = look_as(window, window.vera)
    for address in addresses:
        assert boss.get(address).content == again.get(address).content
    always = {reverse("portal-declare"), reverse("portal-me")}
    forms = {window.question, *always} if level == "full" else always
    for address in forms:
        pair = [bare(c.get(address).content.decode()) for c in (boss, again)]
        assert pair[0] == pair[1]


def bare(page: str) -> str:
    """A page without the token that differs at each look, the same person's too."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_somebody_new_sees_what_the_manager_sees_as_nobody_in_particular(window: Window) -> None:
    boss = look_as(window, None)
    new = signed_in(UserFactory(role=Role.SPONSOR_VIEWER, sponsor=window.world.study.sponsor))
    assert boss.get(HOME).content == new.get(HOME).content


def test_the_buttons_of_that_view_do_nothing(window: Window) -> None:
    boss = look_as(window, window.vera)
    before = Event.objects.count()
    for address in (window.question, reverse("portal-declare"), reverse("portal-me")):
        assert boss.post(address, {"answer": "hold"}).status_code == 403
    assert Event.objects.count() == before
    page = boss.get(reverse("portal-preview-sponsor", args=[window.world.study.sponsor.pk]))
    sandbox = re.search(r'sandbox="([^"]+)"', page.content.decode())
    assert sandbox is not None
    assert not {"allow-forms", "allow-scripts", "allow-top-navigation"} & set(sandbox[1].split())
    shown = boss.get(HOME)
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert window.client.get(HOME)["X-Frame-Options"] == "DENY"
    assert boss.post(reverse("portal-preview-end")).status_code == 303
    assert boss.get(HOME).status_code == 302


ACCOUNT = {
    "portal-sign-out": "account_logout", "portal-second-step": "mfa_index",
    "portal-password": "account_change_password",
}  # fmt: skip


@pytest.mark.parametrize("name", ACCOUNT)
def test_what_belongs_to_the_account_is_told_to_who_only_looks(window: Window, name: str) -> None:
    boss = look_as(window, window.vera)
    shown = boss.get(reverse(name))
    assert shown.status_code == 200
    assert "Not part of this view" in shown.content.decode()
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert boss.get(reverse("group-list")).status_code == 200, "the manager is still signed in"
    own = window.client.get(reverse(name))
    assert (own.status_code, own["Location"]) == (302, reverse(ACCOUNT[name]))


def test_who_signs_in_with_the_company_is_offered_no_password(window: Window) -> None:
    assert "Change password" in window.page(reverse("portal-me"))
    sponsor = window.world.study.sponsor
    type(sponsor).objects.filter(pk=sponsor.pk).update(viewers_sign_in_with="acme")
    ours = look_as(window, window.vera).get(reverse("portal-me")).content.decode()
    assert "Second step" in ours
    assert "Change password" not in ours


def test_the_view_of_one_study_begins_at_its_page(window: Window) -> None:
    boss = signed_in(window.mira)
    address = reverse("portal-preview", args=[window.share.pk])
    sharing = boss.get(reverse("sharing-study", args=[window.world.study.pk])).content.decode()
    assert f'<form method="post" action="{address}">' in sharing
    assert boss.post(address).status_code == 303
    page = boss.get(address).content.decode()
    assert f'src="{window.study}"' in page
    assert f'action="{address}"' in page, "whoever is chosen then, it is still of this study"
    assert boss.post(address, {"viewer": str(window.vera.pk)}).url == address
    assert boss.session["looking_as"]["viewer"] == str(window.vera.pk)


def test_nobody_is_looked_as_who_is_no_viewer_of_the_sponsor(window: Window) -> None:
    stranger = made().vera
    boss = look_as(window, stranger)
    assert boss.session["looking_as"]["viewer"] is None
    assert window.world.study.title in boss.get(HOME).content.decode()


def test_a_manager_who_looks_as_nobody_is_led_to_the_sponsors(window: Window) -> None:
    boss = signed_in(window.mira)
    assert boss.get(HOME).url == reverse("sponsor-list")
    assert boss.get(window.study).status_code == 404
    assert Share.objects.count() == 1
