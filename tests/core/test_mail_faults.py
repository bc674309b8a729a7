"""What a mail server answered, as the office reads it."""

import pytest

from core.mail_faults import AWAY, in_words
from tests.english import english_in_text


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("", ""),
        ("550 5.1.1 No such user", "Máy chủ thư từ chối: không có hộp thư này (mã 550)."),
        ("552 5.2.2 Mailbox full", "Máy chủ thư từ chối: hộp thư đã đầy (mã 552)."),
        ("452 4.2.2 Over quota", "Máy chủ thư tạm chưa nhận: hộp thư đã đầy (mã 452)."),
        ("550 No thanks", "Máy chủ thư từ chối (mã 550)."),
        ("421 Try later", "Máy chủ thư tạm chưa nhận (mã 421)."),
        ("554 5.9.9 <script>alert(1)</script>", "Máy chủ thư từ chối (mã 554)."),
        ("[Errno 111] Connection refused", AWAY),
        ("timed out", AWAY),
        ("Đơn vị đã nộp báo cáo.", "Đơn vị đã nộp báo cáo."),
    ],
)
def test_fault_is_said_in_vietnamese(fault, words):
    assert in_words(fault) == words
    assert english_in_text(words) == []
