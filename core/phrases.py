"""Sentences used in more than one place of the portal."""

SOMEONE_WAS_FASTER = "Người khác vừa xử lý hồ sơ này. Đã tải lại trạng thái mới nhất."
NO_SUCH_STEP = "Việc này không làm được ở trạng thái hiện tại."
NO_RIGHT = "Tài khoản này không có quyền xem trang."
ALREADY_SENT = "Nội dung này đã được gửi trước đó; dưới đây là kết quả của lần gửi đầu."
SCORE_FORMAT = "Điểm là số, ví dụ 20,5."
