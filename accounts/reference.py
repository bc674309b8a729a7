"""What every page of the reference-data admin shares: who may enter and change, and the line in the portal's log."""

from django.contrib import admin
from django.db import models
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest

from core import audit

from .enums import Permission
from .permissions import has_permission


def may_enter(request: HttpRequest) -> bool:
    """Staff who set the movement up; the technical superuser of a new installation too."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return False
    return user.is_superuser or has_permission(user, Permission.SETTINGS_EDIT)


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data behind one named permission; the stock permission tables play no part.

    Every change is written to the portal's own log besides the admin's. A row something rests on cannot be deleted: its
    foreign keys protect it.
    """

    needs = Permission.SETTINGS_EDIT
    list_per_page = 50
    # Columns fixed once the row exists, because files and rows refer to them.
    fixed: tuple[str, ...] = ()

    def _may(self, request: HttpRequest) -> bool:
        return may_enter(request) and (request.user.is_superuser or has_permission(request.user, self.needs))

    def has_module_permission(self, request):
        return self._may(request)

    def has_view_permission(self, request, obj=None):
        return self._may(request)

    def has_add_permission(self, request):
        return self._may(request)

    def has_change_permission(self, request, obj=None):
        return self._may(request)

    def has_delete_permission(self, request, obj=None):
        return self._may(request)

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *(self.fixed if obj else ()))

    def construct_change_message(self, request, form, formsets, add=False):
        # The one place that still knows what stood there before; the log's row is written a moment later.
        form.instance._changes_to_log = _changes(form, formsets or [])
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, obj, message):
        _note("add", obj, request)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        _note("change", obj, request)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            _note("delete", obj, request)
        return super().log_deletions(request, queryset)


class ReferenceInline(admin.TabularInline):
    """Rows inside their owner's page; whoever may change the owner may change them."""

    extra = 0

    def has_view_permission(self, request, obj=None):
        return True

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return True


def _note(action: str, obj: models.Model, request: HttpRequest) -> None:
    audit.record(action, obj, by=request.user, changes=obj.__dict__.pop("_changes_to_log", {}))


def _changes(form: ModelForm, formsets: list[BaseModelFormSet]) -> dict[str, list]:
    """Before and after of each field of the page; rows inside it by what they are called."""
    found = {name: _pair(form, name) for name in form.changed_data}
    for formset in formsets:
        kind = formset.model._meta.verbose_name
        for row in formset.new_objects:
            found[f"{kind} {row}"] = ["", "thêm"]
        for row, names in formset.changed_objects:
            inner = next(item for item in formset.initial_forms if item.instance == row)
            for name in names:
                found[f"{kind} {row}: {inner.fields[name].label or name}"] = _pair(inner, name)
        for row in formset.deleted_objects:
            found[f"{kind} {row}"] = [str(row), "xóa"]
    return found


def _pair(form: ModelForm, name: str) -> list:
    """What a field showed and what was sent, in words."""
    field, before = form.fields[name], form.initial.get(name)
    after = form.cleaned_data.get(name)
    choices = dict(getattr(field, "choices", ()) or ()) if not hasattr(field, "queryset") else {}
    if hasattr(field, "queryset") and before is not None:
        keys = before if isinstance(before, list | tuple) else [before]
        keys = [getattr(key, "pk", key) for key in keys]
        before = list(field.queryset.model._base_manager.filter(pk__in=keys))

    def words(value):
        # A field of several choices holds a list.
        return [choices.get(each, each) for each in value] if isinstance(value, list) else choices.get(value, value)

    return [words(before), words(after)]
