"""Sentences of the overview, the exports and the papers used more than once."""

BUILD_FAILED = "Chưa tạo được tệp. Bấm “Thử lại”; nếu vẫn lỗi, gọi quản trị hệ thống."
BUILD_INTERRUPTED = "Việc tạo tệp bị ngắt nhiều lần. Bấm “Thử lại”; nếu vẫn lỗi, gọi quản trị hệ thống."
NOTHING_TO_SCORE = "Chưa có báo cáo nào chấm xong trong kỳ này."
QUEUED_AGAIN = "Đã xếp lại vào hàng chờ tạo."
TOO_LARGE_FOR_CSV = "Danh sách quá dài để tải ngay dạng CSV. Tạo tệp Excel ở trang Tổng hợp, xuất số liệu."
FILE_GONE = "Không đọc được tệp này trên máy chủ. Hãy tạo tệp mới ở trang Tổng hợp, xuất số liệu."
PAPER_GONE = "Không đọc được tệp này trên máy chủ. Gọi Phòng Văn hóa – Xã hội."
AWARD_PAPER_GONE = "Không đọc được tệp này trên máy chủ. Hãy tạo bản in mới."

# Letters about files that were ordered: subject and text by kind
DOCUMENT_LETTERS = {
    "document-ready": (
        "Tệp đã lập xong: {name}",
        "Kính gửi đồng chí {who}. Tệp “{name}” yêu cầu lúc {moment} đã lập xong. Tải tại:",
    ),
    "document-failed": (
        "Chưa lập được tệp: {name}",
        "Kính gửi đồng chí {who}. Tệp “{name}” yêu cầu lúc {moment} chưa lập được. Xem lý do và thử lại tại:",
    ),
}
DOCUMENT_GONE = "tệp không còn"
DOCUMENT_MADE_AGAIN = "tệp đang được lập lại"
DOCUMENT_TAKEN = "người yêu cầu đã tải tệp"
DOCUMENT_NOT_THEIRS = "người yêu cầu không còn quyền với tệp"

# The office's letter of the week
DIGEST_SUBJECT = "Báo cáo thi đua năm {year}: {count}/{total} đã nộp"
DIGEST = "Kính gửi đồng chí {who}. Báo cáo năm {year} đến {when}: {numbers}. Xem tại:"
DIGEST_HANDED_IN = "{count}/{total} đã nộp"
DIGEST_WAITING = "{count} chờ và đang thẩm định"
DIGEST_RETURNED = "{count} trả lại bổ sung"
DIGEST_OVERDUE = "{count} quá hạn bổ sung"
DIGEST_DEAD = "{count} địa chỉ không nhận thư"
DIGEST_NOT_THEIRS = "người nhận không còn làm việc ở Phòng"
