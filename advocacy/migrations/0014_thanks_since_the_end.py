"""One thank-you since the newest no or hesitation; what was said before it was no thanks for it."""

from django.db import migrations

NOW = """
CREATE OR REPLACE FUNCTION touch_one_thank_you() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE other integer; ended timestamptz; told timestamptz;
BEGIN
    -- What was delivered stays delivered when a merge moves it or a late log
    -- tells that it was owed.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.way_in = 'cleared' AND OLD.purpose = 'thank_you' THEN
        RETURN NEW;
    END IF;
    -- The parent row serialises two thank-yous that arrive at once.
    PERFORM FROM advocacy_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
    SELECT t.occurred_at, t.created_at INTO ended, told FROM advocacy_stop s
    JOIN advocacy_touch t ON t.id = s.touch_id
    WHERE s.partnership_id = NEW.partnership_id AND s.scope = 'ask'
      AND s.reason IN ('declined', 'hesitant')
    ORDER BY t.occurred_at DESC, t.created_at DESC LIMIT 1;
    SELECT count(*) INTO other FROM advocacy_touch t
    WHERE t.partnership_id = NEW.partnership_id AND t.id <> NEW.id AND NOT t.is_attempt
      AND t.purpose = 'thank_you' AND t.way_in = 'cleared' AND t.state IN ('reserved', 'delivered')
      AND (ended IS NULL OR (t.occurred_at, t.created_at) >= (ended, told));
    IF other > 0 THEN
        PERFORM refuse('touch_one_thank_you', 'the one thank-you was already sent');
    END IF;
    RETURN NEW;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION touch_one_thank_you() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE other integer; ends integer;
BEGIN
    -- What was delivered stays delivered when a merge moves it or a late log
    -- tells that it was owed.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.way_in = 'cleared' AND OLD.purpose = 'thank_you' THEN
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
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0013_close_or_renew")]
    operations = [migrations.RunSQL(sql=NOW, reverse_sql=BEFORE)]
