"""Families of groups and the text that searches look in, kept by the database."""

from django.db import migrations

GROUPS = """
CREATE FUNCTION group_keep_derived() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE above uuid[];
BEGIN
    IF NEW.parent_id IS NULL THEN
        NEW.lineage := ARRAY[NEW.id];
    ELSE
        SELECT lineage INTO above FROM advocacy_group WHERE id = NEW.parent_id;
        IF NEW.id = ANY(above) THEN
            RAISE EXCEPTION 'a group cannot belong to its own chapter'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'group_no_cycle';
        END IF;
        NEW.lineage := above || NEW.id;
    END IF;
    NEW.family_id := NEW.lineage[1];
    NEW.search_text := lower(unaccent(concat_ws(' ', NEW.name,
        array_to_string(NEW.aliases, ' '), NEW.city, NEW.registry_number)));
    RETURN NEW;
END $$;

CREATE TRIGGER group_keep_derived BEFORE INSERT OR UPDATE OF
    parent_id, name, aliases, city, registry_number, lineage, family_id, search_text
    ON advocacy_group FOR EACH ROW EXECUTE FUNCTION group_keep_derived();

CREATE FUNCTION group_pass_lineage_on() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE advocacy_group SET parent_id = parent_id WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER group_pass_lineage_on AFTER UPDATE ON advocacy_group FOR EACH ROW
    WHEN (OLD.lineage IS DISTINCT FROM NEW.lineage) EXECUTE FUNCTION group_pass_lineage_on();
"""

NAMES = """
CREATE FUNCTION sponsor_keep_search_text() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.search_text := lower(unaccent(concat_ws(' ', NEW.name,
        array_to_string(NEW.aliases, ' '), NEW.ticker)));
    RETURN NEW;
END $$;

CREATE TRIGGER sponsor_keep_search_text BEFORE INSERT OR UPDATE ON advocacy_sponsor
    FOR EACH ROW EXECUTE FUNCTION sponsor_keep_search_text();

CREATE FUNCTION study_keep_search_text() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.search_text := lower(unaccent(concat_ws(' ', NEW.title, NEW.protocol_id, NEW.nct_number)));
    RETURN NEW;
END $$;

CREATE TRIGGER study_keep_search_text BEFORE INSERT OR UPDATE ON advocacy_study
    FOR EACH ROW EXECUTE FUNCTION study_keep_search_text();
"""

UNDO = """
DROP TRIGGER study_keep_search_text ON advocacy_study;
DROP FUNCTION study_keep_search_text();
DROP TRIGGER sponsor_keep_search_text ON advocacy_sponsor;
DROP FUNCTION sponsor_keep_search_text();
DROP TRIGGER group_pass_lineage_on ON advocacy_group;
DROP FUNCTION group_pass_lineage_on();
DROP TRIGGER group_keep_derived ON advocacy_group;
DROP FUNCTION group_keep_derived();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0001_nouns")]
    operations = [migrations.RunSQL(sql=GROUPS + NAMES, reverse_sql=UNDO)]
