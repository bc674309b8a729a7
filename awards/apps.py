"""Configuration of the awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "awards"
    verbose_name = "Khen thưởng"
