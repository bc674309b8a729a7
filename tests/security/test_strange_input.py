"""Strange query strings and form fields: an answer in the portal's own words, never a server error."""

import pytest
from django.urls import reverse

from core.text import whole_number
from tests.access.table import ACCESS
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db

# Every name a page reads from its address or a form brings beside its own fields.
NAMES = (
    "trang", "nam", "nhom", "cua", "phan", "tep", "q", "o", "ve", "muc", "noi-dung", "dang-mo", "xem", "trang-thai",
    "trang_thai", "dot", "sap", "muon", "toi", "next", "hinh-thuc", "doi-tuong", "_khoa", "version", "upload_id",
)  # fmt: skip
STRANGE = ("-1", "1" + "0" * 30, "9" * 5000, "٣", "a\x00b", "item-" + "9" * 18, "//evil.example")
RAW = ("?trang=%FF%FE&nam=%C3%28&q=%ED%A0%80&nhom=%FF", "?" + "&".join(["a"] * 900))
KINDS = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded; charset=khong-co")


def answers(ask, values) -> list:
    """Which of `values` end in a server error."""
    return [value[:30] for value in values if ask(value).status_code >= 500]


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_nothing_typed_or_linked_is_a_server_error(name):
    row, world = ACCESS[name], World()
    client = sign_in(world, min(row.get or row.post))
    url, data = reverse(name, kwargs=row.args(world)), row.data(world)
    broken = []
    if row.get:
        broken += answers(lambda value: client.get(url, dict.fromkeys(NAMES, value)), STRANGE)
        broken += answers(lambda raw: client.get(url + raw), RAW)
    if row.post:
        fields, address = {**data, **dict.fromkeys(NAMES)}, url + row.query(world)
        broken += answers(lambda value: client.post(address, dict.fromkeys(fields, value)), STRANGE)
        broken += answers(lambda kind: client.generic("POST", address, b'{"\xff": 1}', content_type=kind), KINDS)
    assert broken == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("²", None), ("٣", None), ("-1", None),
     ("", None), (None, None)],
)  # fmt: skip
def test_only_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number


def test_an_address_with_a_nul_is_refused(client):
    assert client.get("/", {"q": "a\x00b"}).status_code == 400
