"""The rules that nobody may except, held by the database against every way of writing.

Each refusal names its constraint; workflow/guards.py turns the name into the rule's own words.
"""

from django.db import migrations

LIMIT = """
CREATE FUNCTION limit_in_force(name text, fallback integer) RETURNS integer
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT COALESCE(
        (SELECT (values ->> name)::integer FROM advocacy_limitversion WHERE is_active), fallback)
$$;

CREATE FUNCTION refuse(rule text, words text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;
"""

TOUCHES = """
CREATE FUNCTION touch_hard_rules() RETURNS trigger
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

CREATE TRIGGER touch_hard_rules BEFORE INSERT OR UPDATE ON advocacy_touch
    FOR EACH ROW EXECUTE FUNCTION touch_hard_rules();

CREATE FUNCTION touch_beyond_limit_is_a_breach() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE earlier integer;
BEGIN
    SELECT count(*) INTO earlier FROM advocacy_touch t
    WHERE t.partnership_id = NEW.partnership_id AND t.id <> NEW.id AND t.is_attempt
      AND t.state = 'delivered' AND (t.occurred_at, t.id) < (NEW.occurred_at, NEW.id);
    IF earlier >= LEAST(limit_in_force('attempts_per_ask', 3), 3) AND NOT EXISTS (
        SELECT FROM advocacy_breach b WHERE b.touch_id = NEW.id AND b.rule = 'attempt-limit') THEN
        PERFORM refuse('hard_breach_recorded', 'an attempt beyond the limit is a breach');
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER touch_beyond_limit_is_a_breach AFTER INSERT OR UPDATE OF
    state, is_attempt, way_in, occurred_at ON advocacy_touch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.is_attempt AND NEW.way_in = 'logged' AND NEW.state = 'delivered'
          AND NEW.partnership_id IS NOT NULL)
    EXECUTE FUNCTION touch_beyond_limit_is_a_breach();
"""

CONTRACTS = """
CREATE FUNCTION partnership_hard_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.stage IN ('executed', 'materials_ready', 'scheduled', 'live') AND NOT EXISTS (
        SELECT FROM advocacy_agreement a WHERE a.partnership_id = NEW.id
        AND a.executed_on IS NOT NULL) THEN
        PERFORM refuse('hard_executed_agreement', 'no executed agreement');
    END IF;
    IF NEW.stage = 'live' AND NOT EXISTS (
        SELECT FROM advocacy_placement p WHERE p.partnership_id = NEW.id AND p.state = 'live') THEN
        PERFORM refuse('hard_approved_material', 'nothing approved is live');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER partnership_hard_rules BEFORE INSERT OR UPDATE OF stage ON advocacy_partnership
    FOR EACH ROW EXECUTE FUNCTION partnership_hard_rules();

CREATE FUNCTION placement_hard_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM advocacy_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM advocacy_agreement a WHERE a.partnership_id = NEW.partnership_id
                   AND a.executed_on IS NOT NULL AND a.ends_on >= NEW.went_live_on) THEN
        PERFORM refuse('hard_executed_agreement', 'no executed agreement');
    END IF;
    IF NOT EXISTS (
        SELECT FROM advocacy_approval a JOIN advocacy_material m ON m.id = a.material_id
        WHERE a.material_id = NEW.material_id AND a.file_hash = NEW.file_hash
          AND m.file_hash = NEW.file_hash AND a.language = NEW.language
          AND a.country = NEW.country AND a.channel = NEW.channel AND a.withdrawn_on IS NULL
          AND a.approved_on <= NEW.went_live_on AND a.expires_on > NEW.went_live_on) THEN
        PERFORM refuse('hard_approved_material', 'this exact material is not approved');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER placement_hard_rules BEFORE INSERT OR UPDATE OF
    state, went_live_on, material_id, file_hash, language, country, channel, partnership_id
    ON advocacy_placement FOR EACH ROW WHEN (NEW.state = 'live')
    EXECUTE FUNCTION placement_hard_rules();

CREATE FUNCTION material_version_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse('hard_approved_material', 'one changed word is a new version');
    RETURN NULL;
END $$;

CREATE TRIGGER material_version_is_final BEFORE UPDATE OF file_hash, words, file, language
    ON advocacy_material FOR EACH ROW
    WHEN (OLD.file_hash IS DISTINCT FROM NEW.file_hash OR OLD.words IS DISTINCT FROM NEW.words
          OR OLD.file IS DISTINCT FROM NEW.file OR OLD.language IS DISTINCT FROM NEW.language)
    EXECUTE FUNCTION material_version_is_final();

CREATE FUNCTION agreement_stays_executed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse('hard_executed_agreement', 'an executed agreement is not edited');
    RETURN NULL;
END $$;

CREATE TRIGGER agreement_stays_executed BEFORE UPDATE ON advocacy_agreement FOR EACH ROW
    WHEN (OLD.executed_on IS NOT NULL
          AND to_jsonb(OLD) - 'group_id' - 'partnership_id'
              IS DISTINCT FROM to_jsonb(NEW) - 'group_id' - 'partnership_id')
    EXECUTE FUNCTION agreement_stays_executed();
"""

OVERRIDES = """
CREATE FUNCTION override_is_used_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse('hard_override_once', 'an override serves one action');
    RETURN NULL;
END $$;

CREATE TRIGGER override_is_used_once BEFORE UPDATE ON advocacy_override FOR EACH ROW
    WHEN (OLD.used_at IS NOT NULL OR (OLD.state <> 'asked' AND (
          OLD.state, OLD.decided_by_id, OLD.rule, OLD.act, OLD.expires_at, OLD.asked_by_id)
          IS DISTINCT FROM
          (NEW.state, NEW.decided_by_id, NEW.rule, NEW.act, NEW.expires_at, NEW.asked_by_id)))
    EXECUTE FUNCTION override_is_used_once();
"""

EVENTS = """
CREATE FUNCTION event_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse('hard_audit_trail', 'events are never changed');
    RETURN NULL;
END $$;

CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON advocacy_event
    FOR EACH ROW EXECUTE FUNCTION event_is_final();
CREATE TRIGGER history_is_final BEFORE UPDATE OR DELETE ON advocacy_history
    FOR EACH ROW EXECUTE FUNCTION event_is_final();
"""

UNDO = """
DROP TRIGGER history_is_final ON advocacy_history;
DROP TRIGGER event_is_final ON advocacy_event;
DROP FUNCTION event_is_final();
DROP TRIGGER override_is_used_once ON advocacy_override;
DROP FUNCTION override_is_used_once();
DROP TRIGGER agreement_stays_executed ON advocacy_agreement;
DROP FUNCTION agreement_stays_executed();
DROP TRIGGER material_version_is_final ON advocacy_material;
DROP FUNCTION material_version_is_final();
DROP TRIGGER placement_hard_rules ON advocacy_placement;
DROP FUNCTION placement_hard_rules();
DROP TRIGGER partnership_hard_rules ON advocacy_partnership;
DROP FUNCTION partnership_hard_rules();
DROP TRIGGER touch_beyond_limit_is_a_breach ON advocacy_touch;
DROP FUNCTION touch_beyond_limit_is_a_breach();
DROP TRIGGER touch_hard_rules ON advocacy_touch;
DROP FUNCTION touch_hard_rules();
DROP FUNCTION refuse(text, text);
DROP FUNCTION limit_in_force(text, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0002_names_and_families")]
    operations = [
        migrations.RunSQL(
            sql=LIMIT + TOUCHES + CONTRACTS + OVERRIDES + EVENTS, reverse_sql=UNDO
        )
    ]
