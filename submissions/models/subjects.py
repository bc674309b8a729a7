"""What belongs to a unit or to a person."""

from accounts.models import Person, Unit


class OfSubject:
    """A row with `unit` or `person`, never both (a constraint of each table says so)."""

    @property
    def subject(self) -> Unit | Person:
        """Whose it is."""
        return self.unit or self.person

    @property
    def subject_name(self) -> str:
        """Name of the unit or person."""
        return str(self.subject)
