"""Questions about people, units and the roles they hold."""

from datetime import date

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from .enums import Role
from .roles import SEES_ALL_UNITS


class UserQuerySet(models.QuerySet):
    """Accounts."""

    def holding(self, *roles: Role, on: date):
        """Active accounts that hold one of `roles` on the ward day `on`."""
        in_force = Q(memberships__starts_on=None) | Q(memberships__starts_on__lte=on)
        in_force &= Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=on)
        return self.filter(in_force, is_active=True, memberships__role__in=roles).distinct()


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
        """Grants in force on the ward day `on` (`ends_on` is the last day)."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class UnitQuerySet(models.QuerySet):
    """Bodies that take part."""

    def active(self, on: date):
        """Units that exist on `on`."""
        return self.filter(Q(active_from=None) | Q(active_from__lte=on), Q(active_to=None) | Q(active_to__gte=on))

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
