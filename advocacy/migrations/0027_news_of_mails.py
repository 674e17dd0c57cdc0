"""People are told of a mail that did not go out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advocacy", "0026_steps_of_nobody"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("override_asked", "An override waits for you"),
                    ("override_granted", "Your override is granted"),
                    ("override_denied", "Your override is not granted"),
                    ("handed_over", "Handed over to you"),
                    ("stopped", "A stop was set"),
                    ("reply", "The group answered"),
                    ("breach", "A breach was recorded"),
                    ("mail", "A mail did not go out"),
                ],
                max_length=20,
                verbose_name="what happened",
            ),
        ),
    ]
