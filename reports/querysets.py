"""Questions about generated files."""

from django.db import models

from accounts.enums import Permission
from accounts.permissions import has_permission


class GeneratedDocumentQuerySet(models.QuerySet):
    """Generated files."""

    def visible_to(self, user):
        """Who may export sees all; others only what they asked for themselves."""
        return self if has_permission(user, Permission.EXPORT) else self.filter(created_by_id=user.pk)
