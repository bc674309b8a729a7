"""What is held because somebody judged or was judged: fields in care, reports given, interests, remarks, requests."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from campaigns.models import FieldAssignment
from submissions.enums import SubmissionStatus as S
from submissions.models import Assignment, Interest, Remark, SavedView, ScoreAppeal

from .holdings import Holding, Row, rows
from .subjects import Subject

UNKNOWN = -1


def holdings(subject: Subject) -> list[Holding]:
    """In the order of the archive; of others only what they wrote about this human, without their names."""
    return [
        Holding("linh-vuc", "Lĩnh vực được phân công phụ trách", rows(map(_field, fields(subject)))),
        Holding("duoc-giao", "Báo cáo được giao thẩm định", rows(map(_assignment, assignments(subject)))),
        Holding("xung-dot", "Khai báo xung đột lợi ích", rows(_interests(subject))),
        Holding("y-kien-hoi-dong", "Ý kiến người này viết với tư cách ủy viên", rows(map(_remark, remarks(subject)))),
        Holding("y-kien-ve", "Ý kiến của ủy viên về báo cáo của người này", rows(_remarks_about(subject))),
        Holding("kien-nghi-diem", "Kiến nghị về điểm", rows(_appeals(subject))),
        Holding("bo-loc", "Bộ lọc đã lưu", rows(map(_view, saved_views(subject)))),
    ]


def fields(subject: Subject) -> QuerySet[FieldAssignment]:
    """Contents in the human's care."""
    return FieldAssignment.objects.filter(user=_pk(subject)).select_related("content_area").order_by("pk")


def assignments(subject: Subject) -> QuerySet[Assignment]:
    """Reports given to the human to judge."""
    found = Assignment.objects.filter(reviewer=_pk(subject)).order_by("pk")
    return found.select_related("submission__period", "submission__unit")


def own_interests(subject: Subject) -> QuerySet[Interest]:
    """Interests that bar the human from judging somebody."""
    return Interest.objects.filter(user=_pk(subject)).select_related("unit").order_by("pk")


def interests_about(subject: Subject) -> QuerySet[Interest]:
    """Interests others have in the human."""
    return Interest.objects.filter(person__in=subject.people).exclude(user=_pk(subject)).order_by("pk")


def remarks(subject: Subject) -> QuerySet[Remark]:
    """What the human said about reports as a member of the council."""
    found = Remark.objects.filter(author=_pk(subject)).order_by("pk")
    return found.select_related("submission__unit", "content_area")


def own_appeals(subject: Subject) -> QuerySet[ScoreAppeal]:
    """Requests about the score of the human's own reports."""
    return ScoreAppeal.objects.filter(submission__person__in=subject.people).order_by("pk")


def raised_appeals(subject: Subject) -> QuerySet[ScoreAppeal]:
    """Requests the human sent for a unit or for somebody else."""
    return ScoreAppeal.objects.filter(raised_by=_pk(subject)).exclude(pk__in=own_appeals(subject)).order_by("pk")


def saved_views(subject: Subject) -> QuerySet[SavedView]:
    """Filters of the queue the human kept."""
    return SavedView.objects.filter(user=_pk(subject)).order_by("pk")


def _pk(subject: Subject) -> int:
    return subject.user.pk if subject.user else UNKNOWN


def _field(row: FieldAssignment) -> Row:
    return {"Nội dung": row.content_area, "Từ ngày": row.from_on, "Đến hết ngày": row.to_on}


def _assignment(row: Assignment) -> Row:
    """Without the name of a person who reports: that is somebody else's."""
    return {
        "Báo cáo số": row.submission_id,
        "Năm": row.submission.period.year,
        "Đơn vị": row.submission.unit,
        "Giao lúc": row.assigned_at,
        "Hạn chấm": row.due_on,
        "Thôi giao lúc": row.ended_at,
    }


def _interests(subject: Subject) -> Iterator[Row]:
    for row in own_interests(subject):
        yield {
            "Ai khai": "người này" if row.declared_by_id == _pk(subject) else "người khác",
            "Về": row.unit or f"cá nhân số {row.person_id}",
            "Lý do": row.reason,
            "Khai lúc": row.declared_at,
            "Hết hiệu lực từ": row.ended_at,
        }
    for row in interests_about(subject):
        # The reason speaks of two people; whose it is, is told without naming the other.
        yield {
            "Ai khai": "người khác",
            "Về": "người này",
            "Lý do": row.reason,
            "Khai lúc": row.declared_at,
            "Hết hiệu lực từ": row.ended_at,
        }


def _remark(row: Remark) -> Row:
    return {
        "Báo cáo số": row.submission_id,
        "Đơn vị": row.submission.unit,
        "Nội dung thi đua": row.content_area,
        "Ý kiến": row.text,
        "Lúc": row.written_at,
        "Rút lại lúc": row.withdrawn_at,
    }


def _remarks_about(subject: Subject) -> Iterator[Row]:
    """As with marks: once the report is accepted, and without who wrote them."""
    accepted = Remark.objects.filter(
        submission__person__in=subject.people, submission__status=S.ACCEPTED, withdrawn_at=None
    )
    for row in accepted.exclude(author=_pk(subject)).select_related("content_area").order_by("pk"):
        yield {
            "Báo cáo số": row.submission_id,
            "Nội dung thi đua": row.content_area,
            "Ý kiến": row.text,
            "Lúc": row.written_at,
        }


def _appeals(subject: Subject) -> Iterator[Row]:
    about = Q(pk__in=own_appeals(subject)) | Q(pk__in=raised_appeals(subject))
    for row in ScoreAppeal.objects.filter(about).select_related("submission__unit").order_by("pk"):
        yield {
            "Báo cáo số": row.submission_id,
            "Của": row.submission.unit or "cá nhân",
            "Gửi lúc": row.raised_at,
            "Nội dung": row.text,
            "Trạng thái": row.get_status_display(),
            "Trả lời": row.answer,
            "Trả lời lúc": row.answered_at,
        }


def _view(row: SavedView) -> Row:
    return {"Tên": row.name, "Bộ lọc": row.query, "Lưu lúc": row.created_at}
