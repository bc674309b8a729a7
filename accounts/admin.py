"""Reference data of people and bodies, behind the portal's own sign-in."""

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import XLSX
from import_export.forms import ExportForm

from . import handover
from .enums import Permission
from .models import Membership, Person, Unit, User
from .reference import ReferenceAdmin, ReferenceInline, may_enter
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
    autocomplete_fields = ["unit", "user"]


class MembershipInline(ReferenceInline):
    """The roles an account holds, where, from when to when. Nobody gives themselves one."""

    model = Membership
    fk_name = "user"
    exclude = ["successor"]
    autocomplete_fields = ["unit"]

    def has_change_permission(self, request, obj=None):
        return obj is None or obj != request.user

    has_delete_permission = has_change_permission

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Accounts with their roles. A new one has no password: its owner sets it with “Quên mật khẩu”.

    Accounts are closed, never deleted: what they did stays theirs. Another address is another owner: see `handover`.
    """

    needs = Permission.ACCOUNT_MANAGE
    fields = ["email", "full_name", "title", "phone", "is_active", "is_staff"]
    list_display = ["full_name", "email", "title", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]
    inlines = [MembershipInline]

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        # Whoever may change the technical account's address could open it by a mailed link.
        return super().has_change_permission(request, obj) and not (
            obj and obj.is_superuser and not request.user.is_superuser
        )

    def get_readonly_fields(self, request, obj=None):
        own = ("email", "is_active", "is_staff") if obj == request.user else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def save_model(self, request, obj, form, change):
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        elif "email" in form.changed_data and form.initial["email"].lower() != obj.email:
            handover.give_new_address(obj, old=form.initial["email"])
        super().save_model(request, obj, form, change)
