"""Configuration of the submissions app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "submissions"
    verbose_name = "Báo cáo"
