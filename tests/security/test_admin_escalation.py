"""What whoever keeps the accounts must not reach through the reference-data admin."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, User
from awards.models import BallotBox, BallotReceipt, CouncilSeat, Poll
from core.models import AuditEvent, DemoMail, FormKey, OutboxMessage
from submissions.models import Review, Score, Snapshot, Submission
from tests import factories

pytestmark = pytest.mark.django_db
NEVER = (
    BallotBox, BallotReceipt, CouncilSeat, Poll, AuditEvent, OutboxMessage, FormKey, DemoMail, Review, Score, Snapshot,
    Submission,
)  # fmt: skip
EVERYTHING_ON = {"is_active": "on", "is_staff": "on", "is_superuser": "on", "user_permissions": "1", "groups": "1"}


@pytest.fixture
def keeper(client):
    user = factories.make_user(Role.ADMIN, is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def form_of(user: User, **changes) -> dict:
    """The whole form of an account as the page sends it."""
    grants = list(user.memberships.order_by("pk"))
    data = {"email": user.email, "full_name": user.full_name, "title": user.title, "phone": user.phone, **EVERYTHING_ON}
    data |= {"memberships-TOTAL_FORMS": str(len(grants)), "memberships-INITIAL_FORMS": str(len(grants))}
    for number, grant in enumerate(grants):
        row = {"id": grant.pk, "user": user.pk, "role": grant.role, "unit": grant.unit_id or ""}
        data |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return data | changes


def one_more_role(user: User, role: str) -> dict:
    data, count = form_of(user), user.memberships.count()
    return data | {"memberships-TOTAL_FORMS": str(count + 1), f"memberships-{count}-user": user.pk,
                   f"memberships-{count}-role": role}  # fmt: skip


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
    assert open_to_keeper == {"accounts", "campaigns"}
    assert apps.is_installed("allauth.account")


def test_nobody_makes_an_account_superuser_by_the_form(client, keeper):
    other = factories.make_user()
    assert client.post(page_of(other), form_of(other)).status_code == 302
    other.refresh_from_db()
    assert (other.is_superuser, other.groups.count(), other.user_permissions.count()) == (False, 0, 0)
    client.post(page_of(keeper), form_of(keeper))
    keeper.refresh_from_db()
    assert keeper.is_superuser is False


def test_the_keeper_does_not_change_a_superuser(client, keeper):
    """With the address of the technical account changed, a mailed link would open it."""
    root = User.objects.create_superuser("ky-thuat@demo.example", "hoa-phuong-2026", full_name="Kỹ thuật")
    client.post(page_of(root), form_of(root, email="ke-gian@demo.example"))
    root.refresh_from_db()
    assert root.email == "ky-thuat@demo.example"
    client.post(page_of(root), one_more_role(root, Role.COUNCIL_MEMBER))
    assert root.memberships.count() == 0


def test_nobody_gives_themselves_a_role(client, keeper):
    client.post(page_of(keeper), one_more_role(keeper, Role.COUNCIL_MEMBER))
    assert list(keeper.memberships.values_list("role", flat=True)) == [Role.ADMIN]
    grant = keeper.memberships.get()
    client.post(page_of(keeper), form_of(keeper, **{"memberships-0-role": Role.CHAIRMAN}))
    grant.refresh_from_db()
    assert grant.role == Role.ADMIN


def test_roles_of_others_are_still_given(client, keeper):
    other = factories.make_user()
    assert client.post(page_of(other), one_more_role(other, Role.REVIEWER)).status_code == 302
    assert Membership.objects.filter(user=other, role=Role.REVIEWER).exists()


def test_one_keeps_ones_own_name_right(client, keeper):
    assert client.post(page_of(keeper), form_of(keeper, full_name="Tên mới")).status_code == 302
    keeper.refresh_from_db()
    assert (keeper.full_name, keeper.is_staff, keeper.is_active) == ("Tên mới", True, True)


def test_the_log_has_no_way_of_being_changed(client, keeper):
    unit = factories.make_unit()
    client.post(reverse("admin:accounts_unit_change", args=[unit.pk]), {"name": "Tên khác", "short_name": ""})
    event = AuditEvent.objects.get(object_type="accounts.unit")
    for change in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(new=""),
    ):
        with pytest.raises(TypeError):
            change()


def test_an_address_changed_by_the_keeper_is_told_to_the_old_one(client, keeper):
    """Taking an account over by changing its address must not stay unnoticed."""
    other = factories.make_user(Role.CHAIRMAN)
    other.set_password("hoa-phuong-2026")
    other.save()
    before = other.email
    EmailAddress.objects.create(user=other, email=before, verified=True, primary=True)
    assert client.post(page_of(other), form_of(other, email="moi@demo.example")).status_code == 302
    other.refresh_from_db()
    assert (other.email, other.has_usable_password()) == ("moi@demo.example", False)
    assert "moi@demo.example" in OutboxMessage.objects.get(email=before).text
    # The former owner's mailbox opens it no more.
    mail.outbox.clear()
    client.logout()
    client.post(reverse("account_reset_password"), {"email": before})
    assert "/reset/key/" not in "".join(letter.body for letter in mail.outbox)
