"""Where the officer arrives, and the list of all their reports."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.enums import Permission
from accounts.navigation import url_if_any
from accounts.permissions import need
from campaigns.models import ReportingPeriod
from core.clock import database_now, start_of
from core.verdict import require

from .. import deskwork, windows
from ..enums import SubmissionStatus as S
from ..enums import Window
from ..models import Submission
from ..permissions import EDITABLE
from ..sections import sections_of, sections_of_many
from ..services import handing_in

ONE_DAY = timedelta(days=1)


@require_GET
def home(request):
    """Say where the report stands and open the right place (trang chủ đơn vị)."""
    require(need(request.user, Permission.SUBMISSION_WRITE))
    now = database_now()
    everybody = deskwork.subjects_of(request.user)
    subjects = _in_front(request, everybody)
    chosen = _chosen(request, subjects, everybody)
    period = ReportingPeriod.objects.current(now)
    context = {
        "subjects": subjects,
        "subject": chosen,
        "period": period,
        "now": now,
        "plan_url": url_if_any("campaigns:about"),
    }
    context["help_url"] = url_if_any("accounts:help")
    if chosen is None or period is None:
        return render(request, "submissions/home_empty.html", context)
    rows = Submission.objects.filter(period=period, **{chosen.kind: chosen.row})
    submission = rows.select_related("period", "group", "unit", "person").first()
    context |= _state(request, submission, period, now)
    context["milestones"] = deskwork.milestones(period, now)
    return render(request, "submissions/home.html", context)


def _in_front(request, everybody: list[deskwork.Subject]) -> list[deskwork.Subject]:
    """The unit the user is working for and the user as a person."""
    unit_id = acting.narrowed_to(request)
    return [each for each in everybody if unit_id is None or each.kind == "person" or each.row.pk == unit_id]


def _chosen(request, subjects: list[deskwork.Subject], everybody: list[deskwork.Subject]) -> deskwork.Subject | None:
    """Whose home this is; an address may name another of the own units, which the page then says."""
    wanted = request.GET.get("cua")
    if not wanted:
        return subjects[0] if subjects else None
    found = next((subject for subject in everybody if subject.key == wanted), None)
    if found is None:
        raise Http404
    if found.kind == "unit":
        acting.page_is_of(request, found.row.pk, back=request.path)
    return found


def _state(request, submission: Submission | None, period: ReportingPeriod, now) -> dict:
    calendar = windows.calendar_of(period, now)
    context = {"submission": submission, "calendar": calendar}
    returned = None
    if submission is None:
        context["standing"] = deskwork.standing_of(None, None, period, now)
        return context
    sections = sections_of(submission)
    if submission.status == S.RETURNED:
        returned = submission.returns.filter(resolved_at=None).prefetch_related("notes").first()
    standing = deskwork.standing_of(submission, sections, period, now, returned)
    following = sections.to_continue()
    context |= {
        "sections": sections,
        "standing": standing,
        "returned": returned,
        "asked": {note.section for note in returned.notes.all()} if returned else set(),
        "due_end": start_of(returned.due_on) + ONE_DAY if returned else None,
        "here": following.key if following and standing.state == "draft" else "",
        "in_hand": submission.status in EDITABLE,
        "is_locked": calendar.window == Window.LOCKED,
        "flag": handing_in.punctuality(submission) if submission.code else "",
        "withdraw": handing_in.may_withdraw_now(request.user, submission, now),
        "button_url": _target(submission, standing),
        "withdraw_late": submission.status == S.SUBMITTED and now >= period.closes_at,
    }
    return context


def _target(submission: Submission, standing: deskwork.Standing) -> str:
    if standing.target in ("check", "receipt"):
        return reverse(f"submissions:{standing.target}", args=[submission.pk])
    return reverse("submissions:edit", args=[submission.pk, standing.target]) if standing.target else ""


@require_GET
def report_list(request):
    """All reports the user writes, newest first, and the people of the unit who have none yet (báo cáo)."""
    require(need(request.user, Permission.SUBMISSION_WRITE))
    now = database_now()
    period = ReportingPeriod.objects.current(now)
    unit_id = acting.narrowed_to(request)
    rows = list(
        Submission.objects.own(request.user)
        .in_front(unit_id, request.user)
        .select_related("period", "group", "unit", "person")
        .order_by("-period__year", "unit__sort_key", "person__sort_key", "pk")
    )
    sections = sections_of_many(row for row in rows if row.status in EDITABLE)
    reports = [{"row": row, "sections": sections.get(row.pk), "flag": _flag(row)} for row in rows]
    people = deskwork.people_to_report(request.user, period, unit_id) if period else []
    context = {
        "reports": reports,
        "period": period,
        "people": people,
        "open_now": windows.open_for_start(period, now) if period else None,
    }
    return render(request, "submissions/list.html", context)


def _flag(row: Submission) -> tuple[str, str] | None:
    """Punctuality as (look, words), without a query per row: how many days late stands on the receipt."""
    if not row.code:
        return None
    return ("late", "Nộp muộn") if row.is_late else ("on_time", "Đúng hạn")
