"""The command that names broken rows: its register, its output, and the rules of the shared parts."""

import threading
import unicodedata
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.utils import InternalError
from django.utils import timezone

from accounts.models import Unit
from core import audit, data_check, invariants, seals, tasks
from core.enums import MessageStatus
from core.invariants_text import vietnamese_fields
from core.models import AuditEvent
from core.outbox import notify
from tests import factories
from tests.core.test_seals import behind_the_back
from tests.invariants import found, spoil, spoil_raw

pytestmark = pytest.mark.django_db


def run(*args, **options) -> tuple[str, int, str]:
    """Output, exit code and last words of the command."""
    out = StringIO()
    try:
        call_command("check_invariants", *args, stdout=out, **options)
    except CommandError as exc:
        return out.getvalue(), exc.returncode, str(exc)
    return out.getvalue(), 0, ""


def checked() -> int:
    """How many rules a plain run asks."""
    return len(invariants.chosen())


def letter(**values):
    message = notify(
        recipient=factories.make_user(), dedupe_key="thu", kind="received", subject="Thư", text="Nội dung thư."
    )
    spoil(message, **values)
    return message


def test_nothing_broken_says_so_and_exits_0():
    factories.make_unit("Phòng Kinh tế")
    output, code, _ = run()
    assert code == 0
    assert output.endswith(f"Đã kiểm tra {checked()} quy tắc: không có chỗ sai.\n")


def test_a_broken_row_is_named_counted_and_exits_1():
    message = letter(status=MessageStatus.SENT)
    assert run() == (
        f"OUT-02: thư số {message.pk}: ghi đã gửi nhưng không có giờ gửi.\n"
        "OUT-02: 1 chỗ sai. Phải đúng: Thư đã gửi có giờ gửi; thư không đang gửi thì không ai giữ.\n",
        1,
        f"Đã kiểm tra {checked()} quy tắc: 1 chỗ sai.",
    )


def test_many_broken_rows_are_counted_but_not_all_printed():
    units = [factories.make_unit() for _ in range(3)]
    Unit.objects.update(search_text="")
    output, code, _ = run("UNT-02", most=2)
    assert code == 1
    assert output.splitlines()[1:3] == [
        f"UNT-02: đơn vị số {units[1].pk}: cột để tìm và sắp xếp không khớp với tên, mã.",
        "UNT-02: còn 1 chỗ nữa.",
    ]


def test_list_names_every_rule_once_and_checks_nothing():
    letter(status=MessageStatus.SENT)
    output, code, _ = run(listing=True)
    assert code == 0
    codes = [line.split()[0] for line in output.splitlines()]
    assert codes == sorted(set(codes))
    assert {"LOG-01", "OUT-01", "OUT-02", "TXT-01", "UNT-01", "RET-01", "MRK-01", "PLG-01", "DIF-01", "BAL-01"} <= set(
        codes
    )


def test_an_unknown_rule_is_refused_with_2():
    assert run("KHO-99")[1:] == (2, "Không có quy tắc KHO-99. Xem --list.")


def test_deep_rules_run_only_when_asked_or_named(monkeypatch):
    rule = invariants.Rule("SAU-01", "Đọc cả tệp.", lambda at: iter([invariants.Finding("tệp", "hỏng")]), deep=True)
    monkeypatch.setattr(invariants, "_rules", {"SAU-01": rule})
    monkeypatch.setattr(invariants, "rules", lambda: [rule])
    assert (found(), found(deep=True), found("SAU-01")) == ([], [("SAU-01", "tệp: hỏng")], [("SAU-01", "tệp: hỏng")])


def test_a_row_no_rule_foresaw_hides_nothing_else(monkeypatch):
    def stumbles(at):
        yield invariants.Finding("dòng", "sai")
        raise KeyError("layout")

    rules = [
        invariants.Rule("AAA-01", "Đúng.", stumbles, deep=False),
        invariants.Rule("BBB-01", "Đúng.", lambda at: iter([invariants.Finding("dòng khác", "sai")]), deep=False),
    ]
    monkeypatch.setattr(invariants, "rules", lambda: rules)
    assert found() == [
        ("AAA-01", "dòng: sai"),
        ("AAA-01", "quy tắc: không kiểm tra được (KeyError); xem nhật ký máy chủ"),
        ("BBB-01", "dòng khác: sai"),
    ]


