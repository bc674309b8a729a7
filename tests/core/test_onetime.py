"""A form's second press shows the result of the first."""

from datetime import timedelta

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from core import onetime
from core.models import FormKey
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def press():
    user = factories.make_user()
    done = []

    def answer(request):
        done.append(request.POST.get("ten"))
        return HttpResponseRedirect("/xong/") if request.POST.get("ten") else HttpResponse("lỗi")

    def send(key, **data):
        request = RequestFactory().post("/", {onetime.FIELD: key, **data})
        request.user, request.session = user, {}
        request._messages = FallbackStorage(request)
        return onetime.once(answer)(request)

    return send, done


def test_second_press_has_no_effect_and_leads_to_the_first_result(press):
    send, done = press
    key = onetime.new_key()
    assert send(key, ten="A")["Location"] == "/xong/"
    assert send(key, ten="A")["Location"] == "/xong/"
    assert done == ["A"]


def test_a_press_that_failed_gives_its_key_back(press):
    send, done = press
    key = onetime.new_key()
    assert send(key).status_code == 200
    assert send(key, ten="A").status_code == 302
    assert done == [None, "A"]


def test_another_key_is_another_press(press):
    send, done = press
    send(onetime.new_key(), ten="A")
    send(onetime.new_key(), ten="B")
    assert done == ["A", "B"]


def test_keys_are_forgotten_after_a_week():
    now = timezone.now()
    FormKey.objects.create(key="cũ", used_at=now - timedelta(days=8))
    FormKey.objects.create(key="mới", used_at=now - timedelta(days=6))
    assert onetime.forget_old(now=now) == 1
    assert FormKey.objects.get().key == "mới"
