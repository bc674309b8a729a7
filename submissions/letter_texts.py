"""The default words of the letters about reports (ux (f)), which the office may change under “Thiết lập”."""

from dataclasses import replace

from core.letter_texts import LetterText, Placeholder

from . import letter_examples as examples
from . import phrases, phrases_queue

_GREETING = Placeholder("loi_chao", "lời chào: “Kính gửi” và tên nơi nhận", "Kính gửi Trường Tiểu học Ngô Gia Tự.")
_SUBJECT = Placeholder("don_vi", "tên đơn vị hoặc họ tên cá nhân", "Trường Tiểu học Ngô Gia Tự")
_YEAR = Placeholder("nam", "năm báo cáo", "2026")
_CODE = Placeholder("ma", "mã biên nhận của báo cáo", "LC-2026-0047")
_WEEKDAY = Placeholder("thu", "thứ trong tuần của ngày đó", "Thứ Sáu")
_BASIC = (_GREETING, _SUBJECT, _YEAR)
_COUNT = Placeholder("so_cho", "số chỗ phường đề nghị bổ sung", "2")
_REASON = Placeholder("ly_do", "lý do đã ghi khi làm việc này", "mất điện nhiều ngày", needed=True)

_DAYS = Placeholder("so_ngay", "số ngày còn lại, hoặc số ngày đã quá hạn", "7")
_LAST = Placeholder("ngay_cuoi", "ngày cuối nộp đúng hạn của nơi nhận", "11/12/2026")
_LOCK = Placeholder("ngay_khoa", "ngày cuối phường còn nhận báo cáo muộn", "19/12/2026")
_REMINDER = (
    *_BASIC,
    Placeholder("xung_ho", "“đơn vị”, hoặc “ông/bà” khi gửi cá nhân", "đơn vị"),
    _DAYS, _WEEKDAY, _LAST, _LOCK,
    Placeholder("so_muc", "số mục của báo cáo", "9"),
    Placeholder("da_dien", "số mục đã điền", "6"),
    Placeholder("con_thieu", "những mục còn thiếu", "Tự chấm theo tiêu chí; Sáng kiến, giải pháp"),
    Placeholder("trang_thai", "báo cáo đã làm đến đâu", "đã điền 6/9 mục, chưa nộp"),
    Placeholder("dien_thoai", "điện thoại của Phòng Văn hóa – Xã hội", "0225 3 700 000"),
)  # fmt: skip


def _needing(*names: str) -> tuple[Placeholder, ...]:
    return tuple(replace(each, needed=each.name in names) for each in _REMINDER)


def _reminder(code: str, label: str, subject: str, text: str, *needed: str) -> LetterText:
    return LetterText(
        code, label, subject, text, _needing(*needed),
        choices=examples.reminder_choices, example=examples.reminder_of(code), in_zalo=True,
    )  # fmt: skip


def _of_a_report(code: str, label: str, subject: str, text: str, *more: Placeholder) -> LetterText:
    return LetterText(
        code, label, subject, text, (*_BASIC, *more), choices=examples.report_choices, example=examples.report_of(code)
    )


