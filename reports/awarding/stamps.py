"""The date a file carries inside: that of the paper, so that what is signed gives the same file each time."""

from datetime import date, datetime, time

from core.clock import WARD


def stamp_of(moment: date | datetime) -> str:
    """ISO 8601; of a day its first moment in the ward."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), tzinfo=WARD)
    return moment.isoformat(timespec="seconds")
