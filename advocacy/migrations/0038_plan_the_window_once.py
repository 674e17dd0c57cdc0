"""To plan what keeps the window takes longer than to keep it: it is planned once a connection."""

from django.db import migrations

FUNCTIONS = ("window_put_partnerships(uuid[], text)", "window_put_budgets(uuid[])")
SQL = "".join(
    f"ALTER FUNCTION {one} SET plan_cache_mode = force_generic_plan;\n" for one in FUNCTIONS
)
UNDO = "".join(f"ALTER FUNCTION {one} RESET plan_cache_mode;\n" for one in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0037_window_of_one_transaction")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNDO)]
