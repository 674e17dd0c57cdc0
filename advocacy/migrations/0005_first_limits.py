"""The first version of the limits: the defaults."""

from datetime import UTC, datetime

from django.db import migrations


def store(apps, schema_editor):
    versions = apps.get_model("advocacy", "LimitVersion")
    versions.objects.using(schema_editor.connection.alias).create(
        number=1,
        values={},
        reason="The defaults that the product comes with.",
        is_active=True,
        active_from=datetime.now(tz=UTC),
    )


def remove(apps, schema_editor):
    versions = apps.get_model("advocacy", "LimitVersion")
    versions.objects.using(schema_editor.connection.alias).filter(number=1).delete()


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0004_history_and_rights")]
    operations = [migrations.RunPython(store, remove)]
