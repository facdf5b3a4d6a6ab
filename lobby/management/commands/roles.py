"""`manage.py roles`: the groups of staff and what they may do. Twice is as good as once."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand

from lobby import hosting

ROLES = {
    # They see rooms, who is in them and what is reported; a game's files and settings are its
    # host's.
    "Moderators": (
        *("view_room", "seal_room", "close_room"),
        *("view_peer", "kick_peer"),
        *("view_report", "change_report"),
        *("view_ticket", "view_match"),
        *("view_ban", "add_ban", "delete_ban"),
    ),
    # They keep the site running: its processes and servers, and what all players are told.
    "Operators": (
        *("view_worker", "drain_worker"),
        *("view_notice", "add_notice", "change_notice", "delete_notice"),
        *("view_game", "stop_game"),
        *("view_iceserver", "add_iceserver", "change_iceserver", "delete_iceserver"),
        *("view_figure", "view_connectiontally", "view_room", "close_room"),
    ),
    hosting.GROUP: (),  # Of the admin nothing: their pages are at /host/.
}


class Command(BaseCommand):
    help = "Make the groups of staff, such as Moderators, and give them what they may do."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, permissions in ROLES.items():
            group, _ = Group.objects.get_or_create(name=name)
            own = Permission.objects.filter(
                content_type__app_label="lobby", codename__in=permissions
            )
            group.permissions.set(own)
            self.stdout.write(f"{name}: {', '.join(permissions) or 'publish games at /host/'}")
