"""The report form: one page per section, saved field by field (soạn báo cáo)."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person, Unit
from campaigns.models import ReportingPeriod
from core import formats
from core.clock import database_now, ward_date
from core.kept_text import keeps_text
from core.onetime import once
from core.text import whole_number
from core.verdict import Forbidden, require

from .. import controls, phrases, reading, windows
from ..asked import Asked, asked_of
from ..controls import Answer
from ..enums import SubmissionStatus as S
from ..filezones import FileZone
from ..models import Submission
from ..permissions import may_edit, owns
from ..sections import chooses_contents, sections_of
from ..services import drafting, last_year, rows
from ..services.snapshots import picture_of
from ..writable import FieldKey, FieldRefused
from .evidence import file_urls, put_back, receive, removed_file
from .finding import find_submission


@require_POST
@once
def start(request):
    """Begin a report (bắt đầu báo cáo) of a unit or person for a period."""
    period = (
        ReportingPeriod.objects.filter(pk=whole_number(request.POST.get("period"))).select_related("campaign").first()
    )
    subjects = {"unit": Unit.objects, "person": Person.objects}
    kind = request.POST.get("kind", "")
    if period is None or kind not in subjects:
        raise Http404
    subject = subjects[kind].visible_to(request.user).filter(pk=whole_number(request.POST.get("subject"))).first()
    if subject is None:
        raise Http404
    require(drafting.may_start(request.user, subject))
    try:
        submission = drafting.start(period=period, subject=subject, by=request.user)
    except Forbidden as exc:
        messages.error(request, str(exc))
        return redirect("submissions:home")
    section = sections_of(submission).to_continue()
    if submission.status not in (S.DRAFT, S.RETURNED) or section is None:
        return redirect("submissions:home")
    return redirect("submissions:edit", pk=submission.pk, section=section.key)


@require_http_methods(["GET", "POST"])
@once
@keeps_text
def edit(request, pk, section):
    """One section of the report: read, and with a plain form save everything on it."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    if request.method == "GET":
        return section_page(request, submission, section, {})
    if not (verdict := _open(request.user, submission)):
        messages.error(request, verdict.reason)
        return section_page(request, submission, section, {}, status=409)
    answers = save_all(request, submission)
    refused = receive(request, submission)
    act = request.POST.get("act", "stay")
    try:
        anchor = _change_rows(request, submission, section, act)
    except Forbidden as exc:
        messages.error(request, str(exc))
        anchor = ""
    except ObjectDoesNotExist:
        raise Http404 from None
    if answers or refused:
        submission.refresh_from_db()
        return section_page(request, submission, section, answers, status=422)
    return redirect(_destination(request, submission, section, act) + anchor)


def _open(user, submission: Submission):
    if not (verdict := may_edit(user, submission)):
        return verdict
    return windows.open_for_work(submission, database_now())


def save_all(request, submission: Submission) -> dict[str, Answer]:
    """Store every posted field that differs from what its form started with; what could not be stored comes back."""
    answers = {}
    for name, seen in request.POST.items():
        if not name.startswith("seen-"):
            continue
        try:
            key = FieldKey.parse(name.removeprefix("seen-"))
        except KeyError:
            continue
        text = request.POST.get(str(key), "")
        try:
            drafting.save_field(submission_id=submission.pk, key=key, text=text, seen=seen, by=request.user)
        except FieldRefused as exc:
            answers[str(key)] = Answer(text, error=str(exc))
        except drafting.EditConflict as exc:
            answers[str(key)] = Answer(text, conflict=exc)
        except ObjectDoesNotExist:
            # A line somebody removed meanwhile; the rest of the page is still saved.
            continue
        except Forbidden as exc:
            # Handed in by a colleague in this very moment: the text stays on the page.
            answers[str(key)] = Answer(text, error=str(exc))
    return answers


def _change_rows(request, submission: Submission, section: str, act: str) -> str:
    """Do what the pressed button says beyond saving; returns the anchor to come back to."""
    verb, _, number = act.partition(":")
    pk, by = whole_number(number), request.user
    if verb == "add-figure":
        figure = rows.add_figure(submission_id=submission.pk, content_id=pk, by=by)
        return f"#figure-{figure.pk}-name"
    if verb == "remove-figure":
        rows.remove_figure(submission_id=submission.pk, figure_id=pk, by=by)
        return "#so-lieu"
    if verb == "add-initiative":
        initiative = rows.add_initiative(submission_id=submission.pk, by=by)
        return f"#initiative-{initiative.pk}-title"
    if verb == "remove-initiative":
        rows.remove_initiative(submission_id=submission.pk, initiative_id=pk, by=by)
    if verb == "take-on" and pk:
        key = FieldKey("content", pk, "taken_on")
        drafting.save_field(submission_id=submission.pk, key=key, text="1", seen=None, by=by)
        return f"#content-{pk}-results"
    if verb == "files" and pk:
        return f"#tep-item-{pk}"
    if verb in ("last-year", "last-year-all"):
        _copy_last_year(request, submission, None if verb == "last-year-all" else section)
    return ""


