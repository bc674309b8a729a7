"""Lists posted for objections: who stands on them, how long, and what becomes of an objection."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards.enums import NominationStatus
from awards.models import Objection, Posting
from awards.services import postings
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import make_nominations

pytestmark = pytest.mark.django_db
AT = factories.ward(2026, 12, 14, 9)
DAY = date(2026, 12, 14)


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def lines(office):
    return make_nominations(2, by=office, form=factories.make_award_form(factories.make_campaign()))


def post(lines, by, *, starts_on=DAY, ends_on=DAY + timedelta(days=4), at=AT) -> Posting:
    return postings.post(lines[0].round, lines, starts_on=starts_on, ends_on=ends_on, place="", by=by, at=at)


def test_a_list_is_on_view_from_its_first_to_its_last_day(lines, office):
    row = post(lines, office)
    seen = [bool(Posting.objects.on_view(DAY + timedelta(days=shift)).filter(pk=row.pk)) for shift in (-1, 0, 4, 5)]
    assert seen == [False, True, True, False]


def test_a_list_taken_down_is_seen_by_nobody(lines, office):
    row = post(lines, office)
    postings.take_down(row, by=office, at=AT)
    postings.take_down(row, by=office, at=AT)
    assert not Posting.objects.on_view(DAY).exists()
    assert AuditEvent.objects.filter(action="take_list_down").count() == 1


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [(-1, 3, "trước hôm nay"), (2, 1, "không được trước ngày đầu"), (0, 60, "nhiều nhất 60 ngày")],
)
def test_days_that_make_no_sense_are_refused(lines, office, starts, ends, words):
    with pytest.raises(InvalidTransition, match=words):
        post(lines, office, starts_on=DAY + timedelta(days=starts), ends_on=DAY + timedelta(days=ends))
    assert not Posting.objects.exists()


@pytest.mark.parametrize("status", sorted(set(NominationStatus) - set(postings.POSTABLE)))
def test_whoever_the_council_has_judged_is_not_posted(lines, office, status):
    lines[1].status = status
    lines[1].save()
    with pytest.raises(InvalidTransition, match="không công khai lấy ý kiến được"):
        post(lines, office)
    assert not Posting.objects.exists()


def test_nobody_stands_on_two_lists_at_once(lines, office):
    first = post(lines, office)
    with pytest.raises(InvalidTransition, match="đang được công khai ở danh sách khác"):
        post(lines[:1], office)
    postings.take_down(first, by=office, at=AT)
    assert post(lines[:1], office)


def test_a_signed_in_user_objects_in_their_own_name_while_the_list_is_on_view(lines, office):
    row, officer = post(lines, office), factories.make_user(Role.UNIT_OFFICER)
    one = postings.object_to(row, nomination=lines[0], text=" Sai số liệu. ", by=officer, from_whom="Người khác", at=AT)
    assert (one.from_whom, one.text) == (officer.full_name, "Sai số liệu.")
    with pytest.raises(Forbidden):
        postings.object_to(row, nomination=None, text="Muộn", by=officer, at=AT + timedelta(days=5))


def test_the_office_enters_what_a_citizen_said_also_afterwards(lines, office):
    row = post(lines, office)
    one = postings.object_to(
        row, nomination=None, text="Gọi ngày 18/12.", by=office, from_whom="Ông Hòa, tổ 12", at=AT + timedelta(days=9)
    )
    assert one.from_whom == "Ông Hòa, tổ 12"


def test_an_objection_is_about_somebody_on_the_list(lines, office):
    row = post(lines[:1], office)
    with pytest.raises(InvalidTransition, match="không có trong danh sách"):
        postings.object_to(row, nomination=lines[1], text="Sai.", by=office, at=AT)


def test_an_objection_is_settled_once_with_a_finding(lines, office):
    one = postings.object_to(post(lines, office), nomination=None, text="Sai.", by=office, at=AT)
    with pytest.raises(InvalidTransition, match="Chưa nhập kết quả"):
        postings.settle(one, finding="  ", upheld=False, by=office, at=AT)
    postings.settle(one, finding="Số liệu đúng.", upheld=False, by=office, at=AT)
    with pytest.raises(InvalidTransition, match="đã có kết luận"):
        postings.settle(one, finding="Khác.", upheld=True, by=office, at=AT)
    one.refresh_from_db()
    assert (one.upheld, one.finding) == (False, "Số liệu đúng.")


def test_the_log_does_not_say_what_was_objected(lines, office):
    postings.object_to(post(lines, office), nomination=None, text="Lời phản ánh kín", by=office, at=AT)
    assert not [row for row in AuditEvent.objects.all() if "phản ánh kín" in str(row.data)]


class TestPages:
    def on_view(self, lines, office):
        from core.clock import database_now, ward_date

        today = ward_date(database_now())
        return postings.post(lines[0].round, lines, starts_on=today, ends_on=today, place="Bảng tin", by=office)

    def test_everybody_reads_names_and_forms_and_nothing_else(self, client, lines, office):
        lines[0].summary = "Tóm tắt không công khai"
        lines[0].save()
        self.on_view(lines, office)
        html = client.get(reverse("awards:posted")).content.decode()
        assert all(row.unit.name in html for row in lines)
        assert "Tóm tắt không công khai" not in html
        assert "Gửi phản ánh" not in html

    def test_objections_are_read_by_the_office_alone(self, client, lines, office):
        row, officer = self.on_view(lines, office), factories.make_user(Role.UNIT_OFFICER)
        client.force_login(officer)
        assert client.post(reverse("awards:objection", args=[row.pk]), {"text": "Chuyện riêng"}).status_code == 302
        assert "Chuyện riêng" not in client.get(reverse("awards:posted")).content.decode()
        assert client.get(reverse("awards:posting", args=[row.pk])).status_code == 403
        client.force_login(office)
        assert "Chuyện riêng" in client.get(reverse("awards:posting", args=[row.pk])).content.decode()

    def test_a_finding_that_is_refused_stays_on_the_page(self, client, lines, office):
        one = postings.object_to(self.on_view(lines, office), nomination=None, text="Sai.", by=office)
        client.force_login(office)
        prefix = f"kl-{one.pk}"
        answer = client.post(
            reverse("awards:objection_settle", args=[one.pk]), {f"{prefix}-finding": "Đã hỏi tổ trưởng."}
        )
        assert answer.status_code == 422
        assert "Đã hỏi tổ trưởng." in answer.content.decode()
        assert Objection.objects.get().settled_at is None

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_public_page_costs_the_same_however_many_stand_on_it(
        self, client, office, count, django_assert_num_queries
    ):
        rows = make_nominations(count, by=office, form=factories.make_award_form(factories.make_campaign()))
        self.on_view(rows, office)
        client.get(reverse("awards:posted"))
        with django_assert_num_queries(2):
            client.get(reverse("awards:posted"))
