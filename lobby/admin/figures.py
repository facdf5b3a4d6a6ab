"""Figures in the admin: the rows as they are kept, and what its first page asks for again."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from lobby.models import Figure
from lobby.overview import chosen, overview


class FigureAdmin(admin.ModelAdmin):
    list_display = ("start", "span", "game", "players", "rooms", "joins", "relays", "errors")
    list_filter = ("span",)
    search_fields = ("game",)
    ordering = ("-start", "span", "game")
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_urls(self) -> list[Any]:
        live = self.admin_site.admin_view(never_cache(self.live))
        return [path("live/", live, name="lobby_figure_live"), *super().get_urls()]

    def live(self, request: HttpRequest) -> JsonResponse:
        """The first page's figures, as JSON. Refuses staff that may not see them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        game, over = chosen(request.GET.get("game", ""), request.GET.get("over", ""))
        return JsonResponse(overview(game=game, over=over))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Figure | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Figure | None = None) -> bool:
        return False
