"""Kinds and states of reports, reviews and rankings."""

from django.db import models


class SubmissionStatus(models.TextChoices):
    """Life of a report; the same words everywhere (ux (b))."""

    DRAFT = "DRAFT", "Đang làm"
    SUBMITTED = "SUBMITTED", "Chờ thẩm định"
    UNDER_REVIEW = "UNDER_REVIEW", "Đang thẩm định"
    RETURNED = "RETURNED", "Trả lại bổ sung"
    ACCEPTED = "ACCEPTED", "Đã chấp nhận"


# The report is with the office and its reviewers.
IN_WARD = (SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW)


class SectionState(models.TextChoices):
    """How far a section is; "Đã điền" is not "Đã nộp" (ux principle 3)."""

    EMPTY = "EMPTY", "Chưa làm"
    PART = "PART", "Đang làm"
    DONE = "DONE", "Đã điền"


class Window(models.TextChoices):
    """What the calendar of a period says at a moment (D9)."""

    NOT_OPEN = "NOT_OPEN", "Chưa mở nhận"
    ON_TIME = "ON_TIME", "Đúng hạn"
    LATE = "LATE", "Nộp muộn"
    LOCKED = "LOCKED", "Đã khóa"


class ReviewStatus(models.TextChoices):
    """A reviewer's marks: being entered, complete and fixed, or set aside for a conflict or a lost right."""

    OPEN = "OPEN", "Đang chấm"
    COMPLETE = "COMPLETE", "Đã chấm xong"
    STOPPED = "STOPPED", "Đã dừng chấm"


class ReviewKind(models.TextChoices):
    """What a review is for: marks beside others, or the third person's marks where the others differ too far.

    AGAIN is marked on a locked board after a granted request; complete, it takes the place of RECONCILE, and the one
    that stood there, if any, is kept as AGAIN.
    """

    MARK = "MARK", "Thẩm định"
    RECONCILE = "RECONCILE", "Thống nhất điểm"
    AGAIN = "AGAIN", "Chấm lại theo kiến nghị"


class AppealStatus(models.TextChoices):
    """Life of a unit's request about its published score (kiến nghị về điểm)."""

    WAITING = "WAITING", "Chờ trả lời"
    GRANTED = "GRANTED", "Chấp nhận, chấm lại"
    REFUSED = "REFUSED", "Giữ nguyên điểm"


class BoardStatus(models.TextChoices):
    """The ranking board of one group and year."""

    OPEN = "OPEN", "Chưa chốt"
    LOCKED = "LOCKED", "Đã chốt"


class ScanStatus(models.TextChoices):
    """What is known about a file's safety; only a clean one is given out."""

    PENDING = "PENDING", "Chưa quét"
    CLEAN = "CLEAN", "Mở được"
    REFUSED = "REFUSED", "Không nhận"


class FileFault(models.TextChoices):
    """What the nightly check found about a stored file (reliability F9)."""

    MISSING = "MISSING", "Không còn trên máy chủ"
    CHANGED = "CHANGED", "Khác với lúc nhận"


class InitiativeKind(models.TextChoices):
    """Whether a competent body has recognised it: only then it is an initiative by law (Luật TĐKT Đ3.4)."""

    SOLUTION = "SOLUTION", "Giải pháp, mô hình"
    RECOGNISED = "RECOGNISED", "Sáng kiến đã được công nhận"


class ApprovalOutcome(models.TextChoices):
    """What became of a report sent to the unit's head."""

    OPEN = "OPEN", "Chờ thủ trưởng duyệt"
    HANDED_IN = "HANDED_IN", "Thủ trưởng đã nộp"
    GIVEN_BACK = "GIVEN_BACK", "Thủ trưởng trả lại"
    TAKEN_BACK = "TAKEN_BACK", "Lấy lại để sửa"


class DifficultyStatus(models.TextChoices):
    """Life of a difficulty a unit or person has told the ward about (D10)."""

    WAITING = "WAITING", "Chờ phường trả lời"
    FORWARDED = "FORWARDED", "Đã chuyển bộ phận khác"
    ANSWERED = "ANSWERED", "Đã trả lời"
    CLOSED = "CLOSED", "Đã kết thúc"


class MessageKind(models.TextChoices):
    """What a message of a difficulty's thread is."""

    QUESTION = "QUESTION", "Đơn vị hỏi"
    ANSWER = "ANSWER", "Trả lời"
    FORWARD = "FORWARD", "Chuyển bộ phận khác"
