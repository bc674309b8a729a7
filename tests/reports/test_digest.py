"""The office's letter of the week: Monday, once each, with the numbers the pages show, silent when nothing goes on."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from core import addresses, outbox
from core.models import OutboxMessage
from reports import digest, figures, overview
from submissions import queue
from submissions.enums import SubmissionStatus as S
from submissions.models import Return
from tests import factories
from tests.factories import ward
from tests.reports import rows

pytestmark = pytest.mark.django_db
MONDAY = ward(2026, 12, 14, 7)


@pytest.fixture
def year(period, group, reviewer):
    """Nine subjects: one accepted, three with the ward, two given back and one of them overdue, three missing."""
    for status in (S.ACCEPTED, S.SUBMITTED, S.SUBMITTED, S.UNDER_REVIEW):
        rows.report(group, period, status=status)
    for due_on in (date(2026, 12, 13), date(2026, 12, 14)):
        report = rows.report(group, period, status=S.RETURNED)
        Return.objects.create(
            submission=report, reason="x", due_on=due_on, returned_by=reviewer, returned_at=ward(2026, 12, 7)
        )
    rows.report(group, period, status=S.DRAFT)
    for _ in range(2):
        factories.enrol(group, factories.make_unit())
    addresses.mark("hong@demo.example", answer="550 5.1.1 No such user", message=None, at=MONDAY)
    return period


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=digest.KIND).order_by("pk"))


def test_one_letter_to_each_of_the_office_with_the_numbers_of_the_pages(year, reviewer, client_of):
    colleague = factories.make_user(Role.REVIEWER, full_name="Trần Văn Tám")
    factories.make_user(Role.ADMIN)
    assert digest.send_due(now=MONDAY) == 2
    assert digest.send_due(now=MONDAY + timedelta(hours=3)) == 0
    assert {letter.recipient_id for letter in letters()} == {reviewer.pk, colleague.pk}
    letter = letters()[-1]
    assert letter.subject == "Báo cáo thi đua năm 2026: 6/9 đã nộp"
    assert letter.text == (
        "Kính gửi đồng chí Trần Văn Tám. Báo cáo năm 2026 đến 07:00 Thứ Hai, 14/12/2026: 6/9 đã nộp, 3 chờ và đang "
        "thẩm định, 2 trả lại bổ sung, 1 quá hạn bổ sung, 1 địa chỉ không nhận thư. Xem tại:"
    )
    page = client_of(reviewer).get(letter.link).content.decode()
    assert "6 trên 9 đơn vị đã nộp báo cáo" in page
    counts = figures.total(figures.by_group(year))
    for band, number in ((figures.State.WAITING, 3), (figures.State.RETURNED, 2)):
        assert counts.by_state[band] == number
        assert overview.list_url(reviewer, year, band) in page.replace("&amp;", "&")
    choices = queue.Choices(status=S.RETURNED, due="qua-han")
    assert queue.chosen(reviewer, year, choices, now=MONDAY).count() == 1
    assert letter.link == f"{reverse('reports:overview')}?nam=2026"


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (ward(2026, 12, 14, 6, 59), 0),
        (ward(2026, 12, 14, 18), 1),
        (ward(2026, 12, 15, 7), 0),
        (ward(2026, 12, 13, 7), 0),
        (ward(2026, 11, 9, 7), 0),
        (ward(2027, 1, 4, 7), 1),
    ],
)
def test_on_monday_from_seven_while_something_goes_on(year, reviewer, at, count):
    assert digest.send_due(now=at) == count


def test_every_week_anew_until_all_is_judged(year, reviewer):
    assert [digest.send_due(now=MONDAY + timedelta(weeks=week)) for week in range(4)] == [1, 1, 1, 1]
    year.submissions.exclude(status=S.DRAFT).update(status=S.ACCEPTED)
    assert digest.send_due(now=MONDAY + timedelta(weeks=4)) == 0


def test_the_numbers_are_those_of_the_moment_it_leaves(year, group, reviewer):
    digest.send_due(now=MONDAY)
    rows.report(group, year, status=S.SUBMITTED)
    assert outbox.deliver(letters()[0].pk, now=MONDAY + timedelta(hours=2)) == "SENT"
    assert mail.outbox[0].subject == "Báo cáo thi đua năm 2026: 7/10 đã nộp"
    assert "đến 09:00 Thứ Hai, 14/12/2026: 7/10 đã nộp, 4 chờ" in mail.outbox[0].body


def test_who_left_the_office_reads_no_more_of_it(year, reviewer):
    digest.send_due(now=MONDAY)
    reviewer.memberships.all().delete()
    assert outbox.deliver(letters()[0].pk, now=MONDAY) == "SKIPPED"
