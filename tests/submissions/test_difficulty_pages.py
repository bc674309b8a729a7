"""The pages of the difficulties channel: what they say, what a refused form keeps, who finds what, what they cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from campaigns.enums import GroupKind
from core.models import AuditEvent
from submissions.enums import DifficultyStatus as S
from submissions.models import Difficulty
from submissions.services import difficulties as service
from submissions.services import questions
from tests import factories
from tests.questions import Questions
from tests.submissions import files
from tests.submissions.matters import last, page, url

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]
EMPTY = "Chưa gửi vướng mắc nào. Gửi bất cứ lúc nào trong năm, phường trả lời tại đây."


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


@pytest.fixture
def desk(client_of, reviewer):
    return client_of(reviewer)


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def ask(unit, by, text="Chưa có máy quét để số hóa hồ sơ.", days=3, **more):
    return service.ask(subject=unit, text=text, by=by, at=ago(days), **more)


def answer(difficulty, by, text="Phường cấp máy trong tháng 4."):
    return service.answer(difficulty, text=text, seen=last(difficulty), by=by)


# --- the unit's side -------------------------------------------------------------------------------------------------
def test_the_first_visit_offers_the_box_and_says_that_nothing_was_sent(client, group):
    html = page(client, "difficulties")
    assert EMPTY in html
    assert "Gửi vướng mắc" in html and "Xem câu hỏi đã trả lời" not in html


def test_sending_leads_to_the_thread_which_says_where_it_stands(client, unit, period):
    content = period.campaign.contentarea_set.first()
    form = {"text": "  Chưa có máy quét.\r\nCần hai máy.  ", "content": content.pk}
    sent = client.post(url("difficulties"), {**form, "file": [files.upload(files.pdf(), "Công văn.pdf")]}, follow=True)
    difficulty = Difficulty.objects.get()
    assert sent.redirect_chain == [(f"{url('difficulty', difficulty.pk)}#da-gui-kho-khan", 302)]
    assert (difficulty.unit, difficulty.content_area) == (unit, content)
    assert difficulty.messages.get().text == "Chưa có máy quét.\nCần hai máy."
    html = sent.content.decode()
    assert "Đã gửi vướng mắc. Phường trả lời tại đây và báo qua thư điện tử." in html
    assert "Chờ phường trả lời" in html and "Công văn.pdf" in html and "Chờ từ hôm nay" in html


def test_the_photo_field_and_the_file_field_both_count(client, unit):
    two = [files.upload(files.pdf(), "a.pdf"), files.upload(files.picture("JPEG"), "anh.jpg")]
    client.post(url("difficulties"), {"text": "Vướng.", "file": two})
    assert [row.name for row in Difficulty.objects.get().messages.get().files.all()] == ["a.pdf", "anh.jpg"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Chưa nhập khó khăn, vướng mắc."),
        (" \n ", "Chưa nhập khó khăn, vướng mắc."),
        ("\x00\u202e", "Chưa nhập khó khăn, vướng mắc."),
        ("a" * 100_000, "Dài quá 96.000 ký tự. Rút gọn còn tối đa 4.000 ký tự."),
    ],
)
def test_a_text_that_cannot_be_sent_says_why_and_is_kept(client, unit, text, words):
    answer = client.post(url("difficulties"), {"text": text})
    html = answer.content.decode()
    assert (answer.status_code, Difficulty.objects.count()) == (422, 0)
    assert words in html and "<title>Lỗi: Khó khăn" in html
    if len(text) > 10:
        assert text in html


def test_hostile_text_is_stored_as_text(client, unit):
    text = "\x00<script>alert(1)</script> {{ 7|add:1 }} \u202ee\u0302\u0301 Ta\u0302n"
    html = client.post(url("difficulties"), {"text": text}, follow=True).content.decode()
    assert Difficulty.objects.get().messages.get().text == "<script>alert(1)</script> {{ 7|add:1 }} ế Tân"
    assert "<script>alert" not in html and "{{ 7|add:1 }}" in html


def test_a_refused_file_keeps_the_text_and_says_that_files_are_chosen_anew(client, unit):
    form = {"text": "Chưa có máy quét.", "file": [files.upload(b"MZ", "chạy.exe")]}
    answer = client.post(url("difficulties"), form)
    html = answer.content.decode()
    assert (answer.status_code, Difficulty.objects.count()) == (422, 0)
    assert "chạy.exe: Tệp .exe không nhận. Gửi PDF, Word, Excel hoặc ảnh." in html
    assert "Nội dung đã nhập vẫn còn. Tệp chưa gửi, chọn lại tệp rồi gửi." in html
    assert "Chưa có máy quét.</textarea>" in html


@pytest.mark.parametrize("content", ["999999999", "abc", "1e9", "99999999999999999999999"])
def test_a_content_of_no_plan_is_refused_in_words(client, unit, content):
    answer = client.post(url("difficulties"), {"text": "Vướng.", "content": content})
    assert answer.status_code == 422
    assert "Chọn một nội dung trong danh sách." in answer.content.decode()


def test_two_presses_send_once(client, unit):
    form = {"text": "Vướng.", "_khoa": "mot-lan"}
    first, second = (client.post(url("difficulties"), form) for _ in range(2))
    assert (first.url, Difficulty.objects.count()) == (second.url, 1)


def test_nobody_asks_for_a_unit_that_is_not_theirs(client_of, unit, period):
    stranger = factories.make_user(Role.UNIT_OFFICER)
    second = factories.make_unit()
    stranger.memberships.create(role=Role.UNIT_OFFICER, unit=second)
    client = client_of(stranger)
    client.post(url("difficulties"), {"text": "Vướng.", "subject": f"unit-{unit.pk}"})
    assert Difficulty.objects.get().unit != unit


def test_who_is_officer_and_person_chooses_for_whom(client_of, unit, officer):
    person = factories.make_person("Lan", user=officer, unit=unit)
    client = client_of(officer)
    assert "Gửi thay mặt" in page(client, "difficulties")
    client.post(url("difficulties"), {"text": "Vướng.", "subject": f"person-{person.pk}"})
    assert Difficulty.objects.get().person == person
    answer = client.post(url("difficulties"), {"text": "Vướng.", "subject": "person-0"})
    assert (answer.status_code, Difficulty.objects.count()) == (422, 1)


def test_an_account_without_a_person_is_told(client_of, period):
    client = client_of(factories.make_user(Role.INDIVIDUAL))
    assert "chưa gắn với đơn vị hay cá nhân nào" in page(client, "difficulties")
    assert client.post(url("difficulties"), {"text": "Vướng."}).status_code == 403


def test_the_thread_shows_who_answered_and_when_and_opens_again(client, unit, officer, reviewer):
    difficulty = ask(unit, officer)
    assert "Chờ 3 ngày" in page(client, "difficulty", difficulty.pk)
    answer(difficulty, reviewer)
    html = page(client, "difficulty", difficulty.pk)
    assert "Phường cấp máy trong tháng 4." in html and "Đã trả lời" in html and "Chờ 3 ngày" not in html
    assert str(reviewer) in html and "Đã giải quyết xong" in html
    client.post(url("difficulty_write", difficulty.pk), {"them-text": "Vẫn vướng."})
    difficulty.refresh_from_db()
    assert difficulty.status == S.WAITING
    refused = client.post(url("difficulty_close", difficulty.pk), follow=True)
    assert "Việc này không làm được ở trạng thái hiện tại." in refused.content.decode()


def test_writing_on_keeps_what_was_refused(client, unit, officer):
    difficulty = ask(unit, officer)
    answer = client.post(
        url("difficulty_write", difficulty.pk), {"them-text": "Gửi thêm.", "them-file": files.upload(b"", "a.pdf")}
    )
    assert answer.status_code == 422
    assert "Gửi thêm.</textarea>" in answer.content.decode() and "a.pdf: Tệp rỗng" in answer.content.decode()
    assert difficulty.messages.count() == 1


def test_of_several_units_the_one_in_front_is_listed(client_of, unit, officer):
    second = factories.make_unit("Đơn vị Hai")
    officer.memberships.create(role=Role.UNIT_OFFICER, unit=second)
    ask(unit, officer, text="Của đơn vị một.")
    ask(second, officer, text="Của đơn vị hai.")
    html = page(client_of(officer), "difficulties")
    assert "Của đơn vị một." in html and "Của đơn vị hai." not in html


# --- the body it was passed to ---------------------------------------------------------------------------------------
def test_the_body_finds_it_and_answers(client_of, unit, officer, reviewer, client):
    body = factories.make_unit("Phòng Tư pháp")
    helper = client_of(factories.make_user(Role.UNIT_HEAD, unit=body))
    difficulty = ask(unit, officer)
    assert "Được chuyển tới" not in page(helper, "difficulties")
    service.forward(difficulty, body=body, note="", seen=last(difficulty), by=reviewer)
    assert 'Được chuyển tới (1<span class="visually-hidden"> chờ trả lời</span>)' in page(helper, "difficulties")
    html = page(helper, "difficulties", query="?xem=chuyen-toi")
    assert unit.name in html and "Chờ 3 ngày" in html
    thread = page(helper, "difficulty", difficulty.pk)
    assert "Trả lời thay mặt Phòng Tư pháp" in thread and "Viết thêm" not in thread
    data = {"tra-loi-text": "Đã rõ.", "tra-loi-seen": last(difficulty)}
    assert helper.post(url("difficulty_answer", difficulty.pk), data).status_code == 302
    html = page(client, "difficulty", difficulty.pk)
    assert "Phòng Tư pháp" in html and "Đã rõ." in html


# --- the office ------------------------------------------------------------------------------------------------------
def test_the_inbox_shows_the_longest_waiting_first_with_its_days(desk, unit, officer, reviewer):
    done = ask(unit, officer, text="Đã xong.", days=30)
    answer(done, reviewer)
    for days in (1, 12, 4):
        ask(unit, officer, text=f"Vướng {days}.", days=days)
    html = page(desk, "difficulty_inbox")
    assert "3 vướng mắc chờ trả lời" in html
    places = [html.index(words) for words in ("Vướng 12.", "Vướng 4.", "Vướng 1.", "Đã xong.")]
    assert places == sorted(places)
    assert "Chờ 12 ngày" in html and html.count("quá hạn trả lời</span>") == 1


@pytest.fixture
def many(period, group, unit, officer, reviewer):
    """Three matters: of a unit, of another group's person about a content, answered and published."""
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    person = factories.make_person("Đặng Thị Ngọc Ánh", user=factories.make_user(Role.INDIVIDUAL))
    factories.enrol(people, person)
    first = ask(unit, officer, text="Thiếu máy quét.", days=12)
    content = period.campaign.contentarea_set.first()
    second = ask(person, person.user, text="Hỏi về bài dự thi.", days=2, content_area=content)
    third = ask(unit, officer, text="Nộp ở đâu?")
    answer(third, reviewer)
    questions.publish(
        third, question="Nộp báo cáo ở đâu?", answer="Trên cổng.", was=questions.stamp(third), by=reviewer
    )
    return {"unit": group.code, "people": people.code, "content": content.pk, "rows": [first, second, third]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2]), ("?xem=cho", [0, 1]), ("?xem=qua-han", [0]), ("?xem=da-dang", [2]),
        ("?trang-thai=ANSWERED", [2]), ("?trang-thai=FORWARDED", []), ("?noi-dung={content}", [1]),
        ("?nhom={unit}", [0, 2]), ("?nhom={people}", [1]), ("?nhom=khong-co", []), ("?q=may quet", [0]),
        ("?q=THI NGOC anh", [1]), ("?q=kinh te ha tang", [0, 2]), ("?q=may bay", []),
        ("?xem=la&trang-thai=X", [0, 1, 2]), ("?noi-dung=99999999999999999999", [0, 1, 2]), ("?trang=zzz", [0, 1, 2]),
    ],
)  # fmt: skip
def test_the_inbox_is_filtered_by_what_the_address_says(desk, many, query, found):
    html = page(desk, "difficulty_inbox", query=query.format(**many))
    shown = [place for place, row in enumerate(many["rows"]) if url("difficulty", row.pk) in html]
    assert shown == found
    if not found:
        assert "Không có vướng mắc khớp bộ lọc" in html


