"""Difficulties at every station (khó khăn, vướng mắc): one waits too long, one was passed on, one is answered."""

from dataclasses import dataclass
from datetime import timedelta

from campaigns.models import ContentArea
from submissions.models import Difficulty
from submissions.services import difficulties, questions

from . import files
from .people import Ward
from .years import Stage


@dataclass(frozen=True, slots=True)
class Matter:
    """Who asks what, how many days before now; `order` is the place of the content it is about."""

    unit: str
    days: int
    order: int
    text: str


WAITING = Matter(
    "DN01", 12, 5,
    "Công ty muốn ghi kết quả dùng xe điện nhưng trụ sạc dùng chung công tơ với xưởng. Ước lượng điện theo số lần sạc "
    "có được không? Gửi kèm ảnh trụ sạc.",
)  # fmt: skip
PASSED = Matter(
    "MTTQ", 5, 2,
    "Các tổ dân phố chưa có đường truyền ổn định để họp trực tuyến. Đề nghị phường hỗ trợ hoặc hướng dẫn dùng chung.",
)  # fmt: skip
ANSWERED = Matter(
    "KTHTDT", 20, 3,
    "Sáng kiến do hai phòng cùng làm thì khai ở báo cáo của phòng nào, có khai cả hai nơi được không?",
)  # fmt: skip
REPLY = (
    "Khai ở báo cáo của đơn vị chủ trì, phần tác giả ghi cả hai đơn vị. Đơn vị phối hợp nêu việc mình đã làm ở phần "
    "kết quả, không khai lại sáng kiến."
)
PUBLIC_QUESTION = "Sáng kiến do hai đơn vị cùng làm thì khai ở báo cáo của đơn vị nào?"
NOTE = "Đề nghị phòng trả lời giúp về đường truyền ở các tổ dân phố."


def tell(ward: Ward, stage: Stage) -> int:
    """Send the three matters and carry two of them on; returns how many there are (a small ward has fewer units)."""
    office = ward.accounts["van-hoa"]
    made = []
    if waiting := _ask(ward, stage, WAITING, with_file=True):
        made.append(waiting)
    if passed := _ask(ward, stage, PASSED):
        made.append(passed)
        if body := ward.units.get(ANSWERED.unit):
            at = passed.asked_at + timedelta(days=1)
            difficulties.forward(passed, body=body, note=NOTE, seen=None, by=office, at=at)
    if answered := _ask(ward, stage, ANSWERED):
        made.append(answered)
        at = answered.asked_at + timedelta(days=2)
        difficulties.answer(answered, text=REPLY, seen=None, by=office, at=at)
        was = questions.stamp(answered)
        questions.publish(answered, question=PUBLIC_QUESTION, answer=REPLY, was=was, by=office, at=at)
    return len(made)


def _ask(ward: Ward, stage: Stage, matter: Matter, *, with_file: bool = False) -> Difficulty | None:
    unit = ward.units.get(matter.unit)
    if unit is None:
        return None
    return difficulties.ask(
        subject=unit,
        text=matter.text,
        content_area=ContentArea.objects.filter(campaign=ward.campaign, order=matter.order).first(),
        files=[files.evidence(2, stage.period.year)] if with_file else [],
        by=ward.officers[unit.pk],
        at=stage.now - timedelta(days=matter.days),
    )
