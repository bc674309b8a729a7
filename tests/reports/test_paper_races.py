"""Twenty presses at once ask for the papers of a hand-in once."""

import pytest

from accounts.models import User
from core.models import AuditEvent
from reports import services
from reports.models import GeneratedDocument
from submissions.models import Submission
from submissions.services.papers import request_papers
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_presses_ask_once(period, unit, officer, monkeypatch):
    handed_over = []
    monkeypatch.setattr(services, "_hand_over", handed_over.append)
    report = factories.submission_at("SUBMITTED", subject=unit, period=period, by=officer)

    def press():
        return request_papers(Submission.objects.get(pk=report.pk), by=User.objects.get(pk=officer.pk))

    results = at_once((), *[press] * 20)
    assert sorted(results) == [False] * 19 + [True]
    assert sorted(handed_over) == sorted(GeneratedDocument.objects.values_list("pk", flat=True))
    assert (len(handed_over), AuditEvent.objects.filter(action="document_requested").count()) == (2, 1)
