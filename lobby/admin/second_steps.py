"""Second steps of log-ins in the admin: who has one. To remove one helps who has lost the phone;
the secrets are shown to nobody."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lobby import second_step
from lobby.admin.lists import CREATED, moment


class SecondStepAdmin(admin.ModelAdmin):
    list_display = fields = readonly_fields = (
        "user", "type", CREATED, moment("last_used_at", "last used (UTC)")
    )  # fmt: skip
    list_select_related = ("user",)
    search_fields = ("user__username",)
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        second_step.remove(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        for step in queryset.select_related("user"):
            second_step.remove(step.user)
