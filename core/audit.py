"""The log (nhật ký): append-only rows without foreign keys, so that it outlives what it describes."""

from typing import Any

from django.db import models

from .models import AuditEvent


def record(action: str, obj: models.Model | None, *, by, old: str = "", new: str = "", **data: Any) -> AuditEvent:
    """Write one row: who did what to which object, before and after (ghi nhật ký).

    `by` is the acting user, or None for the system itself. `data` must be JSON-serialisable and must never hold a
    password, token or vote choice (reliability goal 21).
    """
    return AuditEvent.objects.create(
        actor_id=getattr(by, "pk", None),
        actor_name=str(by) if by is not None else "Hệ thống",
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:300] if obj is not None else "",
        old=old,
        new=new,
        data=data,
    )
