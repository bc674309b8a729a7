"""Signing in through a real OpenID provider: an account that exists opens, all else is refused with a sentence."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.outside.portal import CLOSED, OFFICER, PASSWORD, TWO_FACTORS

DOOR, START = "/tai-khoan/login/", "/tai-khoan/cong-dinh-danh/"
NAME = "Cổng định danh thành phố"
UNBELIEVED = f"Thông tin {NAME} gửi về không kiểm tra được."


class Browser:
    """A visitor with cookies who presses the button of the sign-in page."""

    def __init__(self, world):
        self.world, self.session = world, requests.Session()

    def open(self, path: str):
        return self.session.get(self.world.portal.url + path, timeout=20)

    def press(self, path: str = START, **fields):
        """Post a form of the portal with the token of its page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(DOOR).text).group(1)
        fields["csrfmiddlewaretoken"] = token
        return self.session.post(self.world.portal.url + path, data=fields, timeout=20)

    def to_provider(self, **fields) -> str:
        """Press the button; the address the page leads on to."""
        page = self.press(**fields)
        assert page.status_code == 200, page.text
        return re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.text).group(1).replace("&amp;", "&")

    def callback(self, **fields) -> str:
        """The address the provider sends the visitor back to, not yet opened."""
        return self.session.get(self.to_provider(**fields), allow_redirects=False, timeout=20).headers["Location"]

    def sign_in(self, **fields):
        """The whole way there and back."""
        return self.session.get(self.to_provider(**fields), timeout=20)

    @property
    def signed_in(self) -> bool:
        answer = self.session.get(f"{self.world.portal.url}/ca-nhan/", allow_redirects=False, timeout=20)
        return DOOR not in answer.headers.get("Location", "")


@pytest.fixture
def visitor(outside):
    return Browser(outside)


def sentence(answer) -> str:
    """What the page of refusal says."""
    return re.search(r"<p role=\"alert\">(.*?)</p>", answer.text, re.DOTALL).group(1)


def accounts(world) -> list:
    return [*world.rows("SELECT id, email, full_name, password, is_active FROM accounts_user ORDER BY id"),
            *world.rows("SELECT id, email, verified FROM account_emailaddress ORDER BY id"),
            *world.rows("SELECT * FROM socialaccount_socialaccount"),
            *world.rows("SELECT * FROM socialaccount_socialtoken")]  # fmt: skip


def refused(visitor, status: int, text: str, reason: str, **sign_in) -> None:
    """The answer has the status and sentence, nobody is in, nothing changed, and the log has exactly one row."""
    world = visitor.world
    before, logged = accounts(world), len(world.log())
    answer = visitor.sign_in(**sign_in)
    assert (answer.status_code, sentence(answer)[: len(text)]) == (status, text)
    assert '<html lang="vi"' in answer.text
    assert not visitor.signed_in
    assert accounts(world) == before
    assert [row[:2] for row in world.log()[logged:]] == ([("sign_in_refused", reason)] if reason else [])


def test_the_owner_of_a_verified_address_comes_in(visitor, outside):
    before, logged = outside.account(OFFICER), len(outside.log())
    outside.person(OFFICER.upper())
    assert visitor.sign_in().status_code == 200
    assert visitor.signed_in
    assert outside.account(OFFICER) == before
    assert outside.rows("SELECT * FROM socialaccount_socialaccount") == []
    assert [row[0] for row in outside.log()[logged:]] == ["sign_in"]


def test_one_arrives_where_one_wanted_to_go_and_nowhere_else(outside):
    outside.person(OFFICER)
    for wanted, last in (("/giai-trinh/", "/giai-trinh/"), ("https://evil.example/", "/bat-dau/")):
        visitor = Browser(outside)
        answer = visitor.session.get(visitor.callback(next=wanted), allow_redirects=False, timeout=20)
        assert (answer.status_code, answer.headers["Location"]) == (302, last)


def test_the_address_may_come_from_the_profile_of_the_same_person(visitor, outside):
    profile = {"sub": "nguoi-1", "email": OFFICER, "email_verified": True}
    outside.person(claims={"email_verified": None}, profile=profile)
    visitor.sign_in()
    assert visitor.signed_in


def test_the_second_factor_is_still_asked(visitor, outside):
    outside.person(TWO_FACTORS)
    answer = visitor.sign_in()
    assert "Mã xác thực" in answer.text
    assert not visitor.signed_in
    assert outside.rows("SELECT last_login FROM accounts_user WHERE email=?", TWO_FACTORS) == [(None,)]


def test_unknown_address_makes_no_account(visitor, outside):
    outside.person("chua-co@demo.example")
    refused(visitor, 403, "Chưa có tài khoản nào dùng địa chỉ chua-co@demo.example.", "chưa có tài khoản")


@pytest.mark.parametrize("verified", [False, None, "false", 1, "yes"])
def test_unverified_address_opens_nothing(visitor, outside, verified):
    outside.person(OFFICER, verified)
    refused(visitor, 403, f"{NAME} chưa xác nhận địa chỉ thư điện tử", "địa chỉ chưa được xác nhận")


def test_identity_without_an_address_opens_nothing(visitor, outside):
    outside.person(profile={"sub": "nguoi-1", "email_verified": True})
    refused(visitor, 403, f"{NAME} chưa xác nhận địa chỉ thư điện tử", "địa chỉ chưa được xác nhận")


def test_closed_account_stays_closed(visitor, outside):
    outside.person(CLOSED)
    refused(visitor, 403, f"Tài khoản dùng địa chỉ {CLOSED} đã khóa.", "tài khoản đã khóa")
    assert outside.log()[-1][2] == str(outside.account(CLOSED)[0])


