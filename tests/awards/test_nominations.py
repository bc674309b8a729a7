"""Nominations: who may, what is missing, what blocks, what is only a warning, and every refused move."""

from datetime import date

import pytest

from accounts.enums import Role
from awards import dossier
from awards.enums import NominationStatus as S
from awards.enums import RoundKind
from awards.models import Nomination
from awards.services import nominations as services
from awards.workflow.nomination import NOMINATION_WORKFLOW
from campaigns.enums import AwardLevel, LauncherLevel, Stage, SubjectKind
from campaigns.models import DatedSetting, LinkedMovement
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.enums import BoardStatus
from submissions.models import RankingBoard
from tests import factories
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 21, 9)


@pytest.fixture
def award_round(period):
    return factories.make_award_round(period.campaign)


@pytest.fixture
def form(award_round):
    return factories.make_award_form(award_round.campaign)


@pytest.fixture
def line(unit, group, period):
    return factories.make_locked_line(factories.make_accepted_report(unit, period, group))


@pytest.fixture
def person(unit):
    return factories.make_person("Trần Thị Bình", unit=unit)


def test_nominate_from_ranking_takes_subject_report_and_ground_of_the_line(line, form, award_round, reviewer):
    made = services.nominate_from_ranking(line, form=form, award_round=award_round, by=reviewer, at=AT)
    assert (made.unit, made.person, made.submission) == (line.submission.unit, None, line.submission)
    assert (made.status, made.subject_kind, made.accepted_on) == (S.DRAFT, SubjectKind.COLLECTIVE, None)
    assert made.movement == award_round.movement
    assert AuditEvent.objects.get(action="nominate").object_id == str(made.pk)


def test_nominate_from_an_open_board_is_refused(line, form, award_round, reviewer):
    RankingBoard.objects.update(status=BoardStatus.OPEN, locked_at=None, locked_by=None)
    line.board.refresh_from_db()
    with pytest.raises(InvalidTransition, match="Bảng điểm chưa chốt"):
        services.nominate_from_ranking(line, form=form, award_round=award_round, by=reviewer, at=AT)
    assert not Nomination.objects.exists()


def test_nominate_twice_is_refused_and_leaves_one(line, form, award_round, reviewer):
    services.nominate_from_ranking(line, form=form, award_round=award_round, by=reviewer, at=AT)
    with pytest.raises(InvalidTransition, match="Đã có đề nghị Giấy khen"):
        services.nominate_from_ranking(line, form=form, award_round=award_round, by=reviewer, at=AT)
    assert Nomination.objects.count() == 1
    assert AuditEvent.objects.filter(action="nominate").count() == 1


def test_nominate_needs_the_right(line, form, award_round, officer):
    with pytest.raises(Forbidden, match="không có quyền: lập đề nghị khen thưởng"):
        services.nominate_from_ranking(line, form=form, award_round=award_round, by=officer, at=AT)


def test_nominate_a_person_takes_their_latest_accepted_report(person, group, period, form, award_round, reviewer):
    report = factories.make_accepted_report(person, period, group)
    made = services.nominate(person, form=form, award_round=award_round, by=reviewer, at=AT)
    assert (made.person, made.unit, made.subject_kind, made.submission) == (
        person,
        None,
        SubjectKind.INDIVIDUAL,
        report,
    )


def test_nominate_a_household_is_blocked_until_the_setting_is_on(person, form, award_round, reviewer):
    ask = {"form": form, "award_round": award_round, "household": True, "by": reviewer, "at": AT}
    with pytest.raises(InvalidTransition, match="hộ gia đình"):
        services.nominate(person, **ask)
    DatedSetting.objects.create(
        campaign=form.campaign, code="households", key="households", label="Khen hộ gia đình", value=True
    )
    assert services.nominate(person, **ask).subject_kind == SubjectKind.HOUSEHOLD


def test_nominate_at_a_stage_the_form_is_not_given_is_blocked(line, award_round, reviewer):
    flag = factories.make_award_form(award_round.campaign, code="co", legal_name="Cờ thi đua", stages=[Stage.FINAL])
    with pytest.raises(InvalidTransition, match="chỉ xét dịp tổng kết, không xét dịp hàng năm"):
        services.nominate_from_ranking(line, form=flag, award_round=award_round, by=reviewer, at=AT)


