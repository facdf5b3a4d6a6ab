"""`manage.py doctor`: looks at a running site from within and without, in plain words."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from lobby.doctor import configuration, front, stores
from lobby.doctor.asking import Visitor
from lobby.doctor.finding import Finding, wrong


class Command(BaseCommand):
    help = "Tell what is wrong with this site, and the remedy. Exit code 1: something breaks."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", default="", help="dial this address, whatever the site's names lead to"
        )

    def handle(self, *args: Any, at: str, **options: Any) -> None:
        visitor = Visitor(at)
        outside = {name: partial(check, visitor) for name, check in front.CHECKS.items()}
        checks = configuration.CHECKS | stores.CHECKS | outside
        breaks = 0
        for name, check in checks.items():
            found = _run(check)
            if not found:
                self.stdout.write(f"ok      {name}")
            for finding in found:
                breaks += finding.breaks
                grade = "BREAKS" if finding.breaks else "beware"
                self.stdout.write(f"{grade}  {name}: {finding.words} → {finding.remedy}")
        self.stdout.write(f"{len(checks)} checks; {breaks or 'nothing'} would break.")
        if breaks:
            sys.exit(1)


def _run(check: Callable[[], list[Finding]]) -> list[Finding]:
    """Without a database that can be asked, much stays unknown, which is not well."""
    try:
        return check()
    except DatabaseError:
        return wrong("The database could not be asked.", "See what “database” says.")
