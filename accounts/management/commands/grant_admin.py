"""`manage.py grant_admin`: the operator of the server gives somebody the keeping of the accounts."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.services.grants import appoint_administrator
from core.names import check_name


class Command(BaseCommand):
    """The first administrator of an installation, or a new one when the ward has lost all of them."""

    help = "Giao vai trò quản trị cho một địa chỉ thư; chưa có tài khoản thì lập. Chạy lại không đổi gì."

    def add_arguments(self, parser):
        parser.add_argument("email", help="thư điện tử của người quản trị")
        parser.add_argument("--name", default="", help="họ và tên, cần khi địa chỉ chưa có tài khoản")

    def handle(self, *args, email: str, name: str, **options):
        try:
            validate_email(email)
            check_name(name)
            grant = appoint_administrator(email=email, full_name=name)
        except ValidationError as exc:
            raise CommandError(" ".join(exc.messages)) from None
        self.stdout.write(
            f"{grant.user} ({grant.user.email}) có vai trò {grant.get_role_display()}. Người này vào cổng bằng liên "
            "kết đăng nhập gửi qua thư, hoặc đặt mật khẩu bằng “Quên mật khẩu”."
        )
