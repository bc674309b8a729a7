"""Lists of difficulties: the office's inbox, the unit's own, what everybody may read (khó khăn, vướng mắc, Hỏi đáp).

Everything a reader chose lives in the query string, so that a link shows a colleague the same rows.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from campaigns.figures import figure
from campaigns.models import Campaign, ContentArea, Enrolment
from core.clock import ward_date
from core.querysets import within
from core.text import fold_vi, whole_number

from .enums import DifficultyStatus as S
from .models import Difficulty, DifficultyMessage
from .services.difficulties import overdue_before

PER_PAGE = 20
EXCERPT = 160
OVERDUE, PUBLISHED = "qua-han", "da-dang"
VIEWS = {"": "Tất cả", "cho": "Chờ trả lời", OVERDUE: "Quá hạn trả lời", PUBLISHED: "Đã đăng Hỏi đáp"}


@dataclass(frozen=True)
class Choices:
    """What the address says: saved view, status, group, content, search words."""

    view: str = ""
    status: str = ""
    group: str = ""
    content: int | None = None
    words: str = ""

    @classmethod
    def of(cls, query) -> "Choices":
        """Read a query string; what is not known counts as not said."""
        return cls(
            view=query.get("xem", "") if query.get("xem", "") in VIEWS else "",
            status=query.get("trang-thai", "") if query.get("trang-thai", "") in S.values else "",
            group=query.get("nhom", "")[:60],
            content=whole_number(query.get("noi-dung")),
            words=query.get("q", "").strip()[:100],
        )

    @property
    def is_narrowed(self) -> bool:
        """True when rows are left out."""
        return bool(self.view or self.status or self.group or self.content or self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """A difficulty as a list shows it; `days` are whole ward days waited, None when no answer is owed."""

    difficulty: Difficulty
    days: int | None
    is_overdue: bool


def answer_days(now: datetime, campaign: Campaign | None = None) -> int:
    """After how many days without an answer a difficulty counts as overdue."""
    return figure("answer_days", on=ward_date(now), campaign=campaign)


def waiting_days(difficulty: Difficulty, *, now: datetime) -> int | None:
    """Ward days since the answer is owed; None when none is."""
    since = difficulty.waiting_since
    return None if since is None else (ward_date(now) - ward_date(since)).days


def rows_of(found, *, now: datetime) -> list[Row]:
    """The rows with their days; one query for the figure, none a row."""
    limit = answer_days(now)
    days = [(difficulty, waiting_days(difficulty, now=now)) for difficulty in found]
    return [Row(difficulty, waited, waited is not None and waited > limit) for difficulty, waited in days]


def for_list(found: QuerySet[Difficulty]) -> QuerySet[Difficulty]:
    """With everything a row of a list shows: who, what about, the beginning of the first message."""
    first = DifficultyMessage.objects.filter(difficulty=OuterRef("pk")).order_by("sent_at", "pk")
    found = found.select_related("unit", "person__unit", "content_area", "forwarded_to")
    return found.annotate(excerpt=Subquery(first.annotate(start=Left("text", EXCERPT)).values("start")[:1]))


def chosen(found: QuerySet[Difficulty], choices: Choices, *, now: datetime) -> QuerySet[Difficulty]:
    """The difficulties the choices let through, longest waiting first."""
    if choices.view == "cho":
        found = found.waiting()
    elif choices.view == OVERDUE:
        found = found.overdue(overdue_before(now, answer_days(now)))
    elif choices.view == PUBLISHED:
        found = found.published()
    if choices.status:
        found = found.filter(status=choices.status)
    if choices.content:
        found = found.filter(content_area=choices.content)
    if choices.group:
        part = Enrolment.objects.filter(within(ward_date(now).year, "from_year", "to_year"), group__code=choices.group)
        found = found.filter(Q(unit__in=part.values("unit")) | Q(person__in=part.values("person")))
    for word in fold_vi(choices.words).split():
        said = DifficultyMessage.objects.filter(difficulty=OuterRef("pk"), search_text__contains=word)
        found = found.filter(Q(unit__search_text__contains=word) | Q(person__search_text__contains=word) | Exists(said))
    return found.longest_waiting_first()


def contents_of(campaign: Campaign | None) -> QuerySet[ContentArea]:
    """The contents a difficulty may be about, in the plan's order."""
    return ContentArea.objects.filter(campaign=campaign).order_by("order")


def questions(words: str, content: int | None) -> QuerySet[Difficulty]:
    """What everybody may read, newest first; words without accents, all of them to be found."""
    found = Difficulty.objects.published().select_related("content_area").order_by("-published_at", "-pk")
    if content:
        found = found.filter(content_area=content)
    for word in fold_vi(words).split():
        found = found.filter(public_search_text__contains=word)
    return found
