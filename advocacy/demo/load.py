"""Loads the demonstration through `perform`, so that its data obeys the rules."""

from typing import Any

from advocacy.demo import people, sources
from advocacy.demo.story import tell_story
from advocacy.models import Event, Group, Sponsor, User
from advocacy.workflow.perform import perform

Rows = list[dict[str, Any]]
LAST_ACTION = "import_relationships"


def load_demo() -> bool:
    """Load what is not there yet; say whether there was anything to do."""
    loaded = load_public()
    return tell_story() or loaded


def load_public() -> bool:
    """Make the accounts and take the public files over; say whether that was still to do."""
    if sources_are_loaded():
        return False
    for account in people.INSIDERS:
        people.user_of(account)
    load_sources(people.user_of(people.MANAGER))
    for account in people.VIEWERS:
        people.user_of(account)
    return True


def sources_are_loaded() -> bool:
    """Whether the last of the imports took place."""
    return Event.objects.filter(kind=LAST_ACTION).exists()


def load_sources(actor: User) -> None:
    """Take the public files over; what is on file already is left as it is."""
    conditions = taken(actor, "import_conditions", sources.conditions())
    by_code = {condition.code: condition for condition in conditions}
    groups = load_groups(actor, by_code)
    sponsors = {
        row.name.lower(): row for row in taken(actor, "import_sponsors", sources.sponsors())
    }
    edges = [
        {**row, "child": sponsors[row["child"].lower()], "parent": sponsors[row["parent"].lower()]}
        for row in sources.parents()
    ]
    taken(actor, "import_parents", edges)
    taken(actor, "import_studies", with_records(sources.studies(), by_code, sponsors))
    ties = [
        {**row, "sponsor": sponsors[row["sponsor"].lower()], "group": groups[row["group"]]}
        for row in sources.relationships()
    ]
    taken(actor, LAST_ACTION, ties)


def load_groups(actor: User, by_code: dict[str, Any]) -> dict[str, Group]:
    """Take the groups over, heads before their chapters; give the allied ones by name."""
    rows = with_records(sources.groups(), by_code, {})
    heads = [row for row in rows if not row["head"]]
    standing = {row.registry_number: row for row in taken(actor, "import_groups", heads)}
    chapters = [{**row, "parent": standing[row["head"]]} for row in rows if row["head"]]
    taken(actor, "import_groups", chapters)
    allied = taken(actor, "import_groups", with_records(sources.allied_groups(), by_code, {}))
    return {group.name: group for group in allied}


def with_records(rows: Rows, by_code: dict[str, Any], sponsors: dict[str, Sponsor]) -> Rows:
    """The rows with records in the place of codes and names."""
    found = []
    for row in rows:
        filled = {**row, "conditions": [by_code[code] for code in row["conditions"]]}
        for field in ("sponsor", "acting_agency"):
            if row.get(field):
                filled[field] = sponsors[row[field].lower()]
        found.append(filled)
    return found


def taken(actor: User, action: str, rows: Rows) -> list[Any]:
    """Carry one import out; a record for every row."""
    records: list[Any] = perform(action, actor=actor, data={"rows": rows}).result
    return records
