"""The lobby, as Django knows it."""

from django.apps import AppConfig


class LobbyConfig(AppConfig):
    name = "lobby"
