"""The one legal move of a board."""

from core.workflow import Step, Workflow

from .enums import BoardStatus as B
from .permissions import may_lock

BOARD_WORKFLOW = Workflow("Bảng điểm", B, Step("lock_board", "Chốt bảng điểm", B.OPEN, B.LOCKED, may_lock))
