"""How every page of a report finds it: through the user's scope, 404 outside."""

from django.shortcuts import get_object_or_404

from accounts import acting

from ..models import Submission


def find_submission(request, pk: int) -> Submission:
    """The report with what every page names of it; 404 when it is not the user's to see."""
    rows = Submission.objects.visible_to(request.user).select_related(
        "period", "group", "unit", "person", "criteria_set"
    )
    submission = get_object_or_404(rows, pk=pk)
    if submission.unit_id or submission.person.user_id != request.user.pk:
        acting.page_is_of(request, submission.unit_id or submission.person.unit_id)
    return submission
