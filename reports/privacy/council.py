"""What is held of a human's part in council meetings and in posted lists. All of it is kept: minutes and dossiers are
archived by law. A secret vote is not among it: nothing says who chose what.
"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from awards.models import (
    MeetingRemark,
    Minutes,
    Objection,
    PaperCount,
    Posting,
    Recusal,
    RoundGuidance,
    WrittenOpinion,
)

from .holdings import Holding, Row, rows
from .subjects import Subject


def holdings(subject: Subject) -> list[Holding]:
    """What the human said, wrote and stood aside from as a member, and what they objected to."""
    return [
        Holding("khong-bieu-quyet", "Hồ sơ không biểu quyết", rows(map(_recusal, recusals(subject)))),
        Holding("phat-bieu", "Ý kiến phát biểu ghi trong biên bản", rows(map(_remark, said(subject)))),
        Holding("y-kien-van-ban", "Ý kiến bằng văn bản khi vắng họp", rows(map(_opinion, opinions(subject)))),
        Holding("phan-anh", "Phản ánh về danh sách công khai", rows(map(_objection, objections(subject)))),
        Holding("viec-hoi-dong", "Việc đã làm cho phiên họp, đợt khen thưởng", rows(_work(subject))),
    ]


def recusals(subject: Subject) -> QuerySet[Recusal]:
    """Nominations the human did not vote on."""
    found = Recusal.objects.filter(seat__user=subject.user) if subject.user else Recusal.objects.none()
    return found.select_related("seat__meeting").order_by("pk")


def said(subject: Subject) -> QuerySet[MeetingRemark]:
    """What the human said in meetings."""
    found = MeetingRemark.objects.filter(seat__user=subject.user) if subject.user else MeetingRemark.objects.none()
    return found.select_related("meeting").order_by("pk")


def opinions(subject: Subject) -> QuerySet[WrittenOpinion]:
    """What the human signed instead of voting in secret."""
    found = WrittenOpinion.objects.filter(seat__user=subject.user) if subject.user else WrittenOpinion.objects.none()
    return found.select_related("box__poll__meeting").order_by("pk")


def objections(subject: Subject) -> QuerySet[Objection]:
    """What the human objected to under their own name."""
    if subject.user is None:
        return Objection.objects.none()
    found = Objection.objects.filter(entered_by=subject.user, from_whom=subject.user.full_name)
    return found.select_related("posting__round").order_by("pk")


def kept(subject: Subject) -> dict[str, QuerySet]:
    """What stays of it, by kind."""
    return {
        "hồ sơ không biểu quyết": recusals(subject),
        "ý kiến phát biểu trong biên bản": said(subject),
        "ý kiến bằng văn bản": opinions(subject),
        "phản ánh về danh sách công khai": objections(subject),
        **work(subject),
    }


def work(subject: Subject) -> dict[str, QuerySet]:
    """What the human did in office, by kind."""
    if subject.user is None:
        return {}
    user = subject.user
    return {
        "ý kiến phát biểu đã ghi cho người khác": MeetingRemark.objects.filter(entered_by=user),
        "biên bản đã lập, hoàn thành": Minutes.objects.filter(Q(created_by=user) | Q(finished_by=user)),
        "người không biểu quyết đã ghi": Recusal.objects.filter(entered_by=user),
        "phiếu giấy đã nhập": PaperCount.objects.filter(entered_by=user),
        "ý kiến bằng văn bản đã nhập": WrittenOpinion.objects.filter(entered_by=user),
        "danh sách công khai đã lập": Posting.objects.filter(created_by=user),
        "phản ánh đã ghi, đã kết luận": Objection.objects.filter(Q(entered_by=user) | Q(settled_by=user)),
        "hướng dẫn của đợt khen thưởng đã ghi": RoundGuidance.objects.filter(created_by=user),
    }


def _recusal(row: Recusal) -> Row:
    return {"Phiên họp": row.seat.meeting, "Căn cứ": row.get_ground_display(), "Lý do": row.reason}


def _remark(row: MeetingRemark) -> Row:
    return {"Phiên họp": row.meeting, "Ý kiến": row.text}


def _opinion(row: WrittenOpinion) -> Row:
    return {"Phiên họp": row.box.poll.meeting, "Dòng": row.box.order, "Ý kiến": row.get_choice_display()}


def _objection(row: Objection) -> Row:
    return {
        "Danh sách": row.posting,
        "Nhận lúc": row.received_at,
        "Nội dung": row.text,
        "Kết quả xác minh": row.finding,
    }


def _work(subject: Subject) -> Iterator[Row]:
    for kind, found in work(subject).items():
        if number := found.count():
            yield {"Việc": kind, "Số lần": number}
