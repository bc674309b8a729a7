"""A report given back with something asked of a section and of a file, and what may be done with it then."""

from datetime import timedelta
from hashlib import sha256

from accounts.enums import Role
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, Return, Submission
from submissions.services import handing_in, returning, reviewing
from submissions.services.snapshots import picture_of
from tests import factories


def add_file(report: Submission, *rows, name: str = "Quyết định.pdf") -> Evidence:
    """A file at these criteria and contents, as it lies there once it was taken in."""
    file = Evidence.objects.create(
        submission=report, file=f"evidence/{name}", name=name, media_type="application/pdf", size=2048,
        sha256=sha256(f"{report.pk}{name}".encode()).hexdigest(), uploaded_by=report.edited_by or factories.make_user(),
    )  # fmt: skip
    for row in rows:
        row.evidence.add(file)
    return file


def under_review(*, by=None, reviewer=None, files: int = 1, **options) -> Submission:
    """A report being reviewed, with `files` files at its first criterion."""
    report = factories.submission_at(S.DRAFT, by=by, **options)
    for number in range(1, files + 1):
        add_file(report, report.items.first(), name=f"Quyết định {number}.pdf")
    at = report.period.closes_at - timedelta(days=5)
    handing_in.submit(report, by=by or officer_of(report), at=at)
    reviewing.start_review(report, by=reviewer or factories.make_user(Role.REVIEWER), at=at + timedelta(days=1))
    return report


def officer_of(report: Submission):
    """Whoever writes for the report's unit."""
    return report.unit.memberships.first().user


def give_back(report: Submission, *, notes=None, files=None, lock_rest: bool = False) -> Return:
    """Return it: the difficulties' section and its first file, unless told otherwise."""
    reviewer = report.reviews.get().reviewer
    notes = {sections.PROPOSALS: "Ghi rõ khó khăn về kinh phí."} if notes is None else notes
    files = {report.evidence.first().pk: "Tệp chụp thiếu trang 2."} if files is None else files
    at = report.status_since
    return returning.return_for_changes(report, by=reviewer, notes=notes, files=files, lock_rest=lock_rest, at=at)


def picture(report: Submission) -> dict:
    """What would be handed in now."""
    return picture_of(Submission.objects.select_related("period", "group", "unit", "person").get(pk=report.pk))
