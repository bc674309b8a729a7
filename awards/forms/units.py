"""Shape of what units and the office send each other about awards. A form that came back keeps what was typed."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Person, Unit
from campaigns.models import DossierPart
from core.formfields import DayField
from submissions import phrases as sent_phrases
from submissions.forms_difficulties import WrittenField
from submissions.models import Initiative
from submissions.writable import tidy, too_long

from ..models import AwardRound
from ..offers import key_of

OTHER = "khac"
HOUSEHOLD = "ho"


class LineField(forms.CharField):
    """One line as reports keep it: NFC, without NUL and direction marks; a limit said in words."""

    def __init__(self, *, limit: int, **kwargs):
        self.limit = limit
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return tidy(super().to_python(value), one_line=True)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(too_long(len(value), self.limit))


class WithPapers(forms.Form):
    """A file field for each paper the dossier asks for, and one for what is merely useful.

    What was chosen is looked at by content in the service; `papers` are the files with the part each fills.
    """

    def __init__(self, *args, parts: list[DossierPart], **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            field = forms.FileField(label=part.title, required=False, help_text=part.guidance)
            self.fields[f"tep-{part.pk}"] = field
        self.fields[f"tep-{OTHER}"] = forms.FileField(label="Giấy tờ khác", required=False)

    @property
    def file_boxes(self) -> list[forms.BoundField]:
        """The file fields, for the page."""
        return [self[name] for name in self.fields if name.startswith("tep-")]

    @property
    def papers(self) -> list[tuple[DossierPart | None, object]]:
        """What was sent, in the order of the fields."""
        found = [(part, file) for part in self.parts for file in self.files.getlist(f"tep-{part.pk}")]
        return found + [(None, file) for file in self.files.getlist(f"tep-{OTHER}")]

    def refuse_file(self, words: str) -> None:
        """Show why a file was not taken, under the last file field, and that the text is still there."""
        self.add_error(f"tep-{OTHER}", f"{words} {sent_phrases.DIFFICULTY_FILES_AGAIN}")

    def clean(self):
        """An empty file is the service's to name, not this field's."""
        for name in self.fields:
            if name.startswith("tep-"):
                self._errors.pop(name, None)
        return super().clean()


class WhomForm(forms.Form):
    """First step of a suggestion: for whom, and in which round. It travels in the address."""

    cho = forms.ChoiceField(label="Đề nghị khen cho")
    dot = forms.ChoiceField(label="Đợt khen thưởng")

    def __init__(self, *args, unit: Unit, people: list[Person], rounds: list[AwardRound], households: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit, self.people = unit, {str(person.pk): person for person in people}
        choices = [("don-vi", f"Tập thể: {unit}")]
        choices += [(pk, _named(person)) for pk, person in self.people.items()]
        if households:
            choices += [(f"{HOUSEHOLD}-{pk}", f"Hộ gia đình ông/bà {person}") for pk, person in self.people.items()]
        self.fields["cho"].choices = choices
        self.rounds = {key_of(row): row for row in rounds}
        self.fields["dot"].choices = [(key, _round_words(row)) for key, row in self.rounds.items()]

    @property
    def subject(self) -> Unit | Person:
        """Who was chosen."""
        key = self.cleaned_data["cho"].removeprefix(f"{HOUSEHOLD}-")
        return self.people.get(key, self.unit)

    @property
    def household(self) -> bool:
        """Whether the person's household is meant."""
        return self.cleaned_data["cho"].startswith(f"{HOUSEHOLD}-")

    @property
    def award_round(self) -> AwardRound:
        """In which round; it may have no row yet."""
        return self.rounds[self.cleaned_data["dot"]]


def _named(person: Person) -> str:
    return f"Cá nhân: {person}, {person.position}" if person.position else f"Cá nhân: {person}"


def _round_words(row: AwardRound) -> str:
    return f"{row.title}: {row.occasion[:80]}" if row.occasion else row.title


class SuggestionForm(WithPapers):
    """Second step: the merit in the unit's words, the initiative, the papers."""

    merit = WrittenField(label="Thành tích", limit=4000, rows=8)
    initiative = forms.ModelChoiceField(
        Initiative.objects.none(), label="Sáng kiến, giải pháp", required=False, empty_label="Không nêu sáng kiến"
    )

    def __init__(self, *args, initiatives, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["initiative"].queryset = initiatives


class DeclineForm(forms.Form):
    """Why no dossier is drawn up."""

    answer = WrittenField(label="Lý do không lập hồ sơ", limit=2000, rows=3, help_text="Đơn vị đọc được lý do này.")


class SendBackForm(WithPapers):
    """What the unit adds to a returned dossier."""

    text = WrittenField(
        label="Nội dung bổ sung", limit=4000, rows=6, required=False,
        help_text="Lần trước đã viết gì thì vẫn còn ở đây; viết tiếp hoặc sửa.",
    )  # fmt: skip


class ReturnForm(forms.Form):
    """What the unit is asked to add."""

    note = WrittenField(label="Đề nghị đơn vị bổ sung", limit=2000, rows=3, help_text="Đơn vị đọc được nội dung này.")


class WithdrawForm(forms.Form):
    """Why a nomination rests."""

    withdrawal = WrittenField(label="Lý do rút đề nghị", limit=1000, rows=3, help_text="Đơn vị đọc được lý do này.")


class PartForm(forms.Form):
    """Vouching for one statement, with the document it rests on, which some statements want."""

    document = LineField(label="Số, ký hiệu văn bản", limit=200)
    document_on = DayField(label="Ngày văn bản")
    note = LineField(label="Ghi chú", limit=300, required=False)

    def __init__(self, *args, part: DossierPart, **kwargs):
        super().__init__(*args, prefix=f"phan-{part.pk}", **kwargs)
        for name in ("document", "document_on"):
            self.fields[name].required = part.document_wanted


class PapersForm(WithPapers):
    """Papers the office adds."""
