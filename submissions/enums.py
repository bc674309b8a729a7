"""Kinds and states of reports, reviews and rankings."""

from django.db import models


class SubmissionStatus(models.TextChoices):
    """Life of a report; the same words everywhere (ux (b))."""

    DRAFT = "DRAFT", "Đang làm"
    SUBMITTED = "SUBMITTED", "Chờ thẩm định"
    UNDER_REVIEW = "UNDER_REVIEW", "Đang thẩm định"
    RETURNED = "RETURNED", "Trả lại bổ sung"
    ACCEPTED = "ACCEPTED", "Đã chấp nhận"


class SectionKind(models.TextChoices):
    """Kinds of sections a report has; which contents and criteria there are comes from the plan."""

    REPORTER = "REPORTER", "Thông tin đơn vị, người báo cáo"
    CONTENT = "CONTENT", "Kết quả theo nội dung thi đua"
    INITIATIVES = "INITIATIVES", "Sáng kiến, giải pháp"
    SELF_SCORE = "SELF_SCORE", "Tự chấm theo tiêu chí"
    PROPOSALS = "PROPOSALS", "Khó khăn, kiến nghị, đề xuất khen thưởng"


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
    """A reviewer's marks: being entered, or complete and fixed."""

    OPEN = "OPEN", "Đang chấm"
    COMPLETE = "COMPLETE", "Đã chấm xong"


class BoardStatus(models.TextChoices):
    """The ranking board of one group and year."""

    OPEN = "OPEN", "Chưa chốt"
    LOCKED = "LOCKED", "Đã chốt"


class ScanStatus(models.TextChoices):
    """What is known about a file's safety."""

    CLEAN = "CLEAN", "Mở được"
    REFUSED = "REFUSED", "Không nhận"
