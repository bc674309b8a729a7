"""What is held because somebody pledged, asked or was asked: pledges, difficulties, notes of approval, extensions."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from submissions.enums import MessageKind
from submissions.models import (
    ApprovalRequest,
    CallNote,
    Difficulty,
    DifficultyFile,
    DifficultyMessage,
    Extension,
    Pledge,
)

from .holdings import Holding, Row, rows
from .subjects import Subject


def holdings(subject: Subject) -> list[Holding]:
    """In the order of the archive; of others only what they wrote to this human, without their names."""
    return [
        Holding("dang-ky-thi-dua", "Đăng ký thi đua của người này", rows(_pledged(subject))),
        Holding("vuong-mac", "Khó khăn, vướng mắc gửi với tư cách cá nhân", rows(_threads(subject))),
        Holding("y-kien", "Ý kiến người này viết trong các vướng mắc khác", rows(_words_elsewhere(subject))),
        Holding("tep-vuong-mac", "Tệp gửi kèm vướng mắc người này đã gửi", rows(map(_file, sent_files(subject)))),
        Holding("trinh-duyet", "Lời nhắn, ý kiến khi trình thủ trưởng duyệt", rows(_approvals(subject))),
        Holding("gia-han", "Gia hạn nộp báo cáo của người này", rows(map(_extension, extensions(subject)))),
        Holding("cuoc-goi", "Cuộc gọi đôn đốc tới người này", rows(map(_call, calls(subject)))),
    ]


def pledges(subject: Subject) -> QuerySet[Pledge]:
    """Pledges of the human."""
    return Pledge.objects.filter(person__in=subject.people).select_related("period").order_by("period__year", "pk")


def own_difficulties(subject: Subject) -> QuerySet[Difficulty]:
    """Difficulties the human told the ward about for themselves."""
    return Difficulty.objects.filter(person__in=subject.people).order_by("pk")


def words_elsewhere(subject: Subject) -> QuerySet[DifficultyMessage]:
    """What the human wrote in threads of units and of others, for a unit or in office."""
    mine = Q(author=subject.user) if subject.user else Q(pk=None)
    found = DifficultyMessage.objects.filter(mine).exclude(difficulty__in=own_difficulties(subject))
    return found.select_related("difficulty__unit", "on_behalf_of").order_by("pk")


def own_files(subject: Subject) -> QuerySet[DifficultyFile]:
    """Files in the human's own threads."""
    found = DifficultyFile.objects.filter(message__difficulty__in=own_difficulties(subject))
    return found.select_related("message").order_by("pk")


def sent_files(subject: Subject) -> QuerySet[DifficultyFile]:
    """Files the human sent along in any thread."""
    mine = Q(message__author=subject.user) if subject.user else Q(pk=None)
    return DifficultyFile.objects.filter(mine).select_related("message").order_by("pk")


def approvals(subject: Subject) -> QuerySet[ApprovalRequest]:
    """Requests for the head's approval that the human made or answered."""
    mine = Q(asked_by=subject.user) | Q(answered_by=subject.user) if subject.user else Q(pk=None)
    return ApprovalRequest.objects.filter(mine).select_related("submission__period").order_by("pk")


def extensions(subject: Subject) -> QuerySet[Extension]:
    """More time the human was given."""
    return Extension.objects.filter(person__in=subject.people).select_related("period").order_by("pk")


def calls(subject: Subject) -> QuerySet[CallNote]:
    """Calls to the human about a missing report."""
    return CallNote.objects.filter(person__in=subject.people).select_related("period").order_by("pk")


def _pledged(subject: Subject) -> Iterator[Row]:
    for pledge in pledges(subject).prefetch_related("contents__content_area", "contents__targets"):
        for content in pledge.contents.all():
            targets = "; ".join(f"{one.name}: {one.target} {one.measure}".strip() for one in content.targets.all())
            yield {
                "Năm": pledge.period.year,
                "Gửi lúc": pledge.sent_at,
                "Nội dung": content.content_area,
                "Đăng ký": content.taken_on,
                "Mục tiêu": content.aim,
                "Chỉ tiêu": targets,
            }


def _threads(subject: Subject) -> Iterator[Row]:
    for difficulty in own_difficulties(subject).prefetch_related("messages"):
        for message in difficulty.messages.all():
            own = message.kind == MessageKind.QUESTION
            yield {
                "Vướng mắc số": difficulty.pk,
                "Trạng thái": difficulty.get_status_display(),
                "Lúc": message.sent_at,
                "Loại": "Người này viết" if own else message.get_kind_display(),
                "Nội dung": message.text,
            }


def _words_elsewhere(subject: Subject) -> Iterator[Row]:
    for message in words_elsewhere(subject):
        yield {
            "Vướng mắc số": message.difficulty_id,
            "Của đơn vị": message.difficulty.unit,
            "Thay mặt": message.on_behalf_of,
            "Lúc": message.sent_at,
            "Loại": message.get_kind_display(),
            "Nội dung": message.text,
        }


def _file(row: DifficultyFile) -> Row:
    return {
        "Tên tệp": row.name,
        "Kiểu tệp": row.media_type,
        "Dung lượng (byte)": row.size,
        "Gửi lúc": row.message.sent_at,
        "Vướng mắc số": row.message.difficulty_id,
    }


def _approvals(subject: Subject) -> Iterator[Row]:
    for request in approvals(subject):
        asked, answered = request.asked_by_id == subject.user.pk, request.answered_by_id == subject.user.pk
        yield {
            "Báo cáo số": request.submission_id,
            "Năm": request.submission.period.year,
            "Trình lúc": request.asked_at if asked else None,
            "Lời nhắn": request.note if asked else "",
            "Trả lời lúc": request.answered_at if answered else None,
            "Ý kiến": request.answer if answered else "",
            "Kết quả": request.get_outcome_display(),
        }


def _call(row: CallNote) -> Row:
    return {"Năm": row.period.year, "Nội dung": row.text, "Gọi lúc": row.called_at}


def _extension(row: Extension) -> Row:
    return {
        "Năm": row.period.year,
        "Hạn mới (trước lúc)": row.closes_at,
        "Lý do": row.reason,
        "Gia hạn lúc": row.granted_at,
    }
