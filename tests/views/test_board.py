"""The board shows every open partnership in its column; a move opens the form of its step."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from advocacy.models import Partnership, SavedView, Stage, User
from advocacy.models.board import COLUMNS
from advocacy.policy.facts import Act, Intent, Purpose
from advocacy.views import board, board_cards, board_moves
from advocacy.views.situation import ONWARD
from advocacy.workflow.gather import decide_for
from advocacy.workflow.transitions import MOVES
from tests import factories as make
from tests.days import PLACE
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
#: What is entered by more ways than one, so that the action names no stage of its own.
WITHOUT_STAGE = {
    Stage.CLEARED, Stage.OUTREACH, Stage.CONVERSATION, Stage.SCHEDULED, Stage.CLOSED,
}  # fmt: skip


@pytest.fixture
def alice() -> User:
    return make.UserFactory(name="Alice Owner")


@pytest.fixture
def client(alice: User) -> Client:
    return signed_in(alice)


def lanes(client: Client, query: str = "") -> list[Any]:
    answer = client.get(f"/board/{query}")
    assert answer.status_code == 200
    found: list[Any] = answer.context["lanes"]
    return found


def cards_in(lane: Any) -> dict[str, list[str]]:
    return {c.stage: [card.group for card in c.cards] for c in lane.columns if c.cards}


def test_each_partnership_stands_in_the_column_of_its_stage(client: Client) -> None:
    first = make.PartnershipFactory()
    second = make.PartnershipFactory(stage=Stage.REVIEW)
    make.PartnershipFactory(closed=True)
    (lane,) = lanes(client)
    assert cards_in(lane) == {"identified": [first.group.name], "group_review": [second.group.name]}
    assert [c.stage for c in lane.columns] == list(COLUMNS)


def test_the_most_urgent_comes_first_and_what_has_no_step_last(client: Client) -> None:
    names = []
    for days in (None, 3, -9, 0):
        own = make.PartnershipFactory()
        names.append((days, own.group.name))
        if days is not None:
            make.FollowUpFactory(partnership=own, due_on=make.TODAY() + timedelta(days=days))
    (lane,) = lanes(client)
    order = sorted(names, key=lambda pair: (pair[0] is None, pair[0] or 0))
    assert cards_in(lane)["identified"] == [name for _days, name in order]


def test_counts_are_exact_and_the_rest_is_a_link_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "A_COLUMN", 4)
    study = make.StudyFactory()
    for _n in range(11):
        make.PartnershipFactory(study=study)
    column = lanes(client)[0].columns[0]
    assert (column.count, len(column.cards), column.rest) == (11, 4, 7)
    seen, url = [card.id for card in column.cards], column.more_url
    while url:
        answer = client.get(url, headers={"HX-Request": "true"})
        seen += [card.id for card in answer.context["cards"]]
        url = answer.context["more_url"]
    assert len(seen) == len(set(seen)) == 11


@pytest.mark.parametrize("by", ["study", "sponsor", "owner"])
def test_lanes_hold_the_same_cards(client: Client, alice: User, by: str) -> None:
    studies = [make.StudyFactory() for _n in range(2)]
    for n in range(6):
        make.PartnershipFactory(study=studies[n % 2], owner=alice if n % 3 else None)
    found = lanes(client, f"?lanes={by}")
    assert len(found) == 2
    assert sum(len(c.cards) for lane in found for c in lane.columns) == 6
    assert sum(lane.count for lane in found) == 6
    assert all(lane.name for lane in found)


def test_lanes_come_in_pages(client: Client) -> None:
    for _n in range(board.LANES_A_PAGE + 2):
        make.PartnershipFactory()
    first = client.get("/board/?lanes=study")
    assert (len(first.context["lanes"]), first.context["after"]) == (board.LANES_A_PAGE, 2)
    assert len(lanes(client, "?lanes=study&part=2")) == 2
    assert client.get("/board/?lanes=study&part=x").status_code == 200


def test_a_column_of_a_lane_goes_on_in_its_lane(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "A_CELL", 1)
    for owner in (alice, alice, None, None):
        make.PartnershipFactory(owner=owner)
    for lane in lanes(client, "?lanes=owner"):
        column = lane.columns[0]
        more = client.get(column.more_url, headers={"HX-Request": "true"}).context["cards"]
        assert {card.owner for card in more} == {column.cards[0].owner}
        assert len(more) == 1


def test_the_filters_are_those_of_the_list_and_can_be_kept(client: Client, alice: User) -> None:
    mine = make.PartnershipFactory(owner=alice)
    held = make.PartnershipFactory(side_state="irb_hold")
    assert cards_in(lanes(client, "?owner=mine")[0]) == {"identified": [mine.group.name]}
    assert cards_in(lanes(client, "?side=irb_hold")[0]) == {"identified": [held.group.name]}
    for query in (f"study={mine.study_id}", f"sponsor={mine.study.sponsor_id}"):
        assert cards_in(lanes(client, f"?{query}")[0]) == {"identified": [mine.group.name]}
    form = {"name": "Mine", "query": "owner=mine&lanes=study&at=outreach", "shared": "on"}
    client.post("/filters/board/", form | {"next": "/board/"})
    assert SavedView.objects.get().query == "lanes=study&owner=mine"
    assert b"Mine" in client.get("/board/").content


def test_a_study_with_nothing_on_the_board_is_said_to_have_nothing(client: Client) -> None:
    make.PartnershipFactory()
    other = make.StudyFactory()
    answer = client.get(f"/board/?study={other.pk}")
    assert answer.context["total"] == 0
    assert other.title.encode() in answer.content


def test_a_board_of_any_size_takes_the_same_number_of_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _n in range(3):
        make.PartnershipFactory()
    client.get("/board/")
    with django_assert_max_num_queries(12) as few:
        client.get("/board/")
    for n in range(12):
        own = make.PartnershipFactory(stage=list(COLUMNS)[n % 8])
        make.FollowUpFactory(partnership=own)
    with django_assert_max_num_queries(len(few)):
        client.get("/board/")


def risks(own: Partnership) -> list[str]:
    from advocacy.models.board import cards

    row = cards(Partnership.objects.filter(pk=own.pk)).get()
    with timezone.override(PLACE):
        (card,) = board_cards.cards_of([row])
    return [risk.word for risk in card.risks]


def test_a_card_says_what_is_at_risk_in_words() -> None:
    own = make.PartnershipFactory(study__launch_on=make.TODAY() + timedelta(weeks=40))
    assert risks(own) == []
    make.FollowUpFactory(partnership=own, due_on=make.TODAY() - timedelta(days=3))
    assert risks(own) == ["3 days late"]
    held = make.PartnershipFactory(side_state="sponsor_hold", study=own.study)
    assert risks(held) == ["Sponsor hold"]
    asked = make.PartnershipFactory(study=own.study)
    make.FollowUpFactory(partnership=asked, kind="await_answer")
    assert risks(asked) == ["Waiting for the group"]


def test_lead_time_is_short_where_the_rule_says_so() -> None:
    chance, short = random.Random(5), 0
    for _n in range(25):
        today = make.TODAY()
        study = make.StudyFactory(launch_on=today + timedelta(days=chance.randrange(-10, 130)))
        own = make.PartnershipFactory(study=study, stage=chance.choice(COLUMNS[:8]))
        if chance.random() < 0.5:
            make.AskFactory(
                partnership=own, effort_hours=chance.choice([1, 30]),
                primary_activity=chance.choice(["newsletter_item", "webinar"]),
            )  # fmt: skip
        if chance.random() < 0.4:
            make.AgreementFactory(
                partnership=None, group=own.group, sponsor=study.sponsor, kind="master",
                executed_on=today, ends_on=today + timedelta(days=300),
            )  # fmt: skip
        intent = Intent(Act.CONTACT, Purpose.ASK)
        finding = decide_for(partnership=own, intent=intent)[2].of("lead-time")
        said = any("weeks" in word or "Launch" in word for word in risks(own))
        assert said == (finding is not None and finding.refuses)
        short += said
    assert 0 < short < 25


def test_every_column_is_entered_by_the_button_that_leads_there() -> None:
    assert [board_moves.INTO[stage] for stage in list(Stage)[1:]] == [
        slug for slug, _words in list(ONWARD.values())[:-1]
    ]
    ends = {s: MOVES[action].to for s, action in board_moves.ACTIONS.items()}
    assert all(to in {None, stage} for stage, to in ends.items())
    assert {s for s, to in ends.items() if to is None} == WITHOUT_STAGE


def test_a_move_opens_the_form_of_the_step_and_takes_it(client: Client, alice: User) -> None:
    own = make.PartnershipFactory(stage=Stage.PROFILED, owner=alice)
    url = f"/partnerships/{own.pk}/move/?to=identified&next=/board/%3Fowner%3Dmine"
    assert client.get(url).context["form"].initial["to"] == "identified"
    empty = client.post(url, {"to": "identified", "reason": ""})
    assert empty.status_code == 422
    done = client.post(url, {"to": "identified", "reason": "A fact was wrong."})
    assert (done.status_code, done["Location"]) == (303, "/board/?owner=mine")
    own.refresh_from_db()
    assert own.stage == Stage.IDENTIFIED


def test_a_move_that_the_stage_refuses_says_what_is_missing(client: Client) -> None:
    own = make.PartnershipFactory()
    url = f"/partnerships/{own.pk}/move/?to=profiled&next=/board/"
    refused = client.post(url, {"stance_asked": "on", "duplicates_checked": "on"})
    assert refused.status_code == 409
    assert refused.context["missing"]
    own.refresh_from_db()
    assert own.stage == Stage.IDENTIFIED


@pytest.mark.parametrize(
    ("stage", "to", "status"),
    [
        ("identified", "profiled", 200), ("identified", "sponsor_cleared", 409),
        ("profiled", "sponsor_cleared", 200), ("sponsor_cleared", "outreach", 200),
        ("outreach", "in_conversation", 200), ("in_conversation", "group_review", 200),
        ("identified", "group_review", 409), ("group_review", "terms_agreed", 200),
        ("terms_agreed", "contracting", 200), ("contracting", "executed", 200),
        ("identified", "live", 409), ("reported", "closed", 200), ("reported", "outreach", 200),
        ("outreach", "outreach", 409), ("identified", "nowhere", 200),
    ],
)  # fmt: skip
def test_a_card_can_go_where_the_workflow_lets_it(
    client: Client, stage: str, to: str, status: int
) -> None:
    own = make.PartnershipFactory(stage=stage)
    answer = client.get(f"/partnerships/{own.pk}/move/?to={to}&next=/board/")
    assert answer.status_code == status
    if status == 409:
        assert answer.context["refusal"]


def test_the_last_stages_follow_one_another() -> None:
    own = make.PartnershipFactory()
    open_to = {}
    for own.stage in (Stage.EXECUTED, Stage.MATERIALS, Stage.SCHEDULED, Stage.LIVE):
        ahead = [s for s in Stage if s.position > Stage(own.stage).position]
        open_to[own.stage] = [s for s in ahead if board_moves.refused(own, s) is None]
    assert open_to == {
        Stage.EXECUTED: [Stage.MATERIALS, Stage.LIVE, Stage.CLOSED],
        Stage.MATERIALS: [Stage.SCHEDULED, Stage.LIVE, Stage.CLOSED],
        Stage.SCHEDULED: [Stage.LIVE, Stage.CLOSED],
        Stage.LIVE: [Stage.REPORTED, Stage.CLOSED],
    }


def test_a_closed_one_stays_where_it_is(client: Client) -> None:
    own = make.PartnershipFactory(closed=True)
    answer = client.get(f"/partnerships/{own.pk}/move/")
    assert all(stage["refusal"] for stage in answer.context["stages"])
    assert client.get(f"/partnerships/{own.pk}/move/?to=outreach").status_code == 409


def test_a_reserved_touch_leads_on_to_its_words_not_back_to_the_board(client: Client) -> None:
    own = make.PartnershipFactory(stage=Stage.CLEARED)
    answer = client.get(f"/partnerships/{own.pk}/move/?to=outreach&next=/board/")
    assert answer.context["back"] == f"/partnerships/{own.pk}/"
