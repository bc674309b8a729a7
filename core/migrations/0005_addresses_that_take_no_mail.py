"""Addresses that take no mail, whom a letter is about, and the reports of its coming back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_notes_in_the_portal")]

    operations = [
        migrations.AddField(
            "outboxmessage", "about", models.CharField(blank=True, default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.AddField("outboxmessage", "bounces", models.JSONField(blank=True, default=list, editable=False)),
        migrations.AddIndex("outboxmessage", models.Index(fields=["about", "id"], name="outbox_about")),
        migrations.CreateModel(
            name="AddressTrouble",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254, unique=True, verbose_name="địa chỉ")),
                (
                    "kind",
                    models.CharField(
                        choices=[("HARD", "Địa chỉ không nhận thư"), ("SOFT", "Tạm chưa nhận thư")],
                        max_length=5,
                        verbose_name="loại",
                    ),
                ),
                ("words", models.TextField(verbose_name="máy chủ thư trả lời")),
                ("since", models.DateTimeField(verbose_name="từ lúc")),
                ("last_at", models.DateTimeField(verbose_name="lần cuối")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="số lần")),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.outboxmessage",
                        verbose_name="thư",
                    ),
                ),
            ],
            options={"verbose_name": "địa chỉ không nhận thư", "verbose_name_plural": "địa chỉ không nhận thư"},
        ),
    ]  # fmt: skip
