"""Kinds and states of rounds, nominations, meetings, polls and decisions."""

from django.db import models


class RoundKind(models.TextChoices):
    """When an award round is held."""

    YEARLY = "YEARLY", "Khen thưởng hàng năm"
    INTERIM = "INTERIM", "Khen thưởng sơ kết"
    FINAL = "FINAL", "Khen thưởng tổng kết"
    ON_THE_SPOT = "ON_THE_SPOT", "Khen thưởng kịp thời"


class NominationOrigin(models.TextChoices):
    """Where a nomination came from."""

    RANKING = "RANKING", "Từ bảng điểm đã chốt"
    UNIT = "UNIT", "Đơn vị đề nghị"
    OFFICE = "OFFICE", "Cơ quan thường trực lập"


class SuggestionStatus(models.TextChoices):
    """Life of a unit's suggestion."""

    SENT = "SENT", "Chờ phường xem"
    TAKEN = "TAKEN", "Phường đã lập hồ sơ"
    DECLINED = "DECLINED", "Phường không lập hồ sơ"
    WITHDRAWN = "WITHDRAWN", "Đơn vị đã rút"


class NominationStatus(models.TextChoices):
    """Life of a nomination. The council advises, the chairman decides (law.md 1.5, trap 21)."""

    DRAFT = "DRAFT", "Đang lập"
    RETURNED = "RETURNED", "Chờ đơn vị bổ sung"
    WITHDRAWN = "WITHDRAWN", "Đã rút đề nghị"
    READY = "READY", "Chờ trình Hội đồng"
    ON_AGENDA = "ON_AGENDA", "Đang ở phiên họp"
    ENDORSED = "ENDORSED", "Hội đồng nhất trí"
    NOT_ENDORSED = "NOT_ENDORSED", "Hội đồng không nhất trí"
    DECIDED = "DECIDED", "Đã có quyết định"
    FORWARDED = "FORWARDED", "Đã trình cấp trên"
    GRANTED = "GRANTED", "Cấp trên đã khen thưởng"
    NOT_GRANTED = "NOT_GRANTED", "Cấp trên không khen thưởng"
    REFUSED = "REFUSED", "Không khen thưởng"


class MeetingStatus(models.TextChoices):
    """Life of a council meeting."""

    PLANNED = "PLANNED", "Chuẩn bị"
    OPEN = "OPEN", "Đang họp"
    CLOSED = "CLOSED", "Đã kết thúc"
    POSTPONED = "POSTPONED", "Tạm hoãn"
    CANCELLED = "CANCELLED", "Đã hủy"


class MinutesStatus(models.TextChoices):
    """Life of the minutes."""

    DRAFT = "DRAFT", "Đang soạn"
    FINISHED = "FINISHED", "Đã hoàn thành"


class RecusalGround(models.TextChoices):
    """Why a member does not vote on a line."""

    OWN_UNIT = "OWN_UNIT", "Công tác tại đơn vị"
    SELF = "SELF", "Chính mình được đề nghị"
    DECLARED = "DECLARED", "Tự đề nghị không biểu quyết"


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


# How a spoilt paper ballot stands in a box's list of choices; nobody can choose it on a screen.
INVALID = "INVALID"


class DecisionStatus(models.TextChoices):
    """Life of the chairman's decision."""

    DRAFT = "DRAFT", "Dự thảo"
    TO_SIGN = "TO_SIGN", "Chờ ký"
    SIGNED = "SIGNED", "Đã ký"
    RETURNED = "RETURNED", "Trả lại kèm ý kiến"


class ProposalKind(models.TextChoices):
    """Whom a letter of proposal is for."""

    TO_CHAIRMAN = "TO_CHAIRMAN", "Chủ tịch UBND phường"
    TO_CITY = "TO_CITY", "Thành phố"


class ProposalStatus(models.TextChoices):
    """Life of a letter of proposal."""

    DRAFT = "DRAFT", "Dự thảo"
    TO_SIGN = "TO_SIGN", "Chờ ký"
    RETURNED = "RETURNED", "Trả lại kèm ý kiến"
    SIGNED = "SIGNED", "Đã ký"
    SENT = "SENT", "Đã gửi"


class CityAnswer(models.TextChoices):
    """What came back for one line of a letter to the city."""

    GRANTED = "GRANTED", "Được khen thưởng"
    OTHER = "OTHER", "Được khen thưởng hình thức khác"
    REFUSED = "REFUSED", "Không được khen thưởng"
