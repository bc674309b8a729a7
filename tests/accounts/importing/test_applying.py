"""Writing what was previewed: once, whole, and never over what somebody changed meanwhile (F24, F25, threat 10)."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import ImportKind, ImportStatus, Role
from accounts.importing import applying, phrases, runs, services
from accounts.models import ImportRow, ImportRun, Unit
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories

from .files import HEADINGS, bring_in, listed, preview, sheet, told, unit_row, units, upload

pytestmark = pytest.mark.django_db
S = ImportStatus


def log() -> list[str]:
    return list(AuditEvent.objects.filter(action__startswith="import_").order_by("pk").values_list("action", flat=True))


def test_errors_close_the_button_and_right_rows_can_still_be_written(admin):
    run = preview(units(unit_row("A"), unit_row("")), by=admin)
    with pytest.raises(Forbidden, match="Còn 1 dòng lỗi"):
        applying.apply(run, skip_wrong=False, by=admin)
    applying.apply(run, skip_wrong=True, by=admin)
    assert (applying.write(run.pk), Unit.objects.get().code) == (S.APPLIED, "A")


def test_only_who_keeps_accounts_may(admin):
    run = preview(units(unit_row("A")), by=admin)
    office = factories.make_user(Role.REVIEWER)
    for change in (
        lambda: applying.apply(run, skip_wrong=False, by=office),
        lambda: services.discard(run, by=office),
        lambda: services.preview_again(run, by=office),
    ):
        with pytest.raises(Forbidden):
            change()
    assert (ImportRun.objects.get().status, Unit.objects.count()) == (S.PREVIEW, 0)


def test_nothing_to_write_says_so(admin):
    factories.make_unit("Đơn vị A", code="A")
    run = preview(units(unit_row("A")), by=admin)
    with pytest.raises(Forbidden, match="Không có dòng nào thêm mới hay thay đổi."):
        applying.apply(run, skip_wrong=False, by=admin)


def test_the_second_person_is_told_and_the_log_has_one_line(admin):
    run = preview(units(unit_row("A")), by=admin)
    theirs = ImportRun.objects.get(pk=run.pk)
    applying.apply(run, skip_wrong=False, by=admin)
    with pytest.raises(InvalidTransition, match="Người khác vừa xử lý lần nhập này"):
        applying.apply(theirs, skip_wrong=False, by=factories.make_user(Role.ADMIN))
    assert [applying.write(run.pk), applying.write(run.pk)] == [S.APPLIED, S.APPLIED]
    event = AuditEvent.objects.get(action="import_applied")
    run.refresh_from_db()
    assert (event.actor_id, event.data["added"], event.data["changed"], event.data["sha256"]) == (
        admin.pk, 1, 0, run.sha256,
    )  # fmt: skip
    assert event.data["rows_sha256"] == applying.fingerprint(list(run.rows.all()))


@pytest.mark.plan("R10")
def test_what_somebody_changed_since_the_preview_is_not_overwritten(admin):
    unit = factories.make_unit("Tên cũ", code="A")
    run = preview(units(unit_row("A", "Tên từ tệp"), unit_row("B")), by=admin)
    Unit.objects.filter(pk=unit.pk).update(name="Tên đồng nghiệp vừa sửa")
    applying.apply(run, skip_wrong=False, by=admin)
    assert applying.write(run.pk) == S.PREVIEW
    run.refresh_from_db()
    assert (run.problem, run.applied_at, told(run), log()) == (
        "Chưa ghi dòng nào: 1 dòng đã đổi từ lúc xem trước. Bấm “Xem trước lại”.",
        None,
        ["Dòng 2: đã đổi từ lúc xem trước; xem trước lại."],
        ["import_read"],
    )
    assert list(Unit.objects.values_list("name", flat=True)) == ["Tên đồng nghiệp vừa sửa"]
    services.preview_again(run, by=admin)
    services.read(run.pk)
    assert ImportRow.objects.get(run=run, number=2).old["name"] == "Tên đồng nghiệp vừa sửa"


def test_a_column_the_file_lacks_may_change_meanwhile(admin):
    unit = factories.make_unit("Tên cũ", code="A")
    run = preview(sheet(["Mã đơn vị", "Tên đơn vị", "Nhóm đối tượng"], ["A", "Tên mới", ""]), by=admin)
    Unit.objects.filter(pk=unit.pk).update(phone="0225")
    applying.apply(run, skip_wrong=False, by=admin)
    assert applying.write(run.pk) == S.APPLIED
    unit.refresh_from_db()
    assert (unit.name, unit.phone) == ("Tên mới", "0225")


def test_a_code_somebody_took_meanwhile_is_told(admin):
    run = preview(units(unit_row("A")), by=admin)
    factories.make_unit("Của đồng nghiệp", code="a")
    applying.apply(run, skip_wrong=False, by=admin)
    assert applying.write(run.pk) == S.PREVIEW
    assert (Unit.objects.get().name, len(told(run))) == ("Của đồng nghiệp", 1)


def test_a_group_that_was_renamed_meanwhile_is_told(admin, group):
    run = preview(units(unit_row("A", **{"Nhóm đối tượng": group.code})), by=admin)
    group.code = group.title = group.short_title = "Nhóm đổi tên"
    group.save()
    applying.apply(run, skip_wrong=False, by=admin)
    assert (applying.write(run.pk), Unit.objects.count()) == (S.PREVIEW, 0)


def test_writing_uses_the_preview_and_never_the_file(admin):
    run = preview(units(unit_row("A", "Như đã xem")), by=admin)
    run.file.storage.delete(run.file.name)
    run.file.storage.save(run.file.name, ContentFile(units(unit_row("B", "Tệp bị tráo"))))
    applying.apply(run, skip_wrong=False, by=admin)
    applying.write(run.pk)
    assert list(Unit.objects.values_list("code", "name")) == [("A", "Như đã xem")]
    other = preview(units(unit_row("C")), by=admin)
    other.file.storage.delete(other.file.name)
    other.file.storage.save(other.file.name, ContentFile(units(unit_row("D"))))
    services.preview_again(other, by=admin)
    assert services.read(other.pk) == S.UNREADABLE
    other.refresh_from_db()
    assert other.problem == phrases.FILE_GONE


def test_a_fault_half_way_leaves_nothing(admin, monkeypatch):
    run = preview(units(unit_row("A"), unit_row("B")), by=admin)
    applying.apply(run, skip_wrong=False, by=admin)
    monkeypatch.setattr(applying, "_keep_written", lambda *args: 1 / 0)
    assert applying.write(run.pk) == S.PREVIEW
    run.refresh_from_db()
    assert (Unit.objects.count(), run.problem, log()) == (0, phrases.APPLY_FAILED, ["import_read"])


def test_a_dead_workers_run_is_found_by_the_sweep_and_worn_out_ones_end(admin, monkeypatch):
    content = units(unit_row("A"))
    run = services.start(kind=ImportKind.UNITS, upload=upload(content), by=admin)
    now = timezone.now()
    for attempt in range(1, runs.MAX_ATTEMPTS + 1):
        claimed = runs.claim(run.pk, runs.to_read(now), status=S.READING, at=now)
        assert (claimed.attempts, runs.claim(run.pk, runs.to_read(now), status=S.READING, at=now)) == (attempt, None)
        now += runs.LEASE + timedelta(seconds=1)
    asked = []
    monkeypatch.setattr(runs, "hand_over", lambda pk, status: asked.append((pk, status)))
    assert (runs.sweep(now=now), asked) == (1, [(run.pk, S.READING)])
    assert services.read(run.pk, now=now) == S.UNREADABLE
    run.refresh_from_db()
    assert run.problem == phrases.INTERRUPTED


def test_discarding_drops_rows_and_file(admin, django_capture_on_commit_callbacks):
    run = preview(units(unit_row("A")), by=admin)
    name = run.file.name
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(run, by=admin)
    assert (ImportRow.objects.count(), run.file.storage.exists(name)) == (0, False)
    with pytest.raises(Forbidden):
        services.discard(ImportRun.objects.get(), by=admin)


@pytest.mark.parametrize("kind", ImportKind.values)
def test_queries_do_not_grow_with_the_rows(admin, group, kind):
    factories.make_unit(code="TH01")

    def made(count: int) -> bytes:
        rows = {
            ImportKind.UNITS: [
                unit_row(
                    f"{count}-{n}", **{"Nhóm đối tượng": group.code, "Mã đơn vị cấp trên": f"{count}-0" if n else ""}
                )
                for n in range(count)
            ],
            ImportKind.PEOPLE: [
                {"Mã cá nhân": f"{count}-{n}", "Họ và tên": f"Người {n}", "Mã đơn vị": "TH01"} for n in range(count)
            ],
            ImportKind.OFFICERS: [
                {"Thư điện tử": f"a{count}.{n}@b.vn", "Họ và tên": f"Cán bộ {n}", "Mã đơn vị": "TH01"}
                for n in range(count)
            ],
        }[kind]
        return listed(HEADINGS[kind], rows)

    def asked(count: int) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            run = bring_in(made(count), by=admin, kind=kind)
        assert (run.status, run.problem) == (S.APPLIED, "")
        # One bulk_create is several inserts on SQLite, which takes so many parameters at once.
        return [query["sql"] for query in queries if not query["sql"].startswith("INSERT")]

    assert admin.permission_names
    few, many = asked(3), asked(300)
    # The only thing told more often is the progress of reading.
    assert len(many) - len(few) == 1
