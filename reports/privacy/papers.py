"""What is held because somebody took part: reports, initiatives, files, awards, work done in office."""

from collections.abc import Iterator

from django.db.models import Q

from accounts.models import ImportRun
from awards import progress
from awards.enums import DecisionStatus
from awards.models import AwardDecision, CouncilSeat, DossierCheck, DossierPaper, Nomination, Suggestion
from awards.querysets import IN_HAND
from campaigns.models import Enrolment
from core.text import fold_vi
from reports.enums import OF_AWARDS
from reports.models import GeneratedDocument
from submissions.enums import ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, Initiative, Review, Score, Snapshot, Submission

from .acts import TAKEN_BACK
from .holdings import Holding, Row, rows
from .subjects import Subject


def holdings(subject: Subject) -> list[Holding]:
    """Everything the person is named in or wrote, in the order of the archive. Never a ballot, never others' marks."""
    return [
        Holding("tham-gia", "Tham gia phong trào", rows(_enrolments(subject))),
        Holding("bao-cao", "Báo cáo thành tích của người này", rows(_own_reports(subject))),
        Holding("noi-dung", "Nội dung các báo cáo đó", rows(_contents(subject))),
        Holding("diem", "Điểm thẩm định của các báo cáo đã chấp nhận", rows(_marks(subject))),
        Holding("bao-cao-don-vi", "Báo cáo của đơn vị có tên người này", rows(_unit_reports(subject))),
        Holding(
            "sang-kien", "Sáng kiến, giải pháp (ghép theo tên tác giả)", rows(map(_initiative, initiatives(subject)))
        ),
        Holding("tep-da-gui", "Tệp minh chứng người này đã gửi", rows(map(_file, uploads(subject)))),
        Holding("khen-thuong", "Đề nghị và kết quả khen thưởng", rows(_awards(subject))),
        Holding(
            "don-vi-de-nghi", "Đơn vị đề nghị khen thưởng cho người này", rows(map(_suggestion, suggestions(subject)))
        ),
        Holding(
            "giay-to-khen-thuong",
            "Giấy tờ trong hồ sơ khen thưởng của người này",
            rows(map(_paper, dossier_papers(subject))),
        ),
        Holding(
            "giay-to-da-gui", "Giấy tờ khen thưởng người này đã gửi", rows(map(_paper, sent_dossier_papers(subject)))
        ),
        Holding("ban-in", "Bản in khen thưởng có tên người này", rows(_award_papers(subject))),
        Holding("hoi-dong", "Phiên họp Hội đồng đã dự", rows(_seats(subject))),
        Holding("cong-viec", "Việc làm trên cổng với tư cách cán bộ", rows(_office_work(subject))),
    ]


def own_reports(subject: Subject):
    """Reports that are about the human."""
    found = Submission.objects.filter(person__in=subject.people)
    return found.select_related("period", "group", "person").order_by("period__year", "pk")


def unsent_drafts(subject: Subject):
    """Drafts of reports about the human that never left their hands and that nothing rests on."""
    return own_reports(subject).filter(code=None, nominations=None)


def own_files(subject: Subject):
    """Files of the reports about the human, removed ones too."""
    return Evidence.objects.filter(submission__person__in=subject.people).order_by("pk")


def uploads(subject: Subject):
    """Files the human sent, to whichever report."""
    found = Evidence.objects.filter(uploaded_by=subject.user) if subject.user else Evidence.objects.none()
    return found.select_related("submission__period").order_by("pk")


def unit_reports(subject: Subject):
    """Reports of the human's units that name them as the reporter, or that they handed in."""
    named = [
        row.pk
        for row in Submission.objects.filter(unit__in=subject.units()).exclude(reporter_name="")
        if fold_vi(row.reporter_name).strip() in subject.names
    ]
    handed_in = Q(submitted_by=subject.user) if subject.user else Q(pk=None)
    found = Submission.objects.filter(Q(pk__in=named) | handed_in, unit__isnull=False)
    return found.select_related("period", "unit").order_by("period__year", "pk")


def initiatives(subject: Subject) -> list[Initiative]:
    """Initiatives in reports of the human and their units whose author is called so."""
    near = Q(submission__person__in=subject.people) | Q(submission__unit__in=subject.units())
    found = Initiative.objects.filter(near).select_related(
        "submission__period", "submission__unit", "submission__person"
    )
    return [
        row
        for row in found.order_by("pk")
        if row.submission.person in subject.people or any(name in fold_vi(row.author) for name in subject.names)
    ]


def nominations(subject: Subject):
    """Nominations of the human."""
    return Nomination.objects.filter(person__in=subject.people).select_related("form", "round").order_by("pk")


def suggestions(subject: Subject):
    """What units wrote to propose the human for an award."""
    found = Suggestion.objects.filter(person__in=subject.people).select_related("form", "round", "from_unit")
    return found.order_by("pk")


