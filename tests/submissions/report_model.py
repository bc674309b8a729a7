"""What should come of each press on one report, said a second time and more simply than the portal says it.

The outcome of a press is one word: "ok", or the kind of refusal. The model knows nothing of the database.
"""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.enums import ApprovalKind as K
from submissions.enums import SubmissionStatus as S

OFFICER, COLLEAGUE, HEAD, STRANGER, REVIEWER = "officer", "colleague", "head", "stranger", "reviewer"
UNIT = (OFFICER, COLLEAGUE, HEAD)
PEOPLE = (*UNIT, STRANGER, REVIEWER)


@dataclass
class Model:
    """One report of one unit with two officers and a head."""

    opens_at: datetime
    closes_at: datetime
    locks_at: datetime
    text: str
    way: str = K.TICK
    status: str = S.DRAFT
    with_head: str = ""
    asked: bool = False
    rest_locked: bool = False
    signed: bool = False
    judged: list[datetime] = field(default_factory=list)
    pictures: list = field(default_factory=list)
    links: dict[int, bool] = field(default_factory=dict)

    @property
    def in_hand(self) -> bool:
        """The unit has the report, and its head does not."""
        return self.status in (S.DRAFT, S.RETURNED) and not self.with_head

    @property
    def settled(self) -> bool:
        """The office has asked for changes: the calendar says nothing any more."""
        return self.asked and self.status in (S.DRAFT, S.RETURNED)

    @property
    def is_late(self) -> bool:
        """Some hand-in that the calendar judges came at or after the end that counts now."""
        return any(moment >= self.closes_at for moment in self.judged)

    def is_open(self, now: datetime) -> bool:
        return self.settled or self.opens_at <= now < max(self.locks_at, self.closes_at)

    def late_at(self, now: datetime) -> bool:
        return not self.settled and self.closes_at <= now < max(self.locks_at, self.closes_at)

    @property
    def is_complete(self) -> bool:
        return bool(self.text.strip()) and (self.way != K.SIGNED_COPY or self.signed)

    def edit(self, who: str, now: datetime, *, asked_here: bool = False) -> str:
        """Change a text, or, with `asked_here`, something the office asked about."""
        if who not in UNIT:
            return "not found"
        if not self.in_hand or not self.is_open(now):
            return "forbidden"
        return "forbidden" if self.settled and self.rest_locked and not asked_here else "ok"

    def submit(self, who: str, now: datetime, reason: str) -> str:
        if who not in UNIT:
            return "forbidden"
        if self.with_head and who != HEAD:
            return "forbidden"
        if self.in_hand and self.way == K.SECOND_PERSON:
            return "forbidden"
        if self.status not in (S.DRAFT, S.RETURNED):
            return "moved"
        if not self.is_open(now):
            return "closed"
        if self.late_at(now) and not reason:
            return "reason"
        return "ok" if self.is_complete else "not ready"

    def withdraw(self, who: str, now: datetime) -> str:
        if who not in UNIT:
            return "forbidden"
        if self.status != S.SUBMITTED:
            return "moved"
        return "ok" if self.asked or now < max(self.locks_at, self.closes_at) else "closed"

    def ask_head(self, who: str, now: datetime) -> str:
        if who not in UNIT or not self.in_hand or self.way != K.SECOND_PERSON or who == HEAD:
            return "forbidden"
        if not self.is_open(now):
            return "closed"
        return "ok" if self.is_complete else "not ready"

    def give_back(self, who: str) -> str:
        if not self.with_head:
            return "moved"
        return "ok" if who == HEAD else "forbidden"

    def take_back(self, who: str) -> str:
        if not self.with_head:
            return "moved"
        return "ok" if who in (OFFICER, COLLEAGUE) else "forbidden"

    def start_review(self, who: str) -> str:
        if who != REVIEWER:
            return "forbidden"
        return "ok" if self.status in (S.SUBMITTED, S.UNDER_REVIEW) else "moved"

    def judge(self, who: str) -> str:
        """Return or accept a report under review."""
        if who != REVIEWER:
            return "forbidden"
        return "ok" if self.status == S.UNDER_REVIEW else "moved"

    def extend(self, who: str, now: datetime, end: datetime, most: datetime) -> str:
        if who != REVIEWER:
            return "forbidden"
        return "ok" if self.closes_at < end <= most and end > now else "invalid"
