"""Sentences of meetings and ballots used more than once (ux 11, 12, (e))."""

from datetime import datetime

from core.formats import format_time

MEETING_NOT_OPEN = "Phiên họp chưa mở hoặc đã kết thúc."
NO_QUORUM = "Chưa đủ {needed} thành viên, chưa mở được phiếu."
NO_MEMBERS = "Hội đồng chưa có thành viên, chưa mở được phiên họp."
SECRECY = "Hệ thống ghi đồng chí đã bỏ phiếu; lựa chọn được cất riêng, không kèm tên, không kèm giờ."
NOT_A_MEMBER = "Đồng chí không có tên trong danh sách Hội đồng của phiên họp này."
NOT_PRESENT = "Thư ký chưa điểm danh đồng chí. Xin báo thư ký."
ALREADY_VOTED = "Đồng chí đã bỏ phiếu nội dung này."
POLL_NOT_OPEN = "Nội dung này chưa mở bỏ phiếu."
POLL_CANCELLED = "Lượt bỏ phiếu này đã hủy, Hội đồng sẽ bỏ phiếu lại."
EXCLUDED = "Đồng chí không biểu quyết nội dung này vì công tác tại đơn vị."
LINE_OPEN = "Dòng {line} chưa chọn. Chọn “Không có ý kiến” nếu không biểu quyết."
BAD_BALLOT = "Phiếu gửi lên không khớp với phiếu đang mở. Xin mở lại phiếu và chọn lại."
NOT_ARRIVED = "Phiếu của đồng chí chưa tới hòm phiếu."
TRY_AGAIN = "Máy chủ đang bận, phiếu chưa được ghi. Xin bấm lại “Bỏ phiếu”."
INVITATION = (
    "Kính gửi đồng chí {post}. Trân trọng mời dự phiên họp tại {place}. Nội dung: {items}. "
    "Có bỏ phiếu kín bằng điện thoại. Hồ sơ xem trước tại:"
)
ANOTHER_OPEN = "Đang có nội dung khác bỏ phiếu. Đóng phiếu đó trước."
REASON_MISSING = "Chưa nhập lý do hủy."
UNBALANCED = "Dòng {line}: số phiếu, số mã và số người đã bỏ không khớp. Không kiểm phiếu được, báo Chủ tịch Hội đồng."
MEETING_BEGUN = "Phiên họp đã bắt đầu hoặc không còn."
POLL_CLOSED_ALREADY = "Phiếu đã đóng rồi."


def poll_closed(at: datetime | None) -> str:
    """“Phiếu đã đóng lúc 09:50.”"""
    return f"Phiếu đã đóng lúc {format_time(at)}." if at else POLL_CLOSED_ALREADY
