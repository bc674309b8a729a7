"""Shapes of what is typed about units and people; the rules are the services'."""

from django import forms
from django.core.exceptions import ValidationError

from core.formfields import DayField
from core.names import check_name, check_no_link, check_title

from .. import groups
from ..enums import ApprovalKind
from ..models import Membership, Person, Unit, User
from ..services.people import fields_for_new
from ..services.records import stamp

CODE_HELP = "Dùng để đăng nhập và đối chiếu khi nhập từ Excel; không đổi được khi đã dùng."
DAY_HELP = "Ngày/tháng/năm, ví dụ 05/12/2026."
GROUP_HELP = "Nhóm của kế hoạch; các năm trước giữ nguyên."
YEAR_HELP = "Năm đã có báo cáo thì không đổi nhóm được nữa; chọn năm sau."
APPROVAL_HELP = (
    "Với cách thứ ba, cán bộ trình trên hệ thống; thủ trưởng đăng nhập bằng tài khoản của mình, đọc rồi nộp hoặc trả "
    "lại."
)
NO_ACCOUNT = "Không có tài khoản nào dùng địa chỉ này."


def take_errors(form: forms.Form, exc: ValidationError) -> None:
    """Show what a service refused at the field it names, or on top when the form has no such field."""
    found = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
    for name, sentences in found.items():
        form.add_error(name if name in form.fields else None, sentences)


class UnitChoice(forms.ModelChoiceField):
    """A unit that goes on, by name with its code."""

    def __init__(self, **kwargs):
        super().__init__(Unit.objects.filter(active_to=None), **kwargs)

    def label_from_instance(self, unit):
        return f"{unit.name} ({unit.code})"


class GroupChoice(forms.ChoiceField):
    """A group of the plan, or none."""

    def offer(self, *, on, of_persons: bool, current: str) -> None:
        """The groups of the year of `on`, and the current one even if it is no longer offered."""
        offered = {group.code: group.short_title for group in groups.choices(on=on, of_persons=of_persons)}
        offered.setdefault(current, current or "Chưa xếp nhóm")
        self.choices = [("", "Chưa xếp nhóm"), *((code, title) for code, title in offered.items() if code)]


