"""Forms about published scores: a request, its answer, the marks of whoever marks again."""

from django import forms

from accounts.models import User
from core.formats import format_points, parse_points

from . import phrases
from .models import SubmissionItem
from .results import CriterionResult


class ItemField(forms.ModelChoiceField):
    """A criterion by its number and short name."""

    def label_from_instance(self, item: SubmissionItem) -> str:
        """As the page's table calls it."""
        return f"{item.criteria_item.order}. {item.criteria_item.short_title}"


class AppealForm(forms.Form):
    """What a unit asks about its score; without a criterion it is about the whole."""

    item = ItemField(SubmissionItem.objects.none(), label="Về tiêu chí", required=False, empty_label="Toàn bộ điểm")
    text = forms.CharField(
        label="Nội dung kiến nghị, căn cứ",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": phrases.APPEAL_NO_WORDS},
    )

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        items = submission.items.select_related("criteria_item__criterion").order_by("criteria_item__order", "pk")
        self.fields["item"].queryset = items


class AnswerAppealForm(forms.Form):
    """What the office answers, whichever way it decides."""

    answer = forms.CharField(
        label="Trả lời, lý do",
        help_text="Đơn vị đọc được nội dung này trên Cổng và trong thư.",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": phrases.APPEAL_NO_ANSWER},
    )


class HandOnForm(forms.Form):
    """Who marks again from now on, and why it changes hands; `people` are those who may."""

    to = forms.ModelChoiceField(
        User.objects.none(), label="Người chấm lại", empty_label="Chọn người chấm lại",
        help_text="Người chưa chấm báo cáo này, không phải người chấp nhận kiến nghị.",
        error_messages={
            "required": phrases.HAND_ON_NO_PERSON, "invalid_choice": phrases.HAND_ON_NO_PERSON,
        },
    )  # fmt: skip
    hand_on_reason = forms.CharField(
        label="Lý do giao lại", max_length=500, help_text="Người trong Phòng đọc được; đơn vị không đọc được.",
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": phrases.HAND_ON_NO_REASON},
    )  # fmt: skip

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("sort_key")


class MarkAgainForm(forms.Form):
    """One mark and one note per criterion, and the conclusion. Saving takes what is there; closing asks for all."""

    reason = forms.CharField(
        label="Kết luận sau khi chấm lại",
        help_text="Đơn vị đọc được phần này.",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": phrases.MARK_AGAIN_NO_REASON},
    )

    def __init__(self, *args, criteria: list[CriterionResult], marked: dict, closing: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.fields["reason"].required = closing
        for each in criteria:
            pk, score = each.item.pk, marked.get(each.item.pk)
            label = f"{each.item.criteria_item.order}. {each.item.criteria_item.short_title}"
            points = score.points if score else _starting(each)
            self.fields[f"diem-{pk}"] = forms.CharField(
                label=f"Điểm chấm lại tiêu chí {label}", required=closing, max_length=10,
                initial="" if points is None else format_points(points),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"ghi-chu-{pk}"] = forms.CharField(
                label=f"Nhận xét tiêu chí {label}", required=False, max_length=2000,
                initial=score.note if score else "", widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def rows(self):
        """Each criterion with its two fields."""
        for each in self.criteria:
            yield each, self[f"diem-{each.item.pk}"], self[f"ghi-chu-{each.item.pk}"]

    def clean(self):
        """Turn what was typed into points; a word that is no number is said at its field."""
        data = super().clean()
        for each in self.criteria:
            name = f"diem-{each.item.pk}"
            text = (data.get(name) or "").strip()
            try:
                data[name] = parse_points(text) if text else None
            except ValueError as exc:
                self.add_error(name, str(exc))
        return data


def _starting(each: CriterionResult):
    """The mark that counts as a beginning, where it can be entered as it is: at most two places."""
    return each.mark if each.mark is not None and (each.mark * 100).denominator == 1 else None
