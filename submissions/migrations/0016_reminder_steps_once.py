"""Each due moment once: of a period, and of each extension. Apart from the rows, which PostgreSQL wants committed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0015_moments_of_reminder_runs")]

    operations = [
        migrations.AddConstraint(
            model_name="reminderrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("extension", None)), fields=("period", "due_at"), name="reminder_step_of_period_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("extension__isnull", False)),
                fields=("extension", "due_at"),
                name="reminder_step_of_extension_once",
            ),
        ),
    ]
