"""Handing a unit's work over: the work stays whole with the unit, the former holder keeps nothing of it (bàn giao)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.roles import UNIT_ROLES
from accounts.services import grants
from accounts.services.handing_over import Newcomer, hand_over
from core import outbox
from core.clock import ward_date
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import reminders
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from submissions.services import drafting, evidence, handing_in
from submissions.writable import FieldKey
from tests import factories
from tests.access.world import PNG

pytestmark = pytest.mark.django_db
WARD_ROLES = sorted(set(Role) - UNIT_ROLES)


@pytest.fixture
def today():
    return ward_date(timezone.now())


@pytest.fixture
def successor(unit):
    """Somebody of the unit who has an account: its former officer."""
    user = factories.make_user(full_name="Trần Thị Mai")
    Membership.objects.create(
        user=user, role=Role.UNIT_OFFICER, unit=unit, starts_on="2025-01-01", ends_on="2025-12-31"
    )
    return user


def work_of(user) -> Membership:
    return user.memberships.get(role=Role.UNIT_OFFICER, ended_at=None)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def actions() -> list[str]:
    rows = AuditEvent.objects.filter(action__in=["hand_over", "take_over", "create_account"])
    return list(rows.order_by("pk").values_list("action", flat=True))


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("doer", "what", "may"),
    [
        ("own officer", Role.UNIT_OFFICER, True),
        ("own head", Role.UNIT_OFFICER, True),
        ("own head", Role.UNIT_HEAD, False),
        ("own officer", Role.UNIT_HEAD, False),
        ("second officer", Role.UNIT_OFFICER, False),
        ("other officer", Role.UNIT_OFFICER, False),
        ("other head", Role.UNIT_OFFICER, False),
        *[(role, what, role in (Role.REVIEWER, Role.ADMIN)) for role in WARD_ROLES for what in sorted(UNIT_ROLES)],
        (None, Role.UNIT_OFFICER, False),
    ],
)  # fmt: skip
def test_who_may_hand_over_what(unit, officer, successor, doer, what, may):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    by = {
        "own officer": officer, "own head": head,
        "second officer": factories.make_user(Role.UNIT_OFFICER, unit=unit),
        "other officer": factories.make_user(Role.UNIT_OFFICER), "other head": factories.make_user(Role.UNIT_HEAD),
    }.get(doer) or factories.make_user(*([Role(doer)] if doer else []))  # fmt: skip
    grant = (officer if what == Role.UNIT_OFFICER else head).memberships.get()
    if may:
        assert hand_over(grant, to=successor, by=by).user == successor
    else:
        with pytest.raises(Forbidden):
            hand_over(grant, to=successor, by=by)
        assert (Membership.objects.get(pk=grant.pk).successor_id, actions()) == (None, [])


@pytest.mark.parametrize("role", WARD_ROLES)
def test_only_a_units_work_is_handed_over(role, successor):
    grant = factories.make_user(Role(role)).memberships.get()
    with pytest.raises(Forbidden, match="Chỉ bàn giao công việc của đơn vị"):
        hand_over(grant, to=successor, by=factories.make_user(Role.ADMIN))


def test_nobody_receives_work_from_themselves(unit, officer):
    office, head = factories.make_user(Role.REVIEWER), factories.make_user(Role.UNIT_HEAD, unit=unit)
    for by in (office, head):
        for to in (by, Newcomer("Tên khác", by.email.upper())):
            with pytest.raises(ValidationError, match="Không tự nhận bàn giao"):
                hand_over(work_of(officer), to=to, by=by)
    with pytest.raises(ValidationError, match="đang giữ chính công việc"):
        hand_over(work_of(officer), to=officer, by=office)


def test_a_unit_chooses_among_its_own_or_brings_somebody_new(unit, officer):
    """An account of another body is the office's to move: its owner was not asked, and may have to review the unit."""
    outsider = factories.make_user(Role.REVIEWER)
    for to in (outsider, Newcomer("Ai đó", outsider.email)):
        with pytest.raises(ValidationError, match="ngoài đơn vị"):
            hand_over(work_of(officer), to=to, by=officer)
    assert fresh(outsider).reporting_unit_ids == frozenset()
    person = factories.make_person(unit=unit, user=factories.make_user())
    assert hand_over(work_of(officer), to=person.user, by=officer).user == person.user