def test_the_office_answers_from_the_thread(desk, unit, officer):
    difficulty = ask(unit, officer)
    data = {"tra-loi-text": "Cấp trong tháng 4.", "tra-loi-seen": last(difficulty)}
    sent = desk.post(url("difficulty_answer", difficulty.pk), data, follow=True)
    assert "Đã gửi trả lời và báo cho người hỏi." in sent.content.decode()
    difficulty.refresh_from_db()
    assert difficulty.status == S.ANSWERED


@pytest.mark.parametrize("seen", ["stale", "", "abc", "9" * 40])
def test_the_second_who_answers_keeps_what_was_typed_and_may_send_after_reading(desk, client_of, unit, officer, seen):
    difficulty = ask(unit, officer)
    stale = last(difficulty) if seen == "stale" else seen
    answer(difficulty, factories.make_user(Role.REVIEWER), text="Người trước đã trả lời.")
    data = {"tra-loi-text": "Bản của người sau.", "tra-loi-seen": stale}
    refused = desk.post(url("difficulty_answer", difficulty.pk), data)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Người khác vừa xử lý hồ sơ này. Đã tải lại trạng thái mới nhất." in html
    assert "Bản của người sau.</textarea>" in html and "Người trước đã trả lời." in html
    assert f'name="tra-loi-seen" value="{last(difficulty)}"' in html
    again = {**data, "tra-loi-seen": last(difficulty)}
    assert desk.post(url("difficulty_answer", difficulty.pk), again).status_code == 302


