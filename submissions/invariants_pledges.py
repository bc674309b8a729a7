"""What must hold of pledges and of the targets reports show beside their figures (đăng ký thi đua)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from core.invariants import BATCH, Finding, invariant

from .models import KeyFigure, Pledge, PledgeContent, PledgeTarget


@invariant("PLG-01", "Đăng ký đã gửi có ít nhất một nội dung; các lần gửi theo đúng thứ tự thời gian.")
def a_sent_pledge_takes_something_on(at: datetime) -> Iterator[Finding]:
    taken = PledgeContent.objects.filter(pledge=OuterRef("pk"), taken_on=True)
    rows = Pledge.objects.filter(sent_at__isnull=False).order_by("pk")
    for pk in rows.filter(~Exists(taken)).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Pledge, pk, "đã gửi nhưng không đăng ký nội dung nào")
    for pk in rows.filter(sent_at__lt=F("first_sent_at")).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Pledge, pk, "lần gửi sau đứng trước lần gửi đầu")


@invariant("PLG-02", "Nội dung đăng ký thuộc phong trào của kỳ đó.")
def contents_belong_to_the_movement(at: datetime) -> Iterator[Finding]:
    foreign = PledgeContent.objects.exclude(content_area__campaign=F("pledge__period__campaign"))
    for pk in foreign.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(PledgeContent, pk, "là nội dung của phong trào khác")


@invariant("PLG-03", "Số liệu lấy chỉ tiêu từ đăng ký của chính đơn vị, cá nhân đó, cùng kỳ, cùng nội dung.")
def figures_show_their_own_targets(at: datetime) -> Iterator[Finding]:
    theirs = (
        Q(content__submission__unit=F("pledge_target__content__pledge__unit"))
        | Q(content__submission__person=F("pledge_target__content__pledge__person"))
    ) & Q(
        content__submission__period=F("pledge_target__content__pledge__period"),
        content__content_area=F("pledge_target__content__content_area"),
    )
    linked = KeyFigure.objects.filter(pledge_target__isnull=False).order_by("pk")
    for pk in linked.exclude(pk__in=linked.filter(theirs).values("pk")).values_list("pk", flat=True).iterator():
        yield Finding.of(KeyFigure, pk, "lấy chỉ tiêu từ đăng ký khác")
    twice = linked.filter(
        Exists(
            KeyFigure.objects.filter(
                pledge_target=OuterRef("pledge_target"), content=OuterRef("content"), pk__lt=OuterRef("pk")
            )
        )
    )
    for pk in twice.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(KeyFigure, pk, "lấy một chỉ tiêu lần thứ hai")


@invariant("PLG-04", "Chỉ tiêu có tên và mức.")
def targets_say_what_and_how_much(at: datetime) -> Iterator[Finding]:
    for pk in PledgeTarget.objects.filter(Q(name="") | Q(target="")).values_list("pk", flat=True).iterator():
        yield Finding.of(PledgeTarget, pk, "thiếu tên hoặc mức")
