"""The unit's home (ux 2): each state with each form of the deadline panel, in its own words, at a constant cost."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.urls import reverse

from accounts.enums import ApprovalKind, Role
from campaigns.enums import GroupKind
from campaigns.models import ContentArea
from submissions import papers
from submissions.enums import SubmissionStatus as S
from submissions.models import Extension, Submission
from submissions.pledging import Line, Target
from submissions.services import approvals, drafting, handing_in, pledges
from submissions.views import home as home_views
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
MOST_HTML = 60 * 1024
URL = reverse("submissions:home")

# The five forms of the deadline panel, by a moment and what the panel says of it.
FAR, NEAR, LAST, LATE, CLOSED = "far", "near", "last", "late", "closed"
MOMENTS = {
    FAR: ward(2026, 11, 23, 10),
    NEAR: ward(2026, 12, 6, 10),
    LAST: ward(2026, 12, 11, 17, 40),
    LATE: ward(2026, 12, 14, 8),
    CLOSED: ward(2026, 12, 22, 8),
}
PANELS = {
    FAR: ('<div class="lc-due">', "<b>18</b><span>ngày nữa hết hạn</span>"),
    NEAR: ('<div class="lc-due warn">', "<b>5</b><span>ngày nữa hết hạn</span>"),
    LAST: ('<div class="lc-due warn">', "Hôm nay là ngày cuối. Còn 6 giờ 20 phút."),
    LATE: ('<div class="lc-due bad">', "Quá hạn 3 ngày. Phường vẫn nhận và ghi nộp muộn."),
    CLOSED: ("Kỳ 2026 đã khóa</p>", "Kỳ 2026 đã khóa ngày 20/12. Cần đính chính, gửi qua mục Khó khăn, vướng mắc."),
}
RETURNED_PANEL = ('<div class="lc-due warn">', "Bổ sung đến hết Thứ Sáu, 18/12/2026")
RECEIPT_PANEL = ('<p class="one">LC-2026-0001</p>', "Đúng hạn</span>")


@pytest.fixture
def now(monkeypatch):
    """The database's clock, as the page and the services read it."""

    class Clock:
        at = MOMENTS[FAR]

        def __call__(self):
            return self.at

    clock = Clock()
    for module in ("views.home", "services.drafting", "services.handing_in", "services.pledges"):
        monkeypatch.setattr(f"submissions.{module}.database_now", clock)
    monkeypatch.setattr("submissions.services.drafting.timezone", SimpleNamespace(now=clock))
    return clock


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


def home(client, **query) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    assert len(answer.content) < MOST_HTML
    return answer.content.decode()


def empty(period, unit, officer):
    return None


def draft(period, unit, officer):
    """Everything but the marks."""
    report = factories.submission_at(subject=unit, period=period, by=officer)
    report.items.update(self_score=None)
    return report


def complete(period, unit, officer):
    return factories.submission_at(subject=unit, period=period, by=officer)


def at_status(status):
    def make(period, unit, officer):
        unit.enrolments.get().group.criteria_sets.update(scorers=1)
        return factories.submission_at(status, subject=unit, period=period, by=officer, at=ward(2026, 11, 20, 16, 5))

    return make


# Per state: how it comes about, its tag, heading, button, and where the button leads.
STATES = {
    "empty": (empty, "Chưa nộp", "Chưa bắt đầu báo cáo năm 2026", "Bắt đầu báo cáo", "start"),
    "draft": (draft, "Chưa nộp", "Còn 1 mục nữa là nộp được", "Làm tiếp mục 8: Tự chấm", "muc/tu-cham/"),
    "complete": (complete, "Chưa nộp", "Báo cáo đã sẵn sàng để nộp", "Kiểm tra và nộp", "kiem-tra/"),
    "returned": (
        at_status(S.RETURNED), "Trả lại bổ sung", "Phường đề nghị bổ sung 1 chỗ", "Sửa 1 chỗ phường yêu cầu",
        "muc/tu-cham/",
    ),
    "submitted": (at_status(S.SUBMITTED), "Chờ thẩm định", "Phường đã nhận báo cáo", "Tải biên nhận", "bien-nhan/"),
    "accepted": (at_status(S.ACCEPTED), "Đã chấp nhận", "Báo cáo đã được chấp nhận", "Xem kết quả", "bien-nhan/"),
}  # fmt: skip


