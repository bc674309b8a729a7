"""Lists in from Excel and out to it: choose, preview, write, take back (nhập từ Excel)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.formats import format_number
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import ImportKind, ImportStatus, RowVerdict
from ..forms.importing import ImportForm
from ..importing import applying, phrases, services, sheets, showing, undoing
from ..importing.rights import may_apply, may_discard, may_import, may_preview_again, may_undo
from ..importing.table import Unreadable
from ..models import ImportRun
from ..navigation import url_if_any

RUNS_PER_PAGE = 20
ROWS_PER_PAGE = 50
AT_WORK = (ImportStatus.QUEUED, ImportStatus.READING, ImportStatus.APPLYING)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a preview: its word in the address, its rows."""

    slug: str
    verdict: str
    label: str
    count: int


SLUGS = {"loi": RowVerdict.ERROR, "them": RowVerdict.NEW, "doi": RowVerdict.CHANGED, "giu": RowVerdict.SAME}


def find_run(request, pk: int) -> ImportRun:
    """A run the user may see; 404 otherwise."""
    rows = ImportRun.objects.visible_to(request.user).select_related("created_by", "applied_by", "undone_by")
    return get_object_or_404(rows, pk=pk)


def _kind(value: str) -> str:
    if value not in sheets.NAMES.values():
        raise Http404
    return next(kind for kind, name in sheets.NAMES.items() if name == value)


def _download(made: sheets.Made) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(made.content, content_type=made.media_type, headers=headers)


def _first_page(request, form: ImportForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.select_related("created_by").order_by("-pk")
    waiting = runs.filter(created_by=request.user, status__in=[*AT_WORK, ImportStatus.PREVIEW]).first()
    context = {
        "form": form,
        "kinds": [(ImportKind(kind), name) for kind, name in sheets.NAMES.items()],
        "page": page_of(request, runs, RUNS_PER_PAGE),
        "waiting": waiting,
    }
    return render(request, "accounts/import.html", context, status=status)


@require_GET
def import_page(request):
    """Steps 1 and 2: the template, the file; below, earlier runs (nhập từ Excel)."""
    require(may_import(request.user))
    return _first_page(request, ImportForm(initial={"kind": ImportKind.UNITS}))


@require_POST
@once
def import_start(request):
    """Take the file in; its preview is a page of its own, so that leaving and coming back finds it."""
    require(may_import(request.user))
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            run = services.start(kind=form.cleaned_data["kind"], upload=form.cleaned_data["file"], by=request.user)
            return redirect("accounts:import_run", pk=run.pk)
        except Unreadable as exc:
            form.add_error("file", str(exc))
    return _first_page(request, form, status=422)


@require_GET
def import_template(request, name):
    """The empty file to be filled in."""
    return _download(sheets.template(_kind(name), by=request.user))


@require_GET
def import_export(request, name, form):
    """A list as a file that can come in again."""
    if form not in sheets.MEDIA_TYPES:
        raise Http404
    return _download(sheets.export(_kind(name), form, by=request.user))


def _tabs(counts: dict[str, int]) -> list[Tab]:
    return [Tab(slug, verdict, RowVerdict(verdict).label, counts[verdict]) for slug, verdict in SLUGS.items()]


def _chosen(request, tabs: list[Tab]) -> Tab:
    """The tab the address asks for; else the first that has rows, errors first."""
    asked = next((tab for tab in tabs if tab.slug == request.GET.get("ket-qua")), None)
    return asked or next((tab for tab in tabs if tab.count), tabs[0])


@require_GET
def import_run(request, pk):
    """Steps 3 and 4 of one file: what it would do, or what became of it."""
    run = find_run(request, pk)
    if run.status in AT_WORK:
        return render(request, "accounts/import_run.html", {"run": run, "at_work": True})
    counts = services.counts_of(run)
    tabs = _tabs(counts)
    tab = _chosen(request, tabs)
    page = page_of(request, run.rows.filter(verdict=tab.verdict), ROWS_PER_PAGE)
    to_write, wrong = counts[RowVerdict.NEW] + counts[RowVerdict.CHANGED], counts[RowVerdict.ERROR]
    context = {
        "run": run,
        "counts": counts,
        "wrong": wrong,
        "to_write": to_write,
        "label_all": f"Ghi {format_number(to_write)} dòng",
        "label_right": f"Ghi {format_number(to_write)} dòng đúng, bỏ {format_number(wrong)} dòng lỗi",
        "invitations_url": url_if_any("accounts:invitation_list"),
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "lines": showing.lines(run, page.object_list),
        "may_apply": may_apply(request.user, run, counts, skip_wrong=False),
        "may_apply_right": may_apply(request.user, run, counts, skip_wrong=True),
        "may_again": may_preview_again(request.user, run),
        "may_discard": may_discard(request.user, run),
        "may_undo": may_undo(request.user, run),
    }
    return render(request, "accounts/import_run.html", context)


@require_GET
def import_progress(request, pk):
    """How far a run has come; once a worker is through, the page is fetched anew."""
    run = find_run(request, pk)
    response = render(request, "accounts/_import_progress.html", {"run": run})
    if run.status not in AT_WORK:
        response.headers["HX-Refresh"] = "true"
    return response


def _step(request, pk: int, change, said: str = "") -> HttpResponse:
    """One change of a run; who comes too late is told and sees what it has become."""
    run = find_run(request, pk)
    try:
        change(run)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        if said:
            messages.success(request, said)
    return redirect("accounts:import_run", pk=run.pk)


@require_POST
@once
def import_apply(request, pk):
    """Ghi."""
    skip_wrong = request.POST.get("bo-loi") == "1"
    return _step(request, pk, lambda run: applying.apply(run, skip_wrong=skip_wrong, by=request.user))


@require_POST
@once
def import_again(request, pk):
    """Xem trước lại."""
    return _step(request, pk, lambda run: services.preview_again(run, by=request.user))


@require_POST
@once
def import_discard(request, pk):
    """Bỏ bản xem trước."""
    return _step(request, pk, lambda run: services.discard(run, by=request.user), phrases.DISCARDED)


@require_POST
@once
def import_undo(request, pk):
    """Hoàn tác lần nhập này."""
    return _step(request, pk, lambda run: undoing.undo(run, by=request.user), phrases.UNDONE)


@require_GET
def import_errors(request, pk):
    """The wrong rows as Excel, to be mended and brought in again."""
    run = find_run(request, pk)
    if not run.rows.filter(verdict=RowVerdict.ERROR).exists():
        messages.info(request, phrases.NO_ERRORS_LEFT)
        return redirect("accounts:import_run", pk=run.pk)
    return _download(sheets.wrong_rows(run, by=request.user))
