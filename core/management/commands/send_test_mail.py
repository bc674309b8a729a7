"""`manage.py send_test_mail ADDRESS`: does the portal's mail leave, and what does the mail server say?"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from core import mail_check


class Command(BaseCommand):
    """One letter the way all others go, but at once and past the outbox; exit code 1 when it did not leave."""

    help = "Gửi một thư thử và nói máy chủ thư trả lời gì (send one letter and say what the mail server answered)."

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="địa-chỉ", help="gửi thư thử tới địa chỉ này")

    def handle(self, *args, address: str, **options):
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"“{address}” không phải là một địa chỉ thư.", returncode=2) from None
        self.stdout.write(f"Thư của cổng: {mail_check.way_of_letters()}. Người gửi: {settings.DEFAULT_FROM_EMAIL}.")
        try:
            outcome = mail_check.send_test(address)
        except mail_check.NotSent as exc:
            raise CommandError(str(exc), returncode=1) from None
        if outcome.answer:
            self.stdout.write(f"Máy chủ thư đã nhận thư gửi {address}. Nguyên văn: {outcome.answer}")
        else:
            self.stdout.write(f"Thư gửi {address} đã được ghi lại, không rời máy này.")
