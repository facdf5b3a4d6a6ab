"""`manage.py pack`: a Godot project becomes a web export that can be published."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lobby.exports import engine, pack


class Command(BaseCommand):
    help = "Make a web export of a Godot project, without the Godot editor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=Path, help="the folder with project.godot")
        parser.add_argument("out", type=Path, help="a .zip to write, or a folder")
        parser.add_argument("--template", type=Path, help="web_nothreads_release.zip of your Godot")
        parser.add_argument("--title", help="the page's title; default: the project's name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = pack.pack(
                project=options["project"],
                out=options["out"],
                engine=_engine(options["template"]),
                title=options["title"],
            )
        except (engine.EngineError, pack.PackError, OSError) as error:
            raise CommandError(str(error)) from error
        for name, size in made.items():
            self.stdout.write(f"{size:>12,}  {name}")
        total = sum(made.values()) / 1e6
        self.stdout.write(f"{options['out']}: {len(made)} files, {total:.1f} MB unpacked")


def _engine(template: Path | None) -> dict[str, bytes]:
    if template:
        return engine.from_template(template)
    return engine.from_folder(engine.fetch(Path(settings.DATA_DIR) / "engines"))
