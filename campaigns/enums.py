"""Kinds the code knows; what they are called and how many there are is data of the plan."""

from django.db import models


class GroupKind(models.TextChoices):
    """Kinds of participants (plan III.1)."""

    OFFICE = "OFFICE", "Phòng, cơ quan, đơn vị"
    MASS_ORGANISATION = "MASS_ORGANISATION", "Mặt trận Tổ quốc, tổ chức chính trị - xã hội"
    ENTERPRISE = "ENTERPRISE", "Doanh nghiệp"
    INDIVIDUAL = "INDIVIDUAL", "Cá nhân"


class LauncherLevel(models.TextChoices):
    """Who launched a linked movement; decides which awards it can carry (law.md 1.4)."""

    NATIONAL = "NATIONAL", "Thủ tướng Chính phủ"
    CITY = "CITY", "Thành phố"
    WARD = "WARD", "Phường"


class ReviewKind(models.TextChoices):
    """The review that ends a phase."""

    INTERIM = "INTERIM", "Sơ kết"
    FINAL = "FINAL", "Tổng kết"


class Stage(models.TextChoices):
    """When an award may be given (plan III.2)."""

    YEARLY = "YEARLY", "Hàng năm"
    INTERIM = "INTERIM", "Sơ kết"
    FINAL = "FINAL", "Tổng kết"
    ON_THE_SPOT = "ON_THE_SPOT", "Kịp thời"


class AwardKind(models.TextChoices):
    """A Cờ is a title, not a form of reward; their dossiers differ (law.md 1.3)."""

    TITLE = "TITLE", "Danh hiệu thi đua"
    FORM = "FORM", "Hình thức khen thưởng"


class AwardLevel(models.TextChoices):
    """Who decides an award (law.md 1.5)."""

    STATE = "STATE", "Chủ tịch nước"
    GOVERNMENT = "GOVERNMENT", "Chính phủ"
    PRIME_MINISTER = "PRIME_MINISTER", "Thủ tướng Chính phủ"
    CITY = "CITY", "Chủ tịch UBND thành phố"
    WARD = "WARD", "Chủ tịch UBND phường"


class SubjectKind(models.TextChoices):
    """Whom an award is for."""

    COLLECTIVE = "COLLECTIVE", "Tập thể"
    INDIVIDUAL = "INDIVIDUAL", "Cá nhân"
    HOUSEHOLD = "HOUSEHOLD", "Hộ gia đình"


class DossierPartKind(models.TextChoices):
    """How a part of an award dossier comes about."""

    PAPER = "PAPER", "Giấy tờ gửi kèm"
    STATEMENT = "STATEMENT", "Xác nhận"


class CriteriaStatus(models.TextChoices):
    """Life of a criteria set."""

    DRAFT = "DRAFT", "Đang soạn"
    PUBLISHED = "PUBLISHED", "Đã ban hành"


class CriterionPart(models.TextChoices):
    """Where the points of a criterion go: the base of 100, or what is added and taken away up to a cap (law.md 5.2)."""

    BASE = "BASE", "Điểm chính"
    BONUS = "BONUS", "Điểm thưởng"
    MINUS = "MINUS", "Điểm trừ"


class MarkingKind(models.TextChoices):
    """How the points of a criterion come about (law.md 5.2)."""

    JUDGEMENT = "JUDGEMENT", "Chấm theo nhận định"
    STEPS = "STEPS", "Theo bậc kết quả"
    RATIO = "RATIO", "Theo tỷ lệ kết quả trên chỉ tiêu"
    COUNT = "COUNT", "Theo số lượng"


class SectionKind(models.TextChoices):
    """Kinds of sections a report has; which there are, their order and their titles come from the plan."""

    REPORTER = "REPORTER", "Thông tin đơn vị, người báo cáo"
    CONTENT = "CONTENT", "Kết quả theo nội dung thi đua"
    INITIATIVES = "INITIATIVES", "Sáng kiến, giải pháp"
    SELF_SCORE = "SELF_SCORE", "Tự chấm theo tiêu chí"
    PROPOSALS = "PROPOSALS", "Khó khăn, kiến nghị, đề xuất khen thưởng"
    QUESTIONS = "QUESTIONS", "Câu hỏi của phường"
