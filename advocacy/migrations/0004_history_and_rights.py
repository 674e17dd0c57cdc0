"""Row history for every business table, and what the app and portal roles may do."""

from django.db import migrations

HISTORY = """
CREATE FUNCTION history_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO advocacy_history (table_name, row_id, operation, at, actor, reason, old, new)
    VALUES (
        TG_TABLE_NAME,
        CASE WHEN TG_OP = 'DELETE' THEN (to_jsonb(OLD) ->> 'id') ELSE (to_jsonb(NEW) ->> 'id') END::uuid,
        TG_OP, clock_timestamp(),
        COALESCE(current_setting('pagcrm.actor', true), ''),
        COALESCE(current_setting('pagcrm.reason', true), ''),
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'password' END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'password' END);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION history_write() FROM PUBLIC;

DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename LIKE 'advocacy\\_%'
        AND tablename NOT IN ('advocacy_event', 'advocacy_history', 'advocacy_user_groups',
            'advocacy_user_user_permissions', 'advocacy_group_conditions',
            'advocacy_study_conditions')
    LOOP
        EXECUTE format('CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION history_write()', name);
    END LOOP;
END $$;
"""

RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        GRANT USAGE ON SCHEMA public TO pagcrm_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pagcrm_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pagcrm_app;
        REVOKE UPDATE, DELETE ON advocacy_event FROM pagcrm_app;
        REVOKE INSERT, UPDATE, DELETE ON advocacy_history FROM pagcrm_app;
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM pagcrm_app;
        REVOKE DELETE ON advocacy_touch, advocacy_stop, advocacy_optout, advocacy_breach,
            advocacy_override, advocacy_limitversion, advocacy_agreement, advocacy_approval,
            advocacy_material, advocacy_placement, advocacy_transfer, advocacy_partnership,
            advocacy_group, advocacy_sponsor, advocacy_study, advocacy_clearance
            FROM pagcrm_app;
    END IF;
END $$;
"""

UNDO = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT event_object_table FROM information_schema.triggers
        WHERE trigger_name = 'history_write' GROUP BY 1
    LOOP
        EXECUTE format('DROP TRIGGER history_write ON %I', name);
    END LOOP;
END $$;
DROP FUNCTION history_write();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0003_hard_rules")]
    operations = [
        migrations.RunSQL(sql=HISTORY, reverse_sql=UNDO),
        migrations.RunSQL(sql=RIGHTS, reverse_sql=migrations.RunSQL.noop),
    ]
