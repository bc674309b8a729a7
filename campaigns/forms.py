"""Shapes of what the criteria designer is told; the rules are the services' (campaigns/designer)."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from core.formats import format_points
from core.formfields import PointsFormField

from . import phrases
from .designer.sets import MOST_SCORERS
from .designer.values import GUIDANCE_LIMIT, MEASURE_LIMIT, MOST_STEPS, TITLE_LIMIT, Values, parse_amount
from .enums import CriterionPart, MarkingKind
from .models import CriteriaItem, CriteriaSet

NOTE_LIMIT = 1000
# The form of a set's points: its fields stand in tables between which other forms have their buttons.
FORM_ID = "diem"
# Rows for steps on a fresh form, and empty ones below those there are.
FEWEST_STEPS, SPARE_STEPS = 4, 2
TITLE_HELP = {
    CriterionPart.BASE: "Để trống thì dùng tên trong Kế hoạch. Phải có khi tiêu chí được chia thành nhiều phần.",
    CriterionPart.BONUS: "Việc được cộng điểm, ví dụ: Có sáng kiến được thành phố công nhận.",
    CriterionPart.MINUS: "Việc bị trừ điểm, ví dụ: Nộp báo cáo muộn.",
}


class AmountField(forms.CharField):
    """A number a report gives, written as people do; a Decimal, or None when empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return parse_amount(value)
        except ValueError as exc:
            raise ValidationError(str(exc)) from None


