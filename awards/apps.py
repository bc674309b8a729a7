"""Configuration of the awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "awards"
    verbose_name = "Khen thưởng"

    def ready(self):
        from accounts import footprint
        from core.outbox import register_guard

        from . import footprint as own
        from .services import meetings

        footprint.register(own)
        register_guard(meetings.INVITATION, meetings.invitation_still_needed)
