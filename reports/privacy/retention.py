"""How long things are kept (thời hạn giữ): what has been kept long enough, kind by kind.

The lengths are figures of the plan ("Thiết lập"), their defaults those the notice on personal data names. The log and
the papers of awards are in no kind: nothing here removes them. Neither are ballot boxes: what is left in a closed box
are the counts and receipts the minutes are checked against, no choice with a name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce

from accounts.enums import ImportStatus
from accounts.models import ImportRun
from campaigns.figures import figure
from core.clock import ward_date
from core.enums import MessageStatus
from core.models import AddressTrouble, FormKey, Notification, OutboxMessage
from core.notes import kept as notes_kept
from core.onetime import KEPT as FORM_KEYS_KEPT
from reports.enums import DocumentKind
from reports.models import GeneratedDocument
from submissions.enums import DifficultyStatus
from submissions.models import Difficulty, Evidence, Snapshot, Submission

TABLES = (DocumentKind.SCORES_XLSX, DocumentKind.REPORTS_XLSX)
IMPORTS_AT_WORK = (ImportStatus.QUEUED, ImportStatus.READING, ImportStatus.APPLYING)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data with an end: its name, how long it is kept, what is older.

    `keep` is the key of a figure in days, or the length itself. `older(cut, at)` gives the rows whose time counts from
    before `cut`, with that moment as `since`.
    """

    key: str
    title: str
    keep: str | timedelta
    older: Callable[[datetime, datetime], QuerySet]

    def due(self, at: datetime) -> QuerySet:
        """What has been kept long enough at `at` by the figures of that day, oldest first."""
        length = self.keep if isinstance(self.keep, timedelta) else timedelta(days=figure(self.keep, on=ward_date(at)))
        return self.older(at - length, at).order_by("since", "pk")


def _drafts(cut: datetime, at: datetime) -> QuerySet[Submission]:
    """Never handed in, nothing written since, of a year that is closed, and nothing rests on them."""
    rows = Submission.objects.filter(code=None, nominations=None, period__locks_at__lt=at)
    for edited in (
        "contents__edited_at", "contents__figures__edited_at", "items__edited_at", "initiatives__edited_at",
        "evidence__uploaded_at",
    ):  # fmt: skip
        rows = rows.exclude(**{f"{edited}__gte": cut})
    return rows.annotate(since=Coalesce("edited_at", "created_at")).filter(since__lt=cut)


def _letters(cut: datetime, at: datetime) -> QuerySet[OutboxMessage]:
    done = (MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.SKIPPED, MessageStatus.NOTED)
    rows = OutboxMessage.objects.filter(status__in=done).annotate(since=Coalesce("sent_at", "created_at"))
    return rows.filter(since__lt=cut)


def _removed_files(cut: datetime, at: datetime) -> QuerySet[Evidence]:
    """Files taken out of a report; those a hand-in names are part of what was handed in."""
    rows = Evidence.objects.filter(removed_at__lt=cut).annotate(since=F("removed_at"))
    handed_in = Snapshot.objects.filter(submission__evidence__in=rows).distinct().values_list("data", flat=True)
    named = {file["id"] for data in handed_in for file in data["files"]}
    return rows.exclude(pk__in=named)


def _difficulties(cut: datetime, at: datetime) -> QuerySet[Difficulty]:
    """Answered and left alone since; what was published stays as long as everybody may read it."""
    rows = Difficulty.objects.filter(
        status__in=[DifficultyStatus.ANSWERED, DifficultyStatus.CLOSED], published_at=None
    )  # fmt: skip
    return rows.annotate(since=Max("messages__sent_at")).filter(since__lt=cut)


def _imports(cut: datetime, at: datetime) -> QuerySet[ImportRun]:
    rows = ImportRun.objects.exclude(status__in=IMPORTS_AT_WORK).annotate(since=F("created_at"))
    return rows.filter(since__lt=cut)


def _tables(cut: datetime, at: datetime) -> QuerySet[GeneratedDocument]:
    """Tables made for download; papers for the council stay."""
    rows = GeneratedDocument.objects.filter(kind__in=TABLES, number="").annotate(since=F("created_at"))
    return rows.filter(since__lt=cut).exclude(pk__in=GeneratedDocument.objects.at_work())


def _visits(cut: datetime, at: datetime) -> QuerySet[UserSession]:
    """Traces of sessions that have ended; the log keeps the sign-in."""
    going_on = Session.objects.filter(expire_date__gte=at).values("session_key")
    rows = UserSession.objects.annotate(since=F("last_seen_at")).filter(since__lt=cut)
    return rows.exclude(session_key__in=going_on)


def _sessions(cut: datetime, at: datetime) -> QuerySet[Session]:
    return Session.objects.annotate(since=F("expire_date")).filter(since__lt=cut)


def _notes(cut: datetime, at: datetime) -> QuerySet[Notification]:
    return Notification.objects.annotate(since=F("created_at")).filter(since__lt=cut)


def _troubles(cut: datetime, at: datetime) -> QuerySet[AddressTrouble]:
    """Marks nobody has looked at for as long as letters are kept: the address is tried again."""
    return AddressTrouble.objects.filter(last_at__lt=cut)


def _form_keys(cut: datetime, at: datetime) -> QuerySet[FormKey]:
    return FormKey.objects.annotate(since=F("used_at")).filter(since__lt=cut)


KINDS = (
    Kind("drafts", "bản nháp chưa từng nộp", "keep_drafts_days", _drafts),
    Kind("letters", "thư đã gửi hoặc bỏ", "keep_letters_days", _letters),
    Kind("troubles", "địa chỉ không nhận thư đã lâu", "keep_letters_days", _troubles),
    Kind("files", "tệp đã xóa khỏi báo cáo", "keep_files_days", _removed_files),
    Kind("difficulties", "vướng mắc đã trả lời từ lâu", "keep_difficulties_days", _difficulties),
    Kind("imports", "danh sách đã nhập từ Excel", "keep_imports_days", _imports),
    Kind("exports", "bảng đã xuất", "keep_exports_days", _tables),
    # Sweeping removes these every night as well; a site without a worker has only this.
    Kind("notes", "thông báo trong cổng", notes_kept(), _notes),
    Kind("visits", "dấu vết phiên đăng nhập đã hết", timedelta(days=1), _visits),
    Kind("sessions", "phiên đã hết hạn", timedelta(0), _sessions),
    Kind("form_keys", "khóa biểu mẫu đã dùng", FORM_KEYS_KEPT, _form_keys),
)
