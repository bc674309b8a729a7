"""From nomination to decision. The ballot's form is dictated by secrecy (reliability 1.1): read Poll to
BallotReceipt first.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.enums import SubjectKind
from campaigns.models import AwardForm, Campaign, LinkedMovement, ReportingPeriod
from core.fields import VietnameseCharField, VietnameseTextField
from submissions.models import Submission

from .enums import (
    DecisionStatus,
    MeetingStatus,
    NominationStatus,
    PollStatus,
    RoundKind,
    SeatRole,
)
from .querysets import AwardDecisionQuerySet, CouncilMeetingQuerySet, NominationQuerySet


class AwardRound(models.Model):
    """An award round (đợt khen thưởng) with its legal ground among the linked movements."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="award_rounds", verbose_name="phong trào")
    kind = models.CharField("loại", max_length=10, choices=RoundKind.choices)
    year = models.PositiveSmallIntegerField("năm")
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, null=True, blank=True, related_name="award_rounds", verbose_name="kỳ báo cáo"
    )
    movement = models.ForeignKey(LinkedMovement, models.PROTECT, verbose_name="khen trong phong trào")
    title = VietnameseCharField("tên đợt", max_length=200)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "đợt khen thưởng"
        verbose_name_plural = "đợt khen thưởng"
        ordering = ["-year", "kind"]
        constraints = [models.UniqueConstraint(fields=["campaign", "kind", "year"], name="round_once")]

    def __str__(self) -> str:
        return self.title


class Nomination(models.Model):
    """A proposal to reward one subject with one form (đề nghị khen thưởng). Keeps the day whose rules it runs under.

    `movement` is its legal ground: the one of the linked movements whose launcher the form asks for (law.md 1.4); the
    nominations of one round may rest on different ones.
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="nominations", verbose_name="đợt")
    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="nominations", verbose_name="hình thức")
    subject_kind = models.CharField("đối tượng", max_length=12, choices=SubjectKind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="cá nhân"
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="báo cáo"
    )
    status = models.CharField(
        "trạng thái", max_length=12, choices=NominationStatus.choices, default=NominationStatus.DRAFT
    )
    movement = models.ForeignKey(LinkedMovement, models.PROTECT, related_name="+", verbose_name="khen trong phong trào")
    summary = VietnameseTextField("tóm tắt cho Hội đồng", blank=True)
    no_open_case = models.BooleanField("không có vụ việc đang xem xét", default=False)
    accepted_on = models.DateField("tiếp nhận hồ sơ ngày", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    refusal_reason = VietnameseTextField("lý do không khen thưởng", blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        verbose_name_plural = "đề nghị khen thưởng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True, subject_kind="COLLECTIVE")
                | Q(unit__isnull=True, person__isnull=False, subject_kind__in=["INDIVIDUAL", "HOUSEHOLD"]),
                name="nomination_subject_matches_kind",
            ),
            models.UniqueConstraint(
                fields=["round", "form", "unit"], condition=Q(unit__isnull=False), name="nomination_unit_once"
            ),
            models.UniqueConstraint(
                fields=["round", "form", "person"], condition=Q(person__isnull=False), name="nomination_person_once"
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT") | Q(accepted_on__isnull=False), name="nomination_accepted_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} – {self.form}"

    @property
    def subject(self) -> Unit | Person:
        """Who is nominated."""
        return self.unit or self.person

    @property
    def subject_name(self) -> str:
        """Name of the unit or person; a household goes by the person who heads it."""
        return f"Hộ ông/bà {self.subject}" if self.subject_kind == SubjectKind.HOUSEHOLD else str(self.subject)


class CouncilMeeting(models.Model):
    """A meeting of the council (phiên họp Hội đồng). Quorum is a fraction of all seats, frozen when the meeting
    opens.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="meetings", verbose_name="phong trào")
    title = VietnameseCharField("tên phiên họp", max_length=200)
    place = VietnameseCharField("địa điểm", max_length=200)
    starts_at = models.DateTimeField("bắt đầu lúc")
    status = models.CharField("trạng thái", max_length=8, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField("số thành viên cần có (tử số)", default=4)
    quorum_denominator = models.PositiveSmallIntegerField("số thành viên cần có (mẫu số)", default=5)

    objects = CouncilMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên họp Hội đồng"
        verbose_name_plural = "phiên họp Hội đồng"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_denominator__gte=1, quorum_numerator__lte=F("quorum_denominator")),
                name="meeting_quorum_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return self.title


