"""What whoever keeps the accounts must not reach through the reference-data admin."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from accounts.enums import Role
from accounts.models import Membership, User
from awards.models import BallotBox, BallotReceipt, CouncilSeat, Poll
from core.models import AuditEvent, DemoMail, FormKey, OutboxMessage
from submissions.models import Review, Score, Snapshot, Submission
from tests import factories

pytestmark = pytest.mark.django_db
NEVER = (
    BallotBox, BallotReceipt, CouncilSeat, Poll, AuditEvent, OutboxMessage, FormKey, DemoMail, Review, Score, Snapshot,
    Submission, User, Membership,
)  # fmt: skip


@pytest.fixture
def keeper(client):
    user = factories.make_user(Role.ADMIN, is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.mark.parametrize("model", NEVER, ids=lambda model: model.__name__)
def test_records_and_votes_have_no_admin_page(model):
    assert not admin.site.is_registered(model)


def test_the_keeper_reaches_only_reference_data(client, keeper):
    """Pages that packages register themselves (groups, addresses of accounts) stay shut for all but superusers."""
    open_to_keeper = set()
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        if client.get(reverse(f"admin:{label}_changelist")).status_code == 200:
            open_to_keeper.add(model._meta.app_label)
    assert open_to_keeper == {"campaigns"}
    assert apps.is_installed("allauth.account")


def test_the_log_has_no_way_of_being_changed(client, keeper):
    unit = factories.make_unit()
    client.post(
        reverse("accounts:unit_end", args=[unit.pk]), {"last_day": "01/01/2026", "reason": "A", "people": "giu"}
    )
    event = AuditEvent.objects.get(object_type="accounts.unit")
    for change in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(new=""),
    ):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", ["user", "membership", "unit", "person"])
def test_accounts_and_roles_have_no_page_there(client, keeper, model, page):
    """They are kept on pages of their own, where the rules are asked: test_account_pages.py, test_unit_pages.py."""
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:accounts_{model}_{page}")
    assert client.get(f"{reverse('admin:index')}accounts/{model}/").status_code == 404
