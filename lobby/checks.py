"""What `manage.py check --deploy` says of the settings; `manage.py doctor` looks further."""

from collections.abc import Callable
from typing import Any

from django.core import checks

from lobby.doctor import configuration
from lobby.doctor.finding import Finding


def register() -> None:
    for name, check in configuration.CHECKS.items():
        label = f"playlobby.{name.replace(' ', '_')}"
        checks.register(_as_django_has_it(check, label), checks.Tags.security, deploy=True)


def _as_django_has_it(check: Callable[[], list[Finding]], label: str) -> Any:
    def run(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
        return [
            (checks.Error if found.breaks else checks.Warning)(
                found.words, hint=found.remedy, id=label
            )
            for found in check()
        ]

    return run
