"""Games in the admin: what a host says of them, their cover, and which build is live."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lobby import addresses, hosting
from lobby.admin import acts
from lobby.admin.game_form import GameForm
from lobby.admin.lists import CREATED
from lobby.exports import builds
from lobby.models import Game, Peer, Room

DETAILS = ("title", "slug", "description")
SEATS = ("topology", "seats", "when_host_leaves", "properties", "chat")
DOOR = ("native_clients", "allowed_origins", "embeddable")
CONNECTIONS = ("ice_policy", "shim", "signaling_addresses")
PEOPLE = ("owner", "editors")
COVER = ("cover_now", "new_cover", "no_cover")
BUILD = ("live", "living_rooms", "builds_link")


class GameAdmin(admin.ModelAdmin):
    form = GameForm
    list_display = (
        "title",
        "page",
        "topology",
        "seats",
        "live_number",
        "living_rooms",
        "stopped",
        CREATED,
    )
    list_filter = ("topology",)
    search_fields = ("title", "slug")
    ordering = ("title",)
    sortable_by = ("title", CREATED)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ("cover_now", "living_rooms", "builds_link")
    actions = ("stop_games", "resume_games")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Game]:
        """With the `living` rooms of each, which are few."""
        living = Room.objects.living().only("game")
        games: QuerySet[Game] = super().get_queryset(request)
        return games.select_related("cover", "live_build").prefetch_related(
            Prefetch("rooms", queryset=living, to_attr="living")
        )

    def has_stop_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lobby.stop_game")

    def get_actions(self, request: HttpRequest) -> Any:
        """Games are deleted one by one, with what belongs to them."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    @admin.action(permissions=["stop"], description="Stop with a reason…")
    def stop_games(self, request: HttpRequest, queryset: QuerySet[Game]) -> HttpResponse | None:
        games = [*queryset]
        form = acts.WordsForm(request.POST if "words" in request.POST else None, required=True)
        if form.is_valid():
            ended = sum(acts.stop(request, game, form.cleaned_data["words"]) for game in games)
            told = f"{len(games)} stopped, {ended} rooms closed."
            self.message_user(request, told, messages.SUCCESS)
            return None
        return acts.ask(
            self,
            request,
            title="Stop games",
            on=[f"{game}: {len(game.living)} rooms now" for game in games],  # type: ignore[attr-defined]
            button="Stop",
            form=form,
            hidden={"action": ["stop_games"], ACTION_CHECKBOX_NAME: [game.pk for game in games]},
            back=reverse("admin:lobby_game_changelist"),
        )

    @admin.action(permissions=["stop"], description="Let go on")
    def resume_games(self, request: HttpRequest, queryset: QuerySet[Game]) -> None:
        stopped = [*queryset.exclude(stopped="")]
        for game in stopped:
            acts.resume(request, game)
        self.message_user(request, f"{len(stopped)} go on.", messages.SUCCESS)

    def get_fieldsets(self, request: HttpRequest, obj: Game | None = None) -> Any:
        """A new game has no builds to choose from yet."""
        fieldsets = [
            (None, {"fields": DETAILS}),
            ("Rooms", {"fields": SEATS}),
            ("Who may join", {"fields": DOOR}),
            ("How players connect", {"fields": CONNECTIONS}),
            ("Whose it is", {"fields": PEOPLE}),
            ("Cover", {"fields": COVER}),
        ]
        return fieldsets + ([("Build", {"fields": BUILD})] if obj else [])

    def get_readonly_fields(self, request: HttpRequest, obj: Game | None = None) -> Any:
        """The slug is the game's origin: with another one its players lose what they saved."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Game, form: Any, change: bool) -> None:
        """Of an old game only what was changed here: somebody may have published meanwhile."""
        chosen = form.cleaned_data
        cover = {"new_cover": chosen["new_cover"], "no_cover": chosen["no_cover"]}
        if not change:
            obj.save()
        hosting.change_game(game=obj, changed=form.changed_fields, **cover)
        if "live" in form.changed_data:
            builds.put_live(game=obj, build=chosen["live"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who edits it no more takes along the tokens they made."""
        before = set(form.instance.editors.all()) if change else set()
        super().save_related(request, form, formsets, change)
        for editor in before - set(form.instance.editors.all()):
            hosting.remove_editor(game=form.instance, editor=editor)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whoever may delete a game may delete what belongs to it; told in numbers, not in rows."""
        games = [game.pk for game in objs]
        counts = {
            "games": len(games),
            "builds": sum(game.builds.count() for game in objs),
            "rooms": Room.objects.filter(game__in=games).count(),
            "players": Peer.objects.filter(room__game__in=games).count(),
        }
        return [str(game) for game in objs], counts, set(), []

    def delete_model(self, request: HttpRequest, obj: Game) -> None:
        hosting.delete_game(game=obj)

    def view_on_site(self, obj: Game) -> str | None:
        """A game without a live build is on no page."""
        if obj.live_build_id is None:
            return None
        return reverse("lobby:game", args=[obj.slug])

    @admin.display(description="page", ordering="slug")
    def page(self, game: Game) -> SafeString | str:
        if game.live_build_id is None:
            return game.slug
        return format_html(
            '<a href="{}">{}</a>', reverse("lobby:game", args=[game.slug]), game.slug
        )

    @admin.display(description="live build")
    def live_number(self, game: Game) -> int | None:
        return game.live_build.number if game.live_build else None

    @admin.display(description="rooms now")
    def living_rooms(self, game: Game) -> SafeString:
        address = reverse("admin:lobby_room_changelist")
        count = len(game.living)  # type: ignore[attr-defined]
        return format_html('<a href="{}?game__id__exact={}">{}</a>', address, game.pk, count)

    @admin.display(description="all builds")
    def builds_link(self, game: Game) -> SafeString:
        address = reverse("admin:lobby_build_changelist")
        return format_html('<a href="{}?q={}">All builds of {}</a>', address, game.slug, game)

    @admin.display(description="Cover")
    def cover_now(self, game: Game) -> SafeString | str:
        if game.cover is None:
            return "None: pages show the export’s own picture, else a floor laid from the slug."
        address = addresses.blob_url(game.cover.small_id, "cover.webp")
        return format_html('<img src="{}" alt="" width="240" height="160">', address)