def _copy_last_year(request, submission: Submission, section: str | None) -> None:
    """Fill what is empty from last year's report and say how much that was."""
    filled, year = last_year.copy(submission_id=submission.pk, section_key=section, by=request.user)
    if filled:
        messages.success(request, phrases.LAST_YEAR_FILLED.format(count=filled, year=year))
    else:
        messages.info(request, phrases.LAST_YEAR_NOTHING.format(year=year))


def _destination(request, submission: Submission, section: str, act: str) -> str:
    if act == "exit":
        return reverse("submissions:home")
    if act == "next":
        if request.GET.get("ve") == "kiem-tra":
            return reverse("submissions:check", args=[submission.pk])
        following = sections_of(submission).after(section)
        if following is None:
            return reverse("submissions:check", args=[submission.pk])
        return reverse("submissions:edit", args=[submission.pk, following.key])
    query = request.GET.copy()
    if act.startswith("files:"):
        query["mo"] = act.removeprefix("files:")
    query = f"?{query.urlencode()}" if query else ""
    return reverse("submissions:edit", args=[submission.pk, section]) + query


def section_page(request, submission: Submission, key: str, answers: dict[str, Answer], *, status: int = 200):
    sections = sections_of(submission)
    section = sections.get(key)
    if section is None:
        raise Http404
    now = database_now()
    verdict = _open(request.user, submission)
    asked = asked_of(submission)
    # A section the ward did not name may be locked; where only a file is named, files alone come and go.
    files_only = bool(verdict and asked and not asked.lets(key) and asked.lets(key, files=True))
    if verdict and asked:
        verdict = asked.lets(key)
    context = {
        "submission": submission,
        "period": submission.period,
        "sections": sections,
        "section": section,
        "following": sections.after(key),
        "verdict": verdict,
        "remaining": _remaining(submission, now),
        "saved_when": _saved_when(sections.edited_at, now),
        "asked": asked,
        "notes": asked.in_section(key) if asked else [],
        "from_check": request.GET.get("ve") == "kiem-tra",
        "group": submission.group,
        "chooses": chooses_contents(submission),
        "last_year": submission.period.year - 1,
        "faults": [(name, answer.error or phrases.CONFLICT) for name, answer in answers.items()],
    }
    if verdict:
        opened = whole_number(request.GET.get("mo"))
        context |= controls.page_parts(submission, section, answers, file_urls, opened=opened)
        context["zones"] = _zones(request, context, asked)
        context["copies"] = last_year.takes_from_last_year(section) and last_year.sources_of(submission).exists()
        context["removed"] = removed_file(request, submission)
        template = f"submissions/edit/{section.kind.lower()}.html"
    else:
        parts = reading.parts_of(picture_of(submission), person=submission.person_id is not None)
        context["parts"] = [part for part in parts if part.key == key]
        if files_only:
            shown = controls.page_parts(submission, section, answers, file_urls)
            context["zones"] = _zones(request, shown, asked)
            for zone in context["zones"]:
                zone.is_brief = False
            context["removed"] = removed_file(request, submission)
        template = "submissions/edit/locked.html"
    return render(request, template, context, status=status)


def _remaining(submission: Submission, now) -> str:
    """Time left in the header; nothing once the office has asked for changes."""
    if submission.status != S.DRAFT or windows.is_settled(submission):
        return ""
    return formats.format_remaining(now, windows.deadline_of_report(submission).closes_at).rstrip(".")


def _saved_when(moment, now) -> str:
    """When the report was last saved: the hour today, else the day."""
    if moment is None:
        return ""
    return formats.format_time(moment) if ward_date(moment) == ward_date(now) else formats.format_date(moment)


def _zones(request, parts: dict, asked: Asked | None) -> list[FileZone]:
    """The places for files on the page, with what the ward asks of single files beside them."""
    zones = controls.zones_of(parts)
    for zone in zones:
        put_back(zone, request)
        for row in zone.files if asked else ():
            row |= {"asked": asked.files.get(row["pk"]), "asked_by": asked}
    return zones