def test_the_office_may_name_anybody(officer, reviewer):
    other = factories.make_user(Role.UNIT_OFFICER)
    new = hand_over(work_of(officer), to=Newcomer("", other.email), by=reviewer)
    assert (new.user, fresh(other).reporting_unit_ids >= {new.unit_id}) == (other, True)
    assert actions() == ["hand_over", "take_over"]


def test_a_closed_account_receives_nothing(officer, successor, reviewer):
    User.objects.filter(pk=successor.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="đang đóng"):
        hand_over(work_of(officer), to=fresh(successor), by=reviewer)


# --- what happens ----------------------------------------------------------------------------------------------------


def test_at_once_the_work_changes_hands(unit, officer, successor):
    old = work_of(officer)
    new = hand_over(old, to=successor, by=officer)
    old = Membership.objects.get(pk=old.pk)
    assert (old.successor, old.ended_at is not None) == (new, True)
    assert (new.role, new.unit, new.granted_by) == (Role.UNIT_OFFICER, unit, officer)
    assert (fresh(officer).permission_names, fresh(successor).reporting_unit_ids) == (frozenset(), {unit.pk})


def test_from_a_day_on_both_know_their_days(officer, successor, today):
    old, day = work_of(officer), today + timedelta(days=7)
    new = hand_over(old, to=successor, from_day=day, by=officer)
    old = Membership.objects.get(pk=old.pk)
    assert (old.ends_on, old.ended_at, new.starts_on) == (day - timedelta(days=1), None, day)
    held = {n: set(Membership.objects.active(today + timedelta(days=n)).values_list("user", flat=True)) for n in (6, 7)}
    assert held == {6: {officer.pk}, 7: {successor.pk}}
    with pytest.raises(InvalidTransition, match="đã được bàn giao"):
        hand_over(old, to=Newcomer("Người khác", "nguoi-khac@demo.example"), by=officer)


def test_a_limited_role_is_not_made_longer_by_handing_it_over(officer, successor, today):
    last = today + timedelta(days=30)
    Membership.objects.filter(user=officer).update(ends_on=last)
    with pytest.raises(ValidationError, match="chỉ còn đến hết ngày"):
        hand_over(work_of(officer), to=successor, from_day=last + timedelta(days=1), by=officer)
    assert hand_over(work_of(officer), to=successor, from_day=last, by=officer).ends_on == last


@pytest.mark.parametrize("days", [-1, -400])
def test_a_day_that_has_passed_is_refused(officer, successor, today, days):
    with pytest.raises(ValidationError, match="Ngày đã qua"):
        hand_over(work_of(officer), to=successor, from_day=today + timedelta(days=days), by=officer)


def test_work_begun_today_can_be_handed_over_today(unit, successor, today):
    user = factories.make_user()
    grant = grants.grant_role(user, role=Role.UNIT_OFFICER, unit=unit, by=factories.make_user(Role.ADMIN))
    hand_over(grant, to=successor, by=fresh(user))
    assert (fresh(user).unit_ids, fresh(successor).unit_ids) == (frozenset(), {unit.pk})


def test_a_newcomer_gets_an_account_without_password(unit, officer):
    new = hand_over(work_of(officer), to=Newcomer("Lê Văn Mới", "Moi@Demo.example"), by=officer)
    assert (new.user.email, new.user.full_name) == ("moi@demo.example", "Lê Văn Mới")
    assert (new.user.has_usable_password(), new.user.is_staff, new.user.roles) == (False, False, {Role.UNIT_OFFICER})
    assert actions() == ["create_account", "hand_over", "take_over"]