def test_nominate_rests_on_the_movement_whose_launcher_the_form_asks_for(line, award_round, reviewer):
    campaign = award_round.campaign
    city = LinkedMovement.objects.create(
        campaign=campaign, code="thanh-pho", title="Phong trào của thành phố", level=LauncherLevel.CITY
    )
    form = factories.make_award_form(campaign, code="bk", legal_name="Bằng khen", level=AwardLevel.CITY)
    form.rules.update(launcher_levels=[LauncherLevel.CITY])
    assert services.nominate_from_ranking(line, form=form, award_round=award_round, by=reviewer, at=AT).movement == city


def test_nominate_form_of_another_movement_is_refused(line, award_round, reviewer):
    foreign = factories.make_award_form(factories.make_campaign())
    with pytest.raises(InvalidTransition, match="không thuộc phong trào"):
        services.nominate_from_ranking(line, form=foreign, award_round=award_round, by=reviewer, at=AT)


def test_mark_ready_names_everything_that_is_missing_and_changes_nothing(person, form, award_round, reviewer):
    made = services.nominate(person, form=form, award_round=award_round, by=reviewer, at=AT)
    with pytest.raises(InvalidTransition) as refused:
        services.mark_ready(made, by=reviewer, at=AT)
    assert str(refused.value) == (
        "Còn thiếu: báo cáo thành tích đã được chấp nhận; tóm tắt cho Hội đồng; xác nhận không có vụ việc đang xem xét."
    )
    made.refresh_from_db()
    assert (made.status, made.accepted_on) == (S.DRAFT, None)


def test_mark_ready_takes_the_dossier_in_on_the_ward_day():
    made = nomination_at(S.DRAFT)
    office = factories.make_user(Role.REVIEWER)
    services.edit(made, summary="Dẫn đầu", no_open_case=True, was="", by=office)
    # 17:30 UTC on the 21st is already the 22nd in the ward.
    services.mark_ready(made, by=office, at=ward(2026, 12, 22, 0, 30))
    made.refresh_from_db()
    assert (made.status, made.accepted_on) == (S.READY, date(2026, 12, 22))


def test_mark_ready_warns_about_another_award_for_the_same_merit_without_blocking(award_round, unit):
    factories.make_award_form(award_round.campaign)
    pending = nomination_at(S.READY, award_round=award_round, subject=unit)
    other_form = factories.make_award_form(award_round.campaign, code="khac", legal_name="Bằng khen")
    second = nomination_at(S.DRAFT, award_round=award_round, subject=unit, form=other_form)
    office = factories.make_user(Role.REVIEWER)
    services.edit(second, summary="Dẫn đầu", no_open_case=True, was="", by=office)
    warnings = services.mark_ready(second, by=office, at=AT)
    assert warnings == [
        f"Đang được đề nghị {pending.form.legal_name} ({award_round.title}); một thành tích chỉ một hình thức."
    ]
    assert second.status == S.READY


def test_mark_ready_does_not_warn_about_another_years_award(award_round, unit):
    factories.make_award_form(award_round.campaign)
    nomination_at(S.READY, award_round=award_round, subject=unit)
    next_year = factories.make_award_round(award_round.campaign, year=2027)
    second = nomination_at(S.DRAFT, award_round=next_year, subject=unit)
    office = factories.make_user(Role.REVIEWER)
    services.edit(second, summary="Dẫn đầu", no_open_case=True, was="", by=office)
    assert services.mark_ready(second, by=office, at=AT) == []


def test_mark_ready_warns_when_a_yearly_award_and_a_review_overlap(award_round, unit):
    factories.make_award_form(award_round.campaign)
    nomination_at(S.READY, award_round=award_round, subject=unit)
    interim = factories.make_award_round(award_round.campaign, RoundKind.INTERIM, 2027, title="Khen thưởng sơ kết 2027")
    second = nomination_at(S.DRAFT, award_round=interim, subject=unit)
    office = factories.make_user(Role.REVIEWER)
    services.edit(second, summary="Dẫn đầu", no_open_case=True, was="", by=office)
    assert len(services.mark_ready(second, by=office, at=AT)) == 1


