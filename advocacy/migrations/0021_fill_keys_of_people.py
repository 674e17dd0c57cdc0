"""Give people on file the key of their address."""

from typing import Any

from django.db import migrations

from advocacy.matching.emails import email_key

AT_ONCE = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("advocacy", "Person").objects.using(schema_editor.connection.alias)
    rows = people.exclude(email="").filter(email_key="").only("id", "email", "email_key")
    changed = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        row.email_key = email_key(row.email)
        changed.append(row)
    people.bulk_update(changed, ["email_key"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0020_addresses_of_people")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
