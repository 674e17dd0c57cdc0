"""The filters of the board can be kept under a name, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0030_promises_and_a_hard_cap")]
    operations = [
        migrations.AlterField(
            model_name="savedview",
            name="page",
            field=models.CharField(
                choices=[
                    ("groups", "Groups"),
                    ("studies", "Studies"),
                    ("partnerships", "Partnerships"),
                    ("candidates", "Candidates"),
                    ("board", "Board"),
                ],
                max_length=20,
            ),
        ),
    ]
