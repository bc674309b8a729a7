"""What the tests of the door, of accounts, units and people share."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.english import english_of


@pytest.fixture(autouse=True)
def pages_are_vietnamese(monkeypatch):
    """Every answer a test of this folder gets is read for English when the test is over: also steps in the middle of a
    sign-in, links that work once, pages that ask for the password again, Django's own pages of the reference data."""
    found, request = [], Client.request

    def read(self, **environ):
        answer = request(self, **environ)
        # What was typed may come back, and the page of health is read by machines.
        typed = " ".join([*answer.wsgi_request.GET.values(), *answer.wsgi_request.POST.values()])
        words = [word for word in english_of(answer) if word not in typed]
        if words and answer.wsgi_request.path != reverse("healthz"):
            found.append(f"{answer.wsgi_request.method} {answer.wsgi_request.path}: {words}")
        return answer

    monkeypatch.setattr(Client, "request", read)
    yield
    assert found == []
