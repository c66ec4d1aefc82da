"""Set rows become rows of an attempt: one attempt for each session that has any."""

import uuid
from itertools import groupby, islice

import django.core.validators
import django.db.models.deletion
import routines.models.validators
from django.conf import settings
from django.db import migrations, models

SESSIONS_AT_A_TIME = 200


def make_attempts(apps, schema_editor):
    """One attempt a session, under the session's own id; its sets numbered in the order they were done."""
    PracticeSession = apps.get_model("routines", "PracticeSession")
    Attempt = apps.get_model("routines", "Attempt")
    SetResult = apps.get_model("routines", "SetResult")
    with_sets = PracticeSession.objects.filter(pk__in=SetResult.objects.values("session")).defer("plan")
    sessions = with_sets.order_by("pk").iterator(chunk_size=SESSIONS_AT_A_TIME)
    while some := {session.pk: session for session in islice(sessions, SESSIONS_AT_A_TIME)}:
        rows = SetResult.objects.filter(session__in=some).order_by("session_id", "finished_at", "id")
        by_session = {key: list(sets) for key, sets in groupby(rows, key=lambda row: row.session_id)}
        attempts = [attempt_of(Attempt, some[key], sets) for key, sets in by_session.items()]
        Attempt.objects.bulk_create(attempts)
        made = dict(Attempt.objects.filter(session__in=some).values_list("session", "pk"))
        for key, sets in by_session.items():
            for position, row in enumerate(sets):
                row.attempt_id, row.position = made[key], position
        changed = [row for sets in by_session.values() for row in sets]
        SetResult.objects.bulk_update(changed, ["attempt_id", "position"], batch_size=SESSIONS_AT_A_TIME)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table while foreign keys wait


def attempt_of(Attempt, session, sets):
    moments = [row.finished_at for row in sets]
    return Attempt(
        client_id=session.pk,
        user_id=session.user_id,
        session_id=session.pk,
        rev=max(1, session.rev, *(row.rev for row in sets)),
        status=session.status,
        started_at=session.started_at,
        ended_at=session.ended_at,
        active_ms=session.active_ms,
        updated_at=session.ended_at or max(moments),
    )


def undo_attempts(apps, schema_editor):
    """Give every set an id of its own again; what only an attempt can hold is lost."""
    PracticeSession = apps.get_model("routines", "PracticeSession")
    Attempt = apps.get_model("routines", "Attempt")
    SetResult = apps.get_model("routines", "SetResult")
    for row in SetResult.objects.select_related("attempt").iterator():
        SetResult.objects.filter(pk=row.pk).update(client_id=uuid.uuid4(), rev=row.attempt.rev)
    for session, rev in Attempt.objects.order_by("rev").values_list("session", "rev"):
        PracticeSession.objects.filter(pk=session).exclude(status="open").update(rev=rev)
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('routines', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('rev', models.PositiveIntegerField(default=0)),
                ('status', models.CharField(choices=[('open', 'Not finished yet'), ('finished', 'Finished'), ('stopped', 'Stopped early')], default='open', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('active_ms', models.PositiveIntegerField(default=0)),
                ('pain_before', routines.models.validators.ScoreField(null=True, validators=[django.core.validators.MaxValueValidator(10)])),
                ('swaps', models.JSONField(default=list)),
                ('updated_at', models.DateTimeField()),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='routines.practicesession')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['started_at', 'id'],
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'client_id'), name='one_row_per_attempt'),
                    models.CheckConstraint(condition=models.Q(('pain_before__isnull', True), models.Q(('pain_before__gte', 0), ('pain_before__lte', 10)), _connector='OR'), name='attempt_scores_0_to_10'),
                ],
            },
        ),
        migrations.AddField('setresult', 'attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sets', to='routines.attempt')),
        migrations.AddField('setresult', 'position', models.PositiveSmallIntegerField(null=True)),
        migrations.AddField('setresult', 'exercise', models.SlugField(blank=True)),
        migrations.AddField('setresult', 'score', routines.models.validators.ScoreField(null=True, validators=[django.core.validators.MaxValueValidator(10)])),
        migrations.AddField('setresult', 'signals', models.JSONField(default=list)),
        migrations.AddField('setresult', 'felt', models.CharField(blank=True, max_length=20)),
        migrations.AddField('setresult', 'reason', models.CharField(blank=True, max_length=20)),
        migrations.RemoveConstraint('setresult', 'one_row_per_set'),
        migrations.AlterField('setresult', 'client_id', models.UUIDField(null=True)),
        migrations.RunPython(make_attempts, undo_attempts),
        migrations.AlterField('setresult', 'attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sets', to='routines.attempt')),
        migrations.AlterField('setresult', 'position', models.PositiveSmallIntegerField()),
        migrations.RemoveField('setresult', 'client_id'),
        migrations.RemoveField('setresult', 'rev'),
        migrations.RemoveField('practicesession', 'rev'),
        migrations.AddConstraint('setresult', models.UniqueConstraint(fields=('attempt', 'position'), name='one_row_per_position')),
        migrations.AddConstraint('setresult', models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 10)), _connector='OR'), name='set_scores_0_to_10')),
    ]
