"""From the rows of a file, or the stored rows of a preview, to what writing them would do."""

from collections.abc import Callable, Iterable

from ..enums import ImportKind, RowVerdict
from ..models import ImportRow, ImportRun
from .lists import ListResource, Outcome
from .officers import OfficerResource
from .people import PersonResource
from .reading import Line
from .units import UnitResource

RESOURCES: dict[str, type[ListResource]] = {
    ImportKind.UNITS: UnitResource,
    ImportKind.PEOPLE: PersonResource,
    ImportKind.OFFICERS: OfficerResource,
}
Progress = Callable[[int], None]


def outcomes_of(resource: ListResource, lines: Iterable[Line], progress: Progress = lambda done: None) -> list[Outcome]:
    """What each line would do, the rules between lines included. Writes nothing; `progress` gets the lines done."""
    outcomes = []
    for line in lines:
        outcomes.append(resource.outcome(line.number, line.cells))
        progress(len(outcomes))
    resource.check_all(outcomes)
    return outcomes


def stored_row(run: ImportRun, resource: ListResource, found: Outcome) -> ImportRow:
    """The row as it is kept for people and for writing; a wrong one keeps its cells as they stood in the file."""
    wrong = found.verdict == RowVerdict.ERROR
    raw = {name: resource.cell(found.row, name).text for name in run.columns}
    stood = resource.existing.get(found.key)
    return ImportRow(
        run=run,
        number=found.number,
        verdict=found.verdict,
        label=resource.label(found.row)[:300],
        values=raw if wrong else found.values,
        old={} if wrong else found.old,
        messages=[
            {"column": resource.heading(name) if name else "", "text": sentence} for name, sentence in found.faults
        ],
        note="" if wrong else found.note,
        object_id=stood.pk if stood is not None else None,
    )
