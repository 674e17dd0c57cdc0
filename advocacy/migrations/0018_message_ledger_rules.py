"""What was sent stays sent, a number of a claim never comes again, and no row is taken out."""

from django.db import migrations

RULES = """
CREATE FUNCTION message_goes_forward() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'sent' AND NEW.state <> 'sent' THEN
        RAISE EXCEPTION 'a message that was sent stays sent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_sent_is_final';
    END IF;
    IF NEW.fence < OLD.fence THEN
        RAISE EXCEPTION 'the fence of a message only grows'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_fence_grows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_goes_forward BEFORE UPDATE ON advocacy_message
    FOR EACH ROW EXECUTE FUNCTION message_goes_forward();
CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_notificationpreferences
    FOR EACH ROW EXECUTE FUNCTION history_write();
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        REVOKE DELETE ON advocacy_message FROM pagcrm_app;
    END IF;
END $$;
"""

UNDO = """
DROP TRIGGER history_write ON advocacy_notificationpreferences;
DROP TRIGGER message_goes_forward ON advocacy_message;
DROP FUNCTION message_goes_forward();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0017_message_ledger")]
    operations = [migrations.RunSQL(sql=RULES, reverse_sql=UNDO)]
