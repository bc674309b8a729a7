from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_why_units_and_people_ended"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="columns",
            field=models.JSONField(default=list, verbose_name="các cột"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="notices",
            field=models.JSONField(default=list, verbose_name="lưu ý"),
        ),
    ]
