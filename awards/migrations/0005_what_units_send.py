import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("awards", "0004_bases_of_counted_boxes")]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="unit_text",
            field=core.fields.VietnameseTextField(blank=True, default="", verbose_name="đơn vị bổ sung"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="dossierpaper",
            name="from_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
                verbose_name="đơn vị gửi",
            ),
        ),
    ]
