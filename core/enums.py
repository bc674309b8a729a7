"""Closed lists of the shared parts."""

from django.db import models


class MessageStatus(models.TextChoices):
    """Life of a message in the outbox."""

    PENDING = "PENDING", "Chờ gửi"
    SENDING = "SENDING", "Đang gửi"
    SENT = "SENT", "Đã gửi"
    SKIPPED = "SKIPPED", "Bỏ qua"
    # Every reader has switched off mail about its topic.
    NOTED = "NOTED", "Chỉ báo trong cổng"
    FAILED = "FAILED", "Không gửi được"


class Topic(models.TextChoices):
    """What a letter is about; a reader chooses by topic what comes as mail besides the note in the portal."""

    DUE = "DUE", "Nhắc hạn nộp báo cáo, hạn bổ sung"
    REPORT = "REPORT", "Báo cáo được nhận, trả lại, chấp nhận"
    RESULT = "RESULT", "Điểm, xếp hạng, kiến nghị về điểm"
    DIFFICULTY = "DIFFICULTY", "Khó khăn, vướng mắc"
    REVIEW = "REVIEW", "Việc thẩm định được giao"
    COUNCIL = "COUNCIL", "Phiên họp Hội đồng"
    AWARD = "AWARD", "Đề nghị khen thưởng"
    PAPER = "PAPER", "Tệp đã lập xong"
    DIGEST = "DIGEST", "Tổng hợp hằng tuần"
    ACCOUNT = "ACCOUNT", "Tài khoản, vai trò, bàn giao"
    SITE = "SITE", "Sự cố của cổng"

    @property
    def is_mandatory(self) -> bool:
        """Whether its letters always come as mail: a right or a duty hangs on them."""
        return self in (Topic.DUE, Topic.REPORT, Topic.COUNCIL, Topic.ACCOUNT, Topic.SITE)


class TroubleKind(models.TextChoices):
    """What a mail server said of an address."""

    HARD = "HARD", "Địa chỉ không nhận thư"
    SOFT = "SOFT", "Tạm chưa nhận thư"


class BounceFate(models.TextChoices):
    """What became of one message in the mailbox of letters that came back."""

    TAKEN = "TAKEN", "đã ghi"
    REPEATED = "REPEATED", "đã ghi từ trước"
    NOT_A_BOUNCE = "NOT_A_BOUNCE", "không phải thư báo trả về"
    NOT_OURS = "NOT_OURS", "không rõ báo về thư nào"
    OTHER_ADDRESS = "OTHER_ADDRESS", "báo về địa chỉ không có trong thư"
    TOO_LARGE = "TOO_LARGE", "quá lớn"
    UNREADABLE = "UNREADABLE", "không đọc được"


class AuditKind(models.TextChoices):
    """What sort of thing a line of the log tells; the page filters by it."""

    STEP = "STEP", "Chuyển trạng thái"
    EDIT = "EDIT", "Thêm, sửa, xóa"
    SIGN_IN = "SIGN_IN", "Đăng nhập, đăng xuất"
    CREDENTIAL = "CREDENTIAL", "Mật khẩu, xác thực, thông báo"
    REFUSAL = "REFUSAL", "Bị từ chối"
    GRANT = "GRANT", "Tài khoản, vai trò, bàn giao"
    IMPORT = "IMPORT", "Nhập từ Excel"
    FILE = "FILE", "Xuất, xem, tải tệp"
    MAIL = "MAIL", "Thư, lời mời"
    SETTINGS = "SETTINGS", "Thiết lập, dữ liệu nền"
    PRIVACY = "PRIVACY", "Dữ liệu cá nhân"
    LOG = "LOG", "Nhật ký"
