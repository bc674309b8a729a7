"""`manage.py send_reminders`: reminders of reports and of additions by the schedule, for a site without beat."""

from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.wording import Wording
from core import outbox
from core.clock import WARD
from core.models import OutboxMessage
from submissions import reminder_steps, reminders
from submissions.services import return_reminders


class Command(BaseCommand):
    """Queue what is due; the letters leave through the outbox."""

    help = "Gửi các lần nhắc nộp báo cáo, nhắc hạn bổ sung đã đến lịch và chưa gửi."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ nói sẽ nhắc ai, không gửi")
        parser.add_argument("--now", help="coi như đang là thời điểm này (ISO, giờ của phường nếu không ghi múi giờ)")

    def handle(self, *args, dry_run=False, now=None, **options):
        moment = self._moment(now)
        if not dry_run and moment > timezone.now() and not settings.DEMO:
            raise CommandError("--now ở tương lai chỉ dùng cùng --dry-run, hoặc với DEMO=1 ở bản chạy thử.")
        found = self._preview(moment) if dry_run else self._send(moment)
        if not found:
            self.stdout.write("Không có lần nhắc nào đến lịch.")

    @staticmethod
    def _moment(text: str | None) -> datetime:
        if not text:
            return timezone.now()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--now: không đọc được “{text}”, ví dụ 2026-12-08T07:00") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=WARD)

    def _send(self, moment: datetime) -> bool:
        runs = reminders.send_due_reminders(now=moment)
        for run in runs:
            self._say(run.period, run.days_before, f"đã xếp {run.queued}", run.left_out, run.extension)
        additions = return_reminders.send_due(now=moment)
        if additions:
            self.stdout.write(f"Nhắc hạn bổ sung: đã xếp {additions} thư vào hàng gửi.")
        if settings.DEMO and moment > timezone.now():
            self._deliver(moment)
        return bool(runs or additions)

    @staticmethod
    def _deliver(moment: datetime) -> None:
        """A letter of a day to come would wait for it; who plays the calendar through wants to read it now."""
        for message_id in OutboxMessage.objects.due(moment).order_by("pk").values_list("pk", flat=True):
            outbox.deliver(message_id, now=moment)

    def _preview(self, moment: datetime) -> bool:
        due, known = reminder_steps.waiting(now=moment), Wording.now()
        for each in due:
            targets = reminders.targets_of(each, now=moment)
            letters = sum(len(target.addressees) for target in targets)
            self._say(each.period, each.step.days, f"sẽ xếp {letters}", each.left_out, each.extension)
            for target in targets:
                to = ", ".join(addressee.email for addressee in target.addressees) or "chưa có địa chỉ thư"
                words = reminders.letter(each.period, target, at=moment, known=known)
                self.stdout.write(f"- {target.subject} <{to}>: {words.subject}")
        return self._preview_additions(moment) or bool(due)

    def _say(self, period, days: int, queued: str, left_out: list[int], extension) -> None:
        name = f"{period}, {extension.unit or extension.person} (gia hạn)" if extension else period
        missed = f" Bỏ qua mốc bị lỡ: {', '.join(map(self._step, left_out))}." if left_out else ""
        self.stdout.write(f"{name}: mốc {self._step(days)}, {queued} thư vào hàng gửi.{missed}")

    @staticmethod
    def _step(days: int) -> str:
        return f"{days} ngày" if days >= 0 else f"quá hạn {-days} ngày"

    def _preview_additions(self, moment: datetime) -> bool:
        due = return_reminders.due_now(now=moment)
        if due:
            self.stdout.write(f"Nhắc hạn bổ sung: sẽ nhắc {len(due)} nơi.")
        for reminder in due:
            to = ", ".join(addressee.email for addressee in reminder.addressees) or "chưa có địa chỉ thư"
            self.stdout.write(f"- {reminder.asked.submission.subject} <{to}>: {reminder.letter.subject}")
        return bool(due)
