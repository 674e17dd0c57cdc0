"""The only way in which rows are read for a sponsor: by its own role, over its own connection.

The portal's role sees no row until a transaction names the sponsors that it reads for, and forgets
them with the transaction. Whoever forgets to ask, or asks outside of one, sees nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from advocacy.models.base import now
from advocacy.models.partnership import Partnership
from advocacy.models.share import Share
from advocacy.models.sponsor import ParentEdge
from advocacy.models.user import Role, User
from advocacy.models.window import WindowRow, WindowStanding

ALIAS = "portal"
SETTING = "pagcrm.sponsors"
#: Named with the moment at which the transaction began: in any other the setting opens nothing.
NAME = """
SELECT set_config(%s, extract(epoch FROM transaction_timestamp())::text || '|' || %s, true)
"""


@contextmanager
def as_sponsor(sponsors: Iterable[UUID]) -> Iterator[None]:
    """Read for these sponsors while the block lasts; rows must be fetched within it.

    Never nested: the setting of the inner block would outlive it.
    """
    named = ",".join(sorted({str(UUID(str(sponsor))) for sponsor in sponsors}))
    with transaction.atomic(using=ALIAS, durable=True):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(NAME, [SETTING, named])
        yield


def seen_by(model: type[WindowRow]) -> Any:
    """The rows of a table of the window, as the portal's role sees them."""
    return model.objects.using(ALIAS)


def sponsors_of(user: User, *, day: date | None = None) -> tuple[UUID, ...]:
    """The sponsors a viewer looks in for: her own and, where she may, its subsidiaries today."""
    if user.role != Role.SPONSOR_VIEWER or not user.is_active or user.sponsor_id is None:
        return ()
    if not user.with_subsidiaries:
        return (user.sponsor_id,)
    return subsidiaries(user.sponsor_id, day=day or now().date())


def subsidiaries(sponsor: UUID, *, day: date) -> tuple[UUID, ...]:
    """A sponsor and all that belongs to it on a day, however far down."""
    edges = ParentEdge.objects.on(day).values_list("parent_id", "child_id")
    return _reached(sponsor, edges)


def holders(sponsor: UUID, *, day: date) -> tuple[UUID, ...]:
    """A sponsor and all that it belongs to on a day, however far up."""
    return _reached(sponsor, ParentEdge.objects.on(day).values_list("child_id", "parent_id"))


def _reached(start: UUID, edges: Iterable[tuple[UUID, UUID]]) -> tuple[UUID, ...]:
    near: dict[UUID, list[UUID]] = {}
    for one, other in edges:
        near.setdefault(one, []).append(other)
    found, rest = [start], [start]
    while rest:
        for other in near.get(rest.pop(), ()):
            if other not in found:
                found.append(other)
                rest.append(other)
    return tuple(found)


def counts_moved(studies: Iterable[UUID], since: datetime) -> set[UUID]:
    """Of these rows of WindowStudy, those in whose counts a partnership came to a stage since.

    Only for rows that the sponsor's own connection gave; when it was, is told to nobody.
    """
    moved = Partnership.objects.filter(stage_since__gte=since)
    rows = WindowStanding.objects.using("default").filter(study__in=list(studies))
    return set(rows.filter(origin__in=moved.values("pk")).values_list("study_id", flat=True))


def theirs_to_answer(
    rows: Iterable[dict[str, Any]], sponsors: Iterable[UUID]
) -> list[dict[str, Any]]:
    """Of these rows of a window, those of studies that one of these sponsors runs itself.

    What is shared with a parent or a sister is theirs to see; the sponsor alone answers for it.
    """
    found = list(rows)
    shares = {row["study_id"] for row in found}
    own = set(Share.objects.of_studies_of(sponsors).filter(pk__in=shares).values_list(
        "pk", flat=True
    )) if shares else set()  # fmt: skip
    return [row for row in found if row["study_id"] in own]


def origin_of(row: WindowRow) -> UUID:
    """The record that a row tells of; only for a row that the sponsor's own connection gave."""
    origin: UUID = (
        type(row).objects.using("default").values_list("origin", flat=True).get(pk=row.pk)
    )
    return origin
