"""Sentences of meetings and ballots used more than once (ux 11, 12, (e))."""

from datetime import datetime

from core.formats import format_time

from .enums import RecusalGround

MEETING_NOT_OPEN = "Phiên họp chưa mở hoặc đã kết thúc."
NO_QUORUM = "Chưa đủ {needed} thành viên, chưa mở được phiếu."
NO_MEMBERS = "Hội đồng chưa có thành viên, chưa mở được phiên họp."
# May be shown only while a test proves it (ux principle 8): the test named here, which tests/awards checks to exist.
SECRECY_PROVED_BY = (
    "tests/awards/test_secrecy.py",
    "test_everything_readable_after_closing_depends_on_the_counts_alone",
)
SECRECY = "Hệ thống ghi đồng chí đã bỏ phiếu; lựa chọn được cất riêng, không kèm tên, không kèm giờ."
NOT_A_MEMBER = "Đồng chí không có tên trong danh sách Hội đồng của phiên họp này."
NOT_PRESENT = "Thư ký chưa điểm danh đồng chí. Xin báo thư ký."
ALREADY_VOTED = "Đồng chí đã bỏ phiếu nội dung này."
POLL_NOT_OPEN = "Nội dung này chưa mở bỏ phiếu."
POLL_CANCELLED = "Lượt bỏ phiếu này đã hủy, Hội đồng sẽ bỏ phiếu lại."
EXCLUDED = "Đồng chí không biểu quyết nội dung này."
LINE_OPEN = "Dòng {line} chưa chọn. Chọn “Không có ý kiến” nếu không biểu quyết."
BAD_BALLOT = "Phiếu gửi lên không khớp với phiếu đang mở. Xin mở lại phiếu và chọn lại."
NOT_ARRIVED = "Phiếu của đồng chí chưa tới hòm phiếu."
TRY_AGAIN = "Máy chủ đang bận, phiếu chưa được ghi. Xin bấm lại “Bỏ phiếu”."
PUT_OFF_SUBJECT = "{what} phiên họp Hội đồng Thi đua – Khen thưởng ngày {day}"
MEETING_POSTPONED = (
    "Kính gửi đồng chí {post}. {title}, dự kiến {when} tại {place}, tạm hoãn. Lý do: {reason}. "
    "Thời gian họp lại báo sau. Mở tệp lịch gửi kèm để lịch ghi tạm hoãn. Xem tại:"
)
MEETING_CALLED_OFF = (
    "Kính gửi đồng chí {post}. {title}, dự kiến {when} tại {place}, không tổ chức nữa. Lý do: {reason}. "
    "Mở tệp lịch gửi kèm để bỏ phiên họp khỏi lịch. Xem tại:"
)
ANOTHER_OPEN = "Đang có nội dung khác bỏ phiếu. Đóng phiếu đó trước."
REASON_MISSING = "Chưa nhập lý do hủy."
UNBALANCED = "Dòng {line}: số phiếu, số mã và số người đã bỏ không khớp. Không kiểm phiếu được, báo Chủ tịch Hội đồng."
MEETING_BEGUN = "Phiên họp đã bắt đầu, không còn hoặc đã có giấy mời mới hơn."
POLL_CLOSED_ALREADY = "Phiếu đã đóng rồi."

