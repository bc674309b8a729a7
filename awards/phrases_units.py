"""Sentences between units and the office about awards: suggestions, dossiers, what a unit reads of its own."""

# Suggestions
SUGGEST_OWN_ONLY = "Đơn vị chỉ đề nghị cho đơn vị mình, người của đơn vị và hộ gia đình của người đó."
SUGGEST_ROUND_CLOSED = "Đợt khen thưởng này không nhận đề nghị. Tải lại trang và chọn đợt khác."
SUGGEST_NO_ROUND = "Hiện chưa có đợt khen thưởng nào nhận đề nghị. Liên hệ Phòng Văn hóa – Xã hội."
SUGGEST_TWICE = "Đã gửi đề nghị {form} cho {subject} trong {round}."
SUGGEST_DRAWN_UP = "Phường đã lập hồ sơ đề nghị {form} cho {subject} trong {round}. Theo dõi tại mục Khen thưởng."
SUGGEST_SENT = "Đã gửi đề nghị khen thưởng. Phường trả lời tại đây và báo qua thư điện tử."
SUGGEST_WITHDRAWN = "Đã rút đề nghị."
SUGGEST_NO_FORM = "Chọn một hình thức khen thưởng."
TAKEN_UP = "Đã lập hồ sơ từ đề nghị của {unit}. Giấy tờ đơn vị gửi đã chuyển vào hồ sơ."
DECLINED = "Đã trả lời {unit}. Đơn vị đọc được lý do."
TAKE_UP_OTHER_KIND = (
    "Trong đợt này đã có đề nghị {form} cho {subject}, nay đã rút. Mở lại đề nghị đó, hoặc trả lời đơn vị kèm lý do."
)
DECLINE_NO_REASON = "Ghi lý do không lập hồ sơ; đơn vị đọc được."

# Initiatives
ON_THE_SPOT_NEEDS_INITIATIVE = (
    "Khen thưởng kịp thời phải nêu sáng kiến được khen. Chọn sáng kiến đã khai trong báo cáo."
)
FOREIGN_INITIATIVE = "Sáng kiến này không thuộc báo cáo đã nộp của {subject}."

# The dossier
DISCARD_OF_A_UNIT = "Đơn vị đã gửi đề nghị hoặc giấy tờ, không xóa được. Trả lại đơn vị hoặc rút đề nghị, có ghi lý do."
PART_NOT_HERE = "Thành phần này không có trong hồ sơ. Tải lại trang."
PART_NO_DOCUMENT = "Ghi số, ký hiệu và ngày của văn bản."
PART_DAY_TO_COME = "Ngày văn bản không thể sau hôm nay."
PART_CONFIRMED = "Đã xác nhận: {part}."
PART_UNCONFIRMED = "Đã bỏ xác nhận: {part}."
PART_CONFIRMED_ALREADY = "Người khác vừa xác nhận mục này. Đã tải lại trạng thái mới nhất."
PAPERS_ADDED = "Đã thêm {count} tệp vào hồ sơ."
PAPER_REMOVED = "Đã bỏ tệp “{name}” khỏi hồ sơ."
NO_FILE = "Chọn ít nhất một tệp."
RETURN_NO_NOTE = "Ghi rõ đơn vị cần bổ sung gì."
RETURNED = "Đã trả lại đơn vị. Đơn vị nhận thư báo và bổ sung tại mục Khen thưởng."
SEND_BACK_NOTHING = "Viết nội dung bổ sung hoặc gửi ít nhất một tệp."
NOT_RETURNED = "Phường không còn chờ đơn vị bổ sung hồ sơ này."
SENT_BACK = "Đã gửi lại. Phường tiếp tục lập hồ sơ."
GOES_ON = "Đã lấy lại hồ sơ để lập tiếp."
WITHDRAW_NO_REASON = "Ghi lý do rút đề nghị; đơn vị đọc được."
WITHDRAWN = "Đã rút đề nghị."
DRAWN_UP_AGAIN = "Đã mở lại để lập tiếp."
CONCLUDED = "Đã kết thúc. Đơn vị thấy kết quả tại mục Khen thưởng."

# Letters
SUGGESTED_SUBJECT = "Đề nghị khen thưởng của {unit}"
SUGGESTED_LETTER = "Kính gửi {office}. {unit} gửi đề nghị khen thưởng lúc {moment}, {round}. Xem và trả lời tại:"
DECLINED_SUBJECT = "Phường trả lời đề nghị khen thưởng"
DECLINED_LETTER = "{greeting} Phường đã xem đề nghị khen thưởng gửi ngày {day} và có trả lời. Đọc tại:"
RETURNED_SUBJECT = "Đề nghị bổ sung hồ sơ khen thưởng"
RETURNED_LETTER = "{greeting} Phường đề nghị bổ sung hồ sơ khen thưởng, {round}. Xem cần bổ sung gì và gửi lại tại:"
SENT_BACK_SUBJECT = "{unit} đã bổ sung hồ sơ khen thưởng"
SENT_BACK_LETTER = "Kính gửi {office}. {unit} đã bổ sung hồ sơ khen thưởng lúc {moment}, {round}. Xem tại:"
PROGRESS_SUBJECT = "Đề nghị khen thưởng: {words}"
PROGRESS = "{greeting} Về {what}, {round}: {words}{note}. Xem tại:"
PROGRESS_ONE = "đề nghị tặng {form}"
PROGRESS_MANY = "{count} đề nghị khen thưởng"
MOVED_ON = "Đề nghị đã sang bước khác."
MATTER_GONE = "Đề nghị khen thưởng không còn."
MATTER_ANSWERED = "Đề nghị đã được trả lời hoặc đã rút."
