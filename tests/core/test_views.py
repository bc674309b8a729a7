"""The pages of last resort: right status, Vietnamese words, no database."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from core import views
from core.middleware import BodyLimitMiddleware
from core.verdict import Forbidden

# No test here may touch the database: pytest-django refuses any query of a test without its mark.


@pytest.fixture
def request_():
    return RequestFactory().get("/bao-cao/1/", headers={"cookie": "giao-dien=toi"})


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (views.bad_request, 400, "Yêu cầu không đọc được"),
        (views.permission_denied, 403, "Tài khoản này không có quyền xem trang."),
        (views.csrf_failure, 403, "Trang đã mở quá lâu, chưa gửi được"),
        (views.page_not_found, 404, "Không tìm thấy trang"),
        (views.too_big, 413, "Tệp gửi lên quá nặng"),
        (views.server_error, 500, "Hệ thống gặp lỗi, nội dung đã nhập vẫn còn."),
        (views.service_unavailable, 503, "Hệ thống tạm nghỉ ít phút"),
    ],
)
def test_error_page_answers_without_a_database(request_, view, status, words):
    response = view(request_)
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert 'data-bs-theme="dark"' in html
    assert response.headers["Cache-Control"] == "no-store"


def test_refusal_shows_the_reason_of_the_rule(request_):
    html = views.permission_denied(request_, Forbidden("Không tự thẩm định báo cáo của đơn vị mình.")).content.decode()
    assert "Không tự thẩm định báo cáo của đơn vị mình." in html


def test_refusal_of_a_package_keeps_its_english_to_itself(request_):
    html = views.permission_denied(request_, PermissionDenied("You may not")).content.decode()
    assert "You may not" not in html


def test_too_much_data_is_413(request_):
    assert views.bad_request(request_, RequestDataTooBig("too big")).status_code == 413


def test_server_error_shows_the_code_the_log_holds(request_, caplog):
    with caplog.at_level(logging.ERROR, logger="core.views"):
        html = views.server_error(request_).content.decode()
    code = re.search(r"đọc mã <b[^>]*>([0-9A-F]{4})</b>", html).group(1)
    assert f"code {code} for GET /bao-cao/1/" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["reports.views.public.render", "django.contrib.auth.middleware.get_user"])
@pytest.mark.parametrize(("fault", "status"), [(OperationalError("connection refused"), 503), (ValueError(), 500)])
def test_database_away_is_503_wherever_it_is_noticed(monkeypatch, place, fault, status):
    def fail(*args, **kwargs):
        raise fault

    monkeypatch.setattr(place, fail)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.parametrize(
    ("cookies", "megabytes", "status"),
    [({}, 2, 413), ({}, 0, 200), ({"sessionid": "x"}, 50, 200), ({"sessionid": "x"}, 300, 413)],
)
def test_a_body_larger_than_any_form_is_refused_unread(cookies, megabytes, status):
    request = RequestFactory().post("/", CONTENT_LENGTH=str(megabytes * 1024 * 1024))
    request.COOKIES.update(cookies)
    assert BodyLimitMiddleware(lambda _: HttpResponse())(request).status_code == status


@pytest.mark.django_db
def test_unknown_address_is_the_vietnamese_404():
    response = Client().get("/khong-co/")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.content.decode()


@pytest.mark.django_db
def test_form_with_an_old_token_is_explained():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.vn", "password": "x"})
    assert response.status_code == 403
    assert "Trang đã mở quá lâu" in response.content.decode()


@pytest.mark.django_db
def test_form_that_is_too_big_is_413(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = Client().post(reverse("account_login"), {"login": "a" * 100, "password": "x"})
    assert response.status_code == 413
