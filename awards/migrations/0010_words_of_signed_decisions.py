from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awards", "0009_facts_of_former_awards")]

    operations = [
        migrations.AddField(
            model_name="decisionline",
            name="printed",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
