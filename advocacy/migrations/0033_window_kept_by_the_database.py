"""The window is kept by the database itself, and the portal's role sees its sponsor's rows alone.

A view for each table of the window says what should be in it now; `window_put_*` make the table
equal to its view for some partnerships, studies or shares; triggers call them wherever a change
may show. They cost one look at the shares where nothing is shared.
"""

# ruff: noqa: S608, ISC004 # our own words make our own statements
from django.db import migrations

TABLES = {
    "study": "title, protocol_id, nct_number, phase, status, launch_on, enrolment_ends_on, level,"
             " shows, contact_name, contact_email",
    "standing": "study_id, stage",
    "partnership": "study_id, group_name, group_country, stage, stage_since, side, contactable,"
                   " ended, answer_by, placement_on, report_due_on",
    "question": "study_id, partnership_id, group_name, asked_on, asked_of",
    "happening": "study_id, partnership_id, at, code, stage, detail, on_day",
    "placement": "study_id, partnership_id, material, version, language, country, channel,"
                 " planned_on, went_live_on, state, proof_url, reached",
    "budget": "study_id, currency, approved, cap, committed, offered, paid",
}
OF_PARTNERSHIPS = ("standing", "partnership", "question", "happening", "placement")

#: A decline counts as this sponsor's own where it set a stop in this very partnership.
OWN_DECLINE = """EXISTS (SELECT FROM advocacy_stop d WHERE d.partnership_id = {p}
    AND d.reason IN ('declined', 'hesitant'))"""


def ended(reason, partnership):
    """Say why it ended, as coarsely as a sponsor may know it."""
    return f"""CASE {reason} WHEN '' THEN ''
        WHEN 'no_response' THEN 'no_answer'
        WHEN 'sponsor_do_not_contact' THEN 'your_word'
        WHEN 'study_closed' THEN 'study_closed' WHEN 'completed' THEN 'completed'
        WHEN 'lead_time_too_short' THEN 'no_agreement' WHEN 'over_budget' THEN 'no_agreement'
        WHEN 'no_contract' THEN 'no_agreement' WHEN 'material_disapproved' THEN 'no_agreement'
        ELSE CASE WHEN {reason} IN ('declined_study', 'declined_fee', 'declined_sponsor', 'hesitant')
            AND {OWN_DECLINE.format(p=partnership)} THEN 'declined' ELSE 'unavailable' END END"""


