"""Viewers: subsidiaries, second factors, providers, links that work once, sessions."""

import advocacy.models.base
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HISTORY = """
CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_onetimelink
    FOR EACH ROW EXECUTE FUNCTION history_write();
-- The moment of the last request is no history.
CREATE TRIGGER history_write AFTER UPDATE OF ended_at ON advocacy_viewersession
    FOR EACH ROW EXECUTE FUNCTION history_write();
"""

UNDO = """
DROP TRIGGER history_write ON advocacy_onetimelink;
DROP TRIGGER history_write ON advocacy_viewersession;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0028_mails_that_come_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='notificationpreferences',
            name='weekly_on',
            field=models.BooleanField(default=True, verbose_name='weekly digest for sponsors'),
        ),
        migrations.AddField(
            model_name='sponsor',
            name='viewers_need_mfa',
            field=models.BooleanField(default=False, verbose_name='viewers need a second factor'),
        ),
        migrations.AddField(
            model_name='sponsor',
            name='viewers_sign_in_with',
            field=models.CharField(blank=True, help_text='The sponsor’s own identity provider; blank for a password.', max_length=60, verbose_name='viewers sign in with'),
        ),
        migrations.AddField(
            model_name='user',
            name='with_subsidiaries',
            field=models.BooleanField(default=False, verbose_name='sees the sponsor’s subsidiaries too'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('override_asked', 'An override waits for you'), ('override_granted', 'Your override is granted'), ('override_denied', 'Your override is not granted'), ('handed_over', 'Handed over to you'), ('stopped', 'A stop was set'), ('reply', 'The group answered'), ('breach', 'A breach was recorded'), ('mail', 'A mail did not go out'), ('sponsor', 'The sponsor did something')], max_length=20, verbose_name='what happened'),
        ),
        migrations.CreateModel(
            name='OneTimeLink',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('expires_at', models.DateTimeField(verbose_name='works until')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('clearance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='advocacy.clearance')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='advocacy.sponsorcontact')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='one_time_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'link that works once',
                'verbose_name_plural': 'links that work once',
                'ordering': ['-created_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('clearance__isnull', True), ('contact__isnull', True), ('user__isnull', False)), models.Q(('clearance__isnull', False), ('contact__isnull', False), ('user__isnull', True)), _connector='OR'), name='link_for_one_thing'), models.CheckConstraint(condition=models.Q(('used_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='link_used_or_withdrawn')],
            },
        ),
        migrations.CreateModel(
            name='ViewerSession',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('device', models.CharField(blank=True, max_length=80, verbose_name='device')),
                ('before', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(default=advocacy.models.base.now, verbose_name='last seen')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='viewer_sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session of a viewer',
                'verbose_name_plural': 'sessions of viewers',
                'ordering': ['-seen_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['user', '-seen_at'], name='viewer_session_alive')],
            },
        ),
        migrations.RunSQL(sql=HISTORY, reverse_sql=UNDO),
    ]
