"""The mass organisations' criteria as an office leaves them that has worked on them: version 2, with points by rule."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from campaigns.designer import items, sets
from campaigns.designer.checks import load_items
from campaigns.designer.sets import stamp_of
from campaigns.designer.values import Values
from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import CriteriaItem, CriteriaSet
from submissions.services.drafting import criteria_set_of

from .bodies import FRONT
from .people import Ward
from .years import Stage

WHY = "Tách tiêu chí thành phần tính được từ số liệu; thêm điểm thưởng, điểm trừ."
CAP = Decimal(5)
MONTH = timedelta(days=30)
_BY_EYE = "Xem sự phối hợp với cấp ủy, chính quyền và việc làm có lan tỏa không; không chấm theo số buổi."
# By the place of the plan's criterion, 50 points each; then what is added and taken away.
BASE: tuple[tuple[Values, ...], ...] = (
    (
        Values(title="Hoạt động cụ thể, thiết thực", max_points=Decimal(20), reviewer_guidance=_BY_EYE),
        Values(
            title="Hội viên được phổ biến", max_points=Decimal(15), kind=MarkingKind.RATIO, measure="hội viên",
            guidance="Chỉ tiêu là số hội viên theo danh sách đầu năm.",
        ),
        Values(
            title="Buổi tuyên truyền, tập huấn", max_points=Decimal(15), kind=MarkingKind.COUNT, measure="buổi",
            unit_points=Decimal("1.5"),
        ),
    ),
    (
        Values(title="Bình dân học vụ số, giám sát, phản biện", max_points=Decimal(30)),
        Values(
            title="Hộ hội viên phân loại rác tại nguồn", max_points=Decimal(20), kind=MarkingKind.STEPS, measure="%",
            steps=((Decimal(50), Decimal(8)), (Decimal(70), Decimal(14)), (Decimal(90), Decimal(20))),
        ),
    ),
)  # fmt: skip
EXTRAS = (
    Values(part=CriterionPart.BONUS, title="Mô hình được thành phố ghi nhận, nhân rộng", max_points=CAP),
    Values(
        part=CriterionPart.MINUS, title="Cung cấp số liệu sai, phải đính chính", max_points=CAP, evidence_required=False
    ),
)


def work_out(ward: Ward, stage: Stage) -> CriteriaSet:
    """Begin version 2 out of the published set, divide its criteria, publish it as the books open.

    The set of the plan was published when the plan was loaded; in the demo's calendar that was a month before.
    """
    group, by, at = ward.groups[FRONT], ward.accounts["van-hoa"], stage.period.opens_at
    source = criteria_set_of(group, stage.period)
    CriteriaSet.objects.filter(pk=source.pk).update(published_at=at - MONTH)
    draft, _ = sets.begin(group=group, period=stage.period, source=source, by=by, at=at)
    frame = {"scorers": draft.scorers, "bonus_cap": CAP, "minus_cap": CAP, "change_note": WHY}
    sets.save_frame(draft, frame=frame, points={}, seen=stamp_of(draft, load_items(draft)), by=by)
    draft.refresh_from_db()
    for row, (first, *others) in zip(load_items(draft), BASE, strict=True):
        place = {"criterion_id": row.criterion_id}
        items.save_item(row, values=replace(first, **place), seen=Values.of(row).stamp, by=by)
        for values in others:
            items.add_item(draft, values=replace(values, **place), by=by)
    for values in EXTRAS:
        items.add_item(draft, values=values, by=by)
    return sets.publish(draft, by=by, at=at)


def numbers(asked: CriteriaItem, rng: Random) -> dict[str, str]:
    """What a report says of a criterion whose points follow from numbers, by field; empty for judgement."""
    if asked.kind == MarkingKind.STEPS:
        return {"amount": str(rng.randint(60, 98))}
    if asked.kind == MarkingKind.RATIO:
        target = 10 * rng.randint(24, 60)
        return {"target": str(target), "amount": str(target * rng.randint(70, 104) // 100)}
    if asked.kind == MarkingKind.COUNT:
        return {"amount": str(rng.randint(5, int(asked.max_points / asked.unit_points)))}
    return {}
