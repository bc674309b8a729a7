"""The demo ward: the promised accounts, every station, nothing twice, any date; and the same rows in bulk."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Unit, User
from awards.models import CouncilMeeting, Nomination
from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import Campaign, CriteriaSet, ReportingPeriod
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from core.models import AuditEvent, OutboxMessage
from reports.demo import bulk, people, road, seeding, silence
from reports.demo.bodies import BODIES, HEADED
from reports.demo.years import stage_for
from submissions import filechecks, holder, reachability, sections, totals
from submissions.enums import SubmissionStatus as S
from submissions.holder import Holder
from submissions.models import (
    Assignment,
    CallNote,
    Evidence,
    KeyFigure,
    Pledge,
    RankingBoard,
    ReceiptCounter,
    SavedView,
    Score,
    ScoreAppeal,
    Snapshot,
    Submission,
)
from submissions.permissions import may_review, may_submit
from submissions.pledging import open_season
from submissions.services import handing_in, reviewing
from submissions.services.snapshots import fingerprint, picture_of
from tests import factories

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"
NOW = factories.ward(2026, 11, 23, 9)
LOGINS = [
    "don-vi", "doanh-nghiep", "mat-tran", "van-hoa", "van-hoa-2", "van-hoa-3", "thu-ky", "chu-tich", "kinh-te",
    "truyen-thong", "quan-tri", *(f"hoi-dong-{number}" for number in range(1, 10)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def files_in_memory(settings):
    settings.STORAGES = {
        **settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }  # fmt: skip


@pytest.fixture
def campaign():
    load_plan(read_plan(FILE))
    return Campaign.objects.get()


def seed(campaign, now=NOW, **options):
    wanted = {"units": 12, "reports": 10, "scored": False, "seed": 7, **options}
    return seeding.run(campaign, now=now, **wanted)


def test_the_offices_own_report_finds_two_who_may_judge_it(campaign):
    seed(campaign)
    own = Submission(unit=Unit.objects.get(code="VHXH"))
    judges = [grant.user for grant in Membership.objects.filter(role="REVIEWER").select_related("user")]
    assert sum(bool(may_review(user, own)) for user in judges) == 2


def test_the_demo_asks_nobody_about_the_notice(campaign):
    seed(campaign)
    assert not User.objects.filter(notice_acceptances=None).exists()


def test_a_small_ward_has_its_accounts_and_every_station(campaign, capsys):
    call_command("seed_demo", units=12, reports=10)
    demo = User.objects.filter(email__endswith="@demo.example").order_by("pk")
    assert [user.email for user in demo] == [f"{login}@demo.example" for login in LOGINS]
    assert all(user.check_password("thidua-2026") for user in demo[:1])
    assert Membership.objects.filter(role__startswith="COUNCIL").count() == 11
    assert (Unit.objects.count(), Submission.objects.count()) == (12, 10)
    draft = Submission.objects.get(unit__code="KTHTDT")
    found = sections.sections_of(draft)
    assert [row.state for row in found.rows].count(sections.SectionState.DONE) == 6
    assert (len(found.rows), str(found.self_total)) == (9, "47.5")
    assert Submission.objects.get(unit__code="MTTQ").status == S.RETURNED
    assert not Submission.objects.filter(unit__code="DN01").exists()
    assert Submission.objects.filter(status=S.ACCEPTED).count() >= 4
    assert RankingBoard.objects.get().lines.count() == 4
    # Two went the whole way at a meeting that is over; the rest waits for the next one.
    assert Counter(Nomination.objects.values_list("status", flat=True)) == {
        "DECIDED": 2, "ON_AGENDA": 2, "READY": 1, "RETURNED": 1,
    }  # fmt: skip
    assert CouncilMeeting.objects.count() == 2
    the_desk_is_alive()
    assert OutboxMessage.objects.filter(kind="council-invitation").count() == 22
    before = AuditEvent.objects.count()
    call_command("seed_demo", units=12, reports=10)
    first, second = capsys.readouterr().out.splitlines()[-2:]
    assert first == "Dữ liệu mẫu: 12 đơn vị, 10 báo cáo, 4 đề nghị khen thưởng."
    assert second == "Dữ liệu mẫu đã có, không làm gì thêm."
    assert (AuditEvent.objects.count(), Submission.objects.count()) == (before, 10)


def the_desk_is_alive():
    """Criteria, sharing out, settling and requests: each page of the office's two weeks has something on it."""
    front = CriteriaSet.objects.get(group__code="mat-tran-doan-the", version=2)
    assert set(front.items.values_list("kind", flat=True)) == set(MarkingKind.values)
    assert set(front.items.values_list("part", flat=True)) == set(CriterionPart.values)
    assert set(Submission.objects.filter(group=front.group).values_list("criteria_set", flat=True)) == {front.pk}
    given = Assignment.objects.all()
    assert given.count() == 2 * given.values("submission").distinct().count() > 0
    apart = holder.held_by(
        Submission.objects.all(), Holder.RECONCILE, gap=holder.gap_of(front.period, at=timezone.now())
    )
    assert apart.count() == 1
    assert SavedView.objects.get().user.email == "van-hoa@demo.example"
    assert Counter(ScoreAppeal.objects.values_list("status", flat=True)) == {"WAITING": 1, "REFUSED": 1}


