"""`manage.py load_plan FILE`: the plan as rows, as often as you like."""

from django.core.management.base import BaseCommand, CommandError

from campaigns.plan_file import PlanFileError, read_plan
from campaigns.services import load_plan


class Command(BaseCommand):
    """Reads, checks and loads one plan file; a faulty one changes nothing."""

    help = "Nạp tệp kế hoạch phong trào (TOML) vào cơ sở dữ liệu; nạp lại cùng một tệp thì không đổi gì."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="ví dụ campaigns/plans/le-chan-2026-2030.toml")

    def handle(self, *args, file, **options):
        try:
            result = load_plan(read_plan(file))
        except PlanFileError as exc:
            raise CommandError(str(exc)) from None
        for place in result.kept:
            self.stdout.write(f"Giữ giá trị đã sửa trong cổng: {place}")
        removed = f", bỏ {result.removed}" if result.removed else ""
        self.stdout.write(f"Kế hoạch: mới {result.new}, thay đổi {result.changed}, giữ nguyên {result.same}{removed}.")
