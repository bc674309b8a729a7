"""Questions about people, units and the roles they hold."""

from datetime import date, datetime

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Case, Q, Value, When

from core.enums import MessageStatus
from core.querysets import within
from core.text import fold_vi

from .enums import InvitationStatus, Permission, Role
from .roles import SEES_ALL_ACCOUNTS, SEES_ALL_GRANTS, SEES_ALL_UNITS, UNIT_ROLES


class UserQuerySet(models.QuerySet):
    """Accounts."""

    def visible_to(self, user):
        """Whoever keeps the accounts sees all; everybody else only their own."""
        return self if user.permission_names & SEES_ALL_ACCOUNTS else self.filter(pk=user.pk)

    def found_by(self, words: str):
        """Whose name, title or address holds `words`, whatever accents and case were typed."""
        return self.filter(search_text__contains=fold_vi(" ".join(words.split())))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Accounts are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields):
        """A new account; the address is kept in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        """An account for the stock admin."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class MembershipQuerySet(models.QuerySet):
    """Roles held, by time."""

    def active(self, on: date):
        """Grants in force on the ward day `on` (`ends_on` is the last day, unless it ended in the middle of it)."""
        whole = Q(ended_at=None) | Q(ends_on__gt=on)
        return self.filter(within(on, "starts_on", "ends_on"), whole, awaits_confirmation=False)

    def lasting(self, on: date):
        """Grants that are or will be in force on `on` or later, those waiting to be confirmed included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on) | Q(ends_on=on, ended_at=None))

    def awaiting(self, on: date):
        """Grants a second person has still to confirm."""
        return self.lasting(on).filter(awaits_confirmation=True)

    def visible_to(self, user):
        """Every grant for whoever keeps accounts or hands work over; else one's own and those of units one heads."""
        if user.permission_names & SEES_ALL_GRANTS:
            return self
        headed = {grant.unit_id for grant in user.grants if grant.role == Role.UNIT_HEAD}
        return self.filter(Q(user_id=user.pk) | Q(unit_id__in=headed))

    def to_hand_over(self, user, on: date):
        """Unit work in force on `on` that the user may hand over: see permissions.may_hand_over."""
        rows = self.active(on)
        if Permission.WORK_HAND_OVER in user.permission_names:
            return rows.filter(role__in=UNIT_ROLES)
        headed = [grant.unit_id for grant in user.grants if grant.role == Role.UNIT_HEAD]
        return rows.filter(Q(user_id=user.pk) | Q(unit_id__in=headed), role=Role.UNIT_OFFICER)

    def found_by(self, words: str):
        """Grants whose unit or holder is called so, whatever accents and case were typed."""
        folded = fold_vi(" ".join(words.split()))
        return self.filter(Q(unit__search_text__contains=folded) | Q(user__search_text__contains=folded))


class UnitQuerySet(models.QuerySet):
    """Bodies that take part."""

    def active(self, on: date):
        """Units that exist on `on`."""
        return self.filter(within(on, "active_from", "active_to"))

    def visible_to(self, user):
        """The ward's office sees every unit, everybody else the units of their own grants."""
        return self if user.permission_names & SEES_ALL_UNITS else self.filter(pk__in=user.unit_ids)


class PersonQuerySet(models.QuerySet):
    """People, with or without an account."""

    def visible_to(self, user):
        """The office sees everybody; others the people of their units and themselves."""
        if user.permission_names & SEES_ALL_UNITS:
            return self
        return self.filter(Q(unit_id__in=user.unit_ids) | Q(user_id=user.pk))


# How an answer of the mail server begins that no second try will change.
FINAL_ANSWER = r"^5[0-9][0-9] "


class InvitationQuerySet(models.QuerySet):
    """Invitations by how far they have come."""

    def visible_to(self, user):
        """Whoever keeps the accounts sees every invitation, nobody else any."""
        return self if Permission.ACCOUNT_MANAGE in user.permission_names else self.none()

    def with_state(self, at: datetime):
        """Each invitation with `state`, an InvitationStatus, as it is at `at`.

        A letter that never arrived says so even after its link has run out: sending again alone would not help.
        """
        failed = Q(message__status=MessageStatus.FAILED)
        return self.annotate(
            state=Case(
                When(used_at__isnull=False, then=Value(InvitationStatus.USED)),
                When(failed & Q(message__last_error__regex=FINAL_ANSWER), then=Value(InvitationStatus.REFUSED)),
                When(failed, then=Value(InvitationStatus.FAILED)),
                When(expires_at__lte=at, then=Value(InvitationStatus.EXPIRED)),
                When(opened_at__isnull=False, then=Value(InvitationStatus.OPENED)),
                When(
                    message__status__in=[MessageStatus.PENDING, MessageStatus.SENDING],
                    then=Value(InvitationStatus.QUEUED),
                ),
                When(message__status=MessageStatus.SKIPPED, then=Value(InvitationStatus.FAILED)),
                default=Value(InvitationStatus.SENT),
                output_field=models.CharField(),
            )
        )


class ImportRunQuerySet(models.QuerySet):
    """Lists brought in."""

    def visible_to(self, user):
        """Whoever keeps units and accounts sees everybody's runs, nobody else any."""
        return self if Permission.ACCOUNT_MANAGE in user.permission_names else self.none()
