"""What the log's rows are called (nhật ký): one table for actions, one for the details beside them.

A status change is called what its step table calls it; everything else has its line here. A test fails on an
`audit.record(…)` whose action or detail has none.
"""

from dataclasses import dataclass

from .enums import AuditKind as K


@dataclass(frozen=True, slots=True)
class Label:
    """The words of one action and the kind it is filtered by."""

    words: str
    kind: str


ACTIONS: dict[str, Label] = {
    # Sign-in and what belongs to it.
    "sign_in": Label("Đăng nhập", K.SIGN_IN),
    "sign_in_failed": Label("Đăng nhập không thành", K.SIGN_IN),
    "sign_in_blocked": Label("Chặn đăng nhập vì thử quá số lần", K.SIGN_IN),
    "second_factor_failed": Label("Sai mã xác thực bước hai", K.SIGN_IN),
    "sign_in_link_failed": Label("Mở liên kết đăng nhập không còn hiệu lực", K.SIGN_IN),
    "sign_in_refused": Label("Từ chối danh tính bên ngoài", K.SIGN_IN),
    "sign_out": Label("Đăng xuất", K.SIGN_IN),
    "end_sessions": Label("Kết thúc phiên làm việc ở nơi khác", K.SIGN_IN),
    "session_expired": Label("Phiên làm việc hết hạn", K.SIGN_IN),
    # What opens the door.
    "password_set": Label("Đặt mật khẩu", K.CREDENTIAL),
    "password_changed": Label("Đổi mật khẩu", K.CREDENTIAL),
    "password_reset": Label("Đặt lại mật khẩu", K.CREDENTIAL),
    "email_added": Label("Thêm địa chỉ thư", K.CREDENTIAL),
    "email_changed": Label("Đổi địa chỉ thư", K.CREDENTIAL),
    "email_removed": Label("Bỏ địa chỉ thư", K.CREDENTIAL),
    "email_confirmed": Label("Xác nhận địa chỉ thư", K.CREDENTIAL),
    "factor_added": Label("Thêm cách xác thực bước hai", K.CREDENTIAL),
    "factor_removed": Label("Bỏ cách xác thực bước hai", K.CREDENTIAL),
    "factor_renewed": Label("Tạo lại mã khôi phục", K.CREDENTIAL),
    "accept_notice": Label("Xác nhận đã đọc thông báo về dữ liệu cá nhân", K.CREDENTIAL),
    "use_invitation": Label("Dùng lời mời, đặt mật khẩu lần đầu", K.CREDENTIAL),
    "refuse_invitation": Label("Từ chối liên kết lời mời", K.REFUSAL),
    "invite": Label("Gửi lời mời", K.MAIL),
    "resend_invitation": Label("Gửi lại lời mời", K.MAIL),
    "remind_invited": Label("Nhắc người chưa dùng lời mời", K.MAIL),
    # Accounts, roles, handing over.
    "create_account": Label("Lập tài khoản", K.GRANT),
    "edit_account": Label("Sửa thông tin tài khoản", K.GRANT),
    "change_address": Label("Đổi địa chỉ đăng nhập của tài khoản", K.GRANT),
    "close_account": Label("Đóng tài khoản", K.GRANT),
    "reopen_account": Label("Mở lại tài khoản", K.GRANT),
    "reset_factors": Label("Đặt lại lớp xác thực thứ hai", K.GRANT),
    "grant_role": Label("Giao vai trò", K.GRANT),
    "confirm_grant": Label("Xác nhận vai trò", K.GRANT),
    "refuse_grant": Label("Không xác nhận vai trò", K.GRANT),
    "end_grant": Label("Kết thúc vai trò", K.GRANT),
    "hand_over": Label("Bàn giao công việc", K.GRANT),
    "take_over": Label("Nhận bàn giao công việc", K.GRANT),
    # A rule said no.
    "refused": Label("Bị từ chối", K.REFUSAL),
    # Reports.
    "start": Label("Bắt đầu báo cáo", K.STEP),
    "take_review": Label("Nhận thẩm định", K.STEP),
    "complete_review": Label("Hoàn thành chấm điểm", K.STEP),
    "reopen_review": Label("Mở lại chấm điểm", K.STEP),
    "lock_board": Label("Chốt bảng điểm", K.STEP),
    "upload": Label("Gửi tệp minh chứng", K.EDIT),
    "use_again": Label("Dùng lại tệp minh chứng", K.EDIT),
    "remove_file": Label("Xóa tệp minh chứng", K.EDIT),
    "restore_file": Label("Lấy lại tệp minh chứng", K.EDIT),
    "view_file": Label("Xem tệp minh chứng", K.FILE),
    "download": Label("Tải tệp minh chứng", K.FILE),
    "send_reminders": Label("Gửi thư đôn đốc", K.MAIL),
    # Awards.
    "nominate": Label("Lập đề nghị khen thưởng", K.STEP),
    "edit_nomination": Label("Sửa hồ sơ đề nghị", K.EDIT),
    "discard_nomination": Label("Bỏ đề nghị đang lập", K.STEP),
    "plan_meeting": Label("Lập phiên họp Hội đồng", K.STEP),
    "take_attendance": Label("Điểm danh phiên họp", K.EDIT),
    "prepare_poll": Label("Chuẩn bị phiếu kín", K.STEP),
    "drop_poll": Label("Bỏ phiếu kín chưa mở", K.STEP),
    "prepare_decision": Label("Lập dự thảo quyết định", K.STEP),
    "publish_decision": Label("Công khai quyết định", K.STEP),
    "unpublish_decision": Label("Gỡ quyết định khỏi trang Vinh danh", K.STEP),
    # Papers and lists that leave the portal.
    "document_requested": Label("Yêu cầu tạo tệp", K.FILE),
    "document_retried": Label("Yêu cầu tạo lại tệp", K.FILE),
    "document_downloaded": Label("Tải văn bản", K.FILE),
    "list_exported": Label("Xuất danh sách", K.FILE),
    "log_exported": Label("Xuất nhật ký", K.FILE),
    # The setting up of the movement and its reference data.
    "load_plan": Label("Nạp kế hoạch phong trào", K.SETTINGS),
    "seed_demo": Label("Tạo dữ liệu dùng thử", K.SETTINGS),
    "add": Label("Thêm dữ liệu nền", K.SETTINGS),
    "change": Label("Sửa dữ liệu nền", K.SETTINGS),
    "delete": Label("Xóa dữ liệu nền", K.SETTINGS),
    # Personal data.
    "export_person": Label("Xuất dữ liệu của một người", K.PRIVACY),
    "erase_person": Label("Xóa dữ liệu của một người", K.PRIVACY),
    "purge_data": Label("Dọn dữ liệu hết hạn giữ", K.PRIVACY),
    # The log about itself.
    "log_checked": Label("Kiểm tra chuỗi nhật ký", K.LOG),
}

