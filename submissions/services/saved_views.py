"""Filters of the office's list a reviewer keeps under a name (lưu bộ lọc): one's own, a tab each."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.enums import Permission
from accounts.permissions import need
from core.text import nfc
from core.verdict import require

from .. import phrases_queue as phrases
from ..models import SavedView
from ..queue import Choices

MOST = 20


@transaction.atomic
def save_view(*, name: str, choices: Choices, by) -> SavedView:
    """Keep the filter under `name` (lưu bộ lọc này); the same name again, whatever its case, is the filter anew.

    Raises Forbidden, ValidationError without a name, without a filter, or beyond MOST of them.
    """
    require(need(by, Permission.SUBMISSION_REVIEW))
    name = " ".join(nfc(name).split())[:60]
    if not name:
        raise ValidationError(phrases.VIEW_NEEDS_NAME, code="name")
    if not choices.is_narrowed:
        raise ValidationError(phrases.VIEW_NOTHING, code="nothing")
    own = list(SavedView.objects.filter(user=by))
    same = next((view for view in own if view.name.casefold() == name.casefold()), None)
    if same is None and len(own) >= MOST:
        raise ValidationError(phrases.VIEWS_FULL.format(most=MOST), code="full")
    query = choices.query[:500]
    view, _ = SavedView.objects.update_or_create(user=by, name=same.name if same else name, defaults={"query": query})
    return view


@transaction.atomic
def remove_view(view: SavedView, *, by) -> None:
    """Forget a filter of one's own (bỏ bộ lọc)."""
    require(need(by, Permission.SUBMISSION_REVIEW))
    SavedView.objects.filter(pk=view.pk, user=by).delete()
