"""Calls about missing reports; whom each former letter is about, so that a unit's letters are found together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields

SIZE = 500


def say_whom_they_are_about(apps, schema_editor):
    """By what each kind of letter noted: the subject itself, or the report, request or extension it speaks of."""
    letters = apps.get_model("core", "OutboxMessage")
    of = {
        "submission": _subjects(apps.get_model("submissions", "Submission")),
        "extension": _subjects(apps.get_model("submissions", "Extension")),
        "request": _subjects(apps.get_model("submissions", "ApprovalRequest"), "submission__"),
    }
    last = 0
    while rows := list(letters.objects.filter(pk__gt=last).order_by("pk").only("pk", "kind", "context")[:SIZE]):
        changed = []
        for row in rows:
            about = row.context.get("subject") or next(
                (found[row.context[name]] for name, found in of.items() if row.context.get(name) in found), ""
            )
            if isinstance(about, str) and about:
                row.about = about[:40]
                changed.append(row)
        letters.objects.bulk_update(changed, ["about"])
        last = rows[-1].pk


def _subjects(model, path=""):
    rows = model.objects.values_list("pk", f"{path}unit_id", f"{path}person_id")
    return {pk: f"person-{person}" if person else f"unit-{unit}" for pk, unit, person in rows}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("core", "0005_addresses_that_take_no_mail"),
        ("submissions", "0016_reminder_steps_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", core.fields.VietnameseCharField(max_length=300, verbose_name="nội dung")),
                ("called_at", models.DateTimeField(verbose_name="gọi lúc")),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người gọi",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_notes",
                        to="campaigns.reportingperiod",
                        verbose_name="kỳ báo cáo",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_notes",
                        to="accounts.person",
                        verbose_name="cá nhân",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_notes",
                        to="accounts.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "cuộc gọi đôn đốc",
                "verbose_name_plural": "cuộc gọi đôn đốc",
                "ordering": ["period", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("unit__isnull", False)),
                            models.Q(("person__isnull", False), ("unit__isnull", True)),
                            _connector="OR",
                        ),
                        name="call_unit_or_person",
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="call_says_something"),
                ],
            },
        ),
        migrations.RunPython(say_whom_they_are_about, migrations.RunPython.noop),
    ]
