"""The seals of the log (niêm phong nhật ký): what was written stays as it was written, or the check names the row.

Every row carries a signature over its own content, made with a key the database does not hold: rows that did not come
from the portal, and rows changed later, are found out. Right after commit each row also gets a link in one chain, so
that a missing row is found out too. Writing the row itself takes no lock and waits for nobody (ADR 0035).
"""

import hashlib
import hmac
import json
import logging
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .text import nfc

logger = logging.getLogger(__name__)

START = "-"
BATCH = 500
TRIES = 8
# What the minute's sweep looks back over; the nightly check looks at everything.
LOOK_BACK = timedelta(days=2)

_SIGNED = (
    "actor_id", "actor_name", "capacity", "address", "kind", "action", "object_type", "object_id", "object_label",
    "old", "new", "changes", "data",
)  # fmt: skip


@lru_cache(maxsize=8)
def _key(secret: str) -> tuple[str, bytes]:
    """The log's own key made from a secret key, and the short name under which rows refer to it."""
    key = hmac.digest(secret.encode(), b"lechan-thidua nhat ky v1", "sha256")
    return hashlib.sha256(key).hexdigest()[:8], key


def _keys() -> dict[str, bytes]:
    """Every key a row may be signed with, the present one first; former ones come from AUDIT_OLD_KEYS."""
    return dict(_key(secret) for secret in (settings.SECRET_KEY, *settings.AUDIT_OLD_KEYS))


def _mac(key: bytes, *parts: str) -> str:
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256").hex()


def _plain(value: Any) -> Any:
    """A value as the database will give it back."""
    if isinstance(value, str):
        return nfc(value)
    return value


def content(event) -> str:
    """Everything a reader could be deceived about, as one text that is the same before and after storing."""
    values = {name: _plain(getattr(event, name)) for name in _SIGNED}
    values["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def sign(event) -> str:
    """The signature of a row about to be written: name of the key, a random number, the keyed hash of both."""
    name, key = _key(settings.SECRET_KEY)
    nonce = secrets.token_hex(8)
    return f"{name}.{nonce}.{_mac(key, nonce, content(event))}"


def is_genuine(event) -> bool | None:
    """True when the row is as the portal wrote it, False when not, None when its key is no longer known."""
    name, _, rest = event.signature.partition(".")
    nonce, _, mac = rest.partition(".")
    if not (nonce and mac):
        return False
    key = _keys().get(name)
    if key is None:
        return None
    return hmac.compare_digest(mac, _mac(key, nonce, content(event)))


def link(previous: str, position: int, event_id: int, signature: str, *, name: str = "") -> str | None:
    """The digest of a link after `previous`; under the key `name`, or the present one. None for an unknown key."""
    name = name or _key(settings.SECRET_KEY)[0]
    key = _keys().get(name)
    return key and f"{name}.{_mac(key, previous, str(position), str(event_id), signature)}"


class _SealFrom:
    """What runs after commit: seal everything from one row on. One for a whole transaction is enough."""

    def __init__(self, first: int):
        self.first = first
        # Django names by it what failed after commit.
        self.__qualname__ = "core.seals.seal"

    def __call__(self) -> None:
        seal(first=self.first)


def seal_after_commit(event) -> None:
    """Give the row its link once it is certain that it stays; a failure is logged, the sweep mends it.

    A transaction that writes a thousand rows seals them together: a call already waiting for this transaction, or for
    a savepoint around this one, runs whenever this one would.
    """
    inside = set(connection.savepoint_ids)
    for waiting in connection.run_on_commit:
        if isinstance(waiting[1], _SealFrom) and waiting[0] <= inside:
            return
    transaction.on_commit(_SealFrom(event.pk), robust=True)


def seal(*, first: int = 0, since: datetime | None = None) -> int:
    """Add a link for every row without one, from row `first` on, written at `since` or later; return how many.

    Each batch is a short transaction of its own. Who comes second finds the position taken and looks again.
    """
    done = 0
    for turn in range(TRIES):
        try:
            begin: int | None = first
            while begin is not None:
                added, begin = _seal_batch(begin, since)
                done += added
            return done
        except (IntegrityError, OperationalError) as exc:
            # Another process has just added these links, or SQLite kept us waiting.
            logger.debug("sealing the log, try %s: %s", turn + 1, exc)
    logger.warning("the log is being sealed by others; the sweep adds what is missing")
    return done


def _seal_batch(first: int, since: datetime | None) -> tuple[int, int | None]:
    """Look at up to BATCH rows in one transaction: how many got a link, and where to go on, if anywhere."""
    from .models import AuditEvent, AuditSeal

    with transaction.atomic():
        links = AuditSeal.objects.filter(event_id=OuterRef("pk"))
        rows = AuditEvent.objects.filter(~Exists(links), pk__gte=first).order_by("pk")
        rows = list((rows.filter(at__gte=since) if since else rows)[:BATCH])
        # A row the portal did not write gets no link: the check names it.
        genuine = [row for row in rows if is_genuine(row)]
        last = AuditSeal.objects.order_by("-position").values_list("position", "digest").first()
        position, digest = last or (0, START)
        added = []
        for row in genuine:
            position += 1
            digest = link(digest, position, row.pk, row.signature)
            added.append(AuditSeal(position=position, event_id=row.pk, digest=digest))
        AuditSeal.objects.bulk_create(added)
    return len(added), (rows[-1].pk + 1 if len(rows) == BATCH else None)


def sweep(*, now: datetime | None = None) -> int:
    """Seal what a dying process left behind; return how many rows (quét dòng chưa niêm phong)."""
    from .models import AuditSeal

    if not AuditSeal.objects.exists():
        return seal()
    return seal(since=(now or timezone.now()) - LOOK_BACK)
