"""Fields in care, reports given, interests, remarks, requests and filters: in the copy of one's data, and erased."""

import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import footprint
from accounts.enums import Role
from campaigns.models import FieldAssignment
from core.clock import ward_date
from reports.privacy import acts
from submissions.enums import SubmissionStatus as S
from submissions.models import Assignment, Extension, Interest, RankingBoard, Remark, SavedView, ScoreAppeal
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]
NAME, EMAIL = "Hoàng Thị Ngọc Ánh", "ngoc-anh@nha-rieng.example"
COUSIN = "Em họ tôi làm ở đây."


@pytest.fixture
def human():
    """Somebody who judges, was on the council once, and reports for themselves."""
    user = factories.make_user(Role.REVIEWER, Role.INDIVIDUAL, email=EMAIL, full_name=NAME)
    factories.make_person(NAME, user=user)
    return user


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER, full_name="Trần Người Khác")


def erase(*which: str) -> str:
    out = StringIO()
    call_command("erase_person", *(which or ("--email", EMAIL)), "--yes", stdout=out)
    return out.getvalue()


def exported(folder) -> tuple[dict, str]:
    call_command("export_person", "--email", EMAIL, "--to", str(folder), stdout=StringIO())
    found = zipfile.ZipFile(next(folder.glob("*.zip")))
    text = "".join(found.read(name).decode("utf-8", "replace") for name in found.namelist())
    return json.loads(found.read("du-lieu.json"))["du_lieu"], text


def appeal_of(report, by, **fields) -> ScoreAppeal:
    board, _ = RankingBoard.objects.get_or_create(period=report.period, group=report.group)
    return ScoreAppeal.objects.create(
        **{"submission": report, "board": board, "board_version": 1, "text": "Xem lại.", "raised_by": by, **fields}
    )


def judge_everything(human, office, period) -> dict:
    """One row of each kind that points at the human."""
    today = ward_date(timezone.now())
    own = factories.submission_at(S.ACCEPTED, subject=human.person, period=period, by=human, reviewer=office)
    other = factories.submission_at(S.SUBMITTED, period=period)
    areas = list(period.campaign.contentarea_set.all())
    answered = {"status": "REFUSED", "answer": "Điểm đúng.", "answered_by": office, "answered_at": timezone.now()}
    return {
        "field": FieldAssignment.objects.create(user=human, content_area=areas[0], from_on=today - timedelta(days=9)),
        "coming": FieldAssignment.objects.create(user=human, content_area=areas[1], from_on=today + timedelta(days=9)),
        "assignment": Assignment.objects.create(submission=other, reviewer=human, assigned_by=office),
        "interest": Interest.objects.create(user=human, unit=other.unit, reason=COUSIN, declared_by=human),
        "about": Interest.objects.create(user=office, person=human.person, reason="Chị gái tôi.", declared_by=office),
        "remark": Remark.objects.create(submission=other, content_area=areas[0], author=human, text="Cần thêm số."),
        "remark_about": Remark.objects.create(
            submission=own, content_area=areas[0], author=office, text="Nên ghi rõ hơn."
        ),
        "appeal": appeal_of(own, human, **answered),
        "raised": appeal_of(other, human, text="Thiếu điểm mục 3."),
        "view": SavedView.objects.create(user=human, name="Của tôi", query="nhom=1"),
        "their_view": SavedView.objects.create(user=office, name="Của tôi", query="nhom=2"),
    }


