"""When a stop signal last asked for the safety questions."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routines', '0002_attempts'),
    ]

    operations = [
        migrations.AddField('profile', 'safety_due_since', models.DateTimeField(blank=True, null=True)),
    ]
