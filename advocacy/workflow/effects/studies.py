"""Studies and their budget."""

from decimal import Decimal
from typing import Any

from advocacy.models import BudgetLine, Sponsor, SponsorKind, Study
from advocacy.policy.text import Money
from advocacy.policy.text import gettext as _
from advocacy.workflow import versions
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import NCT_NUMBER, Problems, others
from advocacy.workflow.step import Step

FIELDS = (
    "protocol_id", "nct_number", "title", "sponsor", "acting_agency", "countries", "phase",
    "enrolment", "status", "launch_on", "enrolment_ends_on", "source",
)  # fmt: skip


def create_study(step: Step) -> None:
    """Write a study down with what outreach must know of it."""
    with Problems() as problems:
        values = problems.values(Study, step.data, FIELDS)
        check(problems, values, study=None)
    study = Study.objects.create(**values)
    study.conditions.set(step.data.get("conditions") or [])
    step.result, step.study, step.sponsor = study, study, study.sponsor
    step.told |= changes.told_of(
        study, ("protocol_id", "nct_number", "title", "sponsor", "launch_on")
    )


def edit_study(step: Step) -> None:
    """Mend a study; a moved launch is one of the ways out of too short a lead time."""
    study: Study = step.subject
    with Problems() as problems:
        values = problems.values(Study, step.data, FIELDS, changing=True)
        check(problems, values, study=study)
        check_launch(problems, values, step)
    told = changes.apply(study, values)
    told += changes.link(study, "conditions", step.data.get("conditions"))
    step.result, step.study, step.sponsor = study, study, study.sponsor
    step.told |= {"changes": told, "reason": step.data.get("reason", "")}


def check(problems: Problems, values: dict[str, Any], *, study: Study | None) -> None:
    """Refuse numbers that are taken, wrong roles and dates out of order."""
    for code in values.get("countries") or ():
        problems.country("countries", code)
    check_numbers(problems, values, study)
    check_parties(problems, values, study)
    launch = values.get("launch_on", study and study.launch_on)
    end = values.get("enrolment_ends_on", study and study.enrolment_ends_on)
    problems.ordered("enrolment_ends_on", launch, end)


def check_launch(problems: Problems, values: dict[str, Any], step: Step) -> None:
    """Refuse a launch that moves without a word why: every plan is counted back from it."""
    study: Study = step.subject
    moved = study.launch_on is not None and values.get("launch_on", study.launch_on) != (
        study.launch_on
    )
    if moved and not str(step.data.get("reason") or "").strip():
        problems.add("reason", _("Say why the launch moves: partners and sponsor plan by it."))


def check_numbers(problems: Problems, values: dict[str, Any], study: Study | None) -> None:
    """Refuse a protocol or NCT number that another study has, or that is none."""
    number = values.get("nct_number")
    if number:
        number = values["nct_number"] = number.upper()
        if not NCT_NUMBER.fullmatch(number):
            problems.add("nct_number", _("An NCT number is NCT and eight digits: NCT01234567."))
    for field in ("protocol_id", "nct_number"):
        value = values.get(field)
        other = others(Study, study).filter(**{f"{field}__iexact": value}).first()
        if value and other:
            problems.add(
                field,
                _("{study} has this number. Open that study, or correct it.", study=str(other)),
            )


def check_parties(problems: Problems, values: dict[str, Any], study: Study | None) -> None:
    """Refuse an agency in the place of a sponsor, and a sponsor in the place of an agency."""
    sponsor: Sponsor | None = values.get("sponsor", study and study.sponsor)
    agency: Sponsor | None = values.get("acting_agency", study and study.acting_agency)
    if sponsor and sponsor.kind == SponsorKind.AGENCY:
        problems.add(
            "sponsor",
            _("{sponsor} acts for sponsors. Name the company it acts for.", sponsor=sponsor.name),
        )
    if agency and agency.kind != SponsorKind.AGENCY:
        problems.add(
            "acting_agency",
            _("{sponsor} is no agency. Choose one, or leave this empty.", sponsor=agency.name),
        )


BUDGET = ("currency", "approved", "cap", "approved_by", "approved_on")


def set_budget(step: Step) -> None:
    """Note what the sponsor approved in one currency, and what it will never go above."""
    study: Study = step.subject
    with Problems() as problems:
        values = problems.values(BudgetLine, step.data, BUDGET)
        problems.has_come("approved_on", values, step)
        if not problems.found and values["cap"] < values["approved"]:
            problems.add(
                "cap", _("The cap is the sponsor’s last word: give the approved amount or more.")
            )
        line = None if problems.found else locked_line(study, values["currency"])
        if line is not None:
            check_held(problems, line, values["cap"], step)
    if line is None:
        line = BudgetLine.objects.create(study=study, **values)
        step.told |= changes.told_of(line, BUDGET)
    else:
        versions.check(step, line)
        step.told |= {"currency": line.currency, "changes": changes.apply(line, values)}
    step.result, step.study, step.sponsor = line, study, study.sponsor


def locked_line(study: Study, currency: str) -> BudgetLine | None:
    """The line of a currency; nobody offers or agrees anything of it until we are done."""
    lines = study.budget_lines.select_for_update(of=("self",), no_key=True)
    return lines.filter(currency=currency).first()


def check_held(problems: Problems, line: BudgetLine, cap: Decimal, step: Step) -> None:
    """Take a cap below what is held only from somebody who was told what that means."""
    held = line.held()
    if cap >= held or cap >= line.cap:
        return
    if not step.data.get("below_held"):
        amounts = {"held": Money(held, line.currency), "cap": Money(cap, line.currency)}
        problems.add("below_held", _(
            "{held} is held already, and the new cap is {cap}. Confirm that the sponsor wants it: "
            "nothing more can be offered or agreed until what is held fits again.", **amounts,
        ))  # fmt: skip
    step.told["held"] = f"{line.currency} {held}"