VIEWS = f"""
-- What is shared at all: with a sponsor of the study's own family, as the family is today.
CREATE VIEW advocacy_share_now WITH (security_invoker = true) AS
SELECT s.id, s.study_id, s.sponsor_id, s.level, s.hidden_fields, s.contact_id,
    ARRAY(SELECT f FROM unnest(CASE s.level
        WHEN 'full' THEN ARRAY['milestones', 'timeline', 'placements', 'budget']
        WHEN 'status' THEN ARRAY['milestones'] ELSE ARRAY[]::text[] END) f
        WHERE f <> ALL (s.hidden_fields)) AS shows
FROM advocacy_share s JOIN advocacy_study st ON st.id = s.study_id
WHERE s.level <> 'hidden' AND CASE WHEN s.sponsor_id = st.sponsor_id THEN true
    ELSE s.sponsor_id IN (SELECT sponsor_family(st.sponsor_id, (now() AT TIME ZONE 'UTC')::date)) END;

-- Each partnership with each share that shows it; of two records of one group, the kept one.
CREATE VIEW advocacy_pair_now WITH (security_invoker = true) AS
SELECT md5(s.id::text || p.id::text)::uuid AS id, p.id AS origin, s.id AS study_id, s.sponsor_id,
    s.level, s.shows, s.hidden_fields, p.study_id AS study, p.group_id, p.stage, p.stage_since,
    p.side_state, p.review_by, p.exit_reason
FROM advocacy_share_now s JOIN advocacy_partnership p ON p.study_id = s.study_id
WHERE p.exit_reason <> 'duplicate' AND NOT EXISTS (SELECT FROM advocacy_hiddenpartnership h
    WHERE h.share_id = s.id AND h.partnership_id = p.id);

CREATE VIEW advocacy_windowstudy_now WITH (security_invoker = true) AS
SELECT s.id, st.id AS origin, s.sponsor_id, st.title, st.protocol_id, st.nct_number, st.phase,
    st.status, st.launch_on, st.enrolment_ends_on, s.level, s.shows,
    COALESCE(u.name, '') AS contact_name, COALESCE(u.email, '') AS contact_email
FROM advocacy_share_now s JOIN advocacy_study st ON st.id = s.study_id
LEFT JOIN advocacy_user u ON u.id = s.contact_id AND u.is_active;

CREATE VIEW advocacy_windowstanding_now WITH (security_invoker = true) AS
SELECT id, origin, sponsor_id, study_id, stage FROM advocacy_pair_now;

-- Stops count where an attempt would come next; neither their dates nor their reasons show.
CREATE VIEW advocacy_windowpartnership_now WITH (security_invoker = true) AS
SELECT p.id, p.origin, p.sponsor_id, p.study_id, g.name AS group_name, g.country AS group_country,
    p.stage, CASE WHEN e.ended <> 'unavailable' THEN (p.stage_since AT TIME ZONE 'UTC')::date END
        AS stage_since,
    p.side_state AS side,
    p.stage NOT IN ('identified', 'profiled', 'sponsor_cleared', 'outreach', 'in_conversation',
        'group_review') OR NOT (EXISTS (
        SELECT FROM advocacy_stop t WHERE t.group_id = ANY (g.lineage) AND t.lifted_on IS NULL
        AND t.starts_on <= d.today AND (t.until IS NULL OR t.until > d.today)
        AND CASE t.scope WHEN 'group_family' THEN true WHEN 'ask' THEN t.partnership_id = p.origin
            ELSE t.sponsor_id = st.sponsor_id
                OR t.sponsor_id IN (SELECT sponsor_family(st.sponsor_id, d.today)) END)
        OR EXISTS (SELECT FROM advocacy_optout o WHERE o.group_id = ANY (g.lineage)
            AND o.lifted_on IS NULL AND o.person_id IS NULL AND o.email_key = '')) AS contactable,
    e.ended, CASE WHEN m.shown AND p.stage = 'group_review' THEN p.review_by END AS answer_by,
    CASE WHEN m.shown AND 'placements' <> ALL (p.hidden_fields) THEN (
        SELECT min(a.planned_on) FROM advocacy_placement a
        WHERE a.partnership_id = p.origin AND a.state = 'planned') END AS placement_on,
    CASE WHEN m.shown THEN (SELECT min(r.due_on) FROM advocacy_reportback r
        WHERE r.partnership_id = p.origin AND r.sent_on IS NULL) END AS report_due_on
FROM advocacy_pair_now p JOIN advocacy_group g ON g.id = p.group_id
JOIN advocacy_study st ON st.id = p.study
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE g.time_zone)::date AS today) d
CROSS JOIN LATERAL (SELECT {ended("p.exit_reason", "p.origin")} AS ended) e
CROSS JOIN LATERAL (SELECT 'milestones' = ANY (p.shows) AS shown) m
WHERE p.level IN ('status', 'full');

CREATE VIEW advocacy_windowquestion_now WITH (security_invoker = true) AS
SELECT md5(p.study_id::text || c.id::text)::uuid AS id, p.origin, p.sponsor_id, p.study_id,
    p.id AS partnership_id, g.name AS group_name, c.asked_on, k.name AS asked_of
FROM advocacy_pair_now p JOIN advocacy_group g ON g.id = p.group_id
JOIN advocacy_clearance c ON c.study_id = p.study AND c.group_id = p.group_id AND c.answer = ''
JOIN advocacy_sponsorcontact k ON k.id = c.asked_of_id
WHERE p.level IN ('status', 'full') AND p.stage <> 'closed';

-- Codes, moments and few values. An end that came from elsewhere leaves no line, so no date.
CREATE VIEW advocacy_windowhappening_now WITH (security_invoker = true) AS
SELECT * FROM (
    SELECT md5(p.study_id::text || e.id::text)::uuid AS id, p.origin, p.sponsor_id, p.study_id,
        p.id AS partnership_id, e.at, CASE
            WHEN e.kind = 'start_partnership' THEN 'started'
            WHEN e.kind = 'ask_clearance' THEN 'asked_you'
            WHEN e.kind = 'answer_clearance' THEN 'you_answered'
            WHEN e.kind IN ('contact', 'send_touch', 'deliver_mail', 'send_thank_you',
                'send_answer', 'send_reply') THEN 'wrote'
            WHEN e.kind IN ('log_touch', 'file_mail') AND t.direction = 'in' AND t.is_genuine
                THEN 'answered'
            WHEN e.kind = 'log_touch' AND t.direction = 'out' AND t.state = 'delivered' THEN 'wrote'
            WHEN e.kind = 'pause' THEN 'paused' WHEN e.kind = 'resume' THEN 'resumed'
            WHEN e.kind = 'irb_hold' THEN 'irb_hold'
            WHEN e.kind = 'lift_irb_hold' THEN 'irb_lifted'
            WHEN e.kind = 'group_review' THEN 'review' WHEN e.kind = 'agree_terms' THEN 'terms'
            WHEN e.kind = 'execute' THEN 'signed' WHEN e.kind = 'ready_materials' THEN 'materials'
            WHEN e.kind IN ('schedule_placement', 'resume_placement') THEN 'planned'
            WHEN e.kind = 'suspend_placement' THEN 'suspended' WHEN e.kind = 'go_live' THEN 'live'
            WHEN e.kind = 'report' THEN 'reported' WHEN e.kind = 'send_report_back' THEN 'told_group'
            WHEN x.stage = 'closed' THEN 'ended' WHEN x.stage <> '' THEN 'stage' ELSE '' END AS code,
        x.stage, CASE WHEN x.stage = 'closed' THEN r.ended
            WHEN e.kind = 'answer_clearance' THEN left(e.data ->> 'answer', 20)
            WHEN e.kind = 'schedule_placement' THEN left(COALESCE(e.data ->> 'channel', ''), 20)
            ELSE '' END AS detail,
        CASE WHEN e.kind = 'schedule_placement'
            AND e.data ->> 'planned_on' ~ '^\\d{{4}}-\\d\\d-\\d\\d$'
            THEN (e.data ->> 'planned_on')::date END AS on_day
    FROM advocacy_pair_now p JOIN advocacy_event e ON e.partnership_id = p.origin
    LEFT JOIN advocacy_touch t ON t.id = e.touch_id
    CROSS JOIN LATERAL (SELECT {ended("COALESCE(e.data ->> 'exit_reason', p.exit_reason)", "p.origin")}
        AS ended) r
    CROSS JOIN LATERAL (SELECT CASE WHEN e.to_stage = 'closed' AND r.ended = 'unavailable' THEN ''
        ELSE e.to_stage END AS stage) x
    WHERE 'timeline' = ANY (p.shows) AND e.kind <> 'refused'
      AND ('placements' <> ALL (p.hidden_fields)
           OR e.kind NOT IN ('schedule_placement', 'resume_placement', 'suspend_placement'))
) told WHERE code <> '';

CREATE VIEW advocacy_windowplacement_now WITH (security_invoker = true) AS
SELECT md5(p.study_id::text || a.id::text)::uuid AS id, p.origin, p.sponsor_id, p.study_id,
    p.id AS partnership_id, m.title AS material, m.version, a.language, a.country, a.channel,
    a.planned_on, a.went_live_on, a.state, a.proof_url, a.reached
FROM advocacy_pair_now p JOIN advocacy_placement a ON a.partnership_id = p.origin
JOIN advocacy_material m ON m.id = a.material_id
WHERE 'placements' = ANY (p.shows);

CREATE VIEW advocacy_windowbudget_now WITH (security_invoker = true) AS
SELECT md5(s.id::text || l.id::text)::uuid AS id, l.id AS origin, s.sponsor_id, s.id AS study_id,
    l.currency, l.approved, l.cap, h.committed, h.offered, h.paid
FROM advocacy_share_now s JOIN advocacy_budgetline l ON l.study_id = s.study_id
CROSS JOIN LATERAL (SELECT
    COALESCE(sum(amount) FILTER (WHERE state = 'committed'), 0) AS committed,
    COALESCE(sum(amount) FILTER (WHERE state = 'offered'), 0) AS offered,
    COALESCE(sum(amount) FILTER (WHERE state = 'paid'), 0) AS paid
    FROM advocacy_budgethold WHERE line_id = l.id) h
WHERE 'budget' = ANY (s.shows);
"""
VIEW_NAMES = [*(f"window{name}" for name in reversed(TABLES)), "pair", "share"]


