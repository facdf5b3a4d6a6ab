"""Workers in the admin: which are alive, since when; each can be told to drain and stop."""

import signal

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lobby.admin import acts
from lobby.admin.lists import moment
from lobby.bus import bus
from lobby.models import Worker
from lobby.switchboard import switchboard


class WorkerAdmin(admin.ModelAdmin):
    list_display = (
        "name",
        moment("started_at", "started (UTC)"),
        moment("alive_until", "alive until (UTC)"),
    )
    ordering = ("started_at",)
    sortable_by = ()
    fields = readonly_fields = list_display
    actions = ("drain",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Worker | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Worker | None = None) -> bool:
        return False

    def has_drain_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lobby.drain_worker")

    @admin.action(permissions=["drain"], description="Drain and stop…")
    def drain(self, request: HttpRequest, queryset: QuerySet[Worker]) -> HttpResponse | None:
        """It ends as when its machine tells it to; whatever keeps it running starts it again."""
        if "sure" in request.POST:
            for worker in queryset:
                acts.log(request, worker, "Drained")
                stop(worker.name)
            self.message_user(request, f"{len(queryset)} told to stop.", messages.SUCCESS)
            return None
        return acts.ask(
            self,
            request,
            title="Drain workers",
            on=[
                *(worker.name for worker in queryset),
                "Their players are led to the other workers, or come back once they run again: "
                "systemd starts them anew.",
            ],
            button="Drain and stop",
            hidden={
                "action": ["drain"],
                "sure": [1],
                ACTION_CHECKBOX_NAME: [worker.pk for worker in queryset],
            },
            back=reverse("admin:lobby_worker_changelist"),
        )


def stop(worker: str) -> None:
    if worker == switchboard.worker:
        signal.raise_signal(signal.SIGTERM)
    else:
        bus.stop_worker(worker)
