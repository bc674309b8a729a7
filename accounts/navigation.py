"""The way through the portal: which links a person sees, in the words and order of the interface guide.

One table, filtered by the person's permissions. A row whose page does not exist in this installation is left out, so
that no link leads nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from .enums import Permission as P

# A top bar holds this many links; people with more get the rail on the left.
TOP_BAR_LIMIT = 5
DOCK_LIMIT = 3

_RAIL_PERMISSIONS = (
    P.SUBMISSION_REVIEW,
    P.MEETING_MANAGE,
    P.DECISION_SIGN,
    P.BUDGET_EDIT,
    P.EXEMPLAR_EDIT,
    P.SETTINGS_EDIT,
    P.ACCOUNT_MANAGE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `short` is the word in the phone's bottom bar; `shown` decides by the user."""

    label: str
    url_name: str
    icon: str
    section: str
    shown: Callable[[object], bool]
    short: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A row that exists and that this person may use."""

    label: str
    url: str
    icon: str
    section: str
    short: str
    current: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """The links of one request and the frame they are drawn in."""

    links: tuple[Link, ...]
    has_rail: bool

    @property
    def sections(self) -> list[list[Link]]:
        """Links grouped for the rail, in table order."""
        groups: dict[str, list[Link]] = {}
        for link in self.links:
            groups.setdefault(link.section, []).append(link)
        return list(groups.values())

    @property
    def dock(self) -> list[Link]:
        """The links of the phone's bottom bar; the rest is behind “Thêm”."""
        named = [link for link in self.links if link.short]
        rest = [link for link in self.links if not link.short]
        return (named + rest)[:DOCK_LIMIT]


def _may(*permissions: P) -> Callable[[object], bool]:
    return lambda user: any(permission in user.permission_names for permission in permissions)


def _staff(user) -> bool:
    return user.is_staff


def _anybody(user) -> bool:
    return True


_DECISIONS = _may(P.DECISION_SIGN, P.DECISION_PREPARE)
_INSPECTION = _may(P.SUBMISSION_REVIEW, P.MEETING_ATTEND)
_UNIT = _may(P.SUBMISSION_WRITE)
_COUNCIL = _may(P.MEETING_ATTEND)

PUBLIC = (
    Row("Trang chủ", "reports:public_home", "home", "public", _anybody),
    Row("Phong trào", "campaigns:about", "flag", "public", _anybody),
    Row("Điển hình", "awards:exemplar_list", "bulb", "public", _anybody),
    Row("Vinh danh", "awards:honours", "award", "public", _anybody),
    Row("Tra cứu khen thưởng", "awards:verify", "search", "public", _anybody),
)

