"""The reference-data admin: who may enter, every page in Vietnamese, every change in the log."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.enums import Role
from accounts.reference import ReferenceAdmin
from campaigns.models import ContentArea, ParticipantGroup
from core.models import AuditEvent
from tests import factories
from tests.english import english_in

pytestmark = pytest.mark.django_db
OURS = [model for model, site in admin.site._registry.items() if isinstance(site, ReferenceAdmin)]


@pytest.fixture
def keeper(client):
    user = factories.make_user(Role.ADMIN, is_staff=True)
    client.force_login(user)
    return user


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
    assert client.get(reverse("accounts:unit_list")).status_code == 403


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_form_opens_in_vietnamese(client, keeper, model):
    pages = [address(model, "changelist")]
    # The movement is made by its plan file, a criteria set by the office's own pages.
    if model._meta.model_name not in {"campaign", "criteriaset"}:
        pages.append(address(model, "add"))
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert (page, english_in(response.text)) == (page, [])


def test_the_index_is_vietnamese(client, keeper):
    assert english_in(client.get(reverse("admin:index")).text) == []


@pytest.mark.parametrize("model", ["accounts_unit", "accounts_person", "campaigns_enrolment"])
def test_units_persons_and_their_groups_have_no_page_there(client, keeper, model):
    """They are kept on pages of their own, where the rules are asked: tests/accounts/test_unit_pages.py."""
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")
    assert client.get(f"{reverse('admin:index')}{model.replace('_', '/')}/").status_code == 404


def form_of(area: ContentArea, **changes) -> dict:
    """The whole form of a content as the page sends it."""
    return {"order": area.order, "short_title": area.short_title, "text": area.text} | changes


def test_a_change_is_written_to_the_log(client, keeper, period):
    area = ContentArea.objects.first()
    data = form_of(area, short_title="Chuyển đổi số")
    assert client.post(address(ContentArea, "change", area.pk), data).status_code == 302
    area.refresh_from_db()
    assert area.short_title == "Chuyển đổi số"
    event = AuditEvent.objects.get(object_type="campaigns.contentarea")
    assert (event.action, event.actor_id, event.object_id) == ("change", keeper.pk, str(area.pk))


def test_the_code_of_a_content_is_fixed_once_it_exists(client, keeper, period):
    area = ContentArea.objects.first()
    client.post(address(ContentArea, "change", area.pk), form_of(area, code="khac"))
    code = area.code
    area.refresh_from_db()
    assert area.code == code


def test_a_group_something_rests_on_is_not_deleted(client, keeper, group):
    factories.enrol(group, factories.make_unit())
    client.post(address(ParticipantGroup, "delete", group.pk), {"post": "yes"})
    assert ParticipantGroup.objects.filter(pk=group.pk).exists()


def test_lists_ask_a_fixed_number_of_queries(client, keeper, period, django_assert_num_queries):
    models = (ContentArea, ParticipantGroup)
    counts = {}
    factories.make_group(period.campaign)
    for model in models:
        with CaptureQueriesContext(connection) as counted:
            client.get(address(model, "changelist"))
        counts[model] = len(counted)
    factories.make_group(period.campaign), factories.make_group(period.campaign)
    ContentArea.objects.create(campaign=period.campaign, code="them", order=9, short_title="Thêm", text="Thêm")
    for model in models:
        with django_assert_num_queries(counts[model]):
            client.get(address(model, "changelist"))
