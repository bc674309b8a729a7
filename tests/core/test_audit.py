"""The log's rows: complete, in words, and nothing in them that must not be."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts.enums import Role
from campaigns.models import LegalBasis
from core import audit, visitor, workflow_docs
from core.audit_labels import ACTIONS, DETAILS
from core.audit_words import Entry
from core.models import AuditEvent, AuditSeal
from tests import factories

APPS = ("accounts", "awards", "campaigns", "core", "reports", "submissions")
WRITES = re.compile(r"\b(audit|records)\.record$|^(accounts|core): record$|WORKFLOW\.apply$")
# Names of `audit.record` and `Workflow.apply` that are columns, not details.
COLUMNS = {"by", "old", "new", "changes", "fields", "before", "groups"}
SOURCES = "\n".join(
    path.read_text()
    for app in APPS
    for path in Path(settings.BASE_DIR, app).rglob("*.py")
    if path.name != "audit_labels.py"
)
# Where the action is a variable: who calls these says which, and is found as well.
PASSED_ON = {
    "core/workflow.py",
    "accounts/reference.py",
    "accounts/services/records.py",
    "accounts/services/endings.py",
    "accounts/services/grants.py",
    "core/audit.py",
    "core/seal_check.py",
}


def calls():
    """Every call in the apps that writes a row: file, its first argument, the names of its keywords."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        name = str(path.relative_to(settings.BASE_DIR))
        if name.split("/")[0] not in APPS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and node.args
                and WRITES.search(f"{name.split('/')[0]}: {ast.unparse(node.func)}")
            ):
                yield name, node.args[0], {word.arg for word in node.keywords if word.arg}


