"""Two competing sponsors that share a group, every text of each with a canary of its own."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models import CharField, EmailField, Model, TextField, URLField

from advocacy.models import Partnership, Share, Sponsor, Study, User
from tests import factories
from tests.factories import TODAY, days_ago, moment

#: What a canary looks like, wherever it turns up.
CANARY = re.compile(r"(?i)zq(alpha|bravo)[0-9a-f]{6}")


def canary(whose: str, what: str) -> str:
    """A word that is this sponsor's alone, and tells in which field it was."""
    return f"zq{whose}{hashlib.sha256(what.encode()).hexdigest()[:6]}"


def hits(text: str, *, whose: str) -> set[str]:
    """The canaries of a sponsor in a text."""
    return {found.group(0).lower() for found in CANARY.finditer(text)
            if found.group(1).lower() == whose}  # fmt: skip


@dataclass
class Side:
    """One sponsor with all that there is of it: study, partnership, people, notes, money."""

    whose: str
    sponsor: Sponsor
    study: Study
    own: Partnership
    share: Share
    viewer: User
    ids: set[UUID] = field(default_factory=set)


#: Fields whose values are read as codes or addresses by the product, and carry no words.
CODED = {
    "password",
    "time_zone",
    "file_hash",
    "email_key",
    "ticker",
    "viewers_sign_in_with",
    "material.words",
}


def paint(row: Model, whose: str) -> None:
    """Put a canary into every text of a row that takes free words; straight into the table."""
    values: dict[str, Any] = {}
    for one in row._meta.concrete_fields:
        name = f"{row._meta.model_name}.{one.name}"
        if one.choices or one.primary_key or not takes_words(one) or {one.name, name} & CODED:
            continue
        word = canary(whose, f"{row._meta.model_name}.{one.name}.{row.pk}")
        values[one.name] = shaped(one, word)
    if values:
        type(row)._default_manager.filter(pk=row.pk).update(**values)
        row.refresh_from_db()


def takes_words(one: Any) -> bool:
    """Whether free words of at least a canary's length fit."""
    plain = isinstance(one, CharField | TextField)
    return plain and (one.max_length or 999) >= 40 and one.get_internal_type() != "FileField"


def shaped(one: Any, word: str) -> str:
    """The canary as the field wants it."""
    if isinstance(one, EmailField):
        return f"{word}@example.org"
    return f"https://example.org/{word}" if isinstance(one, URLField) else f"Words {word}"


def build(whose: str, group: Any, *, level: str = "full") -> Side:
    """One sponsor's study with the shared group, with something in every table about it."""
    sponsor = factories.SponsorFactory()
    contact = factories.ContactFactory(sponsor=sponsor)
    colleague = factories.UserFactory()
    study = factories.StudyFactory(sponsor=sponsor)
    own = factories.PartnershipFactory(study=study, group=group, owner=colleague)
    alone = factories.PartnershipFactory(study=study, owner=colleague)
    rows: list[Model] = [sponsor, contact, colleague, study, own, alone, alone.group]
    rows += around(own, contact, colleague, whose)
    share = factories.ShareFactory(study=study, level=level, contact=factories.UserFactory())
    viewer = factories.UserFactory(viewer=True, sponsor=sponsor)
    rows += [viewer, share.contact]
    for row in rows:
        paint(row, whose)
    own.refresh_from_db()
    return Side(whose, sponsor, study, own, share, viewer, {row.pk for row in rows})


def around(own: Partnership, contact: Any, colleague: User, whose: str) -> list[Model]:
    """What hangs on a partnership: asks, touches, notes, material, money, stops, events."""
    group, study = own.group, own.study
    material = factories.MaterialFactory(study=study, file=ContentFile(b"words", "flyer.txt"))
    line = factories.BudgetLineFactory(study=study, approved=Decimal(41_237), cap=Decimal(43_219))
    hold = line.holds.create(partnership=own, state="offered", amount=Decimal(1_237))
    touch = factories.TouchFactory(partnership=own, by=colleague, inbound=True)
    told = (("start_partnership", ""), ("log_touch", "in_conversation"), ("add_note", ""))
    for kind, stage in told:
        factories.EventFactory(
            kind=kind, partnership=own, group=group, study=study, sponsor=study.sponsor,
            actor=colleague, touch=touch if kind == "log_touch" else None, to_stage=stage,
            data={"note": f"Words {canary(whose, kind)}"},
        )  # fmt: skip
    asking = factories.ClearanceFactory(
        study=study, group=group, asked_of=contact, asked_by=colleague, answer="",
        answered_on=None, answered_by=None,
    )  # fmt: skip
    return [
        material, hold, touch, asking,
        factories.AskFactory(partnership=own, written_by=colleague),
        factories.QuoteFactory(partnership=own),
        factories.RelationshipFactory(group=group, sponsor=study.sponsor, owner=contact),
        factories.PlacementFactory(
            partnership=own, material=material, state="planned", went_live_on=None,
            planned_on=TODAY() + timedelta(days=9),
        ),
        factories.FollowUpFactory(partnership=own, owner=colleague),
        own.report_backs.create(group=group, promised="Figures", due_on=TODAY()),
    ]  # fmt: skip


def stopped_by(side: Side, *, days: int = 41) -> date:
    """The group declined this sponsor: a stop for every study, whose last day is given."""
    until = TODAY() + timedelta(days=days)
    factories.StopFactory(
        group=side.own.group, partnership=side.own, reason="declined", starts_on=days_ago(3),
        until=until,
    )  # fmt: skip
    factories.TouchFactory(
        partnership=side.own, inbound=True, outcome="declined", occurred_at=moment(3),
        summary=f"They said no: {canary(side.whose, 'decline')}",
    )  # fmt: skip
    return until
