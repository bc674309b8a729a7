"""Small real rows for tests. Shared by every app: add functions, change none without looking who calls them."""

import itertools
import time
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max

from accounts.enums import Role
from accounts.models import Membership, NoticeAcceptance, Person, Unit, User
from accounts.services import notices
from awards.enums import NominationStatus, RoundKind
from awards.models import AwardRound, BallotBox, CouncilMeeting, Nomination, Poll
from campaigns.enums import (
    AwardKind,
    AwardLevel,
    CriteriaStatus,
    CriterionPart,
    GroupKind,
    LauncherLevel,
    MarkingKind,
    ReviewKind,
    Stage,
)
from campaigns.models import (
    AwardForm,
    AwardRule,
    Campaign,
    ContentArea,
    CriteriaItem,
    CriteriaSet,
    CriteriaStep,
    Criterion,
    DatedSetting,
    Enrolment,
    LinkedMovement,
    ParticipantGroup,
    Phase,
    ReportingPeriod,
    ReportQuestion,
    ReportSection,
)
from campaigns.plan_schema import STANDARD_SECTIONS
from core.clock import WARD
from submissions import marks
from submissions.enums import BoardStatus, ReviewStatus, SubmissionStatus
from submissions.models import RankingBoard, RankingLine, Review, Submission
from submissions.points import NUMBERS_ASKED

_serial = itertools.count(1)
PASSWORD = "thidua-2026"


def ward(*parts: int) -> datetime:
    """A moment on the ward's clock: ward(2026, 12, 11, 23, 59, 59)."""
    return datetime(*parts, tzinfo=WARD)


def make_unit(name: str = "", **fields) -> Unit:
    """A unit with a code of its own."""
    number = next(_serial)
    return Unit.objects.create(**{"code": f"DV{number:03d}", "name": name or f"Đơn vị {number}", **fields})


def make_user(*roles: Role, unit: Unit | None = None, email: str = "", accepted_notice: bool = True, **fields) -> User:
    """An account holding `roles`; unit roles get `unit` (one is made when needed). It has been here before: the notice
    on personal data is accepted.
    """
    number = next(_serial)
    user = User.objects.create_user(
        email or f"nguoi-{number}@demo.example", PASSWORD, **{"full_name": f"Cán bộ {number}", **fields}
    )
    if accepted_notice:
        NoticeAcceptance.objects.create(user=user, version=notices.VERSION)
    for role in roles:
        in_unit = role in (Role.UNIT_OFFICER, Role.UNIT_HEAD)
        Membership.objects.create(user=user, role=role, unit=(unit or make_unit()) if in_unit else unit)
    return user


