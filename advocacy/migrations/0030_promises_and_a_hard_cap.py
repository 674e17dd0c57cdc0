"""A delivered benefit, the ledger of promises, and a budget cap that the database holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import advocacy.models.base

LEDGER = """
CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_delivery
    FOR EACH ROW EXECUTE FUNCTION history_write();

CREATE VIEW advocacy_promise WITH (security_invoker = true) AS
WITH own AS (
    SELECT p.id, p.group_id, p.study_id, p.stage,
        p.written_yes_on IS NOT NULL AND p.stage <> 'closed' OR a.id IS NOT NULL AS agreed,
        a.id AS agreement, a.amount, a.currency, a.in_kind, a.executed_on, a.ends_on
    FROM advocacy_partnership p LEFT JOIN LATERAL (
        SELECT * FROM advocacy_agreement a
        WHERE a.partnership_id = p.id AND a.kind = 'campaign' AND a.executed_on IS NOT NULL
        ORDER BY a.created_at DESC LIMIT 1) a ON true
), told AS (
    SELECT own.*, a.id AS ask, a.benefit, COALESCE(a.sent_at, a.created_at) AS told_at,
        given.first AS given_on, COALESCE(given.what, '') AS given_what
    FROM own LEFT JOIN LATERAL (
        SELECT * FROM advocacy_ask a
        WHERE a.partnership_id = own.id AND (a.sent_at IS NOT NULL OR own.agreed)
        ORDER BY a.sent_at IS NOT NULL DESC, a.version DESC LIMIT 1) a ON true
    LEFT JOIN LATERAL (
        SELECT min(t.given_on) AS first, string_agg(t.description, '; ' ORDER BY t.given_on) AS what
        FROM advocacy_transfer t WHERE t.partnership_id = own.id AND t.kind = 'in_kind'
        ) given ON own.in_kind <> ''
), lines AS (
    -- What the agreement repeats of the ask's benefit is one promise, kept in either way.
    SELECT 'benefit' AS kind, t.ask AS record, t.id AS partnership_id, t.group_id, t.study_id,
        t.benefit AS words, NULL::numeric(14, 2) AS amount, '' AS currency,
        (t.told_at AT TIME ZONE 'UTC')::date AS promised_on, t.ends_on AS due_on,
        COALESCE(d.delivered_on, CASE WHEN t.in_kind = left(t.benefit, 500) THEN t.given_on END)
            AS kept_on,
        NULL::numeric(14, 2) AS kept_amount, COALESCE(d.evidence, t.given_what) AS evidence, t.agreed
    FROM told t LEFT JOIN advocacy_delivery d ON d.ask_id = t.ask
    WHERE t.benefit <> '' AND (t.agreed OR t.stage <> 'closed' OR d.id IS NOT NULL)
    UNION ALL
    SELECT 'report_back', r.id, r.partnership_id, r.group_id, p.study_id, r.promised, NULL, '',
        (r.created_at AT TIME ZONE 'UTC')::date, r.due_on, r.sent_on, NULL, '', true
    FROM advocacy_reportback r JOIN advocacy_partnership p ON p.id = r.partnership_id
    UNION ALL
    SELECT 'fee', own.agreement, own.id, own.group_id, own.study_id, '', own.amount,
        own.currency, own.executed_on, own.ends_on,
        CASE WHEN paid.total >= own.amount THEN paid.last END, paid.total, '', true
    FROM own CROSS JOIN LATERAL (
        SELECT COALESCE(sum(t.amount), 0) AS total, max(t.given_on) AS last
        FROM advocacy_transfer t WHERE t.partnership_id = own.id AND t.kind = 'money'
            AND t.currency = own.currency) paid
    WHERE own.amount > 0
    UNION ALL
    SELECT 'in_kind', t.agreement, t.id, t.group_id, t.study_id, t.in_kind, NULL, '',
        t.executed_on, t.ends_on, t.given_on, NULL, t.given_what, true
    FROM told t
    WHERE t.in_kind <> '' AND t.in_kind IS DISTINCT FROM left(t.benefit, 500)
)
SELECT kind || ':' || record AS key, kind, record, partnership_id, group_id, study_id, words,
    amount, currency, promised_on, due_on, COALESCE(due_on, '9999-12-31'::date) AS due_order,
    kept_on, kept_amount, evidence,
    CASE WHEN kept_on IS NOT NULL THEN 'kept' WHEN agreed THEN 'owed' ELSE 'offered' END AS state,
    CASE WHEN kept_on IS NOT NULL THEN 2 WHEN agreed THEN 0 ELSE 1 END AS rank
FROM lines;
"""

CAP = """
CREATE FUNCTION budget_hold_within_cap() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE most numeric; held numeric;
BEGIN
    -- The line's row is the lock: of two holds at once the second sees the first.
    SELECT l.cap INTO most FROM advocacy_budgetline l WHERE l.id = NEW.line_id
    FOR NO KEY UPDATE;
    SELECT COALESCE(sum(h.amount), 0) INTO held FROM advocacy_budgethold h
    WHERE h.line_id = NEW.line_id AND h.id <> NEW.id;
    -- A fee that was named already is counted as what it is, a breach.
    IF held + NEW.amount > most AND NOT (NEW.state = 'offered' AND EXISTS (
        SELECT FROM advocacy_breach b
        WHERE b.partnership_id = NEW.partnership_id AND b.rule = 'budget')) THEN
        PERFORM refuse('hard_budget_cap', 'the line would go above its cap');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budget_hold_within_cap BEFORE INSERT ON advocacy_budgethold
    FOR EACH ROW EXECUTE FUNCTION budget_hold_within_cap();
CREATE TRIGGER budget_hold_stays_within_cap BEFORE UPDATE ON advocacy_budgethold
    FOR EACH ROW WHEN (NEW.amount > OLD.amount OR NEW.line_id <> OLD.line_id
                       OR OLD.state = 'offered' AND NEW.state <> 'offered')
    EXECUTE FUNCTION budget_hold_within_cap();
"""

UNDO = """
DROP TRIGGER budget_hold_stays_within_cap ON advocacy_budgethold;
DROP TRIGGER budget_hold_within_cap ON advocacy_budgethold;
DROP FUNCTION budget_hold_within_cap();
DROP VIEW advocacy_promise;
DROP TRIGGER history_write ON advocacy_delivery;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0029_viewers_look_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('key', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('benefit', 'Benefit'), ('report_back', 'Report-back'), ('fee', 'Fee'), ('in_kind', 'Support in kind')], max_length=20)),
                ('record', models.UUIDField()),
                ('words', models.TextField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('promised_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('due_order', models.DateField()),
                ('kept_on', models.DateField(null=True)),
                ('kept_amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('evidence', models.TextField()),
                ('state', models.CharField(choices=[('owed', 'Owed'), ('offered', 'Offered only'), ('kept', 'Kept')], max_length=10)),
                ('rank', models.IntegerField()),
            ],
            options={
                'verbose_name': 'promise',
                'db_table': 'advocacy_promise',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=advocacy.models.base.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=advocacy.models.base.now, editable=False, verbose_name='created')),
                ('delivered_on', models.DateField(verbose_name='delivered on')),
                ('evidence', models.CharField(max_length=500, verbose_name='how we know')),
                ('ask', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delivery', to='advocacy.ask')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='advocacy.partnership')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'constraints': [models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='delivery_with_evidence', violation_error_message='Say how we know that the group has it.')],
            },
        ),
        migrations.RunSQL(sql=LEDGER + CAP, reverse_sql=UNDO),
    ]
