"""The administration site: accounts are kept here, business records are only looked at.

Nothing of the business is written past the workflow, not even by a superuser.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group as PermissionGroup
from django.db import connection, models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from advocacy.models import Event, History, OptOut, Person, Role, User
from advocacy.workflow.effects.checks import time_zones


def is_admin(request: HttpRequest) -> bool:
    """Whether the person at the keyboard is an administrator who may sign in."""
    user = request.user
    return user.is_authenticated and user.is_active and user.role == Role.ADMIN


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and shows rows of one kind; there is no way to write one."""

    actions = None
    list_display = ("__str__", "pk")
    list_per_page = 50
    list_select_related = True
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Names where there are any."""
        named = {"name", "title", "registry_number", "nct_number"}
        return [field.name for field in self.model._meta.fields if field.name in named]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All but what would tell how to reach somebody who opted out."""
        hides = HIDES.get(self.model)
        hidden = hides(obj) if hides and obj is not None else ()
        return [name for name in super().get_fields(request, obj) if name not in hidden]


def of_person(person: Person) -> tuple[str, ...]:
    """Ways to reach a person, while she or her group is opted out."""
    return ("email", "phone") if OptOut.objects.standing().binding(person).exists() else ()


def of_history(row: History) -> tuple[str, ...]:
    """The same in what was written of her, also once she is erased."""
    if row.table_name != Person._meta.db_table:
        return ()
    person = Person.objects.filter(pk=row.row_id).first() if row.row_id else None
    return ("old", "new") if person is None or of_person(person) else ()


def of_event(event: Event) -> tuple[str, ...]:
    """What an edit of a person told."""
    return ("data",) if event.kind == "edit_person" else ()


HIDES: dict[type[models.Model], Callable[[Any], tuple[str, ...]]] = {
    Person: of_person, History: of_history, Event: of_event,
}  # fmt: skip


class AccountFields(forms.ModelForm):
    """What both forms of an account check."""

    def clean_email(self) -> str:
        """Keep addresses in small letters, each once."""
        email = str(self.cleaned_data["email"]).lower()
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(
                _("Somebody signs in with this address already. Open that account.")
            )
        return email

    def clean_time_zone(self) -> str:
        """Refuse a zone that nobody knows."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in time_zones():
            raise forms.ValidationError(
                _("“%(zone)s” is no time zone. Use one such as America/New_York or Europe/Berlin."),
                params={"zone": zone},
            )
        return zone

    def clean_with_subsidiaries(self) -> bool:
        """Only who looks in for a sponsor can look in for its subsidiaries."""
        chosen = bool(self.cleaned_data["with_subsidiaries"])
        if chosen and self.cleaned_data.get("role", self.instance.role) != Role.SPONSOR_VIEWER:
            raise forms.ValidationError(
                _("Only a sponsor’s viewer sees subsidiaries. Untick it, or change the role.")
            )
        return chosen


class NewAccountForm(AccountFields, AdminUserCreationForm):
    """A new account with its first password, or without one for sign-in elsewhere."""

    class Meta:
        model = User
        fields = ("email", "name", "role", "sponsor", "with_subsidiaries", "time_zone")


class AccountForm(AccountFields, UserChangeForm):
    """An account as it stands; the password has a page of its own."""

    class Meta:
        model = User
        fields = (
            "email", "name", "role", "sponsor", "with_subsidiaries", "time_zone", "is_active",
            "password",
        )  # fmt: skip


class AccountAdmin(UserAdmin):
    """Administrators give accounts and roles; accounts are switched off, never deleted."""

    form = AccountForm
    add_form = NewAccountForm
    actions = None
    ordering = ("name",)
    list_display = ("email", "name", "role", "sponsor", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("sponsor",)
    search_fields = ("email", "name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "time_zone")}),
        (_("Role"), {"fields": ("role", "sponsor", "with_subsidiaries", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("email", "name", "time_zone", "role", "sponsor", "with_subsidiaries"),
            },
        ),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody takes away the own role, so that one administrator is always left."""
        own = (
            ("role", "sponsor", "with_subsidiaries", "is_active")
            if obj is not None and obj == request.user
            else ()
        )
        return (*super().get_readonly_fields(request, obj), *own)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Name who did it for the row history."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pagcrm.actor', %s, true),"
                " set_config('pagcrm.reason', 'account changed', true)",
                [str(request.user.pk)],
            )
        super().save_model(request, obj, form, change)


def register(model: type[models.Model]) -> None:
    """Give each model of the product its place on the site."""
    admin.site.register(model, AccountAdmin if model is User else ReadOnlyAdmin)


for business_model in apps.get_app_config("advocacy").get_models():
    if business_model._meta.managed:
        register(business_model)
if admin.site.is_registered(PermissionGroup):
    admin.site.unregister(PermissionGroup)
