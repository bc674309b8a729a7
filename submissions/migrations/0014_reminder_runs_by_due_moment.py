"""A step of the reminder calendar is known by the moment it was due; those with more time have runs of their own."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0013_the_list_from_an_index")]

    operations = [
        migrations.RemoveConstraint(model_name="reminderrun", name="reminder_step_once"),
        migrations.AddField(
            model_name="reminderrun",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="đến lịch lúc"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reminderrun",
            name="extension",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminder_runs",
                to="submissions.extension",
            ),
        ),
        migrations.AddField(
            model_name="reminderrun",
            name="left_out",
            field=models.JSONField(blank=True, default=list, verbose_name="mốc bị lỡ"),
        ),
        migrations.AlterModelOptions(
            name="reminderrun",
            options={
                "ordering": ["period", "due_at"],
                "verbose_name": "lần đôn đốc",
                "verbose_name_plural": "lần đôn đốc",
            },
        ),
    ]
