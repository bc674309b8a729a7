"""The sections of a report as lists and pages hold them: names, states, what is missing, the sums."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from campaigns.enums import SectionKind

from .enums import SectionState
from .points import Sums


@dataclass(frozen=True, slots=True)
class Remark:
    """Something missing or worth a second look: the section's key, the control it is about, the sentence."""

    section: str
    control: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section as lists show it.

    `source` is the ReportSection it comes from, `content` the SubmissionContent it is about, if any. `why` is the short
    line under its title; `gaps` block handing in, `advice` does not.
    """

    key: str
    kind: SectionKind
    number: int
    title: str
    state: SectionState
    why: str = ""
    gaps: tuple[Remark, ...] = ()
    advice: tuple[Remark, ...] = ()
    guidance: str = ""
    source: int = 0
    content: int | None = None

    @property
    def is_done(self) -> bool:
        """True when everything required is filled."""
        return self.state == SectionState.DONE

    @property
    def short(self) -> str:
        """The title up to its first comma or addition: what a button has room for."""
        return self.title.split(",")[0].split(" theo ")[0]

    @property
    def name(self) -> str:
        """Number and title: what links and buttons call it."""
        return f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class Sections:
    """All sections of one report in order, with the sums every page shows.

    `scored` and `criteria` count those of the base, `max_total` is what they are worth.
    """

    rows: tuple[Section, ...]
    sums: Sums
    max_total: Decimal = Decimal(0)
    scored: int = 0
    criteria: int = 0
    files: int = 0
    edited_at: datetime | None = None
    edited_key: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def self_total(self) -> Decimal:
        """What the report gives itself, bonus and minus up to their caps."""
        return self.sums.total

    @property
    def total(self) -> int:
        """How many sections there are."""
        return len(self.rows)

    @property
    def done(self) -> int:
        """How many are filled."""
        return sum(section.is_done for section in self.rows)

    @property
    def half(self) -> int:
        """How many are begun."""
        return sum(section.state == SectionState.PART for section in self.rows)

    @property
    def unfinished(self) -> list[Section]:
        """Sections that still miss something."""
        return [section for section in self.rows if not section.is_done]

    @property
    def is_complete(self) -> bool:
        """True when the report can be handed in."""
        return not self.unfinished

    @property
    def gaps(self) -> list[Remark]:
        """Everything that blocks handing in, in reading order."""
        return [gap for section in self.rows for gap in section.gaps]

    @property
    def advice(self) -> list[Remark]:
        """What is worth a second look."""
        return [remark for section in self.rows for remark in section.advice]

    def get(self, key: str) -> Section | None:
        """The section with this key."""
        return next((section for section in self.rows if section.key == key), None)

    def after(self, key: str) -> Section | None:
        """The section that follows, None after the last."""
        keys = [section.key for section in self.rows]
        place = keys.index(key) + 1
        return self.rows[place] if place < len(keys) else None

    def to_continue(self) -> Section | None:
        """Where work goes on: the unfinished section touched last, else the first unfinished one."""
        last = self.get(self.edited_key)
        if last and not last.is_done:
            return last
        begun = [section for section in self.unfinished if section.state == SectionState.PART]
        return (begun or self.unfinished or [None])[0]
