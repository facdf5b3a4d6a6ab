"""ICE servers in the admin: typed in, switched on and off, and tried for real.

A secret is written here and never shown again.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lobby import ice_check
from lobby.admin.lists import moment
from lobby.models import IceServer

FIELDS = ("kind", "host", "port", "transport", "username", "secret", "enabled", "position")
CHECKED = moment("checked_at", "checked (UTC)")


class IceServerForm(forms.ModelForm):
    secret = forms.CharField(
        label="Secret or password",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"class": "vTextField", "autocomplete": "new-password"}),
        help_text="Never shown again. Leave it empty to keep the one there is. Players get a "
        "password for everybody as it is, a shared secret never.",
    )

    class Meta:
        model = IceServer
        fields = FIELDS
        widgets = {
            "username": forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("secret", None)

    def clean_secret(self) -> str:
        """The secret of one kind is no password of another."""
        typed: str = self.cleaned_data["secret"]
        same = self.cleaned_data.get("kind") == self.instance.kind
        return typed or (self.instance.secret if same else "")


class IceServerAdmin(admin.ModelAdmin):
    form = IceServerForm
    list_display = ("__str__", "enabled", "position", "outcome", CHECKED)
    sortable_by = ()
    show_full_result_count = False
    readonly_fields = ("outcome", CHECKED)
    actions = ("check_servers", "switch_on", "switch_off")

    def get_fields(self, request: HttpRequest, obj: IceServer | None = None) -> Any:
        """Who may only look is not shown what may only be written."""
        if obj is None:
            return FIELDS
        may = self.has_change_permission(request, obj)
        written = FIELDS if may else [name for name in FIELDS if name != "secret"]
        return [*written, *self.readonly_fields]

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lobby.check_iceserver")

    def save_model(self, request: HttpRequest, obj: IceServer, form: Any, change: bool) -> None:
        """What came of an older check says nothing of another address or secret."""
        if set(form.changed_data) - {"enabled", "position"}:
            obj.checked_at, obj.check_ms, obj.check_words = None, None, ""
        super().save_model(request, obj, form, change)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        may = {"may_check": self.has_check_permission(request)}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | may)

    def response_add(
        self, request: HttpRequest, obj: IceServer, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._checked(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: IceServer) -> HttpResponse:
        return self._checked(request, obj) or super().response_change(request, obj)

    @admin.action(permissions=["check"], description="Check: ask each for a relay now")
    def check_servers(self, request: HttpRequest, queryset: QuerySet[IceServer]) -> None:
        self._check(request, list(queryset))

    @admin.action(permissions=["change"], description="Switch on")
    def switch_on(self, request: HttpRequest, queryset: QuerySet[IceServer]) -> None:
        self._switch(request, queryset, on=True)

    @admin.action(permissions=["change"], description="Switch off")
    def switch_off(self, request: HttpRequest, queryset: QuerySet[IceServer]) -> None:
        self._switch(request, queryset, on=False)

    @admin.display(description="last check")
    def outcome(self, server: IceServer) -> str:
        time = "" if server.check_ms is None else f" {server.check_ms} ms."
        return f"{server.check_words}{time}" or "–"

    def _switch(self, request: HttpRequest, servers: QuerySet[IceServer], *, on: bool) -> None:
        word = f"Switched {'on' if on else 'off'}"
        for server in servers.exclude(enabled=on):
            server.enabled = on
            server.save(update_fields=["enabled"])
            self.log_change(request, server, f"{word}.")
            self.message_user(request, f"{word}: {server}", messages.SUCCESS)

    def _checked(self, request: HttpRequest, server: IceServer) -> HttpResponse | None:
        """Back to the server's page with what came of it, if that was asked for."""
        if "_check" not in request.POST or not self.has_check_permission(request):
            return None
        self._check(request, [server])
        return redirect(reverse("admin:lobby_iceserver_change", args=[server.pk]))

    def _check(self, request: HttpRequest, servers: list[IceServer]) -> None:
        for server, outcome in zip(servers, ice_check.check(servers=servers), strict=True):
            level = messages.ERROR if outcome.ms is None else messages.SUCCESS
            self.message_user(request, f"{server}: {self.outcome(server)}", level)
