"""The detector itself: it finds English wherever a person meets it, and takes Vietnamese for Vietnamese."""

import pytest

from tests.english import english_in, english_in_json, english_in_text, words

ENGLISH = [
    ("<p>Password</p>", ["Password"]),
    ("<title>Sign in</title>", ["Sign"]),
    ('<button aria-label="Close">×</button>', ["Close"]),
    ('<input placeholder="Search…">', ["Search"]),
    ('<img alt="Loading">', ["Loading"]),
    ('<abbr title="Required field">*</abbr>', ["Required", "field"]),
    ('<input type="submit" value="Save">', ["Save"]),
    ('<optgroup label="Recent"><option>None</option></optgroup>', ["Recent", "None"]),
    ("<p>Nhập your mật khẩu</p>", ["your"]),
    ("<li>This field is required.</li>", ["This", "field", "is", "required"]),
]
VIETNAMESE = [
    "<p>An toàn giao thông; in biên bản; con số; thư may mắn; be bé; to lớn; no đủ; can thiệp; me chua; am hiểu</p>",
    "<p>Tệp Excel, PDF, Word tối đa 20 MB; mở trong Zalo; tắt Caps Lock; quét mã QR</p>",
    "<p>Thư: lan.password@save.example, https://close.example/delete?next=1, tệp the-file.xlsx, mã ADD4-YES7</p>",
    '<input type="hidden" name="next" value="delete"><input type="text" value="save">',
    '<script>let close = "delete"</script>',
    '<a class="button close" href="/delete/" data-url="/save/">Xóa</a><style>.error { color: red }</style>',
]


@pytest.mark.parametrize(("html", "found"), ENGLISH)
def test_english_is_found(html, found):
    assert english_in(html) == found


@pytest.mark.parametrize("html", VIETNAMESE)
def test_vietnamese_is_left_alone(html):
    assert english_in(html) == []


def test_json_is_read_by_its_values():
    assert english_in_json('{"error": "Not allowed", "list": ["Đã lưu", {"html": "<b>Delete</b>"}], "close": 1}') == [
        "Not", "allowed", "Delete",
    ]  # fmt: skip


def test_the_list_is_long_and_knows_each_package():
    assert len(words()) > 700
    assert {"authenticator", "recovery", "reauthenticate", "sessions", "import", "changelist", "ensure"} & words()
    assert english_in_text("Ensure this value has at most 10 characters") != []
