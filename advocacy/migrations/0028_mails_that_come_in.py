"""Mails that come in are kept once, and a reply that nobody has read is found at once."""

import advocacy.models.base
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0027_news_of_mails'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboundFile',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('kind', models.CharField(blank=True, max_length=5)),
                ('file', models.FileField(blank=True, upload_to='inbound/', verbose_name='file')),
            ],
            options={
                'verbose_name': 'attachment',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('message_id', models.CharField(max_length=300, unique=True)),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('sender', models.CharField(blank=True, max_length=320, verbose_name='from')),
                ('sender_name', models.CharField(blank=True, max_length=160)),
                ('subject', models.CharField(blank=True, max_length=400, verbose_name='subject line')),
                ('text', models.TextField(blank=True)),
                ('new_text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('reply', 'Written by a person'), ('copy', 'Copy of a mail of ours'), ('out_of_office', 'Out of office'), ('auto_reply', 'Automatic reply'), ('bounce_hard', 'Bounce: address does not work'), ('bounce_soft', 'Bounce: try again later'), ('unclear', 'Cannot be told')], max_length=20, verbose_name='what it is')),
                ('state', models.CharField(choices=[('received', 'Received'), ('filed', 'Filed'), ('triage', 'To be sorted'), ('ignored', 'Counts as nothing'), ('dismissed', 'Put away')], default='received', max_length=10, verbose_name='state')),
                ('return_on', models.DateField(blank=True, null=True, verbose_name='back on')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
            ],
            options={
                'verbose_name': 'mail that came in',
                'verbose_name_plural': 'mails that came in',
                'ordering': ['-received_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='MailboxPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.CharField(max_length=200, unique=True)),
                ('validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('read_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('complete_profile', 'Complete the profile'), ('ask_sponsor', 'Ask the sponsor for clearance'), ('chase_sponsor', 'Call the sponsor about the clearance'), ('write_ask', 'Write the ask'), ('first_contact', 'Make the first contact'), ('next_attempt', 'Next attempt is allowed'), ('await_answer', 'Wait for the answer'), ('thank_you', 'Send the thank-you'), ('answer_question', 'Answer their question'), ('fix_contact', 'Fix the contact'), ('resume', 'Take it up again'), ('read_reply', 'Read their reply and say what it is'), ('converse', 'Keep the conversation going'), ('group_decides', 'The group decides'), ('contract', 'Get the contract signed'), ('materials', 'Get the material approved'), ('place', 'Schedule the placement'), ('go_live', 'Go live'), ('report', 'Collect the figures'), ('report_back', 'Send the report-back'), ('close', 'Close it, or renew it'), ('renew_stance', 'Ask whether their stance still holds'), ('renew_agreement', 'Renew the agreement, or plan its end'), ('use_override', 'Use the override before it ends'), ('send_reserved', 'Send what is reserved, or give it back'), ('other', 'To do')], max_length=30, verbose_name='what to do'),
        ),
        migrations.AddIndex(
            model_name='touch',
            index=models.Index(condition=models.Q(('direction', 'in'), ('is_genuine', True), ('outcome', '')), fields=['partnership'], name='touch_unread'),
        ),
        migrations.AddField(
            model_name='inboundmail',
            name='partnership',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='advocacy.partnership', verbose_name='partnership'),
        ),
        migrations.AddField(
            model_name='inboundmail',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mails', to='advocacy.person'),
        ),
        migrations.AddField(
            model_name='inboundmail',
            name='touch',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inbound_mail', to='advocacy.touch'),
        ),
        migrations.AddField(
            model_name='inboundfile',
            name='mail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='advocacy.inboundmail'),
        ),
        migrations.AddIndex(
            model_name='inboundmail',
            index=models.Index(fields=['state', '-received_at', '-id'], name='inbound_by_state'),
        ),
        migrations.AddIndex(
            model_name='inboundmail',
            index=models.Index(condition=models.Q(('state', 'triage')), fields=['id'], name='inbound_to_sort'),
        ),
        migrations.AddIndex(
            model_name='inboundmail',
            index=models.Index(condition=models.Q(('state', 'received')), fields=['id'], name='inbound_to_file'),
        ),
        migrations.AddIndex(
            model_name='inboundmail',
            index=models.Index(fields=['sender', '-received_at'], name='inbound_by_sender'),
        ),
        migrations.AddConstraint(
            model_name='inboundmail',
            constraint=models.CheckConstraint(condition=models.Q(('touch__isnull', True), ('state', 'filed'), _connector='OR'), name='inbound_touch_when_filed'),
        ),
    ]