@pytest.mark.parametrize(
    "fault",
    [
        {"key": "foreign"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"claims": {"aud": "cong-khac"}},
        {"claims": {"aud": ["cong-thi-dua", "cong-khac"]}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": "a" * 300}},
        {"claims": {"nonce": "cua-nguoi-khac"}},
        {"claims": {"nonce": None}},
        {"token_status": 400},
    ],
    ids=str,
)
def test_token_that_proves_nothing_opens_nothing(visitor, outside, fault):
    claims = {"email": OFFICER, "email_verified": True, **fault.get("claims", {})}
    outside.person(**{**fault, "claims": claims})
    reason = "thông tin gửi về không kiểm tra được"
    refused(visitor, 401, UNBELIEVED, reason)


def test_profile_of_somebody_else_opens_nothing(visitor, outside):
    outside.person(
        claims={"email_verified": None}, profile={"sub": "nguoi-2", "email": OFFICER, "email_verified": True}
    )
    refused(visitor, 401, UNBELIEVED, "thông tin gửi về không kiểm tra được")


def test_answer_for_another_browser_opens_nothing(visitor, outside):
    """Somebody else's finished way, put before the victim: they would work in a stranger's account."""
    outside.person(OFFICER)
    link, victim = visitor.callback(), Browser(outside)
    answer = victim.session.get(link, timeout=20)
    assert (answer.status_code, sentence(answer)[:30]) == (401, "Lần đăng nhập này đã quá 10 ph")
    assert not victim.signed_in


def test_answer_is_taken_once(visitor, outside):
    outside.person(OFFICER)
    link = visitor.callback()
    visitor.session.get(link, timeout=20)
    visitor.press("/tai-khoan/logout/")
    assert not visitor.signed_in
    assert visitor.session.get(link, timeout=20).status_code == 401
    assert not visitor.signed_in


def test_invented_state_opens_nothing(visitor, outside):
    outside.person(OFFICER, state="doan-mo")
    refused(visitor, 401, "Lần đăng nhập này đã quá 10 phút hoặc mở ở trình duyệt khác.", "")


def test_stopping_there_changes_nothing(visitor, outside):
    outside.person(OFFICER, error="access_denied")
    answer = visitor.sign_in()
    assert f"Đã dừng đăng nhập qua {NAME}. Chưa có gì thay đổi." in answer.text
    assert "<h1>Đã dừng đăng nhập</h1>" in answer.text
    assert not visitor.signed_in


def test_fault_over_there_is_told(visitor, outside):
    outside.person(OFFICER, error="temporarily_unavailable")
    refused(visitor, 503, f"{NAME} chưa trả lời.", "")


def test_no_visitor_chooses_scope_purpose_or_parameters(visitor, outside):
    path = f"{START}?process=connect&scope=everything&auth_params=prompt%3Dnone%26redirect_uri%3Dhttps://evil.example"
    page = visitor.press(path)
    link = re.search(r'content="0;url=([^"]+)"', page.text).group(1).replace("&amp;", "&")
    query = parse_qs(urlsplit(link).query)
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert query["redirect_uri"] == [f"{outside.portal.url}{START}ve/"]
    assert "prompt" not in query
    outside.person("chua-co@demo.example")
    assert visitor.session.get(link, timeout=20).status_code == 403


def test_forged_host_does_not_choose_where_the_code_goes(visitor, outside):
    """The address is the fixed one of the site, whatever allowed name the request came by."""
    page = visitor.open(DOOR)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text).group(1)
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.session.cookies)
    headers = {"Host": f"localhost:{outside.portal.port}", "Cookie": cookie}
    data = {"csrfmiddlewaretoken": token}
    answer = requests.post(outside.portal.url + START, data=data, headers=headers, timeout=20)
    link = re.search(r'content="0;url=([^"]+)"', answer.text).group(1).replace("&amp;", "&")
    assert parse_qs(urlsplit(link).query)["redirect_uri"] == [f"{outside.portal.url}{START}ve/"]


def test_starting_needs_a_press(visitor):
    assert visitor.open(START).status_code == 405


def test_allauths_own_pages_of_identities_do_not_exist(visitor):
    for path in (
        "3rdparty/",
        "3rdparty/signup/",
        "3rdparty/login/error/",
        "oidc/cong-dinh-danh/login/",
        "social/signup/",
    ):
        assert visitor.open(f"/tai-khoan/{path}").status_code == 404


def test_policy_of_the_pages_names_no_other_host(visitor):
    for answer in (visitor.open(DOOR), visitor.press()):
        assert "form-action 'self';" in answer.headers["Content-Security-Policy"] + ";"


def test_while_the_provider_is_away_the_password_still_opens(visitor, outside):
    outside.provider.stop()
    try:
        begun = time.monotonic()
        answer = visitor.press()
        assert (answer.status_code, sentence(answer)) == (
            503, f"{NAME} chưa trả lời. Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.",
        )  # fmt: skip
        assert time.monotonic() - begun < 15
        visitor.press(DOOR, login=OFFICER, password=PASSWORD)
        assert visitor.signed_in
    finally:
        outside.provider.start("/keys")


def test_provider_gone_on_the_way_back_is_told(visitor, outside):
    outside.person(OFFICER)
    link = visitor.callback()
    outside.provider.stop()
    try:
        assert visitor.session.get(link, timeout=30).status_code == 503
        assert not visitor.signed_in
    finally:
        outside.provider.start("/keys")
