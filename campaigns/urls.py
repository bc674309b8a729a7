"""Addresses of the campaigns app."""

from django.urls import path

from .designer.items import DOWN, UP
from .views import catalogue, criteria_files, criteria_items, criteria_sets, fields, letter_texts, plan

app_name = "campaigns"
urlpatterns = [
    path("phong-trao/", plan.about, name="about"),
    path("thiet-lap/", plan.settings_page, name="settings"),
    path("phan-cong-linh-vuc/", fields.field_list, name="field_list"),
    path("phan-cong-linh-vuc/<int:pk>/ket-thuc/", fields.field_end, name="field_end"),
    # The words of letters
    path("thiet-lap/loi-thu/", letter_texts.letter_text_list, name="letter_texts"),
    path("thiet-lap/loi-thu/<slug:code>/", letter_texts.letter_text, name="letter_text"),
    path("thiet-lap/loi-thu/<slug:code>/xem-truoc/", letter_texts.letter_text_preview, name="letter_text_preview"),
    path("thiet-lap/loi-thu/<slug:code>/mac-dinh/", letter_texts.letter_text_reset, name="letter_text_reset"),
    # The award catalogue
    path("thiet-lap/khen-thuong/", catalogue.award_forms, name="award_forms"),
    path("thiet-lap/khen-thuong/<int:pk>/", catalogue.award_form, name="award_form"),
    path("thiet-lap/khen-thuong/<int:pk>/muc-phieu/", catalogue.ballot_rule_set, name="ballot_rule_set"),
    path("thiet-lap/khen-thuong/ho-so/", catalogue.dossier_parts, name="dossier_parts"),
    path("thiet-lap/khen-thuong/ho-so/them/", catalogue.part_add, name="part_add"),
    path("thiet-lap/khen-thuong/quy-dinh/<slug:kind>/<int:pk>/thay/", catalogue.rule_follow, name="rule_follow"),
    path("thiet-lap/khen-thuong/quy-dinh/<slug:kind>/<int:pk>/thoi/", catalogue.rule_end, name="rule_end"),
    path("thiet-lap/khen-thuong/quy-dinh/<slug:kind>/<int:pk>/xac-nhan/", catalogue.rule_confirm, name="rule_confirm"),
    path("thiet-lap/tieu-chi/", criteria_sets.criteria_list, name="criteria_list"),
    path(
        "thiet-lap/tieu-chi/lap/<int:period>/<int:group>/", criteria_sets.criteria_begin, name="criteria_begin"
    ),
    path("thiet-lap/tieu-chi/<int:pk>/", criteria_sets.criteria_set, name="criteria_set"),
    path("thiet-lap/tieu-chi/<int:pk>/ban-hanh/", criteria_sets.criteria_publish, name="criteria_publish"),
    path("thiet-lap/tieu-chi/<int:pk>/bo/", criteria_sets.criteria_discard, name="criteria_discard"),
    path("thiet-lap/tieu-chi/<int:pk>/cac-ban/", criteria_sets.criteria_history, name="criteria_history"),
    path("thiet-lap/tieu-chi/<int:pk>/them/", criteria_items.criteria_item_add, name="criteria_item_add"),
    path("thiet-lap/tieu-chi/<int:pk>/excel/", criteria_files.criteria_export, name="criteria_export"),
    path("thiet-lap/tieu-chi/<int:pk>/nhap/", criteria_files.criteria_import, name="criteria_import"),
    path(
        "thiet-lap/tieu-chi/<int:pk>/nhap/ghi/", criteria_files.criteria_import_apply, name="criteria_import_apply"
    ),
    path("thiet-lap/tieu-chi/dong/<int:pk>/", criteria_items.criteria_item, name="criteria_item"),
    path("thiet-lap/tieu-chi/dong/<int:pk>/bo/", criteria_items.criteria_item_remove, name="criteria_item_remove"),
    path(
        "thiet-lap/tieu-chi/dong/<int:pk>/len/", criteria_items.criteria_item_move, {"direction": UP},
        name="criteria_item_up",
    ),
    path(
        "thiet-lap/tieu-chi/dong/<int:pk>/xuong/", criteria_items.criteria_item_move, {"direction": DOWN},
        name="criteria_item_down",
    ),
]  # fmt: skip