TEXTS = (
    _reminder(
        "reminder-invitation",
        "Mời nộp báo cáo (còn từ 21 ngày)",
        "Mời nộp báo cáo phong trào thi đua năm {nam}",
        "{loi_chao} Phường đã mở nhận báo cáo năm {nam}, nộp đến hết {thu}, {ngay_cuoi}. Báo cáo gồm {so_muc} mục, làm "
        "dần được, hệ thống tự lưu. Bắt đầu tại:",
        "ngay_cuoi",
    ),
    _reminder(
        "reminder-early",
        "Nhắc khi còn 8 đến 20 ngày",
        "Còn {so_ngay} ngày nộp báo cáo thi đua năm {nam}",
        "{loi_chao} Còn {so_ngay} ngày, {xung_ho} đã điền {da_dien}/{so_muc} mục. Còn: {con_thieu}. Làm tiếp tại:",
        "so_ngay",
    ),
    _reminder(
        "reminder-week",
        "Nhắc khi còn 4 đến 7 ngày",
        "Còn {so_ngay} ngày: báo cáo thi đua của {don_vi} chưa nộp",
        "{loi_chao} Báo cáo năm {nam} chưa nộp, còn {so_ngay} ngày. Còn: {con_thieu}. Nếu vướng, gọi {dien_thoai} hoặc "
        "gửi tại mục Khó khăn, vướng mắc.",
        "so_ngay",
    ),
    _reminder(
        "reminder-soon",
        "Nhắc khi còn 2, 3 ngày",
        "Còn {so_ngay} ngày nộp báo cáo thi đua",
        "{loi_chao} Hạn cuối là hết {thu}, {ngay_cuoi}. Báo cáo {trang_thai}. Đề nghị hoàn thành và nộp tại:",
        "ngay_cuoi",
    ),
    _reminder(
        "reminder-tomorrow",
        "Nhắc trước ngày cuối một ngày",
        "Ngày mai là ngày cuối nộp báo cáo thi đua",
        "{loi_chao} Ngày mai, {ngay_cuoi}, là ngày cuối; sau 24 giờ sẽ ghi nộp muộn. Nộp tại:",
        "ngay_cuoi",
    ),
    _reminder(
        "reminder-today",
        "Nhắc trong ngày cuối",
        "Hôm nay là ngày cuối nộp báo cáo thi đua",
        "{loi_chao} Hôm nay, {ngay_cuoi}, là ngày cuối; sau 24 giờ sẽ ghi nộp muộn. Nộp tại:",
        "ngay_cuoi",
    ),
    _reminder(
        "reminder-overdue",
        "Nhắc khi quá hạn",
        "Quá hạn {so_ngay} ngày: báo cáo thi đua năm {nam}",
        "{loi_chao} Báo cáo đã quá hạn {so_ngay} ngày. Phường vẫn nhận đến hết {ngay_khoa} và ghi nộp muộn. Nộp tại:",
        "so_ngay",
        "ngay_khoa",
    ),
    _of_a_report(
        "received",
        "Phường đã nhận báo cáo",
        "Phường đã nhận báo cáo {ma}",
        "{loi_chao} Phường nhận báo cáo lúc {gio} ngày {ngay}, {dung_han_hay_muon}. Kết quả thẩm định dự kiến có chậm "
        "nhất ngày {ngay_tham_dinh}. Biên nhận:",
        replace(_CODE, needed=True),
        Placeholder("gio", "giờ nhận", "16:05", needed=True),
        Placeholder("ngay", "ngày nhận", "10/12/2026", needed=True),
        Placeholder("dung_han_hay_muon", "“đúng hạn”, “nộp muộn 3 ngày”, “bản bổ sung”", "đúng hạn", needed=True),
        Placeholder("ngay_tham_dinh", "ngày thẩm định xong chậm nhất", "25/12/2026", optional=True),
    ),
    _of_a_report(
        "returned",
        "Đề nghị bổ sung",
        "Đề nghị bổ sung báo cáo {ma}",
        "{loi_chao} Phường đề nghị bổ sung {so_cho} chỗ, chậm nhất hết {han_bo_sung}: {danh_sach}\n{phan_con_lai} Sửa "
        "tại:",
        _CODE,
        _COUNT,
        Placeholder("han_bo_sung", "ngày cuối để bổ sung", "Thứ Sáu, 18/12/2026", needed=True),
        Placeholder(
            "danh_sach",
            "từng chỗ cần bổ sung, mỗi chỗ một dòng",
            "\n– Chuyển đổi xanh: ghi rõ số hộ tham gia\n– Sáng kiến, giải pháp: gửi bản công nhận",
            needed=True,
        ),
        Placeholder("phan_con_lai", "các phần khác giữ nguyên hay bị khóa", phrases.REST_STAYS),
    ),
    _of_a_report(
        "accepted",
        "Báo cáo được chấp nhận",
        "Báo cáo {ma} đã được chấp nhận",
        "{loi_chao} Báo cáo năm {nam} đã được chấp nhận. Kết quả thẩm định: {diem_neu_cong_bo}. Xem tại:",
        _CODE,
        Placeholder(
            "diem_neu_cong_bo",
            "điểm và thứ hạng, khi đã công bố lúc thư gửi đi",
            "85,5 điểm, thứ hạng 3 trong nhóm",
            optional=True,
        ),
    ),
    _of_a_report(
        "reopened",
        "Báo cáo được mở lại",
        "Phường mở lại báo cáo {ma} để thẩm định tiếp",
        "{loi_chao} Phường mở lại báo cáo năm {nam} đã chấp nhận để thẩm định tiếp. Lý do: {ly_do}.\n"
        + phrases.REOPENED_NOTHING_TO_DO
        + " Xem tại:",
        _CODE,
        _REASON,
    ),
    _of_a_report(
        "urged",
        "Nhắc bổ sung",
        "Nhắc bổ sung báo cáo {ma}",
        "{loi_chao} Phường đề nghị bổ sung {so_cho} chỗ của báo cáo năm {nam}, {thoi_han}; nay chưa nhận được bản bổ "
        "sung. Báo cáo {cho_duyet}. Sửa tại:",
        _CODE,
        _COUNT,
        Placeholder("thoi_han", "hạn bổ sung và số ngày đã quá", "chậm nhất hết Thứ Sáu, 18/12/2026", needed=True),
        Placeholder("cho_duyet", "báo cáo đang ở chỗ thủ trưởng", phrases_queue.URGED_WITH_HEAD, optional=True),
    ),
    LetterText(
        "extension",
        "Gia hạn nộp báo cáo",
        "Gia hạn nộp báo cáo thi đua năm {nam} đến hết {ngay}",
        "{loi_chao} Phường gia hạn nộp báo cáo năm {nam} đến hết {thu}, {ngay}. "
        + "Lý do: {ly_do}. {cach_ghi}. {viec} tại:",
        (
            *_BASIC,
            _WEEKDAY,
            Placeholder("ngay", "ngày cuối sau khi gia hạn", "18/12/2026", needed=True),
            _REASON,
            Placeholder("cach_ghi", "vì sao được ghi đúng hạn", phrases.EXTENSION_TO_COME, needed=True),
            Placeholder("viec", "“Nộp”, hoặc “Xem” khi báo cáo đã nộp", "Nộp"),
        ),
        choices=examples.extension_choices,
        example=examples.extension_of,
    ),
    _of_a_report(
        "scores_published",
        "Công bố điểm",
        "Kết quả thẩm định báo cáo thi đua năm {nam}",
        "{loi_chao} Phường đã công bố kết quả thẩm định báo cáo năm {nam}: điểm từng tiêu chí, nhận xét và thứ hạng. "
        "Nếu có kiến nghị về điểm, gửi trên Cổng đến hết {thu}, {ngay}. Xem tại:",
        _WEEKDAY,
        Placeholder("ngay", "ngày cuối gửi kiến nghị về điểm", "31/12/2026", needed=True),
    ),
)
