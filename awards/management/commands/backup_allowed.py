"""manage.py backup_allowed: may the database be copied now, or does a secret vote forbid it? Exit code 1 when not."""

import time

from django.core.management.base import BaseCommand, CommandError

from awards.services import traces

PAUSE = 5


class Command(BaseCommand):
    """Reads only. With `--wait` it asks again until it may, or until the seconds are over."""

    help = "Hỏi có được sao lưu cơ sở dữ liệu lúc này không (may the database be copied now)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--wait", type=int, default=0, metavar="GIÂY", help="chờ tối đa chừng này giây (mặc định 0)"
        )

    def handle(self, *args, wait: int, **options):
        until = time.monotonic() + wait
        while (reason := traces.forbids_copy()) and time.monotonic() < until:
            time.sleep(min(PAUSE, max(until - time.monotonic(), 0)))
        if reason:
            raise CommandError(f"Chưa được sao lưu: {reason}", returncode=1)
        self.stdout.write("Được sao lưu.")
