"""The words of the ward's letters under “Thiết lập”: the list, one text with its preview, the default words again."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.services.records import EditedElsewhere
from core import audit_words, letter_texts
from core.clock import database_now
from core.kept_text import keeps_text
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import letter_desk
from ..forms_letter_texts import LetterTextForm
from ..models import LetterText

FOR = "voi"


def _text(request: HttpRequest, code: str) -> letter_texts.LetterText:
    require(letter_desk.may_edit(request.user))
    if (found := letter_texts.text_of(code)) is None:
        raise Http404
    return found


@require_GET
def letter_text_list(request: HttpRequest) -> HttpResponse:
    """Every letter whose words may be changed (lời thư): its subject now, who changed it and when."""
    require(letter_desk.may_edit(request.user))
    return render(request, "campaigns/letter_texts.html", {"lines": letter_desk.lines()})


@require_http_methods(["GET", "POST"])
@keeps_text
@once
def letter_text(request: HttpRequest, code: str) -> HttpResponse:
    """One text: change it, with what may be filled in, its preview and its last changes."""
    found = _text(request, code)
    row = LetterText.objects.select_related("changed_by").filter(pk=code).first()
    used = letter_desk.current(found, row)
    form = LetterTextForm(request.POST or None, initial=used | {"seen": letter_desk.seen_of(used)})
    if request.method == "GET":
        return _page(request, found, row, form, words=used)
    clash = None
    if form.is_valid():
        try:
            changed = letter_desk.change(found, **form.cleaned_data, by=request.user)
        except ValidationError as exc:
            form.take(exc)
        except EditedElsewhere as exc:
            form.saw(exc.seen)
            clash = exc
        else:
            messages.success(request, "Đã lưu. Thư viết từ nay dùng lời này." if changed else "Không có gì thay đổi.")
            return redirect("campaigns:letter_text", code)
    return _page(
        request, found, row, form, words=form.words if clash else None, clash=clash, status=409 if clash else 422
    )


@require_POST
@vary_on_headers("HX-Request")
@keeps_text
def letter_text_preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show the words as typed with somebody's data (xem trước); writes nothing."""
    found, form = _text(request, code), LetterTextForm(request.POST)
    words = form.words if form.is_valid() and form.passes(found) else None
    if request.htmx:
        context = {"preview": _preview(request, found, words), "form": form}
        return render(request, "campaigns/_letter_preview.html", context)
    row = LetterText.objects.select_related("changed_by").filter(pk=code).first()
    return _page(request, found, row, form, words=words, status=422 if form.errors else 200)


@require_POST
@once
def letter_text_reset(request: HttpRequest, code: str) -> HttpResponse:
    """Use the default words again (dùng lại lời mặc định)."""
    found = _text(request, code)
    try:
        changed = letter_desk.set_back(found, seen=request.POST.get("seen", ""), by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "Đã dùng lại lời mặc định." if changed else "Đang dùng lời mặc định rồi.")
    return redirect("campaigns:letter_text", code)


def _page(request, found, row, form, *, words: dict | None = None, clash=None, status: int = 200) -> HttpResponse:
    entries = [audit_words.Entry(event) for event in letter_desk.history(found)]
    preview = _preview(request, found, words)
    values = found.values(preview["example"])
    context = {
        "default": found,
        "row": row,
        "row_seen": letter_desk.seen_of(letter_desk.current(found, row)),
        "form": form,
        "clash": clash,
        "entries": entries,
        "preview": preview,
        "choices": preview["choices"],
        "chosen": preview["chosen"],
        "placeholders": [(each, (values[each.name] or "").strip()) for each in found.placeholders],
    }
    return render(request, "campaigns/letter_text.html", context, status=status)


def _preview(request: HttpRequest, found: letter_texts.LetterText, words: dict | None) -> dict:
    """The letter as it would leave today, with the data of whom the reader chose; no letter without sound words."""
    now = database_now()
    choices = found.choices(request.user, now)
    asked = request.POST.get(FOR) or request.GET.get(FOR) or ""
    chosen = asked if asked in dict(choices) else (choices[0][0] if choices else "")
    example = (found.example(request.user, chosen, now) if chosen else None) or letter_texts.NO_EXAMPLE
    shown = {"choices": choices, "chosen": chosen, "example": example, "letter": None}
    if words is None:
        return shown
    values = found.values(example)
    text = letter_texts.fill(words["text"], values)
    link = settings.SITE_URL + (example.link or "/")
    mail = {"message": {"text": text}, "link": link, "office": settings.OFFICE_NAME, "phone": settings.OFFICE_PHONE}
    letter = {
        "subject": " ".join(letter_texts.fill(words["subject"], values).split()),
        "plain": render_to_string("emails/message.txt", mail).strip(),
        "zalo": f"{text} {link}" if found.in_zalo else "",
    }
    return shown | {"letter": letter | mail}
