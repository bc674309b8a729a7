"""Names go into the ward's letters and the log: no links, and nobody is called what the log calls itself."""

import pytest
from django.core.exceptions import ValidationError

from core import names


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Hoa", "Cán bộ đầu mối MN số 1", "Nguyễn Văn An (A)", "Y Krông Niê", "H'Hen Niê", "D’Arc-Lê",
        "TS. Lê Văn Bình", "TS.Nguyễn Văn Ân", "Đào\u0323 T. B.", "Лев Толстой", "王小明", "Hệ Thống Nguyễn",
    ],
)  # fmt: skip
def test_names_of_people(name):
    names.check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Tài khoản của bạn bị khóa, mở https://evil.example/mo ngay", "mở evil.example", "mở evil.COM ngay", "www.evil",
        "a@b", "An: gọi ngay", "An <b>", "An/Bình", "mở evil.рф", "mở 10.0.0.1", "An\nBình", "An\u200bBình",
        "x" * 151,
    ],
)  # fmt: skip
def test_links_and_letters_of_another_kind_are_no_name(name):
    with pytest.raises(ValidationError):
        names.check_name(name)


@pytest.mark.parametrize("name", ["Hệ thống", "HE THONG", "Hệ  thống.", "Khách chưa đăng nhập", "khach chua dang nhap"])
def test_nobody_is_called_what_the_log_calls_itself(name):
    with pytest.raises(ValidationError, match="nhật ký"):
        names.check_name(name)


@pytest.mark.parametrize("title", ["Phòng Văn hóa – Xã hội", "Trưởng phòng KT, HT & ĐT", "P.Chủ tịch UBND/HĐND", ""])
def test_titles_hold_what_posts_are_called(title):
    names.check_title(title)


@pytest.mark.parametrize("title", ["mở https://evil.example/mo", "evil.example/mo", "www.evil", "a@b.vn", "<b>"])
def test_titles_hold_no_link(title):
    with pytest.raises(ValidationError):
        names.check_title(title)


@pytest.mark.parametrize("text", ["mở https://evil.example", "WWW.evil.example"])
def test_short_texts_hold_no_link(text):
    names.check_no_link("Công ty “A” @ số 1: chi nhánh")
    with pytest.raises(ValidationError):
        names.check_no_link(text)
