"""`manage.py take_bounces`: take in letters that came back, from a pipe of the mail server or from their mailbox."""

import sys
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from core import bounce_box, bounces
from core.enums import BounceFate

# What a mail server takes as "try this message again later" (sysexits.h).
EX_TEMPFAIL = 75


class Command(BaseCommand):
    """One message from standard input, or every unread one of the mailbox."""

    help = "Ghi các địa chỉ không nhận thư: đọc một thư báo trả về từ đầu vào chuẩn, hoặc cả hộp thư (--imap)."

    def add_arguments(self, parser):
        parser.add_argument("--imap", action="store_true", help="đọc hộp thư đặt bằng BOUNCES_IMAP_HOST …")

    def handle(self, *args, imap=False, **options):
        now = timezone.now()
        if not imap:
            # One byte more than is taken tells a message that is too large.
            raw = sys.stdin.buffer.read(bounces.MAX_BYTES + 1)
            try:
                fates = Counter([bounces.take(raw, at=now)])
            except Error as exc:
                raise CommandError(f"Chưa ghi được, gửi lại sau: {exc}", returncode=EX_TEMPFAIL) from exc
        elif not bounce_box.is_set():
            raise CommandError("Chưa đặt BOUNCES_IMAP_HOST.")
        else:
            try:
                fates = bounce_box.read_all(at=now)
            except bounce_box.MailboxError as exc:
                raise CommandError(f"Không đọc được hộp thư: {exc}") from exc
        told = [f"{BounceFate(fate).label}: {count}" for fate, count in sorted(fates.items())]
        self.stdout.write("; ".join(told) or "Hộp thư không có thư mới.")
