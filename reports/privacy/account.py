"""What is held because somebody has an account: the account itself, its ways in, its traces."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils import timezone

from accounts.models import CalendarFeed, Invitation, Membership, MutedTopic, NoticeAcceptance, Person, User
from core.audit_words import action_words, type_name
from core.models import AddressTrouble, AuditEvent, Notification, OutboxMessage

from .holdings import Holding, Row, rows
from .subjects import Subject

# What the log may say of a change to one's own rows; whoever else is named in a line is somebody else's data.
OWN_CHANGES = frozenset({"email", "full_name", "title", "phone", "position", "code", "is_woman", "is_active"})

SOMEBODY = "(người khác)"


def holdings(subject: Subject) -> list[Holding]:
    """Account, persons' rows, roles, ways in, letters, log: in the order of the archive."""
    found = [Holding("ca-nhan", "Thông tin cá nhân", rows(map(_person, subject.people)))]
    if user := subject.user:
        found += [
            Holding("tai-khoan", "Tài khoản", rows([_user(user)])),
            Holding(
                "vai-tro",
                "Vai trò",
                rows(map(_grant, Membership.objects.filter(user=user).select_related("unit").order_by("pk"))),
            ),
            Holding(
                "thong-bao",
                "Thông báo xử lý dữ liệu đã đồng ý",
                rows(map(_notice, NoticeAcceptance.objects.filter(user=user).order_by("pk"))),
            ),
            Holding(
                "thu-khong-nhan",
                "Chủ đề không nhận thư",
                rows(map(_muted, MutedTopic.objects.filter(user=user).order_by("pk"))),
            ),
            Holding("dang-nhap", "Cách đăng nhập đã đăng ký", rows(_ways_in(user))),
            Holding("loi-moi", "Lời mời vào cổng", rows(_invitations(user))),
            Holding("lich", "Địa chỉ lịch riêng", rows(map(_calendar, CalendarFeed.objects.filter(user=user)))),
            Holding(
                "phien", "Phiên đăng nhập", rows(map(_session, UserSession.objects.filter(user=user).order_by("pk")))
            ),
        ]
    hide = _without_others(subject)
    found += [
        Holding("thu", "Thư cổng đã gửi hoặc chờ gửi", rows(_letter(row, hide) for row in letters_to(subject))),
        Holding("tin-trong-cong", "Thông báo trong cổng", rows(_note(row, hide) for row in notes_of(subject))),
        Holding(
            "dia-chi-khong-nhan-thu", "Địa chỉ của người này không nhận thư", rows(map(_trouble, troubles(subject)))
        ),
        Holding(
            "nhat-ky-ve", "Nhật ký: việc làm với dữ liệu của người này", rows(map(_line_about, log_about(subject)))
        ),
        Holding("nhat-ky-boi", "Nhật ký: việc do người này làm", rows(map(_line_by, log_by(subject)))),
    ]
    return found


def letters_to(subject: Subject):
    """Letters addressed to the human; a shared address of a unit is not theirs."""
    mine = Q(pk=None)
    for address in subject.addresses():
        mine |= Q(email__iexact=address)
    if subject.user:
        mine |= Q(recipient_id=subject.user.pk)
    return OutboxMessage.objects.filter(mine).order_by("pk")


def notes_of(subject: Subject):
    """Notes in the portal for the human's account."""
    rows = Notification.objects.filter(recipient_id=subject.user.pk if subject.user else -1)
    return rows.select_related("message").order_by("pk")


def troubles(subject: Subject):
    """Marks on the human's addresses that take no mail."""
    return AddressTrouble.objects.filter(address__in=subject.addresses()).order_by("pk")


def log_about(subject: Subject):
    """Lines of the log whose object is one of the human's own rows, oldest first."""
    mine = Q(pk=None)
    for row in subject.rows:
        mine |= Q(object_type=row._meta.label_lower, object_id=str(row.pk))
    return AuditEvent.objects.filter(mine).order_by("pk")


def log_by(subject: Subject):
    """Lines of the log about what the human did, oldest first."""
    return AuditEvent.objects.filter(actor_id=subject.user.pk if subject.user else -1).order_by("pk")


def _person(person: Person) -> Row:
    return {
        "Mã": person.code,
        "Họ và tên": person.full_name,
        "Chức vụ, nghề nghiệp": person.position,
        "Đơn vị": person.unit,
        "Thư điện tử": person.email,
        "Điện thoại": person.phone,
        "Là nữ": person.is_woman,
        "Từ ngày": person.active_from,
        "Đến hết ngày": person.active_to,
        "Lý do thôi tham gia": person.ended_reason,
        "Đã xóa dữ liệu lúc": person.erased_at,
    }