def test_one_report_waits_for_the_head_of_its_unit(campaign):
    place = [body.code for body in BODIES].index(HEADED) + 1
    ward, stage = people.build(campaign, place), stage_for(campaign, NOW)
    asked = dict(road.plan(ward, scored=False))[ward.units[HEADED]]
    report = road.write(road.Writer(ward, stage, ward.units[HEADED], Random(7)), asked)
    request = report.approval_requests.get()
    officer, head = ward.accounts["chi-huy"], ward.accounts["thu-truong"]
    assert (request.asked_by, request.outcome, report.code) == (officer, "OPEN", None)
    report.refresh_from_db()
    assert may_submit(head, report) and not may_submit(officer, report)


def test_one_unit_cannot_be_written_to_and_was_called(campaign):
    place = [body.code for body in BODIES].index(silence.UNIT) + 1
    ward, stage = people.build(campaign, place), stage_for(campaign, NOW)
    silence.tell(ward, stage)
    assert [each.subject.code for each in reachability.cut_off(stage.period, now=NOW)] == [silence.UNIT]
    assert CallNote.objects.get().unit.code == silence.UNIT


def test_nothing_lies_in_the_future_and_files_are_whole(campaign):
    seed(campaign, units=5, reports=4)
    moments = Submission.objects.values_list("created_at", "submitted_at", "status_since")
    assert [moment for row in moments for moment in row if moment and moment > NOW] == []
    for row in Evidence.objects.filter(url=""):
        checked = filechecks.check(row.file.open("rb"), row.name, row.size, most_bytes=20_000_000)
        assert checked.media_type == row.media_type
    assert {row.media_type for row in Evidence.objects.all()} == {
        "application/pdf", "image/jpeg", "text/uri-list",
    }  # fmt: skip


@pytest.mark.plan("R1", "R2")
def test_units_have_pledged_and_the_next_book_is_open(campaign):
    seed(campaign, units=12, reports=10)
    this_year = Pledge.objects.filter(period__year=2026)
    assert 0 < this_year.count() < 10
    assert {pledge.sent_at < pledge.period.opens_at for pledge in this_year} == {True}
    front = Submission.objects.get(unit__code="MTTQ")
    taken = front.contents.filter(taken_on=True).order_by("content_area__order")
    assert [content.content_area.order for content in taken] == [1, 4, 5]
    pledged = KeyFigure.objects.filter(pledge_target__isnull=False)
    assert pledged.filter(this_year="").count() == 0 < pledged.count()
    assert open_season(NOW).period.year == 2027
    assert Pledge.objects.get(period__year=2027).unit.code == "MTTQ"


@pytest.mark.parametrize(
    ("now", "year"),
    [
        (factories.ward(2025, 1, 2, 9), 2026),
        (factories.ward(2026, 11, 12, 9), 2026),
        (factories.ward(2026, 12, 15, 9), 2026),
        (factories.ward(2027, 3, 1, 9), 2027),
        (factories.ward(2031, 5, 5, 9), 2030),
    ],
)
def test_the_demo_works_on_any_day_without_moving_a_deadline(campaign, now, year):
    deadlines = list(ReportingPeriod.objects.order_by("year").values_list("closes_at", flat=True))
    result = seed(campaign, now, units=5, reports=4)
    assert (result.reports, result.nominations) == (4, 1)
    assert {report.period.year for report in Submission.objects.all()} == {year}
    assert list(ReportingPeriod.objects.order_by("year").values_list("closes_at", flat=True)) == deadlines
    period = ReportingPeriod.objects.get(year=year)
    published = CriteriaSet.objects.filter(period=period, status="PUBLISHED")
    assert published.values("group").distinct().count() == 5


