"""Questions about generated files."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.permissions import has_permission

from .enums import OF_A_YEAR, OF_AWARDS
from .enums import DocumentStatus as S


class GeneratedDocumentQuerySet(models.QuerySet):
    """Generated files."""

    def visible_to(self, user):
        """Papers of a year: who may export sees all; others only what they asked for themselves."""
        rows = self.filter(kind__in=OF_A_YEAR)
        return rows if has_permission(user, Permission.EXPORT) else rows.filter(created_by_id=user.pk)

    def of_hand_ins_visible_to(self, user):
        """Receipts and printed reports: they go with the report they belong to."""
        submissions = self.model._meta.get_field("snapshot").related_model._meta.get_field("submission").related_model
        return self.filter(snapshot__submission__in=submissions.objects.visible_to(user))

    def of_awards_visible_to(self, user):
        """Papers of awards: they go with what they are about, a certificate with its decision."""
        allowed = Q(pk=None)
        for column in dict.fromkeys(OF_AWARDS.values()):
            owner, path = self.model._meta.get_field(column).related_model, column
            if column == "decision_line":
                owner, path = owner._meta.get_field("decision").related_model, f"{column}__decision"
            allowed |= Q(**{f"{path}__in": owner.objects.visible_to(user)})
        return self.filter(allowed, kind__in=OF_AWARDS)

    def at_work(self):
        """Files that were asked for and are still to come."""
        return self.filter(status__in=[S.QUEUED, S.BUILDING])

    def to_build(self, at: datetime):
        """Files no living worker is at: waiting, or begun by a worker whose lease ran out."""
        return self.filter(Q(status=S.QUEUED) | Q(status=S.BUILDING, leased_until__lt=at))
