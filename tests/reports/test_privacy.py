"""What is held about somebody leaves whole and alone; erasing takes all that no law keeps and breaks no page."""

import json
import zipfile
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.enums import ImportKind, ImportStatus, Role
from accounts.models import ImportRow, ImportRun, Invitation, Membership, MutedTopic, Person, User
from awards.enums import DecisionStatus
from awards.models import AwardDecision, BallotReceipt, DecisionLine
from core import outbox
from core.enums import MessageStatus, Topic
from core.models import AuditEvent, FormKey, Notification, OutboxMessage
from reports.privacy import erasing, subjects
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, Submission
from submissions.services import evidence
from tests import factories
from tests.access.table import ACCESS, Row
from tests.access.test_access import LET_IN, ask, sign_in
from tests.access.world import World
from tests.awards.council import Council

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE, CODE = "Hoàng Thị Ngọc Ánh", "ngoc-anh@nha-rieng.example", "0912 345 678", "CN-0077"
TITLE = "Chuyên viên tư pháp"


@pytest.fixture
def human(period):
    """An account and the person behind it, in a unit that takes part."""
    unit = factories.make_unit("Phòng Tư pháp", contact_name=NAME, phone=PHONE, email="phong-tu-phap@phuong.example")
    user = factories.make_user(Role.UNIT_OFFICER, unit=unit, email=EMAIL, full_name=NAME, title=TITLE, phone=PHONE)
    EmailAddress.objects.create(user=user, email=EMAIL, primary=True, verified=True)
    factories.make_person(
        NAME, code=CODE, user=user, unit=unit, email=EMAIL, phone=PHONE, position=TITLE, is_woman=True
    )
    return user


def run(command: str, *args) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def erase(user) -> str:
    return run("erase_person", "--email", user.email, "--yes")


def own_report(user, period, status: str = S.DRAFT) -> Submission:
    return factories.submission_at(status, subject=user.person, period=period, by=user)


def attach(report: Submission, by):
    place = evidence.Place("item", report.items.order_by("pk").first().pk)
    return evidence.attach(submission_id=report.pk, place=place, file=World.upload(), by=by, at=report.created_at)


def rewarded(human) -> DecisionLine:
    """A signed decision that rewards the human."""
    nomination = factories.nomination_at("ENDORSED", subject=human.person)
    decision = AwardDecision.objects.create(
        round=nomination.round, status=DecisionStatus.SIGNED, number="15/QĐ-UBND", signed_on=timezone.localdate(),
        signed_by=factories.make_user(Role.CHAIRMAN), signer_name="Vũ Chủ Tịch", created_by=nomination.created_by,
        is_public=True,
    )  # fmt: skip
    return DecisionLine.objects.create(decision=decision, nomination=nomination, amount=760_000)


def everything_held() -> str:
    """All text of the database outside the log, as one string."""
    skipped = {"core.AuditEvent", "core.AuditSeal"}
    found = []
    for model in apps.get_models():
        if model._meta.label not in skipped and model._meta.managed:
            found += map(str, model._base_manager.values_list())
    return "\n".join(found)


# --- whom it is about ------------------------------------------------------------------------------------------------
def test_one_is_found_by_address_code_and_number(human):
    found = [
        subjects.find(email=EMAIL.upper()),
        subjects.find(person="cn-0077"),
        subjects.find(person=str(human.person.pk)),
    ]
    assert [(one.user, one.people) for one in found] == [(human, (human.person,))] * 3


def test_doubles_of_a_person_are_one_human(human):
    today = timezone.localdate()
    double = factories.make_person(NAME, code="CN-0078", merged_into=human.person, active_to=today)
    assert subjects.find(person="CN-0078").people == (human.person, double)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"email": "khong-co@demo.example"}, "Không có tài khoản hay cá nhân"),
        ({"person": "KHONG-CO"}, "Không có cá nhân nào"),
        ({}, "Ghi một trong hai"),
        ({"email": EMAIL, "person": CODE}, "Ghi một trong hai"),
        ({"email": "chung@phuong.example"}, "Địa chỉ này ghi ở nhiều cá nhân"),
    ],
)
def test_nobody_or_several_is_said_in_words(human, asked, words):
    for number in (1, 2):
        factories.make_person(code=f"CC-{number}", email="chung@phuong.example")
    with pytest.raises(subjects.NobodyFound, match=words):
        subjects.find(**asked)


