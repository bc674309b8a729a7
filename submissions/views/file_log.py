"""Who saw and took the files of a report: the scope of a leak is told within a day (reliability 4)."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from campaigns.models import ReportingPeriod
from core.audit_words import Entry
from core.enums import AuditKind
from core.models import AuditEvent
from core.paging import page_of

from ..models import Evidence
from ..permissions import may_review
from .review import find_report

PAGE_SIZE = 50


def _together(submission) -> list[int]:
    """Lines about files of many reports taken in one, this report's among them."""
    rows = AuditEvent.objects.filter(
        action="evidence_zipped", object_type=ReportingPeriod._meta.label_lower, object_id=str(submission.period_id)
    )
    return [pk for pk, data in rows.values_list("pk", "data") if submission.code in data["codes"]]


@require_GET
def file_log(request, pk):
    """Every view and download of the report's files, removed ones too, newest first (ai đã xem, tải tệp)."""
    submission = find_report(request, pk)
    keys = [str(key) for key in Evidence.objects.filter(submission=submission).values_list("pk", flat=True)]
    own = Q(object_type=Evidence._meta.label_lower, object_id__in=keys, kind=AuditKind.FILE)
    events = AuditEvent.objects.filter(own | Q(pk__in=_together(submission))).order_by("-at", "-pk")
    page = page_of(request, events, PAGE_SIZE)
    page.object_list = [Entry(event) for event in page.object_list]
    files = Evidence.objects.visible_to(request.user).filter(submission=submission, url="").order_by("pk")
    context = {
        "submission": submission,
        "page_obj": page,
        "files": files,
        "may_purge": may_review(request.user, submission),
    }
    return render(request, "submissions/file_log.html", context)