def literals(node: ast.expr) -> list[str]:
    """The action words an expression can be; a name for what only running would tell."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    if isinstance(node, ast.Constant):
        return [node.value]
    return [f"variable {ast.unparse(node)}"]


def test_every_action_of_the_code_has_its_words():
    known = {*ACTIONS, *(step.action for table in workflow_docs.tables() for step in table.steps)}
    used = {(name, action) for name, node, _ in calls() for action in literals(node)}
    used = {(name, action) for name, action in used if not (name in PASSED_ON and action.startswith("variable"))}
    assert sorted((name, action) for name, action in used if action not in known) == []


def test_every_detail_of_the_code_has_its_words():
    used = {(name, word) for name, _, words in calls() for word in words - COLUMNS}
    assert sorted((name, word) for name, word in used if word not in DETAILS) == []


def test_no_words_are_kept_for_what_nobody_does():
    used = {action for _, node, _ in calls() for action in literals(node)}
    steps = {action for action in ACTIONS if re.search(rf'"{action}"', SOURCES)}
    assert sorted(set(ACTIONS) - used - steps) == []


@pytest.mark.django_db
def test_a_row_says_who_in_which_role_from_where_did_what(client_of, unit, officer):
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    assert officer.grants
    with visitor.visiting(request):
        row = audit.record("edit_unit", unit, by=officer, changes={"name": ["Cũ", "Mới"]}, reason="Đổi tên")
    assert (row.actor_id, row.actor_name, row.object_type) == (officer.pk, officer.full_name, "accounts.unit")
    assert row.capacity == f"Cán bộ đầu mối của đơn vị ({unit})"
    assert (row.address, row.kind, row.object_id) == ("203.0.113.9", "EDIT", str(unit.pk))
    entry = Entry(AuditEvent.objects.get(pk=row.pk))
    assert (entry.what, entry.object_kind, entry.kind, entry.note) == (
        "Sửa đơn vị", "đơn vị", "Thêm, sửa, xóa", "Đổi tên",
    )  # fmt: skip
    assert [(change.field, change.before, change.after) for change in entry.changes] == [("Tên đơn vị", "Cũ", "Mới")]
    assert entry.moment.endswith("+07:00")


@pytest.mark.django_db
def test_outside_a_request_there_is_no_address_and_the_portal_acts_by_name():
    row = audit.record("log_checked", None, by=None)
    assert (row.address, row.actor_id, row.actor_name, row.capacity) == ("", None, "Hệ thống", "")
    assert audit.record("refused", None, by=audit.VISITOR).actor_name == "Khách chưa đăng nhập"


@pytest.mark.django_db
@pytest.mark.parametrize("proxies, expected", [(0, "10.0.0.7"), (1, "198.51.100.4"), (2, "192.0.2.1")])
def test_the_address_is_the_one_the_trusted_proxies_vouch_for(settings, client_of, officer, proxies, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client_of(officer).get(
        reverse("submissions:queue"), REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.4"
    )
    assert AuditEvent.objects.get(action="refused").address == expected


@pytest.mark.parametrize("name", sorted(audit.FORBIDDEN))
def test_the_log_takes_nothing_under_the_name_of_a_secret(name):
    with pytest.raises(ValueError, match=name):
        audit.record("edit_account", None, by=None, **{name: "x"})
    with pytest.raises(ValueError, match=name):
        audit.record("edit_account", None, by=None, changes={name: ["x", "y"]})


@pytest.mark.django_db
def test_changes_are_told_in_words_and_never_a_password(unit):
    other = factories.make_unit("Trường Tiểu học Trần Phú")
    before = audit.snapshot(unit)
    unit.parent, unit.active_to, unit.short_name = other, date(2026, 12, 31), "Kinh tế"
    assert audit.changes_of(unit, before) == {
        "short_name": ["", "Kinh tế"], "parent": ["", "Trường Tiểu học Trần Phú"], "active_to": ["", "31/12/2026"],
    }  # fmt: skip
    user = factories.make_user(Role.ADMIN)
    before = audit.snapshot(user)
    user.set_password("bi-mat-2026")
    user.is_active = False
    assert audit.changes_of(user, before) == {"is_active": ["có", "không"]}


@pytest.mark.django_db
def test_statuses_and_roles_are_read_in_words():
    user = factories.make_user(Role.ADMIN)
    report = AuditEvent(action="submit", object_type="submissions.submission", old="RETURNED", new="SUBMITTED")
    assert Entry(report).what == "Nộp lại"
    assert [(change.before, change.after) for change in Entry(report).changes] == [
        ("Trả lại bổ sung", "Chờ thẩm định"),
    ]  # fmt: skip
    grant = audit.record("grant_role", user, by=None, new=Role.REVIEWER)
    (change,) = Entry(grant).changes
    assert (change.field, change.before, change.after) == ("Vai trò", "(trống)", Role.REVIEWER.label)


@pytest.mark.django_db
def test_the_state_of_an_invitation_and_the_way_of_a_refusal_are_read_in_words():
    event = AuditEvent(action="invite", object_type="accounts.invitation", new="QUEUED", data={"method": "GET"})
    assert [change.after for change in Entry(event).changes] == ["Chờ gửi"]
    assert [detail.value for detail in Entry(event).details] == ["mở trang"]


@pytest.mark.django_db
def test_a_row_outlives_the_code_it_speaks_of():
    row = AuditEvent(action="forgotten_deed", object_type="gone.thing", old="A", new="B", changes={"x": ["1", "2"]})
    entry = Entry(row)
    assert (entry.what, entry.object_kind) == ("Việc khác", "")
    assert [(change.before, change.after) for change in entry.changes] == [("A", "B"), ("1", "2")]


@pytest.mark.django_db
def test_the_history_of_an_object_is_its_own_newest_first(unit, django_assert_num_queries):
    other = factories.make_unit()
    for name in ("Một", "Hai"):
        audit.record("edit_unit", unit, by=None, changes={"name": ["", name]})
        audit.record("edit_unit", other, by=None)
    with django_assert_num_queries(1):
        assert [entry.changes[0].after for entry in audit.history(unit)] == ["Hai", "Một"]


@pytest.mark.django_db
def test_recording_is_one_statement(unit, officer, django_assert_num_queries):
    assert officer.grants
    with django_assert_num_queries(1):
        audit.record("edit_unit", unit, by=officer, changes={"name": ["Cũ", "Mới"]})


@pytest.mark.django_db
def test_a_change_of_reference_data_tells_before_and_after(client, period):
    client.force_login(factories.make_user(Role.ADMIN, is_staff=True))
    basis = LegalBasis.objects.create(
        campaign=period.campaign, code="kh-01", order=7, number="1/KH", kind="Kế hoạch", title="Cũ", citation="Căn cứ"
    )
    url = reverse("admin:campaigns_legalbasis_change", args=[basis.pk])
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    answer = client.post(url, data | {"title": "Mới", "in_force_from": "01/02/2026"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    (row,) = AuditEvent.objects.filter(object_type="campaigns.legalbasis")
    assert (row.action, row.kind) == ("change", "SETTINGS")
    assert row.changes == {"title": ["Cũ", "Mới"], "in_force_from": ["", "01/02/2026"]}
    assert {change.field for change in Entry(row).changes} == {"Hiệu lực từ", "Trích yếu"}


@pytest.mark.plan("R10")
def test_the_admin_has_no_page_for_the_log():
    assert not {AuditEvent, AuditSeal} & set(admin.site._registry)