def test_a_colleague_who_already_writes_keeps_one_role(unit, officer):
    second = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    new = hand_over(work_of(officer), to=second, by=officer)
    assert (new, second.memberships.count()) == (second.memberships.get(), 1)


def test_two_at_once_hand_over_once(officer, successor):
    """The second press finds the work gone; the account it would have made is not made."""
    stale = work_of(officer)
    hand_over(work_of(officer), to=successor, by=officer)
    with pytest.raises(InvalidTransition):
        hand_over(stale, to=Newcomer("Người thứ hai", "thu-hai@demo.example"), by=officer)
    assert not User.objects.filter(email="thu-hai@demo.example").exists()
    assert actions() == ["hand_over", "take_over"]


def test_both_are_written_to(unit, officer, successor):
    hand_over(work_of(officer), to=successor, by=officer)
    letters = {row.recipient_id: row for row in OutboxMessage.objects.filter(kind="handover")}
    assert set(letters) == {officer.pk, successor.pk}
    assert "không còn xem và sửa hồ sơ" in letters[officer.pk].text
    assert all(str(unit) in letter.subject for letter in letters.values())


# --- the work stays whole --------------------------------------------------------------------------------------------


def write(report, user, text: str) -> None:
    key = FieldKey("report", report.pk, "reporter_name")
    drafting.save_field(submission_id=report.pk, key=key, text=text, seen=None, by=fresh(user), at=report.created_at)


@pytest.mark.plan("R1")
@pytest.mark.plan("R4")
def test_drafts_files_and_returned_reports_stay_with_the_unit_intact(period, group, unit, officer, successor):
    """What each row and file holds is the same before and after; the successor goes on, the former officer cannot."""
    person = factories.make_person(unit=unit)
    draft = factories.submission_at(S.DRAFT, subject=unit, period=period, by=officer)
    write(draft, officer, "Đang viết dở")
    place = evidence.Place("item", draft.items.order_by("pk").first().pk)
    file = evidence.attach(
        submission_id=draft.pk, place=place, by=officer,
        file=SimpleUploadedFile("Ảnh.png", PNG, content_type="image/png"),
    )  # fmt: skip
    returned = factories.submission_at(S.RETURNED, subject=person, period=period, by=officer)
    reports = Submission.objects.filter(pk__in=[draft.pk, returned.pk])
    before = {row.pk: handing_in.picture_of(row) for row in reports}
    asked = list(returned.returns.values("pk", "resolved_at", "notes__note"))

    hand_over(work_of(officer), to=successor, by=officer)

    rows = Submission.objects.own(fresh(successor))
    assert {row.pk: handing_in.picture_of(row) for row in rows} == before
    assert list(returned.returns.values("pk", "resolved_at", "notes__note")) == asked
    client, former = sign_in(successor), sign_in(officer)
    address = reverse("submissions:evidence_file", args=[file.pk])
    assert (client.get(address).status_code, former.get(address).status_code) == (200, 404)
    for report in (draft, returned):
        write(report, successor, "Người nhận viết tiếp")
        with pytest.raises(Submission.DoesNotExist):
            write(report, officer, "Người cũ quay lại")
        report.refresh_from_db()
        assert report.reporter_name == "Người nhận viết tiếp"
    handing_in.submit(returned, by=fresh(successor), at=period.closes_at - timedelta(hours=1))
    assert Submission.objects.get(pk=returned.pk).submitted_by == successor


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_open_page_of_the_former_officer_is_refused_at_the_next_press(period, group, unit, officer, successor):
    """The very next request, in the same session: nothing of the unit is seen or changed; other work goes on."""
    draft = factories.submission_at(S.DRAFT, subject=unit, period=period, by=officer)
    other = factories.make_unit()
    factories.enrol(group, other)
    Membership.objects.create(user=officer, role=Role.UNIT_OFFICER, unit=other)
    client = sign_in(officer)
    pages = [
        reverse("submissions:edit", args=[draft.pk, "don-vi"]), reverse("submissions:check", args=[draft.pk]),
        reverse("submissions:preview", args=[draft.pk]), f"{reverse('submissions:home')}?cua=unit-{unit.pk}",
    ]  # fmt: skip
    assert {client.get(page).status_code for page in pages} == {200}
    hand_over(officer.memberships.get(unit=unit), to=successor, by=officer)
    assert {client.get(page).status_code for page in pages} == {404}
    field = {"field": f"report-{draft.pk}-reporter_name", "value": "Người cũ"}
    presses = [
        (reverse("submissions:submit", args=[draft.pk]), {}),
        (reverse("submissions:autosave", args=[draft.pk]), field),
        (pages[0], {"reporter_name": "Người cũ"}),
    ]
    assert [client.post(page, data).status_code for page, data in presses] == [404, 404, 404]
    assert client.get(reverse("submissions:home")).context["subject"].row == other
    assert str(unit) not in client.get(reverse("submissions:list")).content.decode()


