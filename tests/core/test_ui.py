"""The interface library: formats in templates, icons, tags, fields, buttons with their reason."""

import inspect
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from importlib import import_module

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory

from core import clock, icons
from core.templatetags.ui import STATUS_LOOKS
from core.verdict import ALLOWED, denied


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


class IdeaForm(forms.Form):
    title = forms.CharField(label="Tên sáng kiến", help_text="Một dòng.")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"placeholder": "Ghi chú"}))
    kind = forms.ChoiceField(label="Hình thức", choices=[("a", "Giấy khen")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Thủ trưởng đã duyệt")
    points = forms.CharField(label="Điểm", error_messages={"required": "Chưa chấm điểm."})


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ x|points }}", Decimal("20.50"), "20,5"),
        ("{{ x|number }}", 1250, "1.250"),
        ("{{ x|percent }}", Fraction(10, 11), "90,9%"),
        ("{{ x|money }}", 5_000_000, "5.000.000 đồng"),
        ("{{ x|filesize_vi }}", 2_516_582, "2,4 MB"),
        ("{{ x|vn_date }}", datetime(2026, 12, 11, tzinfo=clock.WARD), "11/12/2026"),
        ("{{ x|vn_day }}", datetime(2026, 12, 11, tzinfo=clock.WARD), "11/12"),
        ("{{ x|vn_time }}", datetime(2026, 12, 11, 16, 5, tzinfo=clock.WARD), "16:05"),
        ("{{ x|vn_moment }}", datetime(2026, 12, 10, 16, 5, tzinfo=clock.WARD), "16:05 ngày 10/12/2026"),
        ("{{ x|last_day|vn_weekday }}", datetime(2026, 12, 12, tzinfo=clock.WARD), "Thứ Sáu, 11/12/2026"),
        ("{{ x|vn_date }}", None, ""),
        ("{{ x|points }}", Decimal(0), "0"),
    ],
)
def test_filters_write_what_the_formats_write(source, value, text):
    assert render(source, x=value) == text


@pytest.mark.parametrize("name", sorted(icons.ICONS))
def test_every_icon_has_a_drawing_that_screen_readers_skip(name):
    drawing = icons.svg(name)
    assert drawing.startswith('<svg class="i"')
    assert 'aria-hidden="true"' in drawing
    assert "<path" in drawing


def test_unknown_icon_fails():
    with pytest.raises(KeyError):
        render('{% icon "khong-co" %}')


def test_status_tag_has_icon_words_and_colour():
    html = render('{% status_tag "RETURNED" "Trả lại bổ sung" %}')
    assert html.startswith('<span class="lc-tag warn"><svg')
    assert html.endswith("Trả lại bổ sung</span>")


def test_status_tag_escapes_its_words():
    assert "<b>" not in render("{% status_tag x x %}", x="<b>")


def every_status():
    """Each value of every enum of the portal that is called a status or a state."""
    for app in ("core", "campaigns", "submissions", "awards", "reports"):
        for name, enum in inspect.getmembers(import_module(f"{app}.enums"), inspect.isclass):
            if issubclass(enum, TextChoices) and name.endswith(("Status", "State", "Window")):
                yield from (pytest.param(value, id=f"{name}.{value}") for value in enum.values)


@pytest.mark.parametrize("value", list(every_status()))
def test_every_status_of_the_portal_has_its_own_look(value):
    assert value.lower() in STATUS_LOOKS


def test_status_looks_name_existing_icons():
    assert {look for look, _ in STATUS_LOOKS.values()} <= set(icons.ICONS)


