"""Limits are drafted, replayed over what decisions were made on, and put in force by two."""

import advocacy.models.base
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = """
-- A version that was in force once stays as it was; only that it was followed by another is noted.
CREATE FUNCTION limits_keep_four_eyes() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.is_active OR NEW.active_from IS NOT NULL THEN
            PERFORM refuse('hard_limits_drafted', 'a new version is a draft');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.active_from IS NOT NULL OR OLD.discarded_at IS NOT NULL THEN
        IF (to_jsonb(OLD) - '{is_active,active_until}'::text[])
            IS DISTINCT FROM (to_jsonb(NEW) - '{is_active,active_until}'::text[])
           OR NOT OLD.is_active AND (NEW.is_active
               OR NEW.active_until IS DISTINCT FROM OLD.active_until) THEN
            PERFORM refuse('hard_limits_stay', 'a version that was in force does not change');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.number <> OLD.number OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id THEN
        PERFORM refuse('hard_limits_stay', 'a draft keeps its number and whoever made it');
    END IF;
    IF NEW.is_active OR NEW.active_from IS NOT NULL THEN
        IF NEW.activated_by_id IS NULL OR NEW.made_by_id IS NULL
           OR NEW.activated_by_id = NEW.made_by_id THEN
            PERFORM refuse('limits_not_by_oneself', 'a second person puts a draft in force');
        END IF;
        IF NOT NEW.is_active OR NEW.active_from IS NULL
           OR NEW."values" IS DISTINCT FROM OLD."values"
           OR NEW.reason IS DISTINCT FROM OLD.reason THEN
            PERFORM refuse('hard_limits_stay', 'what is put in force is what was drafted');
        END IF;
        IF NOT EXISTS (SELECT FROM advocacy_replay r WHERE r.version_id = NEW.id
                       AND r.state = 'done' AND r."values" = NEW."values") THEN
            PERFORM refuse('hard_limits_replayed', 'these values were not replayed');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER limits_keep_four_eyes BEFORE INSERT OR UPDATE ON advocacy_limitversion
    FOR EACH ROW EXECUTE FUNCTION limits_keep_four_eyes();

-- What a finished replay found is not written over, and it ran on the values it says.
CREATE FUNCTION replay_holds_still() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state IN ('done', 'cancelled', 'failed') OR NEW."values" IS DISTINCT FROM OLD."values"
       OR NEW.version_id <> OLD.version_id OR NEW.against <> OLD.against THEN
        PERFORM refuse('hard_replay_stays', 'a replay that has ended does not change');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER replay_holds_still BEFORE UPDATE ON advocacy_replay
    FOR EACH ROW EXECUTE FUNCTION replay_holds_still();

CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_replay
    FOR EACH ROW EXECUTE FUNCTION history_write();
CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_turneddecision
    FOR EACH ROW EXECUTE FUNCTION history_write();
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        REVOKE UPDATE, DELETE ON advocacy_decisionfacts, advocacy_turneddecision FROM pagcrm_app;
        REVOKE DELETE ON advocacy_replay FROM pagcrm_app;
    END IF;
END $$;
"""

UNDO = """
DROP TRIGGER limits_keep_four_eyes ON advocacy_limitversion;
DROP FUNCTION limits_keep_four_eyes();
DROP TRIGGER IF EXISTS replay_holds_still ON advocacy_replay;
DROP FUNCTION replay_holds_still();
"""



class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0033_window_kept_by_the_database'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionFacts',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='known', serialize=False, to='advocacy.event')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=20)),
                ('limits_version', models.PositiveIntegerField()),
                ('refused_by', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('alone', models.BooleanField(default=False)),
                ('facts', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Replay',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('values', models.JSONField(default=dict, verbose_name='values')),
                ('against', models.PositiveIntegerField(verbose_name='compared with version')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a worker'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='waiting', max_length=10, verbose_name='state')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='past decisions')),
                ('judged', models.PositiveIntegerField(default=0, verbose_name='judged')),
                ('refused_anew', models.PositiveIntegerField(default=0, verbose_name='would be refused')),
                ('passing_anew', models.PositiveIntegerField(default=0, verbose_name='would pass')),
                ('not_rebuilt', models.PositiveIntegerField(default=0, verbose_name='cannot be judged again')),
                ('cursor', models.UUIDField(null=True)),
                ('upto', models.UUIDField(null=True)),
                ('asked_at', models.DateTimeField(default=advocacy.models.base.now, verbose_name='asked')),
                ('seen_at', models.DateTimeField(default=advocacy.models.base.now)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TurnedDecision',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('turn', models.CharField(choices=[('refused', 'Would be refused'), ('passing', 'Would pass'), ('not_rebuilt', 'Cannot be judged again')], max_length=12)),
                ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
            ],
            options={
                'ordering': ['-event_id'],
            },
        ),
        migrations.AddField(
            model_name='limitversion',
            name='activated_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='limitversion',
            name='active_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='in force until'),
        ),
        migrations.AddField(
            model_name='limitversion',
            name='discarded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='discarded'),
        ),
        migrations.AddConstraint(
            model_name='limitversion',
            constraint=models.CheckConstraint(condition=models.Q(('activated_by__isnull', True), models.Q(('activated_by', models.F('made_by')), _negated=True), _connector='OR'), name='limits_not_by_oneself'),
        ),
        migrations.AddField(
            model_name='replay',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replay',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replays', to='advocacy.limitversion'),
        ),
        migrations.AddField(
            model_name='turneddecision',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='advocacy.event'),
        ),
        migrations.AddField(
            model_name='turneddecision',
            name='replay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turned', to='advocacy.replay'),
        ),
        migrations.AddConstraint(
            model_name='replay',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('version',), name='replay_once_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='turneddecision',
            index=models.Index(fields=['replay', 'turn', '-event'], name='turned_newest'),
        ),
        migrations.AddConstraint(
            model_name='turneddecision',
            constraint=models.UniqueConstraint(fields=('replay', 'event'), name='turned_once_a_replay'),
        ),
        migrations.RunSQL(sql=RULES, reverse_sql=UNDO),
    ]
