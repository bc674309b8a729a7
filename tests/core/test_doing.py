"""A press as a view carries it out."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from core.doing import carry_out
from core.verdict import Forbidden
from core.workflow import InvalidTransition


@pytest.fixture
def request_():
    request = RequestFactory().post("/")
    request.session, request._messages = {}, None
    request._messages = FallbackStorage(request)
    return request


def said(request) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def test_done_is_said_and_quiet_when_there_is_nothing_to_say(request_):
    done = []
    assert carry_out(request_, lambda: done.append(1), "Đã lưu.")
    assert carry_out(request_, lambda: done.append(2))
    assert (done, said(request_)) == ([1, 2], [("success", "Đã lưu.")])


def test_somebody_faster_is_said_and_a_refusal_is_the_callers(request_):
    def moved():
        raise InvalidTransition("Người khác vừa xử lý.")

    def refused():
        raise Forbidden("Không có quyền.")

    assert not carry_out(request_, moved, "Đã lưu.")
    with pytest.raises(Forbidden):
        carry_out(request_, refused, "Đã lưu.")
    assert said(request_) == [("error", "Người khác vừa xử lý.")]