# --- letters ---------------------------------------------------------------------------------------------------------


def queued_reminder(period, monkeypatch) -> OutboxMessage:
    """A reminder written before the handing over that the broker has not taken yet."""
    monkeypatch.setattr(outbox, "_hand_over", lambda pk: None)
    reminders.send_due_reminders(now=period.closes_at - timedelta(days=7, hours=-12))
    return OutboxMessage.objects.get(kind=reminders.KIND)


def test_a_waiting_reminder_goes_to_the_successor(period, unit, officer, successor, monkeypatch, mailoutbox):
    letter = queued_reminder(period, monkeypatch)
    assert letter.email == officer.email
    hand_over(work_of(officer), to=successor, by=officer)
    outbox.deliver(letter.pk, now=letter.next_try_at)
    assert [mail.to for mail in mailoutbox] == [[successor.email]]


def test_a_colleague_who_has_the_letter_gets_no_second(period, unit, officer, monkeypatch, mailoutbox):
    second = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    monkeypatch.setattr(outbox, "_hand_over", lambda pk: None)
    reminders.send_due_reminders(now=period.closes_at - timedelta(days=7, hours=-12))
    hand_over(work_of(officer), to=second, by=officer)
    for letter in OutboxMessage.objects.filter(kind=reminders.KIND).order_by("pk"):
        outbox.deliver(letter.pk, now=letter.next_try_at)
    assert [mail.to for mail in mailoutbox] == [[second.email]]


def test_later_reminders_go_to_the_successor_alone(period, unit, officer, successor, mailoutbox):
    hand_over(work_of(officer), to=successor, by=officer)
    OutboxMessage.objects.all().delete()
    mailoutbox.clear()
    reminders.send_due_reminders(now=period.closes_at - timedelta(days=3, hours=-12))
    assert list(OutboxMessage.objects.values_list("email", flat=True)) == [successor.email]


def test_a_waiting_request_for_additions_leaves_the_former_officer_out_of_the_copy(
    period, unit, officer, successor, monkeypatch, mailoutbox
):
    second = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    monkeypatch.setattr(outbox, "_hand_over", lambda pk: None)
    factories.submission_at(S.RETURNED, subject=unit, period=period, by=officer)
    letter = OutboxMessage.objects.get(kind="returned")
    assert (letter.email, letter.copy_to) == (officer.email, [second.email])
    hand_over(work_of(second), to=successor, by=second)
    outbox.deliver(letter.pk, now=letter.next_try_at)
    assert [(mail.to, mail.cc) for mail in mailoutbox] == [([officer.email], [])]


