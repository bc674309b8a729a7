"""“Lời thư” under “Thiết lập”: list, change, preview, the default words again; one line in the log each."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.services.records import EditedElsewhere
from campaigns import letter_desk
from campaigns.models import LetterText
from core import letter_texts
from core.models import AuditEvent, FormKey, OutboxMessage
from core.verdict import Forbidden
from submissions.enums import SubmissionStatus as S
from tests import factories

pytestmark = pytest.mark.django_db
ACCEPTED = letter_texts.text_of("accepted")
TEXT = "{loi_chao} Phường chấp nhận báo cáo {ma}. Xem tại:"


@pytest.fixture
def office(db):
    return factories.make_user(Role.REVIEWER, full_name="Trần Thị Văn Hóa")


def edited(default=ACCEPTED, *, subject=ACCEPTED.subject, text=TEXT, seen=None, by):
    return letter_desk.change(default, subject=subject, text=text, seen=seen, by=by)


def page(code="accepted", name="letter_text"):
    return reverse(f"campaigns:{name}", args=[code])


def last_line() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk").first()


# --- the service -----------------------------------------------------------------------------------------------------
def test_a_change_is_one_row_and_one_line_with_the_words_of_both_sides(office):
    assert edited(subject="Đã nhận {ma}", by=office)

    row, line = LetterText.objects.get(), last_line()
    assert (row.code, row.subject, row.text, row.changed_by) == ("accepted", "Đã nhận {ma}", TEXT, office)
    assert (line.action, line.object_id, line.object_label) == (
        "edit_letter_text", "accepted", "Báo cáo được chấp nhận",
    )  # fmt: skip
    assert line.changes == {"subject": [ACCEPTED.subject, "Đã nhận {ma}"]}
    assert line.data == {"text_was": ACCEPTED.text, "text_now": TEXT}
    assert not edited(subject="Đã nhận {ma}", by=office)
    assert AuditEvent.objects.filter(action="edit_letter_text").count() == 1


def test_the_default_words_again_leave_no_row(office):
    edited(by=office)
    assert letter_desk.set_back(ACCEPTED, seen=None, by=office)
    assert not letter_desk.set_back(ACCEPTED, seen=None, by=office)
    line = last_line()
    assert (line.action, line.object_id) == ("reset_letter_text", "accepted")
    assert line.data == {"text_was": TEXT, "text_now": ACCEPTED.text}
    edited(by=office)
    edited(text=ACCEPTED.text, by=office)
    assert not LetterText.objects.exists()
    assert [event.action for event in letter_desk.history(ACCEPTED)] == [
        "edit_letter_text", "edit_letter_text", "reset_letter_text", "edit_letter_text",
    ]  # fmt: skip


def test_only_those_who_set_the_movement_up_change_words(office):
    officer = factories.make_user(Role.UNIT_OFFICER)
    with pytest.raises(Forbidden):
        edited(by=officer)
    with pytest.raises(Forbidden):
        letter_desk.set_back(ACCEPTED, seen=None, by=officer)


def test_the_second_of_two_is_told_and_what_only_one_changed_is_kept(office):
    other = factories.make_user(Role.REVIEWER)
    seen = letter_desk.seen_of(letter_desk.current(ACCEPTED, None))
    edited(text=TEXT, seen=seen, by=other)

    # The subject was left alone by the other: nothing clashes.
    assert edited(subject="Báo cáo {ma}", text=ACCEPTED.text, seen=seen, by=office)
    assert (LetterText.objects.get().subject, LetterText.objects.get().text) == ("Báo cáo {ma}", TEXT)
    with pytest.raises(EditedElsewhere) as clash:
        edited(text=f"{TEXT} Cảm ơn.", seen=seen, by=office)
    assert [one.theirs for one in clash.value.differences] == [TEXT]
    assert clash.value.who == str(office)
    assert edited(text=f"{TEXT} Cảm ơn.", seen=clash.value.seen, by=office)


# --- the pages -------------------------------------------------------------------------------------------------------
def test_the_list_tells_which_words_were_changed_by_whom(client_of, office, django_assert_num_queries):
    edited(by=office)
    client, address = client_of(office), reverse("campaigns:letter_texts")
    client.get(address)
    with django_assert_num_queries(4):
        html = client.get(address).content.decode()
    edited(letter_texts.text_of("reopened"), subject="Mở lại {ma}", text="{loi_chao} Lý do: {ly_do}.", by=office)
    with django_assert_num_queries(4):
        client.get(address)
    assert html.count("đã sửa") == 1 and "Trần Thị Văn Hóa" in html
    assert html.count("mặc định") == len(letter_texts.every_text()) - 1


def test_saving_and_setting_back_through_the_page(client_of, office):
    client = client_of(office)
    seen = client.get(page()).context["form"].initial["seen"]
    answer = client.post(page(), {"subject": ACCEPTED.subject, "text": f"{TEXT}\r\n", "seen": seen}, follow=True)
    assert "Đã lưu. Thư viết từ nay dùng lời này." in answer.content.decode()
    assert LetterText.objects.get().text == TEXT
    html = client.get(page()).content.decode()
    assert "Lời trước: " in html and "Dùng lại lời mặc định" in html and "Đã sửa: Trần Thị Văn Hóa" in html
    client.post(page(name="letter_text_reset"), {"seen": "of another day"})
    assert LetterText.objects.exists()
    client.post(page(name="letter_text_reset"), {"seen": client.get(page()).context["row_seen"]})
    assert not LetterText.objects.exists()


def test_what_was_typed_stays_and_the_fault_stands_under_its_field(client_of, office):
    typed = {"subject": "Báo cáo {ma_bao_cao}", "text": "Lời em gõ {nam"}
    answer = client_of(office).post(page(), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Không có chỗ điền {ma_bao_cao}. Chép đúng tên trong bảng “Chỗ điền”." in html
    assert "Dấu ngoặc nhọn “{” đứng lẻ" in html
    assert 'value="Báo cáo {ma_bao_cao}"' in html and "Lời em gõ {nam</textarea>" in html
    assert not LetterText.objects.exists()


def test_the_second_writer_sees_both_and_may_keep_the_own(client_of, office):
    client = client_of(office)
    seen = client.get(page()).context["form"].initial["seen"]
    edited(by=factories.make_user(Role.REVIEWER, full_name="Lê Người Khác"))
    typed = {"subject": ACCEPTED.subject, "text": "{loi_chao} Lời của tôi. Xem tại:", "seen": seen}
    answer = client.post(page(), typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "vừa được Lê Người Khác sửa" in html and TEXT in html and "Lời của tôi" in html and "Giữ bản của tôi" in html
    again = answer.context["form"]["seen"].value()
    assert client.post(page(), typed | {"seen": again}).status_code == 302
    assert LetterText.objects.get().text == typed["text"]


@pytest.fixture
def now_open(period, unit, officer):
    """The period is open by the real clock."""
    now = timezone.now()
    period.opens_at, period.closes_at = now - timezone.timedelta(days=9), now + timezone.timedelta(days=9)
    period.locks_at = now + timezone.timedelta(days=19)
    period.save()
    return period


def test_a_preview_has_a_real_units_data_and_writes_nothing(client_of, office, now_open, unit, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    client = client_of(office)
    client.get(page())
    before = (AuditEvent.objects.count(), OutboxMessage.objects.count(), FormKey.objects.count())
    typed = {
        "subject": "Nhắc {don_vi}",
        "text": "{loi_chao} <b>Hạn</b> {ngay_cuoi}. Nộp tại:",
        "voi": f"unit-{unit.pk}",
    }

    whole = client.post(page("reminder-soon", "letter_text_preview"), typed)
    piece = client.post(page("reminder-soon", "letter_text_preview"), typed, headers={"HX-Request": "true"})

    for answer in (whole, piece):
        html = answer.content.decode()
        assert answer.status_code == 200
        assert f"Với dữ liệu của {unit}." in html and f"<b>Nhắc {unit}</b>" in html
        assert f"Kính gửi {unit}. &lt;b&gt;Hạn&lt;/b&gt; " in html
        assert "Thư dạng trang" in html and "Tin Zalo" in html
        assert "https://thidua.lechan.example/don-vi/" in html
    assert "<form" not in piece.content.decode()
    assert not LetterText.objects.exists()
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count(), FormKey.objects.count()) == before


def test_a_preview_of_faulty_words_says_what_is_wrong(client_of, office):
    typed = {"subject": "x", "text": "{khong_co}"}
    piece = client_of(office).post(page(name="letter_text_preview"), typed, headers={"HX-Request": "true"})
    assert "Nội dung: Không có chỗ điền {khong_co}." in piece.content.decode()


def test_every_text_opens_with_real_data(client_of, office, now_open, unit):
    report = factories.submission_at(S.RETURNED, subject=factories.make_unit("Đơn vị đã nộp"), period=now_open)
    client = client_of(office)
    for text in letter_texts.every_text():
        answer = client.get(page(text.code))
        assert answer.status_code == 200, text.code
        example = answer.context["preview"]["example"]
        if text.in_zalo:
            assert example.whose == str(unit), text.code
        elif str(report.pk) in dict(answer.context["choices"]):
            assert example.values["ma"] == report.code, text.code
        assert "{" not in answer.context["preview"]["letter"]["plain"], text.code


def test_whoever_may_not_read_reports_sees_invented_data_only(client_of, now_open, unit):
    factories.submission_at(S.SUBMITTED, subject=factories.make_unit("Đơn vị đã nộp"), period=now_open)
    client = client_of(factories.make_user(Role.ADMIN))
    for code in ("reminder-week", "returned", "accepted", "extension"):
        html = client.get(page(code), {"voi": f"unit-{unit.pk}"}).content.decode()
        assert "Với dữ liệu mẫu." in html
        assert str(unit) not in html and "Đơn vị đã nộp" not in html


def test_an_unknown_text_is_not_found(client_of, office):
    assert client_of(office).get(page("khong-co")).status_code == 404
