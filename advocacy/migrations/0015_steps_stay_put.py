"""A step keeps the day that the plan gave it; notes and fixes may be open several at once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0014_thanks_since_the_end")]
    operations = [
        migrations.RemoveConstraint(model_name="followup", name="follow_up_once"),
        migrations.AddField(
            model_name="followup",
            name="planned_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=Q(state="open") & ~Q(kind__in=["other", "fix_contact"]),
                fields=("partnership", "kind"),
                name="follow_up_once",
            ),
        ),
    ]