def _user(user: User) -> Row:
    return {
        "Số": user.pk,
        "Họ và tên": user.full_name,
        "Thư điện tử": user.email,
        "Chức danh": user.title,
        "Điện thoại": user.phone,
        "Đang hoạt động": user.is_active,
        "Tạo lúc": user.date_joined,
        "Đăng nhập lần cuối": user.last_login,
        "Đã xóa dữ liệu lúc": user.erased_at,
    }


def _grant(grant: Membership) -> Row:
    return {
        "Vai trò": grant.get_role_display(),
        "Đơn vị": grant.unit,
        "Từ ngày": grant.starts_on,
        "Đến hết ngày": grant.ends_on,
        "Đã bàn giao": grant.successor_id is not None,
    }


def _notice(row: NoticeAcceptance) -> Row:
    return {"Phiên bản": row.version, "Đồng ý lúc": row.accepted_at}


def _muted(row: MutedTopic) -> Row:
    return {"Chủ đề": row.get_topic_display()}


def _ways_in(user: User):
    """Kind and day of each way in; what opens the door itself (secrets, codes, password) is never given out."""
    if user.has_usable_password():
        yield {"Cách": "mật khẩu (chỉ giữ bản băm)"}
    for address in EmailAddress.objects.filter(user=user).order_by("pk"):
        yield {"Cách": f"thư điện tử {address.email}", "Đã xác minh": address.verified}
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        yield {
            "Cách": {"totp": "ứng dụng tạo mã", "webauthn": "khóa truy cập", "recovery_codes": "mã dự phòng"}.get(
                factor.type, factor.type
            ),
            "Đăng ký lúc": factor.created_at,
            "Dùng lần cuối": factor.last_used_at,
        }
    for outside in SocialAccount.objects.filter(user=user).order_by("pk"):
        yield {"Cách": f"định danh bên ngoài {outside.uid}", "Đăng ký lúc": outside.date_joined}


def _invitations(user: User):
    for invitation in Invitation.objects.with_state(timezone.now()).filter(user=user):
        yield {
            "Trạng thái": invitation.get_state_display(),
            "Mời lúc": invitation.invited_at,
            "Mở lúc": invitation.opened_at,
            "Dùng lúc": invitation.used_at,
            "Số lần gửi": invitation.times_sent,
        }


def _calendar(feed: CalendarFeed) -> Row:
    return {"Lập lúc": feed.made_at}


def _session(session: UserSession) -> Row:
    return {
        "Đăng nhập lúc": session.created_at,
        "Dùng lần cuối": session.last_seen_at,
        "Địa chỉ mạng": session.ip,
        "Trình duyệt": session.user_agent,
    }


def _without_others(subject: Subject) -> Callable[[str], str]:
    """A function that takes other people's names and addresses out of a letter."""
    mine = {value for row in subject.rows for value in (row.full_name, row.email)}
    others = User.objects.exclude(pk=subject.user.pk if subject.user else None).values_list("full_name", "email")
    others = {value for pair in others for value in pair if value} - mine

    def hide(text: str) -> str:
        for value in others:
            text = text.replace(value, SOMEBODY)
        return text

    return hide


def _letter(message: OutboxMessage, hide: Callable[[str], str]) -> Row:
    return {
        "Gửi tới": message.email,
        "Tiêu đề": hide(message.subject),
        "Nội dung": hide(message.text),
        "Tạo lúc": message.created_at,
        "Gửi lúc": message.sent_at,
        "Trạng thái": message.get_status_display(),
    }


def _note(note: Notification, hide: Callable[[str], str]) -> Row:
    return {
        "Tiêu đề": hide(note.message.subject),
        "Nội dung": hide(note.message.text),
        "Báo lúc": note.created_at,
        "Đọc lúc": note.read_at,
    }


def _trouble(row: AddressTrouble) -> Row:
    return {"Địa chỉ": row.address, "Máy chủ thư trả lời": row.fault, "Từ lúc": row.since, "Lần cuối": row.last_at}


def _line_about(event: AuditEvent) -> Row:
    changes = "; ".join(f"{name}: {old} → {new}" for name, (old, new) in event.changes.items() if name in OWN_CHANGES)
    return {
        "Lúc": event.at,
        "Việc": action_words(event.action, event.object_type, event.old),
        "Trước": event.old,
        "Sau": event.new,
        "Thay đổi": changes,
    }


def _line_by(event: AuditEvent) -> Row:
    """Without the object's name: it is often somebody else's."""
    return {
        "Lúc": event.at,
        "Việc": action_words(event.action, event.object_type, event.old),
        "Loại đối tượng": type_name(event.object_type),
        "Mã đối tượng": event.object_id,
        "Địa chỉ mạng": event.address,
    }
