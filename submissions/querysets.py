"""Questions about reports."""

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.enums import Permission
from accounts.permissions import has_permission

from .enums import AppealStatus, ScanStatus
from .enums import SubmissionStatus as S


def _own(user) -> Q:
    """Reports the user writes: of their units, of the people of their units, and about themselves."""
    if not user.is_authenticated:
        return Q(pk=None)
    units = user.reporting_unit_ids
    return Q(unit_id__in=units) | Q(person__unit_id__in=units) | Q(person__user_id=user.pk)


class OfSubjectsQuerySet(models.QuerySet):
    """Rows of a unit or a person, by whose they are."""

    def own(self, user):
        """Those of the user's units, of the people of their units, and about themselves."""
        return self.filter(_own(user))

    def in_front(self, unit_id: int | None, user):
        """Of the own ones, those of the unit the user is working for and the user's own; all when there is one."""
        if unit_id is None:
            return self
        return self.filter(Q(unit_id=unit_id) | Q(person__unit_id=unit_id) | Q(person__user_id=user.pk))


class SubmissionQuerySet(OfSubjectsQuerySet):
    """Reports, by who may see them and what is to be done."""

    def visible_to(self, user):
        """Own reports always; every report once handed in for those who may read all. A draft belongs to its unit."""
        if has_permission(user, Permission.SUBMISSION_READ_ALL):
            return self.filter(_own(user) | ~Q(status=S.DRAFT))
        return self.own(user)

    def received(self, user):
        """What `visible_to` leaves of reports that are no drafts: for whoever may read all, without asking of whom."""
        if has_permission(user, Permission.SUBMISSION_READ_ALL):
            return self.exclude(status=S.DRAFT)
        return self.own(user).exclude(status=S.DRAFT)

    def handed_in(self):
        """Reports the ward holds (a withdrawn or returned one is in its unit's hands)."""
        return self.filter(status__in=[S.SUBMITTED, S.UNDER_REVIEW, S.ACCEPTED])

    def awaiting_review(self):
        """Reports in the office's hands."""
        return self.filter(status__in=[S.SUBMITTED, S.UNDER_REVIEW])

    def with_deadline(self):
        """Each report with `deadline`, the end that counts for it as `windows.deadline_of_report` says."""
        extensions = apps.get_model("submissions", "Extension").objects.filter(
            Q(unit=OuterRef("unit")) | Q(person=OuterRef("person")), period=OuterRef("period")
        )
        own = Subquery(extensions.order_by("-closes_at").values("closes_at")[:1])
        end = F("period__closes_at")
        return self.annotate(deadline=Greatest(end, Coalesce(own, end)))

    def late(self):
        """Reports whose first hand-in came at or after the deadline."""
        return self.filter(is_late=True)


class EvidenceQuerySet(models.QuerySet):
    """Files."""

    def present(self):
        """Files that were not removed."""
        return self.filter(removed_at=None)

    def in_trouble(self, *, before):
        """Present files nobody can open: lost, changed, infected, or unscanned since `before` (F9, F33)."""
        # First what the index of such files says, in its words.
        found = self.present().filter(~Q(fault="") | ~Q(scan_status=ScanStatus.CLEAN))
        unscanned = Q(scan_status=ScanStatus.PENDING, uploaded_at__lt=before)
        return found.filter(~Q(fault="") | unscanned | Q(scan_status=ScanStatus.REFUSED))

    def visible_to(self, user):
        """Files of own reports; of others' what came before their last hand-in, not of the answer being written."""
        submissions = self.model._meta.get_field("submission").related_model.objects
        handed_in = ~Q(submission__status=S.RETURNED) | Q(uploaded_at__lte=F("submission__submitted_at"))
        return self.filter(
            handed_in | Q(submission__in=submissions.own(user)), submission__in=submissions.visible_to(user)
        )


class PledgeQuerySet(OfSubjectsQuerySet):
    """Pledges, by who may see them."""

    def sent(self):
        """Pledges the ward has."""
        return self.filter(sent_at__isnull=False)

    def for_reading(self):
        """With whose it is, who sent it and all it says, in the plan's order."""
        contents = self.model._meta.get_field("contents").related_model.objects.select_related("content_area")
        contents = contents.order_by("content_area__order", "pk")
        return self.select_related("period", "unit", "person", "sent_by").prefetch_related(
            models.Prefetch("contents", contents), "contents__targets"
        )

    def visible_to(self, user):
        """Own pledges always; every pledge once sent for those who may read all reports."""
        if has_permission(user, Permission.SUBMISSION_READ_ALL):
            return self.filter(_own(user) | Q(sent_at__isnull=False))
        return self.own(user)


class DifficultyQuerySet(OfSubjectsQuerySet):
    """Difficulties, by who may see them and what is to be done."""

    def passed_to(self, user):
        """Those passed on to a unit the user writes for."""
        return self.filter(forwarded_to_id__in=user.reporting_unit_ids)

    def visible_to(self, user):
        """All for the office; else the own ones and those passed on to one's own unit."""
        if has_permission(user, Permission.SUBMISSION_REVIEW):
            return self
        return self.filter(_own(user) | Q(forwarded_to_id__in=user.reporting_unit_ids))

    def waiting(self):
        """Those somebody owes an answer."""
        return self.filter(waiting_since__isnull=False)

    def overdue(self, before):
        """Those that have been waiting since before the moment `before`."""
        return self.filter(waiting_since__lt=before)

    def longest_waiting_first(self):
        """Those owed an answer by the time they wait, then the rest, newest first."""
        return self.order_by(F("waiting_since").asc(nulls_last=True), "-asked_at", "-pk")

    def published(self):
        """Questions and answers everybody may read."""
        return self.filter(published_at__isnull=False)


class DifficultyFileQuerySet(models.QuerySet):
    """Files sent along in a thread."""

    def visible_to(self, user):
        """Files of the threads the user may read."""
        difficulties = self.model._meta.get_field("message").related_model._meta.get_field("difficulty").related_model
        return self.filter(message__difficulty__in=difficulties.objects.visible_to(user))


class InterestQuerySet(models.QuerySet):
    """Declared interests, by who may see them."""

    def visible_to(self, user):
        """The office and the council's secretary see every declaration, everybody else those about themselves."""
        office = (Permission.SUBMISSION_REVIEW, Permission.MEETING_MANAGE)
        return self if any(has_permission(user, each) for each in office) else self.filter(user_id=user.pk)


class RemarkQuerySet(models.QuerySet):
    """Remarks of the council's members, by who may see them."""

    def standing(self):
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Whoever reads every handed-in report; never the unit, and not about the reader's own unit."""
        submissions = self.model._meta.get_field("submission").related_model.objects
        if not has_permission(user, Permission.SUBMISSION_READ_ALL):
            return self.none()
        return self.filter(submission__in=submissions.visible_to(user)).exclude(submission__in=submissions.own(user))


class AppealQuerySet(models.QuerySet):
    """Requests about scores, by who may see them."""

    def visible_to(self, user):
        """Those about own reports; all for the office, and for whoever reads the boards they may change."""
        if any(has_permission(user, each) for each in (Permission.SUBMISSION_REVIEW, Permission.RANKING_READ)):
            return self
        submissions = self.model._meta.get_field("submission").related_model.objects
        return self.filter(submission__in=submissions.own(user))

    def open(self):
        """Those that wait for an answer, or for the new marks."""
        return self.filter(Q(status=AppealStatus.WAITING) | Q(status=AppealStatus.GRANTED, corrected_at=None))
