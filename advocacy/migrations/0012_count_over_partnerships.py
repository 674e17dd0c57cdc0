"""Attempts are counted over all partnerships of a study and a group: a new one resets no count."""

from django.db import migrations

OVER_ALL = """
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
        JOIN advocacy_partnership q ON q.id = t.partnership_id
        JOIN advocacy_partnership own ON own.id = NEW.partnership_id
        WHERE q.study_id = own.study_id AND q.group_id = own.group_id
          AND (q.id = own.id OR (q.stage = 'closed' AND q.exit_reason <> 'completed'))
          AND t.id <> NEW.id AND t.is_attempt
          AND (t.state = 'delivered' OR (t.state = 'reserved' AND t.reserved_until > now()));
        IF other >= allowed THEN
            PERFORM refuse('hard_attempt_limit', 'more attempts than the limit');
        END IF;
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
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0011_late_logs")]
    operations = [migrations.RunSQL(sql=OVER_ALL, reverse_sql=BEFORE)]
