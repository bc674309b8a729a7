"""What must hold after the vote: of decisions and their money, letters, the city's answers, revoked awards."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from core.invariants import BATCH, Finding, invariant

from .enums import CityAnswer, DecisionStatus, NominationStatus, ProposalKind, ProposalStatus
from .models import DecisionLine, Nomination, ProposalLine


@invariant(
    "AWD-01", "Đề nghị đã có quyết định nằm trong quyết định đã ký, và ngược lại: không có giấy khen nào ngoài đó."
)
def awards_rest_on_a_signed_decision(at: datetime) -> Iterator[Finding]:
    signed = Q(decision__status=DecisionStatus.SIGNED)
    held = DecisionLine.objects.filter(signed).values("nomination")
    for pk in (
        Nomination.objects.filter(status=NominationStatus.DECIDED).exclude(pk__in=held).values_list("pk", flat=True)
    ):
        yield Finding.of(Nomination, pk, "đã có quyết định nhưng không nằm trong quyết định đã ký nào")
    lines = DecisionLine.objects.filter(signed).exclude(nomination__status=NominationStatus.DECIDED)
    for pk in lines.values_list("pk", flat=True):
        yield Finding.of(
            DecisionLine, pk, "nằm trong quyết định đã ký nhưng đề nghị không ở trạng thái đã có quyết định"
        )


@invariant("AWD-02", "Dòng của quyết định đã ký giữ lương cơ sở, hệ số, và số tiền không dưới tích của hai số đó.")
def signed_lines_keep_their_money(at: datetime) -> Iterator[Finding]:
    lines = DecisionLine.objects.filter(decision__status=DecisionStatus.SIGNED)
    for line in lines.order_by("pk").iterator(chunk_size=BATCH):
        if line.base_wage is None or line.money_hundredths is None:
            yield Finding.of(DecisionLine, line.pk, "quyết định đã ký nhưng thiếu lương cơ sở hoặc hệ số")
        elif line.amount * 100 < line.base_wage * line.money_hundredths:
            yield Finding.of(DecisionLine, line.pk, "tiền thưởng thấp hơn lương cơ sở nhân hệ số")


@invariant("AWD-03", "Hồ sơ đã trình, đã có kết quả của cấp trên khớp với một tờ trình đã gửi và kết quả ghi ở đó.")
def answers_match_their_nominations(at: datetime) -> Iterator[Finding]:
    sent = ProposalLine.objects.filter(proposal__kind=ProposalKind.TO_CITY, proposal__status=ProposalStatus.SENT)
    by_status = {
        NominationStatus.FORWARDED: sent.filter(answer=""),
        NominationStatus.GRANTED: sent.granted(),
        NominationStatus.NOT_GRANTED: sent.filter(answer=CityAnswer.REFUSED),
    }
    for status, lines in by_status.items():
        wrong = Nomination.objects.filter(status=status).exclude(pk__in=lines.values("nomination"))
        for pk in wrong.values_list("pk", flat=True):
            yield Finding.of(Nomination, pk, f"ở trạng thái “{status.label}” nhưng không tờ trình đã gửi nào nói thế")
    stray = ProposalLine.objects.exclude(answer="").exclude(pk__in=sent.values("pk"))
    for pk in stray.values_list("pk", flat=True):
        yield Finding.of(ProposalLine, pk, "có kết quả của cấp trên nhưng tờ trình chưa gửi")


@invariant("AWD-04", "Khen thưởng đã thu hồi là của quyết định đã ký và không thu hồi trước ngày ký.")
def revoked_awards_were_given(at: datetime) -> Iterator[Finding]:
    revoked = DecisionLine.objects.filter(revoked_on__isnull=False)
    wrong = revoked.exclude(decision__status=DecisionStatus.SIGNED) | revoked.filter(
        revoked_on__lt=F("decision__signed_on")
    )
    for pk in wrong.values_list("pk", flat=True):
        yield Finding.of(DecisionLine, pk, "đã thu hồi nhưng quyết định chưa ký hoặc ký sau ngày thu hồi")
