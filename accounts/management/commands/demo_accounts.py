"""`manage.py demo_accounts`: who can sign in to the demonstration."""

from django.core.management.base import BaseCommand

from accounts import demo


class Command(BaseCommand):
    """Print the demo accounts with their roles and the one password (tài khoản dùng thử)."""

    help = "In danh sách tài khoản dùng thử."

    def handle(self, *args, **options):
        accounts = demo.accounts()
        if not accounts:
            self.stdout.write("Không có tài khoản dùng thử.")
            return
        self.stdout.write(f"Tài khoản dùng thử, mật khẩu chung: {demo.PASSWORD}")
        width = max(len(account.email) for account in accounts)
        for account in accounts:
            self.stdout.write(f"  {account.email:<{width}}  {account.role}")
