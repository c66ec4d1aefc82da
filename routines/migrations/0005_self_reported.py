"""Sessions told by hand or corrected, and who said so."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routines', '0004_exercise_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='source',
            field=models.CharField(choices=[('device', 'A device, while it was done'), ('by-hand', 'The person, afterwards'), ('correction', 'The person, correcting it')], default='device', max_length=10),
        ),
        migrations.AddField(
            model_name='practicesession',
            name='before_correction',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='practicesession',
            name='corrected_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='practicesession',
            name='self_reported',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('source', 'correction')), fields=('session',), name='one_correction_per_session'),
        ),
    ]
