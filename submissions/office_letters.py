"""Letters into the Culture-Society office: a unit asks about its score, a marking changes hands (thư gửi Phòng)."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from core import formats
from core.clock import ward_date
from core.models import OutboxMessage
from core.outbox import notify

from . import conflicts, phrases
from .enums import AppealStatus, ReviewStatus
from .letters import Addressee
from .models import Review, ScoreAppeal

RAISED, HANDED_ON = "appeal_raised", "marking_handed_on"


def office_people(*, on: date) -> list[Addressee]:
    """Everybody who works in the Culture-Society office on the ward day `on`."""
    grants = Membership.objects.active(on).filter(role=Role.REVIEWER, user__is_active=True).select_related("user")
    found = {grant.user_id: grant.user for grant in grants.order_by("pk")}
    return [Addressee(user.pk, user.email, str(user)) for user in found.values()]


def follow(letter: OutboxMessage, readers: list[Addressee]) -> str:
    """Point a waiting letter at `readers`; why it must not leave, or "".

    Whoever left the office reads nothing of it any more, neither as the addressee nor in copy.
    """
    if not readers:
        return phrases.NOBODY_TO_WRITE_TO
    present = {one.email for one in readers}
    if letter.email not in present:
        letter.recipient_id, letter.email = readers[0].pk, readers[0].email
    letter.copy_to = [email for email in letter.copy_to if email in present and email != letter.email]
    letter.save(update_fields=["recipient_id", "email", "copy_to"])
    return ""


def answerers(appeal: ScoreAppeal, *, on: date) -> list[Addressee]:
    """Who of the office may answer the request on the ward day `on`: no conflict, no part in the report's marks.

    The whole office where nobody may, for somebody has to see to it. At most four queries.
    """
    office = office_people(on=on)
    barred = conflicts.of_people([one.pk for one in office], on=on)
    markers = set(Review.objects.filter(submission=appeal.submission_id).values_list("reviewer", flat=True))
    free = [one for one in office if one.pk not in markers and not barred[one.pk].why(appeal.submission)]
    return free or office


def raised(appeal: ScoreAppeal, *, at: datetime) -> None:
    """Tell those who may answer that a unit asks about its score: one letter, the others in copy."""
    readers = answerers(appeal, on=ward_date(at))
    if not readers:
        return
    first, *others = readers
    words = {
        "office": settings.OFFICE_NAME, "subject": appeal.submission.subject_name, "year": appeal.board.period.year,
        "moment": formats.format_moment(appeal.raised_at), "about": appeal.about,
    }  # fmt: skip
    notify(
        recipient=first, dedupe_key=f"{RAISED}:{appeal.pk}", kind=RAISED,
        subject=phrases.APPEAL_RAISED_SUBJECT.format(**words), text=phrases.APPEAL_RAISED.format(**words),
        link=reverse("submissions:appeal_page", args=[appeal.pk]), context={"appeal": appeal.pk},
        copy_to=[one.email for one in others], at=at,
    )  # fmt: skip


def handed_on(appeal: ScoreAppeal, review: Review, *, by, at: datetime) -> None:
    """Tell whoever marks again by somebody else's decision; nobody writes to themselves."""
    words = {
        "who": review.reviewer, "by": by, "year": appeal.board.period.year, "subject": appeal.submission.subject_name,
    }  # fmt: skip
    notify(
        recipient=review.reviewer, dedupe_key=f"{HANDED_ON}:{review.pk}", kind=HANDED_ON,
        subject=phrases.HANDED_ON_SUBJECT.format(**words), text=phrases.HANDED_ON_LETTER.format(**words),
        link=reverse("submissions:mark_again", args=[appeal.pk]), context={"review": review.pk}, at=at,
    )  # fmt: skip


def still_waits(letter: OutboxMessage, now: datetime) -> str:
    """Asked as the letter about a request leaves: to whoever may answer by now; why it must not leave, or ""."""
    rows = ScoreAppeal.objects.select_related("submission__person")
    appeal = rows.filter(pk=letter.context["appeal"], status=AppealStatus.WAITING).first()
    if appeal is None:
        return phrases.APPEAL_ANSWERED
    return follow(letter, answerers(appeal, on=ward_date(now)))


def still_theirs(letter: OutboxMessage, now: datetime) -> str:
    """Asked as the letter about a marking leaves: whether whoever it goes to still has it."""
    mine = Review.objects.filter(pk=letter.context["review"], status=ReviewStatus.OPEN, reviewer=letter.recipient_id)
    return "" if mine.exists() else phrases.NOT_THEIRS_ANY_MORE
