"""How values read on the screen."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import lucide
import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from advocacy.models import Partnership
from advocacy.policy.facts import Budget, Phase, PhasePlan
from advocacy.policy.lead_time import PhaseWindow, schedule
from advocacy.policy.text import Money, Text, gettext, ngettext
from advocacy.policy.verdict import Decision, Evidence, Finding, Outcome, Remedy
from advocacy.templatetags import charts, diffs, navigation, timeline, ui, verdicts
from advocacy.workflow.transitions import MOVES

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _sunday_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (gettext("{n} of {all}", n=2, all=18), "2 of 18"),
        (gettext("by {day}", day=date(2026, 12, 3)), "by Thu 3 Dec 2026"),
        (
            gettext("from {at}", at=datetime(2026, 12, 3, 9, tzinfo=ZoneInfo("America/Anchorage"))),
            "from Thu 3 Dec 2026, 09:00",
        ),
        (gettext("{fee} now", fee=Money(Decimal(900), "USD")), "USD\xa0900 now"),
        (gettext("{w} weeks", w=Decimal("9.50")), "9.5 weeks"),
        (gettext("{n} people", n=21000), "21,000 people"),
        (gettext("since {year}", year=2023), "since 2023"),
        (gettext("({inner})", inner=gettext("nested {n}", n=1)), "(nested 1)"),
        (ngettext("{count} word", "{count} words", 1), "1 word"),
        (ngettext("{count} word", "{count} words", 14), "14 words"),
        (Text(""), ""),
        ("plain", "plain"),
        (None, ""),
    ],
)
def test_words_puts_values_in_as_people_write_them(value: Any, said: str) -> None:
    assert ui.words(value) == said


def test_words_are_escaped_in_a_page() -> None:
    assert render("{% load ui %}{{ t|words }}", t=gettext("{n}", n="<b>")) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (Decimal(21000), "USD", "USD\xa021,000"),
        (Decimal("900.5"), "EUR", "EUR\xa0900.50"),
        (Money(Decimal(0), "USD"), "", "USD\xa00"),
        (-5, "USD", "USD\xa0-5"),
        (None, "USD", "not known"),
    ],
)
def test_money_has_its_currency_and_cents_only_where_there_are_some(
    amount: Any, currency: str, said: str
) -> None:
    assert ui.money(amount, currency) == said


@pytest.mark.parametrize(
    ("offset", "said"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (2, "Tue 24 Nov 2026")],
)
def test_a_day_near_today_has_a_name(offset: int, said: str) -> None:
    assert ui.day(TODAY + timedelta(days=offset)) == said


def test_the_day_of_a_moment_is_the_readers_own() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        assert ui.day(late) == "tomorrow"
        assert ui.moment(late) == "tomorrow, 00:30"


def test_a_time_there_stands_beside_ones_own() -> None:
    at = datetime(2026, 10, 2, 14, 20, tzinfo=UTC)
    assert ui.there(at, "America/New_York") == "Fri 2 Oct 2026, 14:20 (10:20 there)"


def test_a_time_there_names_the_day_where_it_is_another_one() -> None:
    at = datetime(2026, 10, 2, 23, 20, tzinfo=UTC)
    assert ui.there(at, "Asia/Tokyo") == "Fri 2 Oct 2026, 23:20 (Sat 3 Oct 2026, 08:20 there)"


def test_a_time_there_is_said_once_where_it_is_the_same() -> None:
    assert ui.there(NOON, "UTC") == "today, 12:00"
    assert ui.there(NOON, "Africa/Abidjan") == "today, 12:00"


def test_a_moment_in_a_zone_is_read_there() -> None:
    at = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
    assert ui.in_zone(at, "America/Anchorage") == "Thu 3 Dec 2026, 09:00"
    assert ui.place(ZoneInfo("America/New_York")) == "New York"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (NOON - timedelta(seconds=59), "just now"),
        (NOON - timedelta(minutes=1), "1 minute ago"),
        (NOON - timedelta(hours=5), "5 hours ago"),
        (NOON - timedelta(days=1), "1 day ago"),
        (NOON - timedelta(days=59), "59 days ago"),
        (NOON - timedelta(days=60), "2 months ago"),
        (NOON - timedelta(days=400), "1 year ago"),
        (NOON + timedelta(hours=2), "in 2 hours"),
        (TODAY, "today"),
        (TODAY - timedelta(days=3), "3 days ago"),
        (None, ""),
    ],
)
def test_ago_takes_the_largest_unit_that_fits(value: Any, said: str) -> None:
    assert ui.ago(value) == said


@pytest.mark.parametrize(
    ("outcome", "name", "word"),
    [
        (Outcome.ALLOW, "ok", "passes"),
        (Outcome.WARN, "warn", "warns"),
        (Outcome.BLOCK, "no", "refuses"),
        (Outcome.UNKNOWN, "no", "not known"),
    ],
)
def test_an_outcome_has_a_tone_and_a_word(outcome: Outcome, name: str, word: str) -> None:
    tone = ui.tone(Finding("spacing", outcome, gettext("x")))
    assert (tone.name, tone.word) == (name, word)


def test_a_finding_under_an_override_is_excepted() -> None:
    finding = Finding("spacing", Outcome.BLOCK, gettext("x"), overridden_by=uuid4())
    assert ui.tone(finding).word == "excepted"


def test_a_decision_has_the_tone_of_its_standing() -> None:
    never = Finding("opt-out", Outcome.BLOCK, gettext("x"), never=True)
    assert ui.tone(Decision("contact", (never,))).icon == "ban"
    assert ui.tone(Decision("contact", ())).name == "ok"


def test_query_replaces_one_key_and_keeps_the_rest() -> None:
    request = RequestFactory().get("/groups/?q=a%26b&after=1")
    source = "{% load ui %}{% query after=None before='2' %}"
    assert render(source, request=request) == "?q=a%26b&amp;before=2"


@pytest.mark.parametrize(
    ("name", "said"), [("Dana Example", "DE"), ("Ann Mary Lee", "AL"), ("Bo", "B"), ("", "?")]
)
def test_initials(name: str, said: str) -> None:
    assert ui.initials(name) == said


def test_a_remedy_leads_where_the_page_says() -> None:
    remedy = Remedy("write_ask", gettext("Write the ask"))
    finding = Finding("ask-quality", Outcome.BLOCK, gettext("x"), remedy=remedy)
    source = '{% include "components/finding.html" %}'
    page = render(source, finding=finding, remedy_links={"write_ask": "/a/"})
    assert '<a class="btn btn-secondary btn-sm" href="/a/">Write the ask</a>' in page
    assert "What to do:" not in page
    assert "What to do: Write the ask" in render(source, finding=finding)


def test_an_override_is_offered_only_where_somebody_may_grant_it() -> None:
    own, decision = Partnership(pk=uuid4()), Decision("contact", ())
    may = Finding("spacing", Outcome.BLOCK, gettext("x"), override_role="manager")
    never = Finding("opt-out", Outcome.BLOCK, gettext("x"), overridable=False)
    there = f"/partnerships/{own.pk}/override/spacing/contact/"
    assert verdicts.override_link(own, decision, may) == there
    assert verdicts.override_link(None, None, may) == ""
    assert verdicts.override_link(own, decision, never) == ""


def test_evidence_leads_to_its_page_where_it_has_one() -> None:
    key = uuid4()
    assert verdicts.evidence_url(Evidence("partnership", key, "x")) == f"/partnerships/{key}/"
    assert verdicts.evidence_url(Evidence("of_long_ago", key, "x")) == ""
    assert verdicts.evidence_url(Evidence("partnership", None, "x")) == ""


def test_a_never_verdict_shows_no_way_to_an_override() -> None:
    finding = Finding("opt-out", Outcome.BLOCK, gettext("They said never."), never=True)
    decision = Decision("contact", (finding,))
    source = '{% include "components/verdict.html" %}'
    page = render(source, decision=decision, partnership=Partnership(), go_label="Write")
    assert "no exception can be made" in page
    assert "/override/" not in page
    assert "disabled" in page


def test_phases_lie_back_from_the_launch_and_the_past_is_late() -> None:
    phases = tuple(PhasePlan(phase, Decimal(2)) for phase in (Phase.REVIEW, Phase.SETUP))
    launch = TODAY + timedelta(days=14)
    plan = charts.lead_time_bars(schedule(phases, launch_on=launch), TODAY, launch)
    assert plan is not None
    assert [(bar.x, bar.width, bar.tone) for bar in plan.bars] == [(0, 50, "late"), (50, 50, "")]
    assert plan.today_x == 50
    assert plan.late


def test_no_phases_make_no_chart() -> None:
    nothing: tuple[PhaseWindow, ...] = ()
    assert charts.lead_time_bars(nothing, TODAY, TODAY) is None


def test_budget_shows_what_is_over_the_line() -> None:
    budget = Budget(uuid4(), "USD", Decimal(5000), Decimal(5000), Decimal(0), Decimal(4800))
    sums = charts.budget_bars(budget, Decimal("0.15"))
    assert sums["over"]
    assert sums["free"] == Money(Decimal("520.00"), "USD")
    assert sum(bar.width for bar in sums["bars"]) == pytest.approx(100, abs=0.05)


def test_a_difference_keeps_every_word_of_both() -> None:
    pieces = diffs.word_diff("one two three", "one 2 three four")
    assert "".join(text for kind, text in pieces if kind != "ins") == "one two three"
    assert "".join(text for kind, text in pieces if kind != "del") == "one 2 three four"


def signed_in(role: str) -> Context:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(role=role)  # type: ignore[assignment] # only its role is read
    return Context({"request": request})


def test_a_sponsor_viewer_has_no_way_into_our_pages() -> None:
    assert navigation.entries("sponsor_viewer", "home", "en", "/") == ()
    assert navigation.touch_url(signed_in("sponsor_viewer")) == ""


def test_the_place_where_one_is_is_marked_and_so_is_the_list_of_a_record() -> None:
    def marked(url_name: str) -> list[tuple[str, str]]:
        shown = navigation.entries("manager", url_name, "en", "/")
        return [(entry.url_name, entry.current) for entry in shown if entry.current]

    assert marked("group-list") == [("group-list", "page")]
    assert marked("group-detail") == [("group-list", "true")]
    assert marked("notification-list") == []


def event(kind: str, **data: Any) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, data=data, decision=None)


def test_a_note_loses_its_full_stop_within_a_sentence() -> None:
    assert ui.within("The website is new. ") == "The website is new"
    assert ui.within("Why?") == "Why?"


def test_an_event_without_a_template_of_its_own_is_told_by_the_common_one() -> None:
    assert timeline.told_by(event("record_goal")) == "default"
    assert timeline.told_by(event("refused")) == "refused"
    assert timeline.kind_of(event("brand_new_thing")).title.message == "Brand new thing"


def test_an_event_tells_dates_in_words_and_hides_ids() -> None:
    assert timeline.refused_action(event("refused", action="contact")) == "write to the group"
    assert timeline.refused_action(event("refused", action="close")) == "Closed"
    goal = event("record_goal", words="More trials", as_of="2026-11-21", goal_id="0190")
    assert timeline.told(goal) == [("as of", "yesterday")]
    assert timeline.quoted(goal) == ["More trials"]
    review = event(
        "group_review", review_process="The board votes by mail.", review_by="2027-01-04"
    )
    assert timeline.told(review) == [
        ("their way", "The board votes by mail"), ("answer by", "Mon 4 Jan 2027"),
    ]  # fmt: skip


def test_codes_are_told_in_words() -> None:
    asked = event("ask_override", rule="spacing", reason="safety", act="contact")
    assert timeline.quoted(asked) == ["Participants’ safety"]
    answered = event("answer_clearance", answer="hold", answered_on="2026-11-22")
    assert timeline.told(answered) == [("answer", "Hold"), ("answered on", "today")]


def test_a_stop_is_told_with_its_end() -> None:
    stops = [{"scope": "ask", "until": None}, {"scope": "group_family", "until": "2027-02-20"}]
    assert timeline.stops_of(event("close_silent", stops=stops)) == [
        {"scope": "this ask", "until": ""},
        {"scope": "every study", "until": "2027-02-20"},
    ]


def test_every_action_has_a_title_in_the_timeline() -> None:
    assert set(timeline.KINDS) == set(MOVES) | {"refused"}


def test_a_refusal_names_the_rules_that_refused_and_no_other() -> None:
    findings = [
        {"rule": "spacing", "outcome": "block", "because": "Wait."},
        {"rule": "opt-out", "outcome": "allow", "because": "None."},
        {"rule": "budget", "outcome": "block", "because": "Over.", "overridden_by": "0190"},
    ]
    assert [f["because"] for f in timeline.refusing_rules({"findings": findings})] == ["Wait."]


def test_every_icon_that_a_template_names_exists() -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    pattern = re.compile(r'lucide "([^"]+)"|icon="([^"]+)"')
    used = {a or b for page in folder.rglob("*.html") for a, b in pattern.findall(page.read_text())}
    used |= {place.icon for place in navigation.PLACES} | {icon for _, icon in ui.TONES.values()}
    for name in used:
        assert lucide._load_icon(name) is not None
