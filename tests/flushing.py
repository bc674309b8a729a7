"""Emptying the tables between tests that commit: what `migrate` puts there is put back as it was, not worked out anew.

Django answers every flush by asking each app for its content types and permissions, a few hundred of each, which took
far longer than the flush. They are the same rows every time.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import connections, transaction

KEPT = (ContentType, Permission)
_rows: dict[str, list] = {}


def install() -> None:
    """Let `flush` put the rows of `remember` back."""
    flush.emit_post_migrate_signal = _put_back


def remember(alias: str = "default") -> None:
    """Keep what a freshly migrated database holds; called once, before any test."""
    _rows[alias] = [list(model.objects.using(alias).order_by("pk")) for model in KEPT]


def _put_back(verbosity, interactive, db, **kwargs) -> None:
    ContentType.objects.clear_cache()
    with transaction.atomic(using=db):
        for model, rows in zip(KEPT, _rows[db], strict=True):
            model.objects.using(db).bulk_create(rows)
    if connections[db].vendor == "postgresql":
        with connections[db].cursor() as cursor:
            for model in KEPT:
                table = model._meta.db_table
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
