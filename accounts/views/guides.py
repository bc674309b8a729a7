"""What helps people find their way: a short guide for each role, and how the portal can be used by everybody."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..enums import Permission as P
from ..permissions import has_permission


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one kind of work: its anchor, heading, and whose it is."""

    key: str
    title: str
    permission: P | None = None

    @property
    def template(self) -> str:
        """Where its text stands."""
        return f"accounts/guides/{self.key}.html"


GUIDES = (
    Guide("dang-nhap", "Đăng nhập, an toàn tài khoản"),
    Guide("don-vi", "Đơn vị, cá nhân nộp báo cáo", P.SUBMISSION_WRITE),
    Guide("tham-dinh", "Phòng Văn hóa – Xã hội thẩm định, xếp hạng", P.SUBMISSION_REVIEW),
    Guide("thu-ky", "Thư ký Hội đồng điều hành phiên họp", P.MEETING_MANAGE),
    Guide("hoi-dong", "Thành viên Hội đồng bỏ phiếu", P.MEETING_ATTEND),
    Guide("chu-tich", "Chủ tịch Ủy ban nhân dân phường ký quyết định", P.DECISION_SIGN),
    Guide("quan-tri", "Quản trị đơn vị, tài khoản", P.ACCOUNT_MANAGE),
)


@login_not_required
@require_GET
def help_page(request):
    """“Hướng dẫn”: for whoever is signed in the guides of their own roles first, then the others."""
    own = [guide for guide in GUIDES if guide.permission and has_permission(request.user, guide.permission)]
    first = own or list(GUIDES[:1])
    rest = [guide for guide in GUIDES if guide not in first]
    return render(request, "accounts/help.html", {"first": first, "rest": rest})


@login_not_required
@require_GET
def accessibility(request):
    """“Khả năng tiếp cận”: what was done, what is known to fall short, whom to tell."""
    return render(request, "accounts/accessibility.html")
