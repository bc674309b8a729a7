"""Questions about nominations, meetings and decisions."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.permissions import has_permission
from campaigns.enums import AwardLevel
from core.text import fold_vi

from .enums import CityAnswer, DecisionStatus, MeetingStatus, NominationStatus, SuggestionStatus

# Still in the hands of the office and the unit, or taken out of them: nothing the council reads.
IN_HAND = (NominationStatus.DRAFT, NominationStatus.RETURNED, NominationStatus.WITHDRAWN)


class NominationQuerySet(models.QuerySet):
    """Nominations."""

    def visible_to(self, user):
        """The office and the secretary see all; council and chairman what was laid before the council.

        Besides, everybody sees their own (see `own`): as plain steps, the dossier asks `may_read_dossier`.
        """
        if has_permission(user, Permission.NOMINATION_MANAGE):
            return self
        if has_permission(user, Permission.NOMINATION_READ):
            return self.filter(~Q(status__in=IN_HAND) | self._own(user))
        return self.filter(self._own(user))

    def own(self, user):
        """What concerns the user's units, the people of those, whom those suggested, and the user as a person."""
        return self.filter(self._own(user))

    @staticmethod
    def _own(user) -> Q:
        units = user.reporting_unit_ids
        of_units = Q(unit_id__in=units) | Q(person__unit_id__in=units) | Q(suggestion__from_unit_id__in=units)
        return of_units | Q(person__user_id=user.pk)

    def in_front(self, unit_id: int | None, user):
        """Of what a unit sees, the unit's the user is working for and the user's own; all when there is one unit."""
        if unit_id is None:
            return self
        of_unit = Q(unit_id=unit_id) | Q(person__unit_id=unit_id) | Q(suggestion__from_unit_id=unit_id)
        return self.filter(of_unit | Q(person__user_id=user.pk))

    def to_decide(self):
        """The ward's own forms the council is for and that no decision holds yet."""
        return self.filter(status=NominationStatus.ENDORSED, form__level=AwardLevel.WARD, decision_line=None)

    def for_list(self):
        """With everything a row of a list names."""
        return self.select_related("form", "round", "movement", "unit", "person__unit")

    def for_units(self):
        """With all the plain steps name: decision, the city's answer, the suggestion it came from. Two queries."""
        rows = self.for_list().select_related("suggestion__from_unit", "initiative", "decision_line__decision")
        return rows.prefetch_related("proposal_lines__other_form")

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

    def waiting(self):
        """What the office has not answered yet, longest waiting first."""
        return self.filter(status=SuggestionStatus.SENT).order_by("created_at", "pk")

    def in_front(self, unit_id: int | None):
        """Those of the unit the user is working for; all when there is one unit."""
        return self if unit_id is None else self.filter(from_unit_id=unit_id)


class DossierPaperQuerySet(models.QuerySet):
    """Papers of dossiers and of suggestions."""

    def visible_to(self, user):
        """The office reads all, the council those of dossiers before it, a unit what it sent itself."""
        if has_permission(user, Permission.NOMINATION_MANAGE):
            return self
        own = Q(from_unit_id__in=user.reporting_unit_ids)
        if has_permission(user, Permission.NOMINATION_READ):
            return self.filter(own | Q(nomination__isnull=False) & ~Q(nomination__status__in=IN_HAND))
        return self.filter(own)

    def sent_by(self, unit_ids):
        """What these units sent."""
        return self.filter(from_unit_id__in=unit_ids)

    def kept(self):
        """Not taken out of the dossier, oldest first."""
        return self.filter(removed_at=None).order_by("pk")


class PostingQuerySet(models.QuerySet):
    """Lists posted for objections."""

    def on_view(self, on: date):
        """Posted on the ward day `on`, both first and last day included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, withdrawn_at=None)


class CouncilMeetingQuerySet(models.QuerySet):
    """Meetings."""

    def visible_to(self, user):
        """Who runs meetings and the chair see all; members those they were invited to and those they have a seat in."""
        if has_permission(user, Permission.MEETING_MANAGE) or has_permission(user, Permission.POLL_CANCEL):
            return self
        # Seats are frozen at opening, but whoever is of the council no more sees none of its meetings.
        if not has_permission(user, Permission.MEETING_ATTEND):
            return self.none()
        mine = Q(pk__in=self.model.objects.filter(seats__user_id=user.pk).values("pk"))
        invited = (MeetingStatus.PLANNED, MeetingStatus.POSTPONED, MeetingStatus.CANCELLED)
        return self.filter(mine | Q(status__in=invited))


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

    def for_list(self):
        """With round and number of nominees: one query."""
        return self.select_related("round").annotate(people=models.Count("lines"))


class DecisionLineQuerySet(models.QuerySet):
    """Lines of decisions."""

    def published(self):
        """What the honours page shows: signed, released, and not revoked."""
        decided = Q(decision__status=DecisionStatus.SIGNED, decision__is_public=True)
        return self.filter(decided, revoked_on=None)


class ProposalLineQuerySet(models.QuerySet):
    """Lines of letters."""

    def granted(self):
        """Awards of the levels above, as proposed or in another form."""
        return self.filter(answer__in=[CityAnswer.GRANTED, CityAnswer.OTHER])

    def published(self):
        """What the honours page shows of them."""
        return self.granted().filter(is_public=True)
