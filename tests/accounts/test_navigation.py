"""The way through the portal: each role sees its links, and none leads nowhere."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts import navigation
from accounts.enums import Role
from tests import factories


def request_of(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


@pytest.mark.parametrize("role", Role.values)
def test_every_link_of_a_role_opens(client_of, period, role):
    user = factories.make_user(Role(role))
    for link in navigation.navigation(request_of(user)).links:
        assert client_of(user).get(link.url).status_code == 200, f"{role}: {link.label} {link.url}"


def test_public_links_open(client, period):
    for link in navigation.navigation(request_of(AnonymousUser())).links:
        assert client.get(link.url).status_code == 200, f"{link.label} {link.url}"


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.INDIVIDUAL, Role.COUNCIL_MEMBER])
def test_top_bar_holds_at_most_five_links(db, role):
    found = navigation.navigation(request_of(factories.make_user(role)))
    assert not found.has_rail
    assert len(found.links) <= navigation.TOP_BAR_LIMIT


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.CHAIRMAN, Role.ADMIN])
def test_office_has_the_rail(db, role):
    assert navigation.navigation(request_of(factories.make_user(role))).has_rail


def test_a_page_that_does_not_exist_has_no_link(monkeypatch, db):
    row = navigation.Row("Trang chưa có", "accounts:khong_co", "home", "unit", bool)
    monkeypatch.setattr(navigation, "SIGNED_IN", (row, *navigation.SIGNED_IN))
    labels = [link.label for link in navigation.navigation(request_of(factories.make_user(Role.UNIT_OFFICER))).links]
    assert "Trang chưa có" not in labels


def test_the_place_we_are_in_is_the_longest_matching_address(monkeypatch, db):
    rows = (
        navigation.Row("Tài khoản", "account_email", "person", "unit", bool),
        navigation.Row("Đổi mật khẩu", "account_change_password", "key", "unit", bool),
    )
    monkeypatch.setattr(navigation, "SIGNED_IN", rows)
    user = factories.make_user(Role.UNIT_OFFICER)
    links = navigation.navigation(request_of(user, "/tai-khoan/password/change/")).links
    assert [link.current for link in links] == [False, True]
    links = navigation.navigation(request_of(user, "/tai-khoan/")).links
    assert [link.current for link in links] == [False, False]


def test_dock_prefers_links_with_a_short_name(db):
    links = tuple(
        navigation.Link(label, f"/{number}/", "home", "unit", short, current=False)
        for number, (label, short) in enumerate([("Một", ""), ("Hai", "Hai"), ("Ba", ""), ("Bốn", "Bốn")])
    )
    dock = navigation.Navigation(links, has_rail=True).dock
    assert [link.label for link in dock] == ["Hai", "Bốn", "Một"]
