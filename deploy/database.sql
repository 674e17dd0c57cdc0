-- What each role may do in one database. Run as a superuser, connected to that database, before
-- the first migration; running it again changes nothing.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO pagcrm_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO pagcrm_app, pagcrm_portal', current_database());
END
$$;

ALTER SCHEMA public OWNER TO pagcrm_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pagcrm_app, pagcrm_portal;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;

-- The app reads and writes rows; it cannot empty tables, add triggers or change the schema.
-- The portal gets nothing until a migration grants it something.
ALTER DEFAULT PRIVILEGES FOR ROLE pagcrm_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pagcrm_app;
ALTER DEFAULT PRIVILEGES FOR ROLE pagcrm_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO pagcrm_app;
ALTER DEFAULT PRIVILEGES FOR ROLE pagcrm_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pagcrm_owner IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO pagcrm_app;