# --- the copy --------------------------------------------------------------------------------------------------------
def exported(user, folder) -> zipfile.ZipFile:
    run("export_person", "--email", user.email, "--to", str(folder))
    return zipfile.ZipFile(next(folder.glob("*.zip")))


def test_the_copy_holds_what_is_held(human, period, tmp_path):
    report = own_report(human, period, S.SUBMITTED)
    rewarded(human)
    found = exported(human, tmp_path)
    data = json.loads(found.read("du-lieu.json"))["du_lieu"]
    assert data["tai-khoan"][0]["Thư điện tử"] == EMAIL
    assert data["ca-nhan"][0]["Mã"] == CODE
    assert data["vai-tro"][0]["Đơn vị"] == "Phòng Tư pháp"
    assert report.code in {row["Mã biên nhận"] for row in data["bao-cao"]}
    assert data["khen-thuong"][0]["Số quyết định"] == "15/QĐ-UBND"
    assert data["thong-bao"] and data["noi-dung"] and data["thu"] and data["nhat-ky-boi"]
    page = found.read("du-lieu.html").decode()
    assert NAME in page and "15/QĐ-UBND" in page
    assert found.read("bang/khen-thuong.csv").decode("utf-8-sig").startswith("Đợt,Hình thức")


def test_the_copy_holds_the_files_of_the_own_report(human, period, tmp_path):
    file = attach(own_report(human, period), human)
    found = exported(human, tmp_path)
    assert found.read(f"tep/{file.pk}-{file.name}") == file.file.open("rb").read()


def test_the_copy_is_the_owners_alone_and_is_logged_once(human, tmp_path):
    exported(human, tmp_path)
    assert next(tmp_path.glob("*.zip")).stat().st_mode & 0o777 == 0o600
    assert AuditEvent.objects.filter(action="export_person", object_id=str(human.pk)).count() == 1


def test_the_copy_holds_nobody_else_and_no_key_of_the_door(human, period, tmp_path):
    colleague = factories.make_user(Role.REVIEWER, full_name="Trần Người Khác", email="nguoi-khac@demo.example")
    report = own_report(human, period, S.SUBMITTED)
    Authenticator.objects.create(user=human, type="totp", data={"secret": "BIMATTOTP"})
    outbox.notify(
        recipient=human, dedupe_key="thu-1", kind="thu", subject="Về Trần Người Khác",
        text="Liên hệ Trần Người Khác (nguoi-khac@demo.example).",
    )  # fmt: skip
    found = exported(human, tmp_path)
    text = "".join(found.read(name).decode("utf-8", "replace") for name in found.namelist())
    assert report.code in text
    held = [colleague.full_name, colleague.email, "BIMATTOTP", human.password]
    assert [word for word in held if word in text] == []


def test_the_copy_of_a_member_holds_no_ballot(tmp_path):
    council = Council(members=3, lines=1).open()
    council.open_poll()
    member = council.members[2]
    receipt = council.vote(member, "YES")
    found = exported(member, tmp_path)
    data = json.loads(found.read("du-lieu.json"))["du_lieu"]
    assert [row["Phiên họp"] for row in data["hoi-dong"]] == [str(council.meeting)]
    text = "".join(found.read(name).decode() for name in found.namelist())
    assert BallotReceipt.objects.filter(seat__user=member, cast=True).exists()
    assert [word for word in (receipt, "YES", "Đã bỏ phiếu", "awards.ballot") if word in text] == []


def test_a_folder_that_cannot_be_written_is_said_in_words(human):
    with pytest.raises(CommandError, match="Không ghi được tệp"):
        run("export_person", "--email", EMAIL, "--to", "/khong/co/thu-muc")


