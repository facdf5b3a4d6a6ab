"""The lobby's pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from lobby.models.game import SLUG_PATTERN
from lobby.views import games, home, join, me, play


class SlugConverter(StringConverter):
    regex = SLUG_PATTERN


register_converter(SlugConverter, "game")

app_name = "lobby"
urlpatterns = [
    path("", home.home, name="home"),
    path("rooms/", home.rooms, name="rooms"),
    path("games/<game:slug>/", games.game, name="game"),
    path("games/<game:slug>/cover.svg", games.cover, name="cover"),
    path("games/<game:slug>/open", games.open_room, name="open"),
    path("games/<game:slug>/quick", games.quick, name="quick"),
    path("games/<game:slug>/play", play.play, name="play"),
    path("games/<game:slug>/seat", play.seat, name="seat"),
    path("join/", join.slot, name="slot"),
    path("join/<str:code>", join.invite, name="invite"),
    path("me", me.me, name="me"),
    path("me/", RedirectView.as_view(pattern_name="lobby:me")),
]
