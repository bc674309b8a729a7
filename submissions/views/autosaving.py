"""Saving while somebody types: one field of a report, one answer (tự lưu)."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from accounts.page_reader import only_for_its_reader
from core import formats
from core.verdict import Forbidden
from core.workflow import InvalidTransition

from .. import writable
from ..services import drafting
from ..writable import FieldKey, FieldRefused


@require_POST
@only_for_its_reader
def autosave(request, pk):
    """Store one field while its owner types (tự lưu); one query reads the row, one writes it."""
    try:
        key = FieldKey.parse(request.POST.get("field", ""))
        saved = drafting.save_field(
            submission_id=pk,
            key=key,
            text=request.POST.get("value", ""),
            seen=request.POST.get("version", ""),
            by=request.user,
        )
    except (KeyError, ObjectDoesNotExist):
        raise Http404 from None
    except FieldRefused as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=422)
    except (Forbidden, InvalidTransition) as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=403)
    except drafting.EditConflict as exc:
        when = formats.format_time(exc.when) if exc.when else ""
        answer = {"conflict": True, "theirs": exc.theirs, "theirs_version": exc.stamp, "by": exc.who, "at": when}
        return JsonResponse(answer, status=409)
    answer = {"ok": True, "version": saved.stamp, "saved_at": formats.format_time(saved.at)}
    if key.reading in (writable.POINTS, writable.NUMBER):
        answer["display"] = saved.display
    if saved.score:
        score = str(saved.score.key)
        answer["texts"] = {f"{score}-h": saved.score.words}
        answer["said"] = saved.score.words
        if key != saved.score.key:
            answer["fields"] = {score: {"version": saved.score.stamp, "display": saved.score.display}}
    return JsonResponse(answer)
