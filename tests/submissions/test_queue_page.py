"""One page of the office's list: the quick ways say what the plain ones say."""

import pytest
from django.db import connection
from django.http import QueryDict

from accounts.enums import Role
from submissions import queue, queue_order, queue_page
from submissions.enums import SubmissionStatus as S
from submissions.models import Assignment, Submission
from submissions.queue import Choices
from submissions.queue_page import SUMS, ListPage, Sums
from tests import factories
from tests.questions import Questions
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db


def page_of(user, period, text="", number=None):
    return ListPage(user, period, Choices.of(QueryDict(text)), number=number, now=NOW)


def codes(page):
    return [row.report.code for row in page.rows]


@pytest.fixture
def reports(group, period, reviewer):
    """One in each state, the second not scored, the last with its unit."""
    states = (S.SUBMITTED, S.SUBMITTED, S.ACCEPTED, S.RETURNED)
    made = [handed_in(group, period, status=state) for state in states]
    Submission.objects.filter(pk=made[1].pk).update(stated_hundredths=None)
    judged(made[0], factories.make_user(Role.REVIEWER), 28, 23, 22, 15)
    handed_in(group, period, status=S.DRAFT)
    return made


@pytest.mark.parametrize(
    "text", ["", "xem=cho-tham-dinh", "trang-thai=ACCEPTED", "trang-thai=RETURNED&muon=1", "q=don+vi", "xem=cho-toi"]
)
def test_the_sums_are_those_of_the_rows(reports, reviewer, period, text):
    page = page_of(reviewer, period, text)
    found = queue.chosen(reviewer, period, page.choices, now=NOW)
    assert page.sums == Sums.of(found.order_by().aggregate(**SUMS))
    assert page.sums.count == len(page.rows) == page.page.paginator.count
    assert page.awaiting == 2


def test_the_whole_years_sums_and_what_waits_are_one_question(reports, reviewer, period):
    page = page_of(reviewer, period)
    assert reviewer.grants
    with Questions() as asked:
        assert (page.sums.count, page.sums.scored, page.sums.average) == (4, 3, 88)
        assert page.awaiting == 2
    assert len(asked) == 1


@pytest.mark.parametrize("order", ["don-vi", "-don-vi"])
def test_by_name_page_by_page_is_the_whole_list_by_name(group, period, reviewer, monkeypatch, order):
    """Units and persons together, two of one name among them, the last pages cut from all of them sorted."""
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    monkeypatch.setattr(queue_order, "NEAR", 4)
    for name in ("Đội 1", "Dân phố 2", "Ủy ban", "Áo dài"):
        handed_in(group, period, subject=factories.make_unit(name))
    for name in ("Lê Thị Dân", "Lê Thị Dân", "Trần Văn Ủy"):
        handed_in(group, period, subject=factories.make_person(name))
    handed_in(group, period, subject=factories.make_unit("Bản nháp"), status=S.DRAFT)
    factories.make_unit("Chưa nộp")

    whole = queue.chosen(reviewer, period, Choices(order=order), now=NOW).values_list("code", flat=True)
    pages = [codes(page_of(reviewer, period, f"sap={order}", str(number))) for number in range(1, 5)]
    assert [code for page in pages for code in page] == list(whole)
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    names = list(queue.chosen(reviewer, period, Choices(order="don-vi"), now=NOW).values_list("unit__name", flat=True))
    assert [name for name in names if name] == ["Áo dài", "Dân phố 2", "Đội 1", "Ủy ban"]


def test_going_through_begins_with_the_first_that_waits_for_the_reader(group, period, reviewer, monkeypatch):
    """Also when the first that wait for anybody are all other people's."""
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    others = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    reports = [handed_in(group, period) for _ in range(4)]
    assert page_of(reviewer, period).first_to_review().pk == reports[0].pk
    for report in reports[:3]:
        for other in others:
            Assignment.objects.create(submission=report, reviewer=other, assigned_by=other)
    first = page_of(reviewer, period).first_to_review()
    assert (first.pk, first.choices.query) == (reports[3].pk, "xem=cho-toi")
    assert page_of(others[0], period).first_to_review().pk == reports[0].pk
    assert page_of(reviewer, period, "xem=cho-toi").first_to_review().pk == reports[3].pk
    assert page_of(reviewer, period, "o=phong").first_to_review().pk == reports[3].pk
    assert page_of(reviewer, period, "trang-thai=SUBMITTED").first_to_review().pk == reports[0].pk
    assert page_of(reviewer, period, "trang-thai=ACCEPTED").first_to_review() is None
    Submission.objects.update(status=S.ACCEPTED)
    assert page_of(reviewer, period).first_to_review() is None


@pytest.mark.parametrize("query", ["xem=cho-toi", "o=phong", "o=nguoi-tham-dinh"])
def test_a_first_page_looked_for_near_by_is_that_of_the_whole_list(group, period, reviewer, monkeypatch, query):
    """Where enough fit among the first reports, and where only the last ones do."""
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    monkeypatch.setattr(queue_page, "FOLD", 1)
    for place in range(8):
        report, other = handed_in(group, period), factories.make_user(Role.REVIEWER)
        if place < 3:
            judged(report, factories.make_user(Role.REVIEWER), 28, 23, 22, 15)
        if place % 2:
            Assignment.objects.create(submission=report, reviewer=other, assigned_by=other)
    for order in ("nhan", "-nhan", "don-vi", "diem"):
        choices = Choices.of(QueryDict(f"{query}&sap={order}"))
        whole = list(queue.chosen(reviewer, period, choices, now=NOW).values_list("code", flat=True))
        pages = [codes(page_of(reviewer, period, f"{query}&sap={order}", str(number))) for number in (1, 2, 3)]
        assert len(whole) > 2
        assert pages[0] == whole[:2]
        assert pages[1] == whole[2:4]


@pytest.mark.postgres
def test_postgresql_neither_compiles_nor_shares_out_what_a_page_asks():
    with connection.cursor() as cursor:
        for name, value in (("jit", "off"), ("max_parallel_workers_per_gather", "0")):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)
