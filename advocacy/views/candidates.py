"""The candidates of a study: every group that fits, and whether it may be contacted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import starmap
from sys import intern
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Case, Q, TextField, When
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.studies import CandidateFilterForm, StartForm
from advocacy.models import Condition, Group, Partnership, Quote, Stance, Study
from advocacy.models.group import OneOf
from advocacy.models.together import together
from advocacy.policy.facts import Act, Intent
from advocacy.policy.text import Money
from advocacy.policy.verdict import Decision, Finding, Standing
from advocacy.views.pages import form_page, found, posted
from advocacy.views.turns import in_turn
from advocacy.workflow.gather import decide_in_short, decide_many

MOST_FITTING = 10_000
CONSIDER = Intent(Act.CONSIDER)
PAGE_SIZE = 50
RANK = {Standing.CLEAR: 0, Standing.NOT_YET: 1, Standing.NEVER: 2}
ALREADY = datetime.min.replace(tzinfo=UTC)
NEVER_BY_TIME = datetime.max.replace(tzinfo=UTC)


class Fitting(NamedTuple):
    """One group that fits: what the rules, the filters and the order of the list want of it.

    Its ids stay text, as the questions go by them; it is its own Pair, without a partnership.
    """

    key: str
    name: str
    sort_name: str
    kind: str
    country: str
    region: str
    time_zone: str
    family: str
    lineage: tuple[str, ...]
    staff_size: int | None
    revenue: Decimal | None
    revenue_currency: str
    fits_exactly: bool
    reach: int | None

    @property
    def id(self) -> UUID:
        return UUID(self.key)

    @property
    def group(self) -> Self:
        return self

    @property
    def partnership(self) -> None:
        return None

    @property
    def own(self) -> str:
        return ""


@dataclass(slots=True)
class Candidate:
    """One group that fits, and in short what the rules say; the rest is filled in for its row."""

    group: Fitting
    standing: Standing
    earliest: datetime | None  # when nothing refuses any more; None if it takes more than time
    rules: tuple[str, ...]  # those that refuse
    record: Group | None = None
    decision: Decision | None = None
    fee: Money | None = None
    stance: Stance | None = None
    partnership: Partnership | None = None

    @property
    def first(self) -> Finding | None:
        """The reason that is shown in words; what nobody can change comes first."""
        refusing = self.decision.refusing if self.decision else ()
        return next((f for f in refusing if f.never), refusing[0] if refusing else None)

    @property
    def further(self) -> int:
        """How many reasons there are beside the first."""
        return max(0, len(self.rules) - 1)

    @property
    def earliest_on(self) -> date | None:
        """The first day, by the group's calendar, on which nothing refuses any more."""
        return self.earliest.date() if self.earliest else None


def fitting(study: Study) -> Any:
    """The groups that care for the study's conditions and work in its countries."""
    exact = [condition.pk for condition in study.conditions.all()]
    broader = Condition.objects.broader_than(exact) if exact else set()
    return Group.objects.fitting(exact=exact, broader=broader, countries=study.countries)


def fitting_to_judge(study: Study) -> list[Fitting]:
    """The same as plain rows with their reach, one more than the list takes."""
    belongs = Q(parent__isnull=False)
    found = (
        fitting(study)
        .with_reach()
        .annotate(
            key=Cast("id", TextField()),
            top=Case(When(belongs, then=Cast(Coalesce("family_id", "id"), TextField()))),
            above=Case(When(belongs, then=Cast("lineage", ArrayField(TextField())))),
        )
    )
    renamed = {"family": "top", "lineage": "above"}
    names = [renamed.get(name, name) for name in Fitting._fields]
    return list(starmap(fit, rows(found.values_list(*names)[: MOST_FITTING + 1])))


def rows(found: Any) -> Iterator[Any]:
    """Plain rows one by one; a queryset would keep all of them beside what is made of them."""
    try:
        statement = found.query.sql_with_params()
    except EmptyResultSet:  # of a study without conditions
        return
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        yield from cursor


def fit(*row: Any) -> Fitting:
    """One that fits; what thousands have in common is one text, and few belong to another group."""
    key, name, sort_name, kind, country, region, zone, top, above, size, money, code, *rest = row
    return Fitting(
        key, name, sort_name, intern(kind), intern(country), intern(region), intern(zone),
        top or key, tuple(above or (key,)), size, money, intern(code), *rest,
    )  # fmt: skip


