"""Asking for a paper of awards and taking it: by the right to what it is about, each a line of the log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.models import AuditEvent
from core.verdict import Forbidden
from reports import services
from reports.enums import OF_AWARDS, DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from reports.privacy import papers, subjects
from reports.privacy.retention import KINDS
from tests import factories
from tests.reports.awarding import Road

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(files):
    return Road().hold()


def ask(client, kind: str, pk: int):
    return client.post(reverse("reports:award_paper_create", args=[kind, pk]))


def test_every_kind_names_what_it_is_about_and_nothing_else(road, period):
    decision = road.decide()
    common = {"title": "Thử", "created_by": road.office}
    GeneratedDocument.objects.create(kind="DECISION_PDF", decision=decision, **common)
    for wrong in (
        {"kind": "DECISION_PDF"},
        {"kind": "DECISION_PDF", "meeting": road.meeting},
        {"kind": "DECISION_PDF", "decision": decision, "period": period},
        {"kind": "MINUTES_PDF", "decision": decision},
        {"kind": "REPORTS_XLSX"},
        {"kind": "REPORTS_XLSX", "period": period, "nomination": road.person},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            GeneratedDocument.objects.create(**wrong, **common)
    assert {kind for kind in DocumentKind if kind in OF_AWARDS} == set(OF_AWARDS)


def test_asking_while_one_is_on_its_way_gives_that_one(road, client_of):
    decision = road.decide()
    first = services.request_award_paper(kind=DocumentKind.DECISION_PDF, about=decision, by=road.office)
    again = services.request_award_paper(kind=DocumentKind.DECISION_PDF, about=decision, by=road.secretary)
    assert (first, first.number, first.title) == (again, "05/QĐ-UBND", "Quyết định số 05/QĐ-UBND, Khen thưởng năm 2026")
    services.build(first.pk)
    later = services.request_award_paper(kind=DocumentKind.DECISION_PDF, about=decision, by=road.office)
    assert later != first
    page = client_of(road.office).get(reverse("reports:award_paper", args=[later.pk])).text
    assert "Các bản khác đã tạo" in page and reverse("reports:award_paper", args=[first.pk]) in page


def test_asking_is_one_line_of_the_log_and_leads_to_the_page(road, client_of):
    client = client_of(road.office)
    answer = ask(client, "quyet-dinh", road.decide().pk)
    document = GeneratedDocument.objects.get()
    assert answer.url == reverse("reports:award_paper", args=[document.pk])
    services.build(document.pk)
    assert "Tải tệp" in client.get(answer.url).text
    taken = client.get(reverse("reports:award_paper_file", args=[document.pk]))
    assert taken.filename == "Quyết định số 05-QĐ-UBND, Khen thưởng năm 2026.pdf"
    assert b"".join(taken.streaming_content).startswith(b"%PDF-")
    told = AuditEvent.objects.filter(object_type="reports.generateddocument").order_by("pk")
    assert list(told.values_list("action", "object_id")) == [
        ("document_requested", str(document.pk)),
        ("document_downloaded", str(document.pk)),
    ]


def test_who_may_have_which_paper(road, client_of):
    road.write_minutes(finished=False)
    letter, decision = road.letter(), road.decide()
    officer = factories.make_user(Role.UNIT_OFFICER, unit=road.person.person.unit)
    people = {
        "office": road.office, "secretary": road.secretary, "chair": road.chair, "member": road.members[2],
        "chairman": road.chairman, "officer": officer, "admin": factories.make_user(Role.ADMIN),
    }  # fmt: skip

    def allowed(kind: str, pk: int) -> set[str]:
        return {name for name, user in people.items() if ask(client_of(user), kind, pk).status_code == 302}

    readers = {"office", "secretary", "chairman"}
    assert allowed("ho-so", road.person.pk) == {*readers, "chair", "member"}
    assert allowed("bien-ban", road.meeting.pk) == {"secretary", "chair"}
    assert allowed("kiem-phieu", road.meeting.pk) == {"secretary", "chair", "member"}
    assert allowed("to-trinh", letter.pk) == readers
    for kind in ("quyet-dinh", "giay-khen"):
        assert allowed(kind, decision.pk) == readers
    assert allowed("mot-giay-khen", decision.lines.first().pk) == readers
    assert ask(client_of(road.office), "khac", decision.pk).status_code == 404


def test_minutes_are_for_the_whole_meeting_once_they_are_finished(road):
    member = road.members[2]
    with pytest.raises(Forbidden, match="Thư ký chưa soạn biên bản."):
        services.request_award_paper(kind=DocumentKind.MINUTES_PDF, about=road.meeting, by=road.secretary)
    road.write_minutes()
    document = services.request_award_paper(kind=DocumentKind.MINUTES_PDF, about=road.meeting, by=member)
    assert document.title == "Biên bản họp Hội đồng, Phiên họp năm 2026"


def test_no_tally_before_a_result_is_announced(files):
    road = Road()
    road.open()
    with pytest.raises(Forbidden, match="Chưa công bố kết quả bỏ phiếu nào."):
        services.request_award_paper(kind=DocumentKind.TALLY_PDF, about=road.meeting, by=road.secretary)


def test_a_file_goes_with_the_right_to_what_it_is_about(road, client_of):
    document = services.request_award_paper(kind=DocumentKind.DOSSIER_PDF, about=road.person, by=road.office)
    services.build(document.pk)
    url = reverse("reports:award_paper_file", args=[document.pk])
    member = road.members[2]
    assert client_of(member).get(url).status_code == 200
    member.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client_of(member).get(url).status_code == 404
    # The papers of awards are none of the office's exports.
    assert not GeneratedDocument.objects.visible_to(road.office).exists()
    assert client_of(road.office).get(reverse("reports:document", args=[document.pk])).status_code == 404


def test_a_lost_file_is_explained_and_a_failed_one_made_again(road, client_of):
    client = client_of(road.office)
    document = services.request_award_paper(kind=DocumentKind.DECISION_PDF, about=road.decide(), by=road.office)
    services.build(document.pk)
    document.refresh_from_db()
    document.file.storage.delete(document.file.name)
    page = client.get(reverse("reports:award_paper_file", args=[document.pk]), follow=True)
    assert "Không đọc được tệp này trên máy chủ. Hãy tạo bản in mới." in page.text
    GeneratedDocument.objects.update(status=DocumentStatus.FAILED, error="Lỗi")
    client.post(reverse("reports:award_paper_retry", args=[document.pk]))
    assert services.build(document.pk) == DocumentStatus.READY


def test_papers_of_awards_are_never_cleared_away(road):
    services.request_award_paper(kind=DocumentKind.DOSSIER_PDF, about=road.person, by=road.office)
    GeneratedDocument.objects.update(created_at=timezone.now() - timedelta(days=9000), status=DocumentStatus.FAILED)
    (kind,) = [kind for kind in KINDS if kind.key == "exports"]
    assert not kind.due(timezone.now()).exists()


@pytest.mark.parametrize("files_before", [1, 3])
def test_the_page_costs_the_same_for_one_file_and_three(road, client_of, django_assert_num_queries, files_before):
    decision, client = road.decide(), client_of(road.office)
    for _ in range(files_before + 1):
        document = services.request_award_paper(kind=DocumentKind.DECISION_PDF, about=decision, by=road.office)
        GeneratedDocument.objects.update(status=DocumentStatus.FAILED)
    url = reverse("reports:award_paper", args=[document.pk])
    client.get(url)
    with django_assert_num_queries(5):
        page = client.get(url)
    assert len(page.content) < 60 * 1024


def test_the_copy_of_personal_data_names_the_printed_papers_of_that_person_alone(road):
    services.request_award_paper(kind=DocumentKind.DOSSIER_PDF, about=road.person, by=road.office)
    services.request_award_paper(kind=DocumentKind.DOSSIER_PDF, about=road.nominations[0], by=road.office)
    services.request_award_paper(kind=DocumentKind.TALLY_PDF, about=road.meeting, by=road.secretary)
    decision = road.decide()
    services.request_award_paper(kind=DocumentKind.CERTIFICATES_PDF, about=decision, by=road.office)
    named = papers.award_papers(subjects.of_person(road.person.person))
    assert list(named.values_list("kind", flat=True)) == ["DOSSIER_PDF", "TALLY_PDF", "CERTIFICATES_PDF"]
    # Who sat in the meeting stands on its papers.
    assert [row.kind for row in papers.award_papers(subjects.of_user(road.chair))] == ["TALLY_PDF"]
