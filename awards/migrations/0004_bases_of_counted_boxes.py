from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Votes held before lines had a base of their own were counted over all members and had no invalid ballots."""
    BallotBox, Poll = apps.get_model("awards", "BallotBox"), apps.get_model("awards", "Poll")
    members = Poll.objects.filter(pk=OuterRef("poll")).values("members")
    BallotBox.objects.update(base=Subquery(members))
    BallotBox.objects.filter(yes__isnull=False).update(invalid=0)


class Migration(migrations.Migration):
    dependencies = [("awards", "0003_council_papers_and_dossiers")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="ballotbox",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("abstain", None), ("endorsed", None), ("invalid", None), ("no", None), ("yes", None)), models.Q(("abstain__isnull", False), ("endorsed__isnull", False), ("invalid__isnull", False), ("no__isnull", False), ("yes__isnull", False)), _connector="OR"), name="box_counted_whole"),
        ),
    ]
