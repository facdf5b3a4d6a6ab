"""`manage.py player export|delete`: what the site has of somebody who cannot ask for it alone."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from lobby.errors import Refusal
from lobby.privacy import erasure, personal


class Command(BaseCommand):
    help = "Write down, or delete, all that there is of a player or an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("export", "delete"))
        parser.add_argument("who", help="A username, an e-mail address, or a player’s id.")
        parser.add_argument("--yes", action="store_true", help="Delete, rather than count.")

    def handle(self, *args: Any, **options: Any) -> None:
        who = personal.find(options["who"])
        if who is None:
            raise CommandError(f"Nobody is known by “{options['who']}”.")
        if options["act"] == "export":
            told = personal.export(who)
            self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            return
        try:
            erasure.check(who)
            for name, count in personal.counts(who).items():
                self.stdout.write(f"{name}: {count}")
            if not options["yes"]:
                raise CommandError("Nothing was deleted. Say --yes, and it is, for ever.")
            erasure.erase(who)
        except Refusal as refusal:
            raise CommandError(refusal.words) from None
        self.stdout.write("Deleted.")
