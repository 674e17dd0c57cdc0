"""What only days change is followed for some partnerships at a time, without holding up a study."""

from django.db import migrations

SQL = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_app') THEN
        {} EXECUTE ON FUNCTION window_put_partnerships(uuid[], text) {} pagcrm_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0040_see_what_began_before_the_share")]
    operations = [
        migrations.RunSQL(sql=SQL.format("GRANT", "TO"), reverse_sql=SQL.format("REVOKE", "FROM"))
    ]