def test_a_letter_nobody_may_read_any_more_is_not_sent(period, unit, officer, monkeypatch, mailoutbox):
    letter = queued_reminder(period, monkeypatch)
    grants.end_grant(work_of(officer), by=factories.make_user(Role.ADMIN))
    outbox.deliver(letter.pk, now=letter.next_try_at)
    letter.refresh_from_db()
    assert (letter.status, mailoutbox) == ("SKIPPED", [])


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_takes_somebody_of_the_list_or_a_name_with_an_address(client_of, unit, officer, successor):
    page = reverse("accounts:hand_over", args=[work_of(officer).pk])
    client = client_of(officer)
    assert str(successor) in client.get(page).content.decode()
    empty = client.post(page, {})
    assert empty.status_code == 422
    assert list(empty.context["form"].errors) == ["full_name", "email"]
    foreign = client.post(page, {"successor": factories.make_user(Role.REVIEWER).pk})
    assert (foreign.status_code, list(foreign.context["form"].errors)) == (422, ["successor"])
    done = client.post(page, {"successor": successor.pk}, follow=True)
    assert "Đã bàn giao công việc của" in done.content.decode()
    assert client.get(page).status_code == 403


def test_without_colleagues_the_page_asks_for_a_name_and_an_address(client_of, officer, reviewer):
    page = reverse("accounts:hand_over", args=[work_of(officer).pk])
    assert "successor" not in client_of(officer).get(page).context["form"].fields
    own = client_of(reviewer).post(page, {"full_name": "Chính tôi", "email": reviewer.email})
    assert "Không tự nhận bàn giao" in own.context["form"].errors["email"][0]
    data = {"full_name": "Lê Văn Mới", "email": "moi@demo.example"}
    assert client_of(officer).post(page, data)["Location"] == reverse("accounts:profile")
    assert User.objects.get(email="moi@demo.example").reporting_unit_ids


def test_the_page_says_in_words_what_is_wrong(client_of, officer, reviewer):
    page = reverse("accounts:hand_over", args=[work_of(officer).pk])
    data = {"full_name": "Ai đó", "email": reviewer.email, "from_day": "31/12/2020"}
    answer = client_of(officer).post(page, data)
    assert (answer.status_code, answer.context["form"].errors["from_day"]) == (
        422,
        ["Ngày đã qua. Chọn từ hôm nay trở đi."],
    )
    answer = client_of(officer).post(page, data | {"from_day": ""})
    assert "ngoài đơn vị" in answer.context["form"].errors["email"][0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_offices_list_asks_the_same_number_of_queries(client_of, reviewer, count, django_assert_num_queries):
    for _ in range(count):
        factories.make_user(Role.UNIT_OFFICER)
    client = client_of(reviewer)
    client.get(reverse("accounts:hand_over_list"))
    with django_assert_num_queries(5):
        assert len(client.get(reverse("accounts:hand_over_list")).context["page_obj"]) == count


def test_the_offices_list_is_searched_without_accents(client_of, reviewer):
    factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Hội Liên hiệp Phụ nữ"))
    factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trạm Y tế"))
    found = client_of(reviewer).get(reverse("accounts:hand_over_list"), {"q": "phu nu"}).context["page_obj"]
    assert [str(grant.unit) for grant in found] == ["Hội Liên hiệp Phụ nữ"]


@pytest.mark.parametrize(("role", "seen"), [(Role.UNIT_OFFICER, 1), (Role.UNIT_HEAD, 2), (Role.COUNCIL_SECRETARY, 0)])
def test_everybody_sees_the_work_they_may_hand_over(client_of, unit, role, seen):
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    factories.make_user(Role.UNIT_OFFICER)
    user = factories.make_user(role, unit=unit)
    if role == Role.UNIT_HEAD:
        factories.make_user(Role.UNIT_OFFICER, unit=unit)
    assert len(client_of(user).get(reverse("accounts:hand_over_list")).context["page_obj"]) == seen