def test_the_copy_holds_what_they_judged_and_what_was_said_of_them(human, office, period, tmp_path):
    judge_everything(human, office, period)
    data, text = exported(tmp_path)
    assert [row["Nội dung"] for row in data["linh-vuc"]] == ["Nội dung 1", "Nội dung 2"]
    assert len(data["duoc-giao"]) == 1
    assert [(row["Ai khai"], row["Lý do"]) for row in data["xung-dot"]] == [
        ("người này", COUSIN), ("người khác", "Chị gái tôi."),
    ]  # fmt: skip
    assert [row["Ý kiến"] for row in data["y-kien-hoi-dong"]] == ["Cần thêm số."]
    assert [row["Ý kiến"] for row in data["y-kien-ve"]] == ["Nên ghi rõ hơn."]
    assert [(row["Nội dung"], row["Trả lời"]) for row in data["kien-nghi-diem"]] == [
        ("Xem lại.", "Điểm đúng."), ("Thiếu điểm mục 3.", ""),
    ]  # fmt: skip
    assert [row["Bộ lọc"] for row in data["bo-loc"]] == ["nhom=1"]
    assert office.full_name not in text


def test_remarks_about_a_report_not_accepted_yet_are_not_given_out(human, office, period, tmp_path):
    own = factories.submission_at(S.SUBMITTED, subject=human.person, period=period, by=human)
    area = period.campaign.contentarea_set.first()
    Remark.objects.create(submission=own, content_area=area, author=office, text="Còn đang bàn.")
    data, text = exported(tmp_path)
    assert (data["y-kien-ve"], "Còn đang bàn." in text) == ([], False)


def test_erasing_ends_what_is_open_and_blanks_the_reasons(human, office, period):
    made = judge_everything(human, office, period)
    told = erase()
    for name in ("field", "assignment", "interest", "about", "remark", "appeal"):
        made[name].refresh_from_db()
    assert (made["field"].to_on, list(FieldAssignment.objects.all())) == (ward_date(timezone.now()), [made["field"]])
    assert made["assignment"].ended_at is not None
    assert [(row.reason, row.ended_at is None) for row in (made["interest"], made["about"])] == [
        (acts.UNNAMED, False), (acts.UNNAMED, True),
    ]  # fmt: skip
    assert list(SavedView.objects.all()) == [made["their_view"]]
    assert (made["remark"].text, made["appeal"].text) == ("Cần thêm số.", "Xem lại.")
    assert NAME not in str(made["remark"].author)
    kept = [
        "kiến nghị về điểm báo cáo của người này, 1", "ý kiến với tư cách ủy viên, 1", "lĩnh vực đã phụ trách, 1",
        "khai báo xung đột lợi ích về người này (không còn lý do), 1", "kiến nghị về điểm đã gửi thay đơn vị, 1",
    ]  # fmt: skip
    assert [words for words in kept if f"giữ: {words}" not in told] == []


def test_erasing_twice_finds_nothing_more(human, office, period):
    judge_everything(human, office, period)
    pk = human.person.pk
    erase()
    assert "Không còn gì để xóa." in erase("--person", str(pk))


def test_who_published_stays_under_another_name(human, period):
    group = factories.make_group(period.campaign)
    at = timezone.now()
    factories.make_criteria_set(group, period, published_by=human)
    RankingBoard.objects.create(
        period=period, group=group, status="LOCKED", locked_at=at, locked_by=human, published_at=at,
        published_by=human, appeals_close_at=at,
    )  # fmt: skip
    told = erase()
    assert [words for words in ("bảng điểm đã chốt, đã công bố, 1", "bộ tiêu chí đã ban hành, 1") if words in told] == [
        "bảng điểm đã chốt, đã công bố, 1", "bộ tiêu chí đã ban hành, 1",
    ]  # fmt: skip


def test_whom_an_interest_or_an_extension_names_is_in_use(human, office, period):
    barred, extended, idle = (factories.make_unit() for _ in range(3))
    Interest.objects.create(user=human, unit=barred, reason=COUSIN, declared_by=human)
    Interest.objects.create(user=office, person=human.person, reason=COUSIN, declared_by=office)
    Extension.objects.create(
        period=period, unit=extended, closes_at=period.locks_at, reason="Bão.", granted_by=office,
        granted_at=timezone.now(),
    )  # fmt: skip
    assert footprint.used([barred, extended, idle]) == {barred.pk, extended.pk}
    assert footprint.used([human.person, factories.make_person()]) == {human.person.pk}
