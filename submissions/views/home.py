"""Where the officer arrives, and the list of all their reports."""

import logging
from dataclasses import replace

from django.db import DatabaseError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.enums import ApprovalKind, Permission
from accounts.navigation import url_if_any
from accounts.permissions import need
from campaigns.models import ReportingPeriod
from core import formats
from core.clock import database_now
from core.paging import page_of
from core.verdict import require

from .. import deskwork, holder, papers, phrases, pledge_book, pledging, standing, windows
from ..enums import ApprovalOutcome
from ..enums import SubmissionStatus as S
from ..models import ApprovalRequest, Submission
from ..permissions import EDITABLE, approval_of
from ..results import published_line_of
from ..sections import Sections, sections_of, sections_of_many
from ..services import handing_in
from .pledges import pledge_url

logger = logging.getLogger(__name__)
PLEDGES_PER_PAGE = 20


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
    if chosen is None or period is None:
        return render(request, "submissions/home_empty.html", context)
    rows = Submission.objects.filter(period=period, **{chosen.kind: chosen.row})
    submission = rows.select_related("period", "group", "unit", "person").first()
    context |= _state(request, chosen, submission, period, now)
    context["milestones"] = deskwork.milestones(period, context["deadline"], now)
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


def _state(request, chosen: deskwork.Subject, submission: Submission | None, period: ReportingPeriod, now) -> dict:
    times = windows.deadline_of(period, **{f"{chosen.kind}_id": chosen.row.pk})
    pledges = deskwork.pledge_lines(chosen.row, period, now)
    context = {"submission": submission, "deadline": times, "rule": _rule(chosen, period, times)}
    if submission is None:
        # The season of the very year that has not opened yet is what the page offers first.
        first = next((line for line in pledges if line.season and line.period.pk == period.pk), None)
        button = "" if first is None else "Xem, sửa đăng ký thi đua" if first.pledge else "Đăng ký thi đua"
        place = standing.not_begun(period, times, now, pledge_button=button)
        in_hero = first if place.target == standing.PLEDGE else None
        context |= {"standing": place, "button_url": pledge_url(chosen.row, period) if in_hero else _page_of(place)}
        return context | _pledges(chosen.row, pledges, in_hero)
    sections = _sections(submission)
    headings = [] if sections else deskwork.headings_of(submission)
    returned = None
    if submission.status == S.RETURNED:
        returned = submission.returns.filter(resolved_at=None).prefetch_related("notes").first()
    place = standing.standing_of(submission, sections, times, now, user=request.user, request=returned)
    # Only a report in the office's hands can stand on a board.
    line = published_line_of(submission) if submission.status in (S.UNDER_REVIEW, S.ACCEPTED) else None
    if line is not None:
        place = standing.published(line, period.year)
    if place.state == "unread":
        place = replace(place, button="Mở báo cáo", target=headings[0].key)
    following = sections.to_continue() if sections else None
    context |= {
        "sections": sections,
        "headings": headings,
        "standing": place,
        "returned": returned,
        "asked": {note.section for note in returned.notes.all() if not note.done_at} if returned else set(),
        "left_out": _left_out(sections),
        "here": following.key if following and place.state == "draft" else "",
        "in_hand": submission.status in EDITABLE,
        "turn": holder.unit_turn(submission),
        "flag": handing_in.punctuality(submission, times) if submission.code else "",
        "withdraw": handing_in.may_withdraw_now(request.user, submission, now),
        "button_url": _target(submission, place),
        "given_back": _given_back(submission),
        "withdraw_late": submission.status == S.SUBMITTED and handing_in.is_late_now(submission, now, times),
    }
    return context | _pledges(chosen.row, pledges, None)


def _sections(submission: Submission) -> Sections | None:
    """How far the report is; None when it cannot be read, which must not close the way into it (ux 2)."""
    try:
        return sections_of(submission)
    except DatabaseError:
        logger.exception("the sections of report %s could not be read", submission.pk)
        return None


def _given_back(submission: Submission) -> ApprovalRequest | None:
    """What the unit's head wants changed before handing in; asked only of units whose head hands in."""
    if submission.status not in EDITABLE or approval_of(submission) != ApprovalKind.SECOND_PERSON:
        return None
    latest = submission.approval_requests.select_related("answered_by").order_by("-pk").first()
    return latest if latest and latest.outcome == ApprovalOutcome.GIVEN_BACK else None


def _left_out(sections: Sections | None) -> set[str]:
    """Contents the report does not take on: their lines are folded."""
    words = (phrases.NOT_TAKEN, phrases.NOT_TAKEN_PERSON)
    return {section.key for section in sections or () if section.is_done and section.why in words}


def _pledges(subject, lines: list[deskwork.PledgeLine], in_hero: deskwork.PledgeLine | None) -> dict:
    """The pledges that have a line of their own below the card."""
    return {
        "pledges": [{"line": line, "url": pledge_url(subject, line.period)} for line in lines if line is not in_hero]
    }


def _rule(chosen: deskwork.Subject, period: ReportingPeriod, times: windows.Deadline) -> str:
    """What the deadline panel says beside an end the office moved; empty for the plan's own sentence."""
    words = phrases.HOME_EXTENDED if chosen.kind == "unit" else phrases.HOME_EXTENDED_PERSON
    return words.format(day=formats.format_day(period.closes_at)) if times.is_extended else ""


def _page_of(place: standing.Standing) -> str:
    """The address of a target that is no page of a report."""
    return reverse("submissions:difficulties") if place.target == standing.DIFFICULTIES else ""


def _target(submission: Submission, place: standing.Standing) -> str:
    if place.target == standing.PAPER:
        paper = next(iter(papers.papers_of(submission)), None)
        return (paper and paper.url) or reverse("submissions:receipt", args=[submission.pk])
    if place.target in (standing.CHECK, standing.RECEIPT, standing.RESULT):
        return reverse(f"submissions:{place.target}", args=[submission.pk])
    return _page_of(place) or reverse("submissions:edit", args=[submission.pk, place.target])


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
        **_to_pledge(request, unit_id, now),
    }
    return render(request, "submissions/list.html", context)


def _flag(row: Submission) -> tuple[str, str] | None:
    """Punctuality as (look, words), without a query per row: how many days late stands on the receipt."""
    if not row.code:
        return None
    return ("late", "Nộp muộn") if row.is_late else ("on_time", "Đúng hạn")


def _to_pledge(request, unit_id: int | None, now) -> dict:
    """Whose pledges the user sends in the season that is open: their units, themselves, the people of their units."""
    season = pledging.open_season(now)
    if season is None:
        return {"season": None}
    page = page_of(request, deskwork.to_pledge(request.user, season, unit_id), PLEDGES_PER_PAGE)
    rows = [
        {"row": row, "url": pledge_url(row.subject, season.period)} for row in pledge_book.rows_of(season.period, page)
    ]
    return {"season": season, "pledge_page": page, "to_pledge": rows}
