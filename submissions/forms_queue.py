"""Sharing out reports: to whom, in which way, until when."""

from django import forms

from core.formfields import DayField

from . import phrases_queue as phrases

ONE, CONTENT, EVENLY, OTHER = "mot-nguoi", "noi-dung", "deu", "giao-lai"
WAYS = (
    (ONE, "Giao cho một người"),
    (EVENLY, "Chia đều, người đang ít việc nhận trước"),
    (CONTENT, "Theo nội dung chính của báo cáo"),
    (OTHER, "Thôi giao, hoặc giao lại cho người khác"),
)


class AssignForm(forms.Form):
    """One way of sharing out with the people it needs; fields of the other ways are not looked at."""

    way = forms.ChoiceField(label="Cách giao", choices=WAYS, initial=ONE, widget=forms.RadioSelect)
    due_on = DayField(label="Hạn chấm (hết ngày)", help_text="Không bắt buộc.", required=False)

    def __init__(self, *args, people, contents, today, **kwargs):
        """`people` are the reviewers of the day with their load (services.assigning), `contents` those of the plan."""
        super().__init__(*args, **kwargs)
        self.people, self.contents, self.today = {str(person.pk): person for person in people}, contents, today
        named = [(key, f"{person} ({person.load} báo cáo chưa chấm)") for key, person in self.people.items()]
        self.fields["reviewer"] = self._one("Người thẩm định", named)
        self.fields["among"] = forms.MultipleChoiceField(
            label="Chia cho", choices=named, initial=list(self.people), required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        for content in contents:
            self.fields[f"content_{content.pk}"] = self._one(str(content), named)
        self.fields["former"] = self._one("Thôi giao cho", named)
        self.fields["successor"] = self._one("Giao lại cho", named, empty="Không giao lại cho ai")

    @staticmethod
    def _one(label: str, named, *, empty: str = "Chọn người") -> forms.ChoiceField:
        return forms.ChoiceField(label=label, choices=[("", empty), *named], required=False)

    @property
    def content_fields(self) -> list[forms.BoundField]:
        """A choice of person for each content."""
        return [self[f"content_{content.pk}"] for content in self.contents]

    def person(self, name: str):
        """The reviewer chosen in a field, None for none."""
        return self.people.get(self.cleaned_data.get(name, ""))

    @property
    def crew(self) -> list:
        """Those among whom the work is shared."""
        return [self.people[key] for key in self.cleaned_data["among"]]

    @property
    def by_content(self) -> dict:
        """The reviewer of each content that has one."""
        chosen = {content.pk: self.person(f"content_{content.pk}") for content in self.contents}
        return {pk: person for pk, person in chosen.items() if person}

    def clean_due_on(self):
        """The term ends today at the earliest."""
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < self.today:
            raise forms.ValidationError(phrases.DUE_IN_PAST)
        return due_on

    def clean(self):
        """The way that was chosen names its people."""
        data = super().clean()
        way = data.get("way")
        if way == ONE and not data.get("reviewer"):
            self.add_error("reviewer", phrases.NO_REVIEWER)
        elif way == EVENLY and not data.get("among"):
            self.add_error("among", phrases.NO_REVIEWER)
        elif way == CONTENT and not any(data.get(f"content_{content.pk}") for content in self.contents):
            raise forms.ValidationError(phrases.NO_REVIEWER)
        elif way == OTHER and not data.get("former"):
            self.add_error("former", phrases.NO_REVIEWER)
        elif way == OTHER and data.get("former") == data.get("successor"):
            self.add_error("successor", phrases.SAME_REVIEWER)
        return data
