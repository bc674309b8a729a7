"""The sentences of the outside sign-in, drawn without a provider: Vietnamese, each naming what to do."""

import re

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from accounts.outside import adapter
from core.models import AuditEvent
from tests.english import english_in

REFUSALS = [
    adapter.AWAY, adapter.NOT_BELIEVED, adapter.STALE, adapter.CANCELLED, adapter.UNVERIFIED, adapter.UNKNOWN,
    adapter.CLOSED,
]  # fmt: skip
NAME = "Cổng định danh"


@pytest.fixture
def request_(rf, db):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.reason)
def test_refusal_is_a_page_with_a_way_on(request_, refusal):
    with pytest.raises(ImmediateHttpResponse) as raised:
        adapter._refuse(request_, refusal, NAME, email="la@demo.example")
    answer = raised.value.response
    html = answer.content.decode()
    assert answer.status_code == refusal.status
    assert refusal.sentence.format(name=NAME, email="la@demo.example") in html
    heading = "Đã dừng đăng nhập" if refusal is adapter.CANCELLED else f"Chưa đăng nhập được qua {NAME}"
    assert re.findall("<h1>(.*?)</h1>", html) == [heading] and 'href="/tai-khoan/login/"' in html
    assert english_in(html) == []
    logged = list(AuditEvent.objects.values_list("action", flat=True))
    assert logged == ([] if refusal in adapter.ON_THE_WAY else ["sign_in_refused"])


def test_page_that_leads_on_needs_no_script(request_):
    page = {"provider_name": NAME, "redirect_to": "https://dinh-danh.example/?a=1&b=2"}
    html = render_to_string("socialaccount/login_redirect.html", page, request_)
    assert re.findall(r'content="0;url=([^"]+)"', html) == ["https://dinh-danh.example/?a=1&amp;b=2"]
    assert 'href="https://dinh-danh.example/?a=1&amp;b=2"' in html
    assert english_in(html) == []
