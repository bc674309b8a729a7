"""Several people at one published score at once, on real connections: one publishing, one request, one answer."""

import pytest

from accounts.enums import Role
from accounts.models import User
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.models import RankingBoard, Review, ScoreAppeal, Submission
from submissions.services import appeals, interests, marking_again
from tests import factories
from tests.races import at_once
from tests.submissions.published import ASKED, ask, board_of, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.plan("R5")]
REFUSED = (InvalidTransition, Forbidden)


@pytest.fixture
def laid(group, period):
    reviewers = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    board, reports = board_of(group, period, {"A": (30, 20, 20, 15), "B": (28, 20, 20, 15)}, reviewers)
    return board, reports["B"], reviewers[0]


def person(user) -> User:
    return User.objects.get(pk=user.pk)


def appeal_of(pk) -> ScoreAppeal:
    return ScoreAppeal.objects.select_related("submission__unit", "submission__person", "board__period").get(pk=pk)


def test_a_board_is_published_once_however_many_press(laid):
    board, _, office = laid
    results = at_once(
        REFUSED, *(lambda: publish(RankingBoard.objects.get(pk=board.pk), person(office)) for _ in range(3))
    )
    assert sum(isinstance(one, REFUSED) for one in results) == 2
    assert OutboxMessage.objects.filter(kind="scores_published").count() == 2
    assert AuditEvent.objects.filter(action="publish_board").count() == 1


def test_two_of_the_unit_ask_at_once_and_two_of_the_office_answer_at_once(laid):
    board, report, office = laid
    publish(board, office)
    asked = at_once(
        REFUSED,
        *(lambda: ask(Submission.objects.get(pk=report.pk), by=person(report.submitted_by)) for _ in range(2)),
    )
    assert sum(isinstance(one, REFUSED) for one in asked) == 1
    appeal = ScoreAppeal.objects.get()
    two = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    answered = at_once(
        REFUSED,
        lambda: appeals.grant(appeal_of(appeal.pk), answer="Chấm lại.", by=person(two[0]), at=ASKED),
        lambda: appeals.refuse(appeal_of(appeal.pk), answer="Giữ nguyên.", by=person(two[1]), at=ASKED),
    )
    assert sum(isinstance(one, REFUSED) for one in answered) == 1
    kinds = ("appeal_granted", "appeal_refused")
    assert OutboxMessage.objects.filter(kind__in=kinds).count() == 1
    assert AuditEvent.objects.filter(action__in=["grant_appeal", "refuse_appeal"]).count() == 1


def test_of_two_who_take_the_marking_one_has_it(laid):
    board, report, office = laid
    publish(board, office)
    appeal = ask(report)
    two = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    appeals.grant(appeal, answer="Chấm lại.", by=factories.make_user(Role.REVIEWER), at=ASKED)
    taken = at_once(
        REFUSED,
        lambda: marking_again.take(appeal_of(appeal.pk), by=person(two[0]), at=ASKED),
        lambda: marking_again.take(appeal_of(appeal.pk), by=person(two[1]), at=ASKED),
    )
    assert sum(isinstance(one, REFUSED) for one in taken) == 1
    assert Review.objects.filter(submission=report, kind="AGAIN").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_conflict_declared_in_the_moment_of_taking_leaves_no_marks_standing(laid, attempt):
    """Whichever comes first: what was taken before the declaration is stopped by it, what comes after is refused."""
    board, report, office = laid
    publish(board, office)
    appeal, third = ask(report), factories.make_user(Role.REVIEWER)
    appeals.grant(appeal, answer="Chấm lại.", by=factories.make_user(Role.REVIEWER), at=ASKED)
    results = at_once(
        REFUSED,
        lambda: marking_again.take(appeal_of(appeal.pk), by=person(third), at=ASKED),
        lambda: interests.declare(user=person(third), about=report.unit, reason="Vợ làm ở đó.", by=person(third)),
    )
    assert not isinstance(results[1], REFUSED)
    assert not Review.objects.filter(reviewer=third).exclude(status="STOPPED").exists()
