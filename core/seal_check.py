"""Reading the whole log against its seals (kiểm tra chuỗi nhật ký): the first broken row has a name."""

import hmac
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Count, Exists, OuterRef

from . import audit, seals
from .audit_words import Entry
from .formats import format_moment
from .models import AuditEvent, AuditSeal

logger = logging.getLogger(__name__)

SIZE = 1000
# The sweep comes round every minute; ten missed rounds are no chance.
PATIENCE = timedelta(minutes=10)
CHECKED = "log_checked"

CHANGED = "đã bị sửa sau khi ghi"
MISSING = "đã bị xóa khỏi nhật ký"
INSERTED = "không phải do cổng ghi, hoặc đã bị sửa trước khi niêm phong"
COPIED = "là bản chép của một dòng khác"
BROKEN = "niêm phong không khớp với niêm phong liền trước"
GAP = "niêm phong thứ {position} không còn"
LATE = "chưa được niêm phong sau {minutes} phút"
NO_KEY = "được ký bằng một khóa cũ không còn; ghi khóa đó vào AUDIT_OLD_KEYS"
HEAD_GONE = "mã đầu chuỗi đã ghi lại không còn trong chuỗi: phần cuối nhật ký đã bị xóa hoặc thay"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written; `event_id` is 0 when it concerns no row."""

    event_id: int
    what: str
    label: str = ""

    def __str__(self) -> str:
        place = f"Dòng {self.event_id}" if self.event_id else "Chuỗi nhật ký"
        return f"{place}{f' ({self.label})' if self.label else ''}: {self.what}"


@dataclass(slots=True)
class Report:
    """What a check saw: rows and links counted, the last link's digest, and what is broken, in the log's order."""

    events: int = 0
    position: int = 0
    head: str = seals.START
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        return not self.findings


def check(*, now: datetime, head: str = "") -> Report:
    """Read every row and link once. `head` is a digest noted outside the database: it must still be in the chain.

    Holds one batch in memory. Rows younger than PATIENCE may still be without a link.
    """
    report = Report(events=AuditEvent.objects.count())
    report.findings += _chain(report)
    report.findings += _copies()
    report.findings += _unsealed(now)
    if head and head != seals.START and not AuditSeal.objects.filter(digest=head).exists():
        report.findings.append(Finding(0, HEAD_GONE))
    report.findings.sort(key=lambda finding: (finding.event_id == 0, finding.event_id))
    return report


def _chain(report: Report) -> Iterator[Finding]:
    rows = AuditSeal.objects.order_by("position").values_list("position", "event_id", "digest")
    links = rows.iterator(chunk_size=SIZE)
    while batch := list(islice(links, SIZE)):
        events = AuditEvent.objects.in_bulk([event_id for _, event_id, _ in batch])
        for position, event_id, digest in batch:
            event = events.get(event_id)
            if position != report.position + 1:
                yield Finding(event_id, GAP.format(position=report.position + 1), _label(event))
            if event is None:
                yield Finding(event_id, MISSING)
            else:
                yield from _judge(event, position, report.head, digest)
            report.position, report.head = position, digest


def _judge(event: AuditEvent, position: int, previous: str, digest: str) -> Iterator[Finding]:
    genuine = seals.is_genuine(event)
    expected = seals.link(previous, position, event.pk, event.signature, name=digest.partition(".")[0])
    if genuine is None or expected is None:
        yield Finding(event.pk, NO_KEY, _label(event))
    elif not genuine:
        yield Finding(event.pk, CHANGED, _label(event))
    elif not hmac.compare_digest(expected, digest):
        yield Finding(event.pk, BROKEN, _label(event))


def _copies() -> Iterator[Finding]:
    """A genuine row written a second time under another number: its random number gives it away."""
    twice = AuditEvent.objects.exclude(signature="").order_by().values("signature").annotate(rows=Count("pk"))
    for signature in twice.filter(rows__gt=1).values_list("signature", flat=True)[:SIZE]:
        first, *copies = AuditEvent.objects.filter(signature=signature).order_by("pk")
        yield from (Finding(copy.pk, COPIED, _label(copy)) for copy in copies)


def _unsealed(now: datetime) -> Iterator[Finding]:
    links = AuditSeal.objects.filter(event_id=OuterRef("pk"))
    for event in AuditEvent.objects.filter(~Exists(links)).order_by("pk").iterator(chunk_size=SIZE):
        if seals.is_genuine(event) is False:
            yield Finding(event.pk, INSERTED, _label(event))
        elif now - event.at > PATIENCE:
            minutes = int((now - event.at).total_seconds() // 60)
            yield Finding(event.pk, LATE.format(minutes=minutes), _label(event))


def _label(event: AuditEvent | None) -> str:
    if event is None:
        return ""
    return f"{Entry(event).what}, {event.actor_name}, {format_moment(event.at)}"


def check_and_note(*, now: datetime) -> Report:
    """Seal what was forgotten, check everything and write the outcome into the log itself, for the page to show."""
    seals.seal()
    report = check(now=now)
    for finding in report.findings[:20]:
        logger.error("log: %s", finding)
    first = str(report.findings[0]) if report.findings else ""
    audit.record(
        CHECKED, None, by=None, intact=report.is_intact, position=report.position, head=report.head, first=first
    )
    return report
