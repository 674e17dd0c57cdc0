"""Who was reminded stands in the ledger of mails alone."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0023_more_hard_rules'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='followup',
            name='follow_up_to_remind',
        ),
        migrations.RemoveField(
            model_name='followup',
            name='reminded_at',
        ),
    ]
