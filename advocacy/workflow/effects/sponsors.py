"""Sponsors, their families, their people and their ties to groups."""

from datetime import date
from typing import Any

from advocacy.models import (
    ParentEdge,
    Relationship,
    Sponsor,
    SponsorContact,
    SponsorKind,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems, others
from advocacy.workflow.effects.groups import names_of
from advocacy.workflow.step import Step

FIELDS = ("name", "aliases", "kind", "ticker")


def create_sponsor(step: Step) -> None:
    """Write a sponsor or an agency down, once."""
    with Problems() as problems:
        values = problems.values(Sponsor, step.data, FIELDS)
        check(problems, values, sponsor=None)
    sponsor = Sponsor.objects.create(**values)
    step.result = step.sponsor = sponsor
    step.told |= changes.told_of(sponsor, FIELDS)


def edit_sponsor(step: Step) -> None:
    """Mend a sponsor's record; a former name stays among its other names."""
    sponsor: Sponsor = step.subject
    with Problems() as problems:
        values = problems.values(Sponsor, step.data, FIELDS, changing=True)
        check(problems, values, sponsor=sponsor)
        if values.get("kind") == SponsorKind.AGENCY and sponsor.studies.exists():
            problems.add(
                "kind",
                _(
                    "{sponsor} runs studies. Give them their real sponsor first.",
                    sponsor=sponsor.name,
                ),
            )
    if values.get("name", sponsor.name) != sponsor.name:
        values["aliases"] = names_of(
            [*values.get("aliases", sponsor.aliases), sponsor.name], without=values["name"]
        )
    step.result = step.sponsor = sponsor
    step.told |= {"changes": changes.apply(sponsor, values), "reason": step.data.get("reason", "")}


def check(problems: Problems, values: dict[str, Any], *, sponsor: Sponsor | None) -> None:
    """Refuse a name that another sponsor has, and tidy the other names."""
    name = values.get("name")
    if "aliases" in values:
        values["aliases"] = names_of(values["aliases"] or [], without=name or "")
    other = others(Sponsor, sponsor).filter(name__iexact=name).first()
    if name and other:
        problems.add(
            "name", _("{sponsor} is on file already. Open that record.", sponsor=other.name)
        )


def add_sponsor_contact(step: Step) -> None:
    """Add a person who can answer for the sponsor's ties."""
    sponsor: Sponsor = step.subject
    with Problems() as problems:
        values = problems.values(SponsorContact, step.data, ("name", "position", "email"))
    contact = SponsorContact.objects.create(sponsor=sponsor, **values)
    step.result, step.sponsor = contact, sponsor
    step.told |= changes.told_of(contact, ("name", "position")) | {"contact": str(contact.pk)}


def record_parent(step: Step) -> None:
    """Note to whom a sponsor belongs from a day on; clearances given before are asked anew."""
    child: Sponsor = step.subject
    with Problems() as problems:
        values = problems.values(ParentEdge, step.data, ("parent", "since", "until", "source"))
        problems.ordered("until", values["since"], values["until"])
        if values["parent"] is not None:
            check_edge(problems, child, values["parent"], (values["since"], values["until"]))
    edge = ParentEdge.objects.create(child=child, **values)
    step.result, step.sponsor = edge, child
    step.told |= {"child": child.name} | changes.told_of(
        edge, ("parent", "since", "until", "source")
    )


Span = tuple[date | None, date | None]


def overlap(one: Span, other: Span) -> Span | None:
    """The time that two spans share, None without any; an open end is None."""
    since = max((day for day in (one[0], other[0]) if day), default=None)
    until = min((day for day in (one[1], other[1]) if day), default=None)
    return None if since and until and until <= since else (since, until)


def check_edge(problems: Problems, child: Sponsor, parent: Sponsor, span: Span) -> None:
    """Refuse an edge that is on file already, and one that closes a circle."""
    if parent.pk == child.pk:
        problems.add("parent", _("A sponsor cannot be its own parent. Choose another."))
    for edge in child.parent_edges.filter(parent=parent):
        if overlap((edge.since, edge.until), span):
            problems.add("parent", _("This is on file already. Nothing more is needed."))
    if reaches(parent, child, span):
        problems.add(
            "parent",
            _(
                "{parent} belongs to {child} at that time. End that first, or correct the dates.",
                parent=parent.name, child=child.name,
            ),
        )  # fmt: skip


def reaches(start: Sponsor, goal: Sponsor, span: Span) -> bool:
    """Whether `goal` stands above `start` at any moment of the span."""
    edges = ParentEdge.objects.filter(child=start).select_related("parent")
    for edge in edges:
        shared = overlap((edge.since, edge.until), span)
        if shared and (edge.parent_id == goal.pk or reaches(edge.parent, goal, shared)):
            return True
    return False


TIE = (
    "group", "kind", "starts_on", "ends_on", "owner", "source", "note", "amount", "currency",
    "confidential",
)  # fmt: skip


def record_relationship(step: Step) -> None:
    """Note a tie between a sponsor and a group, under the name it had when it was made."""
    sponsor: Sponsor = step.subject
    with Problems() as problems:
        values = problems.values(Relationship, step.data, TIE)
        problems.has_come("starts_on", values, step)
        problems.ordered("ends_on", values["starts_on"], values["ends_on"], same_day=True)
        owner = values["owner"]
        if owner and owner.sponsor_id != sponsor.pk:
            problems.add("owner", _("Choose one of {sponsor}’s own people.", sponsor=sponsor.name))
    tie = Relationship.objects.create(sponsor=sponsor, **values)
    step.result, step.sponsor, step.group = tie, sponsor, tie.group
    step.told |= {"sponsor": sponsor.name, "group": tie.group.name, "tie": str(tie.pk)}
    shown: tuple[str, ...] = ("kind", "starts_on", "ends_on", "source")
    if not tie.confidential and tie.amount is not None:
        shown += ("amount", "currency")
    step.told |= changes.told_of(tie, shown)
