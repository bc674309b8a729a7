import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_grants_end_and_are_confirmed"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="ended_reason",
            field=core.fields.VietnameseCharField(blank=True, max_length=300, verbose_name="lý do ngừng hoạt động"),
        ),
        migrations.AddField(
            model_name="person",
            name="ended_reason",
            field=core.fields.VietnameseCharField(blank=True, max_length=300, verbose_name="lý do thôi tham gia"),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="doubles",
                to="accounts.person",
                verbose_name="trùng với",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("active_to__isnull", False), _connector="OR"),
                name="person_merged_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="person_merged_into_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="unit_merged_into_another"
            ),
        ),
    ]
