"""What helps people find their way: a short guide for each role, and how the portal can be used by everybody."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the portal in the guide; `make guide` takes it anew from the pages themselves.

    `name` is its file in static/guide without ending, `alt` tells what is to be seen for whoever does not see it.
    """

    name: str
    alt: str
    caption: str
    width: int = 1280
    height: int = 800

    @property
    def file(self) -> str:
        """Its place among the static files."""
        return f"guide/{self.name}.png"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One of the four pages for whoever writes a report (hướng dẫn 4 trang)."""

    number: int
    title: str
    pictures: tuple[Picture, ...]

    @property
    def template(self) -> str:
        """Where its text stands."""
        return f"accounts/guide/{self.number}.html"


CHAPTERS = (
    Chapter(
        1,
        "Đăng nhập và trang chủ",
        (
            Picture(
                "dang-nhap",
                "Trang Đăng nhập: ô mã đơn vị hoặc thư điện tử, ô mật khẩu, hai nút bằng nhau bên dưới.",
                "Trang đăng nhập.",
            ),
            Picture(
                "trang-chu",
                "Trang chủ của đơn vị: dòng lớn nói còn mấy mục, nút làm tiếp, khung bên phải ghi ngày cuối nộp, "
                "phía dưới là danh sách các mục.",
                "Trang chủ: báo cáo đang ở đâu, còn mấy ngày, làm tiếp chỗ nào.",
            ),
        ),
    ),
    Chapter(
        2,
        "Soạn báo cáo và minh chứng",
        (
            Picture(
                "soan-noi-dung",
                "Một mục của báo cáo: bên trái là danh sách mục, ở giữa là ô kết quả nổi bật và các dòng số liệu, "
                "góc trên ghi đã lưu, dưới cùng là nút lưu.",
                "Một mục nội dung: gõ tới đâu máy lưu tới đó.",
            ),
            Picture(
                "minh-chung",
                "Phần minh chứng: một tệp đã nhận, vùng gửi tệp có nút chọn tệp từ máy.",
                "Tệp minh chứng đã nhận và chỗ gửi thêm.",
            ),
            Picture(
                "tu-cham-dien-thoai",
                "Mục tự chấm trên điện thoại: một tiêu chí đang mở, ô kết quả đạt được và ô điểm tự chấm.",
                "Tự chấm điểm trên điện thoại.",
                390,
                844,
            ),
        ),
    ),
    Chapter(
        3,
        "Kiểm tra, nộp, nhận biên nhận",
        (
            Picture(
                "kiem-tra",
                "Trang Kiểm tra trước khi nộp: dòng Đủ điều kiện nộp, tổng tự chấm, rồi từng mục có nút Sửa.",
                "Đọc lại một lượt trước khi nộp.",
            ),
            Picture(
                "bien-nhan",
                "Trang Phường đã nhận báo cáo: mã biên nhận, giờ nhận, thẻ Đúng hạn, mã QR, nút tải biên nhận.",
                "Có trang này là phường đã nhận báo cáo.",
            ),
        ),
    ),
    Chapter(
        4,
        "Bổ sung, rút lại, vướng mắc, câu hỏi hay gặp",
        (
            Picture(
                "tra-lai",
                "Trang chủ khi phường trả lại: dòng lớn nói phường đề nghị bổ sung mấy chỗ, hạn cuối, nút sửa.",
                "Phường trả lại: bấm nút lớn để tới đúng chỗ cần sửa.",
            ),
            Picture(
                "vuong-mac",
                "Trang Khó khăn, vướng mắc: ô viết, chỗ gửi tệp, nút gửi, bên cạnh là những việc đã gửi.",
                "Hỏi phường bất cứ lúc nào trong năm.",
            ),
        ),
    ),
)


@login_not_required
@require_GET
def chapter(request, number: int):
    """One of the four pages with its pictures."""
    if not 1 <= number <= len(CHAPTERS):
        raise Http404
    context = {
        "chapter": CHAPTERS[number - 1],
        "chapters": CHAPTERS,
        "before": CHAPTERS[number - 2] if number > 1 else None,
        "after": CHAPTERS[number] if number < len(CHAPTERS) else None,
    }
    return render(request, "accounts/guide/page.html", context)


@login_not_required
@require_GET
def whole_guide(request):
    """All four, for four pages of A4 (in cả bốn trang)."""
    return render(request, "accounts/guide/whole.html", {"chapters": CHAPTERS})


@login_not_required
@require_GET
def accessibility(request):
    """“Khả năng tiếp cận”: what was done, what is known to fall short, whom to tell."""
    return render(request, "accounts/accessibility.html")