def test_passing_on_asks_for_a_body(desk, unit, officer):
    difficulty = ask(unit, officer)
    seen = {"chuyen-seen": last(difficulty)}
    body, ended = factories.make_unit("Phòng Tư pháp"), factories.make_unit(active_to=ago(9).date())
    refused = desk.post(url("difficulty_forward", difficulty.pk), {**seen, "chuyen-note": "Nhờ trả lời."})
    assert refused.status_code == 422
    assert "Chưa chọn chuyển tới." in refused.content.decode()
    assert "Nhờ trả lời.</textarea>" in refused.content.decode()
    for wrong in (unit.pk, ended.pk, "x", 0):
        answer = desk.post(url("difficulty_forward", difficulty.pk), {**seen, "chuyen-body": wrong})
        assert answer.status_code == 422
        assert "Chọn một đơn vị đang hoạt động" in answer.content.decode()
    sent = desk.post(url("difficulty_forward", difficulty.pk), {**seen, "chuyen-body": body.pk}, follow=True)
    assert "Đã chuyển tới Phòng Tư pháp." in sent.content.decode()
    difficulty.refresh_from_db()
    assert (difficulty.status, difficulty.forwarded_to) == (S.FORWARDED, body)


def test_passing_on_what_was_answered_meanwhile_keeps_the_note(desk, unit, officer):
    difficulty = ask(unit, officer)
    seen = last(difficulty)
    answer(difficulty, factories.make_user(Role.REVIEWER))
    body = factories.make_unit()
    data = {"chuyen-seen": seen, "chuyen-body": body.pk, "chuyen-note": "Nhờ phòng trả lời."}
    refused = desk.post(url("difficulty_forward", difficulty.pk), data)
    assert refused.status_code == 409
    assert "Nhờ phòng trả lời.</textarea>" in refused.content.decode()


