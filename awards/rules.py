"""Figures of the council that the plan leaves open, as they stand on a day (law.md 2.5, section 10)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from campaigns.enums import AwardKind
from campaigns.figures import figure, setting
from campaigns.models import AwardForm, Campaign


@dataclass(frozen=True, slots=True)
class LineRule:
    """What a line of a ballot needs: whole percent of its base, reached, or exceeded when `strict`.

    The base is all members, less those who step aside when `recused_leave`. `source` is the text it rests on;
    `confirmed` is false while level or base still wait for somebody to look them up in the law in force.
    """

    percent: int
    strict: bool
    recused_leave: bool = False
    source: str = ""
    confirmed: bool = False

    def columns(self) -> dict[str, Any]:
        """The rule as columns of a BallotBox."""
        return {
            "threshold_percent": self.percent,
            "strict": self.strict,
            "recused_leave": self.recused_leave,
            "rule_source": self.source,
            "rule_confirmed": self.confirmed,
        }


def quorum_for(campaign: Campaign, *, on: date) -> tuple[int, int]:
    """The share of all members that must be present, as numerator and denominator."""
    numerator, denominator = figure("quorum_review", on=on, campaign=campaign)
    return int(numerator), int(denominator)


def line_rule(form: AwardForm, *, on: date) -> LineRule:
    """The rule of a form on the ward day `on`: its own BallotRule, else the figure of its kind.

    By the figure a title needs its share reached, a form of reward "quá nửa", more than its share. Of two rules in
    force the later one binds.
    """
    own = form.ballot_rules.in_force(on).order_by(F("in_force_from").desc(nulls_last=True), "-pk").first()
    if own is not None:
        return LineRule(own.threshold_percent, own.strict, own.recused_leave, own.source, own.confirmed)
    is_title = form.kind == AwardKind.TITLE
    key = "threshold_title" if is_title else "threshold_form"
    asked = {"on": on, "campaign": form.campaign}
    level, leaving = setting(key, **asked), setting("recused_leave_base", **asked)
    return LineRule(
        percent=int(figure(key, **asked)),
        strict=not is_title,
        recused_leave=bool(figure("recused_leave_base", **asked)),
        source=level.source if level else "",
        confirmed=all(row is not None and row.confirmed for row in (level, leaving)),
    )


def written_opinions_count(campaign: Campaign, *, on: date) -> bool:
    """Are signed opinions of absent members counted on that ward day (ý kiến bằng văn bản)."""
    return bool(figure("written_opinions", on=on, campaign=campaign))
