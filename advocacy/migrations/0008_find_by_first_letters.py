"""The command palette finds names by their first letters, and people by any part of theirs."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0007_fill_sort_names")]
    operations = [
        migrations.AddIndex(
            model_name="group",
            index=models.Index(
                fields=["sort_name"], name="group_by_first_letters", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("name"), name="gin_trgm_ops"
                ),
                name="person_search",
            ),
        ),
    ]