def test_notes_in_the_portal_are_in_the_copy_and_go_with_the_account(human, tmp_path):
    MutedTopic.objects.create(user=human, topic=Topic.RESULT)
    officer = factories.make_user()
    letter = outbox.notify(
        recipient=officer, dedupe_key="y", kind="thu", subject="Công bố điểm", text="Thư", copy_to=[EMAIL]
    )
    assert outbox.deliver(letter.pk) == MessageStatus.SENT
    data = json.loads(exported(human, tmp_path).read("du-lieu.json"))["du_lieu"]
    assert [row["Tiêu đề"] for row in data["tin-trong-cong"]] == ["Công bố điểm"]
    assert data["thu-khong-nhan"] == [{"Chủ đề": Topic.RESULT.label}]
    erase(human)
    assert [note.recipient_id for note in Notification.objects.all()] == [officer.pk]
    assert not MutedTopic.objects.exists()


# --- erasing ---------------------------------------------------------------------------------------------------------
def test_without_yes_nothing_is_touched(human):
    before = everything_held()
    told = run("erase_person", "--email", EMAIL)
    assert "sẽ xóa: tài khoản, 1" in told and "Chạy lại với --yes" in told
    assert everything_held() == before
    assert not AuditEvent.objects.filter(action="erase_person").exists()


def test_what_no_law_keeps_is_gone_from_every_table(human, django_capture_on_commit_callbacks):
    UserSession.objects.create(user=human, session_key="k", ip="203.0.113.77", user_agent="Máy ở nhà riêng")
    SocialAccount.objects.create(user=human, provider="openid_connect", uid="vneid-0777")
    FormKey.objects.create(key="k", user_id=human.pk, location="/ca-nhan/0777/")
    invite = Invitation.objects.create(user=human, invited_by=human, expires_at=timezone.now())
    LogEntry.objects.create(
        user=factories.make_user(), content_type=ContentType.objects.get_for_model(human), object_id=str(human.pk),
        object_repr=NAME, action_flag=2,
    )  # fmt: skip
    traces = ["203.0.113.77", "Máy ở nhà riêng", "vneid-0777", "/ca-nhan/0777/", invite.nonce]
    with django_capture_on_commit_callbacks(execute=True):
        told = erase(human)
    assert "đã xóa: tài khoản, 1" in told
    held = everything_held()
    assert [word for word in (NAME, EMAIL, PHONE, CODE, "hoang thi ngoc anh", *traces) if word in held] == []
    human.refresh_from_db()
    assert (human.is_active, human.has_usable_password(), human.erased_at is not None) == (False, False, True)
    assert human.email.endswith("@khong-nhan.invalid")


def test_the_log_says_it_once_and_without_what_went(human):
    erase(human)
    row = AuditEvent.objects.get(action="erase_person")
    text = str(vars(row))
    assert [word for word in (NAME, EMAIL, PHONE, CODE) if word in text] == []


def test_a_second_time_changes_nothing(human):
    pk = human.person.pk
    erase(human)
    before = everything_held()
    assert "Không còn gì để xóa." in run("erase_person", "--person", str(pk), "--yes")
    assert everything_held() == before
    assert AuditEvent.objects.filter(action="erase_person").count() == 1


def test_whoever_is_signed_in_is_out_at_the_next_request(human, client_of):
    client = client_of(human)
    assert client.get(reverse("accounts:profile")).status_code == 200
    Authenticator.objects.create(user=human, type="totp", data={})
    erase(human)
    assert client.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))
    assert not client.login(username=EMAIL, password=factories.PASSWORD)
    assert not Authenticator.objects.filter(user=human).exists()
    assert not Membership.objects.active(timezone.localdate()).filter(user=human).exists()


def test_a_draft_never_handed_in_goes_with_its_file(human, period, django_capture_on_commit_callbacks):
    file = attach(own_report(human, period), human)
    storage, name = file.file.storage, file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        erase(human)
    assert (Submission.objects.count(), Evidence.objects.count(), storage.exists(name)) == (0, 0, False)