def expected(state: str, form: str):
    """Tag, heading, button, target and panel of a cell: a lock closes what was never handed in."""
    make, tag, heading, button, target = STATES[state]
    if form == CLOSED and state in ("empty", "draft", "complete"):
        return tag, "Kỳ 2026 đã khóa", "Khó khăn, vướng mắc", "/kho-khan/", PANELS[CLOSED]
    panel = {"returned": RETURNED_PANEL, "submitted": RECEIPT_PANEL, "accepted": RECEIPT_PANEL}.get(state)
    return tag, heading, button, target, panel or PANELS[form]


@pytest.mark.plan("R1", "D9")
@pytest.mark.parametrize("form", MOMENTS)
@pytest.mark.parametrize("state", STATES)
def test_each_state_with_each_form_of_the_panel(now, client, period, unit, officer, group, state, form):
    now.at = ward(2026, 11, 20, 9)
    report = STATES[state][0](period, unit, officer)
    now.at = MOMENTS[form]
    tag, heading, button, target, panel = expected(state, form)
    html = home(client)
    hero = html[html.index('<section class="lc-card lc-hero"') :]
    hero = hero[: hero.index("</section>")]
    assert f'<h1 id="dau">{heading}</h1>' in hero
    assert f"{tag}</span>" in hero
    assert f">{button} <svg" in hero
    assert hero.count("btn-primary") == (0 if heading == "Kỳ 2026 đã khóa" else 1)
    for words in panel:
        assert words in hero
    # “Chưa nộp” until the ward has it, and never after.
    assert ("Chưa nộp" in hero) is (state in ("empty", "draft", "complete"))
    if target == "start":
        assert f'action="{reverse("submissions:start")}"' in hero
    elif target.startswith("/"):
        assert f'href="{target}"' in hero
    else:
        assert f'href="/bao-cao/{report.pk}/{target}"' in hero
    assert ("Rút lại để sửa" in hero) is (state == "submitted")
    if state == "submitted":
        assert ("không rút lại được" in hero) is (form == CLOSED)
        assert ("rút lại rồi nộp lại thì ghi nộp muộn" in hero) is (form == LATE)


@pytest.mark.plan("D9")
def test_before_opening_the_page_says_when(now, client, period, unit):
    period.pledges_from = ward(2026, 11, 11).date()  # no season of pledges
    period.save()
    now.at = ward(2026, 11, 10, 23, 59, 59)
    html = home(client)
    assert '<h1 id="dau">Phường chưa mở nhận báo cáo năm 2026</h1>' in html
    assert "Chưa mở</span>" in html
    assert "Mở nhận Thứ Tư, 11/11/2026" in html
    assert "Nộp đến hết <b>Thứ Sáu, 11/12/2026</b>" in html
    assert "Đăng ký thi đua" not in html
    now.at = period.opens_at
    assert "Bắt đầu báo cáo" in home(client)


@pytest.mark.plan("D9")
@pytest.mark.parametrize(
    ("moment", "words", "late"),
    [
        (ward(2026, 12, 4), "<b>7</b><span>ngày nữa hết hạn", False),
        (ward(2026, 12, 3, 23, 59, 59), "<b>8</b><span>ngày nữa hết hạn", False),
        (ward(2026, 12, 11), "Hôm nay là ngày cuối. Còn 24 giờ.", False),
        (ward(2026, 12, 11, 23, 59, 59), "Hôm nay là ngày cuối.", False),
        (ward(2026, 12, 12), "Quá hạn 1 ngày. Phường vẫn nhận và ghi nộp muộn.", True),
        (ward(2026, 12, 20, 23, 59, 59), "Quá hạn 9 ngày. Phường vẫn nhận và ghi nộp muộn.", True),
    ],
)
def test_panel_and_receipt_agree_second_by_second(now, client, period, unit, officer, moment, words, late):
    report = complete(period, unit, officer)
    now.at = moment
    assert words in home(client)
    handing_in.submit(report, by=officer, late_reason="Trục trặc mạng", at=moment)
    assert report.is_late is late


