"""Give the runs there are their moment, and those with more time, whose letters were the mark, runs."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations, models

WARD = ZoneInfo("Asia/Ho_Chi_Minh")
OF_EXTENSION = re.compile(r"reminder:\d+:extended:(\d+):(-?\d+):")


def due(closes_at, days):
    last_day = (closes_at - timedelta(microseconds=1)).astimezone(WARD).date()
    return datetime.combine(last_day - timedelta(days=days), time(7), tzinfo=WARD)


def fill(apps, schema_editor):
    """Runs of periods get their moment; letters to those with more time, until now the mark of a step, get a run."""
    run_model = apps.get_model("submissions", "ReminderRun")
    for run in run_model.objects.select_related("period"):
        run.due_at = due(run.period.closes_at, run.days_before)
        run.save(update_fields=["due_at"])
    letters = apps.get_model("core", "OutboxMessage").objects.filter(kind="reminder", dedupe_key__contains=":extended:")
    extensions = apps.get_model("submissions", "Extension").objects.in_bulk()
    for key, at in letters.order_by("pk").values_list("dedupe_key", "created_at"):
        found = OF_EXTENSION.match(key)
        extension = extensions.get(int(found[1])) if found else None
        if extension is None:
            continue
        run, _ = run_model.objects.get_or_create(
            extension=extension,
            due_at=due(extension.closes_at, int(found[2])),
            defaults={"period_id": extension.period_id, "days_before": int(found[2]), "run_at": at},
        )
        run_model.objects.filter(pk=run.pk).update(queued=models.F("queued") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("submissions", "0014_reminder_runs_by_due_moment"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
