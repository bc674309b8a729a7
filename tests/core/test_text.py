"""Vietnamese text: storage, search, order."""

import unicodedata

import pytest

from core.text import fold_vi, name_sort_key, nfc, sort_key


def test_nfc_composes_and_drops_controls():
    assert nfc(unicodedata.normalize("NFD", "Đổi mới\x00 \u202esáng tạo")) == "Đổi mới sáng tạo"


def test_fold_drops_accents_case_and_the_barred_d():
    assert fold_vi("Hội Liên hiệp Phụ nữ, Đặng ĐỨC ƯỚC") == "hoi lien hiep phu nu, dang duc uoc"


@pytest.mark.parametrize(
    "ordered",
    [
        ["Cầu Đất", "Dư Hàng", "Đà Nẵng", "Em"],
        ["an", "ăn", "ân", "ba"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Tổ dân phố 2", "Tổ dân phố 3"],
        ["Hội", "Hội Cựu chiến binh", "Hội Phụ nữ"],
        ["anh", "Anh"],
    ],
)
def test_sort_key_orders_as_a_vietnamese_dictionary(ordered):
    assert sorted(ordered[::-1], key=sort_key) == ordered


def test_names_are_sorted_by_the_given_name():
    names = ["Trần Thị Bình", "Đỗ Văn An", "Nguyễn Văn Đức", "Lê Thị Dung"]
    assert sorted(names, key=name_sort_key) == ["Đỗ Văn An", "Trần Thị Bình", "Lê Thị Dung", "Nguyễn Văn Đức"]