def test_a_report_handed_in_stays_word_for_word(human, period):
    report = own_report(human, period, S.SUBMITTED)
    snapshot = report.snapshots.get()
    told = erase(human)
    report.refresh_from_db()
    assert (report.code is not None, report.snapshots.get().sha256) == (True, snapshot.sha256)
    assert report.person.full_name == NAME
    assert "giữ: báo cáo thành tích đã nộp" in told


def test_an_award_keeps_its_name_and_nothing_else(human, period, client):
    line = rewarded(human)
    told = erase(human)
    person = Person.objects.get(pk=line.nomination.person_id)
    assert (person.full_name, person.position) == (NAME, TITLE)
    assert (person.email, person.phone, person.code, person.user) == ("", "", "", None)
    assert "Luật Thi đua, khen thưởng" in told
    assert NAME in client.get(reverse("awards:honours")).content.decode()


def test_letters_are_emptied_and_what_waits_is_not_sent(human, mailoutbox):
    waiting = outbox.notify(recipient=human, dedupe_key=f"x:{EMAIL}", kind="thu", subject=f"Gửi {NAME}", text=NAME)
    OutboxMessage.objects.update(status=MessageStatus.PENDING)
    officer = factories.make_user()
    copied = outbox.notify(recipient=officer, dedupe_key="y", kind="thu", subject="Thư", text="Thư", copy_to=[EMAIL])
    erase(human)
    waiting.refresh_from_db(), copied.refresh_from_db()
    assert (waiting.status, copied.copy_to) == (MessageStatus.SKIPPED, [])
    assert EMAIL not in str(vars(waiting)) and NAME not in str(vars(waiting))
    outbox.sweep(now=timezone.now())
    assert [(mail.to, mail.cc) for mail in mailoutbox] == [([officer.email], [])]


def test_lines_of_lists_brought_in_are_emptied(human, django_capture_on_commit_callbacks):
    admin = factories.make_user(Role.ADMIN)
    runs = ImportRun.objects.create(
        kind=ImportKind.PEOPLE, file_name="ca-nhan.xlsx", created_by=admin, status=ImportStatus.UNDONE
    )
    theirs = ImportRow.objects.create(
        run=runs, number=2, verdict="NEW", label=f"{CODE}, {NAME}", values={"full_name": NAME, "email": EMAIL},
        object_id=human.person.pk,
    )  # fmt: skip
    other = ImportRow.objects.create(run=runs, number=3, verdict="NEW", label="Người khác", values={"full_name": "X"})
    erase(human)
    theirs.refresh_from_db(), other.refresh_from_db()
    assert (theirs.label, theirs.values, other.label) == ("", {}, "Người khác")


def test_a_preview_that_names_them_is_dropped_unwritten(human):
    admin = factories.make_user(Role.ADMIN)
    run_ = ImportRun.objects.create(
        kind=ImportKind.PEOPLE, file_name="ca-nhan.xlsx", created_by=admin, status=ImportStatus.PREVIEW
    )
    for number, email in ((2, EMAIL), (3, "khac@demo.example")):
        ImportRow.objects.create(run=run_, number=number, verdict="NEW", label="X", values={"email": email})
    erase(human)
    run_.refresh_from_db()
    assert (run_.status, run_.rows.count()) == (ImportStatus.DISCARDED, 0)


def test_nobody_is_erased_while_a_list_is_being_written(human):
    ImportRun.objects.create(
        kind=ImportKind.PEOPLE, file_name="x.xlsx", created_by=factories.make_user(), status=ImportStatus.APPLYING
    )
    with pytest.raises(CommandError, match="Đang có danh sách"):
        erase(human)


def test_a_unit_keeps_its_own_address_and_loses_the_contact(human):
    unit = human.memberships.get().unit
    erase(human)
    unit.refresh_from_db()
    assert (unit.contact_name, unit.phone, unit.email) == ("", "", "phong-tu-phap@phuong.example")


def test_a_person_without_an_account_is_erased_too(period):
    person = factories.make_person(NAME, code=CODE, phone=PHONE, email=EMAIL)
    run("erase_person", "--person", CODE, "--yes")
    person.refresh_from_db()
    assert (person.full_name, person.phone, person.email, person.code_key) == (
        f"Cá nhân đã xóa dữ liệu, số {person.pk}", "", "", "",
    )  # fmt: skip
    assert person.erased_at and person.active_to


