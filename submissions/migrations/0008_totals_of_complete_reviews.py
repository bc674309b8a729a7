"""Complete reviews get the total their marks add up to, before the constraint asks for it."""

from django.db import migrations, models
from django.db.models import BigIntegerField, Sum


def fill(apps, schema_editor):
    review, score = (apps.get_model("submissions", name) for name in ("Review", "Score"))
    complete = review.objects.filter(status="COMPLETE")
    marks = score.objects.filter(review__in=complete, is_latest=True).order_by().values_list("review")
    sums = dict(marks.annotate(total=Sum("points", output_field=BigIntegerField())))
    for pk in complete.values_list("pk", flat=True):
        review.objects.filter(pk=pk).update(total_hundredths=sums.get(pk) or 0)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0007_review_and_ranking")]

    operations = [
        migrations.RemoveConstraint(
            model_name="review",
            name="review_completed_at_matches",
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at", None), ("status", "OPEN"), ("total_hundredths", None)),
                    models.Q(
                        ("completed_at__isnull", False), ("status", "COMPLETE"), ("total_hundredths__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="review_completed_at_matches",
            ),
        ),
    ]
