"""What must never go out to a group, each a row of the table of touches."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from advocacy.matching.emails import email_key
from advocacy.models import (
    Ask,
    Clearance,
    ExitReason,
    OptOut,
    Partnership,
    Stage,
    Stop,
    StopReason,
    StopScope,
    Touch,
)  # fmt: skip
from tests import factories
from tests.hard_rules.ways import CHANGES, Case, Forbidden
from tests.workflow.world import World

#: The same touch as something that happened, is no attempt, and never left the house.
HARMLESS = {"state": "released", "is_attempt": False, "purpose": "reply", "way_in": "logged"}


def attempt(world: World, **values: Any) -> Touch:
    return Touch(
        **{
            "group": world.group, "partnership": world.partnership, "by": world.staff,
            "direction": "out", "channel": "mail", "purpose": "ask", "state": "delivered",
            "way_in": "cleared", "occurred_at": world.at, "is_attempt": True,
        } | values
    )  # fmt: skip


def sent(world: World, **values: Any) -> Forbidden:
    return Forbidden(attempt(world, **values), HARMLESS)


def three_made(world: World) -> None:
    for days in (40, 30, 20):
        attempt(world, occurred_at=world.at - timedelta(days=days)).save(force_insert=True)


def fourth(world: World) -> Forbidden:
    three_made(world)
    return sent(world)


def fourth_reserved(world: World) -> Forbidden:
    three_made(world)
    return sent(world, state="reserved", reserved_until=world.at + timedelta(minutes=30))


def fourth_after_a_new_beginning(world: World) -> Forbidden:
    """Closing and starting again resets no count."""
    three_made(world)
    Partnership.objects.filter(pk=world.partnership.pk).update(
        stage=Stage.CLOSED, exit_reason=ExitReason.LEAD_TIME, closed_at=world.at
    )
    again = factories.PartnershipFactory(study=world.study, group=world.group)
    return sent(world, partnership=again)


def fourth_kept_as_no_breach(world: World) -> Forbidden:
    three_made(world)
    return sent(world, way_in="logged")


def opted_out(world: World) -> Forbidden:
    OptOut.objects.create(group=world.group, source="mail", said_on=world.today)
    return sent(world)


def opted_out_yet_thanked(world: World) -> Forbidden:
    OptOut.objects.create(group=world.group, source="mail", said_on=world.today)
    return sent(world, purpose="thank_you", is_attempt=False)


def umbrella_opted_out(world: World) -> Forbidden:
    chapter = factories.GroupFactory(parent=world.group)
    OptOut.objects.create(group=world.group, source="mail", said_on=world.today)
    return sent(world, group=chapter, partnership=factories.PartnershipFactory(group=chapter))


def person_opted_out(world: World) -> Forbidden:
    person = factories.PersonFactory(group=world.group)
    OptOut.objects.create(person=person, source="mail", said_on=world.today)
    return sent(world, person=person)


def address_opted_out(*, erased: bool) -> Callable[[World], Forbidden]:
    """The same address stands at another group, whose person may be erased since."""

    def lay(world: World) -> Forbidden:
        key = email_key("robin@example.org")
        first, second = (
            factories.PersonFactory(email="robin@example.org", email_key=key, group=group)
            for group in (factories.GroupFactory(), world.group)
        )
        OptOut.objects.create(person=first, email_key=key, source="mail", said_on=world.today)
        if erased:
            first.delete()
        return sent(world, person=second)

    return lay


def invited_without_a_word(world: World) -> Forbidden:
    row = OptOut(
        group=world.group, source="mail", said_on=world.today, lifted_on=world.today, invitation=""
    )
    return Forbidden(row, {"lifted_on": None})


def laid(world: World, **values: Any) -> Stop:
    return Stop.objects.create(**{"group": world.group, "starts_on": world.today} | values)


def policy_says_no(world: World) -> Forbidden:
    laid(world, scope=StopScope.GROUP_FAMILY, reason=StopReason.POLICY_NO)
    return sent(world)


def cooling_off(world: World) -> Forbidden:
    until = world.today + timedelta(days=90)
    laid(world, scope=StopScope.GROUP_FAMILY, reason=StopReason.NO_RESPONSE, until=until)
    return sent(world)


def cooling_off_of_the_umbrella(world: World) -> Forbidden:
    chapter = factories.GroupFactory(parent=world.group)
    until = world.today + timedelta(days=90)
    laid(world, scope=StopScope.GROUP_FAMILY, reason=StopReason.DECLINED, until=until)
    return sent(world, group=chapter, partnership=factories.PartnershipFactory(group=chapter))


def cooling_off_of_a_sister(world: World) -> Forbidden:
    """The stop names another company of the same family."""
    parent, sister = factories.SponsorFactory(), factories.SponsorFactory()
    for child in (world.study.sponsor, sister):
        factories.ParentEdgeFactory(child=child, parent=parent)
    until = world.today + timedelta(days=365)
    laid(
        world, scope=StopScope.SPONSOR_FAMILY, sponsor=sister, reason=StopReason.DECLINED,
        until=until,
    )  # fmt: skip
    return sent(world)


def ask_is_over(world: World) -> Forbidden:
    laid(world, scope=StopScope.ASK, partnership=world.partnership, reason=StopReason.HESITANT)
    return sent(world)


def closed(world: World) -> Forbidden:
    Partnership.objects.filter(pk=world.partnership.pk).update(
        stage=Stage.CLOSED, exit_reason=ExitReason.LEAD_TIME, closed_at=world.at
    )
    return sent(world)


def thanked_twice(world: World) -> Forbidden:
    attempt(world, purpose="thank_you", is_attempt=False).save(force_insert=True)
    return sent(world, purpose="thank_you", is_attempt=False)


def sponsor_says(answer: str) -> Callable[[World], Forbidden]:
    def lay(world: World) -> Forbidden:
        Clearance.objects.filter(study=world.study, group=world.group).update(answer=answer)
        return sent(world)

    return lay


def ask_with(term: str) -> Callable[[World], Forbidden]:
    def lay(world: World) -> Forbidden:
        Ask.objects.filter(partnership=world.partnership).update(**{term: True})
        return sent(world)

    return lay


def shortened(world: World) -> Forbidden:
    row = Stop(
        group=world.group, scope=StopScope.GROUP_FAMILY, reason=StopReason.POLICY_NO,
        starts_on=world.today, until=world.today + timedelta(days=1),
    )  # fmt: skip
    return Forbidden(row, {"until": None})


def lifted_by_us(reason: StopReason) -> Callable[[World], Forbidden]:
    def lay(world: World) -> Forbidden:
        OptOut.objects.create(group=world.group, source="mail", said_on=world.today)
        factories.StanceFactory(group=world.group, kind="no_trials", as_of=world.today)
        row = Stop(
            group=world.group, scope=StopScope.GROUP_FAMILY, reason=reason, starts_on=world.today,
            lifted_on=world.today, lifted_because="We would like to write.",
        )  # fmt: skip
        return Forbidden(row, {"lifted_on": None})

    return lay


TERMS = ("exclusivity", "sole_funder", "pay_per_referral")
CASES: dict[str, Case] = {
    "a fourth attempt": Case(fourth, "hard_attempt_limit", "attempt-limit"),
    "a fourth is reserved": Case(fourth_reserved, "hard_attempt_limit", "attempt-limit"),
    "a fourth in a second partnership": Case(
        fourth_after_a_new_beginning, "hard_attempt_limit", "attempt-limit"
    ),
    "a fourth that is logged as no breach": Case(
        fourth_kept_as_no_breach, "hard_breach_recorded", "attempt-limit"
    ),
    "to a group that opted out": Case(opted_out, "hard_opt_out", "opt-out"),
    "thanks to a group that opted out": Case(opted_out_yet_thanked, "hard_opt_out", "opt-out"),
    "to a chapter whose umbrella opted out": Case(umbrella_opted_out, "hard_opt_out", "opt-out"),
    "to a person who opted out": Case(person_opted_out, "hard_opt_out", "opt-out"),
    "to an address that opted out": Case(
        address_opted_out(erased=False), "hard_opt_out", "opt-out"
    ),
    "to an address that opted out and was erased": Case(
        address_opted_out(erased=True), "hard_opt_out", "opt-out"
    ),
    "an opt-out lifted without a word": Case(
        invited_without_a_word, "opt_out_lifted_by_invitation"
    ),
    "against a policy": Case(policy_says_no, "hard_policy_no", "stopped"),
    "in a cooling-off": Case(cooling_off, "hard_stopped", "stopped"),
    "in a cooling-off of the umbrella": Case(
        cooling_off_of_the_umbrella, "hard_stopped", "stopped"
    ),
    "in a cooling-off of a sister company": Case(
        cooling_off_of_a_sister, "hard_stopped", "stopped"
    ),
    "after the end of the ask": Case(ask_is_over, "hard_stopped", "stopped"),
    "in a closed partnership": Case(closed, "hard_stopped", "stopped"),
    "a second thank-you": Case(thanked_twice, "touch_one_thank_you", "stopped"),
    "on hold of the sponsor": Case(sponsor_says("hold"), "hard_sponsor_no", "sponsor-clearance"),
    "against the sponsor": Case(
        sponsor_says("do_not_contact"), "hard_sponsor_no", "sponsor-clearance"
    ),
    # A stop begins running and for good; only a change shortens or lifts it.
    "a stop for good made short": Case(
        shortened, "hard_stop_for_good", "stopped", ways=CHANGES
    ),
    "an opt-out's stop lifted": Case(
        lifted_by_us(StopReason.OPT_OUT), "hard_stop_for_good", "stopped", ways=CHANGES
    ),
    "a policy's stop lifted": Case(
        lifted_by_us(StopReason.POLICY_NO), "hard_stop_for_good", "stopped", ways=CHANGES
    ),
} | {
    f"an ask with {term}": Case(ask_with(term), "hard_independence", "independence")
    for term in TERMS
}  # fmt: skip
