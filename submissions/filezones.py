"""The place on a page where the evidence of a criterion, a content or the whole report is listed and added to."""

from dataclasses import dataclass, field

from django.conf import settings

from . import filechecks


@dataclass(slots=True)
class FileZone:
    """The files at one place and the fields to add more. `link` and `link_error`: an address that was not taken.

    A brief one lists its files and leads to where more are added.
    """

    place: str
    label: str
    files: list[dict] = field(default_factory=list)
    heading: str = "Minh chứng"
    stands_alone: bool = False
    link: str = ""
    link_error: str = ""
    is_brief: bool = False

    @property
    def accept(self) -> str:
        """Endings for the file field."""
        return filechecks.accept()

    @property
    def kinds(self) -> str:
        """The kinds in words."""
        return filechecks.kinds()

    @property
    def most_bytes(self) -> int:
        """How many bytes one file may have."""
        return settings.EVIDENCE_MAX_BYTES

    @property
    def agreed_name(self) -> str:
        """Name of the tick that those in a photograph agreed."""
        return f"dong-y-{self.place}"

    @property
    def link_name(self) -> str:
        """Name of the field for an address; that for its title begins with "ten-"."""
        return f"duong-dan-{self.place}"
