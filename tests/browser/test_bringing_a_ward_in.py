"""A whole ward comes in, in one sitting: 120 units and their officers from workbooks, invitations, a first sign-in with
a second factor, the work handed over to a successor, and the door closed behind whoever handed it over.

Set ROAD_SHOTS to a folder to keep a picture of every station.
"""

import base64
import hashlib
import hmac
import os
import re
import struct
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from accounts.enums import Role
from accounts.importing.sheets import MEDIA_TYPES, XLSX
from accounts.models import Invitation, Membership, NoticeAcceptance, Unit, User
from campaigns.models import Campaign, Enrolment, ParticipantGroup, ReportingPeriod
from core.clock import ward_date
from core.models import AuditEvent
from submissions.models import Submission
from tests import factories
from tests.accounts.importing import files
from tests.browser.axe import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNT = 120
PASSWORD = "hoa-phuong-do-ben-song-2026"
GROUPS = ("Phòng, cơ quan, đơn vị", "Mặt trận, tổ chức CT – XH", "Doanh nghiệp")
SCHOOL = "Trường Tiểu học Đổi Mới"
OFFICER = ("lan.nguyen@tieu-hoc-doi-moi.example", "Nguyễn Thị Lan")
SUCCESSOR = ("hung.tran@tieu-hoc-doi-moi.example", "Trần Quốc Hùng")
RESULTS = "Số hóa toàn bộ học bạ; 100% phụ huynh nhận thông báo qua ứng dụng."


def one_time_code(secret: str, at: float | None = None) -> str:
    """The six digits an authenticator app shows for `secret` (RFC 6238: SHA-1, 30 seconds)."""
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at or time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def unit_name(number: int) -> str:
    """Unit 7 is the school of the story; the others only fill the ward."""
    return SCHOOL if number == 7 else f"Đơn vị phường số {number}"


def units_workbook() -> bytes:
    """120 units with leading zeros in their codes, in three groups of the plan."""
    return files.units(
        *[
            files.unit_row(f"{n:04d}", unit_name(n), **{"Nhóm đối tượng": GROUPS[n % len(GROUPS)]})
            for n in range(1, COUNT + 1)
        ]
    )


def officers_workbook() -> bytes:
    """One officer for each of them."""
    people = [OFFICER if n == 7 else (f"can-bo-{n}@don-vi.example", f"Cán bộ {n}") for n in range(1, COUNT + 1)]
    rows = [
        {"Thư điện tử": email, "Họ và tên": name, "Mã đơn vị": f"{n:04d}"} for n, (email, name) in enumerate(people, 1)
    ]
    return files.listed(files.OFFICER_HEADINGS, rows)


