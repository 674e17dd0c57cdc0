"""The reports: one file each, found by their code; page, files and rows are the same for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.models import Role, Sponsor, Study
from advocacy.policy.text import Money
from advocacy.reports.tables import Cell, Document, Link, Plain, Table
from advocacy.reports.words import written

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

INSIDERS = frozenset({Role.STAFF, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN})
DECIDERS = INSIDERS - {Role.STAFF}
#: A page shows so many rows of a table, and goes on with the next.
PAGE_ROWS = 200

#: One day for all readers: whoever opens a report sees the same numbers, also in its files.
WHICH_DAYS = gettext_lazy("Days, weeks and months begin at midnight in UTC, for every reader.")

Keys = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: a study or a sponsor, a time, and on whose behalf it is asked."""

    code: str
    starts: date
    ends: date
    study: Study | None = None
    sponsor: Sponsor | None = None
    only: UUID | None = None  # the one person whose work may be seen
    asked: tuple[tuple[str, str], ...] = ()

    def url(self, what: str, /, **keys: object) -> str:
        """The address of the rows behind a number."""
        given = {name: str(value) for name, value in keys.items() if value not in (None, "")}
        address = reverse("report-rows", args=[self.code, what])
        query = urlencode([*self.asked, *given.items()])
        return f"{address}?{query}" if query else address

    def link(self, count: Plain, what: str, /, **keys: object) -> Cell:
        """A number that leads to its rows; a nought leads nowhere."""
        nought = not (count.amount if isinstance(count, Money) else count)
        return count if nought else Link(count, self.url(what, **keys))

    def facts(self) -> list[tuple[str, str]]:
        """Which days are counted, and what they are narrowed to: also said on paper."""
        first, last = written(self.starts, "day"), written(self.ends, "day")
        told = [(_("Period"), _("{first} to {last}").format(first=first, last=last))]
        if self.study is not None:
            told.append((_("Study"), str(self.study)))
        if self.sponsor is not None:
            told.append((_("Sponsor"), str(self.sponsor)))
        return told

    @property
    def values(self) -> dict[str, Any]:
        """What the queries of reports may name; `until` is the first day after."""
        return {
            "starts": self.starts,
            "ends": self.ends,
            "until": self.ends + timedelta(days=1),
            "study": self.study.pk if self.study else None,
            "sponsor": self.sponsor.pk if self.sponsor else None,
            "only": self.only,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what it is called and for whom, what it may be narrowed by, how it is made.

    `rows` gives the rows behind one of its numbers, by the name and the keys that the number's
    link carries; it raises KeyError for a name that it does not have.
    """

    code: str
    title: "StrOrPromise"
    about: "StrOrPromise"
    filters: tuple[str, ...]
    document: Callable[[Scope], Document]
    rows: Callable[[Scope, str, Keys], Table]
    roles: frozenset[str] = INSIDERS
    days: int = 28


def reports() -> dict[str, Report]:
    """All reports by code, in the order in which they are offered."""
    from advocacy.reports import compliance, disclosure, status, team

    every = (status.REPORT, team.REPORT, compliance.REPORT, disclosure.REPORT)
    return {report.code: report for report in every}


def asked(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of one query, each by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
