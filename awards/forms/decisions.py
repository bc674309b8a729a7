"""Shapes of what signatures, returns and revocations take from paper; the rules are the services'."""

import re

from django import forms
from django.core.exceptions import ValidationError

from core.formfields import DayField

from .. import numbers

_ACADEMIC = frozenset({"GS", "PGS", "TSKH", "TS", "THS", "BS", "KS", "CN"})
CHAIRMAN, DEPUTY = "chu-tich", "pho-chu-tich"


class SignForm(forms.Form):
    """Number, day and signer as they stand on the signed paper (law.md 4.2): typed by hand, never made up.

    `posts` are the lines above the signature by who signs; `symbol` is what follows the number, `what` the paper.
    """

    number = forms.CharField(max_length=40)
    signed_on = DayField(label="Ngày ký", help_text="Ngày/tháng/năm, ví dụ 25/12/2026.")
    signer = forms.ChoiceField(label="Quyền hạn, chức vụ")
    signer_name = forms.CharField(label="Người ký", max_length=150, help_text="Họ và tên, không ghi học hàm, học vị.")

    def __init__(
        self, *args, posts: dict[str, str], symbol: str = numbers.DECISION, what: str = "quyết định", **kwargs
    ):
        super().__init__(*args, **kwargs)
        self._posts = {key: numbers.post_lines(words) for key, words in posts.items()}
        self._symbol, self._what = symbol, what
        self.fields["number"].label = f"Số {what}"
        self.fields["number"].help_text = f"Như 12/{symbol}; số dưới 10 có số 0 phía trước."
        self.fields["signer"].choices = [(key, lines.replace("\n", ", ")) for key, lines in self._posts.items()]

    def clean_number(self) -> str:
        return _number(self.cleaned_data["number"], self._symbol, self._what)

    def clean_signer_name(self) -> str:
        """Papers carry no academic title before the signer's name (NĐ 30, PL I)."""
        name = self.cleaned_data["signer_name"]
        if _ACADEMIC & set(re.split(r"[\s.,]+", name.upper())):
            raise ValidationError("Họ và tên người ký không ghi học hàm, học vị.")
        return name

    def paper(self) -> dict:
        """The valid input as the services take it."""
        data = dict(self.cleaned_data)
        signer = data.pop("signer")
        return {**data, "signer_title": self._posts[signer]}


class ReturnForm(forms.Form):
    """Why the draft goes back to the office."""

    note = forms.CharField(label="Ý kiến trả lại", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RevokeForm(forms.Form):
    """The decision by which an award is revoked, and why."""

    number = forms.CharField(
        label="Số quyết định thu hồi",
        max_length=40,
        help_text=f"Như 15/{numbers.DECISION}; số dưới 10 có số 0 phía trước.",
    )
    revoked_on = DayField(label="Ngày thu hồi", help_text="Ngày của quyết định thu hồi, ví dụ 25/12/2026.")
    reason = forms.CharField(
        label="Lý do thu hồi", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lưu trong hồ sơ, không đăng trên trang tra cứu.",
    )  # fmt: skip

    def clean_number(self) -> str:
        return _number(self.cleaned_data["number"], numbers.DECISION, "quyết định thu hồi")


def _number(text: str, symbol: str, what: str) -> str:
    try:
        return numbers.clean(text, symbol, what=what)
    except ValueError as exc:
        raise ValidationError(str(exc)) from None
