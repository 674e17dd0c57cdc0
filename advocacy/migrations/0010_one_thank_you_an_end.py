"""One thank-you for each no and each hesitation; the third attempt, a thank-you too, is none."""

from django.db import migrations

THANKS = """
CREATE FUNCTION touch_one_thank_you() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE other integer; ends integer;
BEGIN
    -- What was delivered stays delivered when a merge moves it to another record.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.way_in = 'cleared' AND OLD.purpose = 'thank_you' AND NOT OLD.is_attempt THEN
        RETURN NEW;
    END IF;
    -- The parent row serialises two thank-yous that arrive at once.
    PERFORM FROM advocacy_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
    SELECT count(*) INTO other FROM advocacy_touch t
    WHERE t.partnership_id = NEW.partnership_id AND t.id <> NEW.id AND NOT t.is_attempt
      AND t.purpose = 'thank_you' AND t.way_in = 'cleared' AND t.state IN ('reserved', 'delivered');
    SELECT count(*) INTO ends FROM advocacy_stop s
    WHERE s.partnership_id = NEW.partnership_id AND s.scope = 'ask'
      AND s.reason IN ('declined', 'hesitant');
    IF other >= GREATEST(ends, 1) THEN
        PERFORM refuse('touch_one_thank_you', 'the one thank-you was already sent');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER touch_one_thank_you BEFORE INSERT OR UPDATE OF
    partnership_id, purpose, way_in, state, is_attempt ON advocacy_touch FOR EACH ROW
    WHEN (NEW.purpose = 'thank_you' AND NEW.way_in = 'cleared' AND NOT NEW.is_attempt
          AND NEW.state IN ('reserved', 'delivered') AND NEW.partnership_id IS NOT NULL)
    EXECUTE FUNCTION touch_one_thank_you();
"""

UNDO = """
DROP TRIGGER touch_one_thank_you ON advocacy_touch;
DROP FUNCTION touch_one_thank_you();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0009_keep_filters")]
    operations = [
        migrations.RemoveConstraint(model_name="touch", name="touch_one_thank_you"),
        migrations.RunSQL(sql=THANKS, reverse_sql=UNDO),
    ]
