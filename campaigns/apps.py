"""Configuration of the campaigns app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "campaigns"
    verbose_name = "Phong trào"

    def ready(self) -> None:
        """The pages of units and people ask this app about groups."""
        from accounts import groups

        from . import group_book

        groups.register(group_book)
