"""The kinds of letters about reports, their marks, difficulties, and the office's work on them."""

from core.enums import Topic
from core.letter_kinds import LetterKind

from . import (
    approval_letters,
    assignment_letters,
    difficulty_letters,
    extension_letters,
    letters,
    office_letters,
    reminders,
    unreachable_letters,
)
from .services import return_reminders, urging

OF_REPORTS = {
    "received": "Phường đã nhận báo cáo",
    "returned": "Đề nghị bổ sung",
    "reopened": "Báo cáo được mở lại",
}
OF_RESULTS = {
    "scores_published": "Công bố điểm",
    "appeal_refused": "Trả lời kiến nghị về điểm",
    "appeal_granted": "Chấp nhận kiến nghị về điểm",
    "score_corrected": "Điểm được chấm lại",
    "rank_changed": "Thứ hạng thay đổi",
}
OF_DIFFICULTIES = {
    difficulty_letters.ASKED: "Khó khăn, vướng mắc mới",
    difficulty_letters.ANSWERED: "Trả lời khó khăn, vướng mắc",
    difficulty_letters.FORWARDED: "Chuyển khó khăn, vướng mắc",
}

KINDS = (
    LetterKind(reminders.KIND, "Nhắc nộp báo cáo", Topic.DUE, reminders.still_needed),
    LetterKind(urging.KIND, "Nhắc bổ sung", Topic.DUE, urging.still_needed),
    LetterKind(return_reminders.KIND, "Nhắc hạn bổ sung", Topic.DUE, return_reminders.still_needed),
    LetterKind(extension_letters.KIND, "Gia hạn nộp báo cáo", Topic.DUE, extension_letters.to_whoever_writes_now),
    *(LetterKind(code, label, Topic.REPORT, letters.to_whoever_writes_now) for code, label in OF_REPORTS.items()),
    LetterKind("accepted", "Báo cáo được chấp nhận", Topic.REPORT, letters.accepted_as_it_stands),
    LetterKind(approval_letters.ASKED, "Đề nghị thủ trưởng duyệt", Topic.REPORT, approval_letters.still_asked),
    LetterKind(
        approval_letters.GIVEN_BACK, "Thủ trưởng đề nghị sửa", Topic.REPORT, letters.to_whoever_writes_now
    ),
    *(LetterKind(code, label, Topic.RESULT, letters.to_whoever_writes_now) for code, label in OF_RESULTS.items()),
    *(
        LetterKind(code, label, Topic.DIFFICULTY, difficulty_letters.to_whoever_is_concerned_now)
        for code, label in OF_DIFFICULTIES.items()
    ),
    LetterKind(office_letters.RAISED, "Kiến nghị về điểm mới", Topic.REVIEW, office_letters.still_waits),
    LetterKind(office_letters.HANDED_ON, "Giao chấm lại", Topic.REVIEW, office_letters.still_theirs),
    LetterKind(
        unreachable_letters.KIND, "Nơi không gửi thư được", Topic.REVIEW, unreachable_letters.still_cut_off
    ),
    LetterKind(assignment_letters.GIVEN, "Giao thẩm định", Topic.REVIEW, assignment_letters.still_given),
    LetterKind(assignment_letters.TAKEN_BACK, "Thôi giao thẩm định", Topic.REVIEW),
)  # fmt: skip
