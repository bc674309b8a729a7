"""The whole demo in one call: the small ward by the real services, what goes beyond it in bulk."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from campaigns.models import Campaign
from core import audit

from . import awarding, bulk, criteria, deciding, independence, judging, matters, people, pledges, road, silence
from .years import Stage, stage_for


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made. `str()` is the line the command prints."""

    units: int
    reports: int
    nominations: int
    in_bulk: int

    def __str__(self) -> str:
        line = f"Dữ liệu mẫu: {self.units} đơn vị, {self.reports} báo cáo, {self.nominations} đề nghị khen thưởng"
        return f"{line}, thêm {self.in_bulk} báo cáo hàng loạt." if self.in_bulk else f"{line}."


def _pledge(ward: people.Ward, stage: Stage, wanted: list, seed: int) -> None:
    """With dice of its own: what the ward reports does not depend on what it pledged."""
    rng = Random(f"đăng ký thi đua {seed}")
    pledges.this_year(ward, stage, [subject for subject, _ in wanted], rng)
    pledges.next_year(ward, stage, rng)


def run(campaign: Campaign, *, units: int, reports: int | None, scored: bool, seed: int, now: datetime) -> Seeded:
    """Make the demo ward of `campaign` as of `now` (dữ liệu mẫu).

    The small ward is one transaction: a first start that fails leaves nothing and is tried again. Reports beyond those
    of the ward's bodies belong to further people and are written in batches, in constant memory.
    """
    rng = Random(seed)
    with transaction.atomic():
        stage = stage_for(campaign, now)
        ward = people.build(campaign, units)
        criteria.work_out(ward, stage)
        wanted = road.plan(ward, scored=scored)[:reports]
        _pledge(ward, stage, wanted, seed)
        for subject, state in wanted:
            road.write(road.Writer(ward, stage, subject, rng), state)
        # A declared interest comes before anybody answers for others.
        independence.tell(ward, stage)
        nominations = awarding.award(ward, stage)
        deciding.decide(ward, stage)
        matters.tell(ward, stage)
        judging.tell(ward, stage)
        silence.tell(ward, stage)
        audit.record("seed_demo", campaign, by=None, units=units, reports=len(wanted), seed=seed)
    in_bulk = max((reports or 0) - len(wanted), 0)
    if in_bulk or units > len(ward.units):
        bulk.write(ward, stage, in_bulk, units=units, scored=scored, rng=rng)
    return Seeded(units, len(wanted), nominations, in_bulk)
