"""Keeps the window right as days go by; all else the database does by itself."""

from uuid import UUID

from django.db import connection, transaction

from advocacy.models import Partnership, Share

#: So many partnerships are looked at in one transaction.
BATCH = 500
#: Shares that hold today and show nothing, or the other way round: a sponsor came or left.
TURNED = """
SELECT s.id FROM advocacy_share s
WHERE EXISTS (SELECT FROM advocacy_share_now n WHERE n.id = s.id)
    <> EXISTS (SELECT FROM advocacy_windowstudy w WHERE w.id = s.id)
ORDER BY s.id
"""


def keep() -> int:
    """Follow what days alone change: sponsors that leave a family, and stops that end.

    Short transactions, so that nobody waits long. Gives how many shares there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(TURNED)
        turned = [row[0] for row in cursor.fetchall()]
    for share in turned:
        put("SELECT window_put_shares(%s::uuid[])", [share])
    shares = Share.objects.shared()
    own = Partnership.objects.filter(study__in=shares.values("study")).order_by("pk")
    keys = list(own.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        chosen = keys[start : start + BATCH]
        put("SELECT window_put_partnerships(%s::uuid[], 'partnership')", chosen)
    return shares.count()


def put(statement: str, keys: list[UUID]) -> None:
    """Make the window right for these records, in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [keys])
