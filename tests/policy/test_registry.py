"""The rules as a set, and the function that runs them all."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advocacy.policy import rules
from advocacy.policy.facts import Act, ClearanceAnswer, Facts, Override, StanceKind
from advocacy.policy.limits import described
from advocacy.policy.registry import RULES, Principle, decide, rule, rules_for
from advocacy.policy.remedies import Mend
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Outcome, Standing
from tests.policy.cast import (
    LIMITS,
    NOW,
    PROFILE,
    TODAY,
    a_clearance,
    a_group,
    a_partnership,
    a_stance,
    a_stop,
    a_study,
    an_ask,
    an_attempt,
    days,
    facts,
    pk,
    usd,
)

NEVER_EXCEPTED = {
    "no-copy-paste", "attempt-limit", "stopped", "opt-out", "executed-agreement",
    "approved-material", "independence",
}  # fmt: skip
BY_COMPLIANCE = {"sponsor-clearance", "fair-fee"}
ACTS = {
    Act.CONSIDER: {
        "profile-complete", "report-back-owed", "sponsor-clearance", "lead-time", "willingness",
        "stopped", "opt-out", "contact-load",
    },
    Act.CONTACT: set(RULES) - {"executed-agreement", "approved-material"},
    Act.THANK: {"stopped", "opt-out"},
    Act.ANSWER: {"stopped", "opt-out"},
    Act.REPLY: {"sponsor-clearance", "stopped", "opt-out"},
    Act.AGREE_TERMS: {
        "mutual-benefit", "sponsor-clearance", "lead-time", "budget", "fair-fee", "willingness",
        "independence",
    },
    Act.EXECUTE: {"sponsor-clearance", "budget", "fair-fee", "executed-agreement", "independence"},
    Act.PLACE: {"executed-agreement", "approved-material"},
    Act.GO_LIVE: {"sponsor-clearance", "executed-agreement", "approved-material", "independence"},
    Act.PAY: {"fair-fee", "executed-agreement"},
}  # fmt: skip


def an_override(rule: str, *, act: Act = Act.CONTACT, **changes: Any) -> Override:
    override = Override(pk(f"override {rule}"), rule, act.value, NOW + timedelta(days=3))
    return replace(override, **changes)


def everything_wrong() -> Facts:
    """As many rules as possible have something against it."""
    return facts(
        group=a_group(profile=(), stance=None, revenue=None),
        clearance=None,
        study=a_study(launch_on=TODAY + days(7)),
        ask=an_ask(words=900, benefits=(), fee=usd(900)),
        touches=(an_attempt(TODAY - days(2)), an_attempt(TODAY - days(1))),
        stops=(a_stop(),),
    )


def test_there_are_eighteen_and_each_has_a_file_of_its_name() -> None:
    assert len(RULES) == 18
    folder = Path(rules.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("[a-z]*.py")}
    assert files == set(RULES)


@pytest.mark.parametrize("code", list(RULES))
def test_every_rule_tells_people_what_it_is_for(code: str) -> None:
    found = RULES[code]
    assert str(found.title)
    assert str(found.why).endswith(".")
    assert isinstance(found.principle, Principle)
    assert found.acts
    assert found.check.__doc__
    assert set(found.limits) <= {name for name, _, _ in described()}
    wanted = "" if code in NEVER_EXCEPTED else "compliance" if code in BY_COMPLIANCE else "manager"
    assert found.override_role == wanted


def test_every_do_and_every_dont_has_a_rule() -> None:
    assert {found.principle for found in RULES.values()} == set(Principle)


@pytest.mark.parametrize("act", list(Act))
def test_each_act_has_its_rules(act: Act) -> None:
    assert {found.code for found in rules_for(act)} == ACTS[act]


def test_a_second_rule_of_the_same_code_is_refused() -> None:
    register = rule("spacing", title=_("Again"), principle=Principle.DONT_PUSH, why=_("."), acts=())
    with pytest.raises(ValueError, match="two rules are called spacing"):
        register(RULES["spacing"].check)
    assert len(RULES) == 18


def test_none_short_circuits_another() -> None:
    decision = decide(facts=everything_wrong(), limits=LIMITS)
    assert {finding.rule for finding in decision.findings} == ACTS[Act.CONTACT]
    assert {finding.rule for finding in decision.refusing} == {
        "profile-complete", "mutual-benefit", "sponsor-clearance", "lead-time", "budget",
        "fair-fee", "willingness", "keep-it-simple", "attempt-limit", "spacing", "stopped",
    }  # fmt: skip
    assert decision.earliest is None


def test_a_clear_partnership_is_clear_and_every_rule_says_why() -> None:
    decision = decide(facts=facts(), limits=replace(LIMITS, version=4))
    assert decision.clear
    assert decision.standing is Standing.CLEAR
    assert decision.limits_version == 4
    assert all(str(finding.because).endswith(".") for finding in decision.findings)


def test_every_refusal_says_how_it_is_mended() -> None:
    for act in Act:
        refused = replace(everything_wrong(), agreement=None, placements=())
        refused = replace(refused, intent=replace(refused.intent, act=act))
        for finding in decide(facts=refused, limits=LIMITS).refusing:
            if finding.remedy:
                assert finding.remedy.code in set(Mend), finding.rule
            else:
                assert act in (Act.THANK, Act.ANSWER, Act.REPLY), finding.rule


def test_what_is_refused_names_who_may_except_it() -> None:
    for finding in decide(facts=everything_wrong(), limits=LIMITS).refusing:
        assert finding.override_role == RULES[finding.rule].override_role


def test_an_override_lifts_its_own_rule_only() -> None:
    wrong = facts(group=a_group(profile=(), stance=None))
    overridden = replace(wrong, overrides=(an_override("willingness"),))
    decision = decide(facts=overridden, limits=LIMITS)
    assert [finding.rule for finding in decision.refusing] == ["profile-complete"]
    finding = decision.of("willingness")
    assert finding
    assert finding.overridden_by == pk("override willingness")
    assert finding in decision.warning
    both = (an_override("willingness"), an_override("profile-complete"))
    assert decide(facts=replace(wrong, overrides=both), limits=LIMITS).clear


@pytest.mark.parametrize(
    "override",
    [
        an_override("willingness", act=Act.AGREE_TERMS),
        an_override("willingness", used=True),
        an_override("willingness", expires_at=NOW),
        an_override("spacing"),
    ],
    ids=["for another act", "used", "expired", "for another rule"],
)
def test_an_override_that_does_not_fit_lifts_nothing(override: Override) -> None:
    wrong = facts(group=a_group(stance=None), overrides=(override,))
    assert not decide(facts=wrong, limits=LIMITS).clear


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("stopped", {"stops": (a_stop(),)}),
        ("attempt-limit", {"touches": tuple(an_attempt(TODAY - days(n)) for n in (50, 40, 30))}),
        ("sponsor-clearance", {"clearance": a_clearance(ClearanceAnswer.HOLD)}),
        ("sponsor-clearance", {"clearance": a_clearance(ClearanceAnswer.DO_NOT_CONTACT)}),
        ("sponsor-clearance", {"clearance": a_clearance(ClearanceAnswer.SPONSOR_LEADS)}),
        ("lead-time", {"study": a_study(launch_on=TODAY + days(7))}),
    ],
)
def test_an_override_lifts_nothing_where_there_is_no_exception(
    rule: str, changes: dict[str, Any]
) -> None:
    decision = decide(facts=facts(**changes, overrides=(an_override(rule),)), limits=LIMITS)
    finding = decision.of(rule)
    assert finding
    assert finding.refuses
    assert finding.overridden_by is None


def test_never_is_told_apart_from_not_yet() -> None:
    never = facts(Act.CONSIDER, None, group=a_group(stance=a_stance(StanceKind.NO_TRIALS)))
    assert decide(facts=never, limits=LIMITS).standing is Standing.NEVER
    unasked = facts(Act.CONSIDER, None, clearance=None)
    assert decide(facts=unasked, limits=LIMITS).standing is Standing.NOT_YET


def test_the_earliest_moment_is_when_the_last_refusal_clears() -> None:
    waiting = facts(touches=(an_attempt(TODAY - days(1)),), partnership=a_partnership())
    decision = decide(facts=waiting, limits=LIMITS)
    assert [finding.rule for finding in decision.refusing] == ["spacing"]
    spacing = decision.of("spacing")
    assert spacing
    assert decision.earliest == spacing.clears_at


def test_a_poor_profile_does_not_refuse_a_candidate() -> None:
    candidate = facts(Act.CONSIDER, None, group=a_group(profile=PROFILE[:2]), partnership=None)
    decision = decide(facts=candidate, limits=LIMITS)
    assert decision.clear
    assert [finding.rule for finding in decision.warning] == ["profile-complete"]
    assert decision.findings[0].outcome is Outcome.WARN


def test_a_decision_can_be_kept_in_an_event() -> None:
    kept = decide(facts=everything_wrong(), limits=LIMITS).as_json()
    assert kept["clear"] is False
    assert len(kept["findings"]) == 16
    spacing = next(f for f in kept["findings"] if f["rule"] == "spacing")
    assert spacing["clears_at"].endswith("09:00:00-09:00")