def test_two_rules_of_one_code_are_refused(monkeypatch):
    monkeypatch.setattr(invariants, "_rules", {})
    invariants.invariant("HAI-01", "Một lần.")(lambda at: iter([]))
    with pytest.raises(ValueError):
        invariants.invariant("HAI-01", "Lại nữa.")(lambda at: iter([]))


@pytest.mark.django_db(transaction=True)
def test_nothing_can_be_written_while_the_rules_read(monkeypatch):
    unit = factories.make_unit()

    def writes(at):
        Unit.objects.filter(pk=unit.pk).update(name="Khác")
        yield

    monkeypatch.setattr(invariants, "rules", lambda: [invariants.Rule("GHI-01", "Không ghi.", writes, deep=False)])
    with pytest.raises((OperationalError, InternalError)):
        found()
    unit.refresh_from_db()
    assert unit.name != "Khác"
    # And afterwards the connection writes as before.
    spoil(unit, name="Khác")


@pytest.mark.django_db(transaction=True)
def test_people_go_on_saving_while_the_rules_read(monkeypatch):
    unit = factories.make_unit("Tên cũ")
    seen = []

    def elsewhere():
        with transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(phone="0225 1")
        close_old_connections()
        connection.close()

    def looks(at):
        seen.append(Unit.objects.get(pk=unit.pk).phone)
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        seen.append(Unit.objects.get(pk=unit.pk).phone)
        yield from ()

    monkeypatch.setattr(invariants, "rules", lambda: [invariants.Rule("DOC-01", "Đọc.", looks, deep=False)])
    assert found() == []
    unit.refresh_from_db()
    # One picture for the whole run, and nobody waited for it.
    assert (seen, unit.phone) == (["", ""], "0225 1")


def test_a_changed_line_of_the_log_is_found():
    row = audit.record("change", factories.make_unit(), by=None)
    seals.seal()
    assert found("LOG-01") == []
    behind_the_back(f"UPDATE {AuditEvent._meta.db_table} SET new = %s WHERE id = %s", "X", row.pk)
    assert found("LOG-01") == [("LOG-01", f"dòng nhật ký số {row.pk}: đã bị sửa sau khi ghi")]


@pytest.mark.parametrize(
    "minutes_ago, expected", [(1, []), (6, ["ghi đang gửi nhưng không còn máy nào gửi"])], ids=["swept soon", "lost"]
)
def test_a_letter_whose_sender_died_is_found_once_the_sweep_has_missed_it(minutes_ago, expected):
    ended = timezone.now() - timedelta(minutes=minutes_ago)
    message = letter(status=MessageStatus.SENDING, lease="x", leased_until=ended)
    assert found("OUT-01", "OUT-02") == [("OUT-01", f"thư số {message.pk}: {words}") for words in expected]


def test_a_lease_nobody_needs_is_found():
    message = letter(lease="x")
    assert found("OUT-02") == [("OUT-02", f"thư số {message.pk}: không đang gửi nhưng vẫn có máy giữ")]


def test_a_text_in_another_form_is_found_in_whatever_model():
    unit = factories.make_unit("Trường Tiểu học Võ Thị Sáu")
    person = factories.make_person("Lê Thị Hoa")
    spoil_raw(unit, "name", unicodedata.normalize("NFD", unit.name))
    spoil_raw(person, "position", "Tổ trưởng\u202e")
    assert found("TXT-01") == [
        ("TXT-01", f"đơn vị số {unit.pk}: cột “tên đơn vị” không ở dạng chuẩn"),
        ("TXT-01", f"cá nhân số {person.pk}: cột “chức vụ, nghề nghiệp” không ở dạng chuẩn"),
    ]


def test_the_walk_knows_the_texts_of_every_app():
    apps = {model._meta.app_label for model, _ in vietnamese_fields()}
    assert apps == {"core", "accounts", "campaigns", "submissions", "awards", "reports"}


def test_the_nightly_look_is_one_row_of_the_log_and_told_on_the_health_page():
    assert data_check.last_outcome() == "ok"
    message = letter(status=MessageStatus.SENT)
    assert tasks.sweep_invariants() == 1
    row = AuditEvent.objects.get(action="data_checked")
    assert row.data == {
        "intact": False, "findings": 1, "rules": checked(),
        "first": f"OUT-02: thư số {message.pk}: ghi đã gửi nhưng không có giờ gửi",
    }  # fmt: skip
    assert data_check.last_outcome() == "broken"
    message.delete()
    assert tasks.sweep_invariants() == 0
    assert (data_check.last_outcome(), AuditEvent.objects.filter(action="data_checked").count()) == ("ok", 2)
