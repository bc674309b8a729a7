"""Reference data of people and bodies, behind the portal's own sign-in."""

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import XLSX
from import_export.forms import ExportForm

from .enums import Permission
from .models import Person, Unit
from .reference import ReferenceAdmin, may_enter
from .resources import UnitResource

admin.site.site_header = "Dữ liệu nền"
admin.site.site_title = "Cổng thi đua, khen thưởng phường Lê Chân"
admin.site.index_title = "Danh mục"
admin.site.has_permission = may_enter


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin, ImportExportModelAdmin):
    """Bodies of the ward, also in and out of Excel."""

    needs = Permission.ACCOUNT_MANAGE
    resource_classes = [UnitResource]
    formats = [XLSX]
    # All columns or none: the form that picks them names them by attribute, in English.
    export_form_class = ExportForm
    fixed = ("code",)
    list_display = ["name", "code", "short_name", "parent", "active_from", "active_to"]
    list_select_related = ["parent"]
    search_fields = ["search_text"]
    autocomplete_fields = ["parent"]

    def has_import_permission(self, request):
        return self._may(request)

    def has_export_permission(self, request):
        return self._may(request)


@admin.register(Person)
class PersonAdmin(ReferenceAdmin):
    """People who may report or be nominated, with or without an account."""

    needs = Permission.ACCOUNT_MANAGE
    list_display = ["full_name", "position", "unit", "user"]
    list_select_related = ["unit", "user"]
    search_fields = ["search_text"]
    autocomplete_fields = ["unit"]
    # Whose account it is decides who may write for the person: that is the pages' to set.
    readonly_fields = ["user"]
