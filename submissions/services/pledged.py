"""What a pledge becomes in the report of its year (chỉ tiêu đăng ký, kết quả đạt được)."""

from accounts.models import Person, Unit

from ..models import KeyFigure, Pledge, PledgeContent, Submission, SubmissionContent
from ..pledging import chooses


def hold(subject: Unit | Person) -> None:
    """Let sending the pledge and beginning the report of one subject follow each other; until the transaction ends.

    Without it a report could begin beside a pledge that is just being sent, and rest on nothing. SQLite's writers queue
    anyway. One query.
    """
    type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)


def apply_to_report(submission: Submission) -> None:
    """Carry what was pledged into a report just begun: contents taken on, and a figure for each target.

    Bodies that choose report on the contents they pledged (R2); a content the pledge does not know is taken on, and
    without a pledge all are. The others report on all (plan II). Two queries without a pledge.
    """
    hold(submission.subject)
    column = "unit" if submission.unit_id else "person"
    sent = Pledge.objects.sent().filter(period=submission.period_id, **{column: submission.subject}).first()
    if sent is None:
        return
    pledged = PledgeContent.objects.filter(pledge=sent).prefetch_related("targets")
    by_area = {row.content_area_id: row for row in pledged}
    contents = list(SubmissionContent.objects.filter(submission=submission).order_by("content_area__order"))
    if chooses(submission.group):
        left_out = [area_id for area_id, row in by_area.items() if not row.taken_on]
        SubmissionContent.objects.filter(submission=submission, content_area__in=left_out).update(taken_on=False)
    KeyFigure.objects.bulk_create(
        KeyFigure(
            content=content, order=order, name=row.name, target=row.target, measure=row.measure, pledge_target=row
        )
        for content in contents
        if content.content_area_id in by_area
        for order, row in enumerate(by_area[content.content_area_id].targets.all(), start=1)
    )
