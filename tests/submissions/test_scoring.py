"""Marking a report: ranges, history, two windows, reasons, closing the review."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Role
from core.models import AuditEvent
from core.verdict import Forbidden
from submissions import marks
from submissions.enums import ReviewStatus
from submissions.models import Score
from submissions.services import reviewing, scoring
from tests import factories
from tests.submissions.office import NOW, first_item, handed_in, judged, mark, save


@pytest.fixture
def report(group, period):
    return handed_in(group, period)


@pytest.fixture
def second(db):
    return factories.make_user(Role.REVIEWER)


def test_joining_the_unit_in_mid_review_stops_the_marks(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    factories.Membership.objects.create(user=reviewer, role=Role.UNIT_HEAD, unit=report.unit)
    fresh = type(reviewer).objects.get(pk=reviewer.pk)

    with pytest.raises(Forbidden, match="đơn vị mình"):
        scoring.save_score(review, first_item(report), by=fresh, points=Decimal(20), at=NOW)


def test_losing_the_role_in_mid_review_stops_the_marks(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    reviewer.memberships.all().delete()
    fresh = type(reviewer).objects.get(pk=reviewer.pk)

    with pytest.raises(Forbidden):
        scoring.save_score(review, first_item(report), by=fresh, points=Decimal(20), at=NOW)


def test_nobody_writes_into_another_review(report, reviewer, second):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    reviewing.start_review(report, by=second, at=NOW)

    with pytest.raises(Forbidden, match="người thẩm định khác"):
        scoring.save_score(review, first_item(report), by=second, points=Decimal(20), at=NOW)


@pytest.mark.parametrize("points", ["0", "30", "19.5", "0.01"])
def test_marks_from_zero_to_the_maximum(report, reviewer, points):
    review = reviewing.start_review(report, by=reviewer, at=NOW)

    assert save(review, Decimal(points)).points == Decimal(points)


@pytest.mark.parametrize("points", ["-0.01", "30.01", "31"])
def test_mark_outside_the_range(report, reviewer, points):
    review = reviewing.start_review(report, by=reviewer, at=NOW)

    with pytest.raises(ValidationError) as caught:
        save(review, Decimal(points))
    assert caught.value.messages == ["Tiêu chí 1: nhập từ 0 đến 30."]
    assert not Score.objects.exists()


def test_a_mark_is_added_never_overwritten(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    save(review, Decimal(20))
    save(review, Decimal(21), note="Đã xem lại.")
    save(review, Decimal(21), note="Đã xem lại.")

    rows = list(Score.objects.order_by("pk").values_list("points", "note", "is_latest"))
    assert rows == [(Decimal(20), "", False), (Decimal(21), "Đã xem lại.", True)]


def test_a_wiped_mark_is_missing_and_zero_is_not(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    mark(review, 0, 0, 0, 0)
    save(review, None)

    assert list(scoring.faults_of(review, on=NOW.date()).values()) == ["Tiêu chí 1: chưa chấm."]


def test_another_window_is_a_conflict_only_for_the_same_field(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    shown = save(review, Decimal(20))
    scoring.save_score(review, first_item(report), by=reviewer, note="Ghi ở cửa sổ khác.", at=NOW)

    kept = save(review, Decimal(22), seen=shown.pk)
    assert (kept.points, kept.note) == (Decimal(22), "Ghi ở cửa sổ khác.")
    with pytest.raises(scoring.EditedElsewhere) as caught:
        save(review, Decimal(25), seen=shown.pk)
    assert caught.value.latest == kept


@pytest.mark.parametrize(
    ("points", "self_score", "expected"),
    [
        ("20.7", "23", "thấp hơn tự chấm 2,3 điểm, cần ghi lý do"),  # exactly 10 %
        ("20.71", "23", ""),
        ("25.3", "23", "cao hơn tự chấm 2,3 điểm, cần ghi lý do"),
        ("25.29", "23", ""),
        ("0", "0", ""),
        ("0.01", "0", "cao hơn tự chấm 0,01 điểm, cần ghi lý do"),
        ("5", None, ""),
        (None, "23", ""),
    ],
)
def test_reason_owed_at_its_exact_edge(points, self_score, expected):
    values = (None if value is None else Decimal(value) for value in (points, self_score))
    assert marks.reason_owed(*values, 10) == expected


def test_completing_needs_every_mark_and_the_owed_reason(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    mark(review, 27, 19.5, None, 15, note="")

    with pytest.raises(scoring.Incomplete) as caught:
        scoring.complete_review(review, by=reviewer, at=NOW)
    assert list(caught.value.faults.values()) == [
        "Tiêu chí 2: thấp hơn tự chấm 3,5 điểm, cần ghi lý do từ 20 ký tự trở lên.",
        "Tiêu chí 3: chưa chấm.",
    ]
    review.refresh_from_db()
    assert review.status == ReviewStatus.OPEN


def test_complete_marks_are_fixed(report, reviewer):
    review = judged(report, reviewer, 27, 20, 22, 15)

    with pytest.raises(Forbidden, match="đã chấm xong"):
        save(review, Decimal(1))
    assert AuditEvent.objects.filter(action="complete_review").count() == 1
