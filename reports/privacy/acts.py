"""The acts of erasing: each blanks or removes the rows it is given, and writes no log line of its own."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts import groups
from accounts.enums import ImportStatus
from accounts.models import ImportRow, Person, User
from awards.enums import SuggestionStatus
from awards.models import DossierPaper, Nomination, Suggestion
from campaigns.models import FieldAssignment
from core.clock import ward_date
from core.enums import MessageStatus
from core.models import OutboxMessage
from core.text import fold_vi
from submissions.enums import DifficultyStatus
from submissions.models import Difficulty, DifficultyFile, DifficultyMessage, Evidence, Interest, Submission

from .subjects import Subject

# Nothing is ever delivered below this name (RFC 2606).
NOWHERE = "khong-nhan.invalid"
BLANKED = "(đã xóa theo yêu cầu của người nhận)"
TAKEN_BACK = "(đã xóa theo yêu cầu của người gửi)"
UNNAMED = "(đã xóa dữ liệu)"


def stand_in(user: User) -> str:
    """The name an erased account goes by."""
    return f"Tài khoản đã xóa dữ liệu, số {user.pk}"


def nowhere(subject: Subject) -> str:
    """An address of its own that no letter reaches."""
    row = subject.rows[0]
    return f"da-xoa-{row._meta.model_name}-{row.pk}@{NOWHERE}"


def blank_account(user: User, at: datetime) -> None:
    """Close the account and leave a row that names nobody: others point at it."""
    user.email = nowhere(Subject(user))
    user.full_name = stand_in(user)
    user.title = user.phone = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.erased_at = at
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def blank_person(person: Person, keep_name: bool, at: datetime) -> None:
    """End taking part; the name goes unless papers the law keeps need it."""
    today = ward_date(at)
    groups.leave(person, last_day=today)
    person.code = person.email = person.phone = person.ended_reason = ""
    person.user = None
    if not keep_name:
        person.full_name, person.position, person.is_woman = f"Cá nhân đã xóa dữ liệu, số {person.pk}", "", None
    if person.active_to is None or person.active_to > today:
        person.active_to = max(today, person.active_from or today)
    person.erased_at = at
    person.save()


def end_grants(grants, at: datetime) -> None:
    """End roles at once."""
    today = ward_date(at)
    for grant in grants:
        grant.ends_on, grant.ended_at = max(today, grant.starts_on or today), at
        grant.save(update_fields=["ends_on", "ended_at"])


def end_fields(fields: list[FieldAssignment], at: datetime) -> None:
    """End the care of contents today; what was to begin later never does."""
    today = ward_date(at)
    for row in fields:
        if row.from_on > today:
            row.delete()
        else:
            row.to_on = today
            row.save(update_fields=["to_on"])


def blank_interests(found: list[Interest], user: User | None, at: datetime) -> None:
    """The reasons go: they speak of family and friends. A bar the account leaves behind ends with it."""
    for row in found:
        row.reason = UNNAMED
        if user and row.user_id == user.pk and row.ended_at is None:
            row.ended_at, row.ended_by = max(at, row.declared_at), user
        row.save(update_fields=["reason", "ended_at", "ended_by"])


def remove_files(files: list[Evidence | DifficultyFile | DossierPaper]) -> None:
    """Rows now, bytes once the transaction holds: a row never points nowhere (F10)."""
    for row in files:
        storage, name = row.file.storage, row.file.name
        row.delete()
        transaction.on_commit(partial(storage.delete, name))


def remove_drafts(drafts: list[Submission]) -> None:
    """Remove reports that never left their writer's hands."""
    for draft in drafts:
        draft.delete()


def blank_difficulties(found: list[Difficulty]) -> None:
    """Take every word out of the threads; nobody owes them an answer any more. What is published names nobody."""
    pks = [row.pk for row in found]
    DifficultyMessage.objects.filter(difficulty__in=pks).update(text=TAKEN_BACK, search_text="")
    Difficulty.objects.filter(pk__in=pks).update(status=DifficultyStatus.CLOSED, waiting_since=None)


def blank_dossiers(found: list[Nomination]) -> None:
    """Take every word out of dossiers that never came before the council."""
    words = dict.fromkeys(["summary", "citation", "unit_text", "return_note", "withdrawal_reason"], "")
    Nomination.objects.filter(pk__in=[row.pk for row in found]).update(**words)


def blank_suggestions(found: list[Suggestion]) -> None:
    """Take what units wrote about the human, and the ward's answers, away; nobody waits for an answer any more."""
    pks = [row.pk for row in found]
    rows = Suggestion.objects.filter(pk__in=pks)
    rows.filter(status=SuggestionStatus.SENT).update(status=SuggestionStatus.WITHDRAWN)
    rows.exclude(answer="").update(answer=UNNAMED)
    rows.update(merit=TAKEN_BACK)


def blank_letters_about(letters: list[OutboxMessage]) -> None:
    """Letters to others that name the human: the words go, what waits is not sent any more."""
    waiting = {MessageStatus.PENDING, MessageStatus.SENDING}
    for row in letters:
        row.status = MessageStatus.SKIPPED if row.status in waiting else row.status
        row.subject = row.text = TAKEN_BACK
        row.link, row.last_error, row.leased_until, row.lease = "", "", None, ""
        row.save()


def blank_reporter(reports: list[Submission]) -> None:
    """Take the reporter out of drafts; the unit names another."""
    pks = [report.pk for report in reports]
    Submission.objects.filter(pk__in=pks).update(reporter_name="", reporter_position="", reporter_phone="")


def blank_contacts(units: list, subject: Subject) -> None:
    """Take the human out of what a unit left as its contact."""
    addresses = {row.email.lower() for row in subject.rows if row.email}
    for unit in units:
        if fold_vi(unit.contact_name).strip() in subject.names:
            unit.contact_name = ""
            unit.phone = "" if unit.phone in subject.phones else unit.phone
        if unit.email.lower() in addresses:
            unit.email = ""
        unit.save()


def blank_letters(letters: list[OutboxMessage], subject: Subject) -> None:
    """What waits is not sent any more; the key goes too, some hold an address."""
    waiting = {MessageStatus.PENDING, MessageStatus.SENDING}
    for row in letters:
        row.status = MessageStatus.SKIPPED if row.status in waiting else row.status
        row.email, row.copy_to, row.link = nowhere(subject), [], ""
        row.subject, row.text, row.last_error = BLANKED, BLANKED, ""
        row.dedupe_key, row.leased_until, row.lease = f"erased:{row.pk}", None, ""
        row.save()


def blank_copies(letters: list[OutboxMessage], mine: set[str]) -> None:
    """Take the addresses `mine` off the copies of letters to others."""
    for row in letters:
        row.copy_to = [address for address in row.copy_to if address.lower() not in mine]
        row.save(update_fields=["copy_to"])


def blank_import_rows(lines: list[ImportRow]) -> None:
    """Empty the lines and remove the file they were read from, which holds them too.

    A preview that waits is dropped whole: a line that lost its values must not be written.
    """
    for run in {line.run for line in lines}:
        if run.status == ImportStatus.PREVIEW:
            ImportRow.objects.filter(run=run).delete()
            run.status = ImportStatus.DISCARDED
        if run.file:
            transaction.on_commit(partial(run.file.storage.delete, run.file.name))
        run.file = ""
        run.save(update_fields=["file", "status"])
    pks = [line.pk for line in lines]
    ImportRow.objects.filter(pk__in=pks).update(label="", values={}, old={}, written={}, messages=[])
