"""What a mail server answered, in words the office reads. The server's own words are English; they stay in the row."""

import re

CODE = re.compile(r"(?P<code>[245]\d\d)(?:[ -](?P<detail>[245]\.\d{1,3}\.\d{1,3}))?\b")
# By the second and third part of the enhanced status code (RFC 3463), whatever its first.
DETAILS = {
    "1.1": "không có hộp thư này",
    "1.2": "không có tên miền này",
    "1.3": "địa chỉ sai dạng",
    "1.6": "hộp thư đã chuyển đi",
    "1.10": "không có hộp thư này",
    "2.1": "hộp thư đã khóa",
    "2.2": "hộp thư đã đầy",
    "3.4": "thư quá lớn",
    "4.1": "máy chủ thư không nhận địa chỉ này",
    "4.4": "không tìm thấy máy chủ thư của địa chỉ",
    "4.7": "máy chủ thư của người nhận không trả lời",
    "7.1": "máy chủ không nhận thư của cổng",
}
# Refused for good because of the mailbox itself. A full one may be emptied, and what is about our own server or about
# the letter (7.x, 3.x) would mark a whole ward's addresses after one bad day of ours.
OF_THE_MAILBOX = frozenset({"0.0", "1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.0", "2.1", "4.1", "4.4"})
OF_THE_MAILBOX_ALONE = frozenset({"550", "551", "553"})
REFUSED = "Máy chủ thư từ chối"
NOT_YET = "Máy chủ thư tạm chưa nhận"
AWAY = "Chưa liên lạc được với máy chủ thư."


def is_dead(answer: str) -> bool:
    """Whether an SMTP answer such as "550 5.1.1 No such user" says that the mailbox will never take a letter."""
    found = CODE.match(answer)
    if found is None or not found["code"].startswith("5"):
        return False
    if not (detail := found["detail"]):
        return found["code"] in OF_THE_MAILBOX_ALONE
    return detail.startswith("5.") and detail.partition(".")[2] in OF_THE_MAILBOX


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
