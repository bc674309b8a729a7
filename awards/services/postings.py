"""Posting a list for objections (công khai lấy ý kiến) and settling what people object (law.md 2.6)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from campaigns.figures import figure
from core import audit
from core.clock import database_now, ward_date
from core.formats import format_date
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases_postings as phrases
from ..enums import NominationStatus
from ..models import AwardRound, Nomination, Objection, PostedNomination, Posting
from ..permissions.posting import may_object, may_post, may_settle

# Who may stand on a list: the office is done with the dossier, and the council has not judged it yet.
POSTABLE = (NominationStatus.DRAFT, NominationStatus.READY, NominationStatus.ON_AGENDA)
MOST_DAYS = 60


def usual_days(award_round: AwardRound, *, on: date) -> tuple[date, date]:
    """First and last day proposed for a list posted on `on`."""
    days = int(figure("posting_days", on=on, campaign=award_round.campaign))
    return on, on + timedelta(days=days - 1)


@transaction.atomic
def post(
    award_round: AwardRound,
    nominations: Iterable[Nomination],
    *,
    starts_on: date,
    ends_on: date,
    place: str,
    by,
    at: datetime | None = None,
) -> Posting:
    """Post a list of the round from `starts_on` to the end of `ends_on` (công khai danh sách).

    Raises Forbidden; InvalidTransition for an empty list, days in the past or out of order, a line of another round,
    one the council has judged, or one that is on view already.
    """
    require(may_post(by))
    AwardRound.objects.select_for_update(no_key=True).get(pk=award_round.pk)
    rows = list(nominations)
    today = ward_date(at or database_now())
    if not rows:
        raise InvalidTransition(phrases.NOBODY_CHOSEN)
    if starts_on < today:
        raise InvalidTransition(phrases.STARTS_IN_THE_PAST)
    if not timedelta(0) <= ends_on - starts_on < timedelta(days=MOST_DAYS):
        raise InvalidTransition(phrases.DAYS.format(most=MOST_DAYS))
    for row in rows:
        if row.round_id != award_round.pk or row.status not in POSTABLE:
            raise InvalidTransition(phrases.NOT_POSTABLE.format(name=row.subject_name))
    twice = PostedNomination.objects.filter(
        nomination__in=rows, posting__withdrawn_at=None, posting__ends_on__gte=starts_on
    ).select_related("nomination__unit", "nomination__person")
    if found := twice.first():
        raise InvalidTransition(phrases.POSTED_ALREADY.format(name=found.nomination.subject_name))
    posting = Posting.objects.create(
        round=award_round, starts_on=starts_on, ends_on=ends_on, place=place.strip(), created_by=by
    )
    PostedNomination.objects.bulk_create(PostedNomination(posting=posting, nomination=row) for row in rows)
    audit.record("post_list", posting, by=by, nominations=[row.pk for row in rows], until=format_date(ends_on))
    return posting


@transaction.atomic
def take_down(posting: Posting, *, by, at: datetime | None = None) -> None:
    """Take a list down before its time (gỡ danh sách); what was objected stays. Pressing twice changes nothing."""
    require(may_post(by))
    rows = Posting.objects.filter(pk=posting.pk, withdrawn_at=None)
    if rows.update(withdrawn_at=at or database_now()):
        audit.record("take_list_down", posting, by=by)


@transaction.atomic
def object_to(
    posting: Posting,
    *,
    nomination: Nomination | None,
    text: str,
    by,
    from_whom: str = "",
    at: datetime | None = None,
) -> Objection:
    """Take in what somebody objects (tiếp nhận phản ánh), read by the office alone.

    Signed-in people object in their own name while the list is on view; the office may enter what a citizen said or
    wrote (`from_whom`), also afterwards. Raises Forbidden, InvalidTransition for an empty text or a line not on it.
    """
    at = at or database_now()
    require(may_object(by, posting, on=ward_date(at)))
    text = text.strip()
    if not text:
        raise InvalidTransition(phrases.TEXT_MISSING)
    if nomination is not None and not posting.lines.filter(nomination=nomination).exists():
        raise InvalidTransition(phrases.NOT_ON_THE_LIST)
    whom = from_whom.strip() if may_settle(by) else ""
    row = Objection.objects.create(
        posting=posting, nomination=nomination, from_whom=whom or by.full_name, text=text, received_at=at, entered_by=by
    )
    audit.record("object", row, by=by, posting=posting.pk)
    return row


@transaction.atomic
def settle(objection: Objection, *, finding: str, upheld: bool, by, at: datetime | None = None) -> None:
    """Record what looking into it gave (kết quả xác minh). Raises Forbidden, InvalidTransition without a finding or
    when it was settled before.
    """
    require(may_settle(by))
    finding = finding.strip()
    if not finding:
        raise InvalidTransition(phrases.FINDING_MISSING)
    rows = Objection.objects.filter(pk=objection.pk, settled_at=None)
    if not rows.update(finding=finding, upheld=upheld, settled_by=by, settled_at=at or database_now()):
        raise InvalidTransition(phrases.SETTLED_ALREADY)
    audit.record("settle_objection", objection, by=by, upheld=upheld)
