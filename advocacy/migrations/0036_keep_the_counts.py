"""Triggers that keep what the dashboard counts; functions that fold it and count it anew.

All of them work set by set, so that a COPY of a million rows costs one statement more, not a
million. They only add rows: nobody waits for a counter that another transaction holds.
"""

# ruff: noqa: S608 # our own words make our own statements
from django.db import migrations

#: Rows of touches, each with a sign, become differences of a day. A thread is a partnership, or a
#: group's touches outside of any; an attempt is answered where a human word follows before the
#: next attempt.
DIFFERENCES = """
    INSERT INTO advocacy_touchday
        (day, study_id, by_id, kind, channel, sent, received, attempts, answered)
    SELECT day, study_id, by_id, kind, channel,
        sum(sign * sent), sum(sign * received), sum(sign * attempt), sum(sign * answered)
    FROM (
        SELECT l.sign, (l.occurred_at AT TIME ZONE 'UTC')::date AS day, p.study_id, l.by_id,
            {kind} AS kind, l.channel,
            (l.direction = 'out' AND l.state IN ('delivered', 'no_answer'))::int AS sent,
            l.is_genuine::int AS received, l.attempt::int AS attempt,
            (l.attempt AND l.next_word IS NOT NULL
                AND (l.next_attempt IS NULL OR l.next_word < l.next_attempt))::int AS answered
        FROM (
            SELECT n.*,
                min(CASE WHEN is_genuine THEN place END) OVER later AS next_word,
                min(CASE WHEN attempt THEN place END) OVER later AS next_attempt
            FROM (
                SELECT s.*, is_attempt AND state = 'delivered' AS attempt,
                    row_number() OVER (PARTITION BY sign, COALESCE(partnership_id, group_id),
                        partnership_id IS NULL ORDER BY occurred_at, id) AS place
                FROM signed s
            ) n
            WINDOW later AS (PARTITION BY sign, COALESCE(partnership_id, group_id),
                partnership_id IS NULL ORDER BY place
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
        ) l
        JOIN {groups} g ON {same} g.id = l.group_id
        LEFT JOIN advocacy_partnership p ON p.id = l.partnership_id
    ) told
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(sign * sent) <> 0 OR sum(sign * received) <> 0 OR sum(sign * attempt) <> 0
        OR sum(sign * answered) <> 0
"""
USUAL = DIFFERENCES.format(kind="g.kind", groups="advocacy_group", same="")
MARKS = (
    "id, partnership_id, group_id, by_id, direction, channel, state, occurred_at, is_attempt, "
    "is_genuine"
)
THREADS = """
    threads AS (SELECT DISTINCT partnership_id, group_id FROM changed),
    present AS (
        SELECT t.* FROM advocacy_touch t WHERE t.partnership_id IN (
            SELECT partnership_id FROM threads WHERE partnership_id IS NOT NULL)
        UNION ALL
        SELECT t.* FROM advocacy_touch t WHERE t.partnership_id IS NULL AND t.group_id IN (
            SELECT group_id FROM threads WHERE partnership_id IS NULL)
    )
"""

