"""The reference-data admin: who may enter, every page in Vietnamese, every change in the log."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import strip_tags

from accounts.enums import Role
from accounts.models import Person, Unit
from accounts.reference import ReferenceAdmin
from core.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(
    r"\b(the|and|your|add|change|delete|save|select|search|view|import|export|home|history|welcome|log out|logout|"
    r"please|required|yes|no|all|by|from|clear|show|close|submit|resource|format|none|recent|actions?)\b",
    re.IGNORECASE,
)
OURS = [model for model, site in admin.site._registry.items() if isinstance(site, ReferenceAdmin)]


@pytest.fixture
def keeper(client):
    user = factories.make_user(Role.ADMIN, is_staff=True)
    client.force_login(user)
    return user


def words(response) -> str:
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return strip_tags(html)


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.plan("R10")
@pytest.mark.parametrize(
    ("role", "is_staff", "enters"),
    [
        (Role.ADMIN, True, True),
        (Role.ADMIN, False, False),
        (Role.REVIEWER, True, True),
        (Role.UNIT_OFFICER, True, False),
        (Role.CHAIRMAN, True, False),
        (Role.COUNCIL_SECRETARY, True, False),
    ],
)
def test_only_staff_with_the_right_enter(client, role, is_staff, enters):
    client.force_login(factories.make_user(role, is_staff=is_staff))
    response = client.get(reverse("admin:index"))
    assert (response.status_code == 200) is enters


def test_setting_the_movement_up_gives_no_hand_in_accounts(client):
    client.force_login(factories.make_user(Role.REVIEWER, is_staff=True))
    assert client.get(reverse("admin:campaigns_datedsetting_changelist")).status_code == 200
    assert client.get(reverse("admin:accounts_person_changelist")).status_code == 403


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_form_opens_in_vietnamese(client, keeper, model):
    pages = [address(model, "changelist")]
    if model._meta.model_name != "campaign":
        pages.append(address(model, "add"))
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert (page, ENGLISH.findall(words(response))) == (page, [])


def test_the_index_is_vietnamese(client, keeper):
    assert ENGLISH.findall(words(client.get(reverse("admin:index")))) == []


def test_lists_come_in_by_the_portals_own_page_only(client, keeper):
    assert client.get(f"{reverse('admin:accounts_unit_changelist')}import/").status_code == 302
    with pytest.raises(NoReverseMatch):
        reverse("admin:accounts_unit_import")


def test_a_change_is_written_to_the_log(client, keeper):
    unit = factories.make_unit("Trạm y tế")
    data = {"name": "Trạm Y tế phường", "short_name": "Trạm Y tế"}
    assert client.post(address(Unit, "change", unit.pk), data).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "Trạm Y tế phường"
    event = AuditEvent.objects.get(object_type="accounts.unit")
    assert (event.action, event.actor_id, event.object_id) == ("change", keeper.pk, str(unit.pk))


def test_the_code_of_a_unit_is_fixed_once_it_exists(client, keeper):
    unit = factories.make_unit()
    client.post(address(Unit, "change", unit.pk), {"name": unit.name, "code": "KHAC"})
    code = unit.code
    unit.refresh_from_db()
    assert unit.code == code


def test_a_unit_something_rests_on_is_not_deleted(client, keeper):
    unit = factories.make_unit()
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    client.post(address(Unit, "delete", unit.pk), {"post": "yes"})
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_searching_needs_no_accents(client, keeper):
    factories.make_unit("Đoàn Thanh niên")
    factories.make_unit("Hội Cựu chiến binh")
    found = words(client.get(address(Unit, "changelist"), {"q": "doan thanh"}))
    assert ("Đoàn Thanh niên" in found, "Hội Cựu chiến binh" in found) == (True, False)


def test_lists_ask_a_fixed_number_of_queries(client, keeper, django_assert_num_queries):
    def make():
        unit = factories.make_unit()
        factories.make_unit(parent=unit)
        Person.objects.create(full_name="Cá nhân", unit=unit)

    make()
    counts = {}
    for model in (Unit, Person):
        with CaptureQueriesContext(connection) as counted:
            client.get(address(model, "changelist"))
        counts[model] = len(counted)
    make()
    make()
    for model in (Unit, Person):
        with django_assert_num_queries(counts[model]):
            client.get(address(model, "changelist"))
