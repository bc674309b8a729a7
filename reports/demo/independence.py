"""Who stands apart from what: contents in members' care, a remark, a declared interest (thẩm định độc lập)."""

from datetime import timedelta

from campaigns import fields
from campaigns.models import ContentArea
from core.clock import ward_date
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from submissions.services import interests, remarks

from .people import Ward
from .years import Stage

MEMBERS = ("hoi-dong-1", "hoi-dong-2", "hoi-dong-3", "hoi-dong-4")
REMARK = "Đã dự buổi ra quân tại đơn vị, đúng như báo cáo nêu. Đề nghị xem thêm số lượt người tham gia."
REASON = "Vợ là giáo viên của trường."


def tell(ward: Ward, stage: Stage) -> None:
    """Give the first contents to members, who say something to one report; one reviewer declares an interest."""
    since = ward_date(stage.period.opens_at)
    areas = ContentArea.objects.filter(campaign=stage.period.campaign).order_by("order")
    pairs = list(zip(areas, MEMBERS, strict=False))
    for area, member in pairs:
        fields.assign(
            user=ward.accounts[member], content_area=area, from_on=since, to_on=None, by=ward.accounts["thu-ky"]
        )
    waiting = Submission.objects.filter(period=stage.period, status=S.SUBMITTED, unit__isnull=False)
    report = waiting.exclude(unit__in=ward.accounts[MEMBERS[0]].unit_ids).order_by("pk").first()
    if report and pairs:
        at = stage.now - timedelta(hours=2)
        remarks.write(report, content_area=pairs[0][0], text=REMARK, by=ward.accounts[MEMBERS[0]], at=at)
    school = next((unit for unit in ward.units.values() if unit.name.startswith("Trường")), None)
    if school:
        third = ward.accounts["van-hoa-3"]
        interests.declare(user=third, about=school, reason=REASON, by=third, at=stage.now - timedelta(days=2))
