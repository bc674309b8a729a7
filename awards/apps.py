"""Configuration of the awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "awards"
    verbose_name = "Khen thưởng"

    def ready(self):
        from accounts import footprint
        from core.outbox import register_guard

        from . import award_letters
        from . import footprint as own
        from .services import invitations

        footprint.register(own)
        register_guard(invitations.INVITATION, invitations.invitation_still_needed)
        register_guard(invitations.PUT_OFF, invitations.put_off_still_true)
        for kind in (award_letters.SUGGESTED, award_letters.DECLINED):
            register_guard(kind, award_letters.about_a_suggestion)
        for kind in (award_letters.RETURNED, award_letters.SENT_BACK):
            register_guard(kind, award_letters.about_a_dossier)
