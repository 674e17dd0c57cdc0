"""The rest of what nobody may except: cooling-off, a sponsor's no, terms that tie, payment."""

from django.db import migrations

TOUCHES = """
CREATE FUNCTION sponsor_family(start uuid, day date) RETURNS SETOF uuid
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE edges AS (
        SELECT child_id, parent_id FROM advocacy_parentedge
        WHERE (since IS NULL OR since <= day) AND (until IS NULL OR until > day)
    ), member(id) AS (
        SELECT start
        UNION
        SELECT CASE WHEN e.child_id = m.id THEN e.parent_id ELSE e.child_id END
        FROM member m JOIN edges e ON m.id IN (e.child_id, e.parent_id)
    ) SELECT id FROM member
$$;

CREATE FUNCTION touch_rests() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE above uuid[]; today date; own record; said text;
BEGIN
    -- What was delivered stays delivered, whatever is told of it later.
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state = 'delivered'
       AND OLD.direction = 'out' AND OLD.way_in = 'cleared' THEN
        RETURN NEW;
    END IF;
    SELECT g.lineage, (NEW.occurred_at AT TIME ZONE g.time_zone)::date INTO above, today
    FROM advocacy_group g WHERE g.id = NEW.group_id;
    SELECT p.id, p.stage, p.study_id, s.sponsor_id INTO own
    FROM advocacy_partnership p JOIN advocacy_study s ON s.id = p.study_id
    WHERE p.id = NEW.partnership_id;
    IF own.stage = 'closed' OR EXISTS (
        SELECT FROM advocacy_stop s LEFT JOIN advocacy_partnership p ON p.id = s.partnership_id
        WHERE s.group_id = ANY(above) AND s.lifted_on IS NULL
          AND s.starts_on <= today AND (s.until IS NULL OR s.until > today)
          AND (s.scope = 'group_family'
               OR (s.scope = 'ask' AND p.study_id = own.study_id)
               OR (s.scope = 'sponsor_family' AND s.sponsor_id IN (
                   SELECT sponsor_family(own.sponsor_id, today))))) THEN
        PERFORM refuse('hard_stopped', 'a stop runs');
    END IF;
    SELECT c.answer INTO said FROM advocacy_clearance c
    WHERE c.study_id = own.study_id AND c.group_id = NEW.group_id AND c.asked_on <= today
      AND c.answered_on <= today
    ORDER BY c.asked_on DESC, c.id DESC LIMIT 1;
    IF said IN ('hold', 'do_not_contact') THEN
        PERFORM refuse('hard_sponsor_no', 'the sponsor said no');
    END IF;
    IF NEW.purpose IN ('ask', 'reminder') AND EXISTS (
        SELECT FROM (SELECT * FROM advocacy_ask a WHERE a.partnership_id = NEW.partnership_id
                     ORDER BY a.version DESC LIMIT 1) newest
        WHERE newest.exclusivity OR newest.sole_funder OR newest.pay_per_referral) THEN
        PERFORM refuse('hard_independence', 'the ask ties the group');
    END IF;
    RETURN NEW;
END $$;

-- After touch_hard_rules, by the order of the alphabet: never comes before not now.
CREATE TRIGGER touch_rests BEFORE INSERT OR UPDATE ON advocacy_touch FOR EACH ROW
    WHEN (NEW.is_attempt AND NEW.direction = 'out' AND NEW.way_in = 'cleared'
          AND NEW.state IN ('reserved', 'delivered'))
    EXECUTE FUNCTION touch_rests();
"""

STOPS = """
CREATE FUNCTION stop_for_good_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.reason, OLD.scope, OLD.starts_on, OLD.until)
       IS DISTINCT FROM (NEW.reason, NEW.scope, NEW.starts_on, NEW.until) THEN
        PERFORM refuse('hard_stop_for_good', 'a stop for good is not shortened');
    END IF;
    IF OLD.lifted_on IS NULL AND NEW.lifted_on IS NOT NULL AND (
        (OLD.reason = 'opt_out' AND EXISTS (
            SELECT FROM advocacy_optout o WHERE o.group_id = NEW.group_id
            AND o.person_id IS NULL AND o.email_key = '' AND o.lifted_on IS NULL))
        OR (OLD.reason = 'policy_no' AND COALESCE((
            SELECT s.kind FROM advocacy_stance s WHERE s.group_id = NEW.group_id
            ORDER BY s.as_of DESC, s.id DESC LIMIT 1) IN ('no_trials', 'no_industry'), true))) THEN
        PERFORM refuse('hard_stop_for_good', 'only the group ends a stop for good');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER stop_for_good_stays BEFORE UPDATE ON advocacy_stop FOR EACH ROW
    WHEN (OLD.reason IN ('policy_no', 'opt_out'))
    EXECUTE FUNCTION stop_for_good_stays();
"""

