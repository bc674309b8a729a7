"""Figures of the council that the plan leaves open, as they stand on a day (law.md 2.5, section 10)."""

from dataclasses import dataclass
from datetime import date

from campaigns.enums import AwardKind
from campaigns.figures import figure
from campaigns.models import AwardForm, Campaign


@dataclass(frozen=True, slots=True)
class LineRule:
    """What a line of a ballot needs: whole percent of all members, reached, or exceeded when `strict`."""

    percent: int
    strict: bool


def quorum_for(campaign: Campaign, *, on: date) -> tuple[int, int]:
    """The share of all members that must be present, as numerator and denominator."""
    numerator, denominator = figure("quorum_review", on=on, campaign=campaign)
    return int(numerator), int(denominator)


def line_rule(form: AwardForm, *, on: date) -> LineRule:
    """The threshold of a form: a title needs its share reached, a form of reward "quá nửa", more than its share."""
    is_title = form.kind == AwardKind.TITLE
    percent = figure("threshold_title" if is_title else "threshold_form", on=on, campaign=form.campaign)
    return LineRule(int(percent), strict=not is_title)