TOUCHES = f"""
CREATE FUNCTION summary_touches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        WITH changed AS (SELECT {MARKS} FROM new_rows), {THREADS},
        signed AS (
            SELECT 1 AS sign, {MARKS} FROM present
            UNION ALL
            SELECT -1, {MARKS} FROM present WHERE id NOT IN (SELECT id FROM changed)
        )
        {USUAL};
    ELSE
        WITH moved AS (
            SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (n.partnership_id, n.group_id, n.by_id, n.direction, n.channel, n.state,
                    n.occurred_at, n.is_attempt, n.is_genuine)
                IS DISTINCT FROM (o.partnership_id, o.group_id, o.by_id, o.direction, o.channel,
                    o.state, o.occurred_at, o.is_attempt, o.is_genuine)
        ),
        changed AS (
            SELECT {MARKS} FROM new_rows WHERE id IN (SELECT id FROM moved)
            UNION ALL
            SELECT {MARKS} FROM old_rows WHERE id IN (SELECT id FROM moved)
        ), {THREADS},
        signed AS (
            SELECT 1 AS sign, {MARKS} FROM present
            UNION ALL
            SELECT -1, {MARKS} FROM present WHERE id NOT IN (SELECT id FROM moved)
            UNION ALL
            SELECT -1, {MARKS} FROM old_rows WHERE id IN (SELECT id FROM moved)
        )
        {USUAL};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER summary_insert AFTER INSERT ON advocacy_touch
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION summary_touches();
CREATE TRIGGER summary_update AFTER UPDATE ON advocacy_touch
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION summary_touches();

CREATE FUNCTION summary_kinds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id AND o.kind <> n.kind) THEN
        RETURN NULL;
    END IF;
    WITH kinds AS (
        SELECT 1 AS sign, n.id, n.kind FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE o.kind <> n.kind
        UNION ALL
        SELECT -1, o.id, o.kind FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE o.kind <> n.kind
    ),
    signed AS (
        SELECT k.sign, t.id, t.partnership_id, t.group_id, t.by_id, t.direction, t.channel,
            t.state, t.occurred_at, t.is_attempt, t.is_genuine
        FROM advocacy_touch t JOIN kinds k ON k.id = t.group_id
    )
    {DIFFERENCES.format(kind="g.kind", groups="kinds", same="g.sign = l.sign AND")};
    RETURN NULL;
END $$;
CREATE TRIGGER summary_kinds AFTER UPDATE ON advocacy_group
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION summary_kinds();
"""

VISITS = """
CREATE FUNCTION summary_visits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE advocacy_stagevisit v SET left_at = n.stage_since, next_stage = n.stage
        FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE v.partnership_id = n.id AND v.left_at IS NULL AND o.stage <> n.stage;
        INSERT INTO advocacy_stagevisit
            (partnership_id, study_id, owner_id, stage, entered_at, next_stage)
        SELECT n.id, n.study_id, n.owner_id, n.stage, n.stage_since, ''
        FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE o.stage <> n.stage;
    ELSE
        INSERT INTO advocacy_stagevisit
            (partnership_id, study_id, owner_id, stage, entered_at, next_stage)
        SELECT id, study_id, owner_id, stage, stage_since, '' FROM new_rows;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER summary_insert AFTER INSERT ON advocacy_partnership
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION summary_visits();
CREATE TRIGGER summary_update AFTER UPDATE ON advocacy_partnership
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION summary_visits();
"""

RULES = """
    INSERT INTO advocacy_refusalday (day, study_id, by_id, rule, n)
    SELECT (e.at AT TIME ZONE 'UTC')::date, e.study_id, e.actor_id, r.rule #>> '{}', count(*)
    FROM %s e, LATERAL jsonb_path_query(e.decision, '$.findings[*] ? ((@.outcome == "block"
        || @.outcome == "unknown") && @.overridden_by == null).rule') AS r(rule)
    WHERE e.kind = 'refused' GROUP BY 1, 2, 3, 4
"""

REFUSALS = f"""
CREATE FUNCTION summary_refusals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    {RULES % "new_rows"};
    RETURN NULL;
END $$;
CREATE TRIGGER summary_insert AFTER INSERT ON advocacy_event
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION summary_refusals();
"""

