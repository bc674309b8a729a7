"""Returns, marks, boards, pledges and difficulties that contradict themselves are named."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.enums import Role
from accounts.models import Membership
from campaigns.enums import GroupKind
from submissions.enums import MessageKind
from submissions.enums import SubmissionStatus as S
from submissions.models import (
    Difficulty,
    DifficultyMessage,
    KeyFigure,
    Pledge,
    PledgeContent,
    PledgeTarget,
    Reopening,
    ReturnNote,
    Score,
)
from submissions.services import ranking, reviewing, scoring
from tests import factories
from tests.invariants import found, spoil
from tests.submissions.kinds import handed_in_kinds, make_kinds, numbered
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db
RETURNS = ("RET-01", "RET-02", "RET-03", "RET-04")
MARKS = ("MRK-01", "MRK-02", "MRK-03", "MRK-04", "MRK-05", "MRK-06", "MRK-07")
PLEDGES = ("PLG-01", "PLG-02", "PLG-03", "PLG-04")
DIFFICULTIES = ("DIF-01", "DIF-02", "DIF-03")


@pytest.fixture
def note():
    """What is asked in a report that lies with its unit."""
    report = factories.submission_at(S.RETURNED)
    return ReturnNote.objects.get(request__submission=report)


def test_a_return_answered_and_given_back_again_is_in_order(note):
    assert found(*RETURNS) == []


def test_a_returned_report_without_a_request_is_found_and_the_reverse(note):
    request = note.request
    spoil(request, resolved_at=request.returned_at + timedelta(days=1))
    words = "đang trả lại nhưng không có đề nghị bổ sung nào đang mở"
    assert found(*RETURNS) == [("RET-01", f"báo cáo số {request.submission_id}: {words}")]
    spoil(request, resolved_at=None)
    spoil(request.submission, status=S.ACCEPTED)
    words = "còn đề nghị bổ sung đang mở nhưng không ở trạng thái trả lại"
    assert found(*RETURNS) == [("RET-01", f"báo cáo số {request.submission_id}: {words}")]


def test_a_return_that_asks_nothing_is_found(note):
    spoil(note, note="")
    words = "không nêu chỗ nào, hoặc có chỗ không ghi đề nghị gì"
    assert found(*RETURNS) == [("RET-02", f"lần trả lại số {note.request_id}: {words}")]
    note.delete()
    assert found(*RETURNS) == [("RET-02", f"lần trả lại số {note.request_id}: {words}")]


@pytest.mark.parametrize("column, days", [("due_on", -1), ("resolved_at", -1)])
def test_days_out_of_order_are_found(note, column, days):
    request = note.request
    when = request.returned_at + timedelta(days=days)
    spoil(request, **{column: when.date() if column == "due_on" else when})
    words = "hạn bổ sung hoặc giờ nộp lại đứng trước lúc trả lại"
    assert ("RET-02", f"lần trả lại số {request.pk}: {words}") in found("RET-02")


def test_a_report_taken_up_again_without_a_hand_in_is_found(note):
    report, by = note.request.submission, note.request.returned_by
    row = Reopening.objects.create(
        submission=report, number=report.rounds, reason="Bổ sung.", reopened_by=by, reopened_at=report.submitted_at
    )
    assert found("RET-05") == []
    spoil(row, number=report.rounds + 1)
    assert found("RET-05") == [("RET-05", f"lần mở lại số {row.pk}: không có lý do, hoặc không đúng lần nộp")]


def test_a_note_about_nothing_there_is_found(note):
    spoil(note, section="muc-la")
    assert found(*RETURNS) == [("RET-03", f"đề nghị bổ sung số {note.pk}: nêu một mục không có trong báo cáo")]


def test_a_note_about_another_reports_file_is_found(note):
    elsewhere = factories.submission_at(S.DRAFT)
    spoil(note, evidence=make_evidence(elsewhere))
    assert found(*RETURNS) == [("RET-03", f"đề nghị bổ sung số {note.pk}: nêu tệp của báo cáo khác")]


def make_evidence(report):
    from submissions.models import Evidence

    return Evidence.objects.create(
        submission=report, file="evidence/x", name="Quyết định.pdf", media_type="application/pdf", size=1,
        sha256="0" * 64, uploaded_by=report.submitted_by or factories.make_user(),
    )  # fmt: skip


def test_a_tick_outside_its_time_is_found(note):
    spoil(note, done_at=note.request.returned_at - timedelta(hours=1), done_by=factories.make_user())
    words = "dấu đã sửa thiếu người hoặc giờ, hoặc ngoài thời gian bổ sung"
    assert found(*RETURNS) == [("RET-04", f"đề nghị bổ sung số {note.pk}: {words}")]


@pytest.fixture
def review(group, period):
    """A complete review of a report of two reviewers."""
    report = handed_in(group, period)
    return judged(report, factories.make_user(Role.REVIEWER), 28, 23, 22, 15)


def test_marks_out_of_range_are_found(review):
    assert found(*MARKS) == []
    score = Score.objects.filter(review=review).first()
    spoil(score, points=Decimal("30.01"))
    spoil(score.item, self_score=Decimal(31))
    assert found(*MARKS) == [
        ("MRK-01", f"tự chấm số {score.item_id}: điểm ngoài khoảng cho phép"),
        ("MRK-01", f"điểm thẩm định số {score.pk}: điểm ngoài khoảng cho phép"),
    ]


def test_marks_by_somebody_of_the_unit_are_found(review):
    unit = review.submission.unit
    grant = Membership.objects.create(user=review.reviewer, role=Role.UNIT_HEAD, unit=unit)
    assert {code for code, _ in found(*MARKS)} == {"MRK-02"}
    # Whoever joined the unit later marked nobody of their own.
    spoil(grant, starts_on=(NOW + timedelta(days=3)).date())
    assert found(*MARKS) == []


def test_marks_by_the_person_themselves_are_found(period):
    group = factories.make_group(period.campaign, kind=GroupKind.INDIVIDUAL)
    factories.make_criteria_set(group, period)
    person = factories.make_person("Lê Thị Hoa")
    review = judged(handed_in(group, period, subject=person), factories.make_user(Role.REVIEWER), 28, 23, 22, 15)
    assert found(*MARKS) == []
    spoil(person, user=review.reviewer)
    assert {code for code, _ in found(*MARKS)} == {"MRK-02"}


def test_marks_of_another_report_and_lost_ones_are_found(review, group, period):
    other = handed_in(group, period)
    first, second, *_ = Score.objects.filter(review=review).order_by("pk")
    spoil(first, item=other.items.first())
    assert ("MRK-03", f"điểm thẩm định số {first.pk}: chấm tiêu chí của báo cáo khác") in found(*MARKS)
    spoil(second, is_latest=False)
    words = "tiêu chí này không còn điểm nào được tính"
    assert ("MRK-03", f"điểm thẩm định số {second.pk}: {words}") in found(*MARKS)


def test_a_review_of_another_reports_hand_in_is_found(review, group, period):
    spoil(review, snapshot=handed_in(group, period).snapshots.get())
    assert ("MRK-03", f"phần thẩm định số {review.pk}: chấm bản đã nộp của báo cáo khác") in found(*MARKS)


def test_a_complete_review_with_a_mark_missing_is_found(review):
    spoil(Score.objects.filter(review=review).first(), points=None)
    words = "ghi đã chấm xong nhưng còn tiêu chí chưa có điểm"
    assert found(*MARKS) == [("MRK-04", f"phần thẩm định số {review.pk}: {words}")]


def test_an_accepted_report_without_its_reviews_is_found(review):
    spoil(review.submission, status=S.ACCEPTED)
    words = "đã chấp nhận nhưng chưa đủ số người chấm xong"
    assert found(*MARKS) == [("MRK-04", f"báo cáo số {review.submission_id}: {words}")]
    spoil(review.submission.criteria_set, scorers=1)
    assert found(*MARKS) == []


@pytest.fixture
def board(group, period):
    """A locked board of three reports, two of them level."""
    group.criteria_sets.update(scorers=1)
    for points in ((30, 25, 25, 20), (20, 20, 20, 20), (20, 20, 20, 20)):
        judged(handed_in(group, period), factories.make_user(Role.REVIEWER), *points)
    return ranking.lock_board(period, group, by=factories.make_user(Role.REVIEWER), at=NOW)


def test_totals_and_ranks_are_computed_again(board):
    assert found(*MARKS) == []
    first, second, third = board.lines.order_by("rank", "pk")
    spoil(first, total_numerator=first.total_numerator - 1)
    assert found(*MARKS) == [("MRK-05", f"dòng bảng điểm số {first.pk}: tổng điểm khác tổng các điểm thẩm định")]
    spoil(first, total_numerator=first.total_numerator)
    spoil(third, rank=3)
    assert found(*MARKS) == [("MRK-05", f"dòng bảng điểm số {third.pk}: thứ hạng không đúng với tổng điểm")]


def test_a_self_score_that_was_not_handed_in_is_found(group, period):
    """28 + 23 + 22 + 15; what the unit writes after a return is not what it has handed in."""
    report, draft = (
        handed_in(group, period),
        handed_in(group, period, status=S.DRAFT, code=None, first_submitted_at=None, rounds=0),
    )
    spoil(report.items.first(), self_score=20)
    spoil(draft, stated_hundredths=None)
    draft.snapshots.all().delete()
    assert found("MRK-06") == []
    for row, stated, words in (
        (report, 8801, "tổng tự chấm khác bản đã nộp lần cuối"),
        (report, None, "tổng tự chấm khác bản đã nộp lần cuối"),
        (draft, 8800, "chưa nộp mà đã ghi tổng tự chấm"),
    ):
        before = row.stated_hundredths if row is report else None
        spoil(row, stated_hundredths=stated)
        assert found("MRK-06") == [("MRK-06", f"báo cáo số {row.pk}: {words}")]
        spoil(row, stated_hundredths=before)


def test_what_a_rule_gave_is_computed_again(period, reviewer):
    group = factories.make_group(period.campaign)
    make_kinds(group, period)
    review = reviewing.start_review(handed_in_kinds(group, period), by=reviewer, at=NOW)
    judged_item, ruled = numbered(review.submission, 1), numbered(review.submission, 3)
    by_hand, by_rule = (
        scoring.save_score(review, item, by=reviewer, points=Decimal(10), at=NOW) for item in (judged_item, ruled)
    )
    assert (by_rule.by_rule, found("MRK-06", "MRK-07")) == (12, [])
    spoil(by_hand, by_rule=10)
    words = "tiêu chí do người chấm mà ghi điểm theo cách tính"
    assert found("MRK-07") == [("MRK-07", f"điểm thẩm định số {by_hand.pk}: {words}")]
    spoil(by_hand, by_rule=None)
    spoil(by_rule, by_rule=13)
    words = "điểm theo cách tính khác số liệu đã nộp"
    assert found("MRK-07") == [("MRK-07", f"điểm thẩm định số {by_rule.pk}: {words}")]


@pytest.fixture
def pledge(period, unit):
    """A pledge that was sent, with one content and one target."""
    by = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    row = Pledge.objects.create(period=period, unit=unit, first_sent_at=NOW, sent_at=NOW, sent_by=by)
    area = period.campaign.contentarea_set.order_by("order").first()
    content = PledgeContent.objects.create(pledge=row, content_area=area, taken_on=True, aim="Số hóa toàn bộ hồ sơ.")
    PledgeTarget.objects.create(content=content, name="Hồ sơ số hóa", target="95%")
    return row


def figure_of(pledge, subject):
    """A figure of `subject`'s report that names the pledge's target."""
    report = factories.submission_at(S.DRAFT, subject=subject, period=pledge.period, filled=False)
    target = PledgeTarget.objects.get(content__pledge=pledge)
    content = report.contents.get(content_area=target.content.content_area)
    figure, _ = KeyFigure.objects.get_or_create(
        content=content, pledge_target=target, defaults={"name": target.name, "target": target.target}
    )
    return figure


def test_a_pledge_that_takes_nothing_on_is_found(pledge):
    assert found(*PLEDGES) == []
    PledgeContent.objects.update(taken_on=False)
    assert found(*PLEDGES) == [("PLG-01", f"đăng ký thi đua số {pledge.pk}: đã gửi nhưng không đăng ký nội dung nào")]


def test_a_pledge_sent_before_it_was_sent_is_found(pledge):
    spoil(pledge, sent_at=NOW - timedelta(days=1))
    assert found(*PLEDGES) == [("PLG-01", f"đăng ký thi đua số {pledge.pk}: lần gửi sau đứng trước lần gửi đầu")]


def test_a_pledged_content_of_another_movement_is_found(pledge):
    foreign = factories.make_content_areas(factories.make_campaign(), 1)[0]
    content = PledgeContent.objects.get()
    spoil(content, content_area=foreign)
    assert found(*PLEDGES) == [("PLG-02", f"nội dung đăng ký số {content.pk}: là nội dung của phong trào khác")]


def test_figures_keep_to_their_own_pledge(pledge, group, unit):
    own = figure_of(pledge, unit)
    assert found(*PLEDGES) == []
    twin = KeyFigure.objects.create(content=own.content, pledge_target=own.pledge_target)
    assert found(*PLEDGES) == [("PLG-03", f"số liệu số {twin.pk}: lấy một chỉ tiêu lần thứ hai")]
    twin.delete()
    other = factories.make_unit()
    factories.enrol(group, other)
    foreign = figure_of(pledge, other)
    assert found(*PLEDGES) == [("PLG-03", f"số liệu số {foreign.pk}: lấy chỉ tiêu từ đăng ký khác")]


def test_a_target_that_says_nothing_is_found(pledge):
    target = PledgeTarget.objects.get()
    spoil(target, target="")
    assert found(*PLEDGES) == [("PLG-04", f"chỉ tiêu số {target.pk}: thiếu tên hoặc mức")]


@pytest.fixture
def difficulty(period, unit, officer):
    """A question the ward has not answered."""
    row = Difficulty.objects.create(
        campaign=period.campaign, unit=unit, asked_at=NOW, asked_by=officer, waiting_since=NOW
    )
    say(row, MessageKind.QUESTION, NOW)
    return row


def say(row, kind, at):
    return DifficultyMessage.objects.create(
        difficulty=row, kind=kind, text="Nội dung.", author=row.asked_by, sent_at=at
    )


def test_a_thread_without_its_question_is_found(difficulty):
    assert found(*DIFFICULTIES) == []
    spoil(difficulty, waiting_since=NOW + timedelta(hours=1))
    words = "ghi chờ từ một lúc không có câu hỏi nào"
    assert found(*DIFFICULTIES) == [("DIF-01", f"khó khăn, vướng mắc số {difficulty.pk}: {words}")]
    spoil(difficulty, waiting_since=NOW)
    spoil(difficulty.messages.get(), kind=MessageKind.ANSWER)
    assert ("DIF-01", f"khó khăn, vướng mắc số {difficulty.pk}: không mở đầu bằng câu hỏi") in found(*DIFFICULTIES)


def test_a_status_that_contradicts_the_thread_is_found(difficulty):
    spoil(difficulty, status="ANSWERED", waiting_since=None)
    words = "ghi đã trả lời nhưng không có câu trả lời"
    assert found(*DIFFICULTIES) == [("DIF-02", f"khó khăn, vướng mắc số {difficulty.pk}: {words}")]
    say(difficulty, MessageKind.ANSWER, NOW + timedelta(hours=1))
    assert found(*DIFFICULTIES) == []
    spoil(difficulty, status="WAITING", waiting_since=NOW)
    words = "ghi đang chờ nhưng đã được trả lời sau câu hỏi"
    assert found(*DIFFICULTIES) == [("DIF-02", f"khó khăn, vướng mắc số {difficulty.pk}: {words}")]


def test_a_difficulty_about_another_movements_content_is_found(difficulty):
    spoil(difficulty, content_area=factories.make_content_areas(factories.make_campaign(), 1)[0])
    words = "gắn với nội dung của phong trào khác"
    assert found(*DIFFICULTIES) == [("DIF-03", f"khó khăn, vướng mắc số {difficulty.pk}: {words}")]
