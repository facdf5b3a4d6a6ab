"""Reports in the admin: lines of chats that players found wrong, until a moderator settles them."""

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lobby.admin.lists import moment
from lobby.admin.peers import seats_of
from lobby.models import Peer, Report

SAID, REPORTED = moment("said_at", "written (UTC)"), moment("reported_at", "reported (UTC)")
# What its reader was called in that room.
READER = Peer.objects.filter(room=OuterRef("room"), player=OuterRef("reported_by")).order_by("-pk")


class ReportAdmin(admin.ModelAdmin):
    list_display = ("text", "writer", "room_link", SAID, "reader", REPORTED, "settled")
    list_filter = ("settled",)
    list_select_related = ("room",)
    search_fields = ("text", "name")
    ordering = ("settled", "-pk")
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    fields = list_display
    readonly_fields = list_display[:-1]
    actions = ("settle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """With the `reader_name` of each."""
        reports: QuerySet[Report] = super().get_queryset(request)
        return reports.annotate(reader_name=Subquery(READER.values("name")[:1]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    @admin.action(permissions=["change"], description="Settle: nothing is left to do")
    def settle(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        reports = [*queryset.filter(settled=False)]
        Report.objects.filter(pk__in=[report.pk for report in reports]).update(settled=True)
        for report in reports:
            self.log_change(request, report, "Settled.")
        self.message_user(request, f"{len(reports)} settled.", messages.SUCCESS)

    @admin.display(description="written by")
    def writer(self, report: Report) -> SafeString | str:
        return seats_of(report.player, report.name)

    @admin.display(description="reported by")
    def reader(self, report: Report) -> SafeString | str:
        return seats_of(report.reported_by, report.reader_name)  # type: ignore[attr-defined]

    @admin.display(description="room")
    def room_link(self, report: Report) -> SafeString | str:
        if report.room is None:
            return "–"
        address = reverse("admin:lobby_room_change", args=[report.room.pk])
        return format_html('<a class="code" href="{}">{}</a>', address, report.room.code)
