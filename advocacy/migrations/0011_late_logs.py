"""A log of what happened is never refused for what it makes of touches that went out before."""

from django.db import migrations

NOW = """
CREATE OR REPLACE FUNCTION touch_hard_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE above uuid[]; other integer; allowed integer;
BEGIN
    IF NEW.direction <> 'out' OR NEW.way_in <> 'cleared'
       OR NEW.state NOT IN ('reserved', 'delivered') THEN
        RETURN NEW;
    END IF;
    -- What was delivered stays delivered, when a merge moves it and when a late log makes an
    -- attempt of it; touch_beyond_limit_is_a_breach then asks for its breach.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.direction = 'out' AND OLD.way_in = 'cleared' THEN
        RETURN NEW;
    END IF;
    SELECT lineage INTO above FROM advocacy_group WHERE id = NEW.group_id;
    IF EXISTS (SELECT FROM advocacy_optout o WHERE o.lifted_on IS NULL
               AND ((o.person_id IS NULL AND o.email_key = '' AND o.group_id = ANY(above))
                    OR o.person_id = NEW.person_id)) THEN
        PERFORM refuse('hard_opt_out', 'opted out');
    END IF;
    IF NEW.purpose <> 'reply' AND EXISTS (
        SELECT FROM advocacy_stop s WHERE s.lifted_on IS NULL AND s.reason = 'policy_no'
        AND s.until IS NULL AND s.group_id = ANY(above)) THEN
        PERFORM refuse('hard_policy_no', 'the policy of the group says no');
    END IF;
    IF NEW.is_attempt AND NEW.partnership_id IS NOT NULL THEN
        -- The parent row serialises two attempts that arrive at once.
        PERFORM FROM advocacy_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
        allowed := LEAST(limit_in_force('attempts_per_ask', 3), 3);
        SELECT count(*) INTO other FROM advocacy_touch t
        WHERE t.partnership_id = NEW.partnership_id AND t.id <> NEW.id AND t.is_attempt
          AND (t.state = 'delivered' OR (t.state = 'reserved' AND t.reserved_until > now()));
        IF other >= allowed THEN
            PERFORM refuse('hard_attempt_limit', 'more attempts than the limit');
        END IF;
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER touch_beyond_limit_is_a_breach ON advocacy_touch;
CREATE CONSTRAINT TRIGGER touch_beyond_limit_is_a_breach AFTER INSERT OR UPDATE OF
    state, is_attempt, way_in, occurred_at ON advocacy_touch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.is_attempt AND NEW.state = 'delivered'
          AND NEW.partnership_id IS NOT NULL)
    EXECUTE FUNCTION touch_beyond_limit_is_a_breach();

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

BEFORE = """
CREATE OR REPLACE FUNCTION touch_hard_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE above uuid[]; other integer; allowed integer;
BEGIN
    IF NEW.direction <> 'out' OR NEW.way_in <> 'cleared'
       OR NEW.state NOT IN ('reserved', 'delivered') THEN
        RETURN NEW;
    END IF;
    -- What was delivered stays delivered when a merge moves it to another record.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.direction = 'out' AND OLD.way_in = 'cleared'
       AND (OLD.is_attempt OR NOT NEW.is_attempt) THEN
        RETURN NEW;
    END IF;
    SELECT lineage INTO above FROM advocacy_group WHERE id = NEW.group_id;
    IF EXISTS (SELECT FROM advocacy_optout o WHERE o.lifted_on IS NULL
               AND ((o.person_id IS NULL AND o.email_key = '' AND o.group_id = ANY(above))
                    OR o.person_id = NEW.person_id)) THEN
        PERFORM refuse('hard_opt_out', 'opted out');
    END IF;
    IF NEW.purpose <> 'reply' AND EXISTS (
        SELECT FROM advocacy_stop s WHERE s.lifted_on IS NULL AND s.reason = 'policy_no'
        AND s.until IS NULL AND s.group_id = ANY(above)) THEN
        PERFORM refuse('hard_policy_no', 'the policy of the group says no');
    END IF;
    IF NEW.is_attempt AND NEW.partnership_id IS NOT NULL THEN
        -- The parent row serialises two attempts that arrive at once.
        PERFORM FROM advocacy_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
        allowed := LEAST(limit_in_force('attempts_per_ask', 3), 3);
        SELECT count(*) INTO other FROM advocacy_touch t
        WHERE t.partnership_id = NEW.partnership_id AND t.id <> NEW.id AND t.is_attempt
          AND (t.state = 'delivered' OR (t.state = 'reserved' AND t.reserved_until > now()));
        IF other >= allowed THEN
            PERFORM refuse('hard_attempt_limit', 'more attempts than the limit');
        END IF;
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER touch_beyond_limit_is_a_breach ON advocacy_touch;
CREATE CONSTRAINT TRIGGER touch_beyond_limit_is_a_breach AFTER INSERT OR UPDATE OF
    state, is_attempt, way_in, occurred_at ON advocacy_touch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.is_attempt AND NEW.way_in = 'logged' AND NEW.state = 'delivered'
          AND NEW.partnership_id IS NOT NULL)
    EXECUTE FUNCTION touch_beyond_limit_is_a_breach();

CREATE OR REPLACE FUNCTION touch_one_thank_you() RETURNS trigger
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
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0010_one_thank_you_an_end")]
    operations = [migrations.RunSQL(sql=NOW, reverse_sql=BEFORE)]