# --- files -----------------------------------------------------------------------------------------------------------
def test_a_file_goes_out_only_to_who_reads_the_thread_and_can_do_nothing(client, desk, client_of, unit, officer):
    name = 'a"; filename=evil.html\r\nX-Evil: 1 <script>alert(1)</script>.png'
    difficulty = ask(unit, officer, files=[files.upload(files.picture(), name)])
    row = difficulty.messages.get().files.get()
    for query, disposition in (("", "attachment"), ("?xem=1", "inline")):
        found = desk.get(url("difficulty_file", row.pk) + query)
        assert found.headers["Content-Disposition"].startswith(disposition)
        assert found.headers["Content-Type"] == "image/png"
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in found.headers["Content-Security-Policy"] and "X-Evil" not in found.headers
        assert found.headers["Cache-Control"] == "no-store, private"
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER))
    assert stranger.get(url("difficulty_file", row.pk)).status_code == 404
    taken = AuditEvent.objects.filter(action__endswith="sent_file").order_by("pk")
    assert [line.action for line in taken] == ["download_sent_file", "view_sent_file"]


def test_a_file_that_is_gone_is_said_in_words(client, unit, officer):
    row = ask(unit, officer, files=[files.upload(files.pdf(), "a.pdf")]).messages.get().files.get()
    row.file.storage.delete(row.file.name)
    found = client.get(url("difficulty_file", row.pk))
    assert (found.status_code, found.content.decode()[:30]) == (404, "Tệp này không còn đọc được trê")