def dossier_papers(subject: Subject):
    """Papers of award dossiers and suggestions about the human, those taken out too."""
    about = Q(nomination__person__in=subject.people) | Q(suggestion__person__in=subject.people)
    return DossierPaper.objects.filter(about).order_by("pk")


def sent_dossier_papers(subject: Subject):
    """Papers the human put into any dossier."""
    return DossierPaper.objects.filter(uploaded_by=subject.user.pk if subject.user else None).order_by("pk")


def unneeded_suggestions(subject: Subject):
    """Suggestions about the human no dossier before the council rests on: no law asks to keep them."""
    needed = ~Q(nomination=None) & ~Q(nomination__status__in=IN_HAND)
    return suggestions(subject).exclude(needed).exclude(merit=TAKEN_BACK)


def unneeded_dossiers(subject: Subject):
    """Dossiers about the human that never came before the council and still say something."""
    return nominations(subject).filter(status__in=IN_HAND).exclude(summary="", citation="", unit_text="")


def unneeded_papers(subject: Subject):
    """Papers about the human of dossiers that never came before the council, and of suggestions without a dossier."""
    about = Q(nomination__person__in=subject.people, nomination__status__in=IN_HAND)
    return dossier_papers(subject).filter(about | Q(nomination=None))


def award_papers(subject: Subject):
    """Printed papers of awards that name the human: as nominee, or as who sat in the meeting."""
    nominee = Nomination.objects.filter(person__in=subject.people).values("pk")
    named = (
        Q(nomination__in=nominee)
        | Q(proposal__lines__nomination__in=nominee)
        | Q(decision__lines__nomination__in=nominee)
        | Q(decision_line__nomination__in=nominee)
        | Q(meeting__polls__boxes__nomination__in=nominee)
    )
    if subject.user:
        named |= Q(meeting__seats__user=subject.user)
    found = GeneratedDocument.objects.filter(named, kind__in=OF_AWARDS)
    return GeneratedDocument.objects.filter(pk__in=found.values("pk")).order_by("pk")


def _award_papers(subject: Subject) -> Iterator[Row]:
    for row in award_papers(subject):
        yield {
            "Loại": row.get_kind_display(),
            "Tên": row.title,
            "Số": row.number,
            "Tạo lúc": row.created_at,
            "SHA-256": row.sha256,
        }


def _enrolments(subject: Subject) -> Iterator[Row]:
    for row in Enrolment.objects.filter(person__in=subject.people).select_related("group").order_by("pk"):
        yield {"Nhóm": row.group, "Từ năm": row.from_year, "Đến năm": row.to_year}


def _own_reports(subject: Subject) -> Iterator[Row]:
    for report in own_reports(subject):
        yield {
            "Số": report.pk,
            "Năm": report.period.year,
            "Mã biên nhận": report.code,
            "Trạng thái": report.get_status_display(),
            "Nộp lần đầu lúc": report.first_submitted_at,
            "Nhận lúc": report.submitted_at,
            "Nộp muộn": report.is_late,
            "Lý do nộp muộn": report.late_reason,
            "Người báo cáo": report.reporter_name,
            "Chức vụ": report.reporter_position,
            "Điện thoại": report.reporter_phone,
            "Đặc điểm, tình hình": report.situation,
            "Khó khăn, vướng mắc": report.difficulties,
            "Kiến nghị": report.proposals,
            "Đề xuất khen thưởng": report.award_suggestion,
        }


def _contents(subject: Subject) -> Iterator[Row]:
    for report in own_reports(subject):
        for content in report.contents.select_related("content_area"):
            yield {"Báo cáo số": report.pk, "Mục": content.content_area, "Nội dung": content.results}
            for fact in content.figures.all():
                aim = f" (chỉ tiêu {fact.target})" if fact.target else ""
                words = f"{fact.name}: {fact.last_year} → {fact.this_year} {fact.measure}{aim}"
                yield {"Báo cáo số": report.pk, "Mục": f"số liệu của {content.content_area}", "Nội dung": words}
        for answer in report.answers.select_related("question"):
            yield {"Báo cáo số": report.pk, "Mục": answer.question, "Nội dung": answer.text}
        for item in report.items.select_related("criteria_item__criterion"):
            score = "" if item.self_score is None else str(item.self_score)
            yield {
                "Báo cáo số": report.pk, "Mục": item.criteria_item, "Nội dung": item.result, "Điểm tự chấm": score,
            }  # fmt: skip


def _marks(subject: Subject) -> Iterator[Row]:
    """Marks of accepted reports only: before, they are nobody's business. Without who gave them."""
    accepted = Q(review__submission__person__in=subject.people, review__submission__status=S.ACCEPTED)
    marks = Score.objects.filter(accepted, is_latest=True, review__status=ReviewStatus.COMPLETE)
    for score in marks.select_related("review", "item__criteria_item").order_by("review", "item"):
        yield {
            "Báo cáo số": score.review.submission_id,
            "Người chấm thứ": score.review.slot,
            "Tiêu chí": score.item.criteria_item,
            "Điểm": "" if score.points is None else str(score.points),
            "Nhận xét": score.note,
        }


