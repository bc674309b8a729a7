"""Why a file is not taken, as a code; the sentence a person reads is put together by `submissions.filechecks`."""

BROKEN = "BROKEN"
OTHER_CONTENT = "OTHER_CONTENT"
ACTIVE = "ACTIVE"
ATTACHED = "ATTACHED"
FOREIGN_OBJECT = "FOREIGN_OBJECT"
DYNAMIC_FORM = "DYNAMIC_FORM"
HIDDEN = "HIDDEN"
BOMB = "BOMB"
PIXELS = "PIXELS"
PAGES = "PAGES"
TOO_HARD = "TOO_HARD"


class Refused(Exception):
    """The file is not taken; `reason` is one of the codes above."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