class Sitting:
    """One person at one browser."""

    def __init__(self, page, shot):
        self.page, self.shot, self.codes = page, shot, []
        # A step of the story may send a hundred letters before it answers.
        page.set_default_timeout(40_000)

    def press(self, name: str) -> None:
        """Press the button of that name and wait for what comes."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def good(self, name: str) -> None:
        """Keep the picture of a station; it fits its screen and axe finds nothing."""
        self.shot(self.page, name)
        assert_fits(self.page)
        assert_accessible(self.page)

    def sign_in(self, typed: str, password: str) -> None:
        """By the sign-in page."""
        self.page.goto("/tai-khoan/login/")
        self.page.get_by_label("Mã đơn vị hoặc thư điện tử").fill(typed)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.press("Đăng nhập")

    def accept_notice(self, name: str) -> None:
        """Read the notice on personal data and accept it."""
        self.page.get_by_role("heading", name="Thông báo xử lý dữ liệu cá nhân", level=1).wait_for()
        self.good(name)
        self.press("Đã đọc và đồng ý")

    def enrol(self, password: str, name: str) -> None:
        """Set up the app on the page of second factors, with the code computed from the key shown."""
        self.page.get_by_role("link", name="Thiết lập ứng dụng tạo mã").click()
        if self.page.get_by_role("heading", name="Gõ lại mật khẩu").count():
            self.page.get_by_label("Mật khẩu", exact=True).fill(password)
            self.press("Xác nhận")
        self.page.get_by_role("heading", name="Thiết lập ứng dụng tạo mã").wait_for()
        self.good(name)
        secret = self.page.inner_text("#khoa")
        # A code typed at the end of its half minute may arrive after it.
        if (left := 30 - time.time() % 30) < 12:
            self.page.wait_for_timeout(left * 1000 + 200)
        self.page.get_by_label("Mã xác thực").fill(one_time_code(secret))
        self.press("Bật xác thực hai lớp")
        self.page.get_by_role("heading", name="Mã dự phòng").wait_for()
        self.codes = self.page.locator("#ma code").all_inner_texts()
        self.page.get_by_role("link", name="Đã cất mã, làm việc tiếp").click()
        self.page.wait_for_load_state()

    def bring_in(self, kind: str, file: str, content: bytes, name: str) -> None:
        """Choose the file, read the preview, write."""
        self.page.goto("/nhap-excel/")
        self.page.get_by_label(kind, exact=True).check()
        sheet = {"name": file, "mimeType": MEDIA_TYPES[XLSX], "buffer": content}
        self.page.locator("main input[type=file]").set_input_files(sheet)
        self.press("Đọc tệp và xem trước")
        self.page.get_by_role("heading", name=f"3. Xem trước: {kind}").wait_for()
        self.good(f"{name}-xem-truoc")
        self.press(f"Ghi {COUNT} dòng")
        self.page.get_by_role("heading", name=f"Đã ghi {COUNT} dòng").wait_for()
        self.good(f"{name}-da-ghi")


@pytest.fixture
def ward(settings, live_server):
    """The real plan with its present year open, roles that need a second factor as on a ward's server, one
    administrator.
    """
    cache.clear()
    settings.SITE_URL = live_server.url
    settings.SECOND_FACTOR_ROLES = [Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.ADMIN]
    call_command("load_plan", "campaigns/plans/le-chan-2026-2030.toml", verbosity=0)
    now = timezone.now()
    moved = ReportingPeriod.objects.filter(year=min(max(ward_date(now).year, 2026), 2030)).update(
        opens_at=now - timedelta(days=12), closes_at=now + timedelta(days=18), locks_at=now + timedelta(days=27)
    )
    assert moved == 1
    assert set(GROUPS) <= set(
        ParticipantGroup.objects.filter(campaign=Campaign.objects.get()).values_list("short_title", flat=True)
    )
    return factories.make_user(Role.ADMIN, full_name="Phạm Quản Trị", accepted_notice=False)


def letter_to(email: str):
    """The newest letter to that address."""
    return next(letter for letter in reversed(mail.outbox) if letter.to == [email])


def path_in(letter, base: str) -> str:
    """The one link of a letter, as a path of this site."""
    (link,) = re.findall(r"https?://\S+", letter.body)
    assert link.startswith(base)
    return link.removeprefix(base)


@pytest.mark.plan("R10")
def test_a_ward_comes_in_and_an_officer_hands_over(ward, sit_down, live_server):
    folder = os.environ.get("ROAD_SHOTS")

    def shot(page, name):
        if folder:
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    # --- the administrator comes in, with a second factor before anything else
    admin = Sitting(sit_down(), shot)
    admin.sign_in(ward.email, factories.PASSWORD)
    admin.page.wait_for_url("**/tai-khoan/xac-thuc/")
    admin.page.goto("/nhap-excel/")
    admin.page.wait_for_url("**/tai-khoan/xac-thuc/")
    admin.enrol(factories.PASSWORD, "01-quan-tri-lop-thu-hai")
    admin.accept_notice("02-quan-tri-thong-bao")

    # --- units, then officers; nobody is written to
    admin.bring_in("Đơn vị", "don-vi.xlsx", units_workbook(), "03-don-vi")
    admin.bring_in("Tài khoản cán bộ đầu mối", "can-bo.xlsx", officers_workbook(), "04-can-bo")
    assert Unit.objects.filter(code__regex="^0").count() == Enrolment.objects.count() == COUNT
    assert Membership.objects.filter(role=Role.UNIT_OFFICER).count() == COUNT
    assert {letter.to[0] for letter in mail.outbox} <= {ward.email}

    # --- a press of its own invites them all
    admin.page.get_by_role("link", name="Sang trang Lời mời").click()
    admin.page.get_by_role("heading", name=f"{COUNT} người chưa được mời").wait_for()
    admin.page.get_by_role("link", name="Chọn người và gửi lời mời").click()
    admin.page.get_by_label(re.compile("^Chỉ lần nhập gần nhất: can-bo.xlsx")).check()
    admin.press("Lọc")
    admin.page.get_by_role("heading", name=f"Sẽ gửi {COUNT} thư").wait_for()
    admin.good("05-gui-loi-moi")
    admin.press(f"Gửi {COUNT} thư")
    admin.page.get_by_text(f"Đã xếp {COUNT} thư mời vào hàng gửi.").wait_for()
    admin.good("06-loi-moi")
    invited = [letter.to[0] for letter in mail.outbox if letter.subject.startswith("Mời vào")]
    assert len(set(invited)) == len(invited) == COUNT

    # --- the officer opens the mailed link, on a phone
    link = path_in(letter_to(OFFICER[0]), live_server.url)
    officer = Sitting(sit_down(viewport={"width": 390, "height": 844}), shot)
    officer.page.goto(link)
    assert OFFICER[1] in officer.page.inner_text("main")
    officer.good("07-lien-ket-moi")
    officer.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    officer.page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    officer.press("Đặt mật khẩu và vào cổng")
    officer.accept_notice("08-thong-bao")
    officer.page.wait_for_url("**/don-vi/")
    assert SCHOOL in officer.page.content()
    stranger = Sitting(sit_down(), shot)
    stranger.page.goto(link)
    stranger.page.get_by_text("Liên kết này đã được dùng.").wait_for()
    stranger.good("09-lien-ket-da-dung")
    admin.page.goto("/loi-moi/?xem=da-dung")
    assert OFFICER[0] in admin.page.inner_text("main")

    # --- an app for codes, of the officer's own will; from then on the password alone opens nothing
    officer.page.goto("/ca-nhan/")
    officer.page.get_by_role("link", name="Lớp xác thực thứ hai").click()
    officer.enrol(PASSWORD, "10-ung-dung-tao-ma")
    stranger.sign_in("0007", PASSWORD)
    stranger.page.wait_for_url("**/tai-khoan/xac-thuc/authenticate/")
    stranger.page.goto("/don-vi/")
    stranger.page.wait_for_url("**/tai-khoan/xac-thuc/authenticate/")
    stranger.good("11-hoi-ma")
    stranger.page.get_by_label("Mã xác thực").fill(officer.codes[0])
    stranger.press("Đăng nhập")
    stranger.page.wait_for_url("**/don-vi/")

    # --- a report is begun, then the work goes to a successor
    officer.page.goto("/don-vi/")
    officer.press("Bắt đầu báo cáo")
    for _ in range(3):
        if officer.page.get_by_label("Kết quả nổi bật").count():
            break
        officer.page.get_by_role("button", name=re.compile("^Lưu, sang mục")).click()
        officer.page.wait_for_load_state()
    officer.page.get_by_label("Kết quả nổi bật").first.fill(RESULTS)
    officer.page.get_by_role("button", name="Lưu và thoát").click()
    officer.page.get_by_role("link", name=re.compile("^Làm tiếp mục")).wait_for()
    report = Submission.objects.get()
    draft = f"/bao-cao/{report.pk}/"
    officer.page.goto("/ca-nhan/")
    officer.page.get_by_role("link", name="Bàn giao công việc").click()
    officer.page.get_by_role("link", name=re.compile("^Bàn giao công việc của")).click()
    officer.page.get_by_label("Họ và tên người nhận").fill(SUCCESSOR[1])
    officer.page.get_by_label("Thư điện tử người nhận").fill(SUCCESSOR[0])
    officer.good("12-ban-giao")
    before = officer.page.context.new_page()
    before.goto("/don-vi/")
    unit_page = before.url
    officer.press("Bàn giao")
    officer.page.get_by_text(re.compile(f"Đã bàn giao công việc của {SCHOOL} cho {SUCCESSOR[1]}")).wait_for()
    officer.good("13-da-ban-giao")

    # --- refused afterwards: in this browser, in the other one that is still open, and for the report itself
    for page in (before, officer.page, stranger.page):
        for path in (unit_page, draft):
            answer = page.goto(path)
            assert answer.status in {403, 404}, f"{path}: {answer.status}"
            assert SCHOOL not in page.content()
    shot(officer.page, "14-bi-tu-choi")
    officer.page.goto("/ban-giao/")
    assert officer.page.get_by_role("link", name=re.compile("^Bàn giao công việc của")).count() == 0

    # --- the successor comes in by a mailed link and finds the draft as it was left
    successor = Sitting(sit_down(), shot)
    successor.page.goto("/tai-khoan/login/")
    successor.page.get_by_label("Mã đơn vị hoặc thư điện tử").fill(SUCCESSOR[0])
    successor.press("Nhận liên kết đăng nhập qua thư điện tử")
    successor.page.goto(path_in(letter_to(SUCCESSOR[0]), live_server.url))
    successor.press("Đăng nhập")
    successor.accept_notice("15-nguoi-nhan-thong-bao")
    successor.page.wait_for_url("**/don-vi/")
    successor.good("16-nguoi-nhan-trang-chu")
    successor.page.get_by_role("link", name=re.compile(r"^2\. ")).first.click()
    assert successor.page.get_by_label("Kết quả nổi bật").first.input_value() == RESULTS

    # --- what the log keeps of it, and what it never holds
    people = {name: User.objects.get(email=email) for email, name in (OFFICER, SUCCESSOR)}
    lines = AuditEvent.objects.filter(object_type="accounts.user", object_id=str(people[OFFICER[1]].pk))
    told = list(lines.order_by("pk").values_list("action", flat=True))
    for action in ("invite", "use_invitation", "factor_added", "hand_over"):
        assert told.count(action) == 1, f"{action}: {told}"
    assert AuditEvent.objects.filter(action="invite").count() == COUNT
    assert AuditEvent.objects.filter(action="import_applied").count() == 2
    secrets = (PASSWORD, link.strip("/").rpartition("/")[2], *officer.codes)
    written = str(list(AuditEvent.objects.values()))
    assert not [secret for secret in secrets if secret in written]
    assert Invitation.objects.with_state(timezone.now()).filter(state="USED").count() == 1
    assert NoticeAcceptance.objects.filter(user__in=[*people.values(), ward]).count() == 3
    call_command("check_audit")
