"""Where mail does not arrive: addresses, letters sent again, whom to call, everything sent to one place (ux 9)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from accounts.enums import Permission, Role
from accounts.roles import ROLE_PERMISSIONS
from core import addresses, outbox
from core.enums import MessageStatus as M
from core.models import AddressTrouble, AuditEvent, OutboxMessage
from submissions import letter_history, letters, reachability, reminders, unreachable_letters
from submissions.models import CallNote
from tests import factories
from tests.factories import ward
from tests.submissions.office import handed_in

PAGE, HISTORY, AGAIN = "submissions:reminders", "submissions:letter_history", "submissions:letters_again"
NOW = ward(2026, 12, 7, 9)
NO_USER = "550 5.1.1 No such user"
FAULT = "Máy chủ thư từ chối: không có hộp thư này (mã 550)."

pytestmark = pytest.mark.plan("D9")


@pytest.fixture(autouse=True)
def december(monkeypatch):
    for view in ("reminders", "reminder_desk"):
        monkeypatch.setattr(f"submissions.views.{view}.timezone.now", lambda: NOW)


@pytest.fixture
def office(client_of, reviewer):
    return client_of(reviewer)


def html(response):
    return response.content.decode()


def kill(user, answer=NO_USER):
    addresses.mark(user.email, answer=answer, message=None, at=NOW)
    return AddressTrouble.objects.get(address=user.email.lower())


def more_units(group, count):
    for _ in range(count):
        unit = factories.make_unit(phone="0225 000 001")
        factories.enrol(group, unit)
        yield factories.make_user(Role.UNIT_OFFICER, unit=unit)


def of(unit):
    return ["don-vi", unit.pk]


# --- who cannot be written to ---------------------------------------------------------------------------------------
def test_cut_off_is_who_has_only_dead_addresses_or_none(period, group, unit, officer):
    nobody = factories.make_unit("Trường Mầm non", phone="0225 000 002")
    factories.enrol(group, nobody)
    assert [each.subject for each in reachability.cut_off(period, now=NOW)] == [nobody]

    kill(officer)
    found = {each.subject: (each.why, each.phone) for each in reachability.cut_off(period, now=NOW)}
    assert found == {nobody: ("Chưa có địa chỉ thư.", "0225 000 002"), unit: (FAULT, "")}
    # Another officer is another way; a full mailbox is none lost.
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    assert [each.subject for each in reachability.cut_off(period, now=NOW)] == [nobody]


def test_a_full_mailbox_is_not_cut_off(period, unit, officer):
    kill(officer, "552 5.2.2 Mailbox full")
    assert reachability.cut_off(period, now=NOW) == []


def test_missing_subjects_are_those_the_reminders_find(period, group, unit, officer):
    list(more_units(group, 2))
    factories.enrol(group, factories.make_person("Trần Thị B"))
    handed_in(group, period, subject=unit)

    found = reachability.missing_subjects(period, now=NOW)
    assert found == [target.subject for target in reminders.still_missing(period, now=NOW)]
    assert len(found) == 3


# --- the office is told ---------------------------------------------------------------------------------------------
def told():
    return OutboxMessage.objects.filter(kind=unreachable_letters.KIND).order_by("pk")


def test_the_office_gets_one_letter_for_each_newly_cut_off(period, group, unit, officer, reviewer):
    trouble = kill(officer)
    assert [unreachable_letters.tell_office(now=NOW) for _ in range(2)] == [1, 0]
    letter = told().get()
    assert (letter.email, letter.subject) == (reviewer.email, "1 nơi không gửi thư được: cần gọi điện")
    assert f"\n– {unit}: {FAULT}" in letter.text

    [other] = more_units(group, 1)
    kill(other)
    assert unreachable_letters.tell_office(now=NOW) == 1
    assert str(unit) not in told().last().text
    # Repaired and lost again is news.
    addresses.try_again(trouble, by=reviewer)
    assert unreachable_letters.tell_office(now=NOW) == 0
    kill(officer)
    assert unreachable_letters.tell_office(now=NOW) == 1


def test_the_letter_is_not_sent_when_the_address_was_repaired_before(period, unit, officer, reviewer):
    trouble = kill(officer)
    unreachable_letters.tell_office(now=NOW)
    addresses.try_again(trouble, by=reviewer)

    assert outbox.deliver(told().get().pk, now=NOW) == M.SKIPPED
    kill(officer)
    assert unreachable_letters.tell_office(now=NOW) == 1
    assert outbox.deliver(told().last().pk, now=NOW) == M.SENT


def test_nobody_is_told_outside_the_time_of_reports(period, unit, officer, reviewer):
    kill(officer)
    assert unreachable_letters.tell_office(now=period.locks_at) == 0


# --- Đôn đốc --------------------------------------------------------------------------------------------------------
def test_the_address_carries_its_tag_and_the_office_is_asked_to_call(office, period, unit, officer):
    kill(officer)
    page = html(office.get(reverse(PAGE)))
    assert "1 nơi không có cách nào gửi thư: gọi điện." in page
    assert "Địa chỉ không nhận thư</span>" in page
    assert "Không có địa chỉ nhận thư, cần gọi điện" in html(office.get(reverse("submissions:send_now")))


def test_failed_part_says_whose_address_it_is_and_who_mends_it(office, period, unit, officer):
    unit.email = officer.email.upper()
    unit.save()
    kill(officer)
    page = html(office.get(reverse(PAGE), {"phan": "loi"}))
    for words in (
        f"{officer}, {unit}", f"{unit} (địa chỉ chung)", FAULT, "Gửi lỗi (1)", "Sửa địa chỉ",
        "Quản trị hệ thống đổi địa chỉ của tài khoản; chủ tài khoản tự đổi ở trang Cá nhân.",
    ):  # fmt: skip
        assert words in page
    assert reverse("accounts:account_edit", args=[officer.pk]) not in page


def test_who_may_edit_gets_the_way_there(office, period, unit, officer, monkeypatch):
    kill(officer)
    more = ROLE_PERMISSIONS[Role.REVIEWER] | {Permission.ACCOUNT_MANAGE}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.REVIEWER, more)
    assert reverse("accounts:account_edit", args=[officer.pk]) in html(office.get(reverse(PAGE), {"phan": "loi"}))


def test_try_again_is_one_press_one_line_and_the_address_is_alive(office, period, unit, officer):
    trouble = kill(officer)
    url = reverse("submissions:address_retry", args=[trouble.pk])
    assert "Từ nay cổng lại gửi thư tới" in html(office.post(url, follow=True))
    assert "Địa chỉ này đã được thử lại trước đó." in html(office.post(url, follow=True))
    assert AuditEvent.objects.filter(action="try_address").count() == 1
    assert reachability.cut_off(period, now=NOW) == []


def test_what_did_not_arrive_goes_again_to_the_address_as_it_is_today(office, period, unit, officer):
    kill(officer)
    reminders.send_due_reminders(now=NOW)
    letter = OutboxMessage.objects.get()
    assert outbox.deliver(letter.pk, now=NOW) == M.FAILED
    url = reverse(HISTORY, args=of(unit))
    assert "Mọi địa chỉ đang bị ghi là không nhận thư." in html(office.get(url))

    officer.email = "dung@demo.example"
    officer.save()
    assert "Đã xếp lại 1 thư vào hàng gửi." in html(office.post(reverse(AGAIN, args=of(unit)), follow=True))
    assert outbox.deliver(letter.pk, now=NOW) == M.SENT
    assert (mail.outbox[0].to, mail.outbox[0].extra_headers["Message-ID"]) == (["dung@demo.example"], letter.message_id)
    assert "Không còn thư nào chưa đến." in html(office.post(reverse(AGAIN, args=of(unit)), follow=True))


def test_what_has_become_pointless_is_not_sent_again(office, period, group, unit, officer):
    kill(officer)
    reminders.send_due_reminders(now=NOW)
    letter = OutboxMessage.objects.get()
    outbox.deliver(letter.pk, now=NOW)
    handed_in(group, period, subject=unit)
    addresses.try_again(AddressTrouble.objects.get(), by=None)

    office.post(reverse(AGAIN, args=of(unit)))
    assert outbox.deliver(letter.pk, now=NOW) == M.SKIPPED


def test_a_letter_to_the_address_a_unit_left_follows_a_changed_address(period, unit):
    unit.email = "cu@demo.example"
    unit.save()
    reminders.send_due_reminders(now=NOW)
    unit.email = "moi@demo.example"
    unit.save()

    assert outbox.deliver(OutboxMessage.objects.get().pk, now=NOW) == M.SENT
    assert mail.outbox[0].to == ["moi@demo.example"]


# --- everything sent to one place -----------------------------------------------------------------------------------
def test_history_lists_letters_and_calls_of_the_year(office, period, group, unit, officer, reviewer):
    reminders.send_due_reminders(now=NOW)
    outbox.deliver(OutboxMessage.objects.get().pk, now=NOW)
    OutboxMessage.objects.create(
        dedupe_key="nam-ngoai", kind="reminder", email=officer.email, subject="Thư năm ngoái", text="Kính gửi.",
        about=f"unit-{unit.pk}", created_at=ward(2025, 12, 1), status=M.SENT, sent_at=ward(2025, 12, 1),
    )  # fmt: skip
    url = reverse(HISTORY, args=of(unit))
    assert "Đã ghi cuộc gọi tới" in html(office.post(url, {"text": "Đã gọi, hẹn nộp chiều 10/12."}, follow=True))

    page = html(office.get(url))
    for words in ("Nhắc nộp báo cáo", officer.email, "Đã gửi", "Đã gọi, hẹn nộp chiều 10/12.", str(reviewer)):
        assert words in page
    assert "Thư năm ngoái" not in page
    line = AuditEvent.objects.get(action="note_call")
    assert (line.object_label, line.data) == (str(unit), {"year": 2026})


def test_a_call_without_words_is_not_noted(office, period, unit):
    answer = office.post(reverse(HISTORY, args=of(unit)), {"text": " "})
    assert (answer.status_code, CallNote.objects.count()) == (422, 0)
    assert "Chưa nhập nội dung cuộc gọi." in html(answer)


def test_letters_of_a_report_are_found_by_its_unit(period, group, unit, officer):
    report = handed_in(group, period, subject=unit)
    letters.send(letters.accepted(report), report, key="chap-nhan", at=NOW)
    assert letter_history.letters_of(unit, period).get().kind == "accepted"


def test_former_letters_are_given_to_their_unit(period, group, unit, officer):
    """What the migration makes of letters written before it."""
    report = handed_in(group, period, subject=unit)
    former = {"subject": f"unit-{unit.pk}"}, {"submission": report.pk}, {"submission": 0}, {"meeting": 3}
    for number, context in enumerate(former):
        OutboxMessage.objects.create(
            dedupe_key=f"cu-{number}", kind="accepted", email="a@demo.example", subject="Thư", text="Kính gửi.",
            context=context,
        )  # fmt: skip
    import_module("submissions.migrations.0017_calls_and_letters_by_unit").say_whom_they_are_about(apps, None)

    found = OutboxMessage.objects.order_by("pk").values_list("about", flat=True)
    assert list(found) == [f"unit-{unit.pk}", f"unit-{unit.pk}", "", ""]


def test_a_person_has_a_history_too(office, period, group):
    person = factories.make_person("Trần Thị B")
    factories.enrol(group, person)
    assert "Chưa gửi thư nào trong kỳ này." in html(office.get(reverse(HISTORY, args=["ca-nhan", person.pk])))
    assert office.get(reverse(HISTORY, args=["khac", person.pk])).status_code == 404


# --- whom to call ---------------------------------------------------------------------------------------------------
def test_the_call_list_begins_with_those_no_letter_reaches(office, period, group, unit, officer, reviewer):
    unit.phone = "0225 000 009"
    unit.save()
    list(more_units(group, 1))
    kill(officer)
    letter_history.note_call(unit, period, text="Đã gọi, máy bận.", by=reviewer, at=NOW)

    page = html(office.get(reverse("submissions:call_list")))
    assert "<h1>Gọi 2 nơi chưa nộp</h1>" in page
    assert page.index("tel:0225 000 009") < page.index("tel:0225 000 001")
    for words in ("Không gửi thư được", "chưa mở báo cáo", "Thứ Sáu, 11/12/2026", "Đã gọi, máy bận."):
        assert words in page


def test_the_overview_counts_those_to_be_called_and_links_to_exactly_them(
    office, period, group, unit, officer, monkeypatch
):
    monkeypatch.setattr("reports.views.overview.timezone.now", lambda: NOW)
    list(more_units(group, 2))
    assert "không có cách nào gửi thư" not in html(office.get(reverse("reports:overview")))
    kill(officer)

    chore = next(each for each in office.get(reverse("reports:overview")).context["chores"] if each.urgent)
    assert chore.text == "1 nơi không có cách nào gửi thư: gọi điện"
    assert [row["target"].subject for row in office.get(chore.url).context["rows"]] == [unit]


def test_nobody_to_call(office, period):
    assert "Mọi đơn vị đã nộp. Không còn ai cần gọi." in html(office.get(reverse("submissions:call_list")))


# --- how far the sending is -----------------------------------------------------------------------------------------
def test_the_page_counts_on_until_nothing_waits(office, period, group, unit, officer):
    list(more_units(group, 2))
    reminders.send_due_reminders(now=NOW)
    url = reverse("submissions:partial-mail-queue")
    assert "Đã xếp 3 thư vào hàng gửi." in html(office.get(reverse(PAGE)))

    first, *rest = OutboxMessage.objects.values_list("pk", flat=True)
    outbox.deliver(first, now=NOW)
    piece = html(office.get(url))
    assert "Đã gửi 1 thư, còn 2 thư trong hàng gửi." in piece
    assert 'hx-trigger="every 3s"' in piece
    for pk in rest:
        outbox.deliver(pk, now=NOW)
    piece = html(office.get(url))
    assert "Hàng gửi đã hết." in piece
    assert "hx-trigger" not in piece
    assert "hang-gui" not in html(office.get(reverse(PAGE)))


def test_what_waits_for_a_later_try_is_not_asked_for_every_three_seconds(office, period, unit, officer, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError("away")

    reminders.send_due_reminders(now=NOW)
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
    outbox.deliver(OutboxMessage.objects.get().pk, now=NOW)

    piece = html(office.get(reverse("submissions:partial-mail-queue")))
    assert "Trong đó 1 thư máy chủ chưa nhận, cổng tự gửi lại sau." in piece
    assert "hx-trigger" not in piece


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "questions"), [("loi", 28), ("history", 12), ("calls", 15)])
def test_pages_cost_the_same_for_any_number(
    office, period, group, unit, reviewer, count, path, questions, django_assert_num_queries
):
    for user in more_units(group, count):
        kill(user)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    kill(officer)
    reminders.send_due_reminders(now=NOW)
    for pk in OutboxMessage.objects.values_list("pk", flat=True):
        outbox.deliver(pk, now=NOW)
    for n in range(count):
        letter_history.note_call(unit, period, text=f"Gọi lần {n}", by=reviewer, at=NOW)
    url = {
        "loi": f"{reverse(PAGE)}?phan=loi",
        "history": reverse(HISTORY, args=of(unit)),
        "calls": reverse("submissions:call_list"),
    }[path]
    office.get(url)

    with django_assert_num_queries(questions):
        office.get(url)
