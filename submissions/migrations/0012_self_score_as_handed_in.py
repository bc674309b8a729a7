"""The self-score of the latest hand-in beside the report, and the indexes of the office's list."""

from collections import defaultdict
from decimal import Decimal

from django.db import migrations, models


def add_up(apps, schema_editor):
    """What each received report gives itself, bonus and minus up to their caps, in hundredths."""
    reports = apps.get_model("submissions", "Submission")
    items = apps.get_model("submissions", "SubmissionItem")
    sums = defaultdict(lambda: defaultdict(Decimal))
    rows = items.objects.filter(self_score__isnull=False, submission__code__isnull=False)
    for pk, part, points in rows.values_list("submission", "criteria_item__part", "self_score").iterator():
        sums[pk][part] += points
    received = reports.objects.exclude(code=None)
    changed = []
    for report in received.select_related("criteria_set").iterator():
        if report.pk in sums and report.criteria_set_id:
            parts, criteria = sums[report.pk], report.criteria_set
            total = parts["BASE"] + min(parts["BONUS"], criteria.bonus_cap) - min(parts["MINUS"], criteria.minus_cap)
            report.stated_hundredths = int(max(total, Decimal(0)) * 100)
            changed.append(report)
    reports.objects.bulk_update(changed, ["stated_hundredths"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_criteria_built_by_the_office"),
        ("submissions", "0011_accepted_reports_taken_up_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="stated_hundredths",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="tổng tự chấm khi nộp (phần trăm điểm)"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["period", "submitted_at"], name="submission_received"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["period", "status", "stated_hundredths"], name="submission_in_state"),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