# What becomes of each row that points at an account or a person was decided once; a new one has to be, too.
POINTS_AT_PEOPLE = {
    "accounts.Person": {"user", "merged_into"},
    # Ended, emptied or removed.
    "accounts.Membership": {"user", "granted_by"},
    "accounts.ImportRun": {"created_by", "applied_by", "undone_by"},
    "accounts.Invitation": {"user", "invited_by"},
    "accounts.CalendarFeed": {"user"},
    "accounts.MutedTopic": {"user"},
    "campaigns.Enrolment": {"person"},
    "campaigns.FieldAssignment": {"user"},
    "submissions.Assignment": {"reviewer", "assigned_by"},
    "submissions.Interest": {"user", "person", "declared_by", "ended_by"},
    "submissions.SavedView": {"user"},
    "admin.LogEntry": {"user"},
    "account.EmailAddress": {"user"},
    "socialaccount.SocialAccount": {"user"},
    "mfa.Authenticator": {"user"},
    "usersessions.UserSession": {"user"},
    # Kept, with the ground reports/privacy/kept.py names.
    "accounts.NoticeAcceptance": {"user"},
    "submissions.Submission": {"person", "submitted_by", "edited_by"},
    "submissions.SubmissionContent": {"edited_by"},
    "submissions.KeyFigure": {"edited_by"},
    "submissions.SubmissionItem": {"edited_by"},
    "submissions.Initiative": {"edited_by"},
    "submissions.Evidence": {"uploaded_by"},
    "submissions.Snapshot": {"taken_by", "approved_by"},
    "submissions.Return": {"returned_by"},
    "submissions.Reopening": {"reopened_by"},
    "submissions.ReturnNote": {"done_by"},
    "submissions.ApprovalRequest": {"asked_by", "answered_by"},
    "submissions.Extension": {"person", "granted_by"},
    "submissions.Pledge": {"person", "sent_by", "edited_by"},
    "submissions.SubmissionAnswer": {"edited_by"},
    # What was said to a person who is erased goes; whoever called stays a number.
    "submissions.CallNote": {"person", "called_by"},
    "submissions.Difficulty": {"person", "asked_by", "published_by"},
    "submissions.DifficultyMessage": {"author"},
    "submissions.Review": {"reviewer"},
    "submissions.RankingBoard": {"locked_by", "published_by"},
    "submissions.Remark": {"author"},
    "submissions.ScoreAppeal": {"raised_by", "answered_by"},
    "campaigns.CriteriaSet": {"published_by"},
    "campaigns.LetterText": {"changed_by"},
    "awards.Nomination": {"person", "created_by"},
    # What no dossier before the council rests on is erased.
    "awards.Suggestion": {"person", "created_by", "answered_by"},
    "awards.DossierPaper": {"uploaded_by"},
    "awards.DossierCheck": {"confirmed_by"},
    "awards.CouncilSeat": {"user"},
    "awards.MeetingRemark": {"entered_by"},
    "awards.Minutes": {"created_by", "finished_by"},
    "awards.Objection": {"entered_by", "settled_by"},
    "awards.PaperCount": {"entered_by"},
    "awards.Posting": {"created_by"},
    "awards.Recusal": {"entered_by"},
    "awards.RoundGuidance": {"created_by"},
    "awards.WrittenOpinion": {"entered_by"},
    "awards.AwardDecision": {"signed_by", "created_by", "published_by"},
    "awards.DecisionLine": {"revoked_by"},
    "awards.Proposal": {"signed_by", "created_by"},
    "awards.ProposalLine": {"recorded_by"},
    "awards.SignedPaper": {"uploaded_by"},
    "reports.GeneratedDocument": {"created_by"},
}


def test_every_row_that_points_at_people_was_thought_of():
    found = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields if field.related_model in (User, Person)}
        if names:
            found[model._meta.label] = names
    assert found == POINTS_AT_PEOPLE


