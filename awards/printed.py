"""How a rewarded subject stands on paper. A signed decision keeps its words (DecisionLine.printed).

A unit renamed later, a person who moved or a form with a new legal name changes nothing that was signed.
"""

from dataclasses import asdict, dataclass

from campaigns.enums import SubjectKind

from . import citations
from .models import DecisionLine, Nomination


@dataclass(frozen=True, slots=True)
class Subject:
    """How a rewarded subject is named on paper: "Bà Nguyễn Thị A", "Trưởng phòng", "Phòng Văn hóa - Xã hội"."""

    name: str
    title: str = ""
    post: str = ""
    unit: str = ""

    @property
    def full(self) -> str:
        """Title and name."""
        return f"{self.title} {self.name}".strip()

    @property
    def post_and_unit(self) -> str:
        """Post and unit, as far as they are known."""
        return ", ".join(filter(None, (self.post, self.unit)))


@dataclass(frozen=True, slots=True)
class Award:
    """Who is rewarded, with what, and what for."""

    who: Subject
    form: str
    merit: str


def subject_of(nomination: Nomination) -> Subject:
    """Name, title, post and unit of who is rewarded; a household goes by its head, a collective by its name alone."""
    person = nomination.person
    if person is None:
        return Subject(nomination.subject_name)
    unit = person.unit.name if person.unit else ""
    if nomination.subject_kind == SubjectKind.HOUSEHOLD:
        return Subject(nomination.subject_name, unit=unit)
    title = {True: "Bà", False: "Ông", None: "Ông/Bà"}[person.is_woman]
    return Subject(person.full_name, title, person.position, unit)


def merit_of(nomination: Nomination) -> str:
    """What the certificate says it is for: the citation of the dossier, else the wording the portal proposes."""
    written = nomination.citation.strip()
    return written.rstrip(".") or citations.proposed(nomination.round, nomination.movement, nomination.initiative)


def at_signing(nomination: Nomination) -> dict:
    """What a line keeps when its decision is signed, as plain values."""
    return asdict(Award(subject_of(nomination), nomination.form.legal_name, merit_of(nomination)))


def of(line: DecisionLine) -> Award:
    """The award as the decision says it: the words kept at signing, those of today before it."""
    kept = line.printed or at_signing(line.nomination)
    return Award(Subject(**kept["who"]), kept["form"], kept["merit"])


def named(line: DecisionLine) -> tuple[Subject, str]:
    """Who is rewarded and with what, without asking what for."""
    if line.printed:
        return Subject(**line.printed["who"]), line.printed["form"]
    return subject_of(line.nomination), line.nomination.form.legal_name
