"""Questions about generated files."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.permissions import has_permission

from .enums import DocumentStatus as S


class GeneratedDocumentQuerySet(models.QuerySet):
    """Generated files."""

    def visible_to(self, user):
        """Who may export sees all; others only what they asked for themselves."""
        return self if has_permission(user, Permission.EXPORT) else self.filter(created_by_id=user.pk)

    def at_work(self):
        """Files that were asked for and are still to come."""
        return self.filter(status__in=[S.QUEUED, S.BUILDING])

    def to_build(self, at: datetime):
        """Files no living worker is at: waiting, or begun by a worker whose lease ran out."""
        return self.filter(Q(status=S.QUEUED) | Q(status=S.BUILDING, leased_until__lt=at))
