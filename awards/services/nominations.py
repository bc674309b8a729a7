"""What people do with nominations (đề nghị khen thưởng). Status moves only through the step table."""

from core.models import AuditEvent

from ..models import BallotBox, CouncilMeeting, Nomination
from ..workflow.nomination import NOMINATION_WORKFLOW


def put_on_agenda(nomination: Nomination, *, meeting: CouncilMeeting, by) -> AuditEvent:
    """Bring a ready nomination before the council (đưa vào phiên họp); from now on it cannot be edited.

    Raises InvalidTransition unless it is READY, Forbidden without the right to run meetings.
    """
    return NOMINATION_WORKFLOW.apply("put_on_agenda", nomination, by=by, meeting=meeting.pk)


def take_off_agenda(nomination: Nomination, *, meeting: CouncilMeeting, by) -> AuditEvent:
    """Take a nomination off an agenda before it was judged (rút khỏi phiên họp)."""
    return NOMINATION_WORKFLOW.apply("take_off_agenda", nomination, by=by, meeting=meeting.pk)


def endorse(nomination: Nomination, *, box: BallotBox, by) -> AuditEvent:
    """Record the published verdict that the council is for it (Hội đồng nhất trí): advice, nothing is awarded yet."""
    return NOMINATION_WORKFLOW.apply("endorse", nomination, by=by, **_counts(box))


def not_endorse(nomination: Nomination, *, box: BallotBox, by) -> AuditEvent:
    """Record the published verdict that the council is not for it (Hội đồng không nhất trí)."""
    return NOMINATION_WORKFLOW.apply("not_endorse", nomination, by=by, **_counts(box))


def _counts(box: BallotBox) -> dict[str, int]:
    """The published sums, the only thing about a vote the log may hold."""
    return {"box": box.pk, "yes": box.yes, "members": box.poll.members}
