"""Sign and seal the rows the log already has, then let the database itself refuse to change or remove any (ADR 0035).

TRUNCATE and DROP stay possible for whoever owns the tables: the chain is what finds that out.
"""

from django.db import migrations

TABLES = ("core_auditevent", "core_auditseal")
SIZE = 1000

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def seal_former_rows(apps, schema_editor):
    """The check can only vouch for former rows from today on: what was changed before stays unknown."""
    from core.audit_labels import ACTIONS
    from core.seals import START, link, sign
    from core.text import fold_vi

    model, seal = apps.get_model("core", "AuditEvent"), apps.get_model("core", "AuditSeal")
    last, position, digest = 0, 0, START
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:SIZE]):
        for row in rows:
            row.kind = ACTIONS[row.action].kind if row.action in ACTIONS else "STEP"
            row.search_text = fold_vi(row.object_label)[:300]
            row.signature = sign(row)
        model.objects.bulk_update(rows, ["kind", "search_text", "signature"])
        links = []
        for row in rows:
            position += 1
            digest = link(digest, position, row.pk, row.signature)
            links.append(seal(position=position, event_id=row.pk, digest=digest))
        seal.objects.bulk_create(links)
        last = rows[-1].pk


def forbid(apps, schema_editor):
    """Triggers on both tables."""
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if postgres:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, 'table {table} is append-only'); END"
                )


def allow(apps, schema_editor):
    """Take the triggers away again."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for verb in ("update", "delete"):
            on = f" ON {table}" if postgres else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
    if postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS core_append_only()")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_chain")]

    operations = [
        migrations.RunPython(seal_former_rows, migrations.RunPython.noop),
        migrations.RunPython(forbid, allow),
    ]
