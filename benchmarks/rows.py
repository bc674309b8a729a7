"""Many rows for the benchmarks: a group of reports with complete reviews, written in bulk."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from django.utils import timezone

from accounts.models import Person, Unit, User
from campaigns.models import CriteriaSet
from core.text import name_sort_key, sort_key
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Snapshot, Submission
from tests import factories

MANY = 30_000
# A report is no thin row: what has to walk over the table pays for its text.
WORDS = "Đơn vị đã tổ chức thực hiện phong trào thi đua theo kế hoạch của phường. " * 8
BATCH = 2000


def reports_of(subjects: Iterable[Unit | Person], criteria: CriteriaSet, status_of=lambda place: S.ACCEPTED) -> None:
    """A report of each unit or person with its snapshot, received a minute after the other; `status_of` its place."""
    year, began, by = criteria.period.year, criteria.period.opens_at, factories.make_user()
    number, made = Submission.objects.filter(period__year=year).count(), []
    for place, subject in enumerate(subjects):
        at = began + timedelta(minutes=place)
        made.append(
            Submission(
                **{"unit" if isinstance(subject, Unit) else "person": subject}, period=criteria.period,
                group=criteria.group, criteria_set=criteria, status=status_of(place), rounds=1,
                situation=WORDS, proposals=WORDS,
                code=f"LC-{year}-{number + place:06d}", first_submitted_at=at, submitted_at=at, status_since=at,
                stated_hundredths=(7 * place) % 10_000,
            )
        )  # fmt: skip
    Submission.objects.bulk_create(made, batch_size=BATCH)
    Snapshot.objects.bulk_create(
        [Snapshot(submission=row, number=1, taken_at=row.submitted_at, taken_by=by, on_time=True, data={},
                  sha256="0" * 64) for row in made], batch_size=BATCH,
    )  # fmt: skip


def units_named(prefix: str, count: int) -> list[Unit]:
    """Units with codes that begin with `prefix`."""
    names = [f"Tổ dân phố {number} Đông Khê" for number in range(count)]
    return Unit.objects.bulk_create(
        [Unit(code=f"{prefix}-{n}", code_key=f"{prefix.lower()}-{n}", name=name, sort_key=sort_key(name),
              search_text=f"{n}")
         for n, name in enumerate(names)], batch_size=BATCH,
    )  # fmt: skip


def people_named(prefix: str, count: int) -> list[Person]:
    """Persons with codes that begin with `prefix`."""
    names = [f"Nguyễn Thị Người Thứ {number}" for number in range(count)]
    return Person.objects.bulk_create(
        [Person(code=f"{prefix}-{n}", code_key=f"{prefix.lower()}-{n}", full_name=name, sort_key=name_sort_key(name),
                search_text=f"{n}")
         for n, name in enumerate(names)], batch_size=BATCH,
    )  # fmt: skip


def complete_reviews(criteria: CriteriaSet) -> None:
    """Two complete reviews of each report under the criteria; of every hundred one was settled by a third person."""
    by, now, rng = [factories.make_user() for _ in range(3)], timezone.now(), Random(5)
    snapshots = Snapshot.objects.filter(submission__criteria_set=criteria).order_by("pk")
    Review.objects.bulk_create(_reviews(snapshots, by, now, rng), batch_size=BATCH)


def _reviews(snapshots, by: list[User], now, rng: Random) -> list[Review]:
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
