"""Configuration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "accounts"
    verbose_name = "Đơn vị, tài khoản"
