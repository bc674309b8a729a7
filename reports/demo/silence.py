"""A unit whose only address takes no mail, and a call to it (địa chỉ không nhận thư, cuộc gọi)."""

from datetime import timedelta

from core import addresses
from submissions import letter_history

from .people import Ward
from .years import Stage

UNIT, DAYS = "DN04", 3
ANSWER = "550 5.1.1 No such user"
CALL = "Đã gọi, máy bận. Hẹn gọi lại chiều nay."


def tell(ward: Ward, stage: Stage) -> None:
    """Mark the address of the unit's officer and note a call; nothing where a small ward has no such unit."""
    if (unit := ward.units.get(UNIT)) is None:
        return
    at = stage.now - timedelta(days=DAYS)
    addresses.mark(ward.officers[unit.pk].email, answer=ANSWER, message=None, at=at)
    letter_history.note_call(unit, stage.period, text=CALL, by=ward.accounts["van-hoa"], at=at + timedelta(days=1))
