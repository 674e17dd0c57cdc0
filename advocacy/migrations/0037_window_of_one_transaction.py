"""The sponsors that the portal reads for are named for one transaction, and for no other.

A name that was left behind in the session, by whatever mistake, opens nothing: the setting begins
with the moment at which its transaction began.
"""

from django.db import migrations

TABLES = ("study", "standing", "partnership", "question", "happening", "placement", "budget")
ONE = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SETTING = "current_setting('pagcrm.sponsors', true)"
MOMENT = "extract(epoch FROM transaction_timestamp())::text"
#: NULL, so no row at all, unless this transaction named a list of ids, and nothing else.
NOW = (
    f"CASE WHEN split_part({SETTING}, '|', 1) = {MOMENT}"
    f" AND split_part({SETTING}, '|', 2) ~ '^{ONE}(,{ONE})*$'"
    f" AND split_part({SETTING}, '|', 3) = ''"
    f" THEN string_to_array(split_part({SETTING}, '|', 2), ',')::uuid[] END"
)
BEFORE = f"CASE WHEN {SETTING} ~ '^{ONE}(,{ONE})*$' THEN string_to_array({SETTING}, ',')::uuid[] END"


def policies(sponsors):
    """Let the portal's role see the rows of these sponsors."""
    each = "".join(
        f"ALTER POLICY window_of_the_sponsor ON advocacy_window{table}"
        f" USING (sponsor_id = ANY ({sponsors}));\n"
        for table in TABLES
    )
    return f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagcrm_portal') THEN
        {each}
    END IF;
END $$;"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0036_keep_the_counts")]
    operations = [migrations.RunSQL(sql=policies(NOW), reverse_sql=policies(BEFORE))]