def written(campaign, number: int) -> list:
    """What a small ward seeded with `number` says, taken back afterwards."""
    with transaction.atomic():
        seed(campaign, units=5, reports=5, seed=number)
        reports = Submission.objects.order_by("pk")
        found = [list(report.contents.values_list("results")) for report in reports]
        found.append(list(Score.objects.order_by("pk").values_list("points")))
        found.append(list(reports.values_list("submitted_at")))
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_ward(campaign):
    assert written(campaign, 3) == written(campaign, 3)
    assert written(campaign, 3) != written(campaign, 4)


def in_bulk(campaign, count: int, *, scored: bool = False) -> None:
    """A ward of five bodies with `count` reports in bulk: of three further enterprises, then of people."""
    ward, stage = people.build(campaign, 5), stage_for(campaign, NOW)
    bulk.write(ward, stage, count, units=len(BODIES) + 3, scored=scored, rng=Random(5))


def test_bulk_rows_are_those_the_services_write(campaign):
    in_bulk(campaign, 20)
    assert (Unit.objects.count(), Submission.objects.count()) == (8, 20)
    assert Counter(Submission.objects.values_list("status", flat=True)) == {
        S.ACCEPTED: 10, S.SUBMITTED: 4, S.DRAFT: 2, S.UNDER_REVIEW: 2, S.RETURNED: 2,
    }  # fmt: skip
    handed_in = Submission.objects.exclude(status=S.DRAFT)
    for snapshot in Snapshot.objects.all():
        assert snapshot.data == picture_of(Submission.objects.get(pk=snapshot.submission_id))
        assert snapshot.sha256 == fingerprint(snapshot.data)
    assert Snapshot.objects.count() == handed_in.count() == ReceiptCounter.objects.get().last
    codes = sorted(handed_in.values_list("code", flat=True))
    assert codes == [f"LC-2026-{number:04d}" for number in range(1, len(codes) + 1)]
    gaps = [sections.sections_of(report).gaps for report in handed_in.select_related("group")]
    assert [gap for gap in gaps if gap] == []
    assert Counter(AuditEvent.objects.exclude(action="load_plan").values_list("action", flat=True)) == {
        "start": 20, "submit": 18, "start_review": 14, "accept": 10, "return_for_changes": 2,
    }  # fmt: skip


def test_what_bulk_wrote_can_be_worked_on(campaign):
    in_bulk(campaign, 20)
    waiting = Submission.objects.filter(status=S.SUBMITTED).first()
    reviewer = User.objects.get(email="van-hoa@demo.example")
    reviewing.start_review(waiting, by=reviewer, at=NOW)
    draft = Submission.objects.filter(status=S.DRAFT, person__isnull=False).select_related("person").first()
    officer = Membership.objects.get(role="UNIT_OFFICER", unit=draft.person.unit_id).user
    handing_in.submit(draft, by=officer, at=NOW)
    assert draft.code == "LC-2026-0019"


def test_scored_bulk_fills_a_ranking(campaign):
    in_bulk(campaign, 12, scored=True)
    period = ReportingPeriod.objects.get(year=2026)
    firms = campaign.participantgroup_set.get(code="doanh-nghiep")
    assert totals.standing(period, firms, on=NOW.date()).count() == 3
    assert totals.unscored(period, firms, on=NOW.date()).count() == 0
    assert Score.objects.filter(is_latest=True, review__submission__group=firms).count() == 3 * 4 * 2


def test_reports_beyond_the_wards_bodies_come_in_bulk(campaign):
    result = seed(campaign, units=5, reports=9)
    assert (result.reports, result.in_bulk, Submission.objects.count()) == (5, 4, 9)


def test_without_a_plan_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="load_plan"):
        call_command("seed_demo")


@pytest.mark.parametrize("options", [{"units": 3}, {"reports": -1}])
def test_impossible_numbers_are_refused(campaign, options):
    with pytest.raises(CommandError, match="Cần ít nhất 4 đơn vị"):
        call_command("seed_demo", **options)


def test_a_real_server_gets_no_accounts_everybody_knows(campaign, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "lechan_thidua.settings.production")
    with pytest.raises(CommandError, match="máy chủ thật"):
        call_command("seed_demo")
    assert User.objects.count() == 0
