"""Puts what the loaders found together, one Facts a pair."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from advocacy.models import Ask, Group, LimitVersion, Partnership, Stage, Study, Touch
from advocacy.models.base import now as present
from advocacy.policy import facts
from advocacy.policy.facts import Act, Facts, Intent
from advocacy.policy.limits import Limits
from advocacy.policy.registry import decide
from advocacy.policy.text import Money
from advocacy.policy.verdict import Decision
from advocacy.workflow.gather import contact, contracts, groups, money, sponsors, threads
from advocacy.workflow.gather.batch import Batch, Pair


@dataclass(slots=True)
class Found:
    """What the loaders returned, by group or by partnership."""

    family: sponsors.Family
    contacts: tuple[facts.SponsorContact, ...]
    profiles: dict[UUID, list[facts.ProfileFact]]
    stances: dict[UUID, facts.Stance]
    opt_outs: dict[UUID, list[facts.OptOut]]
    busy: dict[UUID, list[facts.BusyPeriod]]
    stops: dict[UUID, list[Any]]
    report_backs: dict[UUID, list[facts.OverdueReportBack]]
    ties: dict[UUID, list[facts.Tie]]
    clearances: dict[UUID, facts.Clearance]
    pending: dict[UUID, facts.Clearance]
    loads: dict[UUID, facts.Load]
    masters: dict[UUID, UUID]
    learned: contracts.Learned
    touches: dict[UUID, list[Touch]] = field(default_factory=dict)
    asks: dict[UUID, Ask] = field(default_factory=dict)
    lines: dict[str, Any] = field(default_factory=dict)
    quotes: dict[UUID, facts.Quote] = field(default_factory=dict)
    paid: dict[tuple[UUID, str], Decimal] = field(default_factory=dict)
    agreements: dict[UUID, Any] = field(default_factory=dict)
    placements: dict[UUID, list[facts.Placement]] = field(default_factory=dict)
    overrides: dict[UUID, list[facts.Override]] = field(default_factory=dict)


def gather(
    *, study: Study, pairs: Iterable[Pair], intent: Intent, limits: Limits, now: datetime
) -> dict[UUID, Facts]:
    """Facts by group id; the number of queries does not depend on the number of pairs."""
    batch = Batch(study, tuple(pairs), now, intent.act, limits)
    found = _load(batch)
    return {pair.key: _assemble(batch, pair, found, intent) for pair in batch.pairs}


def decide_many(
    *, study: Study, groups: Iterable[Group], intent: Intent, now: datetime | None = None
) -> dict[UUID, Decision]:
    """All rules over many groups of one study, as the candidate list shows them."""
    limits, moment = LimitVersion.objects.in_force(), now or present()
    pairs = [Pair(group) for group in groups]
    known = gather(study=study, pairs=pairs, intent=intent, limits=limits, now=moment)
    return {key: decide(facts=one, limits=limits) for key, one in known.items()}


def decide_for(
    *, partnership: Partnership, intent: Intent, now: datetime | None = None
) -> tuple[Facts, Limits, Decision]:
    """All rules over one partnership, with the facts they saw."""
    limits, moment = LimitVersion.objects.in_force(), now or present()
    pair = Pair(partnership.group, partnership)
    known = gather(study=partnership.study, pairs=[pair], intent=intent, limits=limits, now=moment)
    one = known[pair.key]
    return one, limits, decide(facts=one, limits=limits)


def _load(batch: Batch) -> Found:
    family = sponsors.family_of(batch.study.sponsor, day=batch.today)
    answered, pending = sponsors.clearances(batch)
    found = Found(
        family=family,
        contacts=sponsors.contacts(batch),
        profiles=groups.profiles(batch),
        stances=groups.stances(batch),
        opt_outs=groups.opt_outs(batch),
        busy=groups.busy_periods(batch),
        stops=groups.stops(batch, sponsors=family.members),
        report_backs=groups.overdue_report_backs(batch),
        ties=sponsors.ties(batch, family=family),
        clearances=answered,
        pending=pending,
        loads=contact.loads(batch),
        masters=contracts.masters(batch, sponsors=family.members),
        learned=contracts.learned(batch),
    )
    if batch.partnership_ids:
        found.touches = contact.touches(batch)
        found.asks = contact.asks(batch)
        found.overrides = contact.overrides(batch)
        found.lines = money.budgets(batch)
        found.quotes = money.quotes(batch)
        found.paid = money.paid(batch, sponsors=family.members)
        found.agreements = contracts.agreements(batch)
        found.placements = contracts.placements(batch)
    return found


def _assemble(batch: Batch, pair: Pair, found: Found, intent: Intent) -> Facts:
    group, key, own = pair.group, pair.key, pair.partnership
    touches = found.touches.get(own.id, []) if own else []
    full, short = contracts.phases(
        batch, group=key, kind=group.kind, stage=own.stage if own else Stage.IDENTIFIED,
        learned=found.learned, master=found.masters.get(key),
    )  # fmt: skip
    known = Facts(
        now=batch.now,
        intent=intent,
        group=_group(batch, pair, found),
        study=_study(batch, found),
        touches=tuple(contact.as_fact(t) for t in touches),
        stops=threads.stops(found.stops[key], touches, own),
        ties=tuple(found.ties[key]),
        clearance=found.clearances.get(key),
        clearance_pending=found.pending.get(key),
        load=_load_fact(found.loads[key], touches),
        phases=full,
        short_phases=short,
    )
    return known if own is None else _with_partnership(known, own, pair, found, touches)


def _load_fact(load: facts.Load, touches: list[Touch]) -> facts.Load:
    if not contact.invited(touches):
        return load
    return facts.Load(load.unsolicited, load.new_asks, load.open_asks, invited=True)


def _with_partnership(
    known: Facts, own: Partnership, pair: Pair, found: Found, touches: list[Touch]
) -> Facts:
    ask = found.asks.get(own.id)
    group = pair.group
    agreement = found.agreements.get(own.id)
    spent = found.paid.get((group.id, group.revenue_currency), Decimal(0))
    return replace(
        known,
        partnership=threads.partnership(own, touches, known.stops),
        ask=None if ask is None else threads.ask(ask),
        terms=threads.terms(ask, agreement, own),
        budget=money.budget_of(pair, ask, found.lines),
        quote=found.quotes.get(own.id),
        paid_by_family=Money(spent, group.revenue_currency),
        agreement=contracts.agreement_fact(agreement, own),
        placements=tuple(found.placements.get(own.id, [])),
        overrides=tuple(found.overrides.get(own.id, [])),
    )


def _group(batch: Batch, pair: Pair, found: Found) -> facts.Group:
    group, key = pair.group, pair.key
    revenue = None if group.revenue is None else Money(group.revenue, group.revenue_currency)
    return facts.Group(
        id=key,
        name=group.name,
        calendar=batch.calendars[key],
        staff_size=group.staff_size,
        revenue=revenue,
        profile=tuple(found.profiles.get(key, [])),
        stance=found.stances.get(key),
        busy=tuple(found.busy.get(key, [])),
        opt_outs=tuple(found.opt_outs.get(key, [])),
        overdue_report_backs=tuple(found.report_backs.get(key, [])),
    )


def _study(batch: Batch, found: Found) -> facts.Study:
    return facts.Study(
        id=batch.study.id,
        name=batch.study.title,
        sponsor=batch.study.sponsor.name,
        launch_on=batch.study.launch_on,
        contacts=found.contacts,
        family_changed_on=found.family.changed_on,
    )


__all__ = ["Act", "decide_for", "decide_many", "gather"]