# --- when it may not be done -----------------------------------------------------------------------------------------
def test_a_member_of_the_council_is_not_erased():
    member = factories.make_user(Role.COUNCIL_MEMBER)
    with pytest.raises(CommandError, match="thành viên Hội đồng"):
        erase(member)
    member.refresh_from_db()
    assert member.is_active


def test_a_seat_in_an_open_meeting_is_not_erased():
    council = Council(members=3, lines=1).open()
    member = council.members[2]
    member.memberships.all().delete()
    with pytest.raises(CommandError, match="phiên họp chưa kết thúc"):
        erase(member)


def test_the_last_administrator_is_not_erased():
    first = factories.make_user(Role.ADMIN)
    with pytest.raises(CommandError, match="quản trị viên cuối cùng"):
        erase(first)
    second = factories.make_user(Role.ADMIN)
    erase(first)
    assert [row.user for row in Membership.objects.active(timezone.localdate())] == [second]


def test_whoever_is_in_the_middle_of_a_review_is_not_erased(period):
    reviewer = factories.make_user(Role.REVIEWER)
    factories.submission_at(S.UNDER_REVIEW, period=period, reviewer=reviewer)
    with pytest.raises(CommandError, match="Đang chấm dở 1 báo cáo"):
        erase(reviewer)


def test_refusals_are_told_before_anything_is_tried():
    assert "chưa xóa được: Đang là thành viên Hội đồng" in run(
        "erase_person", "--email", factories.make_user(Role.COUNCIL_MEMBER).email
    )


# --- every page afterwards -------------------------------------------------------------------------------------------
# Nobody edits, ends, proposes or gives a role to somebody who was erased.
CLOSED = {
    "accounts:person_edit": 403, "accounts:person_end": 403, "accounts:grant_add": 403, "awards:nominate_person": 404,
}  # fmt: skip
# By what they are about: what is laid out and erased once serves every page of one object.
# What lays out something of its own is asked by itself.
PAGES: dict[str, list[str]] = {}
PLAIN = Row()
for page_name, page_row in sorted(ACCESS.items()):
    if page_row.get and not page_row.public:
        alone = page_row.args is not PLAIN.args or page_row.query is not PLAIN.query
        key = page_row.about or (page_name if alone else page_name.partition(":")[0])
        PAGES.setdefault(key, []).append(page_name)


@pytest.mark.parametrize("about", PAGES)
def test_every_page_opens_after_those_on_it_were_erased(about):
    """Erased: the officer who wrote, the people rewarded, the member who voted and left, the reviewer who is done."""
    world, now = World(), timezone.now()
    for name in PAGES[about]:
        ACCESS[name].args(world), ACCESS[name].query(world)
    gone = [world.people["officer"], world.people["individual"], world.people["nobody"]]
    for user in gone:
        erasing.erase(subjects.of_user(user), at=now)
    erasing.erase(subjects.of_person(world.person), at=now)
    answers = {}
    for name in PAGES[about]:
        ready = [who for who in sorted(ACCESS[name].get) if world.people[who] not in gone]
        if ready:
            answers[name] = ask("get", name, world, sign_in(world, ready[0], name)).status_code
    wrong = {name: got for name, got in answers.items() if got not in ({CLOSED[name]} if name in CLOSED else LET_IN)}
    assert wrong == {}


# --- who took what out -----------------------------------------------------------------------------------------------
def test_the_page_of_a_table_tells_the_office_who_took_it():
    world = World()
    document, heading = world.document, "Ai đã yêu cầu, tải tệp này"
    sign_in(world, "secretary").get(reverse("reports:document_file", args=[document.pk]))
    url = reverse("reports:document", args=[document.pk])
    pages = {who: sign_in(world, who).get(url).content.decode() for who in ("reviewer", "admin", "secretary")}
    assert {who: heading in page for who, page in pages.items()} == {
        "reviewer": True, "admin": True, "secretary": False,
    }  # fmt: skip
    history = pages["admin"][pages["admin"].index(heading) :]
    assert "Tải văn bản" in history and str(world.people["secretary"]) in history
