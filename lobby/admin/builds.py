"""Builds in the admin: what was read from an export. They are published, not typed."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lobby import addresses
from lobby.admin.lists import CREATED
from lobby.models import Build, Room
from lobby.sizes import megabytes


class BuildAdmin(admin.ModelAdmin):
    list_display = (
        "__str__",
        "live",
        "engine",
        "threads",
        "extensions",
        "bytes",
        "files_count",
        CREATED,
    )
    list_filter = ("threads", "extensions", "engine")
    search_fields = ("game__title", "game__slug")
    ordering = ("-pk",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = (
        "game",
        "number",
        "live",
        "preview",
        "engine",
        "threads",
        "extensions",
        "bytes",
        "files_count",
        "entry",
        CREATED,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Build]:
        builds: QuerySet[Build] = super().get_queryset(request).select_related("game")
        return builds.annotate(files_count=Count("files"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Build | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Build | None = None) -> bool:
        """Not the live one: make another live first."""
        live = obj is not None and obj.game.live_build_id == obj.pk
        return not live and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A room stays on the build it was opened on: those who come later load that one too."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        rooms = Room.objects.living().filter(build__in=[build.pk for build in objs])
        told = [_in_use(room) for room in rooms.select_related("build__game")]
        return deleted, counts, lacking, [*protected, *told]

    @admin.display(boolean=True)
    def live(self, build: Build) -> bool:
        return build.game.live_build_id == build.pk

    @admin.display(description="size")
    def bytes(self, build: Build) -> str:
        return megabytes(build.size)

    @admin.display(description="files")
    def files_count(self, build: Build) -> int:
        return build.files_count  # type: ignore[attr-defined,no-any-return]

    @admin.display(description="try it alone")
    def preview(self, build: Build) -> SafeString:
        address = addresses.build_url(build)
        return format_html('<a href="{0}" target="_blank" rel="noopener">{0}</a>', address)


def _in_use(room: Room) -> SafeString:
    return format_html(
        'Room <a href="{}">{}</a>, which is open on {}: close it first, or wait for its end.',
        reverse("admin:lobby_room_change", args=[room.pk]),
        room.code,
        room.build,
    )
