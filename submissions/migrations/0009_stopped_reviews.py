"""A review may be stopped: its rows stay, its slot is free for another."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0008_totals_of_complete_reviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="review",
            name="review_once_per_reviewer",
        ),
        migrations.RemoveConstraint(
            model_name="review",
            name="review_slot_once",
        ),
        migrations.RemoveConstraint(
            model_name="review",
            name="review_completed_at_matches",
        ),
        migrations.AddField(
            model_name="review",
            name="stopped_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="dừng chấm lúc"),
        ),
        migrations.AlterField(
            model_name="review",
            name="status",
            field=models.CharField(
                choices=[("OPEN", "Đang chấm"), ("COMPLETE", "Đã chấm xong"), ("STOPPED", "Đã dừng chấm")],
                default="OPEN",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "STOPPED"), _negated=True),
                fields=("snapshot", "reviewer"),
                name="review_once_per_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "STOPPED"), _negated=True),
                fields=("snapshot", "slot"),
                name="review_slot_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("completed_at", None), ("status", "OPEN"), ("stopped_at", None), ("total_hundredths", None)
                    ),
                    models.Q(
                        ("completed_at__isnull", False),
                        ("status", "COMPLETE"),
                        ("stopped_at", None),
                        ("total_hundredths__isnull", False),
                    ),
                    models.Q(("status", "STOPPED"), ("stopped_at__isnull", False), ("total_hundredths", None)),
                    _connector="OR",
                ),
                name="review_completed_at_matches",
            ),
        ),
    ]