# What stands in a row besides the action, by its name in `data`. Names left out of this table never reach a page.
DETAILS: dict[str, str] = {
    "reason": "Lý do",
    "factors": "Lớp xác thực đã xóa",
    "identity_check": "Cách xác minh",
    "grant": "Vai trò số",
    "role": "Vai trò",
    "why": "Lý do",
    "path": "Địa chỉ trang",
    "method": "Cách gửi",
    "way": "Cách đăng nhập",
    "factor": "Cách xác thực",
    "times": "Số lần",
    "unit": "Đơn vị",
    "file_name": "Tên tệp",
    "sha256": "Mã kiểm tra tệp",
    "size": "Dung lượng (byte)",
    "rows": "Số dòng",
    "capped": "Đã cắt bớt",
    "filters": "Bộ lọc",
    "place": "Chỗ trong báo cáo",
    "submission": "Báo cáo số",
    "gone": "Xóa hẳn",
    "slot": "Lượt chấm",
    "round": "Lần nộp",
    "former": "Lượt chấm trước",
    "code": "Mã",
    "late": "Nộp muộn",
    "due_on": "Hạn bổ sung",
    "sections": "Mục cần bổ sung",
    "lines": "Số dòng",
    "queued": "Số thư đã xếp hàng",
    "targets": "Đơn vị nhận thư",
    "kind": "Loại",
    "form": "Hình thức khen thưởng",
    "movement": "Phong trào",
    "no_open_case": "Xác nhận không vướng mắc",
    "warnings": "Cảnh báo",
    "meeting": "Phiên họp số",
    "present": "Số người có mặt",
    "members": "Số thành viên",
    "changed": "Thay đổi",
    "turnout": "Số phiếu đã thu",
    "yes": "Đồng ý",
    "no": "Không đồng ý",
    "abstain": "Không có ý kiến",
    "nominations": "Các đề nghị số",
    "number": "Số văn bản",
    "signed_on": "Ngày ký",
    "decision": "Quyết định số",
    "units": "Số đơn vị",
    "reports": "Số báo cáo",
    "seed": "Số gieo",
    "source": "Nguồn",
    "version": "Phiên bản",
    "email": "Thư điện tử",
    "kinds": "Số loại dữ liệu",
    "erased": "Số dòng đã xóa",
    "kept": "Số dòng giữ lại",
    "removed": "Đã xóa",
    "intact": "Nguyên vẹn",
    "head": "Mã đầu chuỗi",
    "position": "Số dòng đã niêm phong",
    "first": "Chỗ hỏng đầu tiên",
}
