"""The office's list is read from an index; a report given back states the self-score of its hand-in, not of today."""

from decimal import Decimal

from django.db import migrations, models
from django.db.models import Q


def as_handed_in(apps, schema_editor):
    """What 0012 added up from rows that were being changed: reports in their unit's hands, from their last snapshot."""
    snapshots = apps.get_model("submissions", "Snapshot")
    reports = apps.get_model("submissions", "Submission")
    last = snapshots.objects.filter(
        number=models.F("submission__rounds"), submission__status__in=["DRAFT", "RETURNED"]
    )
    for pk, stated, data in last.values_list("submission", "submission__stated_hundredths", "data").iterator():
        if (told := _total(data)) != stated:
            reports.objects.filter(pk=pk).update(stated_hundredths=told)


def _total(data):
    given = [row for row in data.get("items", []) if row.get("self_score") is not None]
    if not given:
        return None
    sums = dict.fromkeys(("BASE", "BONUS", "MINUS"), Decimal(0))
    for row in given:
        sums[row.get("part", "BASE")] += Decimal(row["self_score"])
    caps = data.get("caps", {})
    bonus, minus = (min(sums[part.upper()], Decimal(caps.get(part, 0))) for part in ("bonus", "minus"))
    return int(max(sums["BASE"] + bonus - minus, Decimal(0)) * 100)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0012_self_score_as_handed_in")]

    operations = [
        migrations.RunPython(as_handed_in, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="submission", name="submission_received"),
        migrations.RemoveIndex(model_name="submission", name="submission_in_state"),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["period", "status", "stated_hundredths", "id", "rounds", "criteria_set"],
                name="submission_in_its_state",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=Q(("submitted_at__isnull", False)),
                fields=["period", "submitted_at", "id", "status"],
                name="submission_by_receipt",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=Q(
                    ("removed_at", None),
                    Q(Q(("fault", ""), _negated=True), Q(("scan_status", "CLEAN"), _negated=True), _connector="OR"),
                ),
                fields=["uploaded_at"],
                name="evidence_in_trouble",
            ),
        ),
    ]
