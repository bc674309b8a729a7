"""Marking again after a granted request: by whom, handed on, stopped by a conflict; the letters into the office."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import office_letters
from submissions.enums import AppealStatus, ReviewKind, ReviewStatus
from submissions.models import Interest, Review, ScoreAppeal
from submissions.services import appeals, interests, marking_again, scoring, stopping
from tests import factories
from tests.questions import expect_questions
from tests.submissions.published import ASKED, ask, board_of, mark_again, publish

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]
REASON = "Đi công tác dài ngày, không chấm kịp."


@pytest.fixture
def reviewers(db):
    return [factories.make_user(Role.REVIEWER, full_name=f"Đặng Chấm {number}") for number in range(2)]


@pytest.fixture
def granter(db):
    return factories.make_user(Role.REVIEWER, full_name="Lê Chấp Nhận")


@pytest.fixture
def third(db):
    return factories.make_user(Role.REVIEWER, full_name="Vũ Chấm Lại")


@pytest.fixture
def fourth(db):
    return factories.make_user(Role.REVIEWER, full_name="Hà Chấm Thay")


@pytest.fixture
def public(group, period, reviewers):
    board, reports = board_of(group, period, {"A": (30, 20, 20, 15), "B": (28, 20, 20, 15)}, reviewers)
    return publish(board, reviewers[0]), reports


@pytest.fixture
def report(public):
    return public[1]["B"]


@pytest.fixture
def granted(report, granter) -> ScoreAppeal:
    return appeals.grant(ask(report), answer="Chấm lại.", by=granter, at=ASKED)


@pytest.fixture
def taken(granted, third) -> ScoreAppeal:
    marking_again.take(granted, by=third, at=ASKED)
    return granted


def page(client, name, *args, status=200):
    answer = client.get(reverse(f"submissions:{name}", args=args))
    assert answer.status_code == status
    return answer.content.decode()


# --- who


def test_whoever_grants_a_request_never_marks_again(granted, granter, third):
    with pytest.raises(Forbidden, match="Người chấp nhận kiến nghị không tự chấm lại."):
        marking_again.take(granted, by=granter, at=ASKED)
    marking_again.take(granted, by=third, at=ASKED)
    with pytest.raises(Forbidden, match="Người chấp nhận kiến nghị"):
        marking_again.hand_on(granted, to=granter, reason=REASON, by=third, at=ASKED)
    assert granted.marked_in.reviewer == third


def test_successors_are_those_who_may(taken, reviewers, granter, third, fourth, report):
    Membership.objects.create(user=factories.make_user(Role.REVIEWER), role=Role.INDIVIDUAL, unit=report.unit)
    Interest.objects.create(
        user=factories.make_user(Role.REVIEWER), unit=report.unit, reason="Vợ làm ở đó.", declared_by=granter
    )
    assert marking_again.successors(taken, on=ASKED.date()) == [fourth]


def test_it_is_handed_on_with_a_reason_and_begins_anew(taken, third, fourth):
    item = taken.submission.items.first()
    scoring.save_score(taken.review, item, by=third, points=20, note="Chấm dở theo hồ sơ gốc.", at=ASKED)
    OutboxMessage.objects.all().delete()
    new = marking_again.hand_on(taken, to=fourth, reason=f"  {REASON}", by=third, at=ASKED)

    former = Review.objects.get(reviewer=third)
    assert (former.status, former.reason, former.scores.count()) == (ReviewStatus.STOPPED, REASON, 1)
    assert (new.reviewer, new.kind, new.status, new.scores.count()) == (fourth, ReviewKind.AGAIN, ReviewStatus.OPEN, 0)
    rows = AuditEvent.objects.filter(action__in=["stop_review", "mark_again"]).order_by("-pk")[:2]
    assert [(row.action, row.actor_id) for row in rows] == [("mark_again", third.pk), ("stop_review", third.pk)]
    assert (rows[0].data["reviewer"], rows[1].data["why"]) == (str(fourth), REASON)
    letter = OutboxMessage.objects.get()
    assert (letter.kind, letter.recipient_id, letter.link) == (
        "marking_handed_on", fourth.pk, f"/kien-nghi-diem/{taken.pk}/cham-lai/",
    )  # fmt: skip
    assert letter.text == (
        "Kính gửi đồng chí Hà Chấm Thay. Vũ Chấm Lại giao đồng chí chấm lại báo cáo năm 2026 của B theo kiến nghị về "
        "điểm đã chấp nhận. Chấm lại tại:"
    )
    with pytest.raises(Forbidden):
        scoring.save_score(former, item, by=third, points=1, at=ASKED)
    # Whoever gave it up does not take it back.
    with pytest.raises(Forbidden):
        marking_again.take(taken, by=third, at=ASKED)
    board = mark_again(taken, fourth, 30, 20, 20, 16, at=ASKED)
    assert board.version == 2
    # The whole history stays: two who marked, one who gave up, one whose marks count.
    assert Review.objects.filter(submission=taken.submission).count() == 4


def test_the_office_takes_it_from_who_cannot_and_those_who_marked_first_do_not(taken, reviewers, granter, fourth):
    for user in (*reviewers, taken.raised_by, factories.make_user(Role.COUNCIL_SECRETARY)):
        with pytest.raises(Forbidden):
            marking_again.hand_on(taken, to=fourth, reason=REASON, by=user, at=ASKED)
    with pytest.raises(ValidationError):
        marking_again.hand_on(taken, to=fourth, reason=" ", by=granter, at=ASKED)
    with pytest.raises(Forbidden, match="Người đã chấm báo cáo này"):
        marking_again.hand_on(taken, to=reviewers[1], reason=REASON, by=granter, at=ASKED)
    seen = ScoreAppeal.objects.get(pk=taken.pk)
    marking_again.hand_on(taken, to=fourth, reason=REASON, by=granter, at=ASKED)
    # From a page that still shows the former one.
    with pytest.raises(InvalidTransition, match="Người khác vừa xử lý"):
        marking_again.hand_on(seen, to=factories.make_user(Role.REVIEWER), reason=REASON, by=granter, at=ASKED)
    assert Review.objects.filter(kind=ReviewKind.AGAIN, status=ReviewStatus.OPEN).get().reviewer == fourth


def test_nothing_is_handed_on_before_it_is_taken_nor_once_it_is_done(granted, granter, third, fourth):
    with pytest.raises(Forbidden, match="Chưa ai nhận chấm lại"):
        marking_again.hand_on(granted, to=fourth, reason=REASON, by=granter, at=ASKED)
    mark_again(granted, third, 30, 20, 20, 16, at=ASKED)
    with pytest.raises(Forbidden, match="đã được chấm lại"):
        marking_again.hand_on(granted, to=fourth, reason=REASON, by=granter, at=ASKED)


# --- a conflict of the same moment


@pytest.mark.parametrize("act", [appeals.refuse, appeals.grant])
def test_a_conflict_declared_since_the_page_was_read_wins_over_an_answer(report, granter, third, act):
    appeal = ask(report)
    # What the request knew of its user before the declaration came.
    assert appeals.may_answer_appeal(granter, appeal)
    Interest.objects.create(user=granter, unit=report.unit, reason="Vợ làm ở đó.", declared_by=third)
    with pytest.raises(Forbidden, match="xung đột lợi ích"):
        act(appeal, answer="Đã xem lại.", by=granter, at=ASKED)
    appeal.refresh_from_db()
    assert appeal.status == AppealStatus.WAITING


def test_and_over_taking_handing_on_and_completing(granted, granter, third, fourth):
    unit = granted.submission.unit
    assert marking_again.may_mark_again(third, granted)
    declaration = Interest.objects.create(user=third, unit=unit, reason="Vợ làm ở đó.", declared_by=granter)
    with pytest.raises(Forbidden, match="xung đột lợi ích"):
        marking_again.take(granted, by=third, at=ASKED)
    declaration.delete()
    review = marking_again.take(granted, by=third, at=ASKED)
    for item in granted.submission.items.all():
        scoring.save_score(review, item, by=third, points=20, note="Chấm lại theo hồ sơ gốc đã nộp.", at=ASKED)
    assert marking_again.may_be_given_again(fourth, granted)
    Interest.objects.create(user=third, unit=unit, reason="Vợ làm ở đó.", declared_by=granter)
    Interest.objects.create(user=fourth, unit=unit, reason="Em làm ở đó.", declared_by=granter)
    with pytest.raises(Forbidden, match="xung đột lợi ích"):
        marking_again.complete(granted, reason="Đủ số liệu.", by=third, at=ASKED)
    with pytest.raises(Forbidden, match="xung đột lợi ích"):
        marking_again.hand_on(granted, to=fourth, reason=REASON, by=granter, at=ASKED)


def test_a_declared_interest_stops_the_marking_at_once_and_another_begins(taken, third, fourth, client_of):
    interests.declare(user=third, about=taken.submission.unit, reason="Vợ làm ở đó.", by=third, at=ASKED)
    assert Review.objects.get(reviewer=third).status == ReviewStatus.STOPPED
    # The marks the locked board was drawn up from stand.
    assert Review.objects.filter(kind=ReviewKind.MARK, status=ReviewStatus.COMPLETE).count() == 4
    inbox = reverse("submissions:appeal_inbox") + "?xem=cham-lai"
    assert "Chưa ai nhận chấm lại" in client_of(fourth).get(inbox).content.decode()
    taken.refresh_from_db()
    assert marking_again.take(taken, by=fourth, at=ASKED).reviewer == fourth


def test_the_sweep_stops_who_left_the_office(taken, third):
    third.memberships.all().delete()
    assert (stopping.stop_where_needed(at=ASKED), stopping.stop_where_needed(at=ASKED)) == (1, 0)
    assert Review.objects.get(reviewer=third).status == ReviewStatus.STOPPED


# --- letters into the office


def test_the_office_hears_of_a_request_once_those_who_marked_do_not(public, reviewers, granter, third):
    report = public[1]["B"]
    OutboxMessage.objects.all().delete()
    item = report.items.get(criteria_item__order=2)
    appeal = ask(report, item=item)
    letter = OutboxMessage.objects.get()
    assert (letter.kind, letter.recipient_id, letter.copy_to) == ("appeal_raised", granter.pk, [third.email])
    assert letter.subject == "Kiến nghị về điểm năm 2026 của B"
    assert letter.text == (
        "Kính gửi Phòng Văn hóa – Xã hội phường Lê Chân. B gửi kiến nghị về điểm năm 2026 lúc 10:00 ngày 22/12/2026, "
        "về tiêu chí 2. Người đã chấm báo cáo này không trả lời. Đọc và trả lời tại:"
    )
    assert letter.link == f"/kien-nghi-diem/{appeal.pk}/"
    assert "xem lại minh chứng" not in letter.text


def test_the_whole_office_hears_when_nobody_of_it_may_answer(public, reviewers):
    report = public[1]["B"]
    OutboxMessage.objects.all().delete()
    ask(report)
    letter = OutboxMessage.objects.get()
    assert [letter.email, *letter.copy_to] == [reviewer.email for reviewer in reviewers]


def test_the_letter_follows_the_office_and_stays_when_it_was_answered(report, granter, third, fourth):
    appeal = ask(report)
    letter = OutboxMessage.objects.get(kind="appeal_raised")
    granter.memberships.all().delete()
    Interest.objects.create(user=third, unit=report.unit, reason="Vợ làm ở đó.", declared_by=fourth)
    assert office_letters.still_waits(letter, ASKED) == ""
    letter.refresh_from_db()
    assert (letter.recipient_id, letter.copy_to) == (fourth.pk, [])
    appeals.refuse(appeal, answer="Đã xem đủ.", by=fourth, at=ASKED)
    assert office_letters.still_waits(letter, ASKED) == "kiến nghị đã được trả lời"


def test_the_letter_about_a_marking_stays_once_somebody_else_has_it(taken, third, fourth):
    marking_again.hand_on(taken, to=fourth, reason=REASON, by=third, at=ASKED)
    letter = OutboxMessage.objects.get(kind="marking_handed_on")
    assert office_letters.still_theirs(letter, ASKED) == ""
    marking_again.hand_on(taken, to=factories.make_user(Role.REVIEWER), reason=REASON, by=fourth, at=ASKED)
    assert office_letters.still_theirs(letter, ASKED) == "việc chấm lại đã giao người khác hoặc đã xong"


# --- pages


def test_the_review_page_leads_to_the_marking_and_has_no_button_of_its_own(taken, third, fourth, client_of):
    report = taken.submission
    html = page(client_of(third), "review", report.pk)
    assert f'href="/kien-nghi-diem/{taken.pk}/cham-lai/"' in html and "Đồng chí đang chấm lại báo cáo này" in html
    for wrong in ("data-save-next", "data-score", "data-autosave-url", "Nhận thẩm định</button>"):
        assert wrong not in html
    assert 'class="btn btn-primary" href="/tham-dinh/' not in html
    html = page(client_of(fourth), "review", report.pk)
    assert "Vũ Chấm Lại đang chấm lại báo cáo này theo kiến nghị." in html
    assert f'href="/kien-nghi-diem/{taken.pk}/"' in html and "cham-lai" not in html
    # What an old page sends changes nothing.
    item = report.items.first()
    sent = {"field": f"diem-{item.pk}", "value": "1", "version": "0"}
    for name in ("score", "complete"):
        assert client_of(third).post(reverse(f"submissions:{name}", args=[report.pk]), sent).status_code == 404
    assert not Review.objects.get(reviewer=third).scores.exists()


def test_the_review_page_says_how_far_the_request_is(report, granter, third, client_of):
    appeal = ask(report)
    assert "chờ trả lời." in page(client_of(third), "review", report.pk)
    appeals.grant(appeal, answer="Chấm lại.", by=granter, at=ASKED)
    assert "đã chấp nhận, chưa ai nhận chấm lại" in page(client_of(third), "review", report.pk)
    mark_again(appeal, third, 30, 20, 20, 16, at=ASKED)
    html = page(client_of(third), "review", report.pk)
    assert "đã chấm lại theo kiến nghị lúc" in html and ">Chấm lại</th>" in html
    assert "Mở kiến nghị" not in html
    history = client_of(third).get(reverse("submissions:review", args=[report.pk]) + "?phan=lich-su").content.decode()
    assert "Nhận chấm lại theo kiến nghị" in history and "thống nhất điểm" not in history


def test_the_page_of_a_request_hands_it_on(taken, reviewers, granter, third, fourth, client_of):
    html = page(client_of(third), "appeal_page", taken.pk)
    assert "Giao người khác chấm lại" in html and f'<option value="{fourth.pk}">' in html
    for user in (*reviewers, granter, third):
        assert f'<option value="{user.pk}">' not in html
    assert "không giao việc chấm lại cho ai" in page(client_of(reviewers[0]), "appeal_page", taken.pk)
    url, client = reverse("submissions:hand_on_again", args=[taken.pk]), client_of(third)
    wrong = client.post(url, {"to": granter.pk, "hand_on_reason": ""})
    assert wrong.status_code == 422
    for words in ("Chọn người chấm lại.", "Ghi lý do giao lại."):
        assert words in wrong.content.decode()
    assert client.post(url, {"to": fourth.pk, "hand_on_reason": REASON}).status_code == 302
    html = page(client_of(fourth), "appeal_page", taken.pk)
    assert f"{REASON}" in html and "Vũ Chấm Lại thôi chấm lại" in html
    assert f'href="/kien-nghi-diem/{taken.pk}/cham-lai/"' in html
    # The unit reads neither who marks nor why it changed hands.
    told = page(client_of(taken.raised_by), "result", taken.submission.pk)
    assert REASON not in told and "Hà Chấm Thay" not in told and "Đang chấm lại" in told


def test_a_request_is_found_by_its_own_unit_and_the_office_only(public, report, third, client_of):
    appeal = ask(report)
    own, other = report.submitted_by, public[1]["A"].submitted_by
    assert list(ScoreAppeal.objects.visible_to(own)) == list(ScoreAppeal.objects.visible_to(third)) == [appeal]
    assert not ScoreAppeal.objects.visible_to(other).exists()
    assert not ScoreAppeal.objects.visible_to(factories.make_user(Role.COUNCIL_MEMBER)).exists()
    url = reverse("submissions:appeal_page", args=[appeal.pk])
    assert [client_of(user).get(url).status_code for user in (own, other, third)] == [403, 404, 200]


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_of_a_request_costs_the_same_however_often_it_was_handed_on(taken, third, granter, client_of, more):
    for _ in range(more + 2):
        factories.make_user(Role.REVIEWER)
    for _ in range(more):
        to = marking_again.successors(taken, on=ASKED.date())[0]
        marking_again.hand_on(taken, to=to, reason=REASON, by=granter, at=ASKED)
    client = client_of(granter)
    page(client, "appeal_page", taken.pk)
    with expect_questions(18):
        page(client, "appeal_page", taken.pk)
