"""Council members read every handed-in report and speak to contents in their care; they give no marks (R6)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership
from campaigns.models import ContentArea, FieldAssignment
from core.clock import ward_date
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.models import Remark, SubmissionContent
from submissions.services import remarks, reviewing, scoring
from tests import factories
from tests.submissions.office import handed_in, judged

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R6")]
TEXT = "Cần nêu rõ số buổi tuyên truyền."


@pytest.fixture
def report(group, period):
    return handed_in(group, period)


@pytest.fixture
def areas(report):
    found = list(ContentArea.objects.filter(campaign=report.period.campaign).order_by("order"))
    return found or factories.make_content_areas(report.period.campaign, count=3)


@pytest.fixture
def member(areas):
    user = factories.make_user(Role.COUNCIL_MEMBER)
    care(user, areas[0])
    return user


def care(user, area, since=30, until=None):
    today = ward_date(timezone.now())
    to_on = None if until is None else today - timedelta(days=until)
    return FieldAssignment.objects.create(
        user=user, content_area=area, from_on=today - timedelta(days=since), to_on=to_on
    )


def write(report, area, by, text=TEXT):
    return remarks.write(report, content_area=area, text=text, by=by)


def test_a_member_speaks_to_contents_in_their_care(report, member, areas):
    assert write(report, areas[0], member).text == TEXT
    with pytest.raises(Forbidden, match="chưa giao"):
        write(report, areas[1], member)
    with pytest.raises(ValidationError):
        write(report, areas[0], member, " ")


def test_only_on_the_days_of_the_assignment(report, member, areas):
    """The last day is still in care; the day after it, and before the first, are not."""
    care(member, areas[1], until=0)
    care(member, areas[2], until=1)
    write(report, areas[1], member)
    with pytest.raises(Forbidden):
        write(report, areas[2], member)


def test_never_about_ones_own_unit_nor_once_accepted(report, member, areas, reviewer):
    second = factories.make_user(Role.REVIEWER)
    for user in (reviewer, second):
        judged(report, user, 27, 20, 22, 15)
    reviewing.accept(report, by=reviewer)
    with pytest.raises(Forbidden, match="chấp nhận"):
        write(report, areas[0], member)
    Membership.objects.create(user=member, role=Role.INDIVIDUAL, unit=report.unit)
    with pytest.raises(Forbidden, match="đơn vị mình"):
        write(report, areas[0], member)


def test_a_reviewer_or_an_officer_leaves_no_remark(report, areas, reviewer):
    for user in (reviewer, report.submitted_by):
        care(user, areas[0])
        with pytest.raises(Forbidden):
            write(report, areas[0], user)


def test_only_the_author_takes_it_back_and_once(report, member, areas):
    row = write(report, areas[0], member)
    with pytest.raises(Forbidden):
        remarks.withdraw(row, by=factories.make_user(Role.COUNCIL_CHAIR))
    remarks.withdraw(row, by=member)
    with pytest.raises(InvalidTransition):
        remarks.withdraw(row, by=member)
    assert not Remark.objects.standing().exists()


def test_a_member_gives_no_marks(report, member, reviewer):
    review = reviewing.start_review(report, by=reviewer)
    with pytest.raises(Forbidden):
        reviewing.start_review(report, by=member)
    with pytest.raises(Forbidden):
        scoring.save_score(review, report.items.first(), by=member, points=1)


def test_reviewers_and_council_read_remarks_the_unit_does_not(client_of, report, member, areas, reviewer):
    write(report, areas[0], member)
    page, review = (reverse(f"submissions:{name}", args=[report.pk]) for name in ("read", "review"))
    for user, address in ((member, page), (reviewer, page), (reviewer, review)):
        assert TEXT in client_of(user).get(address).content.decode()
    officer = client_of(report.submitted_by)
    assert officer.get(page).status_code == 403
    assert TEXT not in officer.get(reverse("submissions:receipt", args=[report.pk])).content.decode()
    assert list(Remark.objects.visible_to(report.submitted_by)) == []


def test_the_page_writes_and_withdraws(client_of, report, member, areas):
    page, client = reverse("submissions:remark", args=[report.pk]), client_of(member)
    assert client.post(page, {"content_area": areas[0].pk, "text": ""}).status_code == 422
    assert client.post(page, {"content_area": areas[1].pk, "text": TEXT}).status_code == 422
    assert client.post(page, {"content_area": areas[0].pk, "text": TEXT}).status_code == 302
    row = Remark.objects.get()
    assert client.post(reverse("submissions:remark_withdraw", args=[row.pk])).status_code == 302
    assert TEXT not in client.get(reverse("submissions:read", args=[report.pk])).content.decode()


def asked(client, page):
    """How many questions a page asks the database."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return len(found)


def test_pages_of_a_member_cost_the_same_for_one_and_three(client_of, group, period, report, member, areas):
    client = client_of(member)
    pages = [reverse("awards:my_fields") + f"?nam={period.year}", reverse("submissions:read", args=[report.pk])]
    write(report, areas[0], member)
    take(report, areas[0])
    before = [asked(client, page) for page in pages]
    for _ in range(2):
        take(handed_in(group, period), areas[0])
        write(report, areas[0], member)
    assert [asked(client, page) for page in pages] == before


def take(report, area):
    """The report speaks of the content."""
    SubmissionContent.objects.update_or_create(submission=report, content_area=area, defaults={"taken_on": True})


def test_a_member_finds_the_reports_on_their_contents(client_of, group, period, report, member, areas):
    other = handed_in(group, period)
    take(report, areas[0])
    take(other, areas[1])
    page = client_of(member).get(reverse("awards:my_fields") + f"?nam={period.year}").content.decode()
    links = [reverse("submissions:read", args=[each.pk]) in page for each in (report, other)]
    assert links == [True, False]
