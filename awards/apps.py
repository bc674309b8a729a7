"""Configuration of the awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "awards"
    verbose_name = "Khen thưởng"

    def ready(self):
        from accounts import footprint
        from core import letter_kinds

        from . import footprint as own
        from .letter_kinds import KINDS

        footprint.register(own)
        letter_kinds.register(*KINDS)
