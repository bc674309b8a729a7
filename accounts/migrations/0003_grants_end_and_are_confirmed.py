import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.text import fold_vi, name_sort_key


def fill_names(apps, schema_editor):
    """Accounts made before are found and sorted by name like new ones."""
    User = apps.get_model("accounts", "User")
    changed = []
    for user in User.objects.only("full_name", "title", "email").iterator(chunk_size=500):
        user.search_text = fold_vi(f"{user.full_name} {user.title} {user.email}")[:600]
        user.sort_key = name_sort_key(user.full_name)[:900]
        changed.append(user)
    User.objects.bulk_update(changed, ["search_text", "sort_key"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_how_people_come_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="awaits_confirmation",
            field=models.BooleanField(default=False, editable=False, verbose_name="chờ người thứ hai xác nhận"),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="chấm dứt ngay lúc"),
        ),
        migrations.AddField(
            model_name="membership",
            name="granted_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người giao",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="search_text",
            field=models.CharField(db_index=True, default="", editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name="user",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=900),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ends_on__isnull", False), _connector="OR"),
                name="membership_ended_has_a_last_day",
            ),
        ),
        migrations.RunPython(fill_names, migrations.RunPython.noop, elidable=True),
    ]
