"""The secret vote. Its form is dictated by secrecy (reliability 1.1): read Poll to BallotReceipt before changing it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import PollStatus, VoteChoice
from .meetings import CouncilMeeting, CouncilSeat
from .nominations import Nomination


class Poll(models.Model):
    """One item of a meeting's agenda: a secret vote on one or more nominations (nội dung bỏ phiếu kín).

    The agenda of a meeting is its polls; the lines of a poll are its boxes. Members (all seats), presence and quorum
    are frozen when it opens; base and threshold of each line are frozen on its BallotBox. A second vote after "Hủy và
    bỏ phiếu lại" is a new Poll.
    """

    meeting = models.ForeignKey(CouncilMeeting, models.PROTECT, related_name="polls")
    number = models.PositiveSmallIntegerField("nội dung số")
    title = VietnameseCharField("nội dung", max_length=200)
    status = models.CharField("trạng thái", max_length=10, choices=PollStatus.choices, default=PollStatus.PREPARED)
    members = models.PositiveSmallIntegerField("tổng số thành viên", default=0)
    present = models.PositiveSmallIntegerField("có mặt khi mở phiếu", default=0)
    quorum_needed = models.PositiveSmallIntegerField("số thành viên cần có mặt", default=0)
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
    Rule of the line (frozen at opening): endorsed when 100 * yes >= threshold * base, or, when `strict`, 100 * yes >
    threshold * base ("more than half"); `base` is all members, less those who step aside when `recused_leave` says so.

    Paper ballots come in at closing: their choices join `choices` unlinked, and only how many were issued and returned
    stays apart (`PaperCount`). Written opinions (`WrittenOpinion`) are signed, so they stay rows of their own; the sums
    `yes`, `no`, `abstain`, `invalid` hold all three.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="boxes")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="boxes")
    order = models.PositiveSmallIntegerField("dòng", default=0)
    threshold_percent = models.PositiveSmallIntegerField("mức cần (%)")
    strict = models.BooleanField("phải vượt mức", default=False)
    base = models.PositiveSmallIntegerField("mẫu số", default=0)
    recused_leave = models.BooleanField("người không biểu quyết không tính vào mẫu số", default=False)
    rule_source = VietnameseCharField("căn cứ của mức cần", max_length=300, blank=True)
    rule_confirmed = models.BooleanField("mức cần đã xác nhận", default=False)
    turnout = models.PositiveSmallIntegerField("số phiếu đã thu", default=0)
    entries = models.JSONField(default=list, blank=True)
    receipts = models.JSONField("danh sách mã đã bỏ phiếu", default=list, blank=True)
    choices = models.JSONField("danh sách lựa chọn", default=list, blank=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    yes = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    no = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    abstain = models.PositiveSmallIntegerField("không có ý kiến", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("không hợp lệ", null=True, blank=True)
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
                condition=Q(yes=None, no=None, abstain=None, invalid=None, endorsed=None)
                | Q(
                    yes__isnull=False,
                    no__isnull=False,
                    abstain__isnull=False,
                    invalid__isnull=False,
                    endorsed__isnull=False,
                ),
                name="box_counted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll}: {self.nomination}"


class BallotReceipt(models.Model):
    """The mark that a seat has voted on a line (đã bỏ phiếu). Made for every seat at opening; holds no time and no
    choice.

    Casting turns `cast` from false to true in a conditional update: one member, one vote, on both databases. The same
    holds for `on_paper` (was handed a paper ballot) and `written` (gave a signed opinion): a seat has one of the three.
    """

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="marks")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="marks")
    cast = models.BooleanField("đã bỏ phiếu", default=False)
    on_paper = models.BooleanField("nhận phiếu giấy", default=False)
    written = models.BooleanField("cho ý kiến bằng văn bản", default=False)
    excluded = models.BooleanField("không biểu quyết dòng này", default=False)

    class Meta:
        verbose_name = "dấu đã bỏ phiếu"
        verbose_name_plural = "dấu đã bỏ phiếu"
        constraints = [
            models.UniqueConstraint(fields=["box", "seat"], name="one_member_one_vote"),
            models.CheckConstraint(
                condition=Q(cast=False, on_paper=False, written=False)
                | Q(cast=True, on_paper=False, written=False, excluded=False)
                | Q(cast=False, on_paper=True, written=False, excluded=False)
                | Q(cast=False, on_paper=False, written=True, excluded=False),
                name="seat_votes_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.box_id}"


class PaperCount(models.Model):
    """How many paper ballots of a line were issued and returned (phiếu giấy). Who got one is in the marks; what was
    chosen has gone into the box's `choices` and is nowhere apart: a single paper ballot would name its voter.
    """

    box = models.OneToOneField(BallotBox, models.PROTECT, related_name="paper")
    issued = models.PositiveSmallIntegerField("số phiếu phát ra")
    returned = models.PositiveSmallIntegerField("số phiếu thu về")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc", default=timezone.now)

    class Meta:
        verbose_name = "phiếu giấy"
        verbose_name_plural = "phiếu giấy"
        constraints = [
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="paper_returned_at_most_issued")
        ]

    def __str__(self) -> str:
        return f"{self.box}: {self.returned}/{self.issued}"


class WrittenOpinion(models.Model):
    """The signed opinion of an absent member (ý kiến bằng văn bản): counted, with the name (law.md 2.5)."""

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="opinions")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="opinions")
    choice = models.CharField("ý kiến", max_length=7, choices=VoteChoice.choices)
    received_on = models.DateField("nhận ngày")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc", default=timezone.now)

    class Meta:
        verbose_name = "ý kiến bằng văn bản"
        verbose_name_plural = "ý kiến bằng văn bản"
        ordering = ["box", "seat__order"]
        constraints = [
            models.UniqueConstraint(fields=["box", "seat"], name="written_opinion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.box_id}"
