"""Questions asked of the shared tables."""

from datetime import date

from django.db import models
from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce


def within(value: date | int, first: str, last: str) -> Q:
    """Rows whose span from column `first` to column `last`, both included, holds `value`; an empty end is open."""
    return (Q(**{first: None}) | Q(**{f"{first}__lte": value})) & (Q(**{last: None}) | Q(**{f"{last}__gte": value}))


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are written once: no code path changes or removes them."""

    def update(self, **kwargs):
        raise TypeError("append-only rows cannot be updated")

    def delete(self):
        raise TypeError("append-only rows cannot be deleted")

    def bulk_update(self, objs, fields, batch_size=None):
        raise TypeError("append-only rows cannot be updated")


class AuditQuerySet(AppendOnlyQuerySet):
    """Lines of the log."""

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for event in objs:
            event.complete()
        return super().bulk_create(objs, *args, **kwargs)

    def about(self, obj: models.Model):
        """What happened to one object, newest first."""
        rows = self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
        return rows.order_by("-at", "-pk")


class OutboxQuerySet(models.QuerySet):
    """Messages by what is to be done with them."""

    def due(self, at):
        """Messages to send at `at`: waiting and due, or claimed by a worker whose lease ran out."""
        from .enums import MessageStatus as S

        return self.filter(Q(status=S.PENDING, next_try_at__lte=at) | Q(status=S.SENDING, leased_until__lt=at))


class NotificationQuerySet(models.QuerySet):
    """Notes in the portal."""

    def visible_to(self, user):
        """Everybody reads their own notes, nobody anybody else's."""
        return self.filter(recipient_id=user.pk)

    def unread_of(self, user_id: int):
        """What somebody has not opened yet."""
        return self.filter(recipient_id=user_id, read_at=None)

    def count_of_unread(self, user_id: int) -> Coalesce:
        """How many those are, for an annotation of another question."""
        rows = self.unread_of(user_id).order_by().values("recipient_id").annotate(number=Count("pk"))
        return Coalesce(Subquery(rows.values("number")), 0)
