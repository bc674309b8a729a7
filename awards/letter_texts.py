"""The default words of the invitation to a meeting (giấy mời, ux (f)), which the office may change."""

from datetime import datetime

from django.urls import reverse

from core.formats import format_date
from core.letter_texts import Example, LetterText, Placeholder
from core.text import whole_number

from .models import CouncilMeeting
from .services import invitations

MOST = 50

_MEETING = (
    Placeholder("chuc_danh", "chức danh của người được mời", "Chủ tịch Hội đồng"),
    Placeholder("gio", "giờ họp", "08:00", needed=True),
    Placeholder("thu", "thứ trong tuần của ngày họp", "Thứ Sáu"),
    Placeholder("ngay", "ngày họp", "25/12/2026", needed=True),
    Placeholder("dia_diem", "nơi họp", "Phòng họp số 2", needed=True),
    Placeholder("noi_dung", "các nội dung của phiên họp", "Xét khen thưởng năm 2026", needed=True),
)


def _choices(user, now: datetime) -> list[tuple[str, str]]:
    """The meetings the reader sees, the newest first."""
    rows = CouncilMeeting.objects.visible_to(user).order_by("-starts_at", "-pk")[:MOST]
    return [(str(row.pk), f"{row.title}, {format_date(row.starts_at)}") for row in rows]


def _example(user, key: str, now: datetime) -> Example | None:
    """The facts of one meeting; whom it invites is left to the sample."""
    meeting = CouncilMeeting.objects.visible_to(user).filter(pk=whole_number(key)).first()
    if meeting is None:
        return None
    return Example(meeting.title, invitations.values_of(meeting), reverse("awards:meeting", args=[meeting.pk]))


TEXTS = (
    LetterText(
        invitations.INVITATION,
        "Mời họp Hội đồng",
        "Mời họp Hội đồng Thi đua – Khen thưởng, {gio} {thu}, {ngay}",
        "Kính gửi đồng chí {chuc_danh}. Trân trọng mời dự phiên họp tại {dia_diem}. Nội dung: {noi_dung}. Có bỏ phiếu "
        "kín bằng điện thoại; ai không dùng điện thoại sẽ bỏ phiếu giấy. Tệp lịch gửi kèm: mở ra là vào lịch của điện "
        "thoại, máy tính. Hồ sơ xem trước:",
        _MEETING,
        choices=_choices,
        example=_example,
    ),
    LetterText(
        invitations.INVITATION_CHANGED,
        "Thay đổi lịch họp Hội đồng",
        "Thay đổi lịch họp Hội đồng Thi đua – Khen thưởng: {gio} {thu}, {ngay}",
        "Kính gửi đồng chí {chuc_danh}. Phiên họp nay vào lúc {gio} {thu}, {ngay} tại {dia_diem}; giấy mời này thay "
        "giấy mời trước. Nội dung: {noi_dung}. Có bỏ phiếu kín bằng điện thoại; ai không dùng điện thoại sẽ bỏ phiếu "
        "giấy. Tệp lịch gửi kèm thay tệp trước: mở ra để lịch ghi giờ mới. Hồ sơ xem trước:",
        _MEETING,
        choices=_choices,
        example=_example,
    ),
)
