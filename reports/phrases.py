"""Sentences of the overview, the exports and the papers used more than once."""

BUILD_FAILED = "Chưa tạo được tệp. Bấm “Thử lại”; nếu vẫn lỗi, gọi quản trị hệ thống."
BUILD_INTERRUPTED = "Việc tạo tệp bị ngắt nhiều lần. Bấm “Thử lại”; nếu vẫn lỗi, gọi quản trị hệ thống."
NOTHING_TO_SCORE = "Chưa có báo cáo nào chấm xong trong kỳ này."
QUEUED_AGAIN = "Đã xếp lại vào hàng chờ tạo."
TOO_LARGE_FOR_CSV = "Danh sách quá dài để tải ngay dạng CSV. Tạo tệp Excel ở trang Tổng hợp, xuất số liệu."
FILE_GONE = "Không đọc được tệp này trên máy chủ. Hãy tạo tệp mới ở trang Tổng hợp, xuất số liệu."
PAPER_GONE = "Không đọc được tệp này trên máy chủ. Gọi Phòng Văn hóa – Xã hội."
