"""The demo keeps a letter's HTML, its files and who was in copy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_addresses_that_take_no_mail")]

    operations = [
        migrations.AddField(
            model_name="demomail",
            name="copy_to",
            field=models.JSONField(default=list, verbose_name="đồng gửi"),
        ),
        migrations.AddField(
            model_name="demomail",
            name="html",
            field=models.TextField(blank=True, verbose_name="bản HTML"),
        ),
        migrations.AddField(
            model_name="demomail",
            name="attachments",
            field=models.JSONField(default=list, verbose_name="tệp kèm"),
        ),
    ]
