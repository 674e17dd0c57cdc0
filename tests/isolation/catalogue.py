"""Questions to PostgreSQL's own catalogue; each gives what must not be there."""

from advocacy.models.window import WINDOW

#: The columns that the portal's role may read, and no others.
DECLARED = {
    (model._meta.db_table, field.column)
    for model in WINDOW
    for field in model._meta.fields
    if field.column != "origin"
}
OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
RELATIONS = f"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}"
PORTAL = "'pagcrm_portal'"
READABLE = f"has_any_column_privilege({PORTAL}, c.oid, 'SELECT')"
FUNCTIONS = f"FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS}"
OF_EXTENSION = (
    "EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass"
    " AND d.objid = p.oid AND d.deptype = 'e')"
)

ABSENT: dict[str, str] = {
    "tables the portal reads without forced row-level security": f"""
        SELECT c.oid::regclass::text {RELATIONS} AND c.relkind IN ('r', 'p', 'f') AND {READABLE}
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""",
    "tables the portal reads by another policy than the one of its sponsor": f"""
        SELECT c.oid::regclass::text || ' ' || p.polname
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE {READABLE} AND (0 = ANY (p.polroles) OR (
            SELECT oid FROM pg_roles WHERE rolname = {PORTAL}) = ANY (p.polroles))
        AND (p.polname <> 'window_of_the_sponsor' OR p.polcmd <> 'r' OR NOT p.polpermissive
            OR pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%transaction_timestamp%'
            OR pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%pagcrm.sponsors%')""",
    "views the portal reads with their owner's rights": f"""
        SELECT c.oid::regclass::text {RELATIONS} AND c.relkind IN ('v', 'm') AND {READABLE}
        AND (c.relkind = 'm'
            OR NOT COALESCE('security_invoker=true' = ANY (c.reloptions), false))""",
    "functions with their owner's rights and no fixed path": f"""
        SELECT p.oid::regprocedure::text {FUNCTIONS} AND p.prosecdef AND NOT EXISTS (
            SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search\\_path=%')""",
    "functions of ours that the portal may call": f"""
        SELECT p.oid::regprocedure::text {FUNCTIONS} AND NOT {OF_EXTENSION}
        AND has_function_privilege({PORTAL}, p.oid, 'EXECUTE')""",
    "sequences the portal may use": f"""
        SELECT c.oid::regclass::text {RELATIONS} AND CASE WHEN c.relkind = 'S'
        THEN has_sequence_privilege({PORTAL}, c.oid, 'USAGE, SELECT, UPDATE') END""",
    "rights of the portal beyond reading": f"""
        SELECT c.oid::regclass::text {RELATIONS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND (has_table_privilege({PORTAL}, c.oid,
                'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
            OR has_any_column_privilege({PORTAL}, c.oid, 'INSERT, UPDATE, REFERENCES'))""",
    "rights of the portal on schemas and databases beyond connecting": f"""
        SELECT n.nspname FROM pg_namespace n WHERE {OURS} AND (
            has_schema_privilege({PORTAL}, n.oid, 'CREATE')
            OR (n.nspname <> 'public' AND has_schema_privilege({PORTAL}, n.oid, 'USAGE')))
        UNION ALL SELECT datname FROM pg_database WHERE datname = current_database()
        AND has_database_privilege({PORTAL}, datname, 'CREATE, TEMPORARY')""",
    "roles that pass over row-level security": """
        SELECT rolname FROM pg_roles
        WHERE rolname LIKE 'pagcrm\\_%' AND rolname <> 'pagcrm_admin'
        AND (rolbypassrls OR rolsuper OR rolcreaterole OR rolreplication)""",
    "roles that the portal belongs to, or that belong to it": f"""
        SELECT roleid::regrole || ' ' || member::regrole FROM pg_auth_members
        WHERE member = {PORTAL}::regrole OR roleid = {PORTAL}::regrole""",
    "things that the portal owns": f"""
        SELECT classid::regclass || ' ' || objid FROM pg_shdepend
        WHERE deptype = 'o' AND refobjid = {PORTAL}::regrole""",
    "settings that give the portal a sponsor beforehand": """
        SELECT unnest(setconfig) FROM pg_db_role_setting
        WHERE array_to_string(setconfig, ' ') LIKE '%pagcrm.%'""",
}

COLUMNS = f"""
    SELECT c.oid::regclass::text, a.attname
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS} AND a.attnum > 0
    AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND has_column_privilege({PORTAL}, c.oid, a.attnum, 'SELECT')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
        AND d.objid = c.oid AND d.deptype = 'e')
"""
THINGS = "SELECT count(*) FROM pg_class UNION ALL SELECT count(*) FROM pg_proc"

#: One offence for each question: the same question must find it.
OFFENCES: dict[str, str] = {
    "tables the portal reads without forced row-level security": (
        "CREATE TABLE leak (word text); GRANT SELECT ON leak TO pagcrm_portal"
    ),
    "tables the portal reads by another policy than the one of its sponsor": (
        "CREATE POLICY all_of_it ON advocacy_windowstudy FOR SELECT TO PUBLIC USING (true)"
    ),
    "views the portal reads with their owner's rights": (
        "CREATE VIEW leak AS SELECT name FROM advocacy_group;GRANT SELECT ON leak TO pagcrm_portal"
    ),
    "functions with their owner's rights and no fixed path": (
        "CREATE FUNCTION leak() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1"
    ),
    "functions of ours that the portal may call": (
        "CREATE FUNCTION leak() RETURNS int LANGUAGE sql RETURN 1;"
        "GRANT EXECUTE ON FUNCTION leak() TO pagcrm_portal"
    ),
    "sequences the portal may use": (
        "CREATE SEQUENCE leak; GRANT USAGE ON SEQUENCE leak TO pagcrm_portal"
    ),
    "rights of the portal beyond reading": (
        "GRANT UPDATE (title) ON advocacy_windowstudy TO pagcrm_portal"
    ),
    "rights of the portal on schemas and databases beyond connecting": (
        "GRANT CREATE ON SCHEMA public TO pagcrm_portal"
    ),
    "roles that pass over row-level security": "ALTER ROLE pagcrm_portal BYPASSRLS",
    "roles that the portal belongs to, or that belong to it": "GRANT pagcrm_app TO pagcrm_portal",
    "things that the portal owns": (
        "CREATE TABLE leak (word text); ALTER TABLE leak OWNER TO pagcrm_portal"
    ),
    "settings that give the portal a sponsor beforehand": (
        "ALTER ROLE pagcrm_portal SET pagcrm.sponsors = 'x'"
    ),
}