SIGNED_IN = (
    Row("Trang chủ", "submissions:home", "home", "unit", _UNIT),
    Row("Báo cáo", "submissions:list", "file", "unit", _UNIT),
    Row("Khó khăn, vướng mắc", "submissions:difficulties", "chat", "unit", _UNIT),
    Row("Khen thưởng", "awards:mine", "award", "unit", _UNIT),
    Row("Hướng dẫn", "accounts:help", "book", "unit", _UNIT),
    Row("Tổng quan", "reports:overview", "home", "yearly", _may(P.OVERVIEW_READ), "Tổng quan"),
    Row("Thẩm định báo cáo", "submissions:queue", "inbox", "yearly", _may(P.SUBMISSION_REVIEW), "Thẩm định"),
    Row("Đăng ký thi đua", "submissions:pledge_list", "flag", "yearly", _may(P.SUBMISSION_REVIEW)),
    Row("Xếp hạng", "submissions:ranking", "rank", "yearly", _may(P.RANKING_READ)),
    Row("Xung đột lợi ích", "submissions:interests", "eyeoff", "yearly", _may(P.SUBMISSION_REVIEW)),
    Row("Kiến nghị về điểm", "submissions:appeal_inbox", "chat", "yearly", _may(P.SUBMISSION_REVIEW)),
    Row("Đôn đốc", "submissions:reminders", "send", "yearly", _may(P.REMINDER_SEND), "Đôn đốc"),
    Row("Khó khăn, vướng mắc", "submissions:difficulty_inbox", "chat", "yearly", _may(P.SUBMISSION_REVIEW)),
    Row("Phiên họp", "awards:my_meetings", "calendar", "council", _COUNCIL, "Phiên họp"),
    Row("Hồ sơ", "awards:dossier_list", "file", "council", _COUNCIL, "Hồ sơ"),
    Row("Lĩnh vực phụ trách", "awards:my_fields", "field", "council", _COUNCIL),
    Row("Kiểm tra, giám sát", "awards:inspection_list", "inspect", "awards", _INSPECTION),
    Row("Đề nghị khen thưởng", "awards:nomination_list", "award", "awards", _may(P.NOMINATION_MANAGE), "Đề nghị"),
    Row("Hội đồng", "awards:meeting_list", "vote", "awards", _may(P.MEETING_MANAGE)),
    Row("Điển hình, vinh danh", "awards:exemplar_manage", "star", "awards", _may(P.EXEMPLAR_EDIT, P.NOMINATION_MANAGE)),
    Row("Chờ ký", "awards:to_sign", "sign", "signing", _may(P.DECISION_SIGN), "Chờ ký"),
    Row("Quyết định", "awards:decision_list", "decision", "signing", _DECISIONS, "Quyết định"),
    Row("Tổng hợp, xuất số liệu", "reports:exports", "download", "management", _may(P.EXPORT)),
    Row("Kinh phí", "reports:budget", "budget", "management", _may(P.BUDGET_EDIT)),
    Row("Thiết lập", "campaigns:settings", "settings", "management", _may(P.SETTINGS_EDIT)),
    Row("Phân công lĩnh vực", "campaigns:field_list", "field", "management", _may(P.SETTINGS_EDIT, P.MEETING_MANAGE)),
    Row("Đơn vị, tài khoản", "accounts:unit_list", "group", "management", _may(P.ACCOUNT_MANAGE)),
    Row("Nhập từ Excel", "accounts:import", "excel", "management", _may(P.ACCOUNT_MANAGE)),
    Row("Nhật ký", "accounts:audit_log", "log", "management", _may(P.AUDIT_READ)),
    Row("Dữ liệu nền", "admin:index", "archive", "management", _staff),
)

FOOTER = (
    Row("Hướng dẫn", "accounts:help", "book", "footer", _anybody),
    Row("Kế hoạch phong trào", "campaigns:about", "flag", "footer", _anybody),
    Row("Hỏi đáp", "submissions:qa_list", "chat", "footer", _anybody),
    Row("Kiểm tra biên nhận", "submissions:find_receipt", "search", "footer", _anybody),
    Row("Bảo vệ dữ liệu cá nhân", "accounts:privacy", "lock", "footer", _anybody),
    Row("Khả năng tiếp cận", "accounts:accessibility", "person", "footer", _anybody),
)


def url_if_any(name: str) -> str:
    """The path of a URL name, or nothing when this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _links(rows: tuple[Row, ...], user, path: str) -> tuple[Link, ...]:
    found = [(row, url) for row in rows if row.shown(user) and (url := url_if_any(row.url_name))]
    # The longest matching address is the place we are in; "/" only matches itself.
    here = max((url for _, url in found if url == path or (url != "/" and path.startswith(url))), key=len, default=None)
    return tuple(Link(row.label, url, row.icon, row.section, row.short, url == here) for row, url in found)


def footer_links(request: HttpRequest) -> tuple[Link, ...]:
    """What stands at the foot of every page."""
    return _links(FOOTER, request.user, request.path)


def navigation(request: HttpRequest) -> Navigation:
    """The links for whoever makes this request: the public's, or those their roles of today give."""
    user = request.user
    if not user.is_authenticated:
        return Navigation(_links(PUBLIC, user, request.path), has_rail=False)
    links = _links(SIGNED_IN, user, request.path)
    office = any(permission in user.permission_names for permission in _RAIL_PERMISSIONS)
    return Navigation(links, has_rail=bool(links) and (office or len(links) > TOP_BAR_LIMIT))
