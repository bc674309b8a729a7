"""Pages of the packages that we did not write anew still stand in the portal's frame, in Vietnamese."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from tests import factories
from tests.english import english_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["allauth/layouts/entrance.html", "allauth/layouts/manage.html"])
def test_a_page_of_allauth_has_our_frame(rf, name):
    request = rf.get("/")
    request.user = AnonymousUser()
    html = render_to_string(name, {}, request)
    assert '<html lang="vi"' in html
    assert english_in(html) == []


def test_whoever_has_no_password_chooses_one(client_of):
    user = factories.make_user()
    user.set_unusable_password()
    user.save()
    client = client_of(user)
    factories.confirm_by_factor(client, user)
    page = client.get(reverse("account_set_password"))
    assert (page.status_code, english_in(page.text)) == (200, [])
    short = client.post(reverse("account_set_password"), {"password1": "ngan", "password2": "khac"})
    assert short.status_code == 200 and english_in(short.text) == []
    user.refresh_from_db()
    assert not user.has_usable_password()
