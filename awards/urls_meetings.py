"""Addresses of planning and running council meetings and their minutes; part of the list in urls.py."""

from django.urls import path

from .views import minutes, planning, recusals, remarks, room

urlpatterns = [
    path("hoi-dong/<int:pk>/sua/", planning.meeting_edit, name="meeting_edit"),
    path("hoi-dong/<int:pk>/hoan/", planning.meeting_postpone, name="meeting_postpone"),
    path("hoi-dong/<int:pk>/lich-moi/", planning.meeting_replan, name="meeting_replan"),
    path("hoi-dong/<int:pk>/huy/", planning.meeting_cancel, name="meeting_cancel"),
    path("hoi-dong/<int:pk>/tai-lieu/", planning.papers, name="meeting_papers"),
    path("hoi-dong/<int:pk>/lich.ics", planning.calendar, name="meeting_calendar"),
    path("hoi-dong/noi-dung/<int:pk>/len/", planning.poll_up, name="poll_up"),
    path("hoi-dong/noi-dung/<int:pk>/xuong/", planning.poll_down, name="poll_down"),
    path("hoi-dong/<int:pk>/ma-phong-hop/", room.room_code, name="room_code"),
    path("hoi-dong/<int:pk>/ma-phong-hop/doi/", room.room_code_change, name="room_code_change"),
    path("hoi-dong/noi-dung/<int:pk>/khong-bieu-quyet/", recusals.recusals, name="recusals"),
    path("hoi-dong/khong-bieu-quyet/<int:pk>/bo/", recusals.recusal_take_back, name="recusal_take_back"),
    path("hoi-dong/<int:pk>/y-kien/", remarks.remarks, name="remarks"),
    path("hoi-dong/y-kien/<int:pk>/sua/", remarks.remark_edit, name="remark_edit"),
    path("hoi-dong/y-kien/<int:pk>/xoa/", remarks.remark_remove, name="remark_remove"),
    path("hoi-dong/<int:pk>/bien-ban/", minutes.minutes, name="minutes"),
    path("hoi-dong/<int:pk>/bien-ban/lap/", minutes.minutes_begin, name="minutes_begin"),
    path("hoi-dong/<int:pk>/bien-ban/hoan-thanh/", minutes.minutes_finish, name="minutes_finish"),
]
