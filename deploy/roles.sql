-- The three roles, once per PostgreSQL server. Run as a superuser:
--   psql -v owner_password=... -v app_password=... -v portal_password=... -f deploy/roles.sql
-- then: createdb --owner=pagcrm_owner pagcrm && psql -d pagcrm -f deploy/database.sql
CREATE ROLE pagcrm_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE pagcrm_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE pagcrm_portal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'portal_password';