def sync(name, scope):
    """Make a table of the window equal to its view within a scope."""
    names = ["id", "origin", "sponsor_id", *(c.strip() for c in TABLES[name].split(","))]
    columns = ", ".join(names)
    given = ", ".join(f"{c} = EXCLUDED.{c}" for c in names[1:])
    told = ", ".join(f"w.{c}" for c in names)
    new = ", ".join(f"EXCLUDED.{c}" for c in names)
    return f"""
    DELETE FROM advocacy_window{name} w WHERE w.{scope} AND NOT EXISTS (
        SELECT FROM advocacy_window{name}_now n WHERE n.id = w.id AND n.{scope});
    INSERT INTO advocacy_window{name} AS w ({columns})
        SELECT {columns} FROM advocacy_window{name}_now n WHERE n.{scope}
        ON CONFLICT (id) DO UPDATE SET {given} WHERE ({told}) IS DISTINCT FROM ({new});"""


DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
PUT = f"""
-- A share is set under the strongest lock of its study, and what may show takes the weakest, so
-- that of two at once the later one sees the earlier.
CREATE FUNCTION window_put_partnerships(given uuid[], part text) RETURNS void {DEFINER} AS $$
BEGIN
    PERFORM FROM advocacy_study WHERE id IN (
        SELECT study_id FROM advocacy_partnership WHERE id = ANY (given)) ORDER BY id FOR KEY SHARE;
    IF part IN ('all', 'partnership') THEN {sync("partnership", "origin = ANY (given)")}
    END IF;
    IF part IN ('all', 'happening') THEN {sync("happening", "origin = ANY (given)")}
    END IF;
    IF part = 'all' THEN {"".join(sync(name, "origin = ANY (given)")
                              for name in ("standing", "question", "placement"))}
    END IF;
END $$;

CREATE FUNCTION window_put_budgets(given uuid[]) RETURNS void {DEFINER} AS $$
DECLARE shares uuid[];
BEGIN
    PERFORM FROM advocacy_study WHERE id = ANY (given) ORDER BY id FOR KEY SHARE;
    SELECT array_agg(id) INTO shares FROM advocacy_share WHERE study_id = ANY (given);
    {sync("budget", "study_id = ANY (shares)")}
END $$;

CREATE FUNCTION window_put_shares(given uuid[]) RETURNS void {DEFINER} AS $$
BEGIN
    PERFORM FROM advocacy_study WHERE id IN (
        SELECT study_id FROM advocacy_share WHERE id = ANY (given)) ORDER BY id FOR UPDATE;
    {sync("study", "id = ANY (given)")}
    {"".join(sync(name, "study_id = ANY (given)") for name in TABLES if name != "study")}
END $$;

CREATE FUNCTION window_is_open() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM advocacy_share WHERE level <> 'hidden')
$$;
"""

