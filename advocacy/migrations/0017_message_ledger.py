"""The ledger of mails, and which mails a person wants."""

import advocacy.models.base
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0016_notifications_and_feeds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('subject', models.UUIDField()),
                ('occurrence', models.CharField(max_length=40)),
                ('recipient', models.CharField(max_length=320, verbose_name='to')),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('try_at', models.DateTimeField(verbose_name='next try')),
                ('state', models.CharField(choices=[('pending', 'Waiting'), ('leased', 'Being prepared'), ('sending', 'Being handed over'), ('sent', 'Sent'), ('failed', 'Failed'), ('unknown', 'Not known whether it was sent'), ('cancelled', 'Not needed any more')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('fence', models.PositiveIntegerField(default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('message_id', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('over_at', models.DateTimeField(blank=True, null=True, verbose_name='over since')),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-due_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['try_at', 'id'], name='message_due'), models.Index(condition=models.Q(('leased_until__isnull', False)), fields=['leased_until'], name='message_leased'), models.Index(condition=models.Q(('state__in', ['sent', 'failed', 'unknown', 'cancelled']), ('settled_at__isnull', True)), fields=['id'], name='message_unsettled'), models.Index(fields=['state', '-due_at', '-id'], name='message_by_state'), models.Index(fields=['-due_at', '-id'], name='message_newest'), models.Index(fields=['message_id'], name='message_by_message_id')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject', 'occurrence', 'recipient'), name='message_once'), models.CheckConstraint(condition=models.Q(models.Q(('leased_until__isnull', False), ('state__in', ['leased', 'sending'])), models.Q(models.Q(('state__in', ['leased', 'sending']), _negated=True), ('leased_until__isnull', True)), _connector='OR'), name='message_lease_while_held'), models.CheckConstraint(condition=models.Q(models.Q(('over_at__isnull', True), ('state__in', ['pending', 'leased', 'sending'])), models.Q(('over_at__isnull', False), ('state__in', ['sent', 'failed', 'unknown', 'cancelled'])), _connector='OR'), name='message_over_since'), models.CheckConstraint(condition=models.Q(('try_at__gte', models.F('due_at'))), name='message_tried_when_due')],
            },
        ),
        migrations.CreateModel(
            name='NotificationPreferences',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('digest_on', models.BooleanField(default=True, verbose_name='daily digest')),
                ('digest_hour', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='hour of the digest')),
                ('urgent_on', models.BooleanField(default=True, verbose_name='urgent reminders')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification preferences',
                'verbose_name_plural': 'notification preferences',
                'constraints': [models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='digest_hour_of_a_day')],
            },
        ),
    ]
