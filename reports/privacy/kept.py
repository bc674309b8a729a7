"""What erasing leaves, and on which ground: told row by row, so that the answer to a request can say so."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import Membership, NoticeAcceptance
from awards.enums import DecisionStatus
from awards.models import AwardDecision, CouncilSeat, DecisionLine, DossierCheck, Nomination, Suggestion
from awards.querysets import IN_HAND
from campaigns.models import CriteriaSet, LetterText
from core.clock import ward_date
from reports.models import GeneratedDocument
from submissions.models import Extension, Pledge, RankingBoard, Reopening, Review, Snapshot, Submission

from . import account, acts, after_vote, council, judged, papers, talks
from .subjects import Subject

AWARD_LAW = "Luật Thi đua, khen thưởng: quyết định và hồ sơ khen thưởng phải lưu trữ"
REPORT_RECORD = "hồ sơ phong trào đã nộp cho cơ quan nhà nước, lưu trữ theo quy định"
COUNCIL_RECORD = "biên bản, danh sách Hội đồng là một phần của hồ sơ khen thưởng"
LOG = "nhật ký không được sửa, xóa: chứng minh ai đã làm gì"
PROOF = "chứng minh đã thông báo trước khi xử lý dữ liệu"
OFFICE = "việc đã làm trong công vụ; còn lại dưới tên thay thế"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data that stays: how many rows and why."""

    what: str
    count: int
    ground: str


def must_keep_name(subject: Subject) -> str:
    """Why the person's name stays on papers the law keeps, or "" when no paper needs it."""
    # A dossier in hand that was printed for somebody has become a paper too.
    if Nomination.objects.filter(person__in=subject.people).exclude(status__in=IN_HAND, documents=None).exists():
        return AWARD_LAW
    if Submission.objects.filter(person__in=subject.people, code__isnull=False).exists():
        return REPORT_RECORD
    if Pledge.objects.filter(person__in=subject.people, sent_at__isnull=False).exists():
        return REPORT_RECORD
    if Extension.objects.filter(person__in=subject.people).exists():
        return REPORT_RECORD
    return ""


