"""What is held after the council's vote: letters, the city's answers, revoked awards, signed copies. All of it is kept:
decisions and dossiers of awards are archived by law.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from awards.models import AwardDecision, DecisionLine, Proposal, ProposalLine, SignedPaper

from .holdings import Holding, Row, rows
from .subjects import Subject


def holdings(subject: Subject) -> list[Holding]:
    """What came of the human's nominations, and what the human did about those of others, without naming them."""
    return [
        Holding("ket-qua-cap-tren", "Tờ trình và kết quả của cấp trên", rows(map(_answer, lines(subject)))),
        Holding("thu-hoi", "Khen thưởng đã thu hồi", rows(map(_revoked, revoked(subject)))),
        Holding("sau-hoi-dong", "Việc đã làm sau họp Hội đồng", rows(_work(subject))),
    ]


def lines(subject: Subject) -> QuerySet[ProposalLine]:
    """Lines of letters about the human."""
    found = ProposalLine.objects.filter(nomination__person__in=subject.people)
    return found.select_related("proposal__round", "nomination__form", "other_form").order_by("pk")


def revoked(subject: Subject) -> QuerySet[DecisionLine]:
    """Awards of the human that were revoked."""
    found = DecisionLine.objects.filter(nomination__person__in=subject.people, revoked_on__isnull=False)
    return found.select_related("decision", "nomination__form").order_by("pk")


def work(subject: Subject) -> dict[str, QuerySet]:
    """What the human did in office, by kind."""
    if subject.user is None:
        return {}
    user = subject.user
    return {
        "tờ trình đã lập": Proposal.objects.filter(created_by=user),
        "tờ trình mang tên người này là người ký": Proposal.objects.filter(signed_by=user),
        "kết quả của cấp trên đã ghi": ProposalLine.objects.filter(recorded_by=user),
        "khen thưởng đã thu hồi": DecisionLine.objects.filter(revoked_by=user),
        "quyết định đã công khai": AwardDecision.objects.filter(published_by=user),
        "bản đã ký đã lưu": SignedPaper.objects.filter(uploaded_by=user),
    }


def _answer(row: ProposalLine) -> Row:
    return {
        "Tờ trình": row.proposal,
        "Hình thức đề nghị": row.nomination.form,
        "Kết quả": row.get_answer_display(),
        "Hình thức được tặng": row.other_form,
        "Số quyết định": row.decision_number,
        "Ngày quyết định": row.decided_on,
        "Người, cơ quan quyết định": row.decided_by,
        "Ghi chú": row.answer_note,
        "Công khai": row.is_public,
    }


def _revoked(row: DecisionLine) -> Row:
    return {
        "Hình thức": row.nomination.form,
        "Quyết định": row.decision.number,
        "Thu hồi ngày": row.revoked_on,
        "Số quyết định thu hồi": row.revocation_number,
        "Lý do": row.revocation_reason,
    }


def _work(subject: Subject) -> Iterator[Row]:
    for kind, found in work(subject).items():
        if number := found.count():
            yield {"Việc": kind, "Số lần": number}
