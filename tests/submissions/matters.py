"""Difficulties at their stations, by the real services."""

from django.urls import reverse

from accounts.enums import Role
from core.models import OutboxMessage
from submissions.services import difficulties as service
from tests import factories

ASKED = factories.ward(2026, 3, 2, 9)
LATER = factories.ward(2026, 3, 14, 8)
MOST_HTML = 60 * 1024


def make_body():
    """Another body with its officer."""
    unit = factories.make_unit("Phòng Kinh tế")
    factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Đào Văn Kinh Tế")
    return unit


def ask(subject, by, text="Chưa có máy quét để số hóa hồ sơ.", at=ASKED, **more):
    """Tell the ward about a difficulty."""
    return service.ask(subject=subject, text=text, by=by, at=at, **more)


def last(difficulty) -> int:
    """What somebody who read the thread has seen."""
    return difficulty.messages.latest("pk").pk


def answer(difficulty, by, text="Phường cấp máy trong tháng 4.", at=LATER, **more):
    """Answer it, having read everything."""
    return service.answer(difficulty, text=text, by=by, at=at, **{"seen": last(difficulty), **more})


def forward(difficulty, body, by, note="", at=LATER, **more):
    """Pass it on, having read everything."""
    return service.forward(difficulty, body=body, note=note, by=by, at=at, **{"seen": last(difficulty), **more})


def letters(kind=None):
    """Letters of the channel, oldest first."""
    rows = OutboxMessage.objects.filter(kind__startswith="difficulty-").order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


def url(name, *args) -> str:
    """Address of a page of the channel."""
    return reverse(f"submissions:{name}", args=args)


def page(client, name, *args, query="") -> str:
    """A page that opens and is light."""
    found = client.get(url(name, *args) + query)
    assert found.status_code == 200
    assert len(found.content) < MOST_HTML
    return found.content.decode()