# --- under review, with the head, with an extension -------------------------------------------------------------------


def test_under_review(now, client, period, unit, officer, group):
    at_status(S.UNDER_REVIEW)(period, unit, officer)
    html = home(client)
    assert "Phường đang thẩm định báo cáo" in html
    assert "Tải biên nhận" in html
    assert "Rút lại để sửa" not in html


@pytest.fixture
def with_head(now, period, unit, officer):
    """A report its officer has sent to the unit's head."""
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    factories.make_user(Role.UNIT_HEAD, unit=unit)
    report = complete(period, unit, officer)
    approvals.send_for_approval(report, note="", by=officer, at=now.at)
    return report


def test_a_report_with_the_head_says_so(with_head, client, client_of, unit):
    html = home(client)
    assert '<h1 id="dau">Chờ thủ trưởng duyệt</h1>' in html
    assert "Đã trình lúc 10:00 ngày 23/11/2026, chưa nộp." in html
    assert "Chưa nộp</span>" in html
    assert "Xem bản đã trình" in html
    head = client_of(unit.memberships.get(role=Role.UNIT_HEAD).user)
    html = home(head)
    assert "Đọc và nộp báo cáo" in html
    assert reverse("submissions:check", args=[with_head.pk]) in html


def test_what_the_head_wants_changed_stands_on_the_home(with_head, client, unit, now):
    head = unit.memberships.get(role=Role.UNIT_HEAD).user
    approvals.give_back(with_head, by=head, answer="Ghi rõ số liệu quý 4.", at=now.at)
    html = home(client)
    assert f"<b>{head} trả lại lúc 10:00 ngày 23/11/2026:</b>" in html
    assert "“Ghi rõ số liệu quý 4.”" in html
    assert "Kiểm tra và nộp" in html


@pytest.mark.plan("D9")
def test_an_extension_moves_the_panel_of_its_unit(now, client, client_of, period, group, unit, reviewer):
    Extension.objects.create(
        period=period, unit=unit, closes_at=ward(2026, 12, 19), reason="Thay người phụ trách", granted_by=reviewer,
        granted_at=ward(2026, 12, 10),
    )  # fmt: skip
    other = factories.make_unit("Đơn vị khác")
    factories.enrol(group, other)
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER, unit=other))
    now.at = ward(2026, 12, 14, 8)
    html = home(client)
    assert "<b>4</b><span>ngày nữa hết hạn" in html
    assert "Nộp đến hết <b>Thứ Sáu, 18/12/2026</b>" in html
    assert "Phường đã gia hạn cho đơn vị; hạn chung theo kế hoạch là trước ngày 12/12." in html
    assert "Quá hạn 3 ngày" in home(stranger)


# --- the tasks -------------------------------------------------------------------------------------------------------


@pytest.mark.plan("R2", "D3")
def test_contents_not_pledged_are_folded(now, client_of, period):
    group = factories.make_group(period.campaign, GroupKind.MASS_ORGANISATION)
    factories.make_criteria_set(group, period, (50, 50))
    unit = factories.make_unit("Hội Phụ nữ")
    factories.enrol(group, unit)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    area = ContentArea.objects.get(campaign=period.campaign, order=4)
    line = Line(area.pk, True, targets=(Target("Lớp học", "12", "lớp"),))
    pledges.send(period=period, subject=unit, lines=[line], seen=0, by=officer, at=ward(2026, 2, 2))
    report = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    html = home(client_of(officer))
    assert html.count('<li class="fold">') == html.count("Đơn vị không đăng ký nội dung này") == 4
    # What is folded is no section to be filled, and stays one press away.
    assert "Đã điền 4/9 mục" in html or "Đã điền 5/9 mục" in html
    assert reverse("submissions:edit", args=[report.pk, "noi-dung-nd1"]) in html


def test_a_list_whose_counts_cannot_be_read_still_leads_everywhere(now, client, period, unit, officer, monkeypatch):
    report = draft(period, unit, officer)

    def unreadable(submission):
        raise DatabaseError("canceling statement due to statement timeout")

    monkeypatch.setattr(home_views, "sections_of", unreadable)
    html = home(client)
    assert "Chưa đọc được trạng thái" in html
    assert "Mở báo cáo" in html
    for key in ("don-vi", "noi-dung-nd1", "noi-dung-nd5", "sang-kien", "tu-cham", "kien-nghi"):
        assert reverse("submissions:edit", args=[report.pk, key]) in html
    assert "Đã điền" not in html


