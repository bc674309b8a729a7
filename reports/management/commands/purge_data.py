"""`manage.py purge_data`: what has been kept longer than it has to be; without --yes it only says so."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.formats import format_date
from reports.privacy import purging


class Command(BaseCommand):
    """Tells each kind with its number of rows and the oldest day."""

    help = "Dọn dữ liệu đã hết hạn giữ. Không có --yes thì chỉ cho biết sẽ xóa gì. Nhật ký không bao giờ bị xóa."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="xóa thật")

    def handle(self, *args, yes: bool, **options):
        now = timezone.now()
        found = purging.purge(at=now) if yes else purging.look(at=now)
        for due in found:
            oldest = f", cũ nhất {format_date(due.oldest)}" if due.oldest else ""
            self.stdout.write(f"{due.kind.title}: {due.count}{oldest}")
        if yes:
            self.stdout.write(f"Đã xóa {sum(due.count for due in found)} dòng.")
        elif any(due.count for due in found):
            self.stdout.write("Chưa xóa gì. Chạy lại với --yes để xóa.")
        else:
            self.stdout.write("Không có gì hết hạn giữ.")
