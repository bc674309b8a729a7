"""Publishing a board, requests about it, the board issued anew: worked out by hand."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.enums import Role
from campaigns.models import DatedSetting
from core import outbox
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import results
from submissions.enums import AppealStatus, ReviewKind, ReviewStatus
from submissions.models import RankingBoard, Review
from submissions.services import appeals, marking_again, publishing, reviewing, scoring
from submissions.totals import total_of
from tests import factories
from tests.invariants import found as broken
from tests.submissions.published import ASKED, END, PUBLISHED, ask, board_of, mark_again, publish

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]
TICK = timedelta(microseconds=1)
TABLE = {"A": (30, 20, 20, 15), "B": (28, 20, 20, 15), "C": (28, 20, 20, 15), "D": (20, 20, 20, 15)}


@pytest.fixture
def reviewers(db):
    return [factories.make_user(Role.REVIEWER) for _ in range(2)]


@pytest.fixture
def third(db):
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def granter(db):
    """Who grants requests; somebody else marks again."""
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def laid(group, period, reviewers):
    """A locked board: A 85, B and C 83, D 75."""
    return board_of(group, period, TABLE, reviewers)


@pytest.fixture
def public(laid, reviewers):
    board, reports = laid
    return publish(board, reviewers[0]), reports


def lines(board, version):
    rows = board.lines.filter(version=version).select_related("submission__unit").order_by("submission__unit__name")
    found = {}
    for row in rows:
        found[row.submission.unit.name] = (row.rank, total_of(row.total_numerator, row.total_denominator))
    return found


def test_publishing_tells_each_unit_once_and_opens_the_window(laid, reviewers):
    board, reports = laid
    publish(board, reviewers[0])

    board = RankingBoard.objects.get(pk=board.pk)
    assert (board.published_at, board.published_by, board.appeals_close_at) == (PUBLISHED, reviewers[0], END)
    letters = OutboxMessage.objects.filter(kind="scores_published")
    assert {letter.recipient_id for letter in letters} == {report.submitted_by_id for report in reports.values()}
    assert letters.count() == 4
    first = letters.get(recipient_id=reports["A"].submitted_by_id)
    assert first.text == (
        "Kính gửi A. Phường đã công bố kết quả thẩm định báo cáo năm 2026: điểm từng tiêu chí, nhận xét và thứ hạng. "
        "Nếu có kiến nghị về điểm, gửi trên Cổng đến hết Thứ Bảy, 26/12/2026. Xem tại:"
    )
    assert first.link == f"/bao-cao/{reports['A'].pk}/ket-qua/"
    assert AuditEvent.objects.filter(action="publish_board").count() == 1
    with pytest.raises(Forbidden, match="Điểm đã công bố ngày 21/12/2026"):
        publish(board, reviewers[0])
    assert letters.count() == 4


def test_only_the_office_publishes_and_only_what_is_locked(group, period, laid, reviewers):
    board, _ = laid
    for role in (Role.COUNCIL_SECRETARY, Role.CHAIRMAN, Role.ADMIN, Role.UNIT_OFFICER):
        unit = factories.make_unit() if role == Role.UNIT_OFFICER else None
        with pytest.raises(Forbidden):
            publish(board, factories.make_user(role, unit=unit))
    still_open = RankingBoard.objects.create(period=period, group=factories.make_group(period.campaign))
    with pytest.raises(Forbidden, match="chưa chốt"):
        publish(still_open, reviewers[0])


def test_the_window_is_a_setting_in_whole_ward_days(laid, reviewers):
    board, _ = laid
    DatedSetting.objects.create(
        campaign=board.period.campaign, code="kien-nghi", key="appeal_days", label="Kiến nghị", value=1
    )
    late = factories.ward(2026, 12, 21, 23, 59)
    assert publishing.appeals_close_at(board, at=late) == factories.ward(2026, 12, 23)


@pytest.mark.parametrize(("at", "open_still"), [(END - TICK, True), (END, False)])
def test_the_window_ends_exclusively_to_the_microsecond(public, at, open_still):
    _, reports = public
    if open_still:
        assert ask(reports["B"], at=at).status == AppealStatus.WAITING
        return
    with pytest.raises(Forbidden, match="nhận đến hết 26/12/2026"):
        ask(reports["B"], at=at)


def test_nobody_asks_before_publishing_nor_for_another_unit(laid, reviewers):
    board, reports = laid
    with pytest.raises(Forbidden, match="chưa công bố"):
        ask(reports["B"])
    publish(board, reviewers[0])
    with pytest.raises(Forbidden):
        ask(reports["B"], by=reports["A"].submitted_by)
    with pytest.raises(ValidationError):
        ask(reports["B"], text="  ")
    with pytest.raises(ValidationError):
        ask(reports["B"], item=reports["A"].items.first())


def test_one_waits_at_a_time_and_another_may_follow_the_answer(public, third):
    _, reports = public
    first = ask(reports["B"], item=reports["B"].items.first())
    with pytest.raises(Forbidden, match="đang chờ trả lời"):
        ask(reports["B"])
    appeals.refuse(first, answer="Minh chứng đã xem đủ.", by=third, at=ASKED)
    letter = OutboxMessage.objects.get(kind="appeal_refused")
    assert "giữ nguyên điểm. Lý do: Minh chứng đã xem đủ. Xem tại:" in letter.text
    assert ask(reports["B"]).status == AppealStatus.WAITING
    assert [row.new for row in AuditEvent.objects.filter(action="refuse_appeal")] == [AppealStatus.REFUSED]


def test_who_marked_the_report_or_belongs_to_its_unit_does_not_answer(public, reviewers):
    _, reports = public
    appeal = ask(reports["B"])
    own = factories.make_user(Role.REVIEWER, unit=reports["B"].unit)
    for user in (*reviewers, own, factories.make_user(Role.COUNCIL_SECRETARY), reports["B"].submitted_by):
        for service in (appeals.refuse, appeals.grant):
            with pytest.raises(Forbidden):
                service(appeal, answer="Đã xem lại.", by=user, at=ASKED)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.answer) == (AppealStatus.WAITING, "")


def test_an_answer_has_words_and_comes_once(public, third, granter):
    _, reports = public
    appeal = ask(reports["B"])
    with pytest.raises(ValidationError):
        appeals.grant(appeal, answer=" ", by=granter, at=ASKED)
    appeals.grant(appeal, answer="Cần xem lại.", by=granter, at=ASKED)
    with pytest.raises(InvalidTransition):
        appeals.refuse(appeal, answer="Không.", by=third, at=ASKED)
    with pytest.raises(Forbidden, match="đang chấm lại"):
        ask(reports["B"])


def test_a_granted_request_gives_the_board_a_second_version(public, reviewers, third, granter):
    """B rises from 83 to 86 and passes A: A falls to 2, C from the shared 2 to 3, D stays 4."""
    board, reports = public
    appeal = ask(reports["B"])
    appeals.grant(appeal, answer="Chấm lại.", by=granter, at=ASKED)
    with pytest.raises(Forbidden):
        marking_again.take(appeal, by=reviewers[0], at=ASKED)
    assert lines(board, 1) == {"A": (1, 85), "B": (2, 83), "C": (2, 83), "D": (4, 75)}

    mark_again(appeal, third, 30, 20, 20, 16, at=ASKED)

    board.refresh_from_db()
    assert board.version == 2
    assert lines(board, 1) == {"A": (1, 85), "B": (2, 83), "C": (2, 83), "D": (4, 75)}
    assert lines(board, 2) == {"A": (2, 85), "B": (1, 86), "C": (3, 83), "D": (4, 75)}
    appeal.refresh_from_db()
    assert (appeal.granted_version, appeal.corrected_at) == (2, ASKED)
    moved = OutboxMessage.objects.filter(kind="rank_changed")
    assert {letter.recipient_id for letter in moved} == {reports[name].submitted_by_id for name in "AC"}
    assert "thay đổi từ 1 thành 2" in moved.get(recipient_id=reports["A"].submitted_by_id).text
    assert OutboxMessage.objects.get(kind="score_corrected").recipient_id == reports["B"].submitted_by_id
    told = AuditEvent.objects.get(action="correct_board").data
    assert (told["version"], told["lines"], told["changed"]) == (2, 4, 3)
    # Nothing of the former marks is gone: both reviewers' stand beside the one that counts.
    kinds = Review.objects.filter(submission=reports["B"]).order_by("slot").values_list("kind", "slot")
    assert list(kinds) == [(ReviewKind.RECONCILE, 0), (ReviewKind.MARK, 1), (ReviewKind.MARK, 2)]
    assert results.criteria_of(reports["B"])[0].mark == 30


def test_a_second_granted_request_replaces_the_third_persons_marks(public, third, granter):
    board, reports = public
    fourth = factories.make_user(Role.REVIEWER)
    first = ask(reports["B"])
    appeals.grant(first, answer="Chấm lại.", by=granter, at=ASKED)
    mark_again(first, third, 30, 20, 20, 16, at=ASKED)
    second = ask(reports["B"])
    with pytest.raises(Forbidden):
        appeals.grant(second, answer="Chấm lại.", by=third, at=ASKED)
    appeals.grant(second, answer="Chấm lại lần nữa.", by=granter, at=ASKED)
    mark_again(second, fourth, 20, 20, 20, 16, at=ASKED)

    board.refresh_from_db()
    assert lines(board, 3) == {"A": (1, 85), "B": (3, 76), "C": (2, 83), "D": (4, 75)}
    found = Review.objects.filter(submission=reports["B"]).values_list("kind", "reviewer")
    assert set(found) >= {(ReviewKind.RECONCILE, fourth.pk), (ReviewKind.AGAIN, third.pk)}
    # The nightly check finds the board to be what the marks that count come to.
    assert broken("MRK-01", "MRK-02", "MRK-03", "MRK-04", "MRK-05") == []


def test_marks_on_the_locked_board_are_only_those_of_the_granted_request(public, reviewers, third, granter):
    _, reports = public
    appeal = ask(reports["B"])
    with pytest.raises(Forbidden, match="chưa được chấp nhận"):
        marking_again.take(appeal, by=third, at=ASKED)
    appeals.grant(appeal, answer="Chấm lại.", by=granter, at=ASKED)
    review = marking_again.take(appeal, by=third, at=ASKED)
    item = reports["B"].items.first()
    other = factories.make_user(Role.REVIEWER)
    with pytest.raises(Forbidden):
        marking_again.take(appeal, by=other, at=ASKED)
    with pytest.raises(Forbidden):
        scoring.save_score(review, item, by=other, points=1, at=ASKED)
    with pytest.raises(ValidationError):
        scoring.save_score(review, item, by=third, points=31, at=ASKED)
    with pytest.raises(scoring.Incomplete):
        marking_again.complete(appeal, reason="Chấm lại theo hồ sơ gốc.", by=third, at=ASKED)
    with pytest.raises(ValidationError):
        marking_again.complete(appeal, reason=" ", by=third, at=ASKED)
    former = Review.objects.filter(submission=reports["B"], kind=ReviewKind.MARK).first()
    with pytest.raises(Forbidden):
        scoring.save_score(former, item, by=former.reviewer, points=1, at=ASKED)
    assert RankingBoard.objects.get(pk=appeal.board_id).version == 1


def test_another_goes_on_when_who_took_it_may_not_judge_any_more(public, third, granter):
    _, reports = public
    appeal = ask(reports["B"])
    appeals.grant(appeal, answer="Chấm lại.", by=granter, at=ASKED)
    first = marking_again.take(appeal, by=third, at=ASKED)
    third.memberships.all().delete()
    fifth = factories.make_user(Role.REVIEWER)
    appeal.refresh_from_db()
    second = marking_again.take(appeal, by=fifth, at=ASKED)
    first.refresh_from_db()
    assert (first.status, second.reviewer, appeal.review) == (ReviewStatus.STOPPED, fifth, second)
    mark_again(appeal, fifth, 30, 20, 20, 16, at=ASKED)
    assert appeal.board.version == 2


def test_the_units_page_has_the_mean_the_notes_and_nobodys_name(public):
    board, reports = public
    found = results.result_of(reports["B"], board, reports["B"].submitted_by)
    assert (found.now.total, found.now.rank, found.now.of, found.tied) == (Fraction(83), 2, 4, True)
    assert [each.mark for each in found.criteria] == [28, 20, 20, 15]
    assert found.criteria[0].notes == ["Theo minh chứng kèm theo."]


def test_what_the_unit_sees_costs_the_same_with_more_criteria(public, django_assert_num_queries):
    board, reports = public
    # Two of them are what the reader may see, which a page asks once.
    for report in (reports["A"], reports["B"]):
        with django_assert_num_queries(9):
            results.result_of(report, board, report.submitted_by)


def test_a_nomination_goes_on_and_says_that_its_board_was_issued_anew(public, third, granter):
    """What was drawn up from the first version stays; its page reads the latest and names the former total."""
    from awards import dossier

    board, reports = public
    appeal = ask(reports["B"])
    appeals.grant(appeal, answer="Chấm lại.", by=granter, at=ASKED)
    mark_again(appeal, third, 30, 20, 20, 16, at=ASKED)
    form = factories.make_award_form(board.period.campaign)
    nomination = factories.nomination_at(
        "DRAFT", subject=reports["B"].unit, award_round=factories.make_award_round(board.period.campaign), form=form
    )
    line = dossier.ranking_lines(nomination).get()
    assert (line.version, line.rank) == (2, 1)
    assert total_of(line.total_numerator, line.total_denominator) == 86
    assert total_of(line.first_numerator, line.first_denominator) == 83


@pytest.mark.parametrize("waits_for_publishing", [False, True])
def test_the_letter_of_acceptance_tells_points_only_once_they_are_published(laid, reviewers, waits_for_publishing):
    board, reports = laid
    report = reports["A"]
    report.refresh_from_db()
    reviewing.accept(report, by=reviewers[0], at=PUBLISHED - timedelta(hours=1))
    letter = OutboxMessage.objects.get(kind="accepted")
    plain = f"Kính gửi {report.unit}. Báo cáo năm 2026 đã được chấp nhận. Xem tại:"
    assert letter.text == plain
    if waits_for_publishing:
        publish(board, reviewers[0])
    assert outbox.deliver(letter.pk, now=PUBLISHED + timedelta(minutes=5)) == "SENT"
    told = "đã được chấp nhận. Kết quả thẩm định: 85 điểm, thứ hạng 1 trong nhóm. Xem tại:"
    assert (told if waits_for_publishing else plain) in mail.outbox[0].body