def confirm_by_factor(client, user: User) -> None:
    """What a session holds once a second factor was given again."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def make_person(name: str = "", **fields) -> Person:
    """A person without an account."""
    return Person.objects.create(full_name=name or f"Nguyễn Văn {next(_serial)}", **fields)


def make_campaign(**fields) -> Campaign:
    """A movement with its own linked movement, two phases and the standard form of a report."""
    number = next(_serial)
    campaign = Campaign.objects.create(
        **{
            "code": f"phong-trao-{number}",
            "title": "Phường Lê Chân đổi mới sáng tạo",
            "plan_title": "Kế hoạch tổ chức triển khai phong trào thi đua",
            "issuer": "Ủy ban nhân dân phường Lê Chân",
            "place": "Phường Lê Chân",
            "start_year": 2026,
            "end_year": 2030,
            **fields,
        }
    )
    LinkedMovement.objects.create(campaign=campaign, code="phuong", title=campaign.title, level=LauncherLevel.WARD)
    Phase.objects.create(
        campaign=campaign, code="gd1", order=1, title="Giai đoạn 1", start_year=2026, end_year=2027,
        review_kind=ReviewKind.INTERIM, review_year=2027,
    )  # fmt: skip
    for order, row in enumerate(STANDARD_SECTIONS, start=1):
        ReportSection.objects.create(campaign=campaign, order=order, **row)
    return campaign


def make_question(campaign: Campaign, section: str = "kien-nghi", **fields) -> ReportQuestion:
    """A question asked in the section of this code."""
    number = next(_serial)
    return ReportQuestion.objects.create(
        **{
            "campaign": campaign, "code": f"cau-hoi-{number}", "order": number % 30000,
            "section": ReportSection.objects.get(campaign=campaign, code=section), "label": f"Câu hỏi {number}",
            **fields,
        }
    )  # fmt: skip


def make_period(campaign: Campaign | None = None, year: int = 2026, **fields) -> ReportingPeriod:
    """A reporting year open from 11/11, closing at 12/12 00:00, locked at 21/12 00:00 ward time."""
    campaign = campaign or make_campaign()
    return ReportingPeriod.objects.create(
        **{
            "campaign": campaign,
            "code": f"nam-{year}",
            "order": year - 2025,
            "phase": campaign.phase_set.get(),
            "year": year,
            "opens_at": ward(year, 11, 11),
            "closes_at": ward(year, 12, 12),
            "locks_at": ward(year, 12, 21),
            "review_ends_on": date(year, 12, 20),
            **fields,
        }
    )


def make_content_areas(campaign: Campaign, count: int = 5) -> list[ContentArea]:
    """The contents of a movement."""
    return [
        ContentArea.objects.create(
            campaign=campaign, code=f"nd{n}", order=n, short_title=f"Nội dung {n}", text=f"Thi đua nội dung {n}"
        )
        for n in range(1, count + 1)
    ]


def make_group(campaign: Campaign, kind: GroupKind = GroupKind.OFFICE, **fields) -> ParticipantGroup:
    """A participant group."""
    number = next(_serial)
    return ParticipantGroup.objects.create(
        **{
            "campaign": campaign, "code": f"nhom-{number}", "order": number % 30000, "kind": kind,
            "title": kind.label, "short_title": kind.label[:80], **fields,
        }
    )  # fmt: skip


def make_criteria_set(
    group: ParticipantGroup, period: ReportingPeriod, points=(30, 25, 25, 20), **fields
) -> CriteriaSet:
    """A published set whose criteria carry `points`."""
    criteria_set = CriteriaSet.objects.create(
        **{
            "group": group,
            "period": period,
            "status": CriteriaStatus.PUBLISHED,
            "published_at": period.opens_at,
            **fields,
        }
    )
    for order, value in enumerate(points, start=1):
        criterion, _ = Criterion.objects.get_or_create(
            campaign=group.campaign, code=f"{group.code}-tc{order}", group=group,
            defaults={"order": order, "short_title": f"Tiêu chí {order}", "text": f"Nguyên văn tiêu chí {order}"},
        )  # fmt: skip
        CriteriaItem.objects.create(
            criteria_set=criteria_set, criterion=criterion, order=order, max_points=Decimal(value)
        )
    return criteria_set


def make_item(
    criteria_set: CriteriaSet,
    points="10",
    *,
    part: CriterionPart = CriterionPart.BASE,
    kind: MarkingKind = MarkingKind.JUDGEMENT,
    title: str = "",
    criterion: Criterion | None = None,
    steps: dict | None = None,
    **fields,
) -> CriteriaItem:
    """One more criterion of the set, after those it has, as reports begun from then on hold it.

    `criterion` puts it under a criterion of the plan (a base item gets one of its own when none is given); `steps` maps
    "from so much on" to points and is for the kind STEPS; a COUNT is worth one point a piece unless `unit_points` is
    given. Bonus and minus items stand by themselves.
    """
    order = fields.pop("order", None) or (criteria_set.items.aggregate(last=Max("order"))["last"] or 0) + 1
    group = criteria_set.group
    if part == CriterionPart.BASE and criterion is None:
        criterion = Criterion.objects.create(
            campaign=group.campaign, group=group, code=f"{group.code}-tc{next(_serial)}", order=order,
            short_title=f"Tiêu chí {order}", text=f"Nguyên văn tiêu chí {order}",
        )  # fmt: skip
    if kind == MarkingKind.COUNT:
        fields.setdefault("unit_points", Decimal(1))
    if criterion is None and not title:
        title = f"{part.label} {order}"
    item = CriteriaItem.objects.create(
        criteria_set=criteria_set, criterion=criterion, title=title, part=part, kind=kind, order=order,
        max_points=Decimal(points), **fields,
    )  # fmt: skip
    for at_least, worth in (steps or {}).items():
        CriteriaStep.objects.create(item=item, at_least=Decimal(at_least), points=Decimal(worth))
    return item


def enrol(group: ParticipantGroup, subject: Unit | Person) -> Enrolment:
    """A unit or person takes part in the group."""
    field = "unit" if isinstance(subject, Unit) else "person"
    return Enrolment.objects.create(group=group, **{field: subject})


def make_award_form(campaign: Campaign, *, code: str = "gk-phuong", **fields) -> AwardForm:
    """The ward's Giấy khen with its rules for all three kinds of subject; other forms by `fields`."""
    form = AwardForm.objects.create(
        **{
            "campaign": campaign, "code": code, "order": next(_serial) % 30000, "plan_wording": "Giấy khen",
            "legal_name": "Giấy khen của Chủ tịch Ủy ban nhân dân phường", "kind": AwardKind.FORM,
            "level": AwardLevel.WARD, "stages": [Stage.YEARLY, Stage.INTERIM, Stage.FINAL], **fields,
        }
    )  # fmt: skip
    for kind, hundredths in (("COLLECTIVE", 60), ("INDIVIDUAL", 30), ("HOUSEHOLD", 45)):
        make_award_rule(form, kind, money_hundredths=hundredths, confirmed=False)
    return form


