"""A personal opt-out binds every record of the same address, whichever group it stands at."""

from django.db import migrations

PERSON = """
CREATE FUNCTION touch_person_opt_out() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- What was delivered stays delivered, when a merge moves it and when a late log counts it anew.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.direction = 'out' AND OLD.way_in = 'cleared'
       AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM advocacy_person p
        JOIN advocacy_person same ON same.address = p.address AND same.address <> ''
        JOIN advocacy_optout o ON o.person_id = same.id AND o.lifted_on IS NULL
        WHERE p.id = NEW.person_id
    ) OR EXISTS (
        SELECT FROM advocacy_person p
        JOIN advocacy_optout o ON o.email_key = p.email_key AND o.email_key <> ''
            AND o.lifted_on IS NULL
        WHERE p.id = NEW.person_id
    ) THEN
        PERFORM refuse('hard_opt_out', 'opted out');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER touch_person_opt_out BEFORE INSERT OR UPDATE ON advocacy_touch FOR EACH ROW
    WHEN (NEW.direction = 'out' AND NEW.way_in = 'cleared' AND NEW.person_id IS NOT NULL
          AND NEW.state IN ('reserved', 'delivered'))
    EXECUTE FUNCTION touch_person_opt_out();
"""

UNDO = """
DROP TRIGGER touch_person_opt_out ON advocacy_touch;
DROP FUNCTION touch_person_opt_out();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0021_fill_keys_of_people")]
    operations = [migrations.RunSQL(sql=PERSON, reverse_sql=UNDO)]
