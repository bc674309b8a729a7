"""A portal as it was before reviews had totals, with a few reports, brought up to date and looked through.

Run by test_upgrade.py in a process and on a database of its own: `python -m tests.submissions.older_portal`.
"""

import os
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

BEFORE = ("submissions", "0007_review_and_ranking")
ABOVE = ("awards", "reports", "admin", "sessions", "account", "socialaccount", "mfa", "usersessions")
SCORES = (30, 25, 22, 15)


@contextmanager
def own_database():
    """A database that is there for this process alone; on SQLite DATA_DIR is already its own."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    name, home = f"upgrade_{os.getpid()}", connection.settings_dict["NAME"]

    def at_home(words: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = home
        with connection.cursor() as cursor:
            cursor.execute(f"{words} DATABASE {name}")
        connection.close()

    at_home("CREATE")
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        at_home("DROP")


def fill(apps) -> None:
    """Three units: a report accepted, one given back and changed since, one never handed in."""
    from accounts.models import Unit, User
    from submissions.services.snapshots import fingerprint
    from tests.factories import ward

    def make(app: str, model: str, **values):
        return apps.get_model(app, model).objects.create(**values)

    def named(model, **values):
        """A unit or account with the columns that are made from others, as its own class fills them."""
        row = model(**values)
        row.fill_derived()
        columns = [name for name in ("code_key", "search_text", "sort_key") if hasattr(row, name)]
        return make("accounts", model.__name__, **values, **{name: getattr(row, name) for name in columns})

    reviewer, officer = (
        named(User, email=f"nguoi-{number}@demo.example", full_name=f"Cán bộ {number}", password="!")
        for number in (1, 2)
    )
    campaign = make("campaigns", "Campaign", code="phong-trao", title="Đổi mới", start_year=2026, end_year=2030)
    phase = make(
        "campaigns", "Phase", campaign=campaign, code="gd1", order=1, title="Giai đoạn 1", start_year=2026,
        end_year=2027, review_kind="INTERIM", review_year=2027,
    )  # fmt: skip
    period = make(
        "campaigns", "ReportingPeriod", campaign=campaign, phase=phase, code="nam-2026", order=1, year=2026,
        opens_at=ward(2026, 11, 11), closes_at=ward(2026, 12, 12), locks_at=ward(2026, 12, 21),
        review_ends_on=ward(2026, 12, 20).date(),
    )  # fmt: skip
    make(
        "campaigns", "ReportSection", campaign=campaign, code="tu-cham", order=1, kind="SELF_SCORE",
        title="Tự chấm theo tiêu chí",
    )  # fmt: skip
    group = make(
        "campaigns", "ParticipantGroup", campaign=campaign, code="phong", order=1, kind="OFFICE", title="Các phòng",
        short_title="Các phòng",
    )  # fmt: skip
    criteria = make(
        "campaigns", "CriteriaSet", group=group, period=period, status="PUBLISHED", published_at=period.opens_at,
        scorers=1,
    )  # fmt: skip
    asked = [
        make(
            "campaigns", "CriteriaItem", criteria_set=criteria, order=order, max_points=Decimal(most),
            criterion=make(
                "campaigns", "Criterion", campaign=campaign, group=group, code=f"tc{order}", order=order,
                short_title=f"Tiêu chí {order}", text=f"Nguyên văn tiêu chí {order}",
            ),
        )
        for order, most in enumerate((30, 25, 25, 20), start=1)
    ]  # fmt: skip
    received = ward(2026, 12, 10, 16, 5)

    def report(number: int, status: str, **values):
        unit = named(Unit, code=f"DV{number}", name=f"Đơn vị {number}")
        row = make(
            "submissions", "Submission", period=period, group=group, unit=unit, criteria_set=criteria, status=status,
            status_since=received, reporter_name="Nguyễn Văn An", reporter_phone="0225 123 456", **values,
        )  # fmt: skip
        for item, points in zip(asked, SCORES, strict=True):
            make("submissions", "SubmissionItem", submission=row, criteria_item=item, result="Đã làm.",
                 self_score=Decimal(points))  # fmt: skip
        return row

    def handed_in(number: int, status: str):
        sent = {"first_submitted_at": received, "submitted_at": received, "submitted_by": officer, "rounds": 1}
        row = report(number, status, code=f"LC-2026-{number:04d}", **sent)
        data = picture(row)
        snapshot = make(
            "submissions", "Snapshot", submission=row, number=1, taken_at=received, taken_by=officer, on_time=True,
            data=data, sha256=fingerprint(data),
        )  # fmt: skip
        return row, snapshot

    make("submissions", "ReceiptCounter", year=2026, last=2)
    accepted, snapshot = handed_in(1, "ACCEPTED")
    at = received + timedelta(days=2)
    review = make(
        "submissions", "Review", submission=accepted, snapshot=snapshot, reviewer=reviewer, slot=1, status="COMPLETE",
        started_at=at, completed_at=at,
    )  # fmt: skip
    for item in accepted.items.all():
        make("submissions", "Score", review=review, item=item, points=item.self_score, scored_at=at)
    back, _ = handed_in(2, "RETURNED")
    request = make(
        "submissions", "Return", submission=back, reason="Bổ sung số liệu.", due_on=ward(2026, 12, 20).date(),
        returned_by=reviewer, returned_at=at,
    )  # fmt: skip
    make("submissions", "ReturnNote", request=request, section="tu-cham", note="Xem lại điểm.")
    back.items.filter(criteria_item__order=4).update(self_score=Decimal(20))
    missing = report(3, "DRAFT").unit
    make("submissions", "ReminderRun", period=period, days_before=3, run_at=ward(2026, 12, 8, 9), queued=2)
    more_time = make(
        "submissions", "Extension", period=period, unit=missing, closes_at=ward(2026, 12, 19), reason="Mưa bão.",
        granted_by=reviewer, granted_at=ward(2026, 12, 10, 9),
    )  # fmt: skip
    for number in (1, 2):
        make(
            "core", "OutboxMessage", kind="reminder", email=f"nguoi-{number}@demo.example", subject="Còn 7 ngày",
            dedupe_key=f"reminder:{period.pk}:extended:{more_time.pk}:7:unit-{missing.pk}:{number}", status="SENT",
            created_at=ward(2026, 12, 11, 7), sent_at=ward(2026, 12, 11, 7), message_id=f"<{number}@lechan-thidua>",
            context={"period": period.pk, "subject": f"unit-{missing.pk}", "days": 7},
        )  # fmt: skip


def picture(report) -> dict:
    """What was handed in, in the layout of those days: no parts, no caps."""
    rows = report.items.select_related("criteria_item").order_by("criteria_item__order")
    items = [
        {
            "id": row.pk, "order": row.criteria_item.order, "title": f"Tiêu chí {row.criteria_item.order}",
            "max_points": str(row.criteria_item.max_points), "result": row.result, "self_score": str(row.self_score),
            "files": [],
        }
        for row in rows
    ]  # fmt: skip
    words = {"reporter_name": report.reporter_name, "reporter_phone": report.reporter_phone}
    return {"layout": 2, "year": 2026, "report": words, "contents": [], "items": items, "answers": [], "files": []}


def main() -> None:
    """Print what became of the reports; CommandError from check_invariants when something does not hold."""
    import django
    from django.conf import settings

    # What stands above reports is made as it is today, without its own history: that takes most of the time.
    settings.MIGRATION_MODULES = dict.fromkeys(ABOVE)
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with own_database():
        executor = MigrationExecutor(connection)
        executor.migrate([BEFORE])
        fill(executor.loader.project_state([BEFORE]).apps)
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        call_command("migrate", run_syncdb=True, verbosity=0)
        from core.clock import ward_time
        from submissions.models import ReminderRun, Review, Submission

        totals = Submission.objects.order_by("pk").values_list("status", "stated_hundredths")
        print(*(f"{status} {stated}" for status, stated in totals), sep="\n")
        print("total", Review.objects.get().total_hundredths)
        for run in ReminderRun.objects.order_by("due_at"):
            print("reminded", bool(run.extension), run.days_before, f"{ward_time(run.due_at):%d/%m %H:%M}", run.queued)
        call_command("check_invariants")


if __name__ == "__main__":
    main()
