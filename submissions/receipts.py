"""What a receipt says (biên nhận), on the page, on paper and on the public page that checks it.

Code and moments are those of the database; what was handed in is read from the snapshots. The mark beside the code on
the paper is made with the server's key: whoever knows one code knows no other receipt.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from core import formats
from core.clock import ward_time

from . import windows
from .enums import SubmissionStatus as S
from .enums import Window
from .models import Snapshot, Submission
from .services.handing_in import punctuality

# Within this span of the deadline a receipt tells the seconds.
CLOSE_CALL = timedelta(days=1)
# Twelve signs of base32 are 60 bits.
MARK_LENGTH = 12
_CODE = re.compile(r"LC-\d{4}-\d{4,9}", re.ASCII)
# What the eye takes for a letter of base32, which has no 0, 1 and 8.
_MISREAD = str.maketrans("018", "OIB")


def moment_words(moment: datetime, deadline: datetime) -> str:
    """The moment as a receipt writes it: with seconds near the deadline, where they decide (F15)."""
    if abs(moment - deadline) > CLOSE_CALL:
        return formats.format_moment(moment)
    return f"{ward_time(moment):%H:%M:%S} ngày {formats.format_date(moment)} (giờ Việt Nam)"


def _keys() -> tuple[str, ...]:
    """The server's key and its former ones: a receipt on paper outlives a change of the key."""
    return (settings.SECRET_KEY, *settings.AUDIT_OLD_KEYS)


def _mark(code: str, secret: str) -> str:
    key = hmac.digest(secret.encode(), b"lechan-thidua bien nhan v1", "sha256")
    digest = hmac.digest(key, code.encode(), "sha256")
    return base64.b32encode(digest).decode()[:MARK_LENGTH]


def mark_of(code: str) -> str:
    """The mark printed beside a code (mã kiểm tra), in groups of four for whoever types it."""
    mark = _mark(code, settings.SECRET_KEY)
    return "-".join(mark[place : place + 4] for place in range(0, MARK_LENGTH, 4))


def is_mark(code: str, typed: str) -> bool:
    """Whether `typed` is the mark of `code`; spaces, hyphens, case and the digits people misread do not matter.

    Takes the same time whatever is wrong, and asks no database: whether a code exists is not to be learnt here.
    """
    plain = re.sub(r"[\s-]+", "", typed).upper().translate(_MISREAD)
    known = plain.isascii() and len(plain) == MARK_LENGTH
    fits = [hmac.compare_digest(_mark(code, secret), plain if known else "") for secret in _keys()]
    return any(fits)


def read_token(token: str) -> tuple[str, str]:
    """Code and mark of what stands in the address of the check page; two empty texts for anything else."""
    match = re.match(rf"({_CODE.pattern})-?(.*)\Z", token.strip().upper(), re.ASCII | re.DOTALL)
    return (match[1], match[2]) if match else ("", "")


def token_of(code: str, mark: str) -> str:
    """Code and mark as one piece of an address."""
    return f"{code}-{re.sub(r'[^0-9A-Za-z]+', '', mark)}"


def check_token(code: str) -> str:
    """The last part of the address of a receipt's check page."""
    return token_of(code, mark_of(code))


def check_path(code: str) -> str:
    """The page on which anybody checks this receipt."""
    return reverse("submissions:check_receipt", args=[check_token(code)])


def check_url(code: str) -> str:
    """Its whole address, as the square on the paper carries it."""
    return settings.SITE_URL + check_path(code)


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in as it is told: which one, and when."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt repeats about a report."""

    code: str
    mark: str
    is_valid: bool
    since: datetime
    flag: str
    is_late: bool
    hand_ins: tuple[HandIn, ...]
    deadline: windows.Deadline

    @property
    def first(self) -> HandIn:
        """The hand-in that decided about the time."""
        return self.hand_ins[0]

    @property
    def last(self) -> HandIn:
        """What the ward reads."""
        return self.hand_ins[-1]

    @property
    def address(self) -> str:
        """Where the receipt is checked."""
        return check_url(self.code)


def receipt_of(submission: Submission, *, upto: Snapshot | None = None) -> Receipt:
    """The receipt of a report that was handed in at least once; `period` loaded, three queries at most.

    As of now, or, for the paper of one hand-in, as that one left it: what came after is not on it.
    """
    deadline = windows.deadline_of_report(submission)
    rows = submission.snapshots.order_by("number")
    # Late turns back only by an extension the office grants afterwards; then it does for every hand-in.
    on_time = not submission.is_late or bool(upto and upto.on_time)
    return Receipt(
        code=submission.code,
        mark=mark_of(submission.code),
        is_valid=bool(upto) or submission.status != S.DRAFT,
        since=upto.taken_at if upto else submission.status_since,
        flag=Window.ON_TIME.label if on_time else punctuality(submission),
        is_late=not on_time,
        hand_ins=_hand_ins(rows.filter(number__lte=upto.number) if upto else rows, deadline.closes_at),
        deadline=deadline,
    )


def _hand_ins(snapshots, deadline: datetime) -> tuple[HandIn, ...]:
    """Each hand-in with its moment, oldest first; the contents stay where they are."""
    rows = snapshots.values_list("number", "taken_at")
    return tuple(HandIn(number, moment_words(at, deadline)) for number, at in rows)
