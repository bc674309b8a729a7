from django.db import migrations
from django.db.models import F, Q

ROUNDING = 10_000


def fill(apps, schema_editor):
    """Decisions signed before lines kept what their sum was worked out from; dossiers marked as sent before letters were
    rows of their own. The first are worked out again from the figures of their day, where they give the same sum. The
    second go back to the step before, so that the letter they went with can be recorded with its number and day.
    """
    DecisionLine, AwardRule = apps.get_model("awards", "DecisionLine"), apps.get_model("campaigns", "AwardRule")
    DatedSetting, Nomination = apps.get_model("campaigns", "DatedSetting"), apps.get_model("awards", "Nomination")
    lines = DecisionLine.objects.filter(decision__status="SIGNED", base_wage=None)
    for line in lines.select_related("decision__round", "nomination"):
        on, campaign = line.decision.signed_on, line.decision.round.campaign_id
        wages = DatedSetting.objects.filter(campaign=campaign, key="base_wage")
        wage = wages.filter(Q(valid_from=None) | Q(valid_from__lte=on)).order_by(F("valid_from").asc(nulls_first=True)).last()
        rules = AwardRule.objects.filter(
            form=line.nomination.form_id, subject_kind=line.nomination.subject_kind, allowed=True,
            money_hundredths__isnull=False,
        ).filter(Q(in_force_from=None) | Q(in_force_from__lte=on), Q(in_force_to=None) | Q(in_force_to__gt=on))
        for rule in rules if wage else ():
            if -(-rule.money_hundredths * wage.value // (100 * ROUNDING)) * ROUNDING == line.amount:
                line.base_wage, line.money_hundredths = wage.value, rule.money_hundredths
                line.money_confirmed = rule.confirmed
                line.save(update_fields=["base_wage", "money_hundredths", "money_confirmed"])
                break
    Nomination.objects.filter(status="FORWARDED", proposal_lines=None).update(status="ENDORSED")


class Migration(migrations.Migration):
    dependencies = [("awards", "0008_no_statistics_of_choices")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