# --- cost ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_number_of_queries(client, client_of, desk, unit, officer, reviewer, rows):
    body = factories.make_unit()
    helper = client_of(factories.make_user(Role.UNIT_OFFICER, unit=body))
    for number in range(rows):
        files_ = [files.upload(files.picture(), f"{n}.png") for n in range(rows)]
        difficulty = ask(unit, officer, text=f"Vướng {number}.", files=files_)
        service.forward(difficulty, body=body, note="", seen=last(difficulty), by=reviewer)
        for _ in range(rows):
            answer(difficulty, reviewer)
        questions.publish(
            difficulty, question=f"Hỏi {number}?", answer="Có.", was=questions.stamp(difficulty), by=reviewer
        )
        service.ask_again(difficulty, text="Vẫn vướng.", by=officer)
    for person in (client, desk, helper):
        page(person, "difficulty", difficulty.pk)
    asked = {
        "own": (client, "difficulties", (), ""),
        "passed": (helper, "difficulties", (), "?xem=chuyen-toi"),
        "thread": (client, "difficulty", (difficulty.pk,), ""),
        "thread of the office": (desk, "difficulty", (difficulty.pk,), ""),
        "inbox": (desk, "difficulty_inbox", (), "?q=vuong&trang-thai=WAITING"),
        "questions": (Client(), "qa_list", (), "?q=hoi"),
    }
    counts = {}
    for name, (who, where, args, query) in asked.items():
        with Questions() as queries:
            page(who, where, *args, query=query)
        # PostgreSQL is asked for its clock, SQLite has none.
        counts[name] = len(queries)
    assert counts == {
        "own": 12, "passed": 11, "thread": 7, "thread of the office": 8, "inbox": 12, "questions": 4,
    }  # fmt: skip


def test_long_lists_have_pages(client, desk, unit, officer):
    for number in range(21):
        ask(unit, officer, text=f"Vướng số {number:02}. " + "Đã làm nhiều cách. " * 200, days=number)
    assert "Vướng số 20." not in page(client, "difficulties")
    assert "Vướng số 20." in page(client, "difficulties", query="?trang=2")
    assert "Dòng 1 đến 20 trong 21" in page(desk, "difficulty_inbox")


def test_a_thread_of_many_long_messages_stays_light(client, unit, officer, reviewer):
    difficulty = ask(unit, officer, text="Chưa rõ cách làm. " * 50)
    for _ in range(10):
        answer(difficulty, reviewer, text="Đơn vị làm theo hướng dẫn. " * 40)
        service.ask_again(difficulty, text="Đã làm nhưng vẫn vướng. " * 40, by=officer)
    page(client, "difficulty", difficulty.pk)
