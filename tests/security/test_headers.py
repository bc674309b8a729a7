"""Security headers stand on every answer, whoever made it: pages, refusals, redirects, static files (goal 19)."""

import pytest
from django.test import Client
from django.urls import reverse

from lechan_thidua.settings import base

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def client(settings):
    settings.MIDDLEWARE = base.MIDDLEWARE
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.STATIC_ROOT = None
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def assert_headers(answer, status: int) -> None:
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "camera=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_page(client):
    assert_headers(client.get(reverse("account_login")), 200)


def test_redirect_to_the_door(client):
    assert_headers(client.get(reverse("submissions:queue")), 302)


def test_unknown_address(client):
    assert_headers(client.get("/khong-co/"), 404)


def test_foreign_host_is_refused(client):
    assert_headers(client.get("/", headers={"host": "evil.example"}), 400)


def test_form_without_a_token(client):
    assert_headers(client.post(reverse("account_login"), {"login": "a"}), 403)


def test_wrong_method(client):
    assert_headers(client.delete("/"), 403)
    assert_headers(client.options("/"), 405)


def test_health_page(client):
    assert_headers(client.get(reverse("healthz")), 200)


def test_static_file(client):
    assert_headers(client.get("/static/img/favicon.svg"), 200)


def test_fault_of_ours(client, monkeypatch):
    monkeypatch.setattr("campaigns.views.plan._stages", lambda forms: 1 / 0)
    from tests import factories

    factories.make_campaign()
    answer = client.get(reverse("campaigns:about"))
    assert_headers(answer, 500)
    assert b"ZeroDivisionError" not in answer.content and b"Traceback" not in answer.content