FOLD = """
CREATE FUNCTION summary_fold() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('summary_fold')) THEN
        RETURN;
    END IF;
    WITH many AS (
        SELECT day FROM advocacy_touchday GROUP BY day, study_id, by_id, kind, channel
        HAVING count(*) > 1
    ), gone AS (
        DELETE FROM advocacy_touchday WHERE day IN (SELECT day FROM many) RETURNING *
    )
    INSERT INTO advocacy_touchday
        (day, study_id, by_id, kind, channel, sent, received, attempts, answered)
    SELECT day, study_id, by_id, kind, channel, sum(sent), sum(received), sum(attempts),
        sum(answered)
    FROM gone GROUP BY 1, 2, 3, 4, 5
    HAVING sum(sent) <> 0 OR sum(received) <> 0 OR sum(attempts) <> 0 OR sum(answered) <> 0;
    WITH many AS (
        SELECT day FROM advocacy_refusalday GROUP BY day, study_id, by_id, rule
        HAVING count(*) > 1
    ), gone AS (
        DELETE FROM advocacy_refusalday WHERE day IN (SELECT day FROM many) RETURNING *
    )
    INSERT INTO advocacy_refusalday (day, study_id, by_id, rule, n)
    SELECT day, study_id, by_id, rule, sum(n) FROM gone GROUP BY 1, 2, 3, 4;
END $$;
"""

RECOUNT = f"""
CREATE FUNCTION summary_recount() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Whoever writes meanwhile waits with his difference until everything is counted.
    LOCK TABLE advocacy_touchday, advocacy_refusalday, advocacy_stagevisit
        IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM advocacy_touchday;
    DELETE FROM advocacy_refusalday;
    DELETE FROM advocacy_stagevisit;
    WITH signed AS (SELECT 1 AS sign, {MARKS} FROM advocacy_touch)
    {USUAL};
    {RULES % "advocacy_event"};
    WITH steps AS (
        SELECT row_id, id, old, new, old ->> 'stage' <> new ->> 'stage' AS moved,
            row_number() OVER (PARTITION BY row_id ORDER BY id) AS place
        FROM advocacy_history
        WHERE table_name = 'advocacy_partnership' AND operation = 'UPDATE'
    ), entries AS (
        SELECT row_id, id, new ->> 'stage' AS stage, (new ->> 'owner_id')::uuid AS owner_id,
            (new ->> 'stage_since')::timestamptz AS entered_at
        FROM steps WHERE moved
        UNION ALL
        SELECT p.id, 0, COALESCE(s.old ->> 'stage', p.stage),
            CASE WHEN s.id IS NULL THEN p.owner_id ELSE (s.old ->> 'owner_id')::uuid END,
            COALESCE((s.old ->> 'stage_since')::timestamptz, p.stage_since)
        FROM advocacy_partnership p LEFT JOIN steps s ON s.row_id = p.id AND s.place = 1
    )
    INSERT INTO advocacy_stagevisit
        (partnership_id, study_id, owner_id, stage, entered_at, left_at, next_stage)
    SELECT e.row_id, p.study_id, e.owner_id, e.stage, e.entered_at,
        lead(e.entered_at) OVER one, COALESCE(lead(e.stage) OVER one, '')
    FROM entries e JOIN advocacy_partnership p ON p.id = e.row_id
    WINDOW one AS (PARTITION BY e.row_id ORDER BY e.id);
END $$;
"""

RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        REVOKE INSERT, UPDATE, DELETE
            ON advocacy_touchday, advocacy_refusalday, advocacy_stagevisit FROM pagcrm_app;
        REVOKE ALL ON FUNCTION summary_touches(), summary_kinds(), summary_visits(),
            summary_refusals() FROM PUBLIC;
    END IF;
END $$;
SELECT summary_recount();
"""

UNDO = """
DROP FUNCTION summary_recount(), summary_fold();
DROP TRIGGER summary_insert ON advocacy_touch;
DROP TRIGGER summary_update ON advocacy_touch;
DROP TRIGGER summary_kinds ON advocacy_group;
DROP TRIGGER summary_insert ON advocacy_partnership;
DROP TRIGGER summary_update ON advocacy_partnership;
DROP TRIGGER summary_insert ON advocacy_event;
DROP FUNCTION summary_touches(), summary_kinds(), summary_visits(), summary_refusals();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0035_kept_counts")]
    operations = [
        migrations.RunSQL(
            sql=TOUCHES + VISITS + REFUSALS + FOLD + RECOUNT + RIGHTS, reverse_sql=UNDO
        )
    ]
