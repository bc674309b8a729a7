"""The kinds of letters about accounts, roles and handing over."""

from core.enums import Topic
from core.letter_kinds import LetterKind

from . import invitation_letters, mail_alarm
from .services import door_letters, sign_in_links

KINDS = (
    LetterKind(mail_alarm.KIND, "Sự cố gửi thư", Topic.SITE, mail_alarm.still_theirs),
    LetterKind(
        invitation_letters.KIND, "Lời mời vào cổng", Topic.ACCOUNT, invitation_letters.still_wanted,
        invitation_letters.link,
    ),
    LetterKind(
        sign_in_links.KIND, "Liên kết đăng nhập", Topic.ACCOUNT, sign_in_links.guard, sign_in_links.make_link
    ),
    LetterKind(door_letters.KIND, "Thay đổi cách đăng nhập", Topic.ACCOUNT),
    LetterKind("address-changed", "Địa chỉ đăng nhập đã đổi", Topic.ACCOUNT),
    LetterKind("factors-reset", "Đã xóa lớp xác thực thứ hai", Topic.ACCOUNT),
    LetterKind("grant-confirm", "Vai trò chờ xác nhận", Topic.ACCOUNT),
    LetterKind("handover", "Bàn giao công việc", Topic.ACCOUNT),
)  # fmt: skip
