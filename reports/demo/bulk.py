"""Thousands of reports for measurements: the rows the services would write, inserted in batches of constant size.

Letters are left out: nobody wants 30,000 of them in the outbox of a demo.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import models, transaction

from accounts.models import Person, Unit, User
from campaigns.models import ContentArea, CriteriaItem, CriteriaSet, ParticipantGroup, ReportQuestion
from campaigns.report_form import questions_for, sections_of_periods
from core.clock import ward_date
from core.models import AuditEvent
from submissions.enums import InitiativeKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import (
    Evidence,
    Initiative,
    KeyFigure,
    ReceiptCounter,
    Return,
    ReturnNote,
    Review,
    Score,
    Snapshot,
    Submission,
    SubmissionAnswer,
    SubmissionContent,
    SubmissionItem,
)
from submissions.sections import SELF_SCORE
from submissions.services.drafting import criteria_set_of
from submissions.services.snapshots import fingerprint

from . import crowd, files, texts
from .bulk_report import Report, file_of, picture
from .people import Ward
from .years import Stage

SIZE = 250
# Ten reports of a movement in full swing.
_MIX = (
    S.ACCEPTED, S.SUBMITTED, S.ACCEPTED, S.DRAFT, S.ACCEPTED, S.UNDER_REVIEW, S.ACCEPTED, S.SUBMITTED, S.RETURNED,
    S.ACCEPTED,
)  # fmt: skip
_REASON = "Minh chứng chưa đủ cho phần tự chấm."
_ASKED = "Bổ sung minh chứng cho tiêu chí 1."


class Bulk:
    """Writes reports of one year; holds the plan's rows once and nothing of earlier batches."""

    def __init__(self, ward: Ward, stage: Stage, rng: Random, *, scored: bool):
        self.ward, self.stage, self.rng, self.scored = ward, stage, rng, scored
        self.areas = list(ContentArea.objects.filter(campaign=ward.campaign).order_by("order"))
        self.reviewers = [ward.accounts["van-hoa"], ward.accounts["van-hoa-2"]]
        self.form = sections_of_periods([stage.period])[stage.period.pk]
        self._questions: dict[str, list[ReportQuestion]] = {}
        self._criteria: dict[int, tuple[CriteriaSet, list[CriteriaItem]]] = {}
        self.done = 0

    @transaction.atomic
    def write(self, subjects: Iterable[crowd.Subject]) -> None:
        """One batch: reports, their sections, hand-ins, reviews and log lines."""
        reports = [self._begin(*subject) for subject in subjects]
        self._number([report for report in reports if report.row.status != S.DRAFT])
        _insert(report.row for report in reports)
        for report in reports:
            self._sections(report)
        _insert(row for report in reports for row in report.contents)
        _insert(row for report in reports for row in report.items)
        _insert(row for report in reports for row in report.answers)
        for report in reports:
            self._details(report)
        _insert(row for report in reports for rows in report.figures.values() for row in rows)
        _insert(row for report in reports for row in report.initiatives)
        _insert(row for report in reports for row in report.evidence)
        _insert(
            Evidence.items.through(evidence_id=row.pk, submissionitem_id=report.items[0].pk)
            for report in reports
            for row in report.evidence
        )
        handed_in = [report for report in reports if report.row.status != S.DRAFT]
        for report in handed_in:
            self._snapshot(report)
        _insert(report.snapshot for report in handed_in)
        self._reviews(handed_in)
        _insert(line for report in reports for line in self._log(report))

    def _criteria_of(self, group: ParticipantGroup) -> tuple[CriteriaSet, list[CriteriaItem]]:
        if group.pk not in self._criteria:
            found = criteria_set_of(group, self.stage.period)
            items = list(found.items.select_related("criterion").order_by("order"))
            self._criteria[group.pk] = (found, items)
        return self._criteria[group.pk]

    def _questions_of(self, kind: str) -> list[ReportQuestion]:
        if kind not in self._questions:
            self._questions[kind] = questions_for(self.stage.period, kind)
        return self._questions[kind]

    def _begin(self, subject: Unit | Person, group: ParticipantGroup, officer: User) -> Report:
        rng, stage = self.rng, self.stage
        status = S.ACCEPTED if self.scored else _MIX[self.done % len(_MIX)]
        self.done += 1
        begun = stage.moment(rng.uniform(0.02, 0.4), rng)
        handed_in = stage.after(begun, rng.uniform(0.45, 0.98 if status == S.SUBMITTED else 0.75), rng)
        judged = stage.after(handed_in, rng.uniform(0.8, 0.97), rng)
        late = handed_in >= stage.period.closes_at
        since = {S.DRAFT: begun, S.SUBMITTED: handed_in}.get(status, judged)
        row = Submission(
            period=stage.period,
            group=group,
            criteria_set=self._criteria_of(group)[0],
            status=status,
            status_since=since,
            created_at=begun,
            edited_at=begun,
            edited_by=officer,
            reporter_name=officer.full_name,
            reporter_position=officer.title,
            reporter_phone=officer.phone,
            situation=texts.fill(rng.choice(texts.SITUATIONS), rng),
            difficulties=rng.choice(texts.DIFFICULTIES),
            proposals=texts.fill(rng.choice(texts.PROPOSALS), rng),
            no_initiatives=rng.random() < 0.5,
            **{"unit" if isinstance(subject, Unit) else "person": subject},
        )
        if status != S.DRAFT:
            row.first_submitted_at = row.submitted_at = handed_in
            row.submitted_by, row.rounds, row.is_late = officer, 1, late
            row.late_reason = "Đơn vị thay cán bộ đầu mối, bàn giao chậm." if late else ""
        return Report(row, subject, group, officer, begun, handed_in, judged)

    def _number(self, reports: list[Report]) -> None:
        """Receipt codes without gaps, in the order of the hand-ins."""
        year = self.stage.period.year
        counter, _ = ReceiptCounter.objects.select_for_update().get_or_create(year=year)
        for number, report in enumerate(sorted(reports, key=lambda entry: entry.handed_in), start=counter.last + 1):
            report.row.code = f"LC-{year}-{number:04d}"
        counter.last += len(reports)
        counter.save(update_fields=["last"])

    def _sections(self, report: Report) -> None:
        rng, kind = self.rng, report.group.kind
        who = {"submission": report.row, "edited_at": report.begun, "edited_by": report.officer}
        for area in self.areas:
            results = texts.result(area.order, kind, rng)
            report.contents.append(SubmissionContent(content_area=area, results=results, **who))
        for item in self._criteria_of(report.group)[1]:
            score = item.max_points - Decimal(rng.randint(0, int(item.max_points) // 2)) / 2
            result = texts.criterion(item.order, kind, rng)
            report.items.append(SubmissionItem(criteria_item=item, result=result, self_score=score, **who))

        for question in self._questions_of(kind):
            report.answers.append(SubmissionAnswer(question=question, text=texts.ANSWERS.get(question.code, ""), **who))

    def _details(self, report: Report) -> None:
        rng, who = self.rng, {"edited_at": report.begun, "edited_by": report.officer}
        for content in report.contents:
            report.figures[content.pk] = [
                KeyFigure(content=content, order=place, **line, **who)
                for place, line in enumerate(texts.figures(content.content_area.order, rng), start=1)
            ]
        if not report.row.no_initiatives:
            title, effect = texts.initiative(rng)
            author, decision = str(report.subject)[:150], texts.RECOGNITIONS.get(title, "")
            report.initiatives.append(
                Initiative(
                    submission=report.row,
                    kind=InitiativeKind.RECOGNISED if decision else InitiativeKind.SOLUTION,
                    title=title,
                    author=author,
                    effect=effect,
                    scope="Trong đơn vị",
                    recognition=decision,
                    content_area=rng.choice(self.areas),
                    search_text=Initiative.folded(title, author, effect),
                    **who,
                )
            )
        if self.done % 3 == 0 or rng.random() < 0.2:
            report.evidence.append(file_of(report, rng.randrange(files.KINDS)))

    def _snapshot(self, report: Report) -> None:
        data = picture(report, self.form)
        report.snapshot = Snapshot(
            submission=report.row,
            number=1,
            taken_at=report.handed_in,
            taken_by=report.officer,
            on_time=not report.row.is_late,
            data=data,
            sha256=fingerprint(data),
        )

    def _reviews(self, reports: list[Report]) -> None:
        judged = [report for report in reports if report.row.status in (S.UNDER_REVIEW, S.RETURNED, S.ACCEPTED)]
        reviews = [review for report in judged for review in self._reviews_of(report)]
        items = {report.row.pk: report.items for report in judged}
        scores = [
            score
            for review in reviews
            if review.status == ReviewStatus.COMPLETE
            for score in self._scores(review, items[review.submission_id])
        ]
        _insert(reviews)
        for score in scores:
            score.review_id = score.review.pk
        _insert(scores)
        returns = [self._return(report) for report in judged if report.row.status == S.RETURNED]
        _insert(returns)
        _insert(ReturnNote(request=request, section=SELF_SCORE, note=_ASKED) for request in returns)

    def _reviews_of(self, report: Report) -> list[Review]:
        accepted = report.row.status == S.ACCEPTED
        status = ReviewStatus.COMPLETE if accepted else ReviewStatus.OPEN
        wanted = report.row.criteria_set.scorers if accepted else 1
        return [
            Review(
                submission=report.row,
                snapshot=report.snapshot,
                reviewer=reviewer,
                slot=slot,
                status=status,
                started_at=report.judged,
                completed_at=report.judged if accepted else None,
            )
            for slot, reviewer in enumerate(self.reviewers[:wanted], start=1)
        ]

    def _scores(self, review: Review, items: list[SubmissionItem]) -> Iterable[Score]:
        """The marks of a complete review that is not stored yet, and their sum in it."""
        total = Decimal(0)
        for item in items:
            # Two reviewers stay close enough together that nobody has to settle between them.
            points = max(item.self_score - Decimal(self.rng.randint(0, 2)) / 2, Decimal(0))
            total += points
            note = "" if points == item.self_score else _REASON
            yield Score(review=review, item=item, points=points, note=note, scored_at=review.started_at)
        review.total_hundredths = int(total * 100)

    def _return(self, report: Report) -> Return:
        return Return(
            submission=report.row,
            reason=_ASKED,
            due_on=ward_date(report.judged) + timedelta(days=7),
            returned_by=self.reviewers[0],
            returned_at=report.judged,
        )

    def _log(self, report: Report) -> Iterable[AuditEvent]:
        status, label = report.row.status, f"Báo cáo năm {self.stage.period.year} – {report.subject}"[:300]

        def line(action: str, by: User, at: datetime, old: str = "", new: str = "", **data) -> AuditEvent:
            return AuditEvent(
                at=at, actor_id=by.pk, actor_name=str(by), action=action, object_type="submissions.submission",
                object_id=str(report.row.pk), object_label=label, old=old, new=new, data=data,
            )  # fmt: skip

        yield line("start", report.officer, report.begun, new=S.DRAFT)
        if status == S.DRAFT:
            return
        facts = {"code": report.row.code, "late": report.row.is_late}
        yield line("submit", report.officer, report.handed_in, S.DRAFT, S.SUBMITTED, **facts)
        if status == S.SUBMITTED:
            return
        reviewer = self.reviewers[0]
        yield line("start_review", reviewer, report.judged, S.SUBMITTED, S.UNDER_REVIEW)
        if status == S.RETURNED:
            yield line("return_for_changes", reviewer, report.judged, S.UNDER_REVIEW, status, sections=[SELF_SCORE])
        elif status == S.ACCEPTED:
            yield line("accept", reviewer, report.judged, S.UNDER_REVIEW, status)


def write(ward: Ward, stage: Stage, count: int, *, units: int, scored: bool, rng: Random) -> None:
    """Write `count` further reports, of further enterprises up to `units` units and then of further people."""
    bulk = Bulk(ward, stage, rng, scored=scored)
    for subjects in crowd.batches(ward, units=units, reports=count, size=SIZE):
        bulk.write(subjects)


def _insert(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model; their keys are set on the objects."""
    if rows := list(rows):
        type(rows[0])._base_manager.bulk_create(rows, batch_size=500)
