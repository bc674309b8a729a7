"""manage.py check_audit: is the log as it was written? Names the first broken row; exit code 1 when there is one."""

import re

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.formats import format_number
from core.seal_check import check

SHOWN = 20


class Command(BaseCommand):
    """Reads only; `--head` takes the digest printed by an earlier run and kept outside the database."""

    help = "Kiểm tra chuỗi niêm phong của nhật ký (check the seals of the log)."

    def add_arguments(self, parser):
        parser.add_argument("--head", default="", help="mã đầu chuỗi đã ghi lại ở lần kiểm tra trước")

    def handle(self, *args, head, **options):
        if head.strip() and not re.fullmatch(r"[0-9a-f]{8}\.[0-9a-f]{64}", head.strip()):
            raise CommandError("Mã đầu chuỗi không đúng dạng. Xem lại mã đã chép.", returncode=2)
        report = check(now=timezone.now(), head=head.strip())
        self.stdout.write(
            f"Nhật ký có {format_number(report.events)} dòng, {format_number(report.position)} dòng đã niêm phong."
        )
        self.stdout.write(f"Mã đầu chuỗi: {report.head}")
        if report.is_intact:
            self.stdout.write("Chuỗi nhật ký nguyên vẹn.")
            return
        first, *others = report.findings
        self.stderr.write(f"Chỗ hỏng đầu tiên: {first}.")
        for finding in others[: SHOWN - 1]:
            self.stderr.write(f"  {finding}.")
        raise CommandError(f"Nhật ký có {format_number(len(report.findings))} chỗ không còn nguyên vẹn.", returncode=1)
