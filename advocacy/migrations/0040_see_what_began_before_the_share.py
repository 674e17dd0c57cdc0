"""Work that began before a study was shared, and ends after it, is in the window as a whole.

The event is what an action writes last. It takes the lock of its study that the foreign key takes at
the end anyway, so it waits for a share that is being set, and then puts all of its partnership.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION window_follow_event_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found uuid[];
BEGIN
    %(lock)s
    IF NOT window_is_open() THEN RETURN NULL; END IF;
    found := ARRAY(SELECT DISTINCT p.partnership_id FROM changed p
        WHERE p.partnership_id IS NOT NULL AND EXISTS (SELECT FROM advocacy_share s
            WHERE s.level <> 'hidden' AND s.study_id = p.study_id));
    IF found <> '{}' THEN
        PERFORM window_put_partnerships(found, %(part)s);
    END IF;
    %(budgets)s
    RETURN NULL;
END $$;
"""
LOCK = """PERFORM FROM advocacy_study WHERE id IN (SELECT DISTINCT study_id FROM changed)
        ORDER BY id FOR KEY SHARE;"""
BUDGETS = """found := ARRAY(SELECT DISTINCT p.study_id FROM changed p
        WHERE EXISTS (SELECT FROM advocacy_share s
            WHERE s.level <> 'hidden' AND s.study_id = p.study_id));
    IF found <> '{}' THEN
        PERFORM window_put_budgets(found);
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0039_report_backs_since_they_were_promised")]
    operations = [
        migrations.RunSQL(
            sql=FUNCTION % {"part": "'all'", "lock": LOCK, "budgets": BUDGETS},
            reverse_sql=FUNCTION % {"part": "'happening'", "lock": "", "budgets": ""},
        )
    ]