def kept(subject: Subject, *, at: datetime) -> list[Kept]:
    """Everything that stays, by kind; kinds without a row are left out."""
    user = subject.user.pk if subject.user else None
    signed = Q(nomination__person__in=subject.people, decision__status=DecisionStatus.SIGNED)
    found = [
        Kept(
            "họ tên, chức vụ của cá nhân",
            len(subject.people) if must_keep_name(subject) else 0,
            must_keep_name(subject),
        ),
        Kept("dòng trong quyết định khen thưởng", DecisionLine.objects.filter(signed).count(), AWARD_LAW),
        Kept("đề nghị khen thưởng", papers.nominations(subject).exclude(status__in=IN_HAND).count(), AWARD_LAW),
        Kept(
            "đề nghị của đơn vị thuộc hồ sơ đã trình Hội đồng",
            papers.suggestions(subject)
            .exclude(pk__in=papers.unneeded_suggestions(subject))
            .exclude(merit=acts.TAKEN_BACK)
            .count(),
            AWARD_LAW,
        ),
        Kept(
            "giấy tờ trong hồ sơ khen thưởng đã trình Hội đồng",
            papers.dossier_papers(subject).exclude(pk__in=papers.unneeded_papers(subject)).count(),
            AWARD_LAW,
        ),
        Kept("dòng trong tờ trình khen thưởng", after_vote.lines(subject).count(), AWARD_LAW),
        Kept("bản in khen thưởng có tên người này", papers.award_papers(subject).count(), AWARD_LAW),
        Kept(
            "quyết định mang tên người này là người ký",
            AwardDecision.objects.filter(signed_by=user).count() if user else 0,
            AWARD_LAW,
        ),
        Kept(
            "báo cáo thành tích đã nộp, kèm tệp",
            papers.own_reports(subject).filter(code__isnull=False).count(),
            REPORT_RECORD,
        ),
        Kept(
            "báo cáo đơn vị đã nộp có tên người này",
            papers.unit_reports(subject).filter(code__isnull=False).count(),
            REPORT_RECORD,
        ),
        Kept(
            "sáng kiến ghi tác giả là người này trong báo cáo đã nộp",
            sum(row.submission.code is not None for row in papers.initiatives(subject)),
            REPORT_RECORD,
        ),
        Kept("đăng ký thi đua đã gửi", talks.pledges(subject).filter(sent_at__isnull=False).count(), REPORT_RECORD),
        Kept("gia hạn nộp đã ghi", talks.extensions(subject).count(), REPORT_RECORD),
        Kept("kiến nghị về điểm báo cáo của người này", judged.own_appeals(subject).count(), REPORT_RECORD),
        Kept(
            "khai báo xung đột lợi ích về người này (không còn lý do)", judged.interests_about(subject).count(), OFFICE
        ),
        Kept("dòng nhật ký", account.log_about(subject).count() + account.log_by(subject).count(), LOG),
    ]
    if user:
        found += [
            *(Kept(what, rows.count(), AWARD_LAW) for what, rows in after_vote.work(subject).items()),
            *(Kept(what, rows.count(), COUNCIL_RECORD) for what, rows in council.kept(subject).items()),
            Kept("ghế trong phiên họp Hội đồng", CouncilSeat.objects.filter(user=user).count(), COUNCIL_RECORD),
            Kept("xác nhận đã đọc thông báo", NoticeAcceptance.objects.filter(user=user).count(), PROOF),
            Kept("vai trò đã giữ (không còn tên)", Membership.objects.filter(user=user).count(), OFFICE),
            Kept("phần thẩm định đã chấm", Review.objects.filter(reviewer=user).count(), OFFICE),
            Kept("lần mở lại báo cáo đã chấp nhận", Reopening.objects.filter(reopened_by=user).count(), OFFICE),
            Kept("báo cáo đã được giao thẩm định", judged.assignments(subject).count(), OFFICE),
            Kept(
                "bảng điểm đã chốt, đã công bố",
                RankingBoard.objects.filter(Q(locked_by=user) | Q(published_by=user)).count(),
                OFFICE,
            ),
            Kept("bộ tiêu chí đã ban hành", CriteriaSet.objects.filter(published_by=user).count(), OFFICE),
            Kept("lời thư đã sửa", LetterText.objects.filter(changed_by=user).count(), OFFICE),
            Kept(
                "lĩnh vực đã phụ trách",
                judged.fields(subject).filter(from_on__lte=ward_date(at)).count(),
                COUNCIL_RECORD,
            ),
            Kept("ý kiến với tư cách ủy viên", judged.remarks(subject).count(), COUNCIL_RECORD),
            Kept("khai báo xung đột lợi ích (không còn lý do)", judged.own_interests(subject).count(), OFFICE),
            Kept("kiến nghị về điểm đã gửi thay đơn vị", judged.raised_appeals(subject).count(), REPORT_RECORD),
            Kept("lần nộp báo cáo đã bấm", Snapshot.objects.filter(taken_by=user).count(), OFFICE),
            Kept(
                "tệp minh chứng đã gửi cho báo cáo còn giữ",
                papers.uploads(subject).exclude(submission__in=papers.unsent_drafts(subject)).count(),
                OFFICE,
            ),
            Kept("đề nghị khen thưởng đã gửi thay đơn vị", Suggestion.objects.filter(created_by=user).count(), OFFICE),
            Kept("giấy tờ khen thưởng đã gửi", papers.sent_dossier_papers(subject).count(), OFFICE),
            Kept("xác nhận trong hồ sơ khen thưởng", DossierCheck.objects.filter(confirmed_by=user).count(), OFFICE),
            Kept("lần trình, duyệt báo cáo", talks.approvals(subject).count(), OFFICE),
            Kept("ý kiến trong vướng mắc của đơn vị", talks.words_elsewhere(subject).count(), OFFICE),
            Kept("văn bản, bảng đã yêu cầu", GeneratedDocument.objects.filter(created_by=user).count(), OFFICE),
        ]
    return [row for row in found if row.count]
