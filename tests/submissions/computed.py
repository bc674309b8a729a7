"""A criteria set of every part and kind, as an office that has made one uses it."""

from decimal import Decimal

from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import CriteriaSet, ParticipantGroup, ReportingPeriod
from tests import factories

JUDGED, RATIO, STEPS, COUNT, BONUS, SECOND_BONUS, MINUS = range(1, 8)


def make_computed_set(group: ParticipantGroup, period: ReportingPeriod, **fields) -> CriteriaSet:
    """Base: one by judgement (40), then one of the plan divided in three by ratio (20), steps (25) and count (15).

    Two bonus items of 8 with a cap of 10, one minus item of 5 with a cap of 3. The constants are their places.
    """
    criteria_set = factories.make_criteria_set(
        group, period, (40,), bonus_cap=Decimal(10), minus_cap=Decimal(3), **{"scorers": 1, **fields}
    )
    ratio = factories.make_item(
        criteria_set, "20", kind=MarkingKind.RATIO, title="Hồ sơ trực tuyến", measure="hồ sơ",
    )  # fmt: skip
    factories.make_item(
        criteria_set, "25", kind=MarkingKind.STEPS, criterion=ratio.criterion, title="Tỷ lệ đúng hạn", measure="%",
        steps={"95": "25", "80": "15.5"},
    )  # fmt: skip
    factories.make_item(
        criteria_set, "15", kind=MarkingKind.COUNT, criterion=ratio.criterion, title="Mô hình mới", measure="mô hình",
        unit_points=Decimal("2.5"),
    )  # fmt: skip
    factories.make_item(
        criteria_set, "8", part=CriterionPart.BONUS, kind=MarkingKind.COUNT, title="Sáng kiến được công nhận",
        measure="sáng kiến", unit_points=Decimal(4),
    )  # fmt: skip
    factories.make_item(criteria_set, "8", part=CriterionPart.BONUS, title="Được cấp trên biểu dương")
    factories.make_item(criteria_set, "5", part=CriterionPart.MINUS, title="Nộp báo cáo chậm")
    return criteria_set