class CouncilSeat(models.Model):
    """A member as frozen when the meeting was opened (thành viên dự phiên họp)."""

    meeting = models.ForeignKey(CouncilMeeting, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats")
    name = VietnameseCharField("họ và tên", max_length=150)
    post = VietnameseCharField("chức danh", max_length=150, blank=True)
    role = models.CharField("vai trò", max_length=10, choices=SeatRole.choices, default=SeatRole.MEMBER)
    present = models.BooleanField("có mặt", default=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "thành viên dự họp"
        verbose_name_plural = "thành viên dự họp"
        ordering = ["meeting", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="seat_once")]

    def __str__(self) -> str:
        return self.name


class Poll(models.Model):
    """One item of a meeting's agenda: a secret vote on one or more nominations (nội dung bỏ phiếu kín).

    The agenda of a meeting is its polls; the lines of a poll are its boxes. Members, presence and base (`members` = all
    seats) are frozen when it opens; the threshold of each line is frozen on its BallotBox. A second vote after "Hủy và
    bỏ phiếu lại" is a new Poll.
    """

    meeting = models.ForeignKey(CouncilMeeting, models.PROTECT, related_name="polls")
    number = models.PositiveSmallIntegerField("nội dung số")
    title = VietnameseCharField("nội dung", max_length=200)
    status = models.CharField("trạng thái", max_length=10, choices=PollStatus.choices, default=PollStatus.PREPARED)
    members = models.PositiveSmallIntegerField("tổng số thành viên", default=0)
    present = models.PositiveSmallIntegerField("có mặt khi mở phiếu", default=0)
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    cancel_reason = VietnameseTextField("lý do hủy", blank=True)
    # False from the closing until old row versions were wiped from the database's files (reliability 1.1).
    traces_removed = models.BooleanField("đã xóa dấu vết", default=False)

    class Meta:
        verbose_name = "nội dung bỏ phiếu"
        verbose_name_plural = "nội dung bỏ phiếu"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="poll_number_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(status="OPEN"), name="poll_one_open_in_meeting"),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | ~Q(cancel_reason=""), name="poll_cancelled_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, nội dung {self.number}"


class BallotBox(models.Model):
    """The whole box of one nomination in ONE row (hòm phiếu), because rows of their own would tell who voted what.

    While open, `entries` is a list of [random receipt, choice] sorted by receipt. At closing it is split into
    `receipts` and
    `choices`, both sorted, the pairs are dropped, and `entries` is emptied; `digest` is the SHA-256 over both lists.
    Rule of the line (frozen at opening): endorsed when 100 * yes >= threshold * members, or, when `strict`, 100 * yes >
    threshold * members ("more than half").
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="boxes")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="boxes")
    order = models.PositiveSmallIntegerField("dòng", default=0)
    threshold_percent = models.PositiveSmallIntegerField("mức cần (%)")
    strict = models.BooleanField("phải vượt mức", default=False)
    turnout = models.PositiveSmallIntegerField("số phiếu đã thu", default=0)
    entries = models.JSONField(default=list, blank=True)
    receipts = models.JSONField("danh sách mã đã bỏ phiếu", default=list, blank=True)
    choices = models.JSONField("danh sách lựa chọn", default=list, blank=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    yes = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    no = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    abstain = models.PositiveSmallIntegerField("không có ý kiến", null=True, blank=True)
    endorsed = models.BooleanField("đạt", null=True, blank=True)

    class Meta:
        verbose_name = "hòm phiếu"
        verbose_name_plural = "hòm phiếu"
        ordering = ["poll", "order"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "nomination"], name="box_once"),
            models.CheckConstraint(
                condition=Q(threshold_percent__gte=1, threshold_percent__lte=100), name="box_threshold_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(yes=None, no=None, abstain=None, endorsed=None)
                | Q(yes__isnull=False, no__isnull=False, abstain__isnull=False, endorsed__isnull=False),
                name="box_counted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll}: {self.nomination}"


class BallotReceipt(models.Model):
    """The mark that a seat has voted on a line (đã bỏ phiếu). Made for every seat at opening; holds no time and no
    choice.

    Casting turns `cast` from false to true in a conditional update: one member, one vote, on both databases.
    """

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="marks")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="marks")
    cast = models.BooleanField("đã bỏ phiếu", default=False)
    excluded = models.BooleanField("không biểu quyết dòng này", default=False)

    class Meta:
        verbose_name = "dấu đã bỏ phiếu"
        verbose_name_plural = "dấu đã bỏ phiếu"
        constraints = [
            models.UniqueConstraint(fields=["box", "seat"], name="one_member_one_vote"),
            models.CheckConstraint(condition=Q(cast=False) | Q(excluded=False), name="excluded_seat_never_votes"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.box_id}"


def new_verify_code() -> str:
    """An unguessable code for checking a paper; letters and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(12))


class AwardDecision(models.Model):
    """The chairman's decision on a round's endorsed Giấy khen (quyết định khen thưởng). Number and day come with
    the signature.
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="decisions")
    status = models.CharField("trạng thái", max_length=8, choices=DecisionStatus.choices, default=DecisionStatus.DRAFT)
    number = models.CharField("số quyết định", max_length=40, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer_name = VietnameseCharField("người ký", max_length=150, blank=True)
    signer_title = VietnameseCharField("chức vụ người ký", max_length=150, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    return_note = VietnameseTextField("ý kiến trả lại", blank=True)
    is_public = models.BooleanField("công khai", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    objects = AwardDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="SIGNED")
                | (~Q(number="") & Q(signed_on__isnull=False, signed_by__isnull=False) & ~Q(signer_name="")),
                name="decision_signed_is_complete",
            ),
            models.CheckConstraint(condition=Q(is_public=False) | Q(status="SIGNED"), name="decision_public_is_signed"),
        ]

    def __str__(self) -> str:
        return f"Quyết định {self.number or '(chưa có số)'} – {self.round}"


class DecisionLine(models.Model):
    """One rewarded subject of a decision, with the money as whole VND (law.md 3)."""

    decision = models.ForeignKey(AwardDecision, models.PROTECT, related_name="lines")
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="decision_line")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    amount = models.PositiveBigIntegerField("tiền thưởng (đồng)", default=0)
    verify_code = models.CharField("mã tra cứu", max_length=20, unique=True, default=new_verify_code)

    class Meta:
        verbose_name = "dòng quyết định"
        verbose_name_plural = "dòng quyết định"
        ordering = ["decision", "order", "pk"]

    def __str__(self) -> str:
        return str(self.nomination)
