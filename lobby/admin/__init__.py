"""Django's admin, as far as it knows the lobby."""

from django.contrib import admin

from lobby.admin.games import BuildAdmin, GameAdmin
from lobby.admin.rooms import RoomAdmin
from lobby.models import Build, Game, Room

admin.site.register(Game, GameAdmin)
admin.site.register(Build, BuildAdmin)
admin.site.register(Room, RoomAdmin)
