"""The ranking of a group with 30,000 scored reports, beside a bare SQL aggregate over the same rows."""

from datetime import date
from random import Random

from django.db import connection
from django.utils import timezone

from accounts.models import Unit, User
from campaigns.models import CriteriaSet
from core.text import sort_key
from submissions import totals
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Snapshot, Submission
from tests import factories

from .harness import Benchmark

REPORTS = 30_000
DAY = date(2026, 12, 20)
BARE = """
    SELECT id, top, under, RANK() OVER (ORDER BY top * (6 / under) DESC) AS place
    FROM (
        SELECT b.id AS id,
               COALESCE(MAX(CASE WHEN r.kind = 'RECONCILE' THEN r.total_hundredths END),
                        SUM(CASE WHEN r.kind = 'MARK' THEN r.total_hundredths END)) AS top,
               CASE WHEN MAX(CASE WHEN r.kind = 'RECONCILE' THEN 1 END) = 1 THEN 1 ELSE c.scorers END AS under,
               COUNT(CASE WHEN r.kind = 'MARK' THEN 1 END) AS marked,
               MAX(CASE WHEN r.kind = 'MARK' THEN r.total_hundredths END)
                   - MIN(CASE WHEN r.kind = 'MARK' THEN r.total_hundredths END) AS apart,
               c.scorers AS needed
        FROM submissions_review r
        JOIN submissions_snapshot s ON s.id = r.snapshot_id
        JOIN submissions_submission b ON b.id = r.submission_id
        JOIN campaigns_criteriaset c ON c.id = b.criteria_set_id
        WHERE b.period_id = %s AND b.group_id = %s AND b.status IN ('SUBMITTED', 'UNDER_REVIEW', 'ACCEPTED')
          AND r.status = 'COMPLETE' AND s.number = b.rounds
        GROUP BY b.id, c.scorers
    ) reckoned
    WHERE under = 1 OR (marked = needed AND apart <= 500)
    ORDER BY place
"""


def make_rows(count: int = REPORTS) -> CriteriaSet:
    """A group whose reports have two complete reviews each; of every hundred one was settled by a third person."""
    period = factories.make_period()
    group = factories.make_group(period.campaign)
    criteria = factories.make_criteria_set(group, period, scorers=2)
    by, now, rng = [factories.make_user() for _ in range(3)], timezone.now(), Random(5)
    names = [f"Tổ dân phố {number} Đông Khê" for number in range(count)]
    units = Unit.objects.bulk_create(
        [Unit(code=f"BM-{n}", code_key=f"bm-{n}", name=name, sort_key=sort_key(name), search_text=f"{n}")
         for n, name in enumerate(names)], batch_size=2000,
    )  # fmt: skip
    reports = Submission.objects.bulk_create(
        [Submission(period=period, group=group, unit=unit, criteria_set=criteria, status=S.ACCEPTED, rounds=1,
                    code=f"LC-2026-{n:06d}", first_submitted_at=now, submitted_at=now, status_since=now)
         for n, unit in enumerate(units)], batch_size=2000,
    )  # fmt: skip
    snapshots = Snapshot.objects.bulk_create(
        [Snapshot(submission=report, number=1, taken_at=now, taken_by=by[0], on_time=True, data={}, sha256="0" * 64)
         for report in reports], batch_size=2000,
    )  # fmt: skip
    Review.objects.bulk_create(_reviews(snapshots, by, now, rng), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return criteria


def _reviews(snapshots: list[Snapshot], by: list[User], now, rng: Random) -> list[Review]:
    def complete(snapshot: Snapshot, slot: int, total: int) -> Review:
        kind = ReviewKind.MARK if slot else ReviewKind.RECONCILE
        return Review(
            submission_id=snapshot.submission_id, snapshot=snapshot, reviewer=by[slot], slot=slot, kind=kind,
            status=ReviewStatus.COMPLETE, completed_at=now, started_at=now, total_hundredths=total,
        )  # fmt: skip

    made = []
    for number, snapshot in enumerate(snapshots):
        first = rng.randrange(3000, 10_000, 25)
        apart = 900 if number % 100 == 0 else rng.randrange(-450, 450, 25)
        made += [complete(snapshot, 1, first), complete(snapshot, 2, max(0, first - apart))]
        if number % 100 == 0:
            made.append(complete(snapshot, 0, first - 400))
    return made


def benchmark() -> Benchmark:
    """`ranking_30000`: what the board and its locking ask, beside the bare aggregate."""
    criteria = make_rows()
    period, group = criteria.period, criteria.group

    def ours() -> list[dict]:
        return list(totals.standing(period, group, on=DAY))

    def bare() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [period.pk, group.pk])
            return cursor.fetchall()

    def lines(rows: list) -> set[tuple]:
        keys = ("submission_id", "numerator", "denominator", "rank")
        return {tuple(row[key] for key in keys) if isinstance(row, dict) else row for row in rows}

    return Benchmark(f"ranking_{REPORTS}", ours, bare, lines)
