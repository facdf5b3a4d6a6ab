"""Connections in the admin: figures of all games, or of what is filtered, above the counts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from lobby.connection_figures import figures
from lobby.models import ConnectionTally


class ConnectionTallyAdmin(admin.ModelAdmin):
    list_display = ("day", "game", "browser", "outcome", "protocol", "stage", "within", "count")
    list_filter = ("outcome", "browser", "game")
    list_select_related = ("game",)
    ordering = ("-day", "game", "browser", "outcome")
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        context: dict[str, Any] = getattr(answer, "context_data", None) or {}
        if "cl" in context:
            context["figures"] = figures(context["cl"].queryset)
        return answer

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ConnectionTally | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ConnectionTally | None = None
    ) -> bool:
        return False
