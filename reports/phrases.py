"""Sentences of the overview, the exports and the papers used more than once."""

BUILD_FAILED = "Chưa tạo được tệp. Bấm “Thử lại”; nếu vẫn lỗi, gọi quản trị hệ thống."
BUILD_INTERRUPTED = "Việc tạo tệp bị ngắt nhiều lần. Bấm “Thử lại”; nếu vẫn lỗi, gọi quản trị hệ thống."
NOTHING_TO_SCORE = "Chưa có báo cáo nào chấm xong trong kỳ này."
ALREADY_AT_WORK = "Tệp này đang được tạo; dưới đây là tiến độ."
