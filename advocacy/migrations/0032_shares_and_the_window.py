"""What is shared with whom, and the window: what sponsors see of it."""

import advocacy.models.base
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0031_filters_of_the_board'),
    ]

    operations = [
        migrations.CreateModel(
            name='HiddenPartnership',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
            ],
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('level', models.CharField(choices=[('hidden', 'Hidden'), ('counts', 'Counts'), ('status', 'Status'), ('full', 'Full')], default='hidden', max_length=10, verbose_name='level')),
                ('hidden_fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('milestones', 'What comes next, with dates'), ('timeline', 'Timeline'), ('placements', 'Placements'), ('budget', 'Budget')], max_length=20), blank=True, default=list, size=None, verbose_name='kept back')),
                ('set_at', models.DateTimeField(default=advocacy.models.base.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='WindowBudget',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('currency', models.CharField(choices=[('USD', 'US dollar'), ('EUR', 'euro'), ('GBP', 'pound sterling'), ('CHF', 'Swiss franc'), ('CAD', 'Canadian dollar'), ('AUD', 'Australian dollar'), ('JPY', 'yen')], max_length=3)),
                ('approved', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='approved')),
                ('cap', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='cap')),
                ('committed', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='committed')),
                ('offered', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='offered')),
                ('paid', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='paid')),
            ],
            options={
                'ordering': ['currency', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WindowHappening',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('code', models.CharField(choices=[('started', 'We chose this group for the study'), ('asked_you', 'We asked you for clearance'), ('you_answered', 'You answered'), ('wrote', 'We wrote to the group'), ('answered', 'The group answered'), ('paused', 'The group asked for time'), ('resumed', 'Taken up again'), ('irb_hold', 'Held by the ethics committee'), ('irb_lifted', 'The ethics committee’s hold ended'), ('review', 'The group reviews our request'), ('terms', 'Terms agreed in writing'), ('signed', 'Agreement signed by both'), ('materials', 'Materials approved and ready'), ('planned', 'Placement planned'), ('suspended', 'Placement suspended'), ('live', 'Live'), ('reported', 'Figures reported'), ('told_group', 'The group was told the results'), ('stage', 'Moved on'), ('ended', 'Ended')], max_length=20)),
                ('stage', models.CharField(choices=[('identified', 'Identified'), ('profiled', 'Profiled'), ('sponsor_cleared', 'Sponsor-cleared'), ('outreach', 'Outreach'), ('in_conversation', 'In conversation'), ('group_review', 'Group review'), ('terms_agreed', 'Terms agreed'), ('contracting', 'Contracting'), ('executed', 'Executed'), ('materials_ready', 'Materials ready'), ('scheduled', 'Scheduled'), ('live', 'Live'), ('reported', 'Reported'), ('closed', 'Closed')], max_length=20)),
                ('detail', models.CharField(max_length=20)),
                ('on_day', models.DateField(null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='WindowPartnership',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('group_name', models.CharField(max_length=240)),
                ('group_country', models.CharField(max_length=2)),
                ('stage', models.CharField(choices=[('identified', 'Identified'), ('profiled', 'Profiled'), ('sponsor_cleared', 'Sponsor-cleared'), ('outreach', 'Outreach'), ('in_conversation', 'In conversation'), ('group_review', 'Group review'), ('terms_agreed', 'Terms agreed'), ('contracting', 'Contracting'), ('executed', 'Executed'), ('materials_ready', 'Materials ready'), ('scheduled', 'Scheduled'), ('live', 'Live'), ('reported', 'Reported'), ('closed', 'Closed')], max_length=20)),
                ('stage_since', models.DateField(null=True)),
                ('side', models.CharField(choices=[('', 'under way'), ('paused', 'Paused'), ('sponsor_hold', 'Sponsor hold'), ('irb_hold', 'IRB hold')], max_length=20)),
                ('contactable', models.BooleanField()),
                ('ended', models.CharField(choices=[('no_answer', 'The group did not answer'), ('declined', 'The group decided against it'), ('unavailable', 'Not contactable'), ('your_word', 'You asked us not to contact this group'), ('no_agreement', 'No agreement was reached'), ('study_closed', 'The study closed'), ('completed', 'Completed')], max_length=20)),
                ('answer_by', models.DateField(null=True)),
                ('placement_on', models.DateField(null=True)),
                ('report_due_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['group_name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WindowPlacement',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('material', models.CharField(max_length=240)),
                ('version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=5)),
                ('country', models.CharField(max_length=2)),
                ('channel', models.CharField(max_length=20)),
                ('planned_on', models.DateField()),
                ('went_live_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('live', 'Live'), ('suspended', 'Suspended'), ('done', 'Done')], max_length=20)),
                ('proof_url', models.CharField(max_length=200)),
                ('reached', models.PositiveIntegerField(null=True)),
            ],
            options={
                'ordering': ['planned_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WindowQuestion',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('group_name', models.CharField(max_length=240)),
                ('asked_on', models.DateField()),
                ('asked_of', models.CharField(max_length=160)),
            ],
            options={
                'ordering': ['asked_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WindowStanding',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('stage', models.CharField(choices=[('identified', 'Identified'), ('profiled', 'Profiled'), ('sponsor_cleared', 'Sponsor-cleared'), ('outreach', 'Outreach'), ('in_conversation', 'In conversation'), ('group_review', 'Group review'), ('terms_agreed', 'Terms agreed'), ('contracting', 'Contracting'), ('executed', 'Executed'), ('materials_ready', 'Materials ready'), ('scheduled', 'Scheduled'), ('live', 'Live'), ('reported', 'Reported'), ('closed', 'Closed')], max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='WindowStudy',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sponsor_id', models.UUIDField()),
                ('origin', models.UUIDField()),
                ('title', models.CharField(max_length=400)),
                ('protocol_id', models.CharField(max_length=60)),
                ('nct_number', models.CharField(max_length=20, null=True)),
                ('phase', models.CharField(max_length=40)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('recruiting', 'Recruiting'), ('on_hold', 'On hold'), ('closed', 'Closed')], max_length=20)),
                ('launch_on', models.DateField(null=True)),
                ('enrolment_ends_on', models.DateField(null=True)),
                ('level', models.CharField(choices=[('hidden', 'Hidden'), ('counts', 'Counts'), ('status', 'Status'), ('full', 'Full')], max_length=10)),
                ('shows', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.CharField(max_length=254)),
            ],
            options={
                'ordering': ['title', 'id'],
            },
        ),
        migrations.AddField(
            model_name='hiddenpartnership',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hidden_from', to='advocacy.partnership'),
        ),
        migrations.AddField(
            model_name='share',
            name='contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='our contact person'),
        ),
        migrations.AddField(
            model_name='share',
            name='sponsor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='advocacy.sponsor', verbose_name='sponsor'),
        ),
        migrations.AddField(
            model_name='share',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='advocacy.study'),
        ),
        migrations.AddField(
            model_name='hiddenpartnership',
            name='share',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hidden_partnerships', to='advocacy.share'),
        ),
        migrations.AddField(
            model_name='windowhappening',
            name='partnership',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='happenings', to='advocacy.windowpartnership'),
        ),
        migrations.AddField(
            model_name='windowplacement',
            name='partnership',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='placements', to='advocacy.windowpartnership'),
        ),
        migrations.AddField(
            model_name='windowquestion',
            name='partnership',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='questions', to='advocacy.windowpartnership'),
        ),
        migrations.AddIndex(
            model_name='windowstudy',
            index=models.Index(fields=['sponsor_id', 'title'], name='window_study_by_sponsor'),
        ),
        migrations.AddIndex(
            model_name='windowstudy',
            index=models.Index(fields=['origin'], name='window_study_by_origin'),
        ),
        migrations.AddField(
            model_name='windowstanding',
            name='study',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='standings', to='advocacy.windowstudy'),
        ),
        migrations.AddField(
            model_name='windowquestion',
            name='study',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='questions', to='advocacy.windowstudy'),
        ),
        migrations.AddField(
            model_name='windowplacement',
            name='study',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='placements', to='advocacy.windowstudy'),
        ),
        migrations.AddField(
            model_name='windowpartnership',
            name='study',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='partnerships', to='advocacy.windowstudy'),
        ),
        migrations.AddField(
            model_name='windowhappening',
            name='study',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='happenings', to='advocacy.windowstudy'),
        ),
        migrations.AddField(
            model_name='windowbudget',
            name='study',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='budgets', to='advocacy.windowstudy'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.UniqueConstraint(fields=('study', 'sponsor'), name='share_once', violation_error_message='This sponsor has a level for this study already.'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['hidden', 'counts', 'status', 'full'])), name='share_level_known'),
        ),
        migrations.AddConstraint(
            model_name='hiddenpartnership',
            constraint=models.UniqueConstraint(fields=('share', 'partnership'), name='hidden_once'),
        ),
        migrations.AddIndex(
            model_name='windowstanding',
            index=models.Index(fields=['sponsor_id', 'study', 'stage'], name='window_standing_count'),
        ),
        migrations.AddIndex(
            model_name='windowstanding',
            index=models.Index(fields=['study'], name='window_standing_by_study'),
        ),
        migrations.AddIndex(
            model_name='windowstanding',
            index=models.Index(fields=['origin'], name='window_standing_by_origin'),
        ),
        migrations.AddIndex(
            model_name='windowquestion',
            index=models.Index(fields=['sponsor_id', 'asked_on'], name='window_question_list'),
        ),
        migrations.AddIndex(
            model_name='windowquestion',
            index=models.Index(fields=['study'], name='window_question_by_study'),
        ),
        migrations.AddIndex(
            model_name='windowquestion',
            index=models.Index(fields=['origin'], name='window_question_by_origin'),
        ),
        migrations.AddIndex(
            model_name='windowplacement',
            index=models.Index(fields=['sponsor_id', 'planned_on'], name='window_placement_list'),
        ),
        migrations.AddIndex(
            model_name='windowplacement',
            index=models.Index(fields=['partnership'], name='window_placement_by_partner'),
        ),
        migrations.AddIndex(
            model_name='windowplacement',
            index=models.Index(fields=['study'], name='window_placement_by_study'),
        ),
        migrations.AddIndex(
            model_name='windowplacement',
            index=models.Index(fields=['origin'], name='window_placement_by_origin'),
        ),
        migrations.AddIndex(
            model_name='windowpartnership',
            index=models.Index(fields=['sponsor_id', 'study', 'group_name'], name='window_partner_list'),
        ),
        migrations.AddIndex(
            model_name='windowpartnership',
            index=models.Index(fields=['study'], name='window_partner_by_study'),
        ),
        migrations.AddIndex(
            model_name='windowpartnership',
            index=models.Index(fields=['origin'], name='window_partner_by_origin'),
        ),
        migrations.AddIndex(
            model_name='windowhappening',
            index=models.Index(fields=['sponsor_id', '-at', '-id'], name='window_happening_newest'),
        ),
        migrations.AddIndex(
            model_name='windowhappening',
            index=models.Index(fields=['partnership', '-at'], name='window_happening_timeline'),
        ),
        migrations.AddIndex(
            model_name='windowhappening',
            index=models.Index(fields=['study'], name='window_happening_by_study'),
        ),
        migrations.AddIndex(
            model_name='windowhappening',
            index=models.Index(fields=['origin'], name='window_happening_by_origin'),
        ),
        migrations.AddIndex(
            model_name='windowbudget',
            index=models.Index(fields=['sponsor_id', 'study'], name='window_budget_list'),
        ),
        migrations.AddIndex(
            model_name='windowbudget',
            index=models.Index(fields=['study'], name='window_budget_by_study'),
        ),
        migrations.AddIndex(
            model_name='windowbudget',
            index=models.Index(fields=['origin'], name='window_budget_by_origin'),
        ),
    ]

