"""Closed lists of the shared parts."""

from django.db import models


class MessageStatus(models.TextChoices):
    """Life of a message in the outbox."""

    PENDING = "PENDING", "Chờ gửi"
    SENDING = "SENDING", "Đang gửi"
    SENT = "SENT", "Đã gửi"
    SKIPPED = "SKIPPED", "Bỏ qua"
    FAILED = "FAILED", "Không gửi được"


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
