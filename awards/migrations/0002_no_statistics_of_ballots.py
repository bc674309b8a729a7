"""The planner's statistics sample whole column values: an open ballot box must never be copied into them."""

from django.db import migrations


def keep_boxes_out_of_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE awards_ballotbox ALTER COLUMN entries SET STATISTICS 0")


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial")]

    operations = [migrations.RunPython(keep_boxes_out_of_statistics, migrations.RunPython.noop)]
