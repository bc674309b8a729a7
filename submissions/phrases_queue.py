"""Sentences of the office's list of reports and of what is done to many of them at once."""

BULK_LOCKED = "Kỳ {year} đã khóa ngày {day}. Chỉ còn xuất và tải về được."
NOTHING_PICKED = "Chưa chọn báo cáo nào. Đánh dấu từng dòng, hoặc chọn cả danh sách khớp bộ lọc."
PICKED_CHANGED = "Danh sách vừa thay đổi: nay có {now} báo cáo khớp, lúc trước {then}. Xem lại rồi bấm lần nữa."
TOO_MANY_PICKED = "Đã chọn {count} báo cáo, nhiều hơn {most} báo cáo một lần. Lọc hẹp hơn rồi chọn lại."
NO_REVIEWER = "Chọn người thẩm định."
SAME_REVIEWER = "Người thay phải là người khác."
DUE_IN_PAST = "Hạn chấm không được trước hôm nay."

# Why a report was left out, as it stands in brackets after the number.
SKIP_OWN_UNIT = "của chính đơn vị người thẩm định"
SKIP_FORMER_UNIT = "người thẩm định mới thôi công tác ở đơn vị"
SKIP_DECLARED = "người thẩm định có khai báo xung đột lợi ích"
SKIP_SHARER = "người giao có xung đột lợi ích"
SKIP_NO_RIGHT = "người thẩm định không có quyền"
SKIP_STATE = "không ở bước thẩm định"
SKIP_HAS_IT = "đã giao cho người này"
SKIP_FULL = "đã đủ người thẩm định"
SKIP_NOBODY = "không còn người được phép nhận"
SKIP_SHORT = "chưa đủ người thẩm định"
SKIP_NO_CONTENT = "nội dung chính chưa chọn người"
SKIP_NOT_THEIRS = "không giao cho người này"
SKIP_BEGUN = "người này đã bắt đầu chấm"
SKIP_NOT_RETURNED = "không phải báo cáo trả lại bổ sung"
SKIP_REMINDED = "vừa được nhắc hôm nay hoặc hôm qua"
SKIP_UNREACHABLE = "không có địa chỉ thư"

ASSIGNED_SUBJECT = "Giao thẩm định {count} báo cáo năm {year}"
ASSIGNED = "Kính gửi đồng chí {who}. {by} giao đồng chí thẩm định {count} báo cáo năm {year}{due}. Xem tại:"
ASSIGNED_DUE = ", hạn chấm hết {day}"
TAKEN_BACK_SUBJECT = "Thôi giao thẩm định {count} báo cáo năm {year}"
TAKEN_BACK = "Kính gửi đồng chí {who}. {by} thôi giao đồng chí {count} báo cáo năm {year}. Phần còn lại xem tại:"
NOT_ASSIGNED_ANY_MORE = "không còn báo cáo nào giao cho người này"

URGED_DUE = "chậm nhất hết {day}"
URGED_OVERDUE = "hạn là hết {day}, đã quá {days} ngày"
URGED_WITH_HEAD = "đang chờ thủ trưởng đơn vị duyệt"
NOT_RETURNED_ANY_MORE = "đã nộp bổ sung"

# The same by the calendar
RETURN_LEFT = "Còn {days} ngày bổ sung báo cáo {code}"
RETURN_LAST_DAY = "Hôm nay là ngày cuối bổ sung báo cáo {code}"
RETURN_OVERDUE = "Quá hạn bổ sung {days} ngày: báo cáo {code}"
RETURN_DAY_OVER = "đã qua hạn bổ sung"
RETURN_LOCKED = "đã khóa sổ"

VIEW_SAVED = "Đã lưu bộ lọc “{name}”."
VIEW_REMOVED = "Đã bỏ bộ lọc “{name}”."
VIEW_NEEDS_NAME = "Đặt tên cho bộ lọc rồi lưu."
VIEW_NOTHING = "Chưa lọc gì nên không có gì để lưu."
VIEWS_FULL = "Đã lưu {most} bộ lọc. Bỏ bớt một bộ lọc rồi lưu."

TOO_MANY_ROWS = (
    "Có {count} báo cáo, nhiều hơn {most} dòng một tệp. Lọc hẹp hơn, hoặc dùng trang Tổng hợp, xuất số liệu."
)
ZIP_TOO_LARGE = (
    "Minh chứng của {count} báo cáo có {files} tệp, {size}; mỗi lần tải tối đa {most_files} tệp, {most}. Chọn ít báo "
    "cáo hơn."
)
ZIP_EMPTY = "Các báo cáo đã chọn không có tệp minh chứng nào tải được."
