"""What somebody with the portal's password may try; {id}, {share}, {other} are a rival's."""

STATEMENTS = tuple(
    """
SELECT * FROM advocacy_windowpartnership;
SELECT origin FROM advocacy_windowpartnership;
SELECT w FROM advocacy_windowpartnership w;
SELECT ctid, xmin FROM advocacy_windowstudy;
SELECT group_name FROM advocacy_windowpartnership WHERE id = '{id}';
SELECT count(*) FROM advocacy_windowpartnership WHERE id = '{id}' HAVING count(*) > 0;
SELECT group_name FROM advocacy_windowpartnership WHERE group_name::int > 0;
SELECT 1 / (length(group_name) - length(group_name))
    FROM advocacy_windowpartnership WHERE sponsor_id = '{other}';
SELECT group_name FROM advocacy_windowpartnership_now;
SELECT id FROM advocacy_pair_now;
SELECT id FROM advocacy_share_now;
SELECT name FROM advocacy_group;
SELECT data FROM advocacy_event;
SELECT new FROM advocacy_history;
SELECT email FROM advocacy_user;
SELECT session_data FROM django_session;
SELECT window_put_shares(ARRAY['{share}']::uuid[]);
SELECT window_is_open();
SELECT sponsor_family('{other}', current_date);
INSERT INTO advocacy_windowstudy (id) VALUES ('{share}');
INSERT INTO advocacy_windowstudy (id) VALUES ('{share}') ON CONFLICT (id) DO NOTHING;
UPDATE advocacy_windowstudy SET title = title RETURNING title;
DELETE FROM advocacy_windowstudy RETURNING title;
SELECT id FROM advocacy_windowstudy FOR UPDATE;
TRUNCATE advocacy_windowstudy;
LOCK advocacy_windowstudy IN ACCESS EXCLUSIVE MODE;
CREATE TEMP TABLE mine (id uuid REFERENCES advocacy_windowstudy);
CREATE TABLE mine (id uuid);
CREATE TEMP VIEW mine AS SELECT title FROM advocacy_windowstudy;
CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1;
ALTER TABLE advocacy_windowstudy DISABLE ROW LEVEL SECURITY;
DROP POLICY window_of_the_sponsor ON advocacy_windowstudy;
EXPLAIN (VERBOSE) SELECT group_name FROM advocacy_windowpartnership;
EXPLAIN (ANALYZE, VERBOSE) SELECT group_name FROM advocacy_windowpartnership WHERE group_name > '';
SELECT most_common_vals, histogram_bounds FROM pg_stats WHERE tablename LIKE 'advocacy_win%';
SELECT stavalues1 FROM pg_statistic;
SELECT query FROM pg_stat_activity;
SELECT pg_read_file('/etc/passwd');
SELECT lo_import('/etc/passwd');
SELECT pg_get_viewdef('advocacy_share_now'::regclass);
COPY advocacy_windowpartnership (group_name) TO PROGRAM 'cat';
SET ROLE pagcrm_app;
SET ROLE pagcrm_owner;
SET SESSION AUTHORIZATION pagcrm_owner;
SET row_security = off;
SET session_replication_role = replica;
DO $$ BEGIN RAISE EXCEPTION '%', (SELECT string_agg(group_name, ' ')
    FROM advocacy_windowpartnership); END $$;
SELECT query_to_xml('SELECT group_name FROM advocacy_windowpartnership', true, true, '');
SELECT table_to_xml('advocacy_windowquestion', true, true, '');
SELECT dblink('', 'SELECT 1')
""".strip().split(";\n")
)
