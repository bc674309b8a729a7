"""Movements loaded before plans spoke of sections get the form their reports have had: nine sections for five contents.

`loaded` says the values came from a file, so that the next `load_plan` may change them.
"""

from django.db import migrations

SECTIONS = (
    ("don-vi", "REPORTER", "Thông tin đơn vị, người báo cáo", "Thông tin cá nhân, người báo cáo", ""),
    ("noi-dung", "CONTENT", "Kết quả theo nội dung thi đua", "", ""),
    (
        "sang-kien", "INITIATIVES", "Sáng kiến, giải pháp", "",
        "Mỗi sáng kiến, giải pháp khai riêng, để tìm lại được khi xét khen.",
    ),
    ("tu-cham", "SELF_SCORE", "Tự chấm theo tiêu chí", "", "Điểm chính thức do Phòng Văn hóa – Xã hội thẩm định."),
    ("kien-nghi", "PROPOSALS", "Khó khăn, kiến nghị, đề xuất khen thưởng", "", ""),
)  # fmt: skip


def give_sections(apps, schema_editor):
    campaigns = apps.get_model("campaigns", "Campaign").objects
    sections = apps.get_model("campaigns", "ReportSection").objects
    for campaign in campaigns.all():
        if sections.filter(campaign=campaign).exists():
            continue
        for order, (code, kind, title, person_title, guidance) in enumerate(SECTIONS, start=1):
            values = {
                "kind": kind, "title": title, "person_title": person_title, "guidance": guidance, "from_year": None,
                "to_year": None, "order": order,
            }  # fmt: skip
            sections.create(campaign=campaign, code=code, loaded=values, **values)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_what_a_report_asks")]

    operations = [migrations.RunPython(give_sections, migrations.RunPython.noop)]
