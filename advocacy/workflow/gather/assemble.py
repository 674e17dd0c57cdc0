"""Puts what the loaders found together, one Facts a pair."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from advocacy.models import Group, Partnership, Stage, Study
from advocacy.models.base import now as present
from advocacy.policy import facts
from advocacy.policy.facts import Act, Facts, Intent
from advocacy.policy.limits import Limits, from_values
from advocacy.policy.registry import decide
from advocacy.policy.text import Money
from advocacy.policy.verdict import Decision
from advocacy.workflow.gather import contact, contracts, groups, money, sponsors, threads
from advocacy.workflow.gather.batch import Asked, Batch, Pair, same
from advocacy.workflow.gather.questions import EVERY_ACT, Answers, Question, Row

#: What reached a family to which nothing was sent.
NOTHING_SENT = facts.Load()
LIMITS = Question('SELECT number, "values" FROM advocacy_limitversion WHERE is_active')
QUESTIONS = (
    LIMITS,
    *groups.QUESTIONS,
    *sponsors.QUESTIONS,
    *contact.QUESTIONS,
    *money.QUESTIONS,
    *contracts.QUESTIONS,
)


@dataclass(slots=True)
class Found:
    """What the loaders read, by id of the group or of the partnership."""

    limits: Limits
    study: facts.Study
    family: sponsors.Family
    profiles: dict[str, tuple[facts.ProfileFact, ...]]
    stances: dict[str, Row]
    opt_outs: dict[str, list[facts.OptOut]]
    busy: dict[str, list[facts.BusyPeriod]]
    stops: dict[str, list[Row]]
    report_backs: dict[str, list[facts.OverdueReportBack]]
    ties: dict[str, list[facts.Tie]]
    clearances: dict[str, facts.Clearance]
    pending: dict[str, facts.Clearance]
    loads: dict[str, facts.Load]
    masters: dict[str, UUID]
    plans: contracts.Plans
    touches: dict[str, list[Row]]
    earlier: dict[str, list[Row]]
    asks: dict[str, Row]
    lines: money.Lines
    quotes: dict[str, facts.Quote]
    paid: dict[tuple[str, str], Decimal]
    agreements: dict[str, Row]
    placements: dict[str, list[facts.Placement]]
    overrides: dict[str, list[facts.Override]]


def gather(
    *,
    study: Study,
    pairs: Iterable[Pair],
    intent: Intent,
    now: datetime,
    acts: Collection[Act] = (),
    limits: Limits | None = None,
) -> tuple[Limits, dict[UUID, Facts]]:
    """The limits, and Facts by group id, in one round trip however many pairs there are.

    Only what the rules of the intent's act read is asked for; of `acts` too, where they are given.
    """
    batch = Batch(study, tuple(pairs), now)
    found = ask(batch, acts={intent.act, *acts}, limits=limits)
    return found.limits, {p.group.id: assemble(batch, p, found, intent) for p in batch.pairs}


def ask(batch: Batch, *, acts: Collection[Act], limits: Limits | None = None) -> Found:
    """All that the rules of these acts want to know of the pairs, in one round trip."""
    said = Answers(batch, QUESTIONS, acts=acts)
    return _read(said, batch, limits or limits_of(said))


def decide_many(
    *, study: Study, groups: Iterable[Group], intent: Intent, now: datetime | None = None
) -> dict[UUID, Decision]:
    """All rules over many groups of one study, by the group's id."""
    limits, known = gather(
        study=study, pairs=[Pair(group) for group in groups], intent=intent, now=now or present()
    )
    return {key: decide(facts=one, limits=limits) for key, one in known.items()}


def gather_for(
    *, partnership: Partnership, intent: Intent, now: datetime | None = None
) -> tuple[Facts, Limits]:
    """The facts of one partnership, which serve for every other act too, and the limits."""
    limits, known = gather(
        study=partnership.study, pairs=[Pair(partnership.group, partnership)], intent=intent,
        now=now or present(), acts=EVERY_ACT,
    )  # fmt: skip
    return known[partnership.group_id], limits


def decide_for(
    *, partnership: Partnership, intent: Intent, now: datetime | None = None
) -> tuple[Facts, Limits, Decision]:
    """All rules over one partnership, with facts that serve for every other act too."""
    facts, limits = gather_for(partnership=partnership, intent=intent, now=now)
    return facts, limits, decide(facts=facts, limits=limits)


def limits_of(said: Answers) -> Limits:
    """The limits that hold now; the defaults where none was ever stored."""
    for r in said.to(LIMITS):
        return same(from_values(version=r.number, values=vars(r.values)))
    return same(Limits())


