"""The head reads on a phone and hands in, or gives back (ux 4): folded, no scroll to the side."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import ApprovalKind, Role
from core.models import OutboxMessage
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def unit():
    return factories.make_unit("Trường Tiểu học minh họa", approval=ApprovalKind.SECOND_PERSON)


@pytest.fixture
def report(clock, unit):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Nguyễn Thị Lan")
    return factories.submission_at(subject=unit, by=officer)


def test_the_officer_sends_and_the_head_hands_in_on_a_phone(sit_down, unit, report):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit, full_name="Trần Văn Thủ Trưởng")
    check = reverse("submissions:check", args=[report.pk])
    officer = sit_down(report.edited_by, viewport=PHONE)
    # The first letter of a process also draws its mail for the first time.
    officer.set_default_timeout(30_000)
    officer.goto(check)
    officer.get_by_label("Lời nhắn cho thủ trưởng").fill("Nhờ thầy đọc giúp mục 3.")
    officer.get_by_role("button", name="Trình thủ trưởng duyệt").click()
    expect(officer.get_by_role("heading", name="Đang chờ thủ trưởng duyệt")).to_be_visible()

    page = sit_down(head, viewport=PHONE)
    page.goto(OutboxMessage.objects.get(kind="approval_asked").link)
    expect(page.get_by_text("“Nhờ thầy đọc giúp mục 3.”")).to_be_visible()
    folds = page.locator(".lc-checkrow > details")
    assert folds.evaluate_all("parts => parts.map((part) => part.open)") == [False] * folds.count()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Duyệt và nộp báo cáo").click()
    expect(page.get_by_role("heading", name="Phường đã nhận báo cáo")).to_be_visible()
    stored = Submission.objects.get()
    assert (stored.status, stored.rounds, stored.submitted_by) == (S.SUBMITTED, 1, head)
    assert OutboxMessage.objects.filter(kind="received").count() == 1


def test_the_head_gives_it_back_and_the_officer_finds_the_words(sit_down, unit, report):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit, full_name="Trần Văn Thủ Trưởng")
    check = reverse("submissions:check", args=[report.pk])
    officer = sit_down(report.edited_by)
    officer.goto(check)
    officer.get_by_role("button", name="Trình thủ trưởng duyệt").click()
    expect(officer.get_by_role("button", name="Lấy lại để sửa")).to_be_visible()
    page = sit_down(head, viewport=PHONE)
    page.goto(check)
    page.get_by_label("Ý kiến").fill("Bổ sung số liệu mục 3.")
    page.get_by_role("button", name="Trả lại kèm ý kiến").click()
    expect(page.get_by_text("Đã trả lại báo cáo kèm ý kiến.")).to_be_visible()
    officer.goto(check)
    expect(officer.get_by_text("“Bổ sung số liệu mục 3.”")).to_be_visible()
    assert folded_on_a_desk(officer) == 0


def folded_on_a_desk(page) -> int:
    """How many sections a wide screen folds: none."""
    return page.locator(".lc-checkrow > details:not([open])").count()
