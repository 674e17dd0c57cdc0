"""Keep it simple: few words, one thing to do, little work."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from advocacy.policy.burden import burden
from advocacy.policy.facts import Act, Intent, Purpose
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import LIMITS, a_group, advice, an_ask, facts, judge, mends

CODE = "keep-it-simple"


@pytest.mark.parametrize(
    ("changes", "staff", "outcome"),
    [
        pytest.param({"words": 199}, 4, Outcome.ALLOW, id="199 words"),
        pytest.param({"words": 200}, 4, Outcome.ALLOW, id="200 words"),
        pytest.param({"words": 201}, 4, Outcome.BLOCK, id="201 words"),
        pytest.param({"optional": ("social_post",)}, 4, Outcome.ALLOW, id="one optional"),
        pytest.param({"optional": ("social_post", "flyer")}, 4, Outcome.BLOCK, id="two optional"),
        pytest.param({"attachments": 2}, 4, Outcome.ALLOW, id="two attachments"),
        pytest.param({"attachments": 3}, 4, Outcome.BLOCK, id="three attachments"),
        pytest.param({"effort_hours": Decimal(2)}, 5, Outcome.ALLOW, id="2 h, small"),
        pytest.param({"effort_hours": Decimal("2.1")}, 5, Outcome.BLOCK, id="2.1 h, small"),
        pytest.param({"effort_hours": Decimal("2.1")}, 6, Outcome.ALLOW, id="2.1 h, larger"),
        pytest.param({"effort_hours": Decimal("2.1")}, None, Outcome.BLOCK, id="size unknown"),
    ],
)
def test_it_holds_the_ask_against_the_limits(
    changes: dict[str, Any], staff: int | None, outcome: Outcome
) -> None:
    finding = judge(CODE, facts(ask=an_ask(**changes), group=a_group(staff_size=staff)))
    assert finding.outcome is outcome


def test_it_says_what_to_cut() -> None:
    heavy = an_ask(
        words=214, optional=("social_post", "flyer"), attachments=4, effort_hours=Decimal("3.5")
    )
    finding = judge(CODE, facts(ask=heavy))
    assert str(finding.because) == (
        "214 of 200 words. 3 activities of 2. 4 attachments of 2. "
        "3.5 of 2 h of work for a group of 4 people."
    )
    assert mends(finding)[0] == Mend.SIMPLIFY
    assert advice(finding) == (
        "cut 14 words, drop 1 activity, drop 2 attachments, take 1.5 h of work off the group"
    )
    assert finding.override_role == "manager"


def test_the_longer_of_ask_and_mail_counts() -> None:
    mail = Intent(Act.CONTACT, Purpose.ASK, "mail", words=230)
    assert judge(CODE, facts(intent=mail)).outcome is Outcome.BLOCK
    short = Intent(Act.CONTACT, Purpose.ASK, "mail", words=10)
    assert judge(CODE, facts(intent=short, ask=an_ask(words=230))).outcome is Outcome.BLOCK


def test_it_does_not_know_without_an_ask() -> None:
    finding = judge(CODE, facts(ask=None))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.WRITE_ASK


@pytest.mark.parametrize(("words", "outcome"), [(200, Outcome.ALLOW), (201, Outcome.BLOCK)])
def test_thanks_are_weighed_by_their_words_alone(words: int, outcome: Outcome) -> None:
    heavy = an_ask(words=900, attachments=9)
    thanks = replace(facts(ask=heavy), intent=Intent(Act.CONTACT, Purpose.THANK_YOU, words=words))
    assert judge(CODE, thanks).outcome is outcome


@pytest.mark.parametrize(
    ("changes", "score", "level"),
    [
        ({"words": 20, "attachments": 0, "effort_hours": Decimal("0.1")}, 33, "light"),
        ({"words": 200, "attachments": 0, "effort_hours": Decimal(0)}, 68, "medium"),
        ({"words": 200, "attachments": 2, "effort_hours": Decimal(2), "optional": ("flyer",)},
         100, "medium"),
        ({"words": 300}, 150, "heavy"),
    ],
)  # fmt: skip
def test_the_burden_score_is_100_at_the_limits(
    changes: dict[str, Any], score: int, level: str
) -> None:
    weight = burden(ask=an_ask(**changes), staff_size=4, limits=LIMITS)
    assert (weight.score, weight.level) == (score, level)


def test_a_heavy_burden_names_a_cut_and_a_light_one_none() -> None:
    assert burden(ask=an_ask(), staff_size=4, limits=LIMITS).cuts == ()
    heavy = burden(ask=an_ask(words=201), staff_size=4, limits=LIMITS)
    assert [str(cut) for cut in heavy.cuts] == ["cut 1 word"]


def test_a_larger_groups_hours_weigh_nothing() -> None:
    long = an_ask(effort_hours=Decimal(40))
    assert burden(ask=long, staff_size=6, limits=LIMITS).cuts == ()
    assert burden(ask=long, staff_size=6, limits=LIMITS).score <= 100
