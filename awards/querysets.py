"""Questions about nominations, meetings and decisions."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.permissions import has_permission
from campaigns.enums import AwardLevel
from core.text import fold_vi

from .enums import DecisionStatus, MeetingStatus, NominationStatus


class NominationQuerySet(models.QuerySet):
    """Nominations."""

    def visible_to(self, user):
        """The office and the secretary see all; council and chairman what left the draft stage.

        A unit sees what was decided or sent upward about itself and its people, a person what concerns themselves.
        """
        if has_permission(user, Permission.NOMINATION_MANAGE):
            return self
        if has_permission(user, Permission.NOMINATION_READ):
            return self.exclude(status=NominationStatus.DRAFT)
        decided = Q(status__in=[NominationStatus.DECIDED, NominationStatus.FORWARDED])
        own = Q(unit_id__in=user.unit_ids) | Q(person__unit_id__in=user.reporting_unit_ids)
        return self.filter(decided, own | Q(person__user_id=user.pk))

    def in_front(self, unit_id: int | None, user):
        """Of what a unit sees, the unit's the user is working for and the user's own; all when there is one unit."""
        if unit_id is None:
            return self
        return self.filter(Q(unit_id=unit_id) | Q(person__unit_id=unit_id) | Q(person__user_id=user.pk))

    def to_decide(self):
        """The ward's own forms the council is for and that no decision holds yet."""
        return self.filter(status=NominationStatus.ENDORSED, form__level=AwardLevel.WARD, decision_line=None)

    def for_list(self):
        """With everything a row of a list names."""
        return self.select_related("form", "round", "movement", "unit", "person__unit")

    def found_by(self, words: str):
        """Whose unit or person is called so, whatever accents and case were typed."""
        folded = fold_vi(words).strip()
        return self.filter(Q(unit__search_text__contains=folded) | Q(person__search_text__contains=folded))


class SuggestionQuerySet(models.QuerySet):
    """What units suggest."""

    def visible_to(self, user):
        """Who draws up nominations sees all, a unit what it sent itself."""
        if has_permission(user, Permission.NOMINATION_MANAGE):
            return self
        return self.filter(from_unit_id__in=user.reporting_unit_ids)

    def for_list(self):
        """With everything a row of a list names."""
        return self.select_related("form", "round", "from_unit", "unit", "person__unit", "nomination")


class PostingQuerySet(models.QuerySet):
    """Lists posted for objections."""

    def on_view(self, on: date):
        """Posted on the ward day `on`, both first and last day included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, withdrawn_at=None)


class CouncilMeetingQuerySet(models.QuerySet):
    """Meetings."""

    def visible_to(self, user):
        """Who runs meetings and the chair see all; members those to come and those they have a seat in."""
        if has_permission(user, Permission.MEETING_MANAGE) or has_permission(user, Permission.POLL_CANCEL):
            return self
        # Seats are frozen at opening, but whoever is of the council no more sees none of its meetings.
        if not has_permission(user, Permission.MEETING_ATTEND):
            return self.none()
        mine = Q(pk__in=self.model.objects.filter(seats__user_id=user.pk).values("pk"))
        return self.filter(mine | Q(status=MeetingStatus.PLANNED))


class AwardDecisionQuerySet(models.QuerySet):
    """Decisions."""

    def visible_to(self, user):
        """Who prepares or signs sees all; everybody else the signed ones that were made public."""
        if has_permission(user, Permission.DECISION_PREPARE) or has_permission(user, Permission.DECISION_SIGN):
            return self
        return self.published()

    def for_list(self):
        """With round, number of people and sum of money: one query."""
        return self.select_related("round").annotate(people=models.Count("lines"), total=models.Sum("lines__amount"))

    def published(self):
        """Signed and released for the honours page."""
        return self.filter(status=DecisionStatus.SIGNED, is_public=True)


class ProposalQuerySet(models.QuerySet):
    """Letters of proposal."""

    def visible_to(self, user):
        """Who prepares or signs them."""
        if has_permission(user, Permission.DECISION_PREPARE) or has_permission(user, Permission.DECISION_SIGN):
            return self
        return self.none()