class ItemForm(forms.Form):
    """One item: name, points, how they come about, guidance. Fields its kind does not use are not kept."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Tên", max_length=TITLE_LIMIT, required=False)
    max_points = PointsFormField(label="Điểm tối đa", help_text="Điểm lẻ dùng dấu phẩy, ví dụ 20,5.")
    kind = forms.ChoiceField(label="Cách chấm", choices=MarkingKind.choices, widget=forms.RadioSelect)
    measure = forms.CharField(
        label="Đơn vị tính", max_length=MEASURE_LIMIT, required=False,
        help_text="Đơn vị của số liệu phải báo cáo, ví dụ: %, hồ sơ, sáng kiến.",
    )  # fmt: skip
    unit_points = PointsFormField(
        label="Điểm mỗi đơn vị", required=False, help_text="Mỗi đơn vị đếm được cho bấy nhiêu điểm, đến điểm tối đa."
    )
    evidence_required = forms.BooleanField(label="Cần minh chứng", required=False)
    guidance = forms.CharField(
        label="Hướng dẫn đơn vị", max_length=GUIDANCE_LIMIT, required=False, widget=forms.Textarea({"rows": 4}),
        help_text="Đơn vị đọc khi viết báo cáo.",
    )  # fmt: skip
    reviewer_guidance = forms.CharField(
        label="Hướng dẫn người thẩm định", max_length=GUIDANCE_LIMIT, required=False,
        widget=forms.Textarea({"rows": 4}), help_text="Chỉ người thẩm định đọc.",
    )  # fmt: skip

    def __init__(self, data=None, *, values: Values):
        super().__init__(data, initial=self._shown(values))
        self.values_before = values
        self.fields["title"].help_text = TITLE_HELP[values.part]
        self.fields["title"].required = values.part != CriterionPart.BASE
        rows = max(FEWEST_STEPS, len(values.steps) + SPARE_STEPS)
        if data is not None:
            rows = sum(f"at_least_{place}" in data for place in range(MOST_STEPS))
        self.step_rows = range(min(rows, MOST_STEPS))
        for place in self.step_rows:
            label = f"bậc {place + 1}"
            self.fields[f"at_least_{place}"] = AmountField(label=f"Từ mức, {label}", required=False)
            self.fields[f"step_points_{place}"] = PointsFormField(label=f"Điểm, {label}", required=False)
        for place, (at_least, points) in enumerate(values.steps):
            self.initial |= {f"at_least_{place}": format_points(at_least), f"step_points_{place}": points}

    @staticmethod
    def _shown(values: Values) -> dict:
        names = ("title", "max_points", "kind", "measure", "unit_points", "evidence_required", "guidance")
        return {name: getattr(values, name) for name in (*names, "reviewer_guidance")} | {"seen": values.stamp}

    @property
    def step_fields(self) -> list[tuple]:
        """Pairs of bound fields, one for each step."""
        return [(self[f"at_least_{place}"], self[f"step_points_{place}"]) for place in self.step_rows]

    def clean(self):
        data = super().clean()
        for place in self.step_rows:
            names = (f"at_least_{place}", f"step_points_{place}")
            given = [data.get(name) is not None for name in names]
            if any(given) and not all(given) and not any(name in self.errors for name in names):
                self.add_error(names[given.index(False)], phrases.STEP_WHOLE)
        return data

    @property
    def values(self) -> Values:
        """What the service takes."""
        data, before = self.cleaned_data, self.values_before
        steps = ((data[f"at_least_{place}"], data[f"step_points_{place}"]) for place in self.step_rows)
        own = {name: data[name] for name in self._shown(before) if name != "seen"}
        whole = tuple(step for step in steps if None not in step)
        return Values(part=before.part, criterion_id=before.criterion_id, steps=whole, **own)

    def refuse(self, exc: ValidationError) -> None:
        """Show what the service refused at the field it names; steps at their first row."""
        found = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
        for name, sentences in found.items():
            name = "at_least_0" if name == "steps" else name
            self.add_error(name if name in self.fields else None, sentences)


class SetForm(forms.Form):
    """The points of every item, and what holds for the whole set."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    scorers = forms.TypedChoiceField(
        label="Số người chấm mỗi báo cáo", coerce=int,
        choices=[(number, f"{number} người") for number in range(1, MOST_SCORERS + 1)],
    )  # fmt: skip
    bonus_cap = PointsFormField(label="Điểm thưởng nhiều nhất")
    minus_cap = PointsFormField(label="Điểm trừ nhiều nhất")
    change_note = forms.CharField(
        label="Lý do sửa so với bản trước", max_length=NOTE_LIMIT, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data=None, *, criteria_set: CriteriaSet, items: Iterable[CriteriaItem], seen: str):
        names = ("scorers", "bonus_cap", "minus_cap", "change_note")
        super().__init__(data, initial={name: getattr(criteria_set, name) for name in names} | {"seen": seen})
        self.items = list(items)
        if criteria_set.version == 1:
            del self.fields["change_note"]
        for item in self.items:
            name = f"points-{item.pk}"
            self.fields[name] = PointsFormField(label=f"Điểm tối đa, {item.order}. {item.short_title}")
            self.initial[name] = item.max_points
            self.fields[name].widget.attrs |= {"data-points": item.part, "class": "form-control", "form": FORM_ID}

    def points_field(self, item: CriteriaItem):
        """The bound field of the item's points."""
        return self[f"points-{item.pk}"]

    @property
    def frame(self) -> dict:
        """What holds for the whole set, as the service takes it."""
        names = ("scorers", "bonus_cap", "minus_cap")
        return {name: self.cleaned_data[name] for name in names} | {
            "change_note": self.cleaned_data.get("change_note", "")
        }

    @property
    def points(self) -> dict:
        """Points by item pk."""
        return {item.pk: self.cleaned_data[f"points-{item.pk}"] for item in self.items}


class BeginForm(forms.Form):
    """What a draft begins with: a set by its key, or None for the plan's criteria alone."""

    NEW = "moi"

    source = forms.TypedChoiceField(
        label="Bắt đầu từ", widget=forms.RadioSelect, coerce=lambda text: None if text == BeginForm.NEW else int(text)
    )

    def __init__(self, data=None, *, choices: list[tuple]):
        choices = [*choices, (self.NEW, "Bắt đầu mới: tiêu chí của Kế hoạch, điểm chia đều")]
        super().__init__(data, initial={"source": choices[0][0]})
        self.fields["source"].choices = choices


class FileForm(forms.Form):
    """The file of one set."""

    file = forms.FileField(label="Tệp Excel", widget=forms.FileInput({"accept": ".xlsx"}))
