"""Cells of what is not always in the URLconf, or never: the letters of the demo, and static files."""

import pytest
from django.urls import reverse

from core.models import DemoMail
from tests.access.counting import count_cells
from tests.access.table import EVERYBODY
from tests.access.test_access import _django_db_helper, sign_in, ward, world  # noqa: F401 - fixtures
from tests.core.test_demo_mail import demo  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db


def statuses(world, path: str, method: str) -> set[int]:  # noqa: F811
    """What everybody and a visitor are answered."""
    return {getattr(sign_in(world, who), method)(path).status_code for who in [*sorted(EVERYBODY), None]}


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 405)])
def test_letters_of_the_demo_are_read_by_everybody(demo, world, request, method, status):  # noqa: F811
    file = {"name": "thu.txt", "mimetype": "text/plain", "content": "VGjGsA=="}
    letter = DemoMail.objects.create(
        sender="Cổng thi đua", recipients=["a@demo.example"], subject="Thư", text="Thư", html="Thư", attachments=[file]
    )
    pages = [reverse("demo:mails"), *(reverse(f"demo:{name}", args=[letter.pk]) for name in ("mail", "mail_html"))]
    for path in (*pages, reverse("demo:mail_file", args=[letter.pk, 1])):
        assert statuses(world, path, method) == {status}
        count_cells(request, len(EVERYBODY) + 1)


@pytest.mark.parametrize(
    ("path", "status"), [("/static/css/tokens.css", 200), ("/static/khong-co.css", 404), ("/static/../manage.py", 404)]
)
def test_static_files_are_public_and_nothing_lies_beside_them(settings, world, request, path, status):  # noqa: F811
    settings.MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware", *settings.MIDDLEWARE]
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    assert statuses(world, path, "get") == {status}
    count_cells(request, len(EVERYBODY) + 1)
