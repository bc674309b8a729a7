"""The form of a pledge: a card per content with tick, aim and rows of targets; rows come and go without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict

from campaigns.models import ContentArea
from core.text import whole_number

from . import phrases
from .pledging import AIM_LIMIT, MOST_TARGETS, Line, Target
from .writable import tidy, too_long

COLUMNS = {"name": 200, "target": 60, "measure": 60}


class TidyField(forms.CharField):
    """A text as it is stored: NFC, without controls, refused over `limit` characters in the words of ux (e)."""

    def __init__(self, *, limit: int, one_line: bool = False, **options):
        super().__init__(required=False, strip=False, **options)
        self.limit, self.one_line = limit, one_line
        if one_line:
            self.widget.attrs |= {"maxlength": limit, "class": "form-control"}

    def to_python(self, value):
        return tidy(super().to_python(value), one_line=self.one_line)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise forms.ValidationError(too_long(len(value), self.limit))


class TargetForm(forms.Form):
    """One measurable target (chỉ tiêu); a row left empty is no target."""

    name = TidyField(label="Chỉ số", limit=COLUMNS["name"], one_line=True)
    target = TidyField(label="Chỉ tiêu", limit=COLUMNS["target"], one_line=True)
    measure = TidyField(label="Đơn vị tính", limit=COLUMNS["measure"], one_line=True)

    def __init__(self, *args, place: int, order: int, **options):
        super().__init__(*args, **options)
        self.place, self.order = place, order

    def clean(self):
        """A target has a name and an amount; the unit of measure may stand in either."""
        data = super().clean()
        if any(data.values()) and not self.errors:
            words = {"name": phrases.PLEDGE_TARGET_NAME, "target": phrases.PLEDGE_TARGET}
            for column, sentence in words.items():
                if not data[column]:
                    self.add_error(column, sentence.format(place=self.place, order=self.order))
        return data


class ContentForm(forms.Form):
    """One content: the tick and the aim."""

    taken_on = forms.BooleanField(required=False)
    aim = TidyField(
        label="Mục tiêu",
        limit=AIM_LIMIT,
        help_text="Một, hai dòng: việc sẽ làm và kết quả muốn đạt trong năm.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    def __init__(self, *args, label: str, **options):
        super().__init__(*args, **options)
        self.fields["taken_on"].label = label


@dataclass
class Typed:
    """What stands in the controls of one content, as typed; `added` and `removed` say where the hand goes on."""

    area: ContentArea
    taken_on: bool
    aim: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)
    added: bool = False
    removed: bool = False

    @property
    def prefix(self) -> str:
        """How the controls of the content are named."""
        return f"nd{self.area.pk}"


def typed_from(lines: Sequence[Line], areas: Sequence[ContentArea], *, chooses: bool) -> list[Typed]:
    """What the form starts from: the stored lines; without any nothing is ticked for those who choose."""
    stored = {line.area_id: line for line in lines}
    found = []
    for area in areas:
        line = stored.get(area.pk) or Line(area.pk, taken_on=not chooses)
        rows = [{"name": row.name, "target": row.target, "measure": row.measure} for row in line.targets]
        found.append(Typed(area, line.taken_on, line.aim, rows))
    return found


def typed_in(data: QueryDict, areas: Sequence[ContentArea], *, chooses: bool) -> list[Typed]:
    """What was posted, word for word; rows are counted by their hidden number, never more than can be stored."""
    found = []
    for area in areas:
        typed = Typed(area, taken_on=not chooses)
        if chooses:
            typed.taken_on = bool(data.get(f"{typed.prefix}-taken_on"))
        typed.aim = data.get(f"{typed.prefix}-aim", "")
        count = min(whole_number(data.get(f"{typed.prefix}-rows")) or 0, MOST_TARGETS)
        typed.rows = [
            {column: data.get(f"{typed.prefix}-{place}-{column}", "") for column in COLUMNS}
            for place in range(1, count + 1)
        ]
        found.append(typed)
    return found


def change_rows(typed: Sequence[Typed], act: str) -> None:
    """Do what a button beside the rows says: `add:3` gives content 3 an empty row, `remove:3:2` takes its second."""
    verb, _, rest = act.partition(":")
    number, _, place = rest.partition(":")
    area_id, place = whole_number(number), whole_number(place)
    content = next((content for content in typed if content.area.pk == area_id), None)
    if content is None:
        return
    if verb == "add" and len(content.rows) < MOST_TARGETS:
        content.rows.append(dict.fromkeys(COLUMNS, ""))
        content.added = True
    if verb == "remove" and place and place <= len(content.rows):
        del content.rows[place - 1]
        content.removed = True


@dataclass
class Card:
    """One content on the page; `theirs` is what a colleague sent instead."""

    typed: Typed
    form: ContentForm
    targets: list[TargetForm]
    theirs: Line | None = None

    @property
    def is_full(self) -> bool:
        """True when no further row fits."""
        return len(self.targets) >= MOST_TARGETS


class PledgeForm:
    """The forms of all contents together. `checked` reads what was typed as a press on “Gửi đăng ký”."""

    def __init__(self, typed: Sequence[Typed], *, chooses: bool, person: bool, checked: bool):
        self.chooses, self.checked = chooses, checked
        self.label = "Đăng ký nội dung này" if person else "Đơn vị đăng ký nội dung này"
        self.cards = [self._card(content) for content in typed]
        self.faults: list[tuple[str, str]] = []

    def _card(self, content: Typed) -> Card:
        def build(kind, prefix: str, values: dict, **options):
            if not self.checked:
                return kind(prefix=prefix, initial=values, **options)
            return kind({f"{prefix}-{name}": value for name, value in values.items()}, prefix=prefix, **options)

        head = {"taken_on": content.taken_on, "aim": content.aim}
        rows = [
            build(TargetForm, f"{content.prefix}-{place}", row, place=place, order=content.area.order)
            for place, row in enumerate(content.rows, start=1)
        ]
        if content.added:
            rows[-1].fields["name"].widget.attrs["autofocus"] = True
        return Card(content, build(ContentForm, content.prefix, head, label=self.label), rows)

    def is_valid(self) -> bool:
        """Check every control; `faults` then lists (control, sentence) in reading order."""
        for card in self.cards:
            for form in (card.form, *card.targets):
                self.faults += [(bound.id_for_label, error) for bound in form for error in bound.errors]
            if not card.typed.taken_on and (card.typed.aim.strip() or any(map(_is_filled, card.typed.rows))):
                sentence = phrases.PLEDGE_UNTICKED.format(order=card.typed.area.order)
                self._blame(card, sentence)
        if not any(card.typed.taken_on for card in self.cards):
            self._blame(self.cards[0], phrases.PLEDGE_NOTHING)
        return not self.faults

    def _blame(self, card: Card, sentence: str) -> None:
        card.form.add_error("taken_on", sentence)
        self.faults.append((card.form["taken_on"].id_for_label, sentence))

    def lines(self) -> list[Line]:
        """What is to be stored, once valid."""
        return [
            Line(
                card.typed.area.pk,
                card.typed.taken_on,
                card.form.cleaned_data["aim"],
                tuple(Target(**form.cleaned_data) for form in card.targets if any(form.cleaned_data.values())),
            )
            for card in self.cards
        ]


def _is_filled(row: dict[str, str]) -> bool:
    return any(value.strip() for value in row.values())
