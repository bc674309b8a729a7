"""Each press that changes something, each file that leaves and each refusal is exactly one line of the log.

The access table knows every address and who may press there; here each is pressed once by somebody who may, and once
by somebody who may not. An address that is in none of the tables below fails: whoever adds a form decides what it
tells.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.formats import format_date
from core.models import AuditEvent
from tests.access import test_access
from tests.access.scopes import SEEN_BY
from tests.access.table import ACCESS, EVERYBODY
from tests.access.test_access import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R10")]
# The one world of the access table.
ward, world, _django_db_helper = test_access.ward, test_access.world, test_access._django_db_helper

# What a right press is called. More than one line where one press changes several things, each with a line of its own.
DEEDS: dict[str, list[str]] = {
    "account_logout": ["sign_out"],
    "accounts:account_close": ["close_account"],
    "accounts:account_create": ["create_account"],
    "accounts:account_edit": ["edit_account"],
    "accounts:account_invite": ["invite"],
    "accounts:grant_add": ["grant_role"],
    "accounts:grant_confirm": ["confirm_grant"],
    "accounts:grant_end": ["end_grant"],
    "accounts:grant_refuse": ["refuse_grant"],
    # The successor had no account; the work leaves one person and comes to another.
    "accounts:hand_over": ["create_account", "hand_over", "take_over"],
    "accounts:import_discard": ["import_discarded"],
    "accounts:import_again": ["import_read"],
    "accounts:import_start": ["import_read"],
    "accounts:import_undo": ["import_undone"],
    # One for each person who waits.
    "accounts:invitation_send": ["invite", "…"],
    # The browser was signed in as somebody else.
    "accounts:invitation_accept": ["use_invitation", "sign_out", "sign_in"],
    "accounts:invitation_resend": ["resend_invitation"],
    "accounts:link_open": ["sign_in_link_failed"],
    "accounts:mail_choices": ["choose_mail"],
    "accounts:person_add": ["add_person"],
    "accounts:person_end": ["end_person"],
    "accounts:person_merge": ["merge_person"],
    "accounts:person_remove": ["remove_person"],
    "accounts:person_reopen": ["reopen_person"],
    "accounts:profile_edit": ["edit_account"],
    "accounts:session_end": ["end_sessions"],
    "accounts:calendar_renew": ["make_calendar"],
    "campaigns:letter_text": ["edit_letter_text"],
    "campaigns:letter_text_reset": ["reset_letter_text"],
    "accounts:unit_add": ["add_unit"],
    # Both officers of the unit lose their roles with it.
    "accounts:unit_end": ["end_grant", "end_grant", "end_unit"],
    "accounts:unit_merge": ["end_grant", "end_grant", "merge_unit"],
    "accounts:unit_remove": ["remove_unit"],
    "accounts:unit_reopen": ["reopen_unit"],
    "awards:attendance": ["take_attendance"],
    "awards:close_meeting": ["close_meeting"],
    "awards:nomination_discard": ["discard_nomination"],
    "awards:nomination_go_on": ["go_on"],
    "awards:nomination_return": ["return_to_unit"],
    "awards:nomination_withdraw": ["withdraw_nomination"],
    "awards:my_nomination_send": ["send_back"],
    "awards:papers_add": ["add_dossier_papers"],
    "awards:paper_remove": ["remove_dossier_paper"],
    "awards:part_confirm": ["confirm_part"],
    "awards:suggestion_decline": ["decline"],
    # The suggestion is answered, and a dossier begins.
    "awards:suggestion_take": ["take_up", "nominate"],
    "awards:suggestion_withdraw": ["withdraw_suggestion"],
    "awards:nomination_edit": ["edit_nomination"],
    "awards:open_meeting": ["open_meeting"],
    "awards:meeting_edit": ["edit_meeting"],
    "awards:meeting_postpone": ["postpone_meeting"],
    "awards:meeting_replan": ["replan_meeting"],
    # Its one item leaves the agenda with it.
    "awards:meeting_cancel": ["cancel_meeting", "take_off_agenda", "drop_poll"],
    "awards:poll_up": ["move_poll"],
    "awards:poll_down": ["move_poll"],
    "awards:room_code_change": ["change_room_code"],
    "awards:recusals": ["note_recusal"],
    "awards:recusal_take_back": ["take_back_recusal"],
    "awards:minutes_begin": ["begin_minutes"],
    "awards:minutes_finish": ["finish_minutes"],
    "awards:award_revoke": ["revoke_award"],
    "awards:city_answer": ["not_grant"],
    "awards:city_answer_back": ["take_answer_back"],
    "awards:city_answer_publish": ["publish_answer"],
    "awards:proposal_edit": ["edit_proposal"],
    "awards:proposal_prepare": ["prepare_proposal"],
    "awards:proposal_return": ["return_with_note"],
    # The letter goes off, and each nomination with it.
    "awards:proposal_send": ["send", "forward"],
    "awards:proposal_sign": ["sign"],
    "awards:proposal_submit": ["submit"],
    "awards:signed_paper_remove": ["remove_signed_paper"],
    "awards:signed_papers": ["file_signed_paper"],
    "awards:poll_close": ["close_poll"],
    # The nomination on the ballot goes back to its own state.
    "awards:poll_drop": ["take_off_agenda", "drop_poll"],
    "awards:poll_open": ["open_poll"],
    "awards:poll_paper_give": ["hand_out_paper"],
    "awards:poll_paper_take": ["take_back_paper"],
    "awards:poll_opinion_drop": ["withdraw_opinion"],
    "awards:poll_opinions": ["record_opinion"],
    "campaigns:criteria_begin": ["begin_criteria"],
    "campaigns:criteria_discard": ["discard_criteria"],
    "campaigns:criteria_import_apply": ["import_criteria"],
    "campaigns:criteria_publish": ["publish_criteria"],
    "awards:guidance_remove": ["remove_guidance"],
    "awards:objection": ["object"],
    "awards:objection_settle": ["settle_objection"],
    "awards:posting_create": ["post_list"],
    "awards:posting_take_down": ["take_list_down"],
    "awards:round": ["add_guidance"],
    "awards:round_spot": ["open_round"],
    "campaigns:ballot_rule_set": ["follow_rule"],
    "campaigns:part_add": ["follow_rule"],
    "campaigns:rule_confirm": ["confirm_rule"],
    "campaigns:rule_end": ["end_rule"],
    "campaigns:rule_follow": ["follow_rule"],
    "reports:award_paper_create": ["document_requested"],
    "reports:award_paper_retry": ["document_retried"],
    "reports:document_create": ["document_requested"],
    "reports:document_retry": ["document_retried"],
    "submissions:accept": ["accept"],
    "submissions:assign": ["assign_review"],
    "submissions:urge": ["urge_returned"],
    "submissions:address_retry": ["try_address"],
    "submissions:letter_history": ["note_call"],
    "submissions:letters_again": ["send_letters_again"],
    "submissions:open_review": ["reopen_review"],
    "submissions:reopen": ["reopen"],
    "submissions:return_note_done": ["tick_note"],
    "submissions:interest_end": ["end_interest"],
    "submissions:interest_declare": ["declare_interest"],
    "submissions:reconcile_start": ["take_reconciliation"],
    "submissions:remark": ["write_remark"],
    "submissions:remark_withdraw": ["withdraw_remark"],
    "campaigns:field_list": ["assign_field"],
    "campaigns:field_end": ["end_field"],
    "submissions:ask_for_papers": ["document_requested"],
    "submissions:approval_give_back": ["give_back"],
    "submissions:approval_take_back": ["take_back"],
    "submissions:ask_approval": ["ask_approval"],
    "submissions:extend_unit": ["grant_extension"],
    "submissions:difficulties": ["ask_difficulty"],
    "submissions:difficulty_answer": ["answer"],
    "submissions:difficulty_close": ["close"],
    "submissions:difficulty_forward": ["forward"],
    "submissions:difficulty_publish": ["publish_question"],
    "submissions:difficulty_unpublish": ["unpublish_question"],
    "submissions:difficulty_write": ["ask_again"],
    "submissions:appeal": ["raise_appeal"],
    "submissions:appeal_grant": ["grant_appeal"],
    "submissions:appeal_refuse": ["refuse_appeal"],
    "submissions:publish": ["publish_board"],
    "submissions:take_again": ["mark_again"],
    # Whoever had it is stopped, and another begins.
    "submissions:hand_on_again": ["stop_review", "mark_again"],
    "submissions:evidence_agree": ["people_agreed"],
    "submissions:evidence_purge": ["purge_file"],
    "submissions:evidence_remove": ["remove_file"],
    "submissions:evidence_upload": ["upload"],
    "submissions:pledge": ["send_pledge"],
    "submissions:start": ["start"],
    # The report is taken up, and by whom.
    "submissions:start_review": ["start_review", "take_review"],
    "submissions:withdraw": ["withdraw"],
}
# Fields of a right press where the access table is content with an empty form.
FIELDS = {
    "accounts:account_create": lambda world: {"email": "moi@demo.example", "full_name": "Vũ Thị Mới"},
    "accounts:account_edit": lambda world: {"email": world.account.email, "full_name": "Vũ Tên Mới"},
    "accounts:grant_add": lambda world: {"role": "MEDIA"},
    "accounts:import_start": lambda world: {
        "kind": "UNITS",
        "file": SimpleUploadedFile("don-vi.csv", b"m\xc3\xa3"),
    },
    "accounts:profile_edit": lambda world: {"full_name": "Vũ Tên Mới"},
    "awards:nomination_return": lambda world: {"note": "Bổ sung biên bản."},
    "awards:nomination_withdraw": lambda world: {"withdrawal": "Đơn vị xin rút."},
    "awards:my_nomination_send": lambda world: {"text": "Đã bổ sung."},
    "awards:papers_add": lambda world: {"tep-khac": world.upload()},
    "awards:suggestion_decline": lambda world: {"answer": "Chưa đủ thành tích."},
    "campaigns:field_list": lambda world: {
        "user": world.people["chair"].pk,
        "content_area": world.care.content_area_id,
        "from_on": format_date(world.care.from_on),
    },
    "awards:posting_create": lambda world: {
        "nominations": [world.own_nomination.pk],
        "starts_on": "01/01/2999",
        "ends_on": "03/01/2999",
    },
    "awards:round": lambda world: {"document": "Công văn số 12/SNV-TĐKT"},
    "campaigns:ballot_rule_set": lambda world: {"day": "01/01/2999", "threshold_percent": "80", "source": "Quy chế"},
    "campaigns:part_add": lambda world: {"day": "01/01/2999", "title": "Xác nhận thuế", "kind": "STATEMENT"},
    "campaigns:rule_end": lambda world: {"day": "01/01/2999"},
    "campaigns:rule_follow": lambda world: {
        "day": "01/01/2999",
        "allowed": "on",
        "minimum_years": "0",
        "multiplier": "0,15",
    },
    "awards:poll_opinions": lambda world: {
        "thanh-vien": world.absent_seat.pk,
        "received_on": format_date(timezone.now()),
        **{f"line-{box.pk}": "YES" for box in world.closed_poll.boxes.all()},
    },
    "submissions:interest_declare": lambda world: {
        "user": world.people["reviewer"].pk,
        "unit": world.other.pk,
        "reason": "Em ruột là thủ trưởng đơn vị.",
    },
}
# Presses that tell nothing, and why. The ballot's never do, whatever becomes of them.
QUIET = {
    "awards:room_code": "a moment before the ballot: no row with a time",
    **dict.fromkeys(
        ["awards:remarks", "awards:remark_edit", "awards:remark_remove", "awards:minutes"],
        "the draft of the minutes; finishing them is the deed",
    ),
    "awards:ballot": "phiếu kín", "awards:ballot_review": "phiếu kín", "awards:ballot_cast": "phiếu kín",
    **dict.fromkeys(
        [f"campaigns:criteria_{what}" for what in ("set", "item", "item_add", "item_remove", "item_up", "item_down")],
        "a draft of criteria; publishing it is the deed",
    ),
    "campaigns:criteria_import": "a preview stores nothing; writing it is the deed",
    "campaigns:letter_text_preview": "shows the letter; saving its words is the deed",
    "submissions:autosave": "a draft's text; handing it in is the deed",
    "submissions:edit": "a draft's text; handing it in is the deed",
    "submissions:mark_again": "an open review's marks; completing it is the deed",
    "submissions:score": "an open review's marks; completing it is the deed",
    "submissions:reopen_form": "shows the letter; reopening is the deed",
    "accounts:keep_alive": "lasts the visit",
    "awards:round_make": "what the plan implies gets its row; what is noted or proposed in it is the deed",
    "accounts:theme": "a cookie",
    "submissions:view_save": "a filter of one's own",
    "submissions:view_remove": "a filter of one's own",
    "accounts:work_for": "a choice of the visit",
    **dict.fromkeys(
        [f"accounts:{name}" for name in ("notification_open", "notification_read", "notifications_read")],
        "one's own reading",
    ),
    "accounts:link_ask": "a letter in the outbox; signing in with it is the deed",
    "account_reset_password": "a letter in the outbox; setting the password is the deed",
    "accounts:import_apply": "claims the run; the worker's writing is the deed",
}  # fmt: skip
# Right presses that need another state or the door's own steps: the workflow matrix counts one line for every step of
# every table, tests/accounts/test_door_log.py for everything at the door, the apps' own tests for the rest.
ELSEWHERE = {
    "account_change_password", "account_confirm_email", "account_confirm_login_code", "account_email", "account_login",
    "account_reauthenticate", "account_reset_password_from_key", "account_set_password", "account_signup",
    "accounts:account_factors", "accounts:account_reopen", "accounts:invitation_remind",
    "accounts:notice", "accounts:person_edit", "accounts:unit_edit", "awards:agenda", "awards:decision_prepare",
    "awards:decision_publish", "awards:decision_return", "awards:decision_submit", "awards:meeting_create",
    "awards:nominate", "awards:nominate_person", "awards:nomination_back", "awards:nomination_ready",
    "awards:nomination_again", "awards:nomination_conclude", "awards:part_unconfirm", "awards:suggest",
    "awards:nomination_refuse", "awards:poll_cancel", "awards:poll_count", "awards:poll_publish", "awards:sign",
    "awards:poll_paper_count",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_authenticate", "mfa_deactivate_totp",
    "mfa_edit_webauthn", "mfa_generate_recovery_codes", "mfa_login_webauthn", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "submissions:complete", "submissions:evidence_restore",
    "submissions:extend_person",
    "submissions:evidence_reuse", "submissions:lock", "submissions:return", "submissions:return_form",
    "submissions:send_now", "submissions:submit", "usersessions_list",
}  # fmt: skip
# Files that leave the portal.
DOWNLOADS = {
    "awards:meeting_calendar": "calendar_downloaded",
    "awards:paper_file": "download_award_file",
    "accounts:audit_export": "log_exported",
    "accounts:import_errors": "import_errors_downloaded",
    "accounts:import_export": "list_exported",
    "accounts:import_template": "template_downloaded",
    "campaigns:criteria_export": "criteria_exported",
    "awards:signed_paper_file": "download_award_file",
    "reports:award_paper_file": "document_downloaded",
    "reports:document_file": "document_downloaded",
    "reports:paper_file": "document_downloaded",
    "reports:reports_csv": "list_exported",
    "submissions:difficulty_file": "download_sent_file",
    "submissions:queue_evidence": "evidence_zipped",
    "submissions:queue_export": "list_exported",
    "submissions:evidence_file": "download",
    "submissions:years_group_csv": "list_exported",
    "submissions:years_person_csv": "list_exported",
    "submissions:years_unit_csv": "list_exported",
}
PRESSES = sorted(name for name, row in ACCESS.items() if row.post)
READS = sorted(name for name, row in ACCESS.items() if row.get)


def ask(name: str, method: str, world, who: str) -> tuple[int, list[AuditEvent]]:
    """Status and the lines one request wrote; everything is taken back."""
    row, client = ACCESS[name], sign_in(world, who, name)
    data = (FIELDS.get(name) or row.data)(world) if method == "post" else {}
    url = reverse(name, kwargs=row.args(world)) + row.query(world)
    with transaction.atomic():
        last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = getattr(client, method)(url, data)
        lines = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))
        transaction.set_rollback(True)
    return answer.status_code, lines


def test_every_press_is_in_one_of_the_tables():
    assert set(PRESSES) == {*DEEDS, *QUIET, *ELSEWHERE}
    assert set(DOWNLOADS) <= set(READS)


@pytest.mark.parametrize("name", PRESSES)
def test_a_right_press_writes_its_lines(name, world):
    who = min(ACCESS[name].post)
    status, lines = ask(name, "post", world, who)
    deeds = DEEDS.get(name, [])
    if deeds[1:] == ["…"]:
        deeds = deeds[:1] * world.waiting_count
    assert [line.action for line in lines] == deeds, status
    for line in lines:
        assert line.address == "127.0.0.1"
        if line.action not in ("sign_in", "use_invitation", "sign_in_link_failed"):
            assert line.actor_id == world.people[who].pk


@pytest.mark.parametrize("name", READS)
def test_a_look_writes_nothing_and_a_file_that_leaves_one_line(name, world):
    _, lines = ask(name, "get", world, min(ACCESS[name].get))
    assert [line.action for line in lines] == ([DOWNLOADS[name]] if name in DOWNLOADS else [])


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_a_refusal_is_one_line_and_not_being_found_is_none(name, method, world):
    row = ACCESS[name]
    outside = sorted(EVERYBODY - (getattr(row, method) or EVERYBODY))
    if name.startswith("awards:ballot"):
        assert [line for who in outside for line in ask(name, method, world, who)[1]] == []
        return
    # One who sees the object and may not, and one who does not see it: enough to tell the two answers apart.
    inside = [who for who in outside if who in SEEN_BY.get(row.about, EVERYBODY)][:1]
    for who in {*inside, *outside[:1]}:
        status, lines = ask(name, method, world, who)
        got = [(line.action, line.actor_id, line.data["method"]) for line in lines]
        assert got == ([("refused", world.people[who].pk, method.upper())] if status == 403 else []), (who, status)
