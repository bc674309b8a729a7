"""Long lists by pages; the number travels as `?trang=` (see the `pagination` tag)."""

from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(request: HttpRequest, rows: QuerySet | Sequence, size: int) -> Page:
    """The page of `rows` the address asks for, `size` to a page; the nearest one for a number that makes no sense."""
    return Paginator(rows, size).get_page(request.GET.get("trang"))
