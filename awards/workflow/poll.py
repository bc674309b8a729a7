"""Every legal move of a secret vote. Casting a ballot is no move: it leaves no trace but the mark and the box."""

from core.workflow import Step, Workflow

from ..enums import PollStatus as S
from ..permissions.poll import may_cancel_poll, may_count_poll, may_open_poll, may_run_poll

POLL_WORKFLOW = Workflow(
    "Phiếu kín",
    S,
    Step("open_poll", "Mở bỏ phiếu", S.PREPARED, S.OPEN, may_open_poll),
    Step("close_poll", "Đóng bỏ phiếu", S.OPEN, S.CLOSED, may_run_poll),
    Step("count_poll", "Kiểm phiếu", S.CLOSED, S.COUNTED, may_count_poll),
    Step("publish_poll", "Công bố", S.COUNTED, S.PUBLISHED, may_run_poll),
    Step("cancel_poll", "Hủy và bỏ phiếu lại", S.OPEN, S.CANCELLED, may_cancel_poll),
    Step("cancel_poll", "Hủy và bỏ phiếu lại", S.CLOSED, S.CANCELLED, may_cancel_poll),
    Step("cancel_poll", "Hủy và bỏ phiếu lại", S.COUNTED, S.CANCELLED, may_cancel_poll),
)
