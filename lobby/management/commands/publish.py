"""`manage.py publish`: a Godot web export becomes a game's live build."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.urls import reverse

from lobby.errors import Refusal
from lobby.exports.publishing import publish
from lobby.exports.report import WARNING
from lobby.models import Build, Topology

ANY = "any"


class Command(BaseCommand):
    help = "Publish a Godot web export (a zip or a folder) as the live build of a game."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the game's name in addresses; a new one makes a game")
        parser.add_argument("source", type=Path, help="the zip or folder that Godot exported")
        parser.add_argument("--title")
        parser.add_argument("--description")
        parser.add_argument("--seats", type=int, help="the most seats a room may have")
        parser.add_argument(
            "--topology",
            choices=[*Topology.values, ANY],
            help=f"{ANY}: whoever opens a room chooses",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("slug", "source", "title", "description", "seats", "topology")
        given = {name: options[name] for name in names}
        if given["topology"] == ANY:
            given["topology"] = ""
        try:
            build = publish(**given)
        except Refusal as refusal:
            raise CommandError(refusal.words) from None
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database is not ready ({error}). Run: migrate") from None
        self.stdout.write(f"{build.game.title}, build {build.number}: {_facts(build)}")
        page = settings.SITE_ORIGIN + reverse("lobby:game", args=[build.game.slug])
        self.stdout.write(f"Its page: {page}")
        for kind, words in build.report:
            self.stdout.write(f"Warning: {words}" if kind == WARNING else words)


def _facts(build: Build) -> str:
    engine = f"Godot {build.engine}" if build.engine else "a Godot of unknown version"
    threads = "with threads" if build.threads else "without threads"
    extensions = ", with extensions" if build.extensions else ""
    files = build.files.count()
    return f"{engine} {threads}{extensions}, {files} files, {build.size / 1e6:.1f} MB"
