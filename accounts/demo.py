"""The accounts of the demonstration, offered as buttons on the sign-in page in demo mode only."""

from dataclasses import dataclass

from django.conf import settings

from .models import User

DOMAIN = "demo.example"
PASSWORD = "thidua-2026"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One button: whose account, and what role it shows."""

    email: str
    label: str
    role: str


def accounts() -> list[DemoAccount]:
    """Every account of the demonstration in the order it was made; none outside demo mode."""
    if not settings.DEMO:
        return []
    users = User.objects.filter(is_active=True, email__endswith=f"@{DOMAIN}").order_by("pk")
    return [
        DemoAccount(user.email, str(user), ", ".join(grant.get_role_display() for grant in user.memberships.all()))
        for user in users.prefetch_related("memberships")
    ]
