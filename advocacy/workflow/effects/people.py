"""People at a group."""

from advocacy.matching.emails import email_key, same_address
from advocacy.models import Group, OptOut, Person
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems, others
from advocacy.workflow.step import Step

REACHED_BY = ("email", "phone")
FIELDS = ("name", "position", "email", "phone", "language", "source")


def add_person(step: Step) -> None:
    """Write a contact person down, with the source that data protection asks for."""
    group: Group = step.subject
    with Problems() as problems:
        values = problems.values(Person, step.data, FIELDS)
        check(problems, values, group=group)
    person = Person.objects.create(group=group, email_key=email_key(values["email"]), **values)
    step.result, step.group = person, group
    step.told |= changes.told_of(person, ("name", "position", "source")) | {
        "person": str(person.pk)
    }
    keep_opt_out(step, person)


def edit_person(step: Step) -> None:
    """Mend a contact; a new address counts as one that works."""
    person: Person = step.subject
    with Problems() as problems:
        values = problems.values(Person, step.data, FIELDS, changing=True)
        check(problems, values, group=person.group, person=person)
    if "email" in values and not same_address(values["email"], person.email):
        values["needs_fixing"] = False
        keep_opt_out(step, person)  # before the address goes by which it is known
    told = changes.apply(person, values)
    if "email" in values:
        person.email_key = email_key(person.email)
        person.save(update_fields=["email_key"])
        person.refresh_from_db(fields=["address"])
        keep_opt_out(step, person)
    step.result, step.group = person, person.group
    lines = [_quiet(line) for line in told]
    step.told |= {"name": person.name, "person": str(person.pk), "changes": lines}


def _quiet(line: dict[str, str]) -> dict[str, str]:
    """Events outlive an erasure, so they do not tell how somebody is reached."""
    if line["field"] not in REACHED_BY:
        return line
    return {**line, "from": "", "to": str(_("changed"))}


def keep_opt_out(step: Step, person: Person) -> None:
    """Who said never says so under a new record too, and with every address she is given."""
    known = OptOut.objects.standing().of_person(person)
    known.filter(person=person, email_key="").update(email_key=person.email_key)
    said = known.order_by("said_on").first()
    if said is None or known.filter(person=person, email_key=person.email_key).exists():
        return
    OptOut.objects.create(
        person=person,
        email_key=person.email_key,
        words=said.words,
        source=said.source,
        said_on=said.said_on,
    )
    step.told["opted_out"] = True


def person_left(step: Step) -> None:
    """Note that a person left; nothing in the group's counts changes."""
    person: Person = step.subject
    step.group = person.group
    with Problems() as problems:
        values = problems.values(Person, step.data, ("left_on",))
        if values["left_on"] is None:
            problems.add("left_on", _("Say when this person left."))
        problems.has_come("left_on", values, step)
    changes.apply(person, values)
    step.result = person
    step.told |= {"name": person.name, "person": str(person.pk), "left_on": str(person.left_on)}


def check(
    problems: Problems, values: dict[str, str], *, group: Group, person: Person | None = None
) -> None:
    """Refuse a language that is none, and a second record of the same address."""
    problems.language("language", values.get("language"))
    if not values.get("email"):
        return
    known = others(Person, person).filter(group=group, left_on__isnull=True)
    if any(same_address(values["email"], other.email) for other in known):
        problems.add(
            "email", _("Somebody at this group has this address already. Edit that person.")
        )