def make_award_rule(form: AwardForm, subject_kind: str, **fields) -> AwardRule:
    """One row of the matrix."""
    return AwardRule.objects.create(
        **{
            "campaign": form.campaign,
            "code": f"quy-tac-{next(_serial)}",
            "form": form,
            "subject_kind": subject_kind,
            **fields,
        }
    )


def make_base_wage(campaign: Campaign, value: int = 2_530_000, valid_from: date = date(2026, 7, 1)) -> DatedSetting:
    """The base wage from a day on."""
    return DatedSetting.objects.create(
        campaign=campaign,
        code=f"luong-{value}",
        key="base_wage",
        label="Lương cơ sở",
        value=value,
        valid_from=valid_from,
    )


def make_award_round(campaign: Campaign, kind: RoundKind = RoundKind.YEARLY, year: int = 2026, **fields) -> AwardRound:
    """A round resting on the ward's own movement."""
    return AwardRound.objects.create(
        **{
            "campaign": campaign, "kind": kind, "year": year, "title": f"Khen thưởng năm {year}",
            "movement": campaign.linkedmovement_set.get(level=LauncherLevel.WARD), **fields,
        }
    )  # fmt: skip


def make_accepted_report(subject: Unit | Person, period: ReportingPeriod, group: ParticipantGroup) -> Submission:
    """A report the ward has accepted, without contents and marks."""
    at = ward(period.year, 12, 1, 9)
    return Submission.objects.create(
        period=period, group=group, status=SubmissionStatus.ACCEPTED, code=f"LC-{period.year}-{next(_serial):04d}",
        first_submitted_at=at, submitted_at=at, rounds=1,
        **{"unit" if isinstance(subject, Unit) else "person": subject},
    )  # fmt: skip


