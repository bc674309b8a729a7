from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0005_what_units_send"),
        ("campaigns", "0006_council_papers_and_dossiers"),
    ]

    operations = [
        migrations.AddField(
            model_name="councilmeeting",
            name="invitation",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="lần mời"),
        ),
        migrations.AddField(
            model_name="councilmeeting",
            name="status_reason",
            field=core.fields.VietnameseCharField(blank=True, max_length=300, verbose_name="lý do hoãn, hủy"),
        ),
        migrations.AddField(
            model_name="councilmeeting",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="lần sửa"),
        ),
        migrations.AddField(
            model_name="councilseat",
            name="arrived_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="có mặt từ"),
        ),
        migrations.AddField(
            model_name="minutes",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="lần sửa"),
        ),
        migrations.AlterField(
            model_name="councilmeeting",
            name="status",
            field=models.CharField(
                choices=[
                    ("PLANNED", "Chuẩn bị"),
                    ("OPEN", "Đang họp"),
                    ("CLOSED", "Đã kết thúc"),
                    ("POSTPONED", "Tạm hoãn"),
                    ("CANCELLED", "Đã hủy"),
                ],
                default="PLANNED",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["POSTPONED", "CANCELLED"]), _negated=True),
                    models.Q(("status_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="meeting_put_off_has_reason",
            ),
        ),
    ]
