"""Letters are written in the office's words where it changed them, everywhere they are made."""

import pytest
from django.core import mail

from accounts.enums import Role
from campaigns import letter_desk
from campaigns.models import LetterText
from campaigns.wording import words
from core import letter_texts, outbox
from core.enums import MessageStatus
from core.models import OutboxMessage
from submissions import letters, reminder_words, reminders
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from submissions.services import handing_in
from tests import factories
from tests.factories import ward

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D9")]


def say(code: str, by, *, subject: str = "", text: str = "") -> None:
    default = letter_texts.text_of(code)
    letter_desk.change(default, subject=subject or default.subject, text=text or default.text, seen=None, by=by)


def missing(period, now):
    return reminders.still_missing(period, now=now)[0]


@pytest.mark.parametrize(
    ("days", "form"),
    [(30, "invitation"), (21, "invitation"), (20, "early"), (8, "early"), (7, "week"), (4, "week"), (3, "soon"),
     (2, "soon"), (1, "tomorrow"), (0, "today"), (-1, "overdue"), (-7, "overdue")],
)  # fmt: skip
def test_each_day_has_its_text(days, form):
    assert reminder_words.form_of(days) == f"reminder-{form}"
    assert letter_texts.text_of(f"reminder-{form}") is not None


def test_a_reminder_is_written_in_the_changed_words(period, unit, officer, reviewer):
    now = ward(2026, 12, 8, 7)
    say("reminder-soon", reviewer, subject="Nhắc {don_vi}", text="{loi_chao} Hạn {ngay_cuoi}. Nộp tại:")

    reminders.send_due_reminders(now=now)

    message = OutboxMessage.objects.get(kind="reminder")
    assert (message.subject, message.text) == (f"Nhắc {unit}", f"Kính gửi {unit}. Hạn 11/12/2026. Nộp tại:")
    zalo = reminders.zalo_text(reminders.letter(period, missing(period, now), at=now))
    assert zalo.startswith(f"Kính gửi {unit}. Hạn 11/12/2026. Nộp tại: http")


def test_a_waiting_reminder_leaves_in_todays_words_subject_too(period, officer, reviewer):
    now = ward(2026, 12, 8, 7)
    reminders.send_due_reminders(now=now)
    say("reminder-soon", reviewer, subject="Tiêu đề mới")

    assert outbox.deliver(OutboxMessage.objects.get().pk, now=now) == MessageStatus.SENT
    assert mail.outbox[0].subject == "Tiêu đề mới"


def test_many_reminders_read_the_words_once(period, group, officer, django_assert_num_queries):
    now, known = ward(2026, 12, 8, 7), None
    for number in range(3):
        factories.enrol(group, factories.make_unit(f"Trường số {number}"))
    targets = reminders.still_missing(period, now=now)
    with django_assert_num_queries(1):
        known = reminders.wording.Wording.now()
        assert len([reminders.letter(period, target, at=now, known=known) for target in targets]) == 4


def test_the_letters_about_a_report_follow(period, reviewer):
    report = factories.submission_at(S.SUBMITTED, period=period)
    default = letters.accepted(report)
    say("accepted", reviewer, text="{loi_chao} Xin chúc mừng {don_vi}. Xem tại:")
    assert letters.accepted(report).text == f"Kính gửi {report.unit}. Xin chúc mừng {report.unit}. Xem tại:"
    assert letters.accepted(report).subject == default.subject

    say("returned", reviewer, text="{loi_chao} Bổ sung đến {han_bo_sung}:{danh_sach}\nSửa tại:")
    ask = letters.Ask("results", "{don_vi} <b>ghi rõ</b>")
    assert "{don_vi} <b>ghi rõ</b>\nSửa tại:" in letters.returned(report, [ask], period.last_day).text


def test_the_confirmation_leaves_out_the_sentence_without_a_day(period, reviewer):
    period.review_ends_on = None
    period.save(update_fields=["review_ends_on"])
    report = factories.submission_at(S.SUBMITTED, period=period)
    text = OutboxMessage.objects.filter(kind="received", context__submission=report.pk).first().text
    assert "thẩm định" not in text and text.endswith(", đúng hạn. Biên nhận:")
    assert handing_in.punctuality(Submission.objects.get(pk=report.pk)) == "Đúng hạn"


def test_a_text_this_version_cannot_fill_is_passed_over(reviewer, caplog):
    LetterText.objects.create(code="accepted", subject="Cũ {ten_cu}", text="Cũ {ten_cu}", changed_by=reviewer)
    values = {"ma": "LC-1", "nam": "2026", "loi_chao": "Kính gửi A.", "diem_neu_cong_bo": None}
    subject, text = words("accepted", values)
    assert subject == "Báo cáo LC-1 đã được chấp nhận"
    assert "{" not in text and "ten_cu" in caplog.text


@pytest.mark.plan("D9")
def test_a_units_name_makes_neither_html_nor_a_header(period, group, reviewer, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    unit = factories.make_unit("<b>x</b>\nBcc: y@xau.example")
    factories.enrol(group, unit)

    factories.make_user(Role.UNIT_OFFICER, unit=unit, email="x@demo.example")
    now = ward(2026, 12, 4, 7)
    reminders.send_due_reminders(now=now)
    outbox.deliver(OutboxMessage.objects.get(email="x@demo.example").pk, now=now)

    letter = mail.outbox[-1]
    headers = letter.message()
    assert letter.recipients() == ["x@demo.example"]
    assert letter.subject == "Còn 7 ngày: báo cáo thi đua của <b>x</b> Bcc: y@xau.example chưa nộp"
    assert "Bcc" not in headers and str(headers["To"]) == "x@demo.example"
    html, text = letter.alternatives[0][0], letter.body
    assert "<b>" not in html and "&lt;b&gt;x&lt;/b&gt;" in html
    assert html.count("https://thidua.lechan.example/don-vi/") == 2 and html.count("<a ") == 1
    assert text.count("http") == 1
