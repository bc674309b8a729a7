"""A meeting of the council with its members, who steps aside, what is said, and its minutes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from campaigns.models import Campaign
from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import MeetingStatus, MinutesStatus, RecusalGround, SeatRole
from ..querysets import CouncilMeetingQuerySet
from .nominations import Nomination


class CouncilMeeting(models.Model):
    """A meeting of the council (phiên họp Hội đồng). Quorum is a fraction of all seats, frozen when the meeting
    opens.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="meetings", verbose_name="phong trào")
    title = VietnameseCharField("tên phiên họp", max_length=200)
    place = VietnameseCharField("địa điểm", max_length=200)
    starts_at = models.DateTimeField("bắt đầu lúc")
    status = models.CharField("trạng thái", max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    status_reason = VietnameseCharField("lý do hoãn, hủy", max_length=300, blank=True)
    # Grows with every change: whoever edits says which one was read.
    version = models.PositiveIntegerField("lần sửa", default=1)
    # Grows whenever members must be told anew; numbers the letters and the calendar entry.
    invitation = models.PositiveSmallIntegerField("lần mời", default=1)
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    # Made at opening, shown on the wall of the room, asked for before the first ballot of a member.
    room_code = models.CharField("mã phòng họp", max_length=6, blank=True)
    guests = VietnameseTextField("khách mời", blank=True)
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
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["POSTPONED", "CANCELLED"]) | ~Q(status_reason=""),
                name="meeting_put_off_has_reason",
            ),
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
    # When attendance first found the member here; empty while absent. Who comes late stands so in the minutes.
    arrived_at = models.DateTimeField("có mặt từ", null=True, blank=True)
    absence_reason = VietnameseCharField("lý do vắng", max_length=200, blank=True)
    # Whether the member typed the room's code; holds no time.
    in_room = models.BooleanField("đã nhập mã phòng họp", default=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "thành viên dự họp"
        verbose_name_plural = "thành viên dự họp"
        ordering = ["meeting", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="seat_once")]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """A member does not vote on a nomination (không biểu quyết): own unit, declared, or asked by the chair.

    Made before the vote opens, between frozen seat and nomination; at opening it becomes an excluded mark.
    """

    seat = models.ForeignKey(CouncilSeat, models.CASCADE, related_name="recusals")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="recusals")
    ground = models.CharField("căn cứ", max_length=8, choices=RecusalGround.choices)
    reason = VietnameseCharField("lý do", max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "thành viên không biểu quyết"
        verbose_name_plural = "thành viên không biểu quyết"
        ordering = ["seat", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "nomination"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.nomination}"


class MeetingRemark(models.Model):
    """What was said and belongs into the minutes (ý kiến phát biểu), on one item of the agenda or in general."""

    meeting = models.ForeignKey(CouncilMeeting, models.CASCADE, related_name="remarks")
    seat = models.ForeignKey(
        CouncilSeat, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="người phát biểu"
    )
    nomination = models.ForeignKey(
        Nomination, models.PROTECT, null=True, blank=True, related_name="meeting_remarks", verbose_name="về hồ sơ"
    )
    text = VietnameseTextField("ý kiến")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "ý kiến phát biểu"
        verbose_name_plural = "ý kiến phát biểu"
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Minutes(models.Model):
    """The minutes of a meeting (biên bản họp Hội đồng). `facts` is frozen when they are finished: what was counted,
    who was there, rules and lists; the texts are the secretary's.
    """

    meeting = models.OneToOneField(CouncilMeeting, models.PROTECT, related_name="minutes")
    status = models.CharField("trạng thái", max_length=8, choices=MinutesStatus.choices, default=MinutesStatus.DRAFT)
    number = models.CharField("số", max_length=40, blank=True)
    opening = VietnameseTextField("mở đầu, nội dung báo cáo", blank=True)
    course = VietnameseTextField("diễn biến", blank=True)
    conclusion = VietnameseTextField("kết luận của Chủ tịch Hội đồng", blank=True)
    facts = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField("lần sửa", default=1)
    finished_at = models.DateTimeField("hoàn thành lúc", null=True, blank=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "biên bản họp"
        verbose_name_plural = "biên bản họp"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="DRAFT", finished_at=None, finished_by=None)
                | Q(status="FINISHED", finished_at__isnull=False, finished_by__isnull=False),
                name="minutes_finished_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"Biên bản {self.meeting}"
