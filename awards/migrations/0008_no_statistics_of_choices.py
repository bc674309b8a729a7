"""Nor the lists of a closed box: what the planner kept of the choices before the paper ballots joined them, beside the
list after, would tell what the papers said. Three columns more than 0002."""

from django.db import migrations


def keep_lists_out_of_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in ("receipts", "choices", "digest"):
            schema_editor.execute(f"ALTER TABLE awards_ballotbox ALTER COLUMN {column} SET STATISTICS 0")


class Migration(migrations.Migration):
    dependencies = [("awards", "0007_rounds_on_the_spot")]

    operations = [migrations.RunPython(keep_lists_out_of_statistics, migrations.RunPython.noop)]
