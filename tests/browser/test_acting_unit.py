"""Working for several units in a real browser: the line at the top, with and without script."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from tests import factories
from tests.browser.axe import assert_accessible, assert_fits, assert_page_is_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def second(group, officer):
    """A second unit of the officer."""
    unit = factories.make_unit("Trung tâm Phục vụ hành chính công phường Lê Chân")
    factories.enrol(group, unit)
    Membership.objects.create(user=officer, role=Role.UNIT_OFFICER, unit=unit)
    return unit


def test_the_line_is_good_on_a_page_of_the_other_unit(sit_down, live_server, officer, second):
    page = sit_down(officer)
    assert_page_is_good(page, live_server.url, f"{reverse('submissions:home')}?cua=unit-{second.pk}")


@pytest.mark.parametrize("script", [True, False])
def test_the_unit_is_changed_by_keyboard(sit_down, officer, unit, second, script):
    page = sit_down(officer, java_script_enabled=script, viewport={"width": 390, "height": 844})
    page.goto(reverse("submissions:list"))
    summary = page.locator(".lc-for summary")
    summary.focus()
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name=str(second))
    choice.wait_for()
    if script:
        assert_accessible(page)
        assert_fits(page)
    choice.focus()
    page.keyboard.press("Enter")
    page.locator(".lc-for b", has_text=str(second)).first.wait_for()
    assert page.url.endswith(reverse("submissions:list"))
