"""`manage.py seed_demo`: a believable ward to try the portal out; with numbers, a large one to measure it."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.models import Campaign
from reports.demo import people
from reports.demo.seeding import run


class Command(BaseCommand):
    """Makes the demo ward once; a second run changes nothing."""

    help = "Tạo dữ liệu mẫu của phường: đơn vị, tài khoản, báo cáo ở mọi trạng thái. Chạy lại thì không đổi gì."

    def add_arguments(self, parser):
        parser.add_argument("--units", type=int, default=45, metavar="N", help="số đơn vị (mặc định 45)")
        parser.add_argument("--reports", type=int, default=None, metavar="N", help="số báo cáo (mặc định: vừa đủ)")
        parser.add_argument("--scored", action="store_true", help="mọi báo cáo đã được chấm, chấp nhận")
        parser.add_argument("--seed", type=int, default=2026, metavar="S", help="số gieo; cùng số thì cùng dữ liệu")

    def handle(self, *args, units, reports, scored, seed: int, **options):
        if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith("production"):
            raise CommandError("Không tạo dữ liệu mẫu trên máy chủ thật: tài khoản mẫu có mật khẩu ai cũng biết.")
        campaign = Campaign.objects.order_by("-start_year", "pk").first()
        if campaign is None:
            raise CommandError(
                "Chưa có kế hoạch. Chạy trước: manage.py load_plan campaigns/plans/le-chan-2026-2030.toml"
            )
        if units < 4 or (reports is not None and reports < 0):
            raise CommandError("Cần ít nhất 4 đơn vị (--units) và số báo cáo không âm (--reports).")
        if people.exists():
            self.stdout.write("Dữ liệu mẫu đã có, không làm gì thêm.")
            return
        result = run(campaign, units=units, reports=reports, scored=scored, seed=seed, now=timezone.now())
        self.stdout.write(str(result))
