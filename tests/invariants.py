"""Asking single rules of `manage.py check_invariants`, and breaking rows behind the portal's back."""

from django.db import connection, models
from django.utils import timezone

from core import invariants


def found(*codes: str, at=None, deep: bool = False) -> list[tuple[str, str]]:
    """What the named rules (all without names) find: pairs of code and sentence."""
    asked = invariants.chosen(deep=deep, only=codes)
    return [(rule.code, str(finding)) for rule, finding in invariants.check(asked, at=at or timezone.now())]


def spoil(row: models.Model, **values) -> None:
    """Change columns past every service, as a fault or somebody with the database's password would."""
    assert type(row)._base_manager.filter(pk=row.pk).update(**values) == 1


def spoil_raw(row: models.Model, column: str, value) -> None:
    """The same past the fields too, which would bring a text into its right form."""
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {connection.ops.quote_name(column)} = %s WHERE id = %s", [value, row.pk])
