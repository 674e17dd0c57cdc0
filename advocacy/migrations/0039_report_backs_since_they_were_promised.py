"""A report-back is promised on the day on which the campaign goes live."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("advocacy.migrations.0030_promises_and_a_hard_cap").LEDGER

VIEW = """
CREATE OR REPLACE VIEW advocacy_promise WITH (security_invoker = true) AS
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
        NULL::numeric(14, 2) AS kept_amount,
        COALESCE(d.evidence, CASE WHEN t.in_kind = left(t.benefit, 500) THEN t.given_what END, '')
            AS evidence, t.agreed
    FROM told t LEFT JOIN advocacy_delivery d ON d.ask_id = t.ask
    WHERE t.benefit <> '' AND (t.agreed OR t.stage <> 'closed' OR d.id IS NOT NULL)
    UNION ALL
    SELECT 'report_back', r.id, r.partnership_id, r.group_id, p.study_id, r.promised, NULL, '',
        COALESCE(began.day, (r.created_at AT TIME ZONE 'UTC')::date), r.due_on, r.sent_on, NULL,
        '', true
    FROM advocacy_reportback r JOIN advocacy_partnership p ON p.id = r.partnership_id
    LEFT JOIN LATERAL (
        SELECT min(l.went_live_on) AS day FROM advocacy_placement l
        WHERE l.partnership_id = r.partnership_id) began ON true
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

UNDO = BEFORE[BEFORE.index("CREATE VIEW") :].replace("CREATE VIEW", "CREATE OR REPLACE VIEW")


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0038_plan_the_window_once")]
    operations = [migrations.RunSQL(sql=VIEW, reverse_sql=UNDO)]