SHARED = "EXISTS (SELECT FROM advocacy_share s WHERE s.level <> 'hidden' AND s.study_id = p.study_id)"
BY_PARTNERSHIP = f"""SELECT DISTINCT p.id FROM {{rows}} c JOIN advocacy_partnership p
    ON p.id = c.{{key}} WHERE {SHARED}"""
BY_GROUP = f"""SELECT DISTINCT p.id FROM {{rows}} c JOIN advocacy_group g ON g.lineage @> ARRAY[c.{{key}}]
    JOIN advocacy_partnership p ON p.group_id = g.id WHERE {SHARED}"""
PUT_ALL = "window_put_partnerships(found, 'all')"
#: What follows a change: the table, how to find whom it concerns, what is put.
FOLLOWED = [
    ("share", "SELECT DISTINCT c.id FROM {rows} c", "window_put_shares(found)", "IUD"),
    ("study", "SELECT DISTINCT s.id FROM {rows} c JOIN advocacy_share s ON s.study_id = c.id",
     "window_put_shares(found)", "U"),
    ("user", "SELECT DISTINCT s.id FROM {rows} c JOIN advocacy_share s ON s.contact_id = c.id"
     " JOIN advocacy_windowstudy w ON w.id = s.id WHERE (w.contact_name, w.contact_email)"
     " IS DISTINCT FROM (CASE WHEN c.is_active THEN c.name ELSE '' END,"
     " CASE WHEN c.is_active THEN c.email ELSE '' END)", "window_put_shares(found)", "U"),
    ("parentedge", "SELECT DISTINCT s.id FROM advocacy_share s WHERE EXISTS (SELECT FROM {rows} c)",
     "window_put_shares(found)", "IUD"),
    ("hiddenpartnership", BY_PARTNERSHIP.replace("{key}", "partnership_id"), PUT_ALL, "IUD"),
    ("partnership", f"SELECT DISTINCT p.id FROM {{rows}} p WHERE {SHARED}", PUT_ALL, "IUD"),
    ("event", f"SELECT DISTINCT p.partnership_id FROM {{rows}} p WHERE {SHARED}"
     " AND p.partnership_id IS NOT NULL", "window_put_partnerships(found, 'happening')", "I"),
    ("touch", BY_PARTNERSHIP.replace("{key}", "partnership_id"),
     "window_put_partnerships(found, 'happening')", "U"),
    ("group", f"SELECT DISTINCT p.id FROM {{rows}} c JOIN advocacy_partnership p"
     f" ON p.group_id = c.id WHERE {SHARED}", PUT_ALL, "U"),
    ("stop", BY_GROUP.replace("{key}", "group_id"), PUT_ALL, "IUD"),
    ("optout", BY_GROUP.replace("{key}", "group_id"),
     "window_put_partnerships(found, 'partnership')", "IUD"),
    ("placement", BY_PARTNERSHIP.replace("{key}", "partnership_id"), PUT_ALL, "IUD"),
    ("reportback", BY_PARTNERSHIP.replace("{key}", "partnership_id"),
     "window_put_partnerships(found, 'partnership')", "IUD"),
    ("material", f"SELECT DISTINCT p.id FROM {{rows}} c JOIN advocacy_placement a"
     f" ON a.material_id = c.id JOIN advocacy_partnership p ON p.id = a.partnership_id WHERE {SHARED}",
     PUT_ALL, "U"),
    ("clearance", f"SELECT DISTINCT p.id FROM {{rows}} c JOIN advocacy_partnership p"
     f" ON p.study_id = c.study_id AND p.group_id = c.group_id WHERE {SHARED}", PUT_ALL, "IUD"),
    ("sponsorcontact", f"SELECT DISTINCT p.id FROM {{rows}} c JOIN advocacy_clearance a"
     f" ON a.asked_of_id = c.id AND a.answer = '' JOIN advocacy_partnership p"
     f" ON p.study_id = a.study_id AND p.group_id = a.group_id WHERE {SHARED}", PUT_ALL, "U"),
    ("budgetline", f"SELECT DISTINCT p.study_id FROM {{rows}} p WHERE {SHARED}",
     "window_put_budgets(found)", "IUD"),
    ("budgethold", f"SELECT DISTINCT p.study_id FROM {{rows}} c JOIN advocacy_budgetline p"
     f" ON p.id = c.line_id WHERE {SHARED}", "window_put_budgets(found)", "IUD"),
]
#: Which rows a statement changed: those it wrote, those it took out, or both faces of them.
CHANGES = {
    "I": ("INSERT", "NEW TABLE AS changed", "changed"),
    "D": ("DELETE", "OLD TABLE AS changed", "changed"),
    "U": ("UPDATE", "OLD TABLE AS before NEW TABLE AS changed",
          "(SELECT * FROM changed UNION ALL SELECT * FROM before)"),
}


