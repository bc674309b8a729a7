"""What a later hand-in changed against the one before (phần đã sửa)."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.text import whole_number

from .. import differences, reading
from .review import find_report


@require_GET
def changes(request, pk):
    """Words, figures, scores and files that came and went between one hand-in (`lan`) and the one before it."""
    submission = find_report(request, pk)
    rounds = list(submission.snapshots.defer("data").select_related("taken_by").order_by("number"))
    wanted = whole_number(request.GET.get("lan")) if "lan" in request.GET else rounds[-1].number
    if wanted is None or not any(each.number == wanted > rounds[0].number for each in rounds):
        raise Http404
    former, later = submission.snapshots.filter(number__in=(wanted - 1, wanted)).order_by("number")
    person = submission.person_id is not None
    parts = differences.compare(former.data, later.data, person=person)
    returned = submission.returns.filter(resolved_at=later.taken_at).prefetch_related("notes__evidence").first()
    context = {
        "submission": submission,
        "period": submission.period,
        "former": former,
        "later": later,
        "rounds": rounds[1:],
        "parts": parts,
        "notes": _answered(returned, reading.parts_of(former.data, person=person), parts) if returned else [],
        "query": _list_query(request),
    }
    return render(request, "submissions/changes.html", context)


def _answered(returned, read, parts) -> list[tuple]:
    """What was asked before this hand-in, each with its section's name and whether that section changed."""
    titles = {part.key: f"{part.number}. {part.title}" for part in read}
    changed = {part.key for part in parts}
    return [(note, titles.get(note.section, ""), note.section in changed) for note in returned.notes.all()]


def _list_query(request) -> str:
    """The list the report was opened from, for the way back."""
    query = request.GET.copy()
    query.pop("lan", None)
    return query.urlencode()
