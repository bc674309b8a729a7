from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awards", "0006_meetings_put_off")]

    operations = [
        migrations.RemoveConstraint(model_name="awardround", name="round_once"),
        migrations.AddField(
            model_name="awardround",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="lần trong năm"),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.UniqueConstraint(fields=("campaign", "kind", "year", "number"), name="round_once"),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "ON_THE_SPOT"), ("number", 1), _connector="OR"),
                name="round_of_the_plan_is_the_only_one",
            ),
        ),
    ]
