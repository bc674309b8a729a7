"""Pledging for a reporting year (đăng ký thi đua, R1, R2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import Person, Unit, User
from campaigns.models import ContentArea, ReportingPeriod
from core import audit
from core.clock import database_now
from core.verdict import denied, require

from .. import phrases, pledging
from ..models import Pledge, PledgeContent, PledgeTarget
from ..pledging import Line
from .drafting import enrolment_of
from .pledged import hold


class PledgeConflict(Exception):
    """Somebody sent another text than the one the writer saw (F11): nothing was stored. `theirs` is the ward's."""

    def __init__(self, theirs: Pledge):
        super().__init__(phrases.EDITED_ELSEWHERE)
        self.theirs = theirs


@transaction.atomic
def send(
    *,
    period: ReportingPeriod,
    subject: Unit | Person,
    lines: Sequence[Line],
    seen: int,
    by: User,
    at: datetime | None = None,
) -> Pledge:
    """Send the pledge of a unit or person for a year, or send it anew (gửi đăng ký thi đua).

    `seen` is the version the writer started from, 0 without any. A body that does not choose takes on every content
    (plan II, VI.4), whatever `lines` ticks. The same text again changes nothing and writes no line of the log. Raises
    Forbidden when the subject is not the user's, takes no part, the season is not open, a report of the year has begun
    or no content is chosen; PledgeConflict when somebody else sent another text meanwhile.
    """
    require(pledging.may_pledge(by, subject))
    at = at or database_now()
    hold(subject)
    require(pledging.open_for_pledge(period, subject, at))
    enrolment = enrolment_of(subject, period)
    if enrolment is None:
        require(denied(phrases.NO_ENROLMENT.format(subject=subject, year=period.year)))
    areas = ContentArea.objects.filter(campaign=period.campaign_id).order_by("order")
    lines = _whole(lines, areas, all_of_them=not pledging.chooses(enrolment.group))
    if not any(line.taken_on for line in lines):
        require(denied(phrases.PLEDGE_NOTHING))
    current = pledging.pledge_of(subject, period)
    if current is not None and pledging.lines_of(current) == lines:
        return current
    if seen != (current.version if current else 0):
        raise PledgeConflict(current)
    pledge = _claim(period, subject, current, by=by, at=at)
    _write(pledge, lines)
    orders = {area.pk: area.order for area in areas}
    taken = ", ".join(str(orders[line.area_id]) for line in lines if line.taken_on)
    count = sum(len(line.targets) for line in lines)
    audit.record("send_pledge", pledge, by=by, version=pledge.version, contents=taken, count=count)
    return pledge


def _whole(lines: Sequence[Line], areas, *, all_of_them: bool) -> list[Line]:
    """One line for each content of the movement, in its order; others are left out, missing ones are not taken on."""
    given = {line.area_id: line for line in lines}
    whole = [given.get(area.pk) or Line(area.pk, taken_on=False) for area in areas]
    return [replace(line, taken_on=True) for line in whole] if all_of_them else whole


def _claim(period, subject, current: Pledge | None, *, by: User, at: datetime) -> Pledge:
    """The pledge's row, new or one version on; whoever comes second finds PledgeConflict (unique row, version)."""
    sent = {"sent_at": at, "sent_by": by, "edited_at": at, "edited_by": by}
    if current is None:
        column = {pledging.column_of(subject): subject}
        try:
            with transaction.atomic():
                return Pledge.objects.create(period=period, first_sent_at=at, created_at=at, **column, **sent)
        except IntegrityError:
            raise PledgeConflict(pledging.pledge_of(subject, period)) from None
    rows = Pledge.objects.filter(pk=current.pk, version=current.version)
    if rows.update(version=F("version") + 1, **sent) != 1:
        raise PledgeConflict(pledging.pledge_of(subject, period))
    current.refresh_from_db()
    return current


def _write(pledge: Pledge, lines: Sequence[Line]) -> None:
    PledgeContent.objects.filter(pledge=pledge).delete()
    contents = PledgeContent.objects.bulk_create(
        PledgeContent(pledge=pledge, content_area_id=line.area_id, taken_on=line.taken_on, aim=line.aim)
        for line in lines
    )
    PledgeTarget.objects.bulk_create(
        PledgeTarget(content=content, order=order, name=row.name, target=row.target, measure=row.measure)
        for content, line in zip(contents, lines, strict=True)
        for order, row in enumerate(line.targets, start=1)
    )
