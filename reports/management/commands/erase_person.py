"""`manage.py erase_person`: erase what is held about one person; without --yes it only says what it would do."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.privacy import erasing, subjects


class Command(BaseCommand):
    """Tells row by row what goes, what stays and on which ground."""

    help = "Xóa dữ liệu cá nhân của một người. Không có --yes thì chỉ cho biết sẽ xóa gì, giữ gì và vì sao."

    def add_arguments(self, parser):
        parser.add_argument("--email", default="", metavar="ĐỊA CHỈ", help="thư điện tử của tài khoản hoặc cá nhân")
        parser.add_argument("--person", default="", metavar="MÃ", help="mã cá nhân, không có mã thì số")
        parser.add_argument("--yes", action="store_true", help="xóa thật")

    def handle(self, *args, email: str, person: str, yes: bool, **options):
        now = timezone.now()
        try:
            subject = subjects.find(email=email, person=person)
            label = subject.label
            plan = erasing.erase(subject, at=now) if yes else erasing.plan(subject, at=now)
        except (subjects.NobodyFound, erasing.Refused) as exc:
            raise CommandError(str(exc)) from None
        self.stdout.write(f"{label}:")
        for row in plan.gone:
            self.stdout.write(f"  {'đã xóa' if yes else 'sẽ xóa'}: {row.what}, {row.count} ({row.how})")
        for row in plan.kept:
            self.stdout.write(f"  giữ: {row.what}, {row.count} ({row.ground})")
        for reason in plan.refusals if not yes else ():
            self.stdout.write(f"  chưa xóa được: {reason}")
        if not plan.gone:
            self.stdout.write("Không còn gì để xóa.")
        elif yes:
            self.stdout.write("Đã xóa. Các bản sao lưu còn dữ liệu này tới khi hết hạn giữ.")
        else:
            self.stdout.write("Chưa xóa gì. Chạy lại với --yes để xóa.")