def test_a_dossier_keeps_the_rules_of_the_day_it_was_accepted():
    made = nomination_at(S.READY)
    made.form.rules.update(in_force_to=date(2027, 3, 1))
    assert dossier.judge(made, on=date(2027, 4, 1), households=False)
    services.back_to_draft(made, by=factories.make_user(Role.REVIEWER))
    assert not dossier.judge(made, on=date(2027, 4, 1), households=False)


def test_edit_of_a_text_somebody_changed_meanwhile_is_refused_and_keeps_theirs():
    made = nomination_at(S.DRAFT)
    office = factories.make_user(Role.REVIEWER)
    services.edit(made, summary="Bản của người khác", no_open_case=True, was="", by=office)
    with pytest.raises(InvalidTransition):
        services.edit(made, summary="Bản của tôi", no_open_case=False, was="", by=office)
    made.refresh_from_db()
    assert (made.summary, made.no_open_case) == ("Bản của người khác", True)


def test_discard_removes_a_draft_made_by_mistake_and_the_log_keeps_it():
    made = nomination_at(S.DRAFT)
    number, label = str(made.pk), str(made)
    services.discard(made, by=factories.make_user(Role.REVIEWER))
    assert not Nomination.objects.exists()
    event = AuditEvent.objects.get(action="discard_nomination")
    assert (event.object_id, event.object_label) == (number, label)


def test_discard_of_what_was_laid_before_the_council_is_refused():
    office = factories.make_user(Role.REVIEWER)
    with pytest.raises(Forbidden):
        services.discard(nomination_at(S.READY), by=office)
    stale = nomination_at(S.DRAFT)
    Nomination.objects.filter(pk=stale.pk).update(status=S.READY, accepted_on=AT.date())
    with pytest.raises(InvalidTransition):
        services.discard(stale, by=office)
    assert Nomination.objects.count() == 2
    assert not AuditEvent.objects.filter(action="discard_nomination").exists()


def test_discard_of_what_a_vote_was_held_on_is_refused():
    made = nomination_at(S.ON_AGENDA)
    Nomination.objects.filter(pk=made.pk).update(status=S.DRAFT)
    made.refresh_from_db()
    with pytest.raises(InvalidTransition, match="đã từng ra phiên họp"):
        services.discard(made, by=factories.make_user(Role.REVIEWER))
    assert Nomination.objects.exists()


@pytest.mark.parametrize("status", [S.READY, S.ON_AGENDA, S.ENDORSED])
def test_edit_outside_the_draft_is_refused(status):
    made = nomination_at(status)
    with pytest.raises(Forbidden, match="không sửa được"):
        services.edit(made, summary="Khác", no_open_case=True, was=made.summary, by=factories.make_user(Role.REVIEWER))


def test_refuse_needs_a_reason_and_keeps_it():
    made = nomination_at(S.ENDORSED)
    chairman = factories.make_user(Role.CHAIRMAN)
    with pytest.raises(InvalidTransition, match="Ghi lý do"):
        services.refuse(made, reason="  ", by=chairman)
    services.refuse(made, reason="Đang có đơn thư", by=chairman)
    made.refresh_from_db()
    assert (made.status, made.refusal_reason) == (S.REFUSED, "Đang có đơn thư")


def test_forward_is_for_forms_of_the_levels_above(award_round):
    office = factories.make_user(Role.REVIEWER)
    assert "không trình cấp trên" in NOMINATION_WORKFLOW.may("forward", office, nomination_at(S.ENDORSED)).reason
    form = factories.make_award_form(award_round.campaign, code="bk", level=AwardLevel.CITY)
    assert NOMINATION_WORKFLOW.may("forward", office, nomination_at(S.ENDORSED, award_round=award_round, form=form))


@pytest.mark.plan("R6")
@pytest.mark.plan("R7")
def test_the_council_only_advises_an_endorsed_nomination_is_no_award():
    assert nomination_at(S.ENDORSED).status == S.ENDORSED
    assert not NOMINATION_WORKFLOW.may("decide", factories.make_user(Role.COUNCIL_CHAIR), nomination_at(S.ENDORSED))
