"""What the demo ward pledged: this year before the books opened, and for the year to come."""

from datetime import datetime, timedelta
from random import Random

from accounts.models import Person, Unit, User
from campaigns.models import ContentArea, ReportingPeriod
from core.clock import ward_date
from submissions import pledging
from submissions.pledging import Line, Season, Target
from submissions.services import pledges
from submissions.services.drafting import enrolment_of

from .people import Ward
from .texts import MEASURED
from .years import Stage

AIMS = (
    "Mọi công việc của đơn vị có người chịu trách nhiệm và thời hạn theo dõi được trên một bảng chung.",
    "Kết nối ổn định, tiết kiệm điện ở nơi làm việc; không để xảy ra sự cố an toàn thông tin.",
    "Mỗi quý có ít nhất một giải pháp mới được áp dụng và nhân rộng.",
    "Người dân, hội viên, khách hàng dùng được dịch vụ số mà không phải chờ hướng dẫn lại.",
    "Giảm rác thải nhựa và điện năng tiêu thụ so với năm trước.",
)
# The contents bodies that choose take on, by their numbers in the plan; the last is the one the office asks about.
CHOSEN = (1, 4, 5)
NEXT_CHOSEN = (1, 3)
# Here and there a unit has sent nothing, as in life.
SILENT = 4
NOTICE = timedelta(days=7)


def this_year(ward: Ward, stage: Stage, subjects: list[Unit | Person], rng: Random) -> int:
    """Pledges of most of `subjects` for the year of the demo; how many. None where its season never came."""
    season = Season(stage.period)
    if season.starts_at >= min(season.ends_at, stage.now):
        return 0
    senders = [subject for place, subject in enumerate(subjects) if isinstance(subject, Unit) and place % SILENT != 3]
    for subject in senders:
        at = season.starts_at + timedelta(days=rng.randint(0, 50), hours=rng.randint(8, 16), minutes=rng.randint(0, 59))
        at = min(at, season.ends_at - timedelta(hours=1), stage.now)
        send(subject, stage.period, by=ward.officers[subject.pk], at=at, numbers=CHOSEN, rng=rng)
    return len(senders)


def next_year(ward: Ward, stage: Stage, rng: Random) -> ReportingPeriod | None:
    """The year after opens its book of pledges early, so that there is one to write in; the Front has written."""
    years = ReportingPeriod.objects.filter(campaign=ward.campaign, year__gt=stage.period.year, opens_at__gt=stage.now)
    period = years.order_by("year").first()
    if period is None:
        return None
    if not Season(period).is_open(stage.now):
        period.pledges_from = ward_date(stage.now - NOTICE)
        period.save(update_fields=["pledges_from"])
    if front := ward.units.get("MTTQ"):
        send(front, period, by=ward.officers[front.pk], at=stage.now, numbers=NEXT_CHOSEN, rng=rng)
    return period


def send(subject: Unit, period: ReportingPeriod, *, by: User, at: datetime, numbers: tuple[int, ...], rng: Random):
    """One pledge by the real service: those who choose take on the contents of these numbers, the others all."""
    chooses = pledging.chooses(enrolment_of(subject, period).group)
    areas = ContentArea.objects.filter(campaign=period.campaign_id).order_by("order")
    lines = [_line(area, rng) for area in areas if not chooses or area.order in numbers]
    return pledges.send(period=period, subject=subject, lines=lines, seen=0, by=by, at=at)


def _line(area: ContentArea, rng: Random) -> Line:
    name, measure = MEASURED[(area.order - 1) % len(MEASURED)][0]
    target = Target(name, str(rng.randint(20, 90)), measure)
    return Line(area.pk, True, AIMS[(area.order - 1) % len(AIMS)], (target,) if area.order % 2 == 0 else ())
