"""People are known by their address too, so that an opt-out binds every record of it."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower, Trim


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0019_steps_with_reasons")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="address",
            field=models.GeneratedField(
                db_persist=True,
                expression=Lower(Trim("email")),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="email_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=~Q(address=""), fields=["address"], name="person_by_address"
            ),
        ),
        migrations.AddIndex(
            model_name="optout",
            index=models.Index(
                condition=~Q(email_key=""), fields=["email_key"], name="opt_out_by_key"
            ),
        ),
    ]
