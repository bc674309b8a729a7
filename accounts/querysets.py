"""Questions about people, units and the roles they hold."""

from datetime import date

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from core.querysets import within

from .roles import SEES_ALL_UNITS


class UserManager(BaseUserManager):
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
        return self.filter(within(on, "starts_on", "ends_on"))


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
