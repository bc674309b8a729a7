"""`manage.py send_reminders`: the reminders of the schedule, for a site without a worker or beat."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.models import ReportingPeriod
from core.clock import WARD
from core.formats import format_moment
from submissions import reminders


class Command(BaseCommand):
    """Queue what is due; the letters leave through the outbox."""

    help = "Gửi các lần nhắc nộp báo cáo đã đến lịch và chưa gửi."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ nói sẽ nhắc ai, không gửi")
        parser.add_argument("--now", help="coi như đang là thời điểm này (ISO, giờ của phường nếu không ghi múi giờ)")

    def handle(self, *args, dry_run=False, now=None, **options):
        moment = self._moment(now)
        if not dry_run:
            runs = reminders.send_due_reminders(now=moment)
            for run in runs:
                self.stdout.write(f"{run.period}: mốc {run.days_before} ngày, đã xếp {run.queued} thư vào hàng gửi.")
            if not runs:
                self.stdout.write("Không có lần nhắc nào đến lịch.")
            return
        for period in ReportingPeriod.objects.filter(opens_at__lte=moment, locks_at__gt=moment):
            self._preview(period, moment)

    @staticmethod
    def _moment(text: str | None) -> datetime:
        if not text:
            return timezone.now()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--now: không đọc được “{text}”, ví dụ 2026-12-08T07:00") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=WARD)

    def _preview(self, period: ReportingPeriod, moment: datetime) -> None:
        step = reminders.step_to_send(period, now=moment)
        if step is None:
            self.stdout.write(f"{period}: không có lần nhắc nào đến lịch lúc {format_moment(moment)}.")
            return
        targets = [t for t in reminders.still_missing(period, now=moment) if not t.deadline.is_extended]
        self.stdout.write(f"{period}: mốc {step.days} ngày, sẽ nhắc {len(targets)} nơi.")
        for target in targets:
            to = ", ".join(addressee.email for addressee in target.addressees) or "chưa có địa chỉ thư"
            words = reminders.letter(period, target, at=moment)
            self.stdout.write(f"- {target.subject} <{to}>: {words.subject}")