@requires(*INSIDERS)
@in_turn
def study_candidates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who comes into question for a study: clear, not yet or never, and why."""
    study = found(Study.objects.select_related("sponsor").prefetch_related("conditions"), pk)
    context = listed(study, request.GET)
    complete(study, context["page"].object_list)
    return render(request, "advocacy/candidates/list.html", {"study": study, **context})


def listed(study: Study, query: QueryDict) -> dict[str, Any]:
    """The page that is asked for, and what stands above it; all other groups are let go."""
    groups = fitting_to_judge(study)
    capped, groups = len(groups) > MOST_FITTING, groups[:MOST_FITTING]
    everybody = considered(study, groups)
    form = CandidateFilterForm(
        query or None, regions=sorted({g.region for g in groups if g.region})
    )
    asked = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    shown = sorted(narrowed(everybody, asked), key=order(asked.get("sort") or "standing"))
    page: Any = Paginator(range(len(shown)), PAGE_SIZE).get_page(query.get("page"))
    page.object_list = [shown[place] for place in page.object_list]
    return {
        "filters": form, "page": page, "total": len(everybody), "standings": counts(everybody),
        "capped": capped, "most": MOST_FITTING,
        "narrowed": any(v for k, v in asked.items() if k != "sort"),
    }  # fmt: skip


def considered(study: Study, groups: list[Fitting]) -> list[Candidate]:
    """What the rules say to each group in short, all in one fixed number of queries."""
    short = decide_in_short(study=study, pairs=groups, intent=CONSIDER)
    return [
        Candidate(group, said.standing, said.earliest, said.refused_by)
        for group, said in zip(groups, short, strict=True)
    ]


def narrowed(candidates: Iterable[Candidate], asked: dict[str, Any]) -> list[Candidate]:
    """The candidates that the filters leave."""
    standing, kind = asked.get("standing"), asked.get("kind")
    region, reason = asked.get("region"), asked.get("reason")
    return [
        c for c in candidates
        if (not standing or c.standing == standing)
        and (not kind or c.group.kind == kind)
        and (not region or c.group.region == region)
        and (not reason or reason in c.rules)
    ]  # fmt: skip


def order(by: str) -> Callable[[Candidate], tuple[Any, ...]]:
    """How the candidates are sorted; the name settles every draw."""

    def name(c: Candidate) -> tuple[Any, ...]:
        return (c.group.sort_name or c.group.name.casefold(), c.group.key)

    def rank(c: Candidate) -> int:
        return RANK[c.standing]

    def earliest(c: Candidate) -> datetime:
        return c.earliest or (ALREADY if c.standing is Standing.CLEAR else NEVER_BY_TIME)

    def reach(c: Candidate) -> int:
        return -(c.group.reach or 0)

    def standing(c: Candidate) -> tuple[Any, ...]:
        return (rank(c), earliest(c), not c.group.fits_exactly, reach(c), *name(c))

    return {
        "earliest": lambda c: (earliest(c), rank(c), reach(c), *name(c)),
        "reach": lambda c: (reach(c), rank(c), *name(c)),
        "name": name,
    }.get(by, standing)


@together
def rows_of(*, study: UUID, groups: list[UUID]) -> dict[str, Any]:
    """What only the rows of a page show, in one round trip."""
    under_way = Partnership.objects.open().filter(study=study)
    return {
        "groups": Group.objects.filter(OneOf("id", groups)),
        "quotes": Quote.objects.newest_of(groups),
        "stances": Stance.objects.newest_of(groups),
        "partnerships": under_way.filter(OneOf("group_id", groups)),
    }


def complete(study: Study, rows: list[Candidate]) -> None:
    """Fill in what only the rows of the page show."""
    keys = [row.group.id for row in rows]
    found = rows_of(study=study.pk, groups=keys)
    records = {group.pk: group for group in found["groups"]}
    decisions = decide_many(study=study, groups=records.values(), intent=CONSIDER)
    fees = {q.partnership.group_id: Money(q.amount, q.currency) for q in found["quotes"]}
    stances = {s.group_id: s for s in found["stances"]}
    under_way = {p.group_id: p for p in found["partnerships"]}
    for key, row in zip(keys, rows, strict=True):
        row.record, row.decision = records[key], decisions[key]
        row.fee, row.stance = fees.get(key), stances.get(key)
        row.partnership = under_way.get(key)


def counts(candidates: Iterable[Candidate]) -> list[tuple[str, int]]:
    """How many are clear, not yet and never."""
    found_ = dict.fromkeys(Standing, 0)
    for candidate in candidates:
        found_[candidate.standing] += 1
    return [(standing.value, n) for standing, n in found_.items()]


@requires(*INSIDERS)
def partnership_start(request: HttpRequest, pk: UUID, group: UUID) -> HttpResponse:
    """Start a partnership with one of the candidates."""
    study = found(Study.objects.select_related("sponsor"), pk)
    chosen = found(Group.objects.standing(), group)
    under_way = Partnership.objects.of_study(study).open().with_groups([chosen.pk]).first()
    back = reverse("study-candidates", args=[pk])
    return form_page(
        request,
        StartForm(posted(request), initial={"owner": request.user}),
        subject=study,
        to=lambda done: reverse("partnership-detail", args=[done.result.pk]),
        said=_("The partnership is started. The stage bar says what comes next."),
        data={"group": chosen},
        template="advocacy/candidates/start.html",
        context={
            "title": _("Start with {group}").format(group=chosen),
            "lead": str(study), "back": back, "under_way": under_way,
            "crumbs": [{"label": _("Candidates"), "url": back}],
        },
    )  # fmt: skip
