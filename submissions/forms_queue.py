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
# The field each way cannot do without.
NEEDED = {ONE: "reviewer", EVENLY: "among", OTHER: "former"}


class AssignForm(forms.Form):
    """One way of sharing out with the people it needs; fields of the other ways are not looked at."""

    # A field of another way may stay empty, and the browser must not ask for it.
    use_required_attribute = False
    way = forms.ChoiceField(label="Cách giao", choices=WAYS, initial=ONE, widget=forms.RadioSelect)
    due_on = DayField(label="Hạn chấm (hết ngày)", required=False)

    def __init__(self, *args, people, contents, today, **kwargs):
        """`people` are the reviewers of the day with their load (services.assigning), `contents` those of the plan."""
        super().__init__(*args, **kwargs)
        self.people, self.contents, self.today = {str(person.pk): person for person in people}, contents, today
        named = [(key, f"{person} ({person.load} báo cáo chưa chấm)") for key, person in self.people.items()]
        self.fields["reviewer"] = self._one("Người thẩm định", named, required=True)
        self.fields["among"] = forms.MultipleChoiceField(
            label="Chia cho", choices=named, initial=list(self.people), widget=forms.CheckboxSelectMultiple,
            error_messages={"required": phrases.NO_REVIEWER},
        )  # fmt: skip
        for content in contents:
            self.fields[f"content_{content.pk}"] = self._one(str(content), named)
        self.fields["former"] = self._one("Thôi giao cho", named, required=True)
        self.fields["successor"] = self._one("Giao lại cho", named, empty="Không giao lại cho ai")

    @staticmethod
    def _one(label: str, named, *, empty: str = "Chọn người", required: bool = False) -> forms.ChoiceField:
        errors = {"required": phrases.NO_REVIEWER}
        return forms.ChoiceField(label=label, choices=[("", empty), *named], required=required, error_messages=errors)

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

    def full_clean(self):
        """Only what the chosen way needs must be there."""
        needed = NEEDED.get(self.data.get("way", ""), "")
        for name in NEEDED.values():
            self.fields[name].required = name == needed
        super().full_clean()
        for name in NEEDED.values():
            self.fields[name].required = True

    def clean(self):
        """A content has its person; whoever takes over is somebody else."""
        data = super().clean()
        way = data.get("way")
        if way == CONTENT and not any(data.get(f"content_{content.pk}") for content in self.contents):
            raise forms.ValidationError(phrases.NO_REVIEWER)
        if way == OTHER and data.get("former") and data["former"] == data.get("successor"):
            self.add_error("successor", phrases.SAME_REVIEWER)
        return data
