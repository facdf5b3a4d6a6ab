"""Publish tokens in the admin: whose they are and when they were used; to delete one revokes it.

Their hashes are nobody's business.
"""

from django.contrib import admin
from django.http import HttpRequest

from lobby.admin.lists import CREATED, moment
from lobby.models import PublishToken

USED = moment("last_used_at", "last used (UTC)")


class PublishTokenAdmin(admin.ModelAdmin):
    list_display = ("name", "game", "made_by", CREATED, USED)
    list_select_related = ("game", "made_by")
    search_fields = ("name", "game__title", "game__slug", "made_by__username")
    ordering = ("-created_at",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = ("name", "game", "made_by", CREATED, USED)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PublishToken | None = None) -> bool:
        return False
