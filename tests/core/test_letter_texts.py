"""Words of letters the office may change: filling in reaches nothing but the values, and faults are said in words."""

import unicodedata

import pytest

from core import letter_texts
from core.letter_texts import LetterText, Placeholder, faults, fill

TEXT = LetterText(
    "thu-thu", "Thư thử", "Báo cáo {ma}", "{loi_chao} Nhận lúc {gio}. Xong {ngay}. Xem tại:",
    (
        Placeholder("loi_chao", "lời chào", "Kính gửi A."),
        Placeholder("ma", "mã báo cáo", "LC-1"),
        Placeholder("gio", "giờ nhận", "08:00", needed=True),
        Placeholder("ngay", "ngày xong", "25/12/2026", optional=True),
    ),
)  # fmt: skip


def wrong(subject=TEXT.subject, text=TEXT.text) -> dict[str, list[str]]:
    return faults(TEXT, letter_texts.tidy(subject), letter_texts.tidy(text))


def test_a_code_is_taken_once(monkeypatch):
    monkeypatch.setattr(letter_texts, "_texts", {})
    letter_texts.register(TEXT)
    assert letter_texts.text_of("thu-thu") is TEXT
    with pytest.raises(ValueError):
        letter_texts.register(TEXT)


@pytest.mark.parametrize("text", letter_texts.every_text(), ids=lambda text: text.code)
def test_every_default_text_is_sound_and_every_placeholder_has_words(text):
    assert faults(text, text.subject, text.text) == {}
    assert letter_texts.tidy(text.text) == text.text
    names = [each.name for each in text.placeholders]
    assert len(names) == len(set(names))
    assert all(each.meaning and each.sample for each in text.placeholders)
    filled = fill(text.text, text.samples)
    assert "{" not in filled and filled == unicodedata.normalize("NFC", filled)


def test_values_are_put_in_as_they_are():
    values = {"loi_chao": "Kính gửi {gio}.", "gio": "{ma} {x.__class__} %s <b>", "ngay": "1/1", "ma": "LC-9"}
    assert fill(TEXT.text, values) == "Kính gửi {gio}. Nhận lúc {ma} {x.__class__} %s <b>. Xong 1/1. Xem tại:"


@pytest.mark.parametrize("trick", ["{x.__class__}", "{0}", "{gio!r}", "{gio:>9999999}", "{{gio}}", "{% now %}"])
def test_no_format_language_is_spoken(trick):
    assert fill(trick, {"gio": "08:00"}) in (trick, trick.replace("{gio}", "08:00"))
    assert "text" in wrong(text=f"{TEXT.text} {trick}")


def test_a_sentence_about_nothing_is_left_out():
    values = {"loi_chao": "Kính gửi A.", "gio": "08:00", "ngay": None}
    assert fill(TEXT.text, values) == "Kính gửi A. Nhận lúc 08:00. Xem tại:"
    assert fill("Nhận {gio}.\nXong {ngay}.", values) == "Nhận 08:00."


@pytest.mark.parametrize(
    ("subject", "text", "field", "sentence"),
    [
        ("", TEXT.text, "subject", "Chưa nhập tiêu đề."),
        ("Hai\ndòng", TEXT.text, "subject", "Tiêu đề chỉ có một dòng. Bỏ chỗ xuống dòng."),
        ("x" * 153, TEXT.text, "subject", "Dài quá 3 ký tự. Rút gọn còn tối đa 150 ký tự."),
        ("Xong {ngay}", TEXT.text, "subject", "Chỗ điền {ngay} có khi không có gì nên không dùng trong tiêu đề."),
        (TEXT.subject, " \n ", "text", "Chưa nhập nội dung."),
        (TEXT.subject, "{gio}" + "x" * 1496, "text", "Dài quá 1 ký tự. Rút gọn còn tối đa 1.500 ký tự."),
        (TEXT.subject, "{gio} {đơn_vị}", "text", "Không có chỗ điền {đơn_vị}. Chép đúng tên trong bảng “Chỗ điền”."),
        (TEXT.subject, "Nhận {gio} xong} rồi", "text",
         "Dấu ngoặc nhọn “}” đứng lẻ, gần “n {gio} xong} rồi”. Chỗ điền viết như {loi_chao}."),
        (TEXT.subject, "Nhận rồi.", "text", "Thiếu chỗ điền {gio} (giờ nhận). Thêm vào tiêu đề hoặc nội dung."),
        (TEXT.subject, "Nhận {gio}, xong {ngay}.", "text",
         "Chỗ điền {gio} (giờ nhận) đang ở câu có khi bị bỏ. Chuyển sang câu khác."),
        (TEXT.subject, "Nhận {gio}. Mở https://xau.example", "text",
         "Không ghi đường dẫn ở đây. Đường dẫn tự có ở cuối thư."),
        (TEXT.subject, "Nhận\x07 {gio}", "text",
         "Có ký tự điều khiển không nhìn thấy, gần “Nhận {gio}”. Xóa chỗ đó rồi gõ lại."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_under_its_field(subject, text, field, sentence):
    found = wrong(subject, text)
    assert sentence in found[field]
    assert set(found) <= {field, "text"}


def test_a_placeholder_no_letter_does_without_may_stand_in_the_subject():
    assert wrong("Nhận lúc {gio}", "Xem tại:") == {}


def test_words_are_stored_in_one_form():
    typed = unicodedata.normalize("NFD", "Ngày cuối ") + "\r\n\r\n{gio}  "
    assert letter_texts.tidy(typed) == "Ngày cuối \n\n{gio}"