def close_review(review: Review, *, at: datetime) -> Review:
    """The review complete as its marks stand, as `complete_review` leaves it."""
    review.status, review.completed_at, review.total_hundredths = ReviewStatus.COMPLETE, at, marks.total_of(review)
    review.save()
    return review


def make_locked_line(report: Submission, *, rank: int = 1, total: str = "90.5", by: User | None = None) -> RankingLine:
    """The report's line on its locked board."""
    board, _ = RankingBoard.objects.get_or_create(
        period=report.period, group=report.group,
        defaults={
            "status": BoardStatus.LOCKED, "locked_at": ward(report.period.year, 12, 20, 16),
            "locked_by": by or make_user(),
        },
    )  # fmt: skip
    return RankingLine.objects.create(
        board=board, submission=report, rank=rank, total_numerator=int(Decimal(total) * 200), total_denominator=2
    )


def nomination_at(
    status: NominationStatus, *, award_round: AwardRound | None = None, subject=None, **fields
) -> Nomination:
    """A nomination for a Giấy khen that walked the real steps to `status`, on 21/12/2026."""
    from awards.services import nominations as services

    award_round = award_round or make_award_round(make_campaign())
    campaign = award_round.campaign
    form = fields.pop("form", None) or AwardForm.objects.filter(campaign=campaign).first() or make_award_form(campaign)
    period = ReportingPeriod.objects.filter(campaign=campaign).first() or make_period(campaign)
    group = ParticipantGroup.objects.filter(campaign=campaign).first() or make_group(campaign)
    subject = subject or make_unit()
    reports = Submission.objects.filter(period=period, **{"unit" if isinstance(subject, Unit) else "person": subject})
    report = reports.first() or make_accepted_report(subject, period, group)
    office = make_user(Role.COUNCIL_SECRETARY)
    nomination = services.nominate(
        subject, form=form, award_round=award_round, report=report, by=office, at=ward(2026, 12, 21, 8)
    )
    if status == NominationStatus.DRAFT:
        return nomination
    services.edit(nomination, summary="Dẫn đầu nhóm, có sáng kiến.", no_open_case=True, was="", by=office)
    services.mark_ready(nomination, by=office, at=ward(2026, 12, 21, 9))
    if status == NominationStatus.READY:
        return nomination
    box = make_counted_box(nomination)
    services.put_on_agenda(nomination, meeting=box.poll.meeting, by=office)
    if status == NominationStatus.ON_AGENDA:
        return nomination
    if status == NominationStatus.NOT_ENDORSED:
        services.not_endorse(nomination, box=box, by=office)
        return nomination
    services.endorse(nomination, box=box, by=office)
    if status != NominationStatus.ENDORSED:
        raise ValueError(f"walk to {status} in the test itself")
    return nomination


def make_counted_box(nomination: Nomination, *, yes: int = 9, members: int = 9) -> BallotBox:
    """The published result of a vote nobody cast: only for what comes after the council."""
    meeting = CouncilMeeting.objects.create(
        campaign=nomination.round.campaign, title="Phiên họp xét khen thưởng", place="Phòng họp số 1",
        starts_at=ward(2026, 12, 25, 8),
    )  # fmt: skip
    poll = Poll.objects.create(meeting=meeting, number=1, status="PUBLISHED", members=members)
    return BallotBox.objects.create(
        poll=poll, nomination=nomination, threshold_percent=50, strict=True, base=members, yes=yes,
        no=members - yes, abstain=0, invalid=0, turnout=members, endorsed=2 * yes > members,
    )  # fmt: skip


