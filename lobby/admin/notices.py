"""Notices in the admin: what all players read at the top of their pages, at once."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from lobby.admin.lists import moment
from lobby.admin.moments import UNTIL
from lobby.bulletin import bulletin
from lobby.models import Notice


class NoticeAdmin(admin.ModelAdmin):
    list_display = ("words", moment("made_at", "told (UTC)"), moment("until", "until (UTC)"))
    fields = ("words", "until")
    formfield_overrides = UNTIL
    ordering = ("-pk",)
    sortable_by = ()

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        obj.made_by_id = obj.made_by_id or request.user.pk
        obj.save()
        bulletin.post()

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Notice) -> None:
        obj.delete()
        bulletin.post()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        queryset.delete()
        bulletin.post()
