"""The bell: one's own notes, and which of them also come as mail (“Thông báo”, “Thư báo”)."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.formats import format_number
from core.models import Notification
from core.onetime import once
from core.paging import page_of
from core.text import whole_number

from .. import mail_topics
from ..services import notes as service

PAGE_SIZE = 20


@require_GET
def notifications(request):
    """Everything the portal has told this reader, newest first."""
    rows = Notification.objects.visible_to(request.user).select_related("message")
    page = page_of(request, rows, PAGE_SIZE)
    page.object_list = list(page.object_list)
    context = {"page_obj": page, "unread": request.user.unread_notes, "now": timezone.now()}
    return render(request, "accounts/notifications.html", context)


def _find(request, pk: int) -> Notification:
    return get_object_or_404(Notification.objects.visible_to(request.user).select_related("message"), pk=pk)


def _back_to_the_page(request) -> HttpResponseRedirect:
    number = whole_number(request.POST.get("trang"))
    return redirect(reverse("accounts:notifications") + (f"?trang={number}" if number and number > 1 else ""))


@require_POST
def notification_open(request, pk: int):
    """Mở điều được báo: what the note is about, which is read from now on."""
    note = _find(request, pk)
    service.read(note, by=request.user)
    link = note.message.link
    if not url_has_allowed_host_and_scheme(link, allowed_hosts=None):
        return _back_to_the_page(request)
    return redirect(link)


@require_POST
def notification_read(request, pk: int):
    """Đánh dấu đã đọc, without going anywhere."""
    service.read(_find(request, pk), by=request.user)
    return _back_to_the_page(request)


@require_POST
def notifications_read(request):
    """Đánh dấu tất cả đã đọc, as far as the page showed them."""
    newest = whole_number(request.POST.get("den"))
    if newest is None:
        raise Http404
    if count := service.read_all(newest=newest, by=request.user):
        messages.success(request, f"Đã đánh dấu {format_number(count)} thông báo là đã đọc.")
    return redirect("accounts:notifications")


@require_http_methods(["GET", "POST"])
@once
def mail_choices(request):
    """Thư báo: which topics also come as mail."""
    if request.method == "POST":
        changed = service.choose_mail(wanted=request.POST.getlist("topic"), by=request.user)
        messages.success(request, "Đã lưu." if changed else "Không có gì thay đổi.")
        return redirect("accounts:mail_choices")
    offers = mail_topics.offers(request.user)
    context = {
        "optional": [offer for offer in offers if not offer.ground],
        "always": [offer for offer in offers if offer.ground],
        "muted": mail_topics.muted(request.user),
    }
    return render(request, "accounts/mail_choices.html", context)
