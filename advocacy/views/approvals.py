"""What a sponsor approved for a study, first and later, from what happened."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from advocacy.models import BudgetLine, Currency, Study
from advocacy.templatetags.ui import day, money

MOST = 100
AMOUNTS = ("approved", "cap")
FIELDS = (*AMOUNTS, "approved_by", "approved_on")


@dataclass(frozen=True, slots=True)
class Approval:
    """One word of the sponsor; `told` holds label, what was before (blank at first) and after."""

    at: datetime
    by: str
    currency: str
    told: list[tuple[str, str, str]]
    note: str


def approvals_of(study: Study) -> list[Approval]:
    """The newest first."""
    events = study.events.of_budgets().order_by("-at", "-id")[:MOST]
    return [
        Approval(
            event.at, event.actor.name if event.actor else _("the clock"),
            currency_of(event.data), _told(event.data), event.data.get("note") or "",
        )
        for event in events
    ]  # fmt: skip


def currency_of(data: dict[str, Any]) -> str:
    """The code; a first word of a sponsor was kept with the currency's name."""
    kept = data.get("currency", "")
    return next((code for code, label in Currency.choices if kept == str(label)), kept)


def _told(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    currency = currency_of(data)
    if "changes" in data:
        return [
            (
                line["label"],
                _plain(line["field"], line["from"], currency),
                _plain(line["field"], line["to"], currency),
            )
            for line in data["changes"]
        ]
    return [
        (_label(name), "", _plain(name, data[name], currency)) for name in FIELDS if data.get(name)
    ]


def _label(name: str) -> str:
    return str(BudgetLine._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column


def _plain(name: str, value: str, currency: str) -> str:
    """As people write it; what is kept is the text of the value."""
    try:
        if name in AMOUNTS and value:
            return money(Decimal(value), currency)
        if name == "approved_on" and value:
            return day(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return value
    return value
