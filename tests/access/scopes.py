"""Who sees each object of the world at all: outside it an address answers 404, inside it without the right 403."""

OFFICER, HEAD, STRANGER = "officer", "head", "stranger"
UNIT = frozenset({OFFICER, HEAD})
COUNCIL = frozenset({"secretary", "chair", "member"})
READERS = COUNCIL | {"reviewer", "chairman"}
RANKING = READERS - {"member"}
# Whoever the plan lets look at every unit (roles.SEES_ALL_UNITS).
WARD = READERS | {"finance", "admin"}
NOMINATORS = frozenset({"reviewer", "secretary"})
EXPORTERS = NOMINATORS | {"admin"}
GRANTERS = EXPORTERS

EVERYBODY = WARD | UNIT | {STRANGER, "nobody", "individual", "media"}

SEEN_BY: dict[str, frozenset[str]] = {
    # Of a unit: `Foreign` has one of the other unit too.
    "unit": UNIT | WARD,
    "person": UNIT | WARD,
    "ended_person": UNIT | WARD,
    "draft": UNIT,
    "pledge": UNIT | READERS,
    "file": UNIT,
    "to_approve": UNIT,
    "with_head": UNIT,
    "received": UNIT | READERS,
    "under_review": UNIT | READERS,
    "judged": UNIT | READERS,
    "accepted_report": UNIT | READERS,
    "taken_up_again": UNIT | READERS,
    "returned_note": UNIT | READERS,
    "handed_in_again": UNIT | READERS,
    "sent_file": UNIT | READERS,
    "paper": UNIT | READERS,
    "difficulty": UNIT | {"reviewer"},
    "answered_difficulty": UNIT | {"reviewer"},
    "published_difficulty": UNIT | {"reviewer"},
    "difficulty_file": UNIT | {"reviewer"},
    "officer_grant": UNIT | GRANTERS,
    "visit": frozenset({OFFICER}),
    "told": frozenset({OFFICER}),
    "published": UNIT | READERS,
    "suggestion": UNIT | NOMINATORS,
    "returned_nomination": UNIT | NOMINATORS,
    # Of nobody's unit here.
    "ended_unit": WARD,
    "mistaken_unit": WARD,
    "accepted": READERS,
    "saved_view": frozenset({"reviewer"}),
    # Requests about scores: who asks, and whoever reads the boards they may change.
    "score_appeal": UNIT | RANKING,
    "granted_appeal": UNIT | RANKING,
    "taken_appeal": UNIT | RANKING,
    "line": READERS,
    "differing": READERS,
    "interest": NOMINATORS,
    "remark": READERS,
    # Of the ward.
    "nomination": READERS,
    "own_nomination": NOMINATORS,
    "dossier_paper": NOMINATORS,
    "city_nomination": READERS,
    "meeting": COUNCIL,
    "open_meeting": COUNCIL,
    "putoff_meeting": COUNCIL,
    "code_meeting": COUNCIL,
    "minutes_meeting": COUNCIL,
    "recusal": COUNCIL,
    "meeting_remark": COUNCIL,
    "empty_meeting": frozenset({"secretary", "chair"}),
    "poll": COUNCIL,
    "open_poll": COUNCIL,
    "paper_poll": COUNCIL,
    "closed_poll": COUNCIL,
    "opinion_poll": COUNCIL,
    "decision": NOMINATORS | {"chairman"},
    "letter": NOMINATORS | {"chairman"},
    "letter_to_sign": NOMINATORS | {"chairman"},
    "signed_letter": NOMINATORS | {"chairman"},
    "sent_line": NOMINATORS | {"chairman"},
    "answered_line": NOMINATORS | {"chairman"},
    "award_line": NOMINATORS | {"chairman"},
    "signed_copy": NOMINATORS | {"chairman"},
    "signed_decision": NOMINATORS | {"chairman"},
    "document": EXPORTERS,
    "failed_document": EXPORTERS,
    # Papers of awards go with what they are about; this one is a dossier.
    "award_paper": READERS,
    "failed_award_paper": READERS,
    "account": frozenset({"nobody", "admin"}),
    "media_grant": GRANTERS | {"media"},
    "awaiting_grant": GRANTERS | {"nobody"},
    "invitation": frozenset({"admin"}),
    "import_run": frozenset({"admin"}),
    "applied_import": frozenset({"admin"}),
}
OF_A_UNIT = frozenset(
    {
        "to_approve", "with_head", "suggestion", "returned_nomination",
        "unit", "person", "ended_person", "draft", "pledge", "file", "received", "under_review", "judged", "sent_file",
        "returned_note", "handed_in_again", "accepted_report", "taken_up_again",
        "paper", "published", "score_appeal", "granted_appeal", "taken_appeal",
        "officer_grant", "visit", "told",
        "difficulty", "answered_difficulty", "published_difficulty", "difficulty_file",
    }
)  # fmt: skip


def turned(names: frozenset[str]) -> frozenset[str]:
    """The same people seen from the other unit, where the stranger is the officer and nobody the head."""
    return (
        names - UNIT - {STRANGER} | ({STRANGER} if OFFICER in names else set()) | (UNIT if STRANGER in names else set())
    )
