"""The parts of a report that come from elsewhere, in Chromium: the pledge, last year, a content left out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from campaigns.enums import GroupKind
from submissions.models import Pledge, PledgeContent, PledgeTarget
from submissions.services import drafting, handing_in, rows
from submissions.writable import FieldKey
from tests import factories
from tests.browser.axe import assert_page_is_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report():
    """A mass organisation's report of this year: last year handed in, contents 1 and 2 pledged, 3 to 5 not."""
    now = timezone.now()
    before = factories.make_period(
        year=now.year - 1,
        opens_at=now - timedelta(days=400),
        closes_at=now - timedelta(days=370),
        locks_at=now - timedelta(days=360),
    )
    factories.make_content_areas(before.campaign)
    factories.make_question(before.campaign, label="Bài học rút ra", help="Việc chưa làm được, vì sao.")
    unit, group = (
        factories.make_unit("Hội Phụ nữ phường"),
        factories.make_group(before.campaign, GroupKind.MASS_ORGANISATION),
    )
    factories.enrol(group, unit)
    factories.make_criteria_set(group, before, (50, 50))
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    last = factories.submission_at(subject=unit, period=before, by=officer)
    content = last.contents.order_by("content_area__order").first()
    line = rows.add_figure(submission_id=last.pk, content_id=content.pk, by=officer, at=last.created_at)
    for column, text in (("name", "Trụ sạc"), ("this_year", "12"), ("measure", "trụ")):
        key = FieldKey("figure", line.pk, column)
        drafting.save_field(submission_id=last.pk, key=key, text=text, seen=None, by=officer, at=last.created_at)
    handing_in.submit(last, by=officer, at=before.closes_at - timedelta(days=2))
    period = factories.make_period(
        before.campaign, now.year, opens_at=now - timedelta(days=12), closes_at=now + timedelta(days=18),
        locks_at=now + timedelta(days=28),
    )  # fmt: skip
    factories.make_criteria_set(group, period, (50, 50))
    sent = {"first_sent_at": period.opens_at, "sent_at": period.opens_at, "sent_by": officer}
    pledge = Pledge.objects.create(period=period, unit=unit, **sent)
    for area in period.campaign.contentarea_set.all():
        row = PledgeContent.objects.create(
            pledge=pledge,
            content_area=area,
            taken_on=area.order < 3,
            aim="Mỗi chi hội một trụ." * (area.order < 3),
        )
        if area.order == 1:
            PledgeTarget.objects.create(content=row, name="Trụ sạc", target="20", measure="trụ")
    return drafting.start(period=period, subject=unit, by=officer)


def address(report, key):
    return reverse("submissions:edit", args=[report.pk, key])


def test_what_was_typed_a_moment_ago_stays_and_the_rest_comes_from_last_year(sit_down, live_server, report):
    content = report.contents.order_by("content_area__order").first()
    page = sit_down(report.unit.memberships.get().user)
    page.goto(live_server.url + address(report, "noi-dung-nd1"))
    assert page.get_by_text("Chỉ tiêu đăng ký: 20 trụ").is_visible()
    page.fill(f"#content-{content.pk}-results", "Vừa gõ, chưa kịp lưu")
    page.get_by_role("button", name="Lấy lại từ báo cáo năm trước").click()
    page.get_by_text(f"Đã lấy 1 chỗ từ báo cáo năm {report.period.year - 1}.").wait_for()
    line = content.figures.get()
    content.refresh_from_db()
    assert (content.results, line.last_year, line.target) == ("Vừa gõ, chưa kịp lưu", "12", "20")
    assert page.locator(f"#figure-{line.pk}-last_year").input_value() == "12"


def test_a_content_left_out_is_taken_on_without_scripts(sit_down, live_server, report):
    content = report.contents.get(content_area__code="nd4")
    page = sit_down(report.unit.memberships.get().user, java_script_enabled=False)
    page.goto(live_server.url + address(report, "noi-dung-nd4"))
    assert page.get_by_text("Đơn vị không đăng ký nội dung này.").is_visible()
    assert page.locator("textarea").count() == 0
    page.get_by_role("button", name="Báo cáo cả nội dung này").click()
    page.locator(f"#content-{content.pk}-results").fill("Làm thêm trong năm")
    page.get_by_role("button", name="Lưu và thoát").click()
    content.refresh_from_db()
    assert (content.taken_on, content.results) == (True, "Làm thêm trong năm")


def test_pages_with_the_pledge_and_last_year_are_accessible_and_narrow_enough(sit_down, live_server, report):
    page = sit_down(report.unit.memberships.get().user)
    for key in ("don-vi", "noi-dung-nd1", "noi-dung-nd4", "kien-nghi"):
        assert_page_is_good(page, live_server.url, address(report, key))
