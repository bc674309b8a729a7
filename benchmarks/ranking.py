"""The ranking of a group with 30,000 scored reports, beside a bare SQL aggregate over the same rows."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from submissions import totals
from tests import factories

from . import rows
from .harness import Benchmark, settle

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


def benchmarks() -> Iterator[Benchmark]:
    """`ranking_30000`: what the board and its locking ask, beside the bare aggregate."""
    period = factories.make_period()
    group = factories.make_group(period.campaign)
    criteria = factories.make_criteria_set(group, period, scorers=2)
    rows.reports_of(rows.units_named("XH", rows.MANY), criteria)
    rows.complete_reviews(criteria)
    settle()

    def ours() -> list[dict]:
        return list(totals.standing(period, group, on=DAY))

    def bare() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [period.pk, group.pk])
            return cursor.fetchall()

    def lines(found: list) -> set[tuple]:
        keys = ("submission_id", "numerator", "denominator", "rank")
        return {tuple(row[key] for key in keys) if isinstance(row, dict) else row for row in found}

    yield Benchmark(f"ranking_{rows.MANY}", ours, bare, lines)
