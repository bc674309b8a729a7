"""Roles of the plan (R1-R10) and what each may do; roles are code, who holds them is data."""

from django.db import models


class Role(models.TextChoices):
    """A role somebody holds, at a unit or in the ward as a whole."""

    UNIT_OFFICER = "UNIT_OFFICER", "Cán bộ đầu mối của đơn vị"
    UNIT_HEAD = "UNIT_HEAD", "Thủ trưởng đơn vị"
    INDIVIDUAL = "INDIVIDUAL", "Cá nhân tham gia phong trào"
    REVIEWER = "REVIEWER", "Chuyên viên Phòng Văn hóa – Xã hội"
    COUNCIL_SECRETARY = "COUNCIL_SECRETARY", "Thư ký Hội đồng"
    COUNCIL_CHAIR = "COUNCIL_CHAIR", "Chủ tịch Hội đồng"
    COUNCIL_MEMBER = "COUNCIL_MEMBER", "Ủy viên Hội đồng"
    CHAIRMAN = "CHAIRMAN", "Chủ tịch UBND phường"
    FINANCE = "FINANCE", "Phòng Kinh tế, Hạ tầng và Đô thị"
    MEDIA = "MEDIA", "Trung tâm Dịch vụ sự nghiệp công"
    ADMIN = "ADMIN", "Quản trị hệ thống"


class Permission(models.TextChoices):
    """Named permissions; each rule asks for one of them."""

    SUBMISSION_WRITE = "SUBMISSION_WRITE", "Soạn và nộp báo cáo của đơn vị mình"
    SUBMISSION_READ_ALL = "SUBMISSION_READ_ALL", "Xem mọi báo cáo đã nộp"
    SUBMISSION_REVIEW = "SUBMISSION_REVIEW", "Thẩm định, chấm điểm báo cáo"
    RANKING_READ = "RANKING_READ", "Xem bảng xếp hạng"
    RANKING_LOCK = "RANKING_LOCK", "Chốt bảng điểm"
    REMINDER_SEND = "REMINDER_SEND", "Đôn đốc nộp báo cáo"
    EXTENSION_GRANT = "EXTENSION_GRANT", "Gia hạn nộp báo cáo"
    OVERVIEW_READ = "OVERVIEW_READ", "Xem tổng quan phong trào"
    EXPORT = "EXPORT", "Xuất số liệu, tài liệu"
    NOMINATION_MANAGE = "NOMINATION_MANAGE", "Lập đề nghị khen thưởng"
    NOMINATION_READ = "NOMINATION_READ", "Xem đề nghị khen thưởng"
    MEETING_MANAGE = "MEETING_MANAGE", "Điều hành phiên họp Hội đồng"
    MEETING_ATTEND = "MEETING_ATTEND", "Dự họp và bỏ phiếu"
    POLL_CANCEL = "POLL_CANCEL", "Hủy và bỏ phiếu lại"
    DECISION_PREPARE = "DECISION_PREPARE", "Dự thảo quyết định khen thưởng"
    DECISION_SIGN = "DECISION_SIGN", "Ký quyết định khen thưởng"
    BUDGET_EDIT = "BUDGET_EDIT", "Lập dự toán kinh phí phong trào"
    EXEMPLAR_EDIT = "EXEMPLAR_EDIT", "Biên tập điển hình tiên tiến"
    SETTINGS_EDIT = "SETTINGS_EDIT", "Thiết lập phong trào"
    ACCOUNT_MANAGE = "ACCOUNT_MANAGE", "Quản lý đơn vị, tài khoản"
    GRANT_CONFIRM = "GRANT_CONFIRM", "Xác nhận vai trò do người khác giao"
    WORK_HAND_OVER = "WORK_HAND_OVER", "Bàn giao công việc của mọi đơn vị"
    AUDIT_READ = "AUDIT_READ", "Xem nhật ký"


class ImportKind(models.TextChoices):
    """Which list a file brings in."""

    UNITS = "UNITS", "Đơn vị"
    PEOPLE = "PEOPLE", "Cá nhân"
    OFFICERS = "OFFICERS", "Tài khoản cán bộ đầu mối"


class ImportStatus(models.TextChoices):
    """How far a file has come."""

    QUEUED = "QUEUED", "Chờ đọc"
    READING = "READING", "Đang đọc"
    UNREADABLE = "UNREADABLE", "Không đọc được"
    PREVIEW = "PREVIEW", "Xem trước"
    APPLYING = "APPLYING", "Đang ghi"
    APPLIED = "APPLIED", "Đã ghi"
    UNDONE = "UNDONE", "Đã hoàn tác"
    DISCARDED = "DISCARDED", "Đã bỏ"


class RowVerdict(models.TextChoices):
    """What writing one line would do."""

    ERROR = "ERROR", "Lỗi"
    NEW = "NEW", "Thêm mới"
    CHANGED = "CHANGED", "Thay đổi"
    SAME = "SAME", "Giữ nguyên"


class InvitationStatus(models.TextChoices):
    """How far an invitation has come."""

    QUEUED = "QUEUED", "Chờ gửi"
    SENT = "SENT", "Đã gửi"
    OPENED = "OPENED", "Đã mở"
    USED = "USED", "Đã dùng"
    EXPIRED = "EXPIRED", "Hết hạn"
    REFUSED = "REFUSED", "Địa chỉ bị từ chối"
    FAILED = "FAILED", "Không gửi được"


class Standing(models.TextChoices):
    """Where a unit or person stands on a day."""

    ACTIVE = "ACTIVE", "Đang hoạt động"
    TO_COME = "TO_COME", "Chưa đến ngày"
    ENDING = "ENDING", "Sắp ngừng"
    ENDED = "ENDED", "Đã ngừng"
    MERGED = "MERGED", "Đã sáp nhập"


class ApprovalKind(models.TextChoices):
    """How a unit's head approves its report before it is handed in."""

    TICK = "TICK", "Cán bộ đánh dấu thủ trưởng đã duyệt"
    SIGNED_COPY = "SIGNED_COPY", "Gửi kèm bản có chữ ký, đóng dấu"
    SECOND_PERSON = "SECOND_PERSON", "Thủ trưởng tự đọc và nộp"
