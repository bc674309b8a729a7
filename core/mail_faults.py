"""What a mail server answered, in words the office reads. The server's own words are English; they stay in the row."""

import re

CODE = re.compile(r"(?P<code>[245]\d\d)(?:[ -](?P<detail>[245]\.\d{1,3}\.\d{1,3}))?\b")
# By the second and third part of the enhanced status code (RFC 3463), whatever its first.
DETAILS = {
    "1.1": "không có hộp thư này",
    "1.2": "không có tên miền này",
    "1.3": "địa chỉ sai dạng",
    "1.10": "không có hộp thư này",
    "2.1": "hộp thư đã khóa",
    "2.2": "hộp thư đã đầy",
    "3.4": "thư quá lớn",
    "7.1": "máy chủ không nhận thư của cổng",
}
REFUSED = "Máy chủ thư từ chối"
NOT_YET = "Máy chủ thư tạm chưa nhận"
AWAY = "Chưa liên lạc được với máy chủ thư."


def in_words(fault: str) -> str:
    """A Vietnamese sentence for what was noted when a letter could not be sent; "" when nothing was.

    `fault` is `OutboxMessage.last_error`: an SMTP answer such as "550 5.1.1 No such user", one of our own Vietnamese
    reasons, or the text of some other failure on the way.
    """
    if found := CODE.match(fault):
        detail = DETAILS.get((found["detail"] or "").partition(".")[2], "")
        said = REFUSED if found["code"].startswith("5") else NOT_YET
        return f"{said}: {detail} (mã {found['code']})." if detail else f"{said} (mã {found['code']})."
    if not fault:
        return ""
    return AWAY if fault.isascii() else fault
