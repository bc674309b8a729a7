"""Who may GET and POST what: one row for every URL name of the portal. A URL without a row fails the test.

`get` and `post` name the people of `World` who are let in. Everybody else who is signed in is refused (404 outside
their scope, 403 inside it without the right); visitors are sent to the sign-in page unless the row is `PUBLIC`.
`None` means the method does not exist there (405).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.views.ballot import FIELD, POLL_FIELD
from campaigns import letter_desk
from core import letter_texts
from submissions import receipts
from submissions.services import questions
from submissions.services.drafting import stamp
from tests.access.world import PNG, World

EVERYBODY = frozenset(
    {
        "nobody", "officer", "head", "stranger", "individual", "reviewer", "secretary", "chair", "member", "chairman",
        "finance", "media", "admin",
    }
)  # fmt: skip
UNIT = frozenset({"officer", "head"})
WRITERS = UNIT | {"stranger", "individual"}
OFFICE = frozenset({"reviewer"})
NOMINATORS = frozenset({"reviewer", "secretary"})
COUNCIL = frozenset({"secretary", "chair", "member"})
SECRETARY = frozenset({"secretary"})
READERS = OFFICE | COUNCIL | {"chairman"}
OVERVIEW = frozenset({"reviewer", "secretary", "chair", "chairman", "finance", "admin"})
RANKING = frozenset({"reviewer", "secretary", "chair", "chairman"})
EXPORTERS = frozenset({"reviewer", "secretary", "admin"})
PREPARERS = NOMINATORS
KEEPERS = frozenset({"admin"})
SETTERS_OF_CRITERIA = frozenset({"reviewer", "admin"})
# Whoever may say which council member supervises what.
SETTERS = frozenset({"reviewer", "secretary", "admin"})
CONFIRMERS = frozenset({"reviewer", "secretary", "admin"})
# A form that came back with what is missing.
SAID = frozenset({409, 422})


@dataclass(frozen=True)
class Row:
    """What the table says of one address."""

    get: frozenset | None = None
    post: frozenset | None = None
    public: bool = False
    args: Callable[[World], dict] = field(default=lambda world: {})
    # Fields of a POST that is right as far as rights go.
    data: Callable[[World], dict] = field(default=lambda world: {})
    # What an allowed POST may answer besides a page or a redirect, e.g. 409 for a press that came too late.
    also: frozenset = frozenset()
    query: Callable[[World], str] = field(default=lambda world: "")
    # The world's object the row is about, where `args` does not say it; whoever does not see it gets 404, others 403.
    of: str = ""
    # What everybody else gets where it is neither.
    refused: int = 0

    @property
    def about(self) -> str:
        """The name of the object in `scopes.SEEN_BY`, empty for an address about none."""
        return self.of or getattr(self.args, "of", "")


def _pk(name: str) -> Callable[[World], dict]:
    """The row's object is `world.<name>`."""

    def args(world: World) -> dict:
        return {"pk": getattr(world, name).pk}

    args.of = name
    return args


def _criteria(world: World) -> dict:
    """A draft of criteria: of the ward, so nobody is outside its scope."""
    return {"pk": world.criteria_draft.pk}


def _round(world: World) -> dict:
    return {"pk": world.council.nominations[0].round_id}


def _statement(world: World) -> dict:
    """A statement of a dossier being drawn up."""
    return {"pk": world.own_nomination.pk, "part": world.dossier_part.pk}


def _award_form(world: World) -> dict:
    return {"pk": world.council.form.pk}


def _award_rule(world: World) -> dict:
    """A rule of the catalogue that waits to be confirmed."""
    return {"kind": "khen", "pk": world.council.form.rules.order_by("pk").first().pk}


def _bonus(world: World) -> dict:
    """An item of that draft which may be taken out."""
    return {"pk": world.criteria_draft.items.get(part="BONUS").pk}


def _with_factor(world: World) -> dict:
    """The officer has a second factor."""
    world.give_factor("officer")
    return {}


def _place(world: World) -> str:
    """Which criterion a file is taken from or given to."""
    return f"?o={world.place}"


def _an_ending(world: World) -> dict:
    """The day and reason of an ending; its choices where there are any."""
    return {"last_day": "01/01/2026", "reason": "Giải thể", "people": "thoi"}


def _more_time(world: World) -> dict:
    """Until when, and why."""
    last_day = world.period.last_day + timedelta(days=5)
    return {"last_day": last_day.strftime("%d/%m/%Y"), "reason": "Mất điện nhiều ngày."}


def _ballot(world: World) -> dict:
    """A whole ballot of the open poll."""
    lines = {f"{FIELD}{box}": choice for box, choice in world.council.ballot("YES").items()}
    return {POLL_FIELD: world.open_poll.pk, **lines}


def _give(world: World) -> dict:
    """A member in the room, the vote open."""
    return {"thanh-vien": world.open_poll and world.last_seat.pk}


def _take(world: World) -> dict:
    """The member who holds a paper ballot."""
    return {"thanh-vien": world.paper_poll and world.last_seat.pk}


def _absent_seat(world: World) -> dict:
    """A member who is not."""
    return {"thanh-vien": world.absent_seat.pk}


def _picking(world: World) -> str:
    """A report in the office's list, ticked; it has a file."""
    return f"?bao-cao={world.sent_file.submission_id}"


def _picks(world: World) -> dict:
    """The same in a form."""
    return {"bao-cao": world.sent_file.submission_id}


def _giving(world: World) -> dict:
    """To whom a report goes."""
    return _picks(world) | {"way": "mot-nguoi", "reviewer": world.people["reviewer"].pk}


def _meeting_moment(world: World) -> dict:
    """Another place and day."""
    return {"place": "Hội trường lớn", "day": "28/12/2026", "hour": "14:00"}


def _meeting_details(world: World) -> dict:
    """The same with a title and the version read."""
    return {**_meeting_moment(world), "title": "Phiên họp tháng 12", "version": world.meeting.version}


def _stepping_aside(world: World) -> dict:
    """The third member on the one line; who does not run the meeting speaks for themselves."""
    seat = world.poll.meeting.seats.order_by("order")[2]
    return {"seat": seat.pk, "nomination": world.council.nominations[0].pk, "reason": "Con ruột công tác ở đơn vị."}


