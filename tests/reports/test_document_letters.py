"""Whoever ordered a file is told how it ended, unless they stayed and took it; what the portal makes itself is not."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core import outbox
from core.models import OutboxMessage
from reports import builders, services
from reports.enums import DocumentKind as K
from reports.enums import DocumentStatus
from reports.models import GeneratedDocument
from submissions.enums import SubmissionStatus as S
from submissions.models import Snapshot
from tests import factories
from tests.reports.awarding import Road

pytestmark = pytest.mark.django_db


def ordered(period, by, kind=K.REPORTS_XLSX) -> GeneratedDocument:
    document = services.request_document(kind=kind, period=period, by=by)
    services.build(document.pk)
    document.refresh_from_db()
    return document


def letters(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("pk"))


def later(minutes: int = 3):
    return timezone.now() + timedelta(minutes=minutes)


def test_a_file_that_is_ready_is_told_after_a_while(period, reviewer):
    document = ordered(period, reviewer)
    (letter,) = letters("document-ready")
    assert outbox.deliver(letter.pk) == ""
    assert outbox.deliver(letter.pk, now=later()) == "SENT"
    assert mail.outbox[0].to == [reviewer.email]
    assert mail.outbox[0].subject == "Tệp đã lập xong: Danh sách báo cáo (Excel), năm 2026"
    assert reverse("reports:document", args=[document.pk]) in mail.outbox[0].body


def test_whoever_stayed_and_took_it_is_not_told_again(period, reviewer, client_of):
    document = ordered(period, reviewer)
    assert client_of(reviewer).get(reverse("reports:document_file", args=[document.pk])).status_code == 200
    assert outbox.deliver(letters("document-ready")[0].pk, now=later()) == "SKIPPED"


def test_a_file_somebody_else_took_is_still_news(period, reviewer, client_of):
    document = ordered(period, reviewer)
    colleague = factories.make_user(Role.REVIEWER)
    assert client_of(colleague).get(reverse("reports:document_file", args=[document.pk])).status_code == 200
    assert outbox.deliver(letters("document-ready")[0].pk, now=later()) == "SENT"


def test_what_could_not_be_made_says_where_to_try_again(period, reviewer):
    document = ordered(period, reviewer, kind=K.SCORES_XLSX)
    assert document.status == DocumentStatus.FAILED
    (letter,) = letters("document-failed")
    assert "chưa lập được. Xem lý do và thử lại tại:" in letter.text
    services.retry_document(document, by=reviewer)
    assert outbox.deliver(letter.pk, now=later()) == "SKIPPED"
    services.build(document.pk)
    assert len(letters("document-failed")) == 1


def test_a_file_whose_worker_died_too_often_is_told_as_failed(period, reviewer):
    document = services.request_document(kind=K.REPORTS_XLSX, period=period, by=reviewer)
    GeneratedDocument.objects.filter(pk=document.pk).update(attempts=services.MAX_ATTEMPTS)
    assert services.build(document.pk) == DocumentStatus.FAILED
    assert len(letters("document-failed")) == 1


def test_who_lost_the_right_is_not_told(period, reviewer):
    ordered(period, reviewer)
    reviewer.memberships.all().delete()
    assert outbox.deliver(letters("document-ready")[0].pk, now=later()) == "SKIPPED"


def test_a_paper_about_a_person_is_told_without_the_name():
    road = Road()
    document = services.request_award_paper(kind=K.DOSSIER_PDF, about=road.person, by=road.office)
    GeneratedDocument.objects.filter(pk=document.pk).update(attempts=services.MAX_ATTEMPTS)
    services.build(document.pk)
    (letter,) = letters("document-failed")
    assert letter.subject == "Chưa lập được tệp: Trọn hồ sơ đề nghị khen thưởng (PDF)"
    assert letter.link == reverse("reports:award_paper", args=[document.pk])
    assert str(road.person.person) in document.title and str(road.person.person) not in letter.text


def test_receipt_and_report_of_a_hand_in_have_no_letter(period, unit, officer, monkeypatch):
    report = factories.submission_at(S.SUBMITTED, subject=unit, period=period, by=officer)
    monkeypatch.setattr(builders, "build", lambda *args, **kwargs: pytest.fail("not asked here"))
    GeneratedDocument.objects.all().delete()
    services.request_papers(Snapshot.objects.get(submission=report), by=officer)
    GeneratedDocument.objects.update(attempts=services.MAX_ATTEMPTS)
    assert {services.build(document.pk) for document in GeneratedDocument.objects.all()} == {DocumentStatus.FAILED}
    assert not OutboxMessage.objects.filter(kind__startswith="document-").exists()
