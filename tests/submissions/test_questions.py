"""Questions and answers (Hỏi đáp): the office publishes its own words, nobody is named, nothing else is read."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.models import Difficulty
from submissions.services import questions
from tests import factories
from tests.submissions.matters import LATER, answer, ask, page, url

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]


@pytest.fixture
def asked(period, unit, officer):
    return ask(unit, officer)


def publish(difficulty, by, question="Khi nào có máy quét?", reply="Trong tháng 4.", was=None):
    was = questions.stamp(difficulty) if was is None else was
    return questions.publish(difficulty, question=question, answer=reply, was=was, by=by, at=LATER)


def test_only_an_answered_one_is_published_with_one_line_of_the_log(asked, reviewer):
    with pytest.raises(InvalidTransition, match="chưa có trả lời"):
        publish(asked, reviewer)
    answer(asked, reviewer)
    assert questions.suggestion(asked) == ("Chưa có máy quét để số hóa hồ sơ.", "Phường cấp máy trong tháng 4.")
    publish(asked, reviewer)
    asked.refresh_from_db()
    assert (asked.published_at, asked.published_by, asked.public_answer) == (LATER, reviewer, "Trong tháng 4.")
    row = AuditEvent.objects.get(action="publish_question")
    assert row.changes["public_question"] == ["", "Khi nào có máy quét?"]


def test_only_the_office_publishes(asked, officer, reviewer):
    answer(asked, reviewer)
    for user in (officer, factories.make_user(Role.MEDIA)):
        with pytest.raises(Forbidden):
            publish(asked, user)
    publish(asked, reviewer)
    with pytest.raises(Forbidden):
        questions.unpublish(asked, by=officer)


@pytest.mark.parametrize(
    ("question", "reply", "name", "fields"),
    [
        ("Phòng Kinh tế, hạ tầng và đô thị hỏi", "Có.", "Phòng Kinh tế, Hạ tầng và Đô thị", ["public_question"]),
        ("Hỏi", "Trả lời LÊ THỊ HỎI: có.", "Lê Thị Hỏi", ["public_answer"]),
        ("Le  Thi Hoi hỏi", "Lê Thị Hỏi à", "Lê Thị Hỏi", ["public_question", "public_answer"]),
    ],
)
def test_words_that_name_who_asked_are_not_published(period, unit, reviewer, question, reply, name, fields):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Lê Thị Hỏi")
    difficulty = ask(unit, officer)
    answer(difficulty, reviewer)
    with pytest.raises(questions.NamesSomebody, match=f"“{name}”") as refused:
        publish(difficulty, reviewer, question, reply)
    assert refused.value.fields == fields
    assert not Difficulty.objects.published().exists()


def test_two_who_publish_do_not_pass_unseen(asked, reviewer):
    answer(asked, reviewer)
    was = questions.stamp(asked)
    stale = Difficulty.objects.get(pk=asked.pk)
    publish(asked, reviewer)
    for copy in (stale, Difficulty.objects.get(pk=asked.pk)):
        with pytest.raises(InvalidTransition, match="Người khác"):
            publish(copy, reviewer, reply="Khác.", was=was)
    assert Difficulty.objects.get().public_answer == "Trong tháng 4."


def test_taken_down_it_is_gone_and_the_words_stay_for_the_office(asked, reviewer):
    answer(asked, reviewer)
    publish(asked, reviewer)
    questions.unpublish(asked, by=reviewer)
    assert not Difficulty.objects.published().exists()
    assert questions.suggestion(asked)[1] == "Trong tháng 4."
    with pytest.raises(InvalidTransition):
        questions.unpublish(asked, by=reviewer)
    assert AuditEvent.objects.filter(action="unpublish_question").count() == 1


# --- the pages -------------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(client_of, reviewer):
    return client_of(reviewer)


@pytest.fixture
def published(asked, reviewer):
    """One everybody may read, beside one that waits."""
    ask(asked.unit, asked.asked_by, text="Thiếu đường truyền.")
    answer(asked, reviewer)
    return publish(asked, reviewer, question="Nộp báo cáo ở đâu?", reply="Trên cổng.")


def test_publishing_begins_with_the_thread_and_warns(desk, asked, unit, reviewer):
    assert "chưa đăng được" in page(desk, "difficulty_publish", asked.pk)
    answer(asked, reviewer)
    html = page(desk, "difficulty_publish", asked.pk)
    assert "Chưa có máy quét để số hóa hồ sơ.</textarea>" in html and "bỏ hết tên đơn vị, tên người" in html
    data = {"public_question": f"{unit.name} hỏi: có máy quét không?", "public_answer": "Có."}
    was, address = questions.stamp(asked), url("difficulty_publish", asked.pk)
    refused = desk.post(address, {**data, "was": was})
    assert refused.status_code == 422
    assert f"Nội dung đăng còn nêu tên “{unit.name}”. Bỏ tên rồi đăng." in refused.content.decode()
    data["public_question"] = "Có máy quét không?"
    conflict = desk.post(address, {**data, "was": "cu"})
    assert conflict.status_code == 409
    assert "Có máy quét không?</textarea>" in conflict.content.decode()
    assert f'name="was" value="{was}"' in conflict.content.decode()
    sent = desk.post(address, {**data, "was": was}, follow=True)
    assert "Đã đăng ở trang Hỏi đáp." in sent.content.decode()


def test_everybody_reads_what_is_published_and_nothing_else(client_of, unit, officer, reviewer, published):
    visitor = Client()
    html = page(visitor, "qa_list")
    assert "Nộp báo cáo ở đâu?" in html and "Trên cổng." in html
    unpublished = ("Thiếu đường truyền", "Chưa có máy quét", unit.name, str(officer), str(reviewer))
    assert [words for words in unpublished if words in html] == []
    for query, found in (("?q=nop BAO cao", True), ("?q=tren cong", True), ("?q=xang dau", False)):
        assert ("Trên cổng." in page(visitor, "qa_list", query=query)) is found
    content = published.campaign.contentarea_set.first()
    assert "Trên cổng." not in page(visitor, "qa_list", query=f"?noi-dung={content.pk}")
    assert "Trên cổng." in page(visitor, "qa_list", query="?noi-dung=x&trang=9999")
    # Nothing of a thread opens without its right, published or not.
    for row in Difficulty.objects.all():
        assert visitor.get(url("difficulty", row.pk)).status_code == 302
    assert "Xem câu hỏi đã trả lời" in page(client_of(officer), "difficulties")


def test_taken_down_it_is_read_by_nobody(desk, published):
    sent = desk.post(url("difficulty_unpublish", published.pk), follow=True)
    assert "Đã gỡ khỏi trang Hỏi đáp." in sent.content.decode()
    assert "Chưa có câu hỏi nào được đăng." in page(desk, "qa_list")
    twice = desk.post(url("difficulty_unpublish", published.pk), follow=True)
    assert "Người khác vừa xử lý" in twice.content.decode()


def test_the_foot_of_every_page_leads_to_the_questions(db):
    assert url("qa_list") in Client().get(reverse("reports:public_home")).content.decode()
