"""The virus scanner (quét mã độc): asked when one is set, and while it does not answer a file is not given out (F33).

ClamAV's own protocol over its socket: INSTREAM, pieces with their length in front, a line back. No library is needed
for that, and nothing of the file's name or owner is told.
"""

import logging
import socket
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from core import audit

from ..enums import ScanStatus
from ..models import Evidence

logger = logging.getLogger(__name__)
PIECE = 64 * 1024
CONNECT_SECONDS = 2
# A file that waits longer than this is shown to the office: the scanner is down.
WAITS_TOO_LONG = timedelta(minutes=10)
# Files asked about again in one round.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner said: clean, refused with the virus's name, or pending when it said nothing."""

    status: str
    virus: str = ""


def is_on() -> bool:
    """True where a scanner is set."""
    return bool(settings.CLAMAV_SOCKET or settings.CLAMAV_HOST)


def scan(file: BinaryIO) -> Scan:
    """Ask about the bytes of `file` from its beginning; clean without a scanner. Never raises for the scanner."""
    if not is_on():
        return Scan(ScanStatus.CLEAN)
    try:
        answer = _instream(file)
    except OSError as exc:
        logger.error("the virus scanner does not answer: %s", exc)
        return Scan(ScanStatus.PENDING)
    finally:
        file.seek(0)
    if answer == "stream: OK":
        return Scan(ScanStatus.CLEAN)
    if answer.endswith(" FOUND"):
        return Scan(ScanStatus.REFUSED, answer.removeprefix("stream: ").removesuffix(" FOUND")[:80])
    logger.error("the virus scanner could not scan: %s", answer[:200])
    return Scan(ScanStatus.PENDING)


def _connect() -> socket.socket:
    if settings.CLAMAV_SOCKET:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.settimeout(CONNECT_SECONDS)
            link.connect(settings.CLAMAV_SOCKET)
        except OSError:
            link.close()
            raise
        return link
    return socket.create_connection((settings.CLAMAV_HOST, settings.CLAMAV_PORT), timeout=CONNECT_SECONDS)


def _instream(file: BinaryIO) -> str:
    """The scanner's line about the stream; raises OSError when it is away or too slow."""
    with _connect() as link:
        link.settimeout(settings.CLAMAV_SECONDS)
        file.seek(0)
        link.sendall(b"zINSTREAM\0")
        try:
            while piece := file.read(PIECE):
                link.sendall(struct.pack(">I", len(piece)) + piece)
            link.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # A stream longer than its limit: the scanner says so and hangs up in the middle.
            logger.warning("the virus scanner hung up in the middle of a file")
        said = b""
        while not said.endswith(b"\0"):
            part = link.recv(4096)
            if not part:
                break
            said += part
    if not said:
        raise ConnectionError("no answer")
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def troubled(*, now: datetime):
    """Files that need somebody's look at `now` (tệp cần xem), those that wait for the scanner only after 10 minutes."""
    return Evidence.objects.in_trouble(before=now - WAITS_TOO_LONG)


def state_of_files() -> str:
    """What the health page says of stored files: "ok", "faulty" (lost, changed, infected) or "unscanned"."""
    rows = troubled(now=timezone.now()).values_list("scan_status", "fault")[:AT_ONCE]
    if not rows:
        return "ok"
    return "unscanned" if all(scan == ScanStatus.PENDING and not fault for scan, fault in rows) else "faulty"


def rescan_waiting(*, now: datetime | None = None) -> int:
    """Ask again about files that wait for the scanner (quét lại tệp đang chờ), oldest first; returns how many.

    Stops at the first file the scanner says nothing about. Without a scanner nothing happens: a setting that was
    lost must not let unscanned files out.
    """
    if not is_on():
        return 0
    now, done = now or timezone.now(), 0
    waiting = Evidence.objects.filter(scan_status=ScanStatus.PENDING, purged_at=None).exclude(file="")
    for row in waiting.order_by("uploaded_at", "pk")[:AT_ONCE]:
        try:
            with row.file.open("rb") as handle:
                found = scan(handle)
        except OSError as exc:
            logger.error("evidence %s cannot be read for scanning: %s", row.pk, exc)
            continue
        if found.status == ScanStatus.PENDING:
            break
        done += note(row, found, at=now)
    return done


def note(row: Evidence, found: Scan, *, at: datetime) -> int:
    """Write down what the scanner said of a file that waited; one winner when two sweeps meet."""
    rows = Evidence.objects.filter(pk=row.pk, scan_status=ScanStatus.PENDING)
    changed = rows.update(scan_status=found.status, scanned_at=at)
    if changed and found.status == ScanStatus.REFUSED:
        audit.record("file_infected", row, by=None, submission=row.submission_id, virus=found.virus)
    return changed
