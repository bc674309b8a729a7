"""Configuration of the reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "reports"
    verbose_name = "Tổng hợp"
