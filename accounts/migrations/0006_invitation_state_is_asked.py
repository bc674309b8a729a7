"""How far an invitation has come is read from letter, marks and clock; a stored state could only be wrong."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("accounts", "0005_what_an_import_passed_over")]

    operations = [
        migrations.AlterModelOptions(
            name="invitation",
            options={"ordering": ["-invited_at", "-pk"], "verbose_name": "lời mời", "verbose_name_plural": "lời mời"},
        ),
        migrations.RemoveField(model_name="invitation", name="status"),
    ]