def fill_report(submission: Submission, *, by: User, share: str = "0.8") -> Submission:
    """Everything that is required, written the way an officer writes it: field by field through the service."""
    from submissions.services import drafting
    from submissions.writable import FieldKey

    def write(kind: str, pk: int, column: str, text: str) -> None:
        key = FieldKey(kind, pk, column)
        drafting.save_field(submission_id=submission.pk, key=key, text=text, seen=None, by=by, at=submission.created_at)

    write("report", submission.pk, "reporter_name", "Nguyễn Thị Lan")
    write("report", submission.pk, "reporter_phone", "0225 3700 001")
    write("report", submission.pk, "no_initiatives", "1")
    write("report", submission.pk, "nothing_to_add", "1")
    for content in submission.contents.select_related("content_area"):
        text = (
            f"Đã hoàn thành các việc của {content.content_area}, tăng 12% so với năm trước và vượt chỉ tiêu được giao."
        )
        write("content", content.pk, "results", text)
    # Bonus and minus stay as they come: empty, as most reports leave them.
    for item in submission.items.filter(criteria_item__part=CriterionPart.BASE).select_related("criteria_item"):
        for column in NUMBERS_ASKED[item.criteria_item.kind]:
            write("item", item.pk, column, "10")
        points = (item.criteria_item.max_points * Decimal(share)).quantize(Decimal("0.01"))
        write(
            "item", item.pk, "result", "Hoàn thành 12 trên 12 nhiệm vụ được giao, trong đó 3 nhiệm vụ trước thời hạn."
        )
        write("item", item.pk, "self_score", str(points))
    submission.refresh_from_db()
    return submission


def submission_at(
    status: str = SubmissionStatus.DRAFT,
    *,
    subject: Unit | Person | None = None,
    period: ReportingPeriod | None = None,
    by: User | None = None,
    reviewer: User | None = None,
    filled: bool = True,
    at: datetime | None = None,
) -> Submission:
    """A report brought to `status` by the real steps; makes period, group, criteria (one scorer) and people as needed.

    `at` is the moment of the hand-in: five days before the last day unless given.
    """
    from submissions.services import drafting, handing_in

    period = period or make_period()
    if not ContentArea.objects.filter(campaign=period.campaign).exists():
        make_content_areas(period.campaign)
    subject = subject or make_unit()
    if drafting.enrolment_of(subject, period) is None:
        kind = GroupKind.OFFICE if isinstance(subject, Unit) else GroupKind.INDIVIDUAL
        group = make_group(period.campaign, kind)
        make_criteria_set(group, period, scorers=1)
        enrol(group, subject)
    unit = subject if isinstance(subject, Unit) else subject.unit
    by = by or make_user(Role.UNIT_OFFICER, unit=unit)
    begun = period.opens_at + timedelta(days=1)
    submission = drafting.start(period=period, subject=subject, by=by, at=begun)
    if filled or status != SubmissionStatus.DRAFT:
        fill_report(submission, by=by)
    if status == SubmissionStatus.DRAFT:
        return submission
    at = at or period.closes_at - timedelta(days=5)
    handing_in.submit(submission, by=by, late_reason="Đơn vị thay người phụ trách.", at=at)
    if status == SubmissionStatus.SUBMITTED:
        return submission
    return _reviewed(submission, status, reviewer or make_user(Role.REVIEWER), at + timedelta(days=1))


def _reviewed(submission: Submission, status: str, reviewer: User, at: datetime) -> Submission:
    from submissions import sections
    from submissions.services import returning, reviewing, scoring

    review = reviewing.start_review(submission, by=reviewer, at=at)
    if status == SubmissionStatus.RETURNED:
        notes = {sections.SELF_SCORE: "Bổ sung số liệu của tiêu chí 2."}
        due_on = submission.period.last_day + timedelta(days=7)
        returning.return_for_changes(submission, by=reviewer, notes=notes, due_on=due_on, at=at)
    elif status == SubmissionStatus.ACCEPTED:
        for item in submission.items.all():
            scoring.save_score(
                review, item, by=reviewer, points=item.self_score or Decimal(0), note="Đúng hồ sơ.", at=at
            )
        scoring.complete_review(review, by=reviewer, at=at)
        reviewing.accept(submission, by=reviewer, at=at)
    submission.refresh_from_db()
    return submission
