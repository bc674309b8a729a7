"""Every legal move of a council meeting."""

from core.workflow import Step, Workflow

from ..enums import MeetingStatus as S
from ..permissions.meeting import may_close, may_run

MEETING_WORKFLOW = Workflow(
    "Phiên họp Hội đồng",
    S,
    Step("open_meeting", "Mở phiên họp", S.PLANNED, S.OPEN, may_run),
    Step("postpone_meeting", "Hoãn phiên họp", S.PLANNED, S.POSTPONED, may_run),
    Step("replan_meeting", "Lên lịch lại", S.POSTPONED, S.PLANNED, may_run),
    Step("cancel_meeting", "Hủy phiên họp", S.PLANNED, S.CANCELLED, may_run),
    Step("cancel_meeting", "Hủy phiên họp", S.POSTPONED, S.CANCELLED, may_run),
    Step("close_meeting", "Kết thúc phiên họp", S.OPEN, S.CLOSED, may_close),
)