def _unit_reports(subject: Subject) -> Iterator[Row]:
    for report in unit_reports(subject):
        named = fold_vi(report.reporter_name).strip() in subject.names
        yield {
            "Đơn vị": report.unit,
            "Năm": report.period.year,
            "Mã biên nhận": report.code,
            "Người báo cáo": report.reporter_name if named else "",
            "Chức vụ": report.reporter_position if named else "",
            "Điện thoại": report.reporter_phone if named else "",
            "Người này bấm nộp": bool(subject.user and report.submitted_by_id == subject.user.pk),
        }


def _initiative(row: Initiative) -> Row:
    own = row.submission.person_id is not None
    return {
        "Tên": row.title,
        "Hiệu quả": row.effect,
        "Phạm vi áp dụng": row.scope,
        "Loại": row.get_kind_display(),
        "Công nhận": row.recognition,
        "Báo cáo của": "chính người này" if own else row.submission.unit,
        "Năm": row.submission.period.year,
    }


def _file(row: Evidence) -> Row:
    return {
        "Tên tệp": row.name,
        "Kiểu tệp": row.media_type,
        "Dung lượng (byte)": row.size,
        "Gửi lúc": row.uploaded_at,
        "Xóa lúc": row.removed_at,
        "Báo cáo số": row.submission_id,
    }


def _awards(subject: Subject) -> Iterator[Row]:
    # Where it stands as the person reads it on the portal: the council's advice is not told before a decision.
    rows = nominations(subject).select_related("form", "decision_line__decision")
    for row in rows.prefetch_related("proposal_lines__other_form"):
        line = getattr(row, "decision_line", None)
        signed = line.decision if line and line.decision.status == DecisionStatus.SIGNED else None
        yield {
            "Đợt": row.round,
            "Hình thức": row.form,
            "Trạng thái": progress.of(row).words,
            "Tóm tắt": row.summary,
            "Thành tích ghi trên giấy": row.citation,
            "Đơn vị bổ sung": row.unit_text,
            "Lý do rút đề nghị": row.withdrawal_reason,
            "Lý do không khen thưởng": row.refusal_reason,
            "Số quyết định": signed.number if signed else "",
            "Ngày ký": signed.signed_on if signed else None,
            "Tiền thưởng (đồng)": line.amount if signed else "",
            "Mã tra cứu": line.verify_code if signed else "",
        }


def _suggestion(row: Suggestion) -> Row:
    """Without who sent it and who answered."""
    return {
        "Đợt": row.round,
        "Hình thức": row.form,
        "Đơn vị đề nghị": row.from_unit,
        "Thành tích": row.merit,
        "Gửi lúc": row.created_at,
        "Trạng thái": row.get_status_display(),
        "Phường trả lời": row.answer,
    }


def _paper(row: DossierPaper) -> Row:
    return {
        "Tên tệp": row.name,
        "Kiểu tệp": row.media_type,
        "Dung lượng (byte)": row.size,
        "Gửi lúc": row.uploaded_at,
        "Bỏ lúc": row.removed_at,
        "Đề nghị số": row.nomination_id,
    }


def _seats(subject: Subject) -> Iterator[Row]:
    """Who sat in which meeting; whether and how somebody voted stays in the box."""
    if subject.user is None:
        return
    for seat in CouncilSeat.objects.filter(user=subject.user).select_related("meeting").order_by("pk"):
        yield {
            "Phiên họp": seat.meeting,
            "Bắt đầu lúc": seat.meeting.starts_at,
            "Họ và tên ghi ở phiên họp": seat.name,
            "Chức danh": seat.post,
            "Vai trò": seat.get_role_display(),
            "Có mặt": seat.present,
        }


def _office_work(subject: Subject) -> Iterator[Row]:
    """What the human did in office, told without naming whom it was about."""
    if subject.user is None:
        return
    counts = {
        "phần thẩm định": Review.objects.filter(reviewer=subject.user),
        "lần nộp báo cáo": Snapshot.objects.filter(taken_by=subject.user),
        "đề nghị khen thưởng đã lập": Nomination.objects.filter(created_by=subject.user),
        "đề nghị khen thưởng đã gửi thay đơn vị": Suggestion.objects.filter(created_by=subject.user),
        "xác nhận trong hồ sơ khen thưởng": DossierCheck.objects.filter(confirmed_by=subject.user),
        "quyết định đã ký": AwardDecision.objects.filter(signed_by=subject.user),
        "bảng, văn bản đã yêu cầu": GeneratedDocument.objects.filter(created_by=subject.user),
        "lần nhập danh sách": ImportRun.objects.filter(created_by=subject.user),
    }
    for kind, found in counts.items():
        if number := found.count():
            yield {"Việc": kind, "Số lần": number}
