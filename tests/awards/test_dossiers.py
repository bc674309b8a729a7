"""The dossier: the plan's list by level, subject and group, what confirms and fills it, its way to the unit."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from awards import award_letters, dossier
from awards.enums import NominationOrigin
from awards.enums import NominationStatus as S
from awards.models import DossierPaper, Nomination, Objection, Posting
from awards.services import dossiers as services
from awards.services import files as award_files
from awards.services import nominations
from campaigns.enums import AwardKind, AwardLevel, DossierPartKind, GroupKind, SubjectKind
from campaigns.models import DossierPart
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.filechecks import FileRefused
from submissions.models import Remark
from tests import factories
from tests.factories import nomination_at, ward
from tests.submissions import files

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 21, 9)
ON = AT.date()


@pytest.fixture
def award_round(period):
    return factories.make_award_round(period.campaign)


@pytest.fixture
def form(award_round):
    return factories.make_award_form(award_round.campaign)


def part(campaign, code="muc-do", kind=DossierPartKind.STATEMENT, **fields) -> DossierPart:
    facts = {"title": "Mức độ hoàn thành nhiệm vụ", "confirmed": False, **fields}
    return DossierPart.objects.create(campaign=campaign, code=code, kind=kind, **facts)


@pytest.fixture
def draft(award_round, form, unit):
    return nomination_at(S.DRAFT, award_round=award_round, subject=unit)


def names(nomination) -> list[str]:
    return [row.code for row in dossier.parts_of(nomination, on=ON)]


def test_parts_follow_level_kind_subject_group_and_day(award_round, form, draft, period):
    campaign = period.campaign
    part(campaign, "moi-ho-so")
    part(campaign, "cap-thanh-pho", levels=[AwardLevel.CITY])
    part(campaign, "danh-hieu", award_kinds=[AwardKind.TITLE])
    part(campaign, "ca-nhan", subject_kinds=[SubjectKind.INDIVIDUAL])
    part(campaign, "doanh-nghiep", group_kinds=[GroupKind.ENTERPRISE])
    part(campaign, "het-hieu-luc", in_force_to=date(2026, 12, 1))
    part(campaign, "chua-hieu-luc", in_force_from=date(2027, 3, 1))
    assert names(draft) == ["moi-ho-so"]
    company, firms = factories.make_unit("Công ty A"), factories.make_group(campaign, GroupKind.ENTERPRISE)
    factories.enrol(firms, company)
    assert names(nomination_at(S.DRAFT, award_round=award_round, subject=company)) == ["moi-ho-so", "doanh-nghiep"]
    # The rules of the day of acceptance stay with a dossier (law.md 1.1).
    draft.accepted_on = date(2027, 4, 1)
    assert names(draft) == ["moi-ho-so", "chua-hieu-luc"]


def test_ready_is_refused_while_a_statement_or_paper_lacks_and_names_it(draft, reviewer, period):
    statement = part(period.campaign, document_wanted=True)
    paper = part(period.campaign, "bien-ban", DossierPartKind.PAPER, title="Biên bản họp xét của đơn vị")
    part(period.campaign, "khong-bat-buoc", title="Ý kiến khác", required=False)
    nominations.edit(draft, summary="Tốt.", no_open_case=True, was="", by=reviewer)
    lacking = "Còn thiếu: xác nhận mức độ hoàn thành nhiệm vụ; biên bản họp xét của đơn vị."
    with pytest.raises(InvalidTransition, match=lacking):
        nominations.mark_ready(draft, by=reviewer, at=AT)
    with pytest.raises(InvalidTransition, match="Ghi số, ký hiệu và ngày"):
        services.confirm(draft, part=statement, by=reviewer, document="12/BC", at=AT)
    with pytest.raises(InvalidTransition, match="không thể sau hôm nay"):
        services.confirm(
            draft, part=statement, by=reviewer, document="12/BC", document_on=ON + timedelta(days=1), at=AT
        )  # fmt: skip
    check = services.confirm(draft, part=statement, by=reviewer, document="12/BC", document_on=ON, at=AT)
    with pytest.raises(InvalidTransition, match="Người khác vừa xác nhận"):
        services.confirm(draft, part=statement, by=reviewer, document="13/BC", document_on=ON, at=AT)
    services.add_papers(draft, papers=[(paper, files.upload(files.pdf(), "bb.pdf"))], by=reviewer, at=AT)
    nominations.mark_ready(draft, by=reviewer, at=AT)
    assert draft.status == S.READY
    with pytest.raises(Forbidden):
        services.unconfirm(draft, part=statement, by=reviewer)
    assert (check.document, check.confirmed_by) == ("12/BC", reviewer)


def test_taking_a_confirmation_back_is_logged_and_a_part_of_elsewhere_refused(draft, reviewer, period):
    statement = part(period.campaign)
    services.confirm(draft, part=statement, by=reviewer, at=AT)
    services.unconfirm(draft, part=statement, by=reviewer)
    assert not draft.checks.exists()
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "confirm_part", "unconfirm_part",
    ]  # fmt: skip
    foreign = part(period.campaign, "ca-nhan", subject_kinds=[SubjectKind.INDIVIDUAL])
    with pytest.raises(InvalidTransition, match="không có trong hồ sơ"):
        services.confirm(draft, part=foreign, by=reviewer, at=AT)


def test_papers_are_checked_kept_when_removed_and_swept_without_a_row(draft, reviewer):
    with pytest.raises(FileRefused, match="gia.pdf: Nội dung tệp không phải .pdf."):
        services.add_papers(draft, papers=[(None, files.upload(b"khong phai", "gia.pdf"))], by=reviewer, at=AT)
    with pytest.raises(InvalidTransition, match="Chọn ít nhất một tệp"):
        services.add_papers(draft, papers=[], by=reviewer, at=AT)
    paper = services.add_papers(draft, papers=[(None, files.upload(files.pdf(), "a.pdf"))], by=reviewer, at=AT)[0]
    services.remove_paper(paper, by=reviewer)
    assert dossier.kept_papers(draft) == [] and draft.papers.count() == 1
    storage = paper.file.storage
    orphan = storage.save("awards/mo-coi", ContentFile(b"x"))
    assert award_files.sweep(now=timezone.now() + timedelta(days=2)) >= 1
    assert (storage.exists(orphan), storage.exists(paper.file.name)) == (False, True)


def test_what_a_unit_sent_is_not_thrown_away_what_the_office_began_is(
    draft, reviewer, django_capture_on_commit_callbacks
):
    paper = services.add_papers(draft, papers=[(None, files.upload(files.pdf(), "a.pdf"))], by=reviewer, at=AT)[0]
    Nomination.objects.filter(pk=draft.pk).update(origin=NominationOrigin.UNIT)
    draft.refresh_from_db()
    with pytest.raises(InvalidTransition, match="Trả lại đơn vị hoặc rút đề nghị"):
        nominations.discard(draft, by=reviewer)
    Nomination.objects.filter(pk=draft.pk).update(origin=NominationOrigin.OFFICE)
    draft.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        nominations.discard(draft, by=reviewer)
    assert not DossierPaper.objects.exists() and not paper.file.storage.exists(paper.file.name)


# --- to the unit and back --------------------------------------------------------------------------------------------
def test_a_dossier_goes_to_the_unit_and_comes_back_with_what_was_asked(draft, reviewer, officer, unit):
    with pytest.raises(InvalidTransition, match="Ghi rõ đơn vị cần bổ sung gì"):
        services.return_to_unit(draft, note=" ", by=reviewer)
    services.return_to_unit(draft, note="Thiếu biên bản họp xét.", by=reviewer, at=AT)
    letter = OutboxMessage.objects.get(kind="award-returned")
    assert letter.email == officer.email and "biên bản" not in letter.text
    assert award_letters.about_a_dossier(letter, AT) == ""
    with pytest.raises(Forbidden):
        nominations.edit(draft, summary="x", no_open_case=True, was="", by=reviewer)
    with pytest.raises(InvalidTransition, match="Viết nội dung bổ sung hoặc gửi"):
        services.send_back(draft, text=" ", by=officer, at=AT)
    paper = (None, files.upload(files.pdf(), "bb.pdf"))
    services.send_back(draft, text="Gửi biên bản.", papers=[paper], by=officer, at=AT)
    draft.refresh_from_db()
    assert (draft.status, draft.unit_text) == (S.DRAFT, "Gửi biên bản.")
    assert draft.papers.get().from_unit == unit
    assert OutboxMessage.objects.get(kind="award-sent-back").email == reviewer.email
    assert award_letters.about_a_dossier(letter, AT) != ""


def test_only_the_unit_that_answers_for_it_sends_back_and_a_person_without_unit_has_none(
    draft, reviewer, award_round, form
):
    services.return_to_unit(draft, note="Thiếu.", by=reviewer, at=AT)
    with pytest.raises(Forbidden, match="Đơn vị lập đề nghị"):
        services.send_back(draft, text="x", by=factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit()))
    services.go_on(draft, by=reviewer)
    assert draft.status == S.DRAFT
    alone = nomination_at(S.DRAFT, award_round=award_round, subject=factories.make_person("Không đơn vị"))
    with pytest.raises(Forbidden, match="không có nơi để trả lại"):
        services.return_to_unit(alone, note="Thiếu.", by=reviewer)


def test_withdrawing_needs_a_reason_and_may_be_undone(draft, reviewer):
    with pytest.raises(InvalidTransition, match="Ghi lý do rút"):
        services.withdraw(draft, reason="", by=reviewer)
    services.withdraw(draft, reason="Đơn vị xin rút.", by=reviewer)
    assert dossier.duplicates(draft) == []
    nominations.draw_up_again(draft, by=reviewer)
    draft.refresh_from_db()
    assert (draft.status, draft.withdrawal_reason, draft.accepted_on) == (S.DRAFT, "", None)


# --- pages -----------------------------------------------------------------------------------------------------------
def test_the_page_confirms_adds_removes_and_keeps_what_was_typed(client_of, reviewer, draft, period):
    statement = part(period.campaign, document_wanted=True)
    client = client_of(reviewer)
    address = reverse("awards:part_confirm", args=[draft.pk, statement.pk])
    typed = {f"phan-{statement.pk}-document": "12/BC", f"phan-{statement.pk}-document_on": "32/12/2026"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert 'value="12/BC"' in answer.content.decode() and "Ngày viết như 25/12/2026." in answer.content.decode()
    answer = client.post(address, {f"phan-{statement.pk}-document": "12/BC"})
    assert answer.status_code == 422 and "Chưa nhập ngày văn bản." in answer.content.decode()
    typed[f"phan-{statement.pk}-document_on"] = "20/11/2026"
    page = client.post(address, typed, follow=True).content.decode()
    assert "Đã xác nhận: Mức độ hoàn thành nhiệm vụ." in page and "Theo 12/BC ngày 20/11/2026." in page
    assert "(chưa xác nhận)" in page
    page = client.post(reverse("awards:part_unconfirm", args=[draft.pk, statement.pk]), follow=True).content.decode()
    assert "Còn thiếu: xác nhận mức độ hoàn thành nhiệm vụ" in page
    answer = client.post(reverse("awards:papers_add", args=[draft.pk]), {"tep-khac": files.upload(b"MZ", "v.exe")})
    assert answer.status_code == 422 and "v.exe: Tệp .exe không nhận." in answer.content.decode()
    sent = {"tep-khac": files.upload(files.pdf(), "Công văn.pdf")}
    assert (
        "Công văn.pdf" in client.post(reverse("awards:papers_add", args=[draft.pk]), sent, follow=True).content.decode()
    )
    paper = draft.papers.get()
    given = client.get(reverse("awards:paper_file", args=[paper.pk]))
    assert b"".join(given.streaming_content) == files.pdf()
    client.post(reverse("awards:paper_remove", args=[paper.pk]))
    assert client.get(reverse("awards:paper_file", args=[paper.pk])).status_code == 404


def test_the_council_reads_papers_of_what_is_before_it_only(client_of, reviewer, draft):
    paper = services.add_papers(draft, papers=[(None, files.upload(files.pdf(), "a.pdf"))], by=reviewer, at=AT)[0]
    member = client_of(factories.make_user(Role.COUNCIL_MEMBER))
    address = reverse("awards:paper_file", args=[paper.pk])
    assert member.get(address).status_code == 404
    Nomination.objects.filter(pk=draft.pk).update(status=S.READY, accepted_on=ON)
    assert member.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_dossier_takes_a_constant_number_of_queries(
    count, client_of, reviewer, draft, period, django_assert_num_queries
):
    for number in range(count):
        statement = part(period.campaign, f"phan-{number}", title=f"Xác nhận {number}")
        services.confirm(draft, part=statement, by=reviewer, at=AT)
        services.add_papers(draft, papers=[(None, files.upload(files.pdf(), f"{number}.pdf"))], by=reviewer, at=AT)
        Remark.objects.create(
            submission=draft.submission, content_area=period.campaign.contentarea_set.first(), text=f"Tốt {number}.",
            author=reviewer,
        )  # fmt: skip
    posting = Posting.objects.create(round=draft.round, starts_on=ON, ends_on=ON, created_by=reviewer)
    for number in range(count):
        Objection.objects.create(
            posting=posting, nomination=draft, from_whom="Dân", text="x", entered_by=reviewer, upheld=False,
            finding=f"Không đúng {number}", settled_by=reviewer, settled_at=AT,
        )  # fmt: skip
    Objection.objects.create(posting=posting, nomination=draft, from_whom="Dân", text="bí mật", entered_by=reviewer)
    client = client_of(reviewer)
    with django_assert_num_queries(19):
        page = client.get(reverse("awards:nomination", args=[draft.pk])).content.decode()
    assert page.count("Phản ánh không đúng") == page.count("Tốt ") == count
    assert "Còn 1 ý kiến phản ánh chưa kết luận." in page and "bí mật" not in page
    assert len(page.encode()) < 60_000


def test_a_tie_says_whom_the_law_prefers(client_of, reviewer, award_round, form, unit, group, period):
    report = factories.make_accepted_report(unit, period, group)
    factories.make_locked_line(report)
    other = factories.make_accepted_report(factories.make_unit(), period, group)
    factories.make_locked_line(other)
    row = nomination_at(S.DRAFT, award_round=award_round, subject=unit)
    page = client_of(reviewer).get(reverse("awards:nomination", args=[row.pk])).content.decode()
    assert "Bằng điểm, cùng hạng với 1 trường hợp khác." in page and "không ghi thuộc diện ưu tiên" in page


def test_a_woman_stands_first_on_a_tie_by_default(award_round, form, unit):
    woman = factories.make_person("Trần Thị Bình", unit=unit, is_woman=True)
    row = nomination_at(S.DRAFT, award_round=award_round, subject=woman)
    assert row.women_first
    assert row.citation == f"Đã có thành tích xuất sắc trong phong trào thi đua “{row.movement.title}” năm 2026"