def _read(said: Answers, batch: Batch, limits: Limits) -> Found:
    family = sponsors.family(said, batch.study.sponsor)
    answered, pending = sponsors.clearances(said)
    return Found(
        limits=limits,
        study=_study(batch, family=family, contacts=sponsors.contacts(said)),
        family=family,
        profiles=groups.profiles(said),
        stances=groups.stances(said, batch),
        opt_outs=groups.opt_outs(said, batch),
        busy=groups.busy_periods(said, batch),
        stops=groups.stops(said, batch),
        report_backs=groups.overdue_report_backs(said),
        ties=sponsors.ties(said, batch, family=family),
        clearances=answered,
        pending=pending,
        loads=contact.loads(said, batch),
        masters=contracts.masters(said),
        plans=contracts.Plans(limits, contracts.learned(said, limits=limits)),
        touches=contact.touches(said),
        earlier=contact.earlier(said),
        asks=contact.asks(said),
        lines=money.budgets(said),
        quotes=money.quotes(said),
        paid=money.paid(said),
        agreements=contracts.agreements(said),
        placements=contracts.placements(said),
        overrides=contact.overrides(said),
    )


def assemble(batch: Batch, pair: Asked, found: Found, intent: Intent) -> Facts:
    """What was found about one pair, as the rules see it."""
    key, own = pair.key, pair.partnership
    touches = found.touches.get(pair.own, [])
    running, ended = groups.split(
        found.stops.get(key, ()), batch.calendars[key].local_date(batch.now)
    )
    full, short = found.plans.of(
        group=key, kind=pair.group.kind, stage=own.stage if own else Stage.IDENTIFIED,
        master=found.masters.get(key),
    )  # fmt: skip
    known = Facts(
        now=batch.now,
        intent=intent,
        group=_group(batch, pair, found),
        study=found.study,
        touches=tuple(contact.as_fact(t) for t in (*found.earlier.get(key, ()), *touches)),
        stops=threads.stops(running, touches, own),
        ended_stops=None if intent.act is Act.CONSIDER else threads.stops(ended, touches, own),
        ties=tuple(found.ties.get(key, ())),
        clearance=found.clearances.get(key),
        clearance_pending=found.pending.get(key),
        load=_load_fact(found.loads.get(key, NOTHING_SENT), touches),
        phases=full,
        short_phases=short,
    )
    return known if own is None else _with_partnership(known, own, pair, found, touches)


def _load_fact(load: facts.Load, touches: list[Row]) -> facts.Load:
    return replace(load, invited=True) if contact.invited(touches) else load


def _with_partnership(
    known: Facts, own: Partnership, pair: Asked, found: Found, touches: list[Row]
) -> Facts:
    ask, agreement = found.asks.get(pair.own), found.agreements.get(pair.own)
    currency = pair.group.revenue_currency
    return replace(
        known,
        partnership=threads.partnership(own, touches, known.stops),
        ask=None if ask is None else contact.ask_fact(ask),
        terms=threads.terms(ask, agreement, own),
        budget=money.budget_of(pair, ask, found.lines),
        quote=found.quotes.get(pair.own),
        paid_by_family=Money(found.paid.get((pair.key, currency), Decimal(0)), currency),
        agreement=contracts.agreement_fact(agreement, own),
        placements=tuple(found.placements.get(pair.own, ())),
        overrides=tuple(found.overrides.get(pair.own, ())),
    )


def _group(batch: Batch, pair: Asked, found: Found) -> facts.Group:
    group, key = pair.group, pair.key
    revenue = None if group.revenue is None else Money(group.revenue, group.revenue_currency)
    return facts.Group(
        id=group.id,
        name=group.name,
        calendar=batch.calendars[key],
        staff_size=group.staff_size,
        revenue=revenue,
        profile=found.profiles.get(key, ()),
        stance=groups.stance_fact(found.stances.get(key)),
        busy=tuple(found.busy.get(key, ())),
        opt_outs=tuple(found.opt_outs.get(key, ())),
        overdue_report_backs=tuple(found.report_backs.get(key, ())),
    )


def _study(
    batch: Batch, *, family: sponsors.Family, contacts: tuple[facts.SponsorContact, ...]
) -> facts.Study:
    return same(
        facts.Study(
            id=batch.study.id,
            name=batch.study.title,
            sponsor=batch.study.sponsor.name,
            launch_on=batch.study.launch_on,
            contacts=contacts,
            family_changed_on=family.changed_on,
        )
    )