CONTRACTS = """
CREATE FUNCTION transfer_hard_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM advocacy_agreement a WHERE a.executed_on IS NOT NULL
        AND a.ends_on >= NEW.given_on
        AND (a.partnership_id = NEW.partnership_id
             OR (NEW.partnership_id IS NULL AND a.group_id = NEW.group_id))) THEN
        PERFORM refuse('hard_executed_agreement', 'no executed agreement');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER transfer_hard_rules BEFORE INSERT OR UPDATE OF
    partnership_id, kind, amount, currency, given_on ON advocacy_transfer
    FOR EACH ROW EXECUTE FUNCTION transfer_hard_rules();

CREATE FUNCTION placement_needs_agreement() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM advocacy_agreement a WHERE a.partnership_id = NEW.partnership_id
                   AND a.executed_on IS NOT NULL) THEN
        PERFORM refuse('hard_executed_agreement', 'no executed agreement');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER placement_needs_agreement BEFORE INSERT OR UPDATE OF partnership_id
    ON advocacy_placement FOR EACH ROW WHEN (NEW.state <> 'live')
    EXECUTE FUNCTION placement_needs_agreement();

CREATE FUNCTION partnership_asks_for_the_logo() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT uses_logo FROM advocacy_ask a WHERE a.partnership_id = NEW.id
                            ORDER BY a.version DESC LIMIT 1) newest WHERE newest.uses_logo) THEN
        PERFORM refuse('hard_independence', 'no permission for the logo');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER partnership_logo BEFORE INSERT OR UPDATE OF stage ON advocacy_partnership
    FOR EACH ROW WHEN (NEW.stage = 'live' AND NEW.logo_permission_source = '')
    EXECUTE FUNCTION partnership_asks_for_the_logo();

-- An executed agreement goes with its group into a merge, and to no other partnership.
DROP TRIGGER agreement_stays_executed ON advocacy_agreement;
CREATE TRIGGER agreement_stays_executed BEFORE UPDATE ON advocacy_agreement FOR EACH ROW
    WHEN (OLD.executed_on IS NOT NULL
          AND to_jsonb(OLD) - 'group_id' IS DISTINCT FROM to_jsonb(NEW) - 'group_id')
    EXECUTE FUNCTION agreement_stays_executed();

CREATE TRIGGER approval_is_final BEFORE UPDATE ON advocacy_approval FOR EACH ROW
    WHEN (OLD.withdrawn_on IS NOT NULL
          OR to_jsonb(OLD) - 'withdrawn_on' IS DISTINCT FROM to_jsonb(NEW) - 'withdrawn_on')
    EXECUTE FUNCTION material_version_is_final();
"""

OVERRIDES = """
CREATE FUNCTION override_stays_as_asked() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse('hard_override_asked', 'who asked for what does not change');
    RETURN NULL;
END $$;

CREATE TRIGGER override_stays_as_asked BEFORE UPDATE ON advocacy_override FOR EACH ROW
    WHEN ((OLD.asked_by_id, OLD.rule, OLD.act, OLD.partnership_id) IS DISTINCT FROM
          (NEW.asked_by_id, NEW.rule, NEW.act, NEW.partnership_id))
    EXECUTE FUNCTION override_stays_as_asked();
"""

UNDO = """
DROP TRIGGER override_stays_as_asked ON advocacy_override;
DROP FUNCTION override_stays_as_asked();
DROP TRIGGER approval_is_final ON advocacy_approval;
DROP TRIGGER agreement_stays_executed ON advocacy_agreement;
CREATE TRIGGER agreement_stays_executed BEFORE UPDATE ON advocacy_agreement FOR EACH ROW
    WHEN (OLD.executed_on IS NOT NULL
          AND to_jsonb(OLD) - 'group_id' - 'partnership_id'
              IS DISTINCT FROM to_jsonb(NEW) - 'group_id' - 'partnership_id')
    EXECUTE FUNCTION agreement_stays_executed();
DROP TRIGGER partnership_logo ON advocacy_partnership;
DROP FUNCTION partnership_asks_for_the_logo();
DROP TRIGGER placement_needs_agreement ON advocacy_placement;
DROP FUNCTION placement_needs_agreement();
DROP TRIGGER transfer_hard_rules ON advocacy_transfer;
DROP FUNCTION transfer_hard_rules();
DROP TRIGGER stop_for_good_stays ON advocacy_stop;
DROP FUNCTION stop_for_good_stays();
DROP TRIGGER touch_rests ON advocacy_touch;
DROP FUNCTION touch_rests();
DROP FUNCTION sponsor_family(uuid, date);
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0022_opt_out_of_a_person")]
    operations = [
        migrations.RunSQL(sql=TOUCHES + STOPS + CONTRACTS + OVERRIDES, reverse_sql=UNDO)
    ]
