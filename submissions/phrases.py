"""Sentences of the report's pages and mails used more than once."""

RECEIVED_SUBJECT = "Phường đã nhận báo cáo {code}"
RETURNED_SUBJECT = "Đề nghị bổ sung báo cáo {code}"
ACCEPTED_SUBJECT = "Báo cáo {code} đã được chấp nhận"
NOT_OPEN = "Phường chưa mở nhận báo cáo năm {year}."
LOCKED = "Kỳ {year} đã khóa ngày {day}. Cần đính chính, liên hệ Phòng Văn hóa – Xã hội."
EDITED_ELSEWHERE = "Mục này vừa được người khác sửa lúc {time}."