class RecordForm(forms.Form):
    """What the forms of a unit and of a person share: only the fields that are the user's, and what was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    group_year = forms.TypedChoiceField(
        label="Nếu đổi nhóm, tính từ", coerce=int, required=False, empty_value=None, help_text=YEAR_HELP
    )

    def __init__(self, *args, allowed: frozenset[str], current: dict, on, of_persons: bool, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - allowed - {"seen", "group_year"}:
            del self.fields[name]
        if is_new or "group" not in self.fields:
            del self.fields["group_year"]
        else:
            self.fields["group_year"].choices = [(year, f"Năm {year}") for year in (on.year, on.year + 1)]
        self.initial = {**current, "seen": stamp(current)}
        if "group" in self.fields:
            self.fields["group"].offer(on=on, of_persons=of_persons, current=current.get("group", ""))

    @property
    def values(self) -> dict:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "group_year")}

    @property
    def said(self) -> dict:
        """What the service of a change takes besides: the stamp of what was seen, and from when the group counts."""
        return {"seen": self.cleaned_data["seen"], "group_year": self.cleaned_data.get("group_year")}


class UnitForm(RecordForm):
    """Facts of a unit."""

    code = forms.CharField(label="Mã đơn vị", max_length=30, help_text=CODE_HELP)
    name = forms.CharField(label="Tên đơn vị", max_length=200, validators=[check_no_link])
    short_name = forms.CharField(label="Tên gọn", max_length=80, required=False, validators=[check_no_link])
    group = GroupChoice(label="Nhóm đối tượng", required=False, help_text=GROUP_HELP)
    parent = UnitChoice(label="Đơn vị cấp trên", required=False, empty_label="Không có")
    contact_name = forms.CharField(label="Người liên hệ", max_length=150, required=False, validators=[check_no_link])
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False)
    address = forms.CharField(label="Địa chỉ", max_length=250, required=False)
    active_from = DayField(label="Hoạt động từ ngày", required=False, help_text=DAY_HELP)
    approval = forms.ChoiceField(
        label="Thủ trưởng duyệt báo cáo bằng cách",
        choices=ApprovalKind.choices,
        required=False,
        help_text=APPROVAL_HELP,
    )

    def clean_approval(self):
        """What was not said stays as it is."""
        return self.cleaned_data["approval"] or self.initial.get("approval") or ApprovalKind.TICK


class AccountField(forms.CharField):
    """An account by its address."""

    widget = forms.EmailInput(attrs={"autocomplete": "off"})

    def prepare_value(self, value):
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first() or ""
        return value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if (account := User.objects.filter(email__iexact=text).first()) is None:
            raise ValidationError(NO_ACCOUNT)
        return account


class PersonForm(RecordForm):
    """Facts of a person."""

    full_name = forms.CharField(label="Họ và tên", max_length=150, validators=[check_name])
    position = forms.CharField(label="Chức vụ, nghề nghiệp", max_length=150, required=False, validators=[check_title])
    is_woman = forms.NullBooleanField(
        label="Giới tính",
        required=False,
        widget=forms.NullBooleanSelect,
        help_text="Chỉ dùng để cộng số liệu nam, nữ trong báo cáo khen thưởng.",
    )
    unit = UnitChoice(label="Đơn vị", required=False, empty_label="Không thuộc đơn vị nào")
    group = GroupChoice(label="Nhóm đối tượng", required=False, help_text=GROUP_HELP)
    code = forms.CharField(
        label="Mã cá nhân", max_length=30, required=False, help_text="Để đối chiếu khi nhập từ Excel."
    )
    user = AccountField(
        label="Thư điện tử của tài khoản", required=False, help_text="Người không có tài khoản thì để trống."
    )
    email = forms.EmailField(label="Thư điện tử liên hệ", required=False)
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False)
    active_from = DayField(label="Tham gia từ ngày", required=False, help_text=DAY_HELP)

    def __init__(self, *args, by, current: dict, **kwargs):
        super().__init__(*args, current=current, of_persons=True, **kwargs)
        self.fields["is_woman"].widget.choices = [("unknown", "Chưa ghi"), ("true", "Nữ"), ("false", "Nam")]
        if "unit" in self.fields:
            self._offer_units(by, current.get("unit"))

    def _offer_units(self, by, current: int | None) -> None:
        field = self.fields["unit"]
        if "user" not in fields_for_new(by):
            # An officer adds nominees of the own units only.
            field.queryset = field.queryset.filter(pk__in=by.reporting_unit_ids)
            field.required = True
            field.empty_label = None
        elif current:
            field.queryset = Unit.objects.filter(active_to=None) | Unit.objects.filter(pk=current)


class EndForm(forms.Form):
    """When something ends and why; what hangs on it."""

    last_day = DayField(label="Đến hết ngày", help_text=DAY_HELP)
    reason = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    drop_drafts = forms.BooleanField(
        label="Bỏ dở báo cáo đang làm",
        required=False,
        help_text="Bản đang làm vẫn được lưu nhưng không nộp được nữa, trừ khi mở lại.",
    )

    def __init__(self, *args, has_drafts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_drafts:
            del self.fields["drop_drafts"]


LEAVE, STAY, MOVE = "thoi", "giu", "chuyen"


class EndUnitForm(EndForm):
    """Ending a unit: its people leave with it or stay on the list."""

    people = forms.ChoiceField(
        label="Cá nhân của đơn vị",
        choices=[(LEAVE, "Thôi tham gia cùng ngày"), (STAY, "Giữ trong danh sách, chuyển đơn vị sau")],
        widget=forms.RadioSelect,
        initial=LEAVE,
    )
    field_order = ["last_day", "reason", "people", "drop_drafts"]


class MergeUnitForm(EndForm):
    """Merging a unit: where to, and what becomes of its people and officers."""

    into = UnitChoice(label="Đơn vị nhận sáp nhập", empty_label="Chọn đơn vị")
    people = forms.ChoiceField(
        label="Cá nhân của đơn vị",
        choices=[(MOVE, "Chuyển sang đơn vị mới"), (LEAVE, "Thôi tham gia cùng ngày")],
        widget=forms.RadioSelect,
        initial=MOVE,
    )
    officers = forms.ChoiceField(
        label="Cán bộ đầu mối, thủ trưởng",
        choices=[(MOVE, "Làm tiếp ở đơn vị mới"), (LEAVE, "Kết thúc vai trò")],
        widget=forms.RadioSelect,
        initial=LEAVE,
    )
    field_order = ["into", "last_day", "reason", "people", "officers", "drop_drafts"]

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = self.fields["into"].queryset.exclude(pk=unit.pk)


class GrantTicks(forms.ModelMultipleChoiceField):
    """Grants to tick, by who and what."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, grant):
        return f"{grant.user}, {grant.get_role_display().lower()}"


class ReopenForm(forms.Form):
    """Who comes back with a unit."""

    grants = GrantTicks(Membership.objects.none(), label="Giao lại vai trò cho", required=False)
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="Cá nhân tham gia trở lại", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, grants: list[Membership], people: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        for name, rows in (("grants", grants), ("people", people)):
            field = self.fields[name]
            field.queryset = field.queryset.model.objects.filter(pk__in=[row.pk for row in rows])
            if name == "grants":
                field.queryset = field.queryset.select_related("user", "unit")
            field.initial = [row.pk for row in rows]
            if not rows:
                del self.fields[name]


class MergePersonForm(forms.Form):
    """Which of two rows of one human counts."""

    into = forms.ModelChoiceField(
        Person.objects.none(), label="Dòng được giữ lại", widget=forms.RadioSelect, empty_label=None
    )
    drop_drafts = EndForm.base_fields["drop_drafts"]

    def __init__(self, *args, candidates: list[Person], has_drafts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Person.objects.filter(pk__in=[row.pk for row in candidates])
        self.fields["into"].label_from_instance = _told
        if not has_drafts:
            del self.fields["drop_drafts"]


def _told(person: Person) -> str:
    """Enough to tell two people of one name apart."""
    facts = [person.code and f"mã {person.code}", person.position, str(person.unit or ""), str(person.user or "")]
    return ", ".join([person.full_name, *filter(None, facts)])
