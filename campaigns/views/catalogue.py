"""The award catalogue (danh mục hình thức khen thưởng): what there is, and letting a rule follow another."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import database_now, ward_date
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import catalogue, figures
from ..current import current_or_404
from ..enums import AwardKind, SubjectKind
from ..forms_catalogue import AwardRuleForm, BallotRuleForm, ConfirmForm, DossierPartForm, EndForm
from ..models import AwardForm, AwardRule, BallotRule, Campaign, DossierPart

KINDS = {
    "khen": (AwardRule, AwardRuleForm),
    "phieu": (BallotRule, BallotRuleForm),
    "ho-so": (DossierPart, DossierPartForm),
}


def _today():
    return ward_date(database_now())


@require_GET
def award_forms(request: HttpRequest) -> HttpResponse:
    """Every form of the plan with its legal name, who decides, whom it is for today and what it is worth."""
    require(catalogue.may_edit_catalogue(request.user))
    campaign, today = current_or_404(), _today()
    rules = AwardRule.objects.in_force(today).order_by("pk")
    votes = BallotRule.objects.in_force(today).order_by("-in_force_from", "-pk")
    forms = campaign.awardform_set.order_by("order").prefetch_related(
        Prefetch("rules", rules, to_attr="rules_now"), Prefetch("ballot_rules", votes, to_attr="votes_now")
    )
    usual = _usual_votes(campaign, today)
    lines = [{"form": form, "cells": _cells(form), "vote": _vote(form, usual)} for form in forms]
    context = {"lines": lines, "campaign": campaign, "kinds": SubjectKind, "texts": _texts(campaign, today)}
    return render(request, "campaigns/award_forms.html", context)


def _cells(form: AwardForm) -> list[dict]:
    """One cell for each kind of subject: allowed by some rule, by none, or not spoken of."""
    cells = []
    for kind in SubjectKind:
        rules = [rule for rule in form.rules_now if rule.subject_kind == kind]
        allowed = [rule for rule in rules if rule.allowed]
        first = allowed[0] if allowed else rules[0] if rules else None
        cells.append({"kind": kind, "rule": first, "allowed": bool(allowed)})
    return cells


def _vote(form: AwardForm, usual: dict) -> dict:
    """What the form needs in the council's vote today: its own row, else the figure of its kind."""
    if form.votes_now:
        row = form.votes_now[0]
        return {"percent": row.threshold_percent, "strict": row.strict, "confirmed": row.confirmed}
    return usual[form.kind]


def _usual_votes(campaign: Campaign, today) -> dict:
    """The figures by kind: a title needs its share reached, a form of reward more than its share."""
    keys = {AwardKind.TITLE: ("threshold_title", False), AwardKind.FORM: ("threshold_form", True)}
    return {
        kind: {"percent": figures.figure(key, on=today, campaign=campaign), "strict": strict}
        for kind, (key, strict) in keys.items()
    }


def _texts(campaign: Campaign, today) -> list:
    """Texts on emulation and rewards that end, or have ended: what rests on them must be looked at again."""
    ending = campaign.legalbasis_set.filter(in_plan=False, in_force_to__isnull=False).order_by("in_force_to")
    return [row for row in ending if "thi đua, khen thưởng" in row.title.lower()]


@require_GET
def award_form(request: HttpRequest, pk: int) -> HttpResponse:
    """One form with all its rules by time, what it needs in the vote, and the parts of its dossier."""
    require(catalogue.may_edit_catalogue(request.user))
    form = get_object_or_404(AwardForm.objects.select_related("campaign"), pk=pk)
    today = _today()
    parts = [row for row in form.campaign.dossierpart_set.in_force(today).order_by("order") if row.asked_for(form)]
    context = {
        "form_row": form,
        "rules": catalogue.dated(form.rules.order_by("subject_kind", "in_force_from"), on=today),
        "votes": catalogue.dated(form.ballot_rules.order_by("in_force_from"), on=today),
        "parts": parts,
    }
    return render(request, "campaigns/award_form.html", context)


@require_GET
def dossier_parts(request: HttpRequest) -> HttpResponse:
    """The parts of a dossier besides report, summary and marks (thành phần hồ sơ)."""
    require(catalogue.may_edit_catalogue(request.user))
    campaign = current_or_404()
    rows = catalogue.dated(campaign.dossierpart_set.order_by("order"), on=_today())
    return render(request, "campaigns/dossier_parts.html", {"rows": rows, "campaign": campaign})


