"""manage.py check_invariants: does everything hold that must always hold? Names the rows; exit code 1 when not."""

from itertools import groupby
from operator import itemgetter

from django.core.management.base import BaseCommand, CommandError

from core import invariants
from core.clock import database_now
from core.formats import format_number

SHOWN = 50


class Command(BaseCommand):
    """Reads only. `--deep` also reads every stored file; exit code 2 for a rule that does not exist."""

    help = "Kiểm tra tính đúng đắn của dữ liệu (check what must always hold)."

    def add_arguments(self, parser):
        parser.add_argument("rules", nargs="*", metavar="mã", help="chỉ kiểm tra các quy tắc có mã này")
        parser.add_argument("--list", action="store_true", dest="listing", help="in các quy tắc, không kiểm tra")
        parser.add_argument("--deep", action="store_true", help="đọc cả nội dung tệp để so mã kiểm tra, lâu hơn")
        parser.add_argument("--most", type=int, default=SHOWN, help=f"số dòng in cho mỗi quy tắc (mặc định {SHOWN})")

    def handle(self, *args, rules: list[str], listing: bool, deep: bool, most: int, **options):
        known = {rule.code: rule for rule in invariants.rules()}
        if listing:
            for rule in known.values():
                self.stdout.write(f"{rule.code}  {rule.words}{' (chỉ khi có --deep)' if rule.deep else ''}")
            return
        if unknown := [code for code in rules if code not in known]:
            raise CommandError(f"Không có quy tắc {', '.join(unknown)}. Xem --list.", returncode=2)
        asked, broken = invariants.chosen(deep=deep, only=rules), 0
        for rule, found in groupby(invariants.check(asked, at=database_now()), key=itemgetter(0)):
            broken += self._tell(rule, (finding for _, finding in found), most)
        if broken:
            raise CommandError(f"Đã kiểm tra {len(asked)} quy tắc: {format_number(broken)} chỗ sai.", returncode=1)
        self.stdout.write(f"Đã kiểm tra {len(asked)} quy tắc: không có chỗ sai.")

    def _tell(self, rule, findings, most: int) -> int:
        """Print what breaks one rule, a line a row, and count all of it."""
        count = 0
        for count, finding in enumerate(findings, start=1):
            if count <= most:
                self.stdout.write(f"{rule.code}: {finding}.")
        if count > most:
            self.stdout.write(f"{rule.code}: còn {format_number(count - most)} chỗ nữa.")
        self.stdout.write(f"{rule.code}: {format_number(count)} chỗ sai. Phải đúng: {rule.words}")
        return count
