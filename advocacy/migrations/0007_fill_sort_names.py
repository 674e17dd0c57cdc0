"""Names are sorted without case and accents; the database keeps the key."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION keep_sort_name() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.sort_name := left(lower(unaccent(NEW.name)), 240);
    RETURN NEW;
END $$;

CREATE TRIGGER keep_sort_name BEFORE INSERT OR UPDATE OF name, sort_name ON advocacy_group
    FOR EACH ROW EXECUTE FUNCTION keep_sort_name();
CREATE TRIGGER keep_sort_name BEFORE INSERT OR UPDATE OF name, sort_name ON advocacy_sponsor
    FOR EACH ROW EXECUTE FUNCTION keep_sort_name();
"""

FILL = """
ALTER TABLE advocacy_group DISABLE TRIGGER history_write;
ALTER TABLE advocacy_sponsor DISABLE TRIGGER history_write;
UPDATE advocacy_group SET sort_name = '';
UPDATE advocacy_sponsor SET sort_name = '';
ALTER TABLE advocacy_group ENABLE TRIGGER history_write;
ALTER TABLE advocacy_sponsor ENABLE TRIGGER history_write;
"""

UNDO = """
DROP TRIGGER keep_sort_name ON advocacy_group;
DROP TRIGGER keep_sort_name ON advocacy_sponsor;
DROP FUNCTION keep_sort_name();
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0006_sort_names")]
    operations = [
        migrations.RunSQL(sql=FUNCTION, reverse_sql=UNDO),
        migrations.RunSQL(sql=FILL, reverse_sql=migrations.RunSQL.noop),
    ]
