"""A report whose criteria are of every kind: judgement, ratio, steps, count, a bonus and a minus, 20 points of caps."""

from decimal import Decimal

from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import Criterion
from submissions.models import Submission, SubmissionItem
from tests import factories
from tests.submissions.office import RECEIVED, S, _codes, snapshot

# order: 1 judgement 40; 2 ratio 20 and 3 count 20 under one criterion; 4 steps 20; 5, 6 bonus; 7 minus.
NUMBERS = {2: (Decimal(25), Decimal(30)), 3: (Decimal(6), None), 4: (Decimal(85), None)}
SELF = {1: 38, 2: "16.67", 3: 12, 4: 15, 5: 2, 6: 0, 7: 0}


def make_kinds(group, period, **fields):
    """A published set with the criteria above; bonus adds 10 points at most, minus takes 10."""
    criteria_set = factories.make_criteria_set(group, period, points=(40,), **fields)
    plan = Criterion.objects.create(
        campaign=group.campaign, group=group, code=f"{group.code}-xanh", order=2,
        short_title="Kinh tế, hạ tầng xanh", text="Phát triển kinh tế xanh.",
    )  # fmt: skip
    guidance = "Đối chiếu danh sách hộ có chữ ký."
    make = factories.make_item
    make(criteria_set, 20, kind=MarkingKind.RATIO, criterion=plan, title="Phân loại rác tại nguồn", measure="hộ",
         reviewer_guidance=guidance)  # fmt: skip
    make(criteria_set, 20, kind=MarkingKind.COUNT, criterion=plan, title="Mô hình xanh", measure="mô hình",
         unit_points=Decimal(2))  # fmt: skip
    make(criteria_set, 20, kind=MarkingKind.STEPS, measure="%", steps={100: 20, 80: 15, 50: 10})
    make(criteria_set, 8, part=CriterionPart.BONUS, title="Mô hình được thành phố nhân rộng")
    make(criteria_set, 8, part=CriterionPart.BONUS, title="Sáng kiến được công nhận")
    make(criteria_set, 10, part=CriterionPart.MINUS, title="Cung cấp số liệu sai")
    return criteria_set


def handed_in_kinds(group, period, *, subject=None, **fields) -> Submission:
    """A report the ward received, with the numbers and self-scores above."""
    subject = subject or factories.make_unit()
    report = Submission.objects.create(
        period=period, group=group, unit=subject, criteria_set=group.criteria_sets.get(), status=S.SUBMITTED,
        code=f"LC-{period.year}-{8000 + next(_codes)}", first_submitted_at=RECEIVED, submitted_at=RECEIVED, rounds=1,
        submitted_by=factories.make_user(factories.Role.UNIT_OFFICER, unit=subject), status_since=RECEIVED, **fields,
    )  # fmt: skip
    for item in report.criteria_set.items.order_by("order"):
        amount, target = NUMBERS.get(item.order, (None, None))
        SubmissionItem.objects.create(
            submission=report, criteria_item=item, self_score=Decimal(SELF[item.order]), amount=amount, target=target,
            result="Đã làm.",
        )  # fmt: skip
    snapshot(report)
    return report


def numbered(report, order: int) -> SubmissionItem:
    """The criterion of that order."""
    return report.items.select_related("criteria_item").get(criteria_item__order=order)