def test_returned_places_ticked_done_are_counted_down(now, client, period, unit, officer, group):
    report = at_status(S.RETURNED)(period, unit, officer)
    request = report.returns.get()
    request.notes.create(section="sang-kien", note="Ghi rõ tác giả.")
    html = home(client)
    assert "Sửa 2 chỗ phường yêu cầu" in html
    assert "Phường đề nghị bổ sung 2 chỗ, chậm nhất hết Thứ Sáu, 18/12/2026. Các phần khác giữ nguyên." in html
    report.returns.update(lock_rest=True)
    assert "Các phần khác giữ nguyên và đã khóa." in home(client)
    request.notes.filter(section="tu-cham").update(done_at=now.at, done_by=officer)
    html = home(client)
    assert "Sửa 1 chỗ còn lại" in html
    assert f'href="{reverse("submissions:edit", args=[report.pk, "sang-kien"])}">Sửa' in html
    request.notes.update(done_at=now.at, done_by=officer)
    assert "Kiểm tra và nộp lại" in home(client)


def test_a_receipt_on_paper_is_one_press_away(now, client, period, unit, officer, monkeypatch):
    at_status(S.SUBMITTED)(period, unit, officer)

    class Maker:
        def papers(self, snapshot):
            return [papers.Paper("receipt", "Biên nhận (PDF)", "ready", url="/van-ban/1/")]

    monkeypatch.setattr(papers, "_makers", [Maker()])
    assert 'href="/van-ban/1/">Tải biên nhận' in home(client)


# --- what it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "count"), [("empty", 9), ("draft", 14), ("complete", 14), ("returned", 16), ("accepted", 15)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_a_constant_number_of_queries(
    now, client, period, unit, officer, group, state, count, rows, django_assert_num_queries
):
    report = STATES[state][0](period, unit, officer)
    for number in range(rows if report else 0):
        report.initiatives.create(title=f"Sáng kiến {number}")
        report.contents.first().figures.create(name=f"Số liệu {number}")
    for number in range(1, rows):
        factories.make_period(period.campaign, 2026 + number)
    client.get(URL)
    with django_assert_num_queries(count):
        home(client)


def test_home_asks_for_nothing_again_by_itself(now, client, period, unit, officer):
    draft(period, unit, officer)
    html = home(client)
    assert "hx-trigger" not in html[html.index("<main") : html.index("</main>")]


def test_help_is_called_written_to_and_read(now, client, period, unit, settings):
    settings.OFFICE_PHONE, settings.OFFICE_ZALO = "0225 3700 001", "0912345678"
    html = home(client)
    for address in ("tel:0225 3700 001", "https://zalo.me/0912345678", reverse("accounts:guide", args=[1])):
        assert f'href="{address}"' in html
    settings.OFFICE_ZALO = ""
    assert "zalo.me" not in home(client)


def test_a_persons_home_speaks_of_their_achievements(now, client_of, period, unit):
    group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.make_criteria_set(group, period, (100,))
    account = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Thị Mai", unit=unit, user=account)
    factories.enrol(group, person)
    html = home(client_of(account))
    assert "Báo cáo thành tích năm 2026 của Trần Thị Mai" in html
    drafting.start(period=period, subject=person, by=account, at=now.at)
    html = home(client_of(account))
    assert "Đã điền" in html and Submission.objects.get().person == person


def test_the_last_edit_is_told_with_its_hour(now, client, period, unit, officer):
    report = draft(period, unit, officer)
    item = report.items.first()
    key = drafting.FieldKey("item", item.pk, "result")
    at = now.at - timedelta(minutes=18)
    drafting.save_field(submission_id=report.pk, key=key, text="Mới sửa", seen=None, by=officer, at=at)
    assert "Đã điền 8 trên 9 mục. Làm đến đâu, hệ thống lưu đến đó; lưu gần nhất lúc 09:42 hôm nay." in home(client)