def test_field_ties_help_and_error_to_the_control():
    html = render("{% field form.title %}", form=IdeaForm({"title": ""}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert '<label class="form-label" for="id_title">' in html


def test_field_names_what_is_missing_unless_the_form_has_its_own_words():
    form = IdeaForm({})
    assert "Chưa nhập tên sáng kiến." in render("{% field form.title %}", form=form)
    assert "Chưa chọn hình thức." in render("{% field form.kind %}", form=form)
    assert "Chưa chấm điểm." in render("{% field form.points %}", form=form)


def test_field_passes_data_attributes_and_drops_the_placeholder():
    html = render('{% field form.note data_field="note" data_version=3 %}', form=IdeaForm())
    assert 'data-field="note"' in html
    assert 'data-version="3"' in html
    assert "placeholder" not in html
    assert "(không bắt buộc)" in html


def test_radio_field_is_a_named_group():
    html = render("{% field form.kind %}", form=IdeaForm())
    assert "<fieldset" in html
    assert "<legend>Hình thức</legend>" in html


def test_error_summary_counts_and_links_every_fault():
    html = render("{% error_summary form %}", form=IdeaForm({"title": "Một", "kind": "a"}))
    assert "Cần sửa 2 chỗ" in html
    assert 'href="#id_agreed"' in html
    assert 'href="#id_points"' in html
    assert 'href="#id_title"' not in html


def test_error_summary_links_a_group_to_its_first_option():
    assert 'href="#id_kind_0"' in render("{% error_summary form %}", form=IdeaForm({}))


def test_error_summary_is_silent_without_errors():
    assert render("{% error_summary form %}", form=IdeaForm()).strip() == ""


def test_open_action_is_a_form_with_the_one_time_key():
    html = render('{% action_button verdict "Nộp báo cáo" "/nop/" %}', verdict=ALLOWED, csrf_token="k" * 32)
    assert '<form method="post" action="/nop/">' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert 'name="_khoa"' in html
    assert "disabled" not in html


def test_closed_action_says_why_beside_the_button():
    verdict = denied("Không tự thẩm định báo cáo của đơn vị mình.")
    html = render('{% action_button verdict "Chấp nhận" "/nhan/" id="7" %}', verdict=verdict)
    assert "<form" not in html
    assert 'disabled aria-describedby="ly-do-7"' in html
    assert "Không tự thẩm định báo cáo của đơn vị mình." in html


@pytest.mark.plan("D9")
@pytest.mark.parametrize(
    ("now", "words", "kind"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=clock.WARD), "<b>18</b><span>ngày nữa hết hạn</span>", "lc-due"),
        (datetime(2026, 12, 4, 9, 0, tzinfo=clock.WARD), "<b>7</b>", "lc-due warn"),
        (datetime(2026, 12, 11, 23, 59, 59, tzinfo=clock.WARD), "Hôm nay là ngày cuối.", "lc-due warn"),
        (
            datetime(2026, 12, 12, 0, 0, tzinfo=clock.WARD),
            "Quá hạn 1 ngày. Phường vẫn nhận và ghi nộp muộn.",
            "lc-due bad",
        ),
    ],
)
def test_due_panel_speaks_the_words_of_the_day(now, words, kind):
    html = render(
        "{% due_panel opens closes now %}",
        opens=datetime(2026, 11, 11, tzinfo=clock.WARD),
        closes=datetime(2026, 12, 12, tzinfo=clock.WARD),
        now=now,
    )
    assert words in html
    assert f'class="{kind}"' in html
    assert "Nộp đến hết <b>Thứ Sáu, 11/12/2026</b>. Kế hoạch yêu cầu gửi trước ngày 12/12." in html


def test_pagination_keeps_the_filters():
    request = RequestFactory().get("/", {"nhom": "2", "trang": "3"})
    html = render("{% pagination page %}", page=Paginator(range(480), 20).page(3), request=request)
    assert "?nhom=2&amp;trang=4" in html
    assert "Dòng 41 đến 60 trong 480" in html
    assert 'aria-current="page"' in html


def test_pagination_is_absent_on_a_single_page():
    html = render("{% pagination page %}", page=Paginator(range(3), 20).page(1), request=RequestFactory().get("/"))
    assert html.strip() == ""


@pytest.mark.parametrize(
    ("done", "half", "total", "counts"), [(6, 2, 9, (6, 2, 1)), (0, 0, 4, (0, 0, 4)), (4, 0, 4, (4, 0, 0))]
)
def test_segs_draws_one_part_per_section(done, half, total, counts):
    html = render("{% segs done total half=half %}", done=done, half=half, total=total)
    assert (html.count('class="on"'), html.count('class="half"'), html.count('class="off"')) == counts
    assert f"Đã điền {done} trên {total} mục" in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_error_pages_need_no_context_and_no_database(name):
    html = get_template(f"{name}.html").render({})
    assert '<html lang="vi"' in html
    assert html.count("<h1>") == 1
