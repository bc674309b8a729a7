"""The kinds of data erasing takes away: each says how many rows there are and how to blank or remove them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q

from accounts.models import CalendarFeed, ImportRow, Invitation, Membership, MutedTopic, User
from core.clock import ward_date
from core.models import AddressTrouble, DemoMail, FormKey, Notification, OutboxMessage
from core.text import fold_vi
from submissions.letter_kinds import OF_DIFFICULTIES
from submissions.models import DifficultyMessage, Evidence

from . import account, acts, judged, papers, talks
from .kept import must_keep_name
from .subjects import Subject


@dataclass(frozen=True, slots=True)
class Erasure:
    """One kind of data that goes: how many rows, what becomes of them, and the act itself."""

    what: str
    count: int
    how: str
    act: Callable[[], None]


def erasures(subject: Subject, *, at: datetime) -> list[Erasure]:
    """Everything that goes, in the order it has to go; kinds without a row are left out."""
    found = [
        *_of_participation(subject, at),
        *_of_awards(subject),
        *_of_talks(subject),
        *_of_judging(subject, at),
        *_of_traces(subject),
    ]
    if subject.user:
        found += _of_account(subject.user, at)
    found += [
        Erasure("cá nhân", 1, _how_person(subject), partial(acts.blank_person, row, bool(must_keep_name(subject)), at))
        for row in subject.people
        if row.erased_at is None
    ]
    if subject.user and subject.user.erased_at is None:
        how = "đóng; tên, thư điện tử thay bằng mã; chức danh, điện thoại, mật khẩu xóa"
        found.append(Erasure("tài khoản", 1, how, partial(acts.blank_account, subject.user, at)))
    return [erasure for erasure in found if erasure.count]


def _how_person(subject: Subject) -> str:
    if must_keep_name(subject):
        return "thư điện tử, điện thoại, mã xóa; thôi tham gia; họ tên, chức vụ giữ cho hồ sơ"
    return "họ tên thay bằng mã; chức vụ, thư điện tử, điện thoại, mã, giới tính xóa; thôi tham gia"


def _of_participation(subject: Subject, at: datetime) -> list[Erasure]:
    drafts = list(papers.unsent_drafts(subject))
    files = list(Evidence.objects.filter(submission__in=drafts))
    contacts = list(_named_as_contact(subject))
    unsent = [
        row
        for row in papers.unit_reports(subject).filter(code=None)
        if fold_vi(row.reporter_name).strip() in subject.names
    ]
    return [
        Erasure(
            "tệp trong bản nháp chưa từng nộp", len(files), "xóa cả tệp trên đĩa", partial(acts.remove_files, files)
        ),
        Erasure("bản nháp báo cáo thành tích chưa từng nộp", len(drafts), "xóa", partial(acts.remove_drafts, drafts)),
        Erasure(
            "bản nháp của đơn vị ghi người này là người báo cáo",
            len(unsent),
            "để trống ba ô người báo cáo",
            partial(acts.blank_reporter, unsent),
        ),
        Erasure(
            "đơn vị ghi người này là người liên hệ",
            len(contacts),
            "để trống phần của người này",
            partial(acts.blank_contacts, contacts, subject),
        ),
    ]


def _of_awards(subject: Subject) -> list[Erasure]:
    written, files = list(papers.unneeded_suggestions(subject)), list(papers.unneeded_papers(subject))
    dossiers = list(papers.unneeded_dossiers(subject))
    return [
        Erasure(
            "hồ sơ khen thưởng chưa trình Hội đồng", len(dossiers), "xóa phần chữ",
            partial(acts.blank_dossiers, dossiers),
        ),
        Erasure(
            "giấy tờ khen thưởng chưa trình Hội đồng", len(files), "xóa cả tệp trên đĩa",
            partial(acts.remove_files, files),
        ),
        Erasure(
            "đề nghị của đơn vị chưa thành hồ sơ trình Hội đồng", len(written),
            "xóa phần thành tích, trả lời; đề nghị còn chờ thì rút", partial(acts.blank_suggestions, written),
        ),
    ]  # fmt: skip


def _of_talks(subject: Subject) -> list[Erasure]:
    unsent = talks.pledges(subject).filter(sent_at=None)
    files = list(talks.own_files(subject))
    threads = list(talks.own_difficulties(subject))
    told = DifficultyMessage.objects.filter(difficulty__in=threads).exclude(text=acts.TAKEN_BACK)
    waiting = [row for row in threads if row.waiting_since]
    open_threads = {*told.values_list("difficulty", flat=True), *(row.pk for row in waiting)}
    letters = OutboxMessage.objects.filter(
        kind__in=list(OF_DIFFICULTIES), context__difficulty__in=[row.pk for row in threads]
    )  # fmt: skip
    others = list(letters.exclude(pk__in=account.letters_to(subject)).exclude(text=acts.TAKEN_BACK))
    return [
        Erasure("đăng ký thi đua chưa gửi", unsent.count(), "xóa", unsent.delete),
        Erasure("cuộc gọi đôn đốc tới người này", talks.calls(subject).count(), "xóa", talks.calls(subject).delete),
        Erasure(
            "tệp gửi kèm vướng mắc của cá nhân", len(files), "xóa cả tệp trên đĩa", partial(acts.remove_files, files)
        ),
        Erasure(
            "vướng mắc gửi với tư cách cá nhân",
            len(open_threads),
            "xóa lời của cả hai bên; vướng mắc còn chờ thì kết thúc",
            partial(acts.blank_difficulties, threads),
        ),
        Erasure(
            "thư báo cho phường về các vướng mắc đó",
            len(others),
            "xóa tiêu đề, nội dung; thư chưa gửi thì không gửi nữa",
            partial(acts.blank_letters_about, others),
        ),
    ]


def _of_judging(subject: Subject, at: datetime) -> list[Erasure]:
    fields = list(judged.fields(subject).filter(Q(to_on=None) | Q(to_on__gt=ward_date(at))))
    given = judged.assignments(subject).filter(ended_at=None)
    declared = [*judged.own_interests(subject), *judged.interests_about(subject)]
    interests = [row for row in declared if row.reason != acts.UNNAMED]
    views = judged.saved_views(subject)
    return [
        Erasure("lĩnh vực đang phụ trách", len(fields), "kết thúc", partial(acts.end_fields, fields, at)),
        Erasure("báo cáo đang được giao thẩm định", given.count(), "thôi giao", partial(given.update, ended_at=at)),
        Erasure(
            "khai báo xung đột lợi ích của người này và về người này",
            len(interests),
            "xóa lý do; khai báo của người này còn hiệu lực thì kết thúc",
            partial(acts.blank_interests, interests, subject.user, at),
        ),
        Erasure("bộ lọc đã lưu", views.count(), "xóa", views.delete),
    ]


def _of_account(user: User, at: datetime) -> list[Erasure]:
    grants = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=ward_date(at)), user=user, ended_at=None)
    gone = [
        ("địa chỉ thư đã đăng ký", EmailAddress.objects.filter(user=user)),
        ("cách xác thực bước hai", Authenticator.objects.filter(user=user)),
        ("định danh bên ngoài", SocialAccount.objects.filter(user=user)),
        ("lời mời", Invitation.objects.filter(user=user)),
        ("địa chỉ lịch riêng", CalendarFeed.objects.filter(user=user)),
        ("thông báo trong cổng", Notification.objects.filter(recipient_id=user.pk)),
        ("chủ đề không nhận thư", MutedTopic.objects.filter(user=user)),
        ("khóa biểu mẫu đã dùng", FormKey.objects.filter(user_id=user.pk)),
        ("dấu vết phiên đăng nhập", UserSession.objects.filter(user=user)),
        ("phiên đang mở", Session.objects.filter(pk__in=_open_sessions(user))),
    ]
    return [
        Erasure("vai trò còn hiệu lực", grants.count(), "kết thúc", partial(acts.end_grants, grants, at)),
        *(Erasure(what, rows.count(), "xóa", rows.delete) for what, rows in gone),
    ]


def _of_traces(subject: Subject) -> list[Erasure]:
    letters = list(account.letters_to(subject).exclude(email=acts.nowhere(subject)))
    mine = subject.addresses()
    copies = [row for row in OutboxMessage.objects.exclude(copy_to=[]) if _has(row.copy_to, mine)]
    demo = [row.pk for row in DemoMail.objects.all() if _has(row.recipients, mine)] if settings.DEMO else []
    marks = AddressTrouble.objects.filter(address__in=mine)
    lines = list(_import_rows(subject))
    noted = _admin_entries(subject)
    return [
        Erasure(
            "thư gửi người này",
            len(letters),
            "xóa địa chỉ, tiêu đề, nội dung; thư chưa gửi thì không gửi nữa",
            partial(acts.blank_letters, letters, subject),
        ),
        Erasure(
            "thư đồng gửi người này",
            len(copies),
            "bỏ địa chỉ khỏi dòng đồng gửi",
            partial(acts.blank_copies, copies, mine),
        ),
        Erasure("địa chỉ không nhận thư", marks.count(), "xóa", marks.delete),
        Erasure("thư mẫu của bản chạy thử", len(demo), "xóa", DemoMail.objects.filter(pk__in=demo).delete),
        Erasure(
            "dòng của các lần nhập danh sách",
            len(lines),
            "để trống; tệp đã tải lên bị xóa, bản xem trước chưa ghi thì bỏ",
            partial(acts.blank_import_rows, lines),
        ),
        Erasure(
            "dòng ghi việc ở trang Dữ liệu nền",
            noted.count(),
            "bỏ tên",
            partial(noted.update, object_repr=acts.UNNAMED),
        ),
    ]


def _open_sessions(user: User) -> list[str]:
    """Keys of sessions signed in as the account; the account's name stands inside the sealed text only."""
    return [
        row.pk for row in Session.objects.all().iterator() if row.get_decoded().get("_auth_user_id") == str(user.pk)
    ]


