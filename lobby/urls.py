"""The lobby's pages."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from lobby.models.game import SLUG_PATTERN
from lobby.views import data, games, home, join, match, me, play, queues, room
from lobby.views.host import connections, desk, people, settings, tokens
from lobby.views.host import games as hosted
from lobby.views.host import queues as host_queues


class SlugConverter(StringConverter):
    regex = SLUG_PATTERN


register_converter(SlugConverter, "game")

# `new` has no slash at its end, so a game may be called that.
host = [
    path("", hosted.games, name="host"),
    path("new", hosted.new, name="host-new"),
    path("<game:slug>/", desk.desk, name="host-desk"),
    path("<game:slug>/uploads", desk.uploads, name="host-uploads"),
    path("<game:slug>/uploads/<str:key>/discard", desk.discard, name="host-discard"),
    path("<game:slug>/permit", desk.permit, name="host-permit"),
    path("<game:slug>/builds/<int:number>/live", desk.put_live, name="host-live"),
    path("<game:slug>/builds/<int:number>/delete", desk.delete_build, name="host-delete-build"),
    path("<game:slug>/settings", settings.settings, name="host-settings"),
    path("<game:slug>/off", settings.take_off, name="host-off"),
    path("<game:slug>/delete", settings.delete, name="host-delete"),
    path("<game:slug>/tokens", tokens.listed, name="host-tokens"),
    path("<game:slug>/tokens/<int:token>/revoke", tokens.revoke, name="host-revoke"),
    path("<game:slug>/connections", connections.connections, name="host-connections"),
    path("<game:slug>/queues", host_queues.listed, name="host-queues"),
    path("<game:slug>/queues/<game:queue>", host_queues.change, name="host-queue"),
    path("<game:slug>/queues/<game:queue>/switch", host_queues.switch, name="host-switch-queue"),
    path("<game:slug>/queues/<game:queue>/delete", host_queues.delete, name="host-delete-queue"),
    path("<game:slug>/people", people.people, name="host-people"),
    path("<game:slug>/people/<int:editor>/remove", people.remove, name="host-remove"),
]

# What players do in a room.
acts = [
    path("ready", room.ready, name="ready"),
    path("hidden", room.hide, name="hidden"),
    path("say", room.say, name="say"),
    path("report", room.report, name="report"),
    path("settings", room.settings, name="room-settings"),
    path("start", room.start, name="start"),
    path("seal", room.seal, name="seal"),
    path("kick", room.kick, name="kick"),
    path("hand-over", room.hand_over, name="hand-over"),
]

app_name = "lobby"
urlpatterns = [
    path("", home.home, name="home"),
    path("rooms/", home.rooms, name="rooms"),
    path("games/<game:slug>/", games.game, name="game"),
    path("games/<game:slug>/cover.svg", games.cover, name="cover"),
    path("games/<game:slug>/open", games.open_room, name="open"),
    path("games/<game:slug>/match", match.match, name="match"),
    path("games/<game:slug>/leaderboard/<game:queue>", queues.leaderboard, name="leaderboard"),
    path("party/<str:token>", queues.party, name="party"),
    path("games/<game:slug>/play", play.play, name="play"),
    path("games/<game:slug>/seat", play.seat, name="seat"),
    path("games/<game:slug>/rooms/<str:code>/", include(acts)),
    path("join/", join.slot, name="slot"),
    path("join/<str:code>", join.invite, name="invite"),
    path("host/", include(host)),
    path("me", me.me, name="me"),
    path("me/data", data.data, name="data"),
    path("me/data.json", data.download, name="data-download"),
    path("me/data/deleted", data.deleted, name="data-deleted"),
    path("me/", RedirectView.as_view(pattern_name="lobby:me")),
]
