"""The bell: count, list, reading; and which notes also come as mail."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import mail_topics
from accounts.enums import Role
from accounts.models import MutedTopic
from accounts.services import notes as service
from core.enums import Topic
from core.models import AuditEvent, Notification, OutboxMessage
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
NOW = ward(2026, 12, 8, 7)
HOME = reverse("submissions:home")


@pytest.fixture
def officer(unit):
    return factories.make_user(Role.UNIT_OFFICER, unit=unit)


def note(user, *, subject: str = "Công bố điểm", link: str = HOME, read_at=None) -> Notification:
    message = OutboxMessage.objects.create(
        dedupe_key=f"thu-{OutboxMessage.objects.count()}", kind="scores_published", recipient_id=user.pk,
        email=user.email, subject=subject, text="Kính gửi đơn vị. Điểm đã được công bố.", link=link,
    )  # fmt: skip
    return Notification.objects.create(message=message, recipient_id=user.pk, read_at=read_at)


def page(name: str, *args) -> str:
    return reverse(f"accounts:{name}", args=args)


def bell_of(client) -> str:
    """What the bell says, as a screen reader reads it."""
    html = client.get(page("profile")).content.decode()
    return re.search(rf'<a [^>]*href="{page("notifications")}" aria-label="([^"]*)"', html)[1]


# --- the bell --------------------------------------------------------------------------------------------------------
def test_the_bell_counts_what_is_unread(client_of, officer):
    client = client_of(officer)
    assert bell_of(client) == "Thông báo"
    note(officer), note(officer), note(officer, read_at=NOW), note(factories.make_user())
    assert bell_of(client) == "Thông báo, 2 chưa đọc"


def test_the_office_has_it_in_its_frame(client_of, reviewer):
    note(reviewer)
    html = client_of(reviewer).get(page("profile")).content.decode()
    rail = html[html.index("lc-rail") : html.index("</aside>")]
    assert 'aria-label="Thông báo, 1 chưa đọc"' in rail


def test_the_count_comes_with_the_roles_and_visitors_are_not_asked(
    client_of, officer, django_assert_num_queries, django_assert_max_num_queries
):
    note(officer)
    again = type(officer).objects.get(pk=officer.pk)
    with django_assert_num_queries(1):
        assert ([grant.role for grant in again.grants], again.unread_notes) == ([Role.UNIT_OFFICER], 1)
    without_role = factories.make_user()
    note(without_role)
    assert without_role.unread_notes == 1
    assert page("notifications") not in Client().get(reverse("accounts:privacy")).content.decode()


# --- the list --------------------------------------------------------------------------------------------------------
def test_newest_first_unread_in_words(client_of, officer):
    note(officer, subject="Đã đọc rồi", read_at=NOW), note(officer, subject="Mới tới")
    note(factories.make_user(), subject="Của người khác")
    answer = client_of(officer).get(page("notifications"))
    html = answer.content.decode()
    assert [row.message.subject for row in answer.context["page_obj"]] == ["Mới tới", "Đã đọc rồi"]
    assert "<h1>1 thông báo chưa đọc</h1>" in html
    assert (html.count(">Chưa đọc<"), "Của người khác" in html) == (1, False)


def test_one_query_count_however_many_notes(client_of, officer, django_assert_num_queries):
    client = client_of(officer)
    client.get(page("notifications"))
    for number in (1, 3):
        while Notification.objects.count() < number:
            note(officer)
        with django_assert_num_queries(5):
            assert client.get(page("notifications")).status_code == 200


def test_an_empty_list_says_so(client_of, officer):
    html = client_of(officer).get(page("notifications")).content.decode()
    assert "Chưa có thông báo nào" in html and "Đánh dấu tất cả đã đọc" not in html


def test_a_long_list_is_paged_and_light(client_of, officer):
    for _ in range(25):
        note(officer)
    client = client_of(officer)
    first, second = client.get(page("notifications")), client.get(page("notifications") + "?trang=2")
    assert [len(answer.context["page_obj"]) for answer in (first, second)] == [20, 5]
    assert len(first.content) < 60 * 1024
    assert "Đánh dấu tất cả đã đọc" not in second.content.decode()


# --- reading ---------------------------------------------------------------------------------------------------------
def test_opening_goes_there_and_counts_as_read(client_of, officer):
    row, client = note(officer), client_of(officer)
    answer = client.post(page("notification_open", row.pk), {"trang": "1"})
    row.refresh_from_db()
    assert (answer.status_code, answer["Location"], row.read_at is not None) == (302, HOME, True)
    first = row.read_at
    client.post(page("notification_open", row.pk))
    row.refresh_from_db()
    assert row.read_at == first


@pytest.mark.parametrize("link", ["https://la.example/", "//la.example/", "javascript:alert(1)", ""])
def test_a_note_leads_to_no_other_place(client_of, officer, link):
    answer = client_of(officer).post(page("notification_open", note(officer, link=link).pk), {"trang": "2"})
    assert answer["Location"] == page("notifications") + "?trang=2"


def test_looking_writes_nothing(client_of, officer):
    row, client = note(officer), client_of(officer)
    client.get(page("notifications"))
    assert client.get(page("notification_open", row.pk)).status_code == 405
    row.refresh_from_db()
    assert row.read_at is None


def test_nobody_reads_for_another(client_of, officer):
    row, client = note(factories.make_user()), client_of(officer)
    for name in ("notification_open", "notification_read"):
        assert client.post(page(name, row.pk)).status_code == 404
    client.post(page("notifications_read"), {"den": str(row.pk)})
    row.refresh_from_db()
    assert row.read_at is None


def test_marking_one_and_all_leaves_what_came_meanwhile(client_of, officer):
    one, two, late, client = note(officer), note(officer), note(officer), client_of(officer)
    assert client.post(page("notification_read", one.pk), {"trang": "3"})["Location"].endswith("?trang=3")
    answer = client.post(page("notifications_read"), {"den": str(two.pk)}, follow=True)
    assert "Đã đánh dấu 1 thông báo là đã đọc." in answer.content.decode()
    assert [row.pk for row in Notification.objects.unread_of(officer.pk)] == [late.pk]
    assert client.post(page("notifications_read"), {"den": "x"}).status_code == 404


# --- what also comes as mail -----------------------------------------------------------------------------------------
def test_the_choice_offers_what_concerns_the_roles(client_of, officer, reviewer):
    def shown(user) -> tuple[list[str], list[str]]:
        context = client_of(user).get(page("mail_choices")).context
        return [offer.topic for offer in context["optional"]], [offer.topic for offer in context["always"]]

    optional, always = shown(officer)
    assert {Topic.RESULT, Topic.DIFFICULTY, Topic.AWARD} <= set(optional) and Topic.REVIEW not in optional
    assert always == [Topic.DUE, Topic.REPORT, Topic.ACCOUNT]
    optional, always = shown(reviewer)
    assert {Topic.DIFFICULTY, Topic.REVIEW, Topic.AWARD} <= set(optional) and Topic.COUNCIL not in always


def test_every_mandatory_topic_has_its_reason():
    assert set(mail_topics.GROUNDS) == {topic for topic in Topic if topic.is_mandatory}


def test_a_choice_is_kept_and_is_one_line_of_the_log(client_of, officer):
    client = client_of(officer)
    offered = {offer.topic for offer in client.get(page("mail_choices")).context["optional"]}
    for wanted in (offered - {Topic.RESULT}, offered - {Topic.RESULT}, offered):
        client.post(page("mail_choices"), {"topic": sorted(wanted)})
    assert not MutedTopic.objects.exists()
    rows = AuditEvent.objects.filter(action="choose_mail").order_by("pk")
    assert [row.changes["without_mail"] for row in rows] == [["", Topic.RESULT.label], [Topic.RESULT.label, ""]]


def test_mandatory_topics_and_those_of_a_former_role_are_left_alone(officer):
    MutedTopic.objects.create(user=officer, topic=Topic.REVIEW)
    assert service.choose_mail(wanted=[], by=officer)
    muted = mail_topics.muted(officer)
    assert Topic.REVIEW in muted and not any(Topic(topic).is_mandatory for topic in muted)


def test_who_switched_off_a_topic_finds_it_in_the_portal(
    client_of, officer, reviewer, django_capture_on_commit_callbacks
):
    from submissions.services import difficulties

    client = client_of(reviewer)
    offered = [offer.topic for offer in mail_topics.offers(reviewer) if offer.topic != Topic.DIFFICULTY]
    client.post(page("mail_choices"), {"topic": offered})
    with django_capture_on_commit_callbacks(execute=True):
        difficulties.ask(
            subject=officer.grants[0].unit, text="Máy quét hỏng, chưa số hóa được hồ sơ.", by=officer, at=NOW
        )
    assert (len(mail.outbox), bell_of(client)) == (0, "Thông báo, 1 chưa đọc")
