"""Shapes of what is typed about accounts; the rules are the services'."""

from django import forms
from django.db.models import Q

from core.formfields import DayField
from core.names import check_name, check_title

from ..enums import Role
from ..models import Membership, Unit, User

OPEN, CLOSED = "mo", "dong"
RULES = {"full_name": [check_name], "title": [check_title], "phone": []}
WHO = {"full_name": "Họ và tên", "title": "Chức danh", "phone": "Điện thoại"}


def _text(name: str, **options) -> forms.CharField:
    most = User._meta.get_field(name).max_length
    return forms.CharField(label=WHO[name], max_length=most, validators=RULES[name], **options)


class OwnFactsForm(forms.Form):
    """What everybody keeps right about themselves; nothing that opens a door."""

    full_name = _text("full_name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = _text("title", required=False)
    phone = _text("phone", required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))


class NewAccountForm(OwnFactsForm):
    """A new account; its owner sets the password."""

    full_name = _text("full_name")
    phone = _text("phone", required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.EmailField(label="Thư điện tử", max_length=254, help_text="Dùng để đăng nhập và nhận thư của cổng.")


class AccountForm(NewAccountForm):
    """Everything the keeper of the accounts may correct."""

    is_staff = forms.BooleanField(
        label="Vào được trang Dữ liệu nền",
        required=False,
        help_text="Chỉ có tác dụng với người có vai trò quản trị hoặc thiết lập phong trào.",
    )


class ReasonForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(
        label="Lý do đóng tài khoản", max_length=500, help_text="Ghi vào nhật ký.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class IdentityCheckForm(forms.Form):
    """How the keeper made sure who asks for a new second factor."""

    reason = forms.CharField(
        label="Đã xác minh người này bằng cách nào",
        max_length=500,
        help_text="Ví dụ: gặp trực tiếp tại phòng, đối chiếu thẻ công chức; gọi lại số điện thoại đã lưu. Ghi vào nhật "
        "ký; không ghi số giấy tờ.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnitField(forms.ModelChoiceField):
    """A unit that exists today, in the order of the alphabet."""

    def __init__(self, **options):
        super().__init__(Unit.objects.none(), **options)

    def offer(self, on) -> None:
        """Set the units of the ward day `on`."""
        self.queryset = Unit.objects.active(on).order_by("sort_key")


class GrantForm(forms.Form):
    """A role with its unit and days."""

    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn vai trò"), *Role.choices])
    unit = UnitField(
        label="Đơn vị", required=False, empty_label="Không gắn với đơn vị",
        help_text="Bắt buộc với cán bộ đầu mối và thủ trưởng đơn vị.",
    )  # fmt: skip
    starts_on = DayField(label="Từ ngày", required=False, help_text="Bỏ trống là từ hôm nay. Ví dụ 25/12/2026.")
    ends_on = DayField(label="Đến hết ngày", required=False, help_text="Bỏ trống là không định thời hạn.")

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(on)


class EndForm(forms.Form):
    """The last day of a role; empty means at once."""

    ends_on = DayField(label="Ngày cuối còn vai trò", required=False, help_text="Bỏ trống là kết thúc ngay bây giờ.")


class AccountFilter(forms.Form):
    """Filters of the list; everything lives in the address."""

    q = forms.CharField(label="Tìm tên, thư điện tử", required=False, max_length=80)
    vai_tro = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Mọi vai trò"), *Role.choices])
    don_vi = forms.ModelChoiceField(Unit.objects.all(), label="Đơn vị", required=False, empty_label="Mọi đơn vị")
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Đang mở và đã đóng"), (OPEN, "Đang mở"), (CLOSED, "Đã đóng")]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"

    def apply(self, rows, *, on):
        """The accounts that fit on the ward day `on`; a value nobody offers finds nothing rather than everything."""
        if not self.is_valid():
            return rows.none()
        data = self.cleaned_data
        if data["q"]:
            rows = rows.found_by(data["q"])
        if data["trang_thai"]:
            rows = rows.filter(is_active=data["trang_thai"] == OPEN)
        if data["vai_tro"] or data["don_vi"]:
            held = Membership.objects.active(on)
            wanted = Q(role=data["vai_tro"]) if data["vai_tro"] else Q()
            wanted &= Q(unit=data["don_vi"]) if data["don_vi"] else Q()
            rows = rows.filter(pk__in=held.filter(wanted).values("user"))
        return rows
