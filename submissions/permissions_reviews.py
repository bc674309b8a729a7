"""Who may move a review: close it, open it again, stop it (chấm xong, mở lại, dừng chấm)."""

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .enums import ReviewKind
from .enums import SubmissionStatus as S
from .models import Review
from .permissions import may_review, may_score
from .permissions_results import may_enter_again


def may_complete(user, review) -> Verdict:
    """A reviewer closes their own open marks, those of a granted request by its own rule."""
    return may_enter_again(user, review) if review.kind == ReviewKind.AGAIN else may_score(user, review)


def may_open_again(user, review) -> Verdict:
    """A reviewer opens their own complete marks, and with them what a third person settled on these marks."""
    submission = review.submission
    if not (right := may_review(user, submission)):
        return right
    if review.kind == ReviewKind.AGAIN:
        return denied(phrases.NOT_COMPLETE)
    if submission.status != S.UNDER_REVIEW:
        return denied(phrases.NOT_IN_REVIEW)
    if review.reviewer_id == user.pk:
        return ALLOWED
    beneath = Review.objects.filter(snapshot=review.snapshot_id, kind=ReviewKind.MARK, reviewer=user.pk)
    if review.kind == ReviewKind.RECONCILE and beneath.exists():
        return ALLOWED
    return denied(phrases.FOREIGN_REVIEW)


def may_stop(user, review) -> Verdict:
    """The portal stops marks that may not stand any more, and so do the office and their own reviewer."""
    if user is None or review.reviewer_id == user.pk:
        return ALLOWED
    return need(user, Permission.SUBMISSION_REVIEW)
