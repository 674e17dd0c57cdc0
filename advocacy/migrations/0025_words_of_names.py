"""The words that names are made of, so that a slip of the fingers is mended by a short list."""

import django.contrib.postgres.indexes
from django.db import migrations, models

KEEP = """
CREATE FUNCTION name_words(names text) RETURNS TABLE (word text)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT DISTINCT left(one, 60) FROM regexp_split_to_table(names, '[^[:alnum:]]+') AS one
    WHERE length(one) >= 4 AND one !~ '[0-9]'
$$;

CREATE FUNCTION keep_name_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO advocacy_nameword (word)
    SELECT w.word FROM name_words(NEW.search_text) AS w
    WHERE NOT EXISTS (SELECT FROM advocacy_nameword k WHERE k.word = w.word);
    RETURN NULL;
END $$;

CREATE TRIGGER keep_name_words AFTER INSERT OR UPDATE ON advocacy_group
    FOR EACH ROW EXECUTE FUNCTION keep_name_words();
CREATE TRIGGER keep_name_words AFTER INSERT OR UPDATE ON advocacy_sponsor
    FOR EACH ROW EXECUTE FUNCTION keep_name_words();
CREATE TRIGGER keep_name_words AFTER INSERT OR UPDATE ON advocacy_study
    FOR EACH ROW EXECUTE FUNCTION keep_name_words();

INSERT INTO advocacy_nameword (word)
SELECT DISTINCT w.word FROM (
    SELECT search_text FROM advocacy_group
    UNION ALL SELECT search_text FROM advocacy_sponsor
    UNION ALL SELECT search_text FROM advocacy_study) AS named,
    LATERAL name_words(named.search_text) AS w;
"""
UNDO = """
DROP TRIGGER keep_name_words ON advocacy_study;
DROP TRIGGER keep_name_words ON advocacy_sponsor;
DROP TRIGGER keep_name_words ON advocacy_group;
DROP FUNCTION keep_name_words();
DROP FUNCTION name_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0024_reminders_from_the_ledger")]
    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(fields=["word"], name="name_word_near", opclasses=["gist_trgm_ops"]),
                    models.Index(fields=["word"], name="name_word"),
                ],
            },
        ),
        migrations.RunSQL(sql=KEEP, reverse_sql=UNDO),
    ]
