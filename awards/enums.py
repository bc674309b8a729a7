"""Kinds and states of rounds, nominations, meetings, polls and decisions."""

from django.db import models


class RoundKind(models.TextChoices):
    """When an award round is held."""

    YEARLY = "YEARLY", "Khen thưởng hàng năm"
    INTERIM = "INTERIM", "Khen thưởng sơ kết"
    FINAL = "FINAL", "Khen thưởng tổng kết"


class NominationStatus(models.TextChoices):
    """Life of a nomination. The council advises, the chairman decides (law.md 1.5, trap 21)."""

    DRAFT = "DRAFT", "Đang lập"
    READY = "READY", "Chờ trình Hội đồng"
    ON_AGENDA = "ON_AGENDA", "Đang ở phiên họp"
    ENDORSED = "ENDORSED", "Hội đồng nhất trí"
    NOT_ENDORSED = "NOT_ENDORSED", "Hội đồng không nhất trí"
    DECIDED = "DECIDED", "Đã có quyết định"
    FORWARDED = "FORWARDED", "Đã trình cấp trên"
    REFUSED = "REFUSED", "Không khen thưởng"


class MeetingStatus(models.TextChoices):
    """Life of a council meeting."""

    PLANNED = "PLANNED", "Chuẩn bị"
    OPEN = "OPEN", "Đang họp"
    CLOSED = "CLOSED", "Đã kết thúc"


class SeatRole(models.TextChoices):
    """Post in the council."""

    CHAIR = "CHAIR", "Chủ tịch Hội đồng"
    SECRETARY = "SECRETARY", "Ủy viên, Thư ký"
    MEMBER = "MEMBER", "Ủy viên"


class PollStatus(models.TextChoices):
    """Life of one vote (ux 11): each state has one button."""

    PREPARED = "PREPARED", "Chưa mở"
    OPEN = "OPEN", "Đang bỏ phiếu"
    CLOSED = "CLOSED", "Đã đóng"
    COUNTED = "COUNTED", "Đã kiểm phiếu"
    PUBLISHED = "PUBLISHED", "Đã công bố"
    CANCELLED = "CANCELLED", "Đã hủy"


class VoteChoice(models.TextChoices):
    """What a member may choose on one line of the ballot."""

    YES = "YES", "Đồng ý"
    NO = "NO", "Không đồng ý"
    ABSTAIN = "ABSTAIN", "Không có ý kiến"


class DecisionStatus(models.TextChoices):
    """Life of the chairman's decision."""

    DRAFT = "DRAFT", "Dự thảo"
    TO_SIGN = "TO_SIGN", "Chờ ký"
    SIGNED = "SIGNED", "Đã ký"
    RETURNED = "RETURNED", "Trả lại kèm ý kiến"
