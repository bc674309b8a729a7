"""Reference data of people and bodies, behind the portal's own sign-in."""

from django.contrib import admin

from .enums import Permission
from .models import Person, Unit
from .reference import ReferenceAdmin, may_enter

admin.site.site_header = "Dữ liệu nền"
admin.site.site_title = "Cổng thi đua, khen thưởng phường Lê Chân"
admin.site.index_title = "Danh mục"
admin.site.has_permission = may_enter


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    """Bodies of the ward. Lists of them come in and go out on the page “Nhập từ Excel”."""

    needs = Permission.ACCOUNT_MANAGE
    fixed = ("code",)
    list_display = ["name", "code", "short_name", "parent", "active_from", "active_to"]
    list_select_related = ["parent"]
    search_fields = ["search_text"]
    autocomplete_fields = ["parent"]


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