def _words(world: World) -> dict:
    """A letter in other words than those seen."""
    used = letter_desk.current(letter_texts.text_of("accepted"), None)
    return used | {"text": "{loi_chao} Phường chấp nhận báo cáo {ma}. Xem tại:", "seen": letter_desk.seen_of(used)}


PUBLIC_PAGE = Row(get=EVERYBODY, public=True)
OWN_PAGE = Row(get=EVERYBODY)
OWN_ACCOUNT = Row(get=EVERYBODY, post=EVERYBODY)
# allauth's door: visitors use it, people who are already in are sent on.
DOOR = Row(get=EVERYBODY, post=EVERYBODY, public=True)


def _sent_today(world: World) -> dict:
    """A letter that went off on the day it was signed."""
    return {"sent_on": timezone.localdate().isoformat()}


def _refused_answer(world: World) -> dict:
    """What the city answered, whole."""
    return {"answer": "REFUSED", "note": "Hết chỉ tiêu"}


def _of_the_unit(world: World) -> dict:
    """The unit of the world, which has a letter that did not arrive."""
    assert world.dead_address
    return {"kind": "don-vi", "pk": world.unit.pk}


ACCESS: dict[str, Row] = {
    "healthz": PUBLIC_PAGE,
    # --- sign-in
    "account_login": DOOR,
    "account_logout": DOOR,
    "account_signup": DOOR,
    "account_inactive": PUBLIC_PAGE,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_email": OWN_ACCOUNT,
    "account_email_verification_sent": PUBLIC_PAGE,
    "account_confirm_email": Row(
        get=EVERYBODY, post=EVERYBODY, public=True, args=lambda world: {"key": "khong-co"}, also=frozenset({404})
    ),
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "account_reset_password": DOOR,
    "account_reset_password_done": PUBLIC_PAGE,
    "account_reset_password_from_key": Row(
        get=EVERYBODY, post=EVERYBODY, public=True, args=lambda world: {"uidb36": "1", "key": "khong-co"}
    ),
    "account_reset_password_from_key_done": PUBLIC_PAGE,
    "account_confirm_login_code": DOOR,
    "accounts:link_ask": DOOR,
    "accounts:link_sent": PUBLIC_PAGE,
    "accounts:link_open": Row(
        get=EVERYBODY, post=EVERYBODY, public=True, args=lambda world: {"token": "khong-co"}, also=frozenset({410})
    ),
    # --- second factors: what changes one asks for the password first, whoever's key is named
    "mfa_index": Row(get=EVERYBODY),
    "mfa_authenticate": DOOR,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": Row(refused=404, get=frozenset({"officer"}), post=frozenset({"officer"}), args=_with_factor),
    "mfa_view_recovery_codes": Row(refused=404, get=frozenset({"officer"}), args=_with_factor),
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_download_recovery_codes": Row(refused=404, get=frozenset({"officer"}), args=_with_factor),
    "mfa_list_webauthn": Row(get=EVERYBODY),
    "mfa_add_webauthn": OWN_ACCOUNT,
    "mfa_reauthenticate_webauthn": OWN_ACCOUNT,
    "mfa_remove_webauthn": Row(get=EVERYBODY, post=EVERYBODY, args=lambda world: {"pk": 1}),
    "mfa_edit_webauthn": Row(get=EVERYBODY, post=EVERYBODY, args=lambda world: {"pk": 1}),
    "mfa_login_webauthn": DOOR,
    # --- one's own sessions
    "usersessions_list": OWN_ACCOUNT,
    "accounts:keep_alive": Row(post=EVERYBODY),
    "accounts:session_end": Row(post=frozenset({"officer"}), args=_pk("visit")),
    # --- accounts
    "accounts:start": Row(get=EVERYBODY),
    "accounts:profile": OWN_PAGE,
    "accounts:profile_edit": Row(get=EVERYBODY, post=EVERYBODY, also=SAID),
    "accounts:work_for": Row(of="unit", refused=404, post=UNIT, data=lambda world: {"unit": world.unit.pk}),
    # --- the bell
    "accounts:notifications": Row(get=EVERYBODY),
    "accounts:notifications_read": Row(post=EVERYBODY, data=lambda world: {"den": world.told.pk}),
    "accounts:notification_open": Row(post=frozenset({"officer"}), args=_pk("told")),
    "accounts:notification_read": Row(post=frozenset({"officer"}), args=_pk("told")),
    "accounts:mail_choices": OWN_ACCOUNT,
    # --- roles, accounts, handing over
    "accounts:hand_over_list": OWN_PAGE,
    "accounts:hand_over": Row(
        get=UNIT | {"reviewer", "admin"},
        post=UNIT | {"reviewer", "admin"},
        args=_pk("officer_grant"),
        data=lambda world: {"full_name": "Trần Thị Mai", "email": "nguoi-nhan@demo.example"},
    ),
    "accounts:account_list": Row(get=KEEPERS),
    "accounts:account_create": Row(get=KEEPERS, post=KEEPERS, also=SAID),
    "accounts:account": Row(get=KEEPERS, args=_pk("account")),
    "accounts:account_edit": Row(get=KEEPERS, post=KEEPERS, args=_pk("account"), also=SAID),
    "accounts:account_close": Row(
        get=KEEPERS, post=KEEPERS, args=_pk("account"), data=lambda world: {"reason": "Nghỉ hưu."}
    ),
    "accounts:account_reopen": Row(post=KEEPERS, args=_pk("account")),
    "accounts:account_factors": Row(get=KEEPERS, post=KEEPERS, args=_pk("account"), also=SAID),
    "accounts:account_invite": Row(post=KEEPERS, args=_pk("account")),
    "accounts:grant_add": Row(get=KEEPERS, post=KEEPERS, args=_pk("account"), also=SAID),
    "accounts:grant_end": Row(get=KEEPERS, post=KEEPERS, args=_pk("media_grant")),
    "accounts:grant_inbox": Row(get=CONFIRMERS),
    "accounts:grant_confirm": Row(post=CONFIRMERS, args=_pk("awaiting_grant")),
    "accounts:grant_refuse": Row(post=CONFIRMERS, args=_pk("awaiting_grant")),
    "accounts:theme": Row(post=EVERYBODY, public=True),
    # --- personal data
    "accounts:notice": OWN_ACCOUNT,
    "accounts:privacy": PUBLIC_PAGE,
    "accounts:help": PUBLIC_PAGE,
    "accounts:guide": Row(get=EVERYBODY, public=True, args=lambda world: {"number": 2}),
    "accounts:whole_guide": PUBLIC_PAGE,
    "accounts:accessibility": PUBLIC_PAGE,
    # --- invitations
    "accounts:invitation": Row(get=EVERYBODY, public=True, args=lambda world: {"token": world.invitation_token}),
    "accounts:invitation_accept": Row(
        get=EVERYBODY,
        post=EVERYBODY,
        public=True,
        data=lambda world: {
            "token": world.invitation_token,
            "password1": "hoa-phuong-do-2026",
            "password2": "hoa-phuong-do-2026",
        },
    ),
    "accounts:invitation_list": Row(get=frozenset({"admin"})),
    "accounts:invitation_send": Row(
        get=frozenset({"admin"}), post=frozenset({"admin"}), data=lambda world: {"so-nguoi": world.waiting_count}
    ),
    "accounts:invitation_remind": Row(
        get=frozenset({"admin"}), post=frozenset({"admin"}), data=lambda world: {"so-nguoi": 0}
    ),
    "accounts:invitation_resend": Row(post=frozenset({"admin"}), args=_pk("invitation")),
    # --- units and people
    "accounts:unit_list": Row(get=KEEPERS),
    "accounts:unit_add": Row(get=KEEPERS, post=KEEPERS, data=lambda world: {"code": "MOI", "name": "Đơn vị mới"}),
    "accounts:unit": Row(get=UNIT | OFFICE | KEEPERS, args=_pk("unit")),
    "accounts:unit_edit": Row(
        get=UNIT | KEEPERS,
        post=UNIT | KEEPERS,
        args=_pk("unit"),
        also=SAID,
    ),
    "accounts:unit_end": Row(get=KEEPERS, post=KEEPERS, args=_pk("unit"), data=_an_ending),
    "accounts:unit_merge": Row(
        get=KEEPERS,
        post=KEEPERS,
        args=_pk("unit"),
        data=lambda world: _an_ending(world) | {"into": world.other.pk, "officers": "thoi", "people": "chuyen"},
    ),
    "accounts:unit_reopen": Row(get=KEEPERS, post=KEEPERS, args=_pk("ended_unit")),
    "accounts:unit_remove": Row(get=KEEPERS, post=KEEPERS, args=_pk("mistaken_unit")),
    "accounts:person_list": Row(get=KEEPERS),
    "accounts:person_add": Row(
        of="unit",
        get=UNIT | KEEPERS,
        post=UNIT | KEEPERS,
        data=lambda world: {"full_name": "Lê Thị Hoa", "unit": world.unit.pk},
        query=lambda world: f"?don-vi={world.unit.pk}",
    ),
    "accounts:person": Row(get=UNIT | OFFICE | KEEPERS, args=_pk("person")),
    "accounts:person_edit": Row(get=UNIT | KEEPERS, post=UNIT | KEEPERS, args=_pk("person"), also=SAID),
    "accounts:person_end": Row(get=KEEPERS, post=KEEPERS, args=_pk("person"), data=_an_ending),
    "accounts:person_merge": Row(
        get=KEEPERS, post=KEEPERS, args=_pk("person"), data=lambda world: {"into": world.person_elsewhere.pk}
    ),
    "accounts:person_reopen": Row(post=KEEPERS, args=_pk("ended_person")),
    "accounts:person_remove": Row(get=KEEPERS, post=KEEPERS, args=_pk("person")),
    # --- lists in and out of Excel
    "accounts:import": Row(get=KEEPERS),
    "accounts:import_start": Row(post=KEEPERS, also=SAID),
    "accounts:import_template": Row(get=KEEPERS, args=lambda world: {"name": "don-vi"}),
    "accounts:import_export": Row(get=KEEPERS, args=lambda world: {"name": "don-vi", "form": "xlsx"}),
    "accounts:import_run": Row(get=KEEPERS, args=_pk("import_run")),
    "accounts:import_progress": Row(get=KEEPERS, args=_pk("import_run")),
    "accounts:import_apply": Row(post=KEEPERS, args=_pk("import_run"), data=lambda world: {"bo-loi": "1"}),
    "accounts:import_again": Row(post=KEEPERS, args=_pk("import_run")),
    "accounts:import_discard": Row(post=KEEPERS, args=_pk("import_run")),
    "accounts:import_errors": Row(get=KEEPERS, args=_pk("import_run")),
    "accounts:import_undo": Row(post=KEEPERS, args=_pk("applied_import")),
    # --- the log
    "accounts:audit_log": Row(get=frozenset({"admin"})),
    "accounts:audit_export": Row(get=frozenset({"admin"})),
    # --- the plan, the public pages
    "campaigns:about": PUBLIC_PAGE,
    "campaigns:field_list": Row(get=SETTERS, post=SETTERS, also=SAID),
    "campaigns:field_end": Row(post=SETTERS, args=lambda world: {"pk": world.care.pk}),
    "awards:my_fields": Row(get=COUNCIL),
    "campaigns:settings": Row(get=OFFICE | {"admin"}),
    "campaigns:criteria_list": Row(get=SETTERS_OF_CRITERIA),
    "submissions:criteria_preview": Row(get=SETTERS_OF_CRITERIA, args=_criteria),
    "campaigns:criteria_begin": Row(
        get=SETTERS_OF_CRITERIA,
        post=SETTERS_OF_CRITERIA,
        args=lambda world: {"period": world.next_period.pk, "group": world.group.pk},
        data=lambda world: {"source": "moi"},
    ),
    "campaigns:criteria_set": Row(get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, args=_criteria),
    "campaigns:criteria_publish": Row(post=SETTERS_OF_CRITERIA, args=_criteria),
    "campaigns:criteria_discard": Row(post=SETTERS_OF_CRITERIA, args=_criteria),
    "campaigns:criteria_history": Row(get=SETTERS_OF_CRITERIA, args=_criteria),
    "campaigns:criteria_export": Row(get=SETTERS_OF_CRITERIA, args=_criteria),
    "campaigns:criteria_import": Row(get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, args=_criteria, also=SAID),
    "campaigns:criteria_import_apply": Row(
        post=SETTERS_OF_CRITERIA, args=_criteria, data=lambda world: {"payload": world.criteria_payload}
    ),
    "campaigns:criteria_item_add": Row(
        get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, args=_criteria, query=lambda world: "?phan=BONUS", also=SAID
    ),
    "campaigns:criteria_item": Row(get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, args=_bonus, also=SAID),
    "campaigns:criteria_item_remove": Row(post=SETTERS_OF_CRITERIA, args=_bonus),
    "campaigns:criteria_item_up": Row(post=SETTERS_OF_CRITERIA, args=_bonus),
    "campaigns:criteria_item_down": Row(post=SETTERS_OF_CRITERIA, args=_bonus),
    # --- rounds and lists posted for objections
    "awards:round_list": Row(get=NOMINATORS),
    "awards:round_make": Row(post=NOMINATORS, data=lambda world: {"dot": f"YEARLY-{world.period.year}"}),
    "awards:round_spot": Row(get=NOMINATORS, post=NOMINATORS, also=SAID, data=lambda world: {"occasion": "Sáng kiến."}),
    "awards:round": Row(get=NOMINATORS, post=NOMINATORS, args=_round, also=SAID),
    "awards:guidance_remove": Row(post=NOMINATORS, args=lambda world: {"pk": world.guidance.pk}),
    "awards:posting_create": Row(get=NOMINATORS, post=NOMINATORS, args=_round, also=SAID),
    "awards:posted": PUBLIC_PAGE,
    "awards:posting": Row(get=NOMINATORS, args=lambda world: {"pk": world.posting.pk}),
    "awards:posting_take_down": Row(post=NOMINATORS, args=lambda world: {"pk": world.posting.pk}),
    "awards:objection": Row(
        get=EVERYBODY,
        post=EVERYBODY,
        args=lambda world: {"pk": world.posting.pk},
        data=lambda world: {"text": "Đơn vị này báo cáo sai số liệu."},
    ),
    "awards:objection_settle": Row(
        post=NOMINATORS,
        args=lambda world: {"pk": world.objection.pk},
        data=lambda world: {
            f"kl-{world.objection.pk}-finding": "Đã xác minh.",
            f"kl-{world.objection.pk}-upheld": "0",
        },
    ),
    "campaigns:award_forms": Row(get=SETTERS_OF_CRITERIA),
    "campaigns:award_form": Row(get=SETTERS_OF_CRITERIA, args=_award_form),
    "campaigns:ballot_rule_set": Row(get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, args=_award_form, also=SAID),
    "campaigns:dossier_parts": Row(get=SETTERS_OF_CRITERIA),
    "campaigns:part_add": Row(get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, also=SAID),
    "campaigns:rule_follow": Row(get=SETTERS_OF_CRITERIA, post=SETTERS_OF_CRITERIA, args=_award_rule, also=SAID),
    "campaigns:rule_end": Row(post=SETTERS_OF_CRITERIA, args=_award_rule, also=SAID),
    "campaigns:rule_confirm": Row(post=SETTERS_OF_CRITERIA, args=_award_rule, data=lambda world: {"source": "Điều 75"}),
    "awards:honours": PUBLIC_PAGE,
    "reports:public_home": PUBLIC_PAGE,
    # --- the unit's report
    "submissions:home": Row(get=WRITERS),
    "submissions:list": Row(get=WRITERS),
    "submissions:start": Row(
        of="unit", post=UNIT, data=lambda world: {"period": world.period.pk, "kind": "unit", "subject": world.unit.pk}
    ),
    "submissions:edit": Row(
        of="draft", get=UNIT, post=UNIT, args=lambda world: {"pk": world.draft.pk, "section": "don-vi"}
    ),
    "submissions:autosave": Row(
        post=UNIT,
        args=_pk("draft"),
        data=lambda world: {
            "field": f"report-{world.draft.pk}-reporter_name",
            "value": "Lan",
            "version": stamp("Nguyễn Thị Lan"),
        },
    ),
    "submissions:partial-sections": Row(get=UNIT, args=_pk("draft")),
    "submissions:evidence_upload": Row(
        post=UNIT, args=_pk("draft"), data=lambda world: {"place": str(world.place), "file": world.upload()}
    ),
    "submissions:evidence_file": Row(get=UNIT, args=_pk("file")),
    "submissions:evidence_remove": Row(get=UNIT, post=UNIT, args=_pk("file"), query=_place),
    "submissions:evidence_restore": Row(post=UNIT, args=_pk("file")),
    "submissions:evidence_reuse": Row(get=UNIT, post=UNIT, args=_pk("file"), query=_place),
    "submissions:evidence_removed": Row(get=UNIT, args=_pk("draft")),
    "submissions:evidence_agree": Row(get=UNIT, post=UNIT, args=_pk("file"), query=_place),
    "submissions:evidence_purge": Row(
        get=OFFICE, post=OFFICE, args=_pk("sent_file"), data=lambda world: {"reason": "Ảnh căn cước."}
    ),
    "submissions:file_troubles": Row(get=OFFICE),
    "submissions:check": Row(get=UNIT, args=_pk("draft")),
    "submissions:submit": Row(post=UNIT, args=_pk("draft"), also=SAID),
    "submissions:withdraw": Row(post=UNIT, args=_pk("received")),
    "submissions:receipt": Row(get=UNIT | READERS, args=_pk("received")),
    "submissions:preview": Row(get=UNIT, args=_pk("draft")),
    # --- pledges
    "submissions:pledge": Row(
        of="unit",
        get=UNIT,
        post=UNIT,
        query=lambda world: f"?cua=unit-{world.unit.pk}&nam={world.next_period.year}",
        data=lambda world: {"act": "send", "version": "0"},
    ),
    "submissions:pledge_list": Row(get=OFFICE),
    "submissions:pledge_read": Row(get=UNIT | READERS, args=_pk("pledge")),
    # --- the office
    "submissions:queue": Row(get=OFFICE),
    "submissions:assign": Row(get=OFFICE, post=OFFICE, data=_giving, query=_picking, also=SAID),
    "submissions:urge": Row(get=OFFICE, post=OFFICE, data=_picks, query=_picking),
    "submissions:queue_export": Row(get=OFFICE, query=_picking),
    "submissions:queue_evidence": Row(get=OFFICE, query=_picking),
    "submissions:view_save": Row(post=OFFICE, data=lambda world: {"ten": "Nộp muộn", "muon": "1"}),
    "submissions:view_remove": Row(of="saved_view", post=OFFICE, args=lambda world: {"pk": world.saved_view.pk}),
    "submissions:review": Row(get=OFFICE, args=_pk("received")),
    "submissions:start_review": Row(post=OFFICE, args=_pk("received")),
    "submissions:file_log": Row(get=OFFICE, args=_pk("received")),
    "submissions:partial-viewer": Row(
        of="sent_file",
        get=OFFICE,
        args=lambda world: {"pk": world.sent_file.submission_id, "file_pk": world.sent_file.pk},
    ),
    "submissions:score": Row(
        post=OFFICE,
        args=_pk("under_review"),
        data=lambda world: {
            "field": f"diem-{world.under_review.items.order_by('pk').first().pk}",
            "value": "1",
            "version": "0",
        },
    ),
    "submissions:complete": Row(post=OFFICE, args=_pk("under_review"), also=SAID),
    "submissions:accept": Row(post=OFFICE, args=_pk("judged")),
    "submissions:return_form": Row(get=OFFICE, post=OFFICE, args=_pk("under_review"), also=SAID),
    "submissions:return": Row(post=OFFICE, args=_pk("under_review"), also=SAID),
    "submissions:reopen_form": Row(
        get=OFFICE, post=OFFICE, args=_pk("accepted_report"), data=lambda world: {"reason": "Thanh tra kết luận khác."}
    ),
    "submissions:reopen": Row(
        post=OFFICE, args=_pk("accepted_report"), data=lambda world: {"reason": "Thanh tra kết luận khác."}
    ),
    "submissions:open_review": Row(post=OFFICE, args=_pk("taken_up_again")),
    "submissions:return_note_done": Row(post=UNIT, args=_pk("returned_note"), data=lambda world: {"xong": "1"}),
    "submissions:changes": Row(get=OFFICE, args=_pk("handed_in_again")),
    "submissions:ranking": Row(get=RANKING),
    "submissions:lock": Row(get=OFFICE, post=OFFICE),
    "submissions:breakdown": Row(get=RANKING, args=_pk("accepted")),
    "submissions:reviewer_figures": Row(get=OFFICE),
    # --- independence
    "submissions:interests": Row(get=OFFICE | COUNCIL),
    "submissions:interest_declare": Row(get=OFFICE | COUNCIL, post=OFFICE | COUNCIL, also=SAID),
    "submissions:interest_end": Row(post=NOMINATORS, args=_pk("interest")),
    "submissions:reconcile_start": Row(post=OFFICE, args=_pk("differing")),
    "submissions:read": Row(get=READERS, args=_pk("received")),
    "submissions:remark": Row(
        post=frozenset({"member"}),
        args=_pk("received"),
        data=lambda world: {
            "content_area": world.care.content_area_id,
            "text": "Đã kiểm tra tại chỗ, đúng.",
        },
    ),
    "submissions:remark_withdraw": Row(post=frozenset({"member"}), args=_pk("remark")),
    "submissions:reminders": Row(get=OFFICE),
    "submissions:send_now": Row(get=OFFICE, post=OFFICE, also=SAID),
    # --- where mail does not arrive, calls
    "submissions:call_list": Row(get=OFFICE),
    "submissions:partial-mail-queue": Row(get=OFFICE),
    "submissions:address_retry": Row(post=OFFICE, args=lambda world: {"pk": world.dead_address.pk}),
    "submissions:letter_history": Row(
        get=OFFICE,
        post=OFFICE,
        args=_of_the_unit,
        of="unit",
        data=lambda world: {"text": "Đã gọi, hẹn nộp chiều 10/12."},
        also=SAID,
    ),
    "submissions:letters_again": Row(post=OFFICE, args=_of_the_unit, of="unit"),
    # --- the head's approval, more time
    "submissions:ask_approval": Row(post=UNIT, args=_pk("to_approve")),
    "submissions:approval_take_back": Row(post=frozenset({"officer"}), args=_pk("with_head")),
    "submissions:approval_give_back": Row(
        post=frozenset({"head"}), args=_pk("with_head"), data=lambda world: {"answer": "Bổ sung số liệu."}, also=SAID
    ),
    "submissions:extensions": Row(get=OFFICE),
    "submissions:extend_unit": Row(get=OFFICE, post=OFFICE, args=_pk("unit"), data=_more_time, also=SAID),
    "submissions:extend_person": Row(get=OFFICE, post=OFFICE, args=_pk("person"), data=_more_time, also=SAID),
    # --- published scores, requests about them, the years side by side
    "submissions:result": Row(get=UNIT | RANKING, args=_pk("published")),
    "submissions:appeal": Row(
        post=UNIT, args=_pk("published"), data=lambda world: {"text": "Đề nghị xem lại tiêu chí 1."}, also=SAID
    ),
    "submissions:publish": Row(
        get=OFFICE,
        post=OFFICE,
        query=lambda world: f"?nam={world.period.year}&nhom={world.locked_board.group.code}",
    ),
    "submissions:appeal_inbox": Row(get=OFFICE),
    "submissions:appeal_page": Row(get=OFFICE, args=_pk("score_appeal")),
    "submissions:appeal_refuse": Row(
        post=OFFICE, args=_pk("score_appeal"), data=lambda world: {"answer": "Đã xem đủ minh chứng."}, also=SAID
    ),
    "submissions:appeal_grant": Row(
        post=OFFICE, args=_pk("score_appeal"), data=lambda world: {"answer": "Chấm lại."}, also=SAID
    ),
    "submissions:take_again": Row(post=OFFICE, args=_pk("granted_appeal")),
    "submissions:hand_on_again": Row(
        post=OFFICE,
        args=_pk("taken_appeal"),
        data=lambda world: {"to": world.colleague.pk, "hand_on_reason": "Đi công tác dài ngày."},
        also=SAID,
    ),
    "submissions:mark_again": Row(get=OFFICE, post=OFFICE, args=_pk("taken_appeal"), also=SAID),
    "submissions:years_group": Row(get=RANKING),
    "submissions:years_unit": Row(get=UNIT | RANKING, args=_pk("unit")),
    "submissions:years_person": Row(get=UNIT | RANKING, args=_pk("person")),
    "submissions:years_group_csv": Row(get=RANKING),
    "submissions:years_unit_csv": Row(get=UNIT | RANKING, args=_pk("unit")),
    "submissions:years_person_csv": Row(get=UNIT | RANKING, args=_pk("person")),
    # --- difficulties
    "submissions:difficulties": Row(
        get=WRITERS, post=UNIT | {"stranger"}, data=lambda world: {"text": "Chưa có máy quét."}, also=SAID
    ),
    "submissions:difficulty": Row(get=UNIT | OFFICE, args=_pk("difficulty")),
    "submissions:difficulty_write": Row(
        post=UNIT, args=_pk("difficulty"), data=lambda world: {"them-text": "Cần cả máy in."}, also=SAID
    ),
    "submissions:difficulty_close": Row(post=UNIT, args=_pk("answered_difficulty")),
    "submissions:difficulty_file": Row(get=UNIT | OFFICE, args=_pk("difficulty_file")),
    "submissions:difficulty_inbox": Row(get=OFFICE),
    "submissions:difficulty_answer": Row(
        post=OFFICE,
        args=_pk("difficulty"),
        data=lambda world: {"tra-loi-text": "Cấp trong tháng 4.", "tra-loi-seen": world.last_message(world.difficulty)},
        also=SAID,
    ),
    "submissions:difficulty_forward": Row(
        post=OFFICE,
        args=_pk("difficulty"),
        data=lambda world: {"chuyen-body": world.other.pk, "chuyen-seen": world.last_message(world.difficulty)},
        also=SAID,
    ),
    "submissions:difficulty_publish": Row(
        get=OFFICE,
        post=OFFICE,
        args=_pk("answered_difficulty"),
        data=lambda world: {
            "public_question": "Khi nào có máy?",
            "public_answer": "Trong tháng 4.",
            "was": questions.stamp(world.answered_difficulty),
        },
        also=SAID,
    ),
    "submissions:difficulty_unpublish": Row(post=OFFICE, args=_pk("published_difficulty")),
    "submissions:qa_list": PUBLIC_PAGE,
    # --- papers of a hand-in, the public check of a receipt
    "submissions:partial-papers": Row(get=UNIT | READERS, args=_pk("received")),
    "submissions:ask_for_papers": Row(post=UNIT | READERS, args=_pk("received")),
    "submissions:find_receipt": PUBLIC_PAGE,
    "submissions:check_receipt": Row(
        get=EVERYBODY, public=True, args=lambda world: {"token": receipts.check_token(world.received.code)}
    ),
    "reports:paper_file": Row(get=UNIT | READERS, args=_pk("paper")),
    # --- papers of awards, for whoever may read what they are about
    "reports:award_paper_create": Row(
        of="nomination", post=READERS, args=lambda world: {"kind": "ho-so", "pk": world.nomination.pk}
    ),
    "reports:award_paper": Row(get=READERS, args=_pk("award_paper")),
    "reports:award_paper_progress": Row(get=READERS, args=_pk("award_paper")),
    "reports:award_paper_retry": Row(post=READERS, args=_pk("failed_award_paper")),
    "reports:award_paper_file": Row(get=READERS, args=_pk("award_paper")),
    # --- overview, papers, tables
    "reports:overview": Row(get=OVERVIEW),
    "reports:subjects": Row(get=OVERVIEW, query=lambda world: "?trang-thai=cho-tham-dinh"),
    "reports:chart_csv": Row(get=OVERVIEW, args=lambda world: {"chart": "tien-do"}),
    "reports:exports": Row(get=EXPORTERS),
    "reports:reports_csv": Row(get=EXPORTERS),
    "reports:document_create": Row(
        post=EXPORTERS, data=lambda world: {"loai": "REPORTS_XLSX", "ky": world.period.pk}, also=SAID
    ),
    "reports:document": Row(get=EXPORTERS, args=_pk("document")),
    "reports:document_progress": Row(get=EXPORTERS, args=_pk("document")),
    "reports:document_retry": Row(post=EXPORTERS, args=_pk("failed_document")),
    "reports:document_file": Row(get=EXPORTERS, args=_pk("document")),
    # --- awards
    "awards:mine": Row(get=WRITERS),
    "awards:suggest": Row(
        get=WRITERS,
        post=UNIT | {"stranger"},
        also=SAID,
        query=lambda world: f"?cho=don-vi&dot=YEARLY-{world.period.year}",
    ),
    "awards:my_nomination": Row(get=UNIT, args=_pk("returned_nomination")),
    "awards:my_nomination_send": Row(post=UNIT, args=_pk("returned_nomination"), also=SAID),
    "awards:suggestion_list": Row(get=NOMINATORS),
    "awards:suggestion": Row(get=UNIT | NOMINATORS, args=_pk("suggestion")),
    "awards:suggestion_withdraw": Row(post=UNIT, args=_pk("suggestion")),
    "awards:suggestion_take": Row(post=NOMINATORS, args=_pk("suggestion")),
    "awards:suggestion_decline": Row(post=NOMINATORS, args=_pk("suggestion"), also=SAID),
    "awards:part_confirm": Row(of="own_nomination", post=NOMINATORS, args=_statement, also=SAID),
    "awards:part_unconfirm": Row(of="own_nomination", post=NOMINATORS, args=_statement),
    "awards:papers_add": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:paper_file": Row(get=NOMINATORS, args=_pk("dossier_paper")),
    "awards:paper_remove": Row(post=NOMINATORS, args=_pk("dossier_paper")),
    "awards:nomination_return": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:nomination_withdraw": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:nomination_go_on": Row(post=NOMINATORS, args=_pk("returned_nomination")),
    "awards:nomination_again": Row(post=NOMINATORS, args=_pk("own_nomination")),
    "awards:nomination_conclude": Row(post=NOMINATORS, args=_pk("own_nomination")),
    "awards:nomination_list": Row(get=NOMINATORS),
    "awards:nominate": Row(get=NOMINATORS, post=NOMINATORS, args=_pk("line"), also=SAID),
    "awards:nominate_find": Row(get=NOMINATORS),
    "awards:nominate_person": Row(get=NOMINATORS, post=NOMINATORS, args=_pk("person"), also=SAID),
    "awards:nomination": Row(get=NOMINATORS | COUNCIL | {"chairman"}, args=_pk("nomination")),
    "awards:nomination_edit": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:nomination_discard": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:nomination_ready": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:nomination_back": Row(post=NOMINATORS, args=_pk("own_nomination"), also=SAID),
    "awards:nomination_refuse": Row(post=frozenset({"chairman"}), args=_pk("nomination"), also=SAID),
    "awards:dossier_list": Row(get=NOMINATORS | COUNCIL | {"chairman"}),
    "awards:meeting_list": Row(get=frozenset({"secretary"})),
    "awards:my_meetings": Row(get=COUNCIL),
    "awards:meeting_create": Row(get=frozenset({"secretary"}), post=frozenset({"secretary"})),
    "awards:meeting": Row(get=COUNCIL, args=_pk("open_meeting")),
    "awards:partial-meeting": Row(get=COUNCIL, args=_pk("open_meeting")),
    "awards:meeting_screen": Row(get=COUNCIL, args=_pk("open_meeting")),
    "awards:partial-meeting-screen": Row(get=COUNCIL, args=_pk("open_meeting")),
    "awards:attendance": Row(post=frozenset({"secretary"}), args=_pk("open_meeting")),
    "awards:agenda": Row(post=frozenset({"secretary"}), args=_pk("open_meeting")),
    "awards:open_meeting": Row(post=frozenset({"secretary"}), args=_pk("meeting")),
    "awards:close_meeting": Row(post=frozenset({"secretary"}), args=_pk("empty_meeting")),
    "awards:ballot": Row(
        of="open_poll",
        get=COUNCIL,
        post=COUNCIL,
        args=lambda world: {"pk": world.open_poll.meeting_id},
        data=_ballot,
        also=SAID,
    ),
    "awards:ballot_review": Row(
        of="open_poll", post=COUNCIL, args=lambda world: {"pk": world.open_poll.meeting_id}, data=_ballot, also=SAID
    ),
    "awards:ballot_cast": Row(
        of="open_poll", post=COUNCIL, args=lambda world: {"pk": world.open_poll.meeting_id}, data=_ballot, also=SAID
    ),
    "awards:ballot_done": Row(of="open_poll", get=COUNCIL, args=lambda world: {"pk": world.open_poll.meeting_id}),
    # Planning and running meetings, their minutes.
    "awards:meeting_edit": Row(get=SECRETARY, post=SECRETARY, args=_pk("meeting"), data=_meeting_details, also=SAID),
    "awards:meeting_postpone": Row(
        get=SECRETARY, post=SECRETARY, args=_pk("meeting"), data=lambda world: {"reason": "Mưa bão."}
    ),
    "awards:meeting_replan": Row(
        get=SECRETARY, post=SECRETARY, args=_pk("putoff_meeting"), data=_meeting_moment, also=SAID
    ),
    "awards:meeting_cancel": Row(
        get=SECRETARY, post=SECRETARY, args=_pk("meeting"), data=lambda world: {"reason": "Nhập vào phiên sau."}
    ),
    "awards:meeting_papers": Row(get=COUNCIL, args=_pk("meeting")),
    "awards:meeting_calendar": Row(get=COUNCIL, args=_pk("meeting")),
    "awards:poll_up": Row(of="meeting", post=SECRETARY, args=lambda world: {"pk": world.two_items[1].pk}),
    "awards:poll_down": Row(of="meeting", post=SECRETARY, args=lambda world: {"pk": world.two_items[0].pk}),
    "awards:room_code": Row(
        get=COUNCIL,
        post=COUNCIL,
        args=_pk("code_meeting"),
        data=lambda world: {"code": world.code_meeting.room_code},
        also=SAID,
    ),
    "awards:room_code_change": Row(post=SECRETARY, args=_pk("open_meeting")),
    "awards:recusals": Row(get=COUNCIL, post=COUNCIL, args=_pk("poll"), data=_stepping_aside, also=SAID),
    "awards:recusal_take_back": Row(post=frozenset({"secretary", "member"}), args=_pk("recusal")),
    "awards:remarks": Row(
        get=SECRETARY, post=SECRETARY, args=_pk("open_meeting"), data=lambda world: {"text": "Nhất trí."}
    ),
    "awards:remark_edit": Row(
        get=SECRETARY,
        post=SECRETARY,
        args=_pk("meeting_remark"),
        data=lambda world: {"text": "Nhất trí cao.", "was": world.meeting_remark.text},
    ),
    "awards:remark_remove": Row(post=SECRETARY, args=_pk("meeting_remark")),
    "awards:minutes": Row(
        get=frozenset({"secretary", "chair"}),
        post=SECRETARY,
        args=_pk("minutes_meeting"),
        data=lambda world: {"conclusion": "Nhất trí.", "version": 2},
        also=SAID,
    ),
    "awards:minutes_begin": Row(post=SECRETARY, args=_pk("open_meeting")),
    "awards:minutes_finish": Row(post=SECRETARY, args=_pk("minutes_meeting")),
    "awards:poll_open": Row(post=frozenset({"secretary"}), args=_pk("poll")),
    "awards:poll_close": Row(get=frozenset({"secretary"}), post=frozenset({"secretary"}), args=_pk("open_poll")),
    "awards:poll_count": Row(post=frozenset({"secretary"}), args=_pk("open_poll")),
    "awards:poll_publish": Row(post=frozenset({"secretary"}), args=_pk("open_poll")),
    "awards:poll_cancel": Row(get=frozenset({"chair"}), post=frozenset({"chair"}), args=_pk("open_poll")),
    "awards:poll_drop": Row(post=frozenset({"secretary"}), args=_pk("poll")),
    "awards:poll_paper": Row(get=frozenset({"secretary"}), args=_pk("open_poll")),
    "awards:poll_paper_give": Row(post=frozenset({"secretary"}), args=_pk("open_poll"), data=_give),
    "awards:poll_paper_take": Row(post=frozenset({"secretary"}), args=_pk("paper_poll"), data=_take),
    "awards:poll_paper_count": Row(
        get=frozenset({"secretary"}), post=frozenset({"secretary"}), args=_pk("closed_poll"), also=SAID
    ),
    "awards:poll_opinions": Row(
        get=frozenset({"secretary"}),
        post=frozenset({"secretary"}),
        args=_pk("closed_poll"),
        query=lambda world: f"?thanh-vien={world.absent_seat.pk}",
        data=lambda world: {"thanh-vien": world.absent_seat.pk},
        also=SAID,
    ),
    "awards:poll_opinion_drop": Row(post=frozenset({"secretary"}), args=_pk("opinion_poll"), data=_absent_seat),
    "awards:to_sign": Row(get=frozenset({"chairman"})),
    "awards:decision_list": Row(get=PREPARERS | {"chairman"}),
    "awards:decision_prepare": Row(post=PREPARERS, args=lambda world: {"pk": world.nomination.round_id}),
    "awards:decision": Row(get=PREPARERS | {"chairman"}, args=_pk("decision")),
    "awards:decision_submit": Row(post=PREPARERS, args=_pk("decision")),
    "awards:sign": Row(post=frozenset({"chairman"}), args=_pk("decision"), also=SAID),
    "awards:decision_return": Row(post=frozenset({"chairman"}), args=_pk("decision"), also=SAID),
    "awards:decision_publish": Row(post=PREPARERS, args=_pk("signed_decision")),
    # --- after the vote: letters, the city's answers, revocation, signed copies, money, the public check
    "awards:proposal_list": Row(get=PREPARERS | {"chairman"}),
    "awards:proposal_prepare": Row(
        post=PREPARERS, args=lambda world: {"pk": world.city_nomination.round_id}, data=lambda world: {"gui": "TO_CITY"}
    ),
    "awards:proposal": Row(get=PREPARERS | {"chairman"}, args=_pk("letter")),
    "awards:proposal_edit": Row(
        post=PREPARERS, args=_pk("letter"), data=lambda world: {"sua-addressee": "Giám đốc Sở Nội vụ"}
    ),
    "awards:proposal_submit": Row(post=PREPARERS, args=_pk("letter")),
    "awards:proposal_sign": Row(
        post=frozenset({"chairman"}),
        args=_pk("letter_to_sign"),
        data=lambda world: {
            "number": "7/TTr-UBND",
            "signed_on": timezone.localdate().isoformat(),
            "signer": "chu-tich",
            "signer_name": "Trần Văn An",
        },
        also=SAID,
    ),
    "awards:proposal_return": Row(
        post=frozenset({"chairman"}), args=_pk("letter_to_sign"), data=lambda world: {"note": "Bổ sung"}, also=SAID
    ),
    "awards:proposal_send": Row(post=PREPARERS, args=_pk("signed_letter"), data=_sent_today, also=SAID),
    "awards:city_answer": Row(get=PREPARERS, post=PREPARERS, args=_pk("sent_line"), data=_refused_answer, also=SAID),
    "awards:city_answer_back": Row(
        post=PREPARERS, args=_pk("answered_line"), data=lambda world: {"reason": "Ghi nhầm dòng"}, also=SAID
    ),
    "awards:city_answer_publish": Row(post=PREPARERS, args=_pk("answered_line"), data=lambda world: {"cong-khai": "1"}),
    "awards:award_revoke": Row(
        get=frozenset({"chairman"}),
        post=frozenset({"chairman"}),
        args=_pk("award_line"),
        data=lambda world: {
            "number": "90/QĐ-UBND",
            "revoked_on": timezone.localdate().isoformat(),
            "reason": "Khai không đúng",
        },
        also=SAID,
    ),  # fmt: skip
    "awards:signed_papers": Row(
        get=PREPARERS | {"chairman"},
        post=PREPARERS,
        args=lambda world: {"kind": "quyet-dinh", "pk": world.signed_decision.pk},
        of="signed_decision",
        data=lambda world: {"file": SimpleUploadedFile("ban-ky.png", PNG, "image/png")},
        also=SAID,
    ),
    "awards:signed_paper_file": Row(get=PREPARERS | {"chairman"}, args=_pk("signed_copy")),
    "awards:signed_paper_remove": Row(post=PREPARERS, args=_pk("signed_copy")),
    "awards:round_money": Row(
        get=PREPARERS | {"chairman", "finance"}, args=lambda world: {"pk": world.nomination.round_id}
    ),
    "awards:verify": PUBLIC_PAGE,
    # --- one's own calendar, the words of letters
    "accounts:calendar": OWN_PAGE,
    "accounts:calendar_renew": Row(post=EVERYBODY),
    "accounts:calendar_feed": Row(get=EVERYBODY, public=True, args=lambda world: {"token": world.calendar_token}),
    "campaigns:letter_texts": Row(get=SETTERS_OF_CRITERIA),
    "campaigns:letter_text": Row(
        get=SETTERS_OF_CRITERIA,
        post=SETTERS_OF_CRITERIA,
        args=lambda world: {"code": "accepted"},
        data=_words,
        also=SAID,
    ),
    "campaigns:letter_text_preview": Row(
        post=SETTERS_OF_CRITERIA, args=lambda world: {"code": "accepted"}, data=_words, also=SAID
    ),
    "campaigns:letter_text_reset": Row(
        post=SETTERS_OF_CRITERIA,
        args=lambda world: {"code": world.changed_letter_text.pk},
        data=lambda world: {"seen": letter_desk.seen_of(letter_desk.current(None, world.changed_letter_text))},
    ),
}

# The outside identity provider: these addresses exist only where one is configured (tests/outside runs the table
# there). With the provider away the way there answers 503, and whoever comes back without having gone is told so: 401.
if settings.OIDC_SERVER_URL:
    ACCESS |= {
        "outside_login": Row(post=EVERYBODY, public=True, also=frozenset({503})),
        "outside_callback": Row(get=EVERYBODY, public=True, also=frozenset({401})),
    }