# Planning and running a meeting
PUT_OFF_REASON_MISSING = "Chưa nhập lý do hoãn, hủy phiên họp."
ONLY_PLANNED = "Phiên họp không còn ở bước chuẩn bị, không sửa được."
MEETING_OVER = "Phiên họp đã kết thúc."
MEETING_OFF = "Phiên họp đã hủy."
NOT_PREPARED = "Chỉ đổi thứ tự nội dung chưa mở bỏ phiếu."
NO_NEIGHBOUR = "Nội dung đã ở đầu hoặc cuối phần chưa bỏ phiếu."
# The code on the wall of the room
ROOM_CODE_NEEDED = "Nhập mã phòng họp trên màn hình trước khi bỏ phiếu."
ROOM_CODE_WRONG = "Mã phòng họp chưa đúng. Xem lại 6 chữ số trên màn hình phòng họp."
ROOM_CODE_WAIT = "Đã thử 5 lần. Chờ 5 phút rồi nhập lại, hoặc báo thư ký."
# Stepping aside
OWN_UNIT = "Công tác tại {unit}."
SELF = "Chính mình được đề nghị khen thưởng."
RECUSAL_REASON_MISSING = "Chưa nhập lý do không biểu quyết."
RECUSED_ALREADY = "Thành viên này đã được ghi không biểu quyết dòng này."
RECUSAL_TOO_LATE = "Nội dung đã mở bỏ phiếu, không ghi thêm hoặc bỏ người không biểu quyết được."
RECUSAL_NOT_YOURS = "Chỉ Thư ký hoặc chính thành viên ghi được."
RECUSAL_BAD_LINE = "Dòng này không còn trong nội dung."
# Minutes
MINUTES_EXIST = "Phiên họp đã có biên bản."
MINUTES_FINISHED = "Biên bản đã hoàn thành, không sửa được."
MINUTES_NOT_YET = "Hoàn thành biên bản sau khi kết thúc phiên họp."
MINUTES_OPENED_FIRST = "Lập biên bản khi phiên họp đã mở."
MINUTES_EMPTY = "Chưa nhập kết luận của Chủ tịch Hội đồng."
REMARK_EMPTY = "Chưa nhập ý kiến."
REMARK_CHANGED = "Ý kiến này vừa được người khác sửa hoặc xóa."

# Paper ballots and written opinions
ON_PAPER = "Đồng chí đã nhận phiếu giấy của nội dung này, xin bỏ vào hòm phiếu giấy."
PAPER_WHILE_OPEN = "Giao, thu lại phiếu giấy trong lúc đang bỏ phiếu."
PAPER_NOT_ENTERED = "Đã giao phiếu giấy mà chưa nhập kết quả. Bấm “Thêm phiếu giấy” trước khi kiểm phiếu."
PAPER_ENTERED = "Phiếu giấy của nội dung này đã nhập rồi."
PAPER_LINES = "Các dòng nhập không khớp với phiếu giấy đã giao. Tải lại trang rồi nhập lại."
PAPER_TOO_MANY = "thu về {returned} phiếu, nhiều hơn {issued} phiếu đã giao."
PAPER_SUM = "thu về {returned} phiếu nhưng các loại cộng lại là {total}."
PAPER_DIFFERS = "Hai lần kiểm không giống nhau. Đếm lại phiếu giấy rồi nhập lại từ đầu."
FEW_PAPERS = (
    "Chỉ có {number} phiếu giấy: người kiểm phiếu có thể đoán được ai chọn gì. Nên giao từ 3 phiếu giấy trở lên, "
    "hoặc để mọi thành viên cùng bỏ phiếu giấy."
)
BETWEEN_CLOSING_AND_COUNTING = "Nhập phiếu giấy, ý kiến bằng văn bản khi đã đóng phiếu và chưa kiểm phiếu."
VOTED_ALREADY = "{name} đã bỏ phiếu."
HAS_PAPER = "{name} đã nhận phiếu giấy."
NO_PAPER = "{name} không giữ phiếu giấy nào."
STEPS_ASIDE = "{name} không biểu quyết nội dung này."
NOT_IN_THE_ROOM = "{name} chưa được điểm danh có mặt."
PRESENT_VOTES = "{name} có mặt, bỏ phiếu tại phiên họp chứ không gửi ý kiến bằng văn bản."
OPINION_ALREADY = "Đã ghi ý kiến bằng văn bản của {name}."
NO_OPINION = "Không còn ý kiến bằng văn bản nào của {name}."
OPINION_LATER = "Ngày nhận ý kiến không thể sau hôm nay."
OPINION_LINES = "Chọn ý kiến cho từng dòng mà thành viên biểu quyết."
OPINIONS_OFF = "Theo thiết lập của Hội đồng, ý kiến bằng văn bản của thành viên vắng mặt không được tính."
# Why a line of the ballot has no buttons, by the ground of stepping aside.
ASIDE = {
    RecusalGround.OWN_UNIT: "Đồng chí không biểu quyết dòng này vì công tác tại đơn vị.",
    RecusalGround.SELF: "Đồng chí không biểu quyết dòng này vì chính đồng chí được đề nghị.",
    RecusalGround.DECLARED: "Đồng chí đã đề nghị không biểu quyết dòng này.",
}


def poll_closed(at: datetime | None) -> str:
    """“Phiếu đã đóng lúc 09:50.”"""
    return f"Phiếu đã đóng lúc {format_time(at)}." if at else POLL_CLOSED_ALREADY