def _row(kind: str, pk: int):
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind][0], pk=pk)


def _back(kind: str, row) -> HttpResponse:
    return redirect("campaigns:dossier_parts") if kind == "ho-so" else redirect("campaigns:award_form", row.form_id)


@require_http_methods(["GET", "POST"])
@once
def rule_follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let a new rule count from a day (thay quy định); nothing typed is lost when it is refused."""
    require(catalogue.may_edit_catalogue(request.user))
    row = _row(kind, pk)
    shape = KINDS[kind][1]
    form = shape(request.POST or None, initial=shape.shown(row))
    if request.method == "POST" and form.is_valid():
        try:
            catalogue.follow(row, day=form.cleaned_data["day"], values=form.values(), today=_today(), by=request.user)
        except InvalidTransition as exc:
            form.add_error("day", str(exc))
        else:
            messages.success(request, "Đã ghi quy định mới.")
            return _back(kind, row)
    return _form_page(request, form, kind=kind, row=row)


def _form_page(request, form, *, kind: str, row=None, award_form=None, end_form=None) -> HttpResponse:
    context = {"form": form, "kind": kind, "row": row, "award_form": award_form or getattr(row, "form", None)}
    context["end_form"] = end_form or (EndForm(auto_id="thoi_%s") if row is not None else None)
    failed = form.errors or (end_form is not None and end_form.errors)
    return render(request, "campaigns/rule_follow.html", context, status=422 if failed else 200)


@require_POST
@once
def rule_end(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let a rule count no longer from a day on."""
    require(catalogue.may_edit_catalogue(request.user))
    row = _row(kind, pk)
    form = EndForm(request.POST, auto_id="thoi_%s")
    if form.is_valid():
        try:
            catalogue.end(row, day=form.cleaned_data["day"], today=_today(), by=request.user)
        except InvalidTransition as exc:
            form.add_error("day", str(exc))
        else:
            messages.success(request, "Đã ghi ngày thôi áp dụng.")
            return _back(kind, row)
    shape = KINDS[kind][1]
    return _form_page(request, shape(initial=shape.shown(row)), kind=kind, row=row, end_form=form)


@require_POST
@once
def rule_confirm(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take the mark “chưa xác nhận” off, with the text it rests on."""
    require(catalogue.may_edit_catalogue(request.user))
    row, form = _row(kind, pk), ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["source"][0])
        return _back(kind, row)
    try:
        catalogue.confirm(row, source=form.cleaned_data["source"], by=request.user)
        messages.success(request, "Đã ghi là đã xác nhận.")
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return _back(kind, row)


@require_http_methods(["GET", "POST"])
@once
def ballot_rule_set(request: HttpRequest, pk: int) -> HttpResponse:
    """What a form needs in the vote from a day on, where only the figure of its kind has counted so far."""
    require(catalogue.may_edit_catalogue(request.user))
    award_form = get_object_or_404(AwardForm.objects.select_related("campaign"), pk=pk)
    form = BallotRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            day = form.cleaned_data["day"]
            catalogue.set_ballot_rule(award_form, day=day, values=form.values(), today=_today(), by=request.user)
        except InvalidTransition as exc:
            form.add_error("day", str(exc))
        else:
            messages.success(request, "Đã ghi mức phiếu cần đạt.")
            return redirect("campaigns:award_form", pk)
    return _form_page(request, form, kind="phieu", award_form=award_form)


@require_http_methods(["GET", "POST"])
@once
def part_add(request: HttpRequest) -> HttpResponse:
    """One more part of the dossier from a day on."""
    require(catalogue.may_edit_catalogue(request.user))
    campaign = current_or_404()
    form = DossierPartForm(request.POST or None, initial={"kind": "STATEMENT", "required": True})
    if request.method == "POST" and form.is_valid():
        try:
            day = form.cleaned_data["day"]
            catalogue.add_part(campaign, day=day, values=form.values(), today=_today(), by=request.user)
        except InvalidTransition as exc:
            form.add_error("day", str(exc))
        else:
            messages.success(request, "Đã thêm thành phần hồ sơ.")
            return redirect("campaigns:dossier_parts")
    return _form_page(request, form, kind="ho-so")
