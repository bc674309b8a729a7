"""Letters between a unit's officer and its head about approving a report (thư trình duyệt)."""

from datetime import datetime

from django.urls import reverse

from accounts.models import User
from core.clock import ward_date
from core.formats import format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import approvers, letters, phrases, windows
from .enums import ApprovalOutcome
from .models import ApprovalRequest

ASKED, GIVEN_BACK = "approval_asked", "approval_given_back"


def asked(request: ApprovalRequest, heads: list[User], *, at: datetime) -> None:
    """One letter to the first head, the others in copy: what to read, and that only their press hands it in."""
    report = request.submission
    first, *others = heads
    lines = [
        f"Kính gửi thủ trưởng {report.unit}. {request.asked_by} trình báo cáo thi đua năm {report.period.year} để đồng "
        "chí đọc và nộp."
    ]
    if request.note:
        lines.append(f"Lời nhắn: “{request.note}”.")
    if windows.is_settled(report):
        lines.append("Đây là bản bổ sung theo đề nghị của phường.")
    else:
        last = format_weekday_date(windows.deadline_of_report(report).last_day)
        lines.append(f"Giờ nộp tính lúc đồng chí bấm nộp; hạn cuối là hết {last}.")
    notify(
        recipient=first, dedupe_key=f"{ASKED}:{request.pk}", kind=ASKED,
        subject=phrases.APPROVAL_ASKED_SUBJECT.format(year=report.period.year),
        text=" ".join([*lines, "Đọc và nộp tại:"]), link=reverse("submissions:check", args=[report.pk]),
        context={"request": request.pk}, copy_to=[head.email for head in others],
        about=letters.about_report(report), at=at,
    )  # fmt: skip


def given_back(request: ApprovalRequest, *, at: datetime) -> None:
    """One letter to whoever asked: who gave the report back and why."""
    report = request.submission
    notify(
        recipient=request.asked_by, dedupe_key=f"{GIVEN_BACK}:{request.pk}", kind=GIVEN_BACK,
        subject=phrases.APPROVAL_GIVEN_BACK_SUBJECT.format(year=report.period.year),
        text=(
            f"Kính gửi {report.unit}. {request.answered_by} chưa nộp báo cáo năm {report.period.year} và trả lại với ý "
            f"kiến: “{request.answer}”. Sửa và trình lại tại:"
        ),
        link=reverse("submissions:check", args=[report.pk]), context={"submission": report.pk},
        about=letters.about_report(report), at=at,
    )  # fmt: skip


def still_asked(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter to the head leaves: whether the head has still to answer; it follows a new head."""
    rows = ApprovalRequest.objects.select_related("submission__unit")
    request = rows.filter(pk=message.context["request"]).first()
    if request is None or request.outcome != ApprovalOutcome.OPEN:
        return phrases.APPROVAL_ANSWERED
    heads = approvers.heads_of(request.submission, on=ward_date(now), apart_from=request.asked_by_id)
    if not heads:
        return phrases.NOT_HEAD_ANY_MORE
    first = next((head for head in heads if head.pk == message.recipient_id), heads[0])
    message.recipient_id, message.email = first.pk, first.email
    message.copy_to = [head.email for head in heads if head.pk != first.pk]
    message.save(update_fields=["recipient_id", "email", "copy_to"])
    return ""