def follow(table, query, put, letters):
    """Give the functions and triggers by which the window follows one table."""
    # Not a word of what was shared stays behind when a share goes; all else asks for shares first.
    asked = "" if table == "share" else "IF NOT window_is_open() THEN RETURN NULL; END IF;"
    made = []
    for letter in letters:
        verb, transition, rows = CHANGES[letter]
        rows = "changed" if table == "user" else rows
        name = f"window_follow_{table}_{verb.lower()}"
        made.append(f"""
CREATE FUNCTION {name}() RETURNS trigger {DEFINER} AS $$
DECLARE found uuid[];
BEGIN
    {asked}
    found := ARRAY({query.format(rows=rows)});
    IF found <> '{{}}' THEN
        PERFORM {put};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {verb} ON advocacy_{table} REFERENCING {transition}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();""")
    return "".join(made)


def forget(table, _query, _put, letters):
    """Take the triggers and their functions away."""
    names = [f"window_follow_{table}_{CHANGES[letter][0].lower()}" for letter in letters]
    return "".join(f"DROP TRIGGER {name} ON advocacy_{table}; DROP FUNCTION {name}();\n"
                   for name in names)


ONE = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SETTING = "current_setting('pagcrm.sponsors', true)"
#: NULL, so no row at all, unless the setting of this transaction is a list of ids, and nothing else.
SPONSORS = f"CASE WHEN {SETTING} ~ '^{ONE}(,{ONE})*$' THEN string_to_array({SETTING}, ',')::uuid[] END"


