"""Who takes part, in which group."""

from django.db import models
from django.db.models import Q

from accounts.models import Person, Unit

from ..querysets import EnrolmentQuerySet
from .plan import ParticipantGroup


class Enrolment(models.Model):
    """A unit or a person takes part in a movement, in one group (tham gia phong trào).

    Years are inclusive, None is open. A span whose last year lies before its first never came about; it is kept to know
    the group of whoever comes back (see group_book.py, which writes these rows).
    """

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="enrolments", verbose_name="nhóm")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name="cá nhân"
    )
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    to_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "đối tượng tham gia"
        verbose_name_plural = "đối tượng tham gia"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="enrolment_unit_or_person",
            ),
            # A group can be left and entered again: once from the beginning, once from any later year.
            models.UniqueConstraint(
                fields=["group", "unit"],
                condition=Q(unit__isnull=False, from_year=None),
                name="enrolment_unit_once_from_start",
            ),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(person__isnull=False, from_year=None),
                name="enrolment_person_once_from_start",
            ),
            models.UniqueConstraint(
                fields=["group", "unit", "from_year"],
                condition=Q(unit__isnull=False, from_year__isnull=False),
                name="enrolment_unit_once_from_year",
            ),
            models.UniqueConstraint(
                fields=["group", "person", "from_year"],
                condition=Q(person__isnull=False, from_year__isnull=False),
                name="enrolment_person_once_from_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.person} – {self.group}"
