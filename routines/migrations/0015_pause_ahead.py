# A pause may be planned ahead, beside the one in force.

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routines", "0014_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="pause",
            options={"ordering": ["-started_on", "-begun_at", "-id"]},
        ),
        migrations.RemoveConstraint(
            model_name="pause",
            name="one_pause_in_force",
        ),
        migrations.AddField(
            model_name="pause",
            name="ahead",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("user", "ahead"),
                name="one_pause_in_force_and_one_ahead",
            ),
        ),
    ]