def guard(name):
    """Let the portal's role read its sponsor's rows and the columns that are meant for it."""
    table = f"advocacy_window{name}"
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY window_is_kept ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        REVOKE ALL ON {table}, {table}_now FROM pagcrm_app;
        GRANT SELECT ON {table}, {table}_now TO pagcrm_app;
        CREATE POLICY window_seen_by_us ON {table} FOR SELECT TO pagcrm_app USING (true);
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_portal') THEN
        GRANT SELECT (id, sponsor_id, {TABLES[name]}) ON {table} TO pagcrm_portal;
        CREATE POLICY window_of_the_sponsor ON {table} FOR SELECT TO pagcrm_portal
            USING (sponsor_id = ANY ({SPONSORS}));
    END IF;
END $$;"""


RIGHTS = """
DO $$
DECLARE one text;
BEGIN
    FOR one IN SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'window\\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM pagcrm_app', one);
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        GRANT EXECUTE ON FUNCTION window_put_shares(uuid[]) TO pagcrm_app;
        REVOKE ALL ON advocacy_share_now, advocacy_pair_now FROM pagcrm_app;
        GRANT SELECT ON advocacy_share_now, advocacy_pair_now TO pagcrm_app;
        REVOKE DELETE ON advocacy_share FROM pagcrm_app;
    END IF;
END $$;
"""
HISTORY = """
CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_share
    FOR EACH ROW EXECUTE FUNCTION history_write();
CREATE TRIGGER history_write AFTER UPDATE OR DELETE ON advocacy_hiddenpartnership
    FOR EACH ROW EXECUTE FUNCTION history_write();
"""
UNDO_GUARDS = "".join(
    f"DROP POLICY window_is_kept ON advocacy_window{name};"
    f"DROP POLICY IF EXISTS window_seen_by_us ON advocacy_window{name};"
    f"DROP POLICY IF EXISTS window_of_the_sponsor ON advocacy_window{name};"
    f"ALTER TABLE advocacy_window{name} NO FORCE ROW LEVEL SECURITY;"
    f"ALTER TABLE advocacy_window{name} DISABLE ROW LEVEL SECURITY;"
    for name in TABLES
)
UNDO = "".join((
    "DROP TRIGGER history_write ON advocacy_hiddenpartnership;"
    "DROP TRIGGER history_write ON advocacy_share;",
    UNDO_GUARDS,
    "".join(forget(*row) for row in FOLLOWED),
    "DROP FUNCTION window_is_open(); DROP FUNCTION window_put_shares(uuid[]);"
    "DROP FUNCTION window_put_budgets(uuid[]); DROP FUNCTION window_put_partnerships(uuid[], text);",
    "".join(f"DROP VIEW advocacy_{name}_now;" for name in VIEW_NAMES),
))


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0032_shares_and_the_window")]
    operations = [
        migrations.RunSQL(
            sql="".join((
                VIEWS, PUT, "".join(follow(*row) for row in FOLLOWED),
                "".join(guard(name) for name in TABLES), RIGHTS, HISTORY,
            )),
            reverse_sql=UNDO,
        )
    ]
