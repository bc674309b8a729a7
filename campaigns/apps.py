"""Configuration of the campaigns app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "campaigns"
    verbose_name = "Phong trào"