def _named_as_contact(subject: Subject):
    """Units whose contact is the human, by name or address; an office's telephone alone is nobody's."""
    addresses = {row.email.lower() for row in subject.rows if row.email}
    for unit in subject.units():
        if fold_vi(unit.contact_name).strip() in subject.names or unit.email.lower() in addresses:
            yield unit


def _has(addresses: list[str], mine: set[str]) -> bool:
    return bool({address.lower() for address in addresses} & mine)


def _import_rows(subject: Subject):
    """Lines of lists brought in that speak of the human: by what they made, by address, by telephone."""
    people = {str(row.pk) for row in subject.people}
    users = {str(subject.user.pk)} if subject.user else set()
    marks = subject.addresses() | {phone.lower() for phone in subject.phones}
    marks |= {row.code.lower() for row in subject.people if row.code}
    for row in ImportRow.objects.select_related("run").iterator():
        own = {"PEOPLE": people, "OFFICERS": users}.get(row.run.kind, set())
        told = {str(value).lower() for part in (row.values, row.old, row.written) for value in part.values() if value}
        if (row.label or told) and (str(row.object_id) in own or told & marks):
            yield row


def _admin_entries(subject: Subject):
    of = Q(pk=None)
    for row in subject.rows:
        of |= Q(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    return LogEntry.objects.filter(of).exclude(object_repr=acts.UNNAMED)
