"""Having the papers of a hand-in made."""

from django.db import transaction

from core import audit

from .. import papers
from ..enums import SubmissionStatus as S
from ..models import Submission


@transaction.atomic
def request_papers(submission: Submission, *, by) -> bool:
    """Ask for receipt and report as PDF (tạo biên nhận, báo cáo); False when both are there or on the way.

    Whoever sees the report may ask; one that was taken back has no paper. One line of the log for the press.
    """
    if submission.status == S.DRAFT or not papers.ask_for(submission, by=by):
        return False
    audit.record("document_requested", submission, by=by, code=submission.code)
    return True
