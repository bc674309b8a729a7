"""The kinds of letters about nominations and meetings of the council."""

from core.enums import Topic
from core.letter_kinds import LetterKind

from . import award_letters, ics, progress_letters
from .services import invitations

KINDS = (
    LetterKind(
        invitations.INVITATION, "Mời họp Hội đồng", Topic.COUNCIL, invitations.invitation_still_needed,
        attach=ics.attached,
    ),
    LetterKind(
        invitations.PUT_OFF, "Hoãn, hủy họp Hội đồng", Topic.COUNCIL, invitations.put_off_still_true,
        attach=ics.attached,
    ),
    LetterKind(award_letters.SUGGESTED, "Đơn vị đề xuất khen thưởng", Topic.AWARD, award_letters.about_a_suggestion),
    LetterKind(award_letters.DECLINED, "Trả lời đề xuất khen thưởng", Topic.AWARD, award_letters.about_a_suggestion),
    LetterKind(progress_letters.KIND, "Tiến triển đề nghị khen thưởng", Topic.AWARD, progress_letters.still_so),
    LetterKind(award_letters.RETURNED, "Đề nghị bổ sung hồ sơ", Topic.AWARD, award_letters.about_a_dossier),
    LetterKind(award_letters.SENT_BACK, "Đơn vị đã bổ sung hồ sơ", Topic.AWARD, award_letters.about_a_dossier),
)  # fmt: skip
