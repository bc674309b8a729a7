"""Initiatives say whether they were recognised; notes on sections take the longest key a plan can make."""

from django.db import migrations, models


def recognise(apps, schema_editor):
    apps.get_model("submissions", "Initiative").objects.exclude(recognition="").update(kind="RECOGNISED")


class Migration(migrations.Migration):
    dependencies = [("submissions", "0004_a_report_with_the_head")]

    operations = [
        migrations.AddField(
            "initiative",
            "kind",
            models.CharField(
                choices=[("SOLUTION", "Giải pháp, mô hình"), ("RECOGNISED", "Sáng kiến đã được công nhận")],
                default="SOLUTION",
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.RunPython(recognise, migrations.RunPython.noop),
        migrations.AlterField("returnnote", "section", models.CharField(max_length=140, verbose_name="mục")),
    ]
