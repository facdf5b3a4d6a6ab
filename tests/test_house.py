"""The house's own rules: who imports whom, how long a file may be, which settings there are."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    path
    for folder in ("lobby", "signaling_site")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]

# From the roof to the cellar. A module imports its own floor and those below, never up. The
# first prefix that fits tells a module's floor.
FLOORS = [
    ["signaling_site"],
    ["lobby.urls", "lobby.routing"],
    [
        "lobby.accounts",
        "lobby.banned",
        "lobby.admin",
        "lobby.api",
        "lobby.apps",
        "lobby.checks",
        "lobby.doctor",
        "lobby.exports.receiving",
        "lobby.exports.serving",
        "lobby.forms",
        "lobby.game_forms",
        "lobby.management",
        "lobby.live.desk",
        "lobby.live.drawing",
        "lobby.queue_forms",
        "lobby.room_forms",
        "lobby.second_step",
        "lobby.live.panel",
        "lobby.live.rooms",
        "lobby.live.socket",
        "lobby.live.ticket",
        "lobby.signaling.caller",
        "lobby.signaling.consumer",
        "lobby.signaling.extension",
        "lobby.signaling.joining",
        "lobby.signaling.listener",
        "lobby.signaling.resuming",
        "lobby.templatetags",
        "lobby.views",
    ],
    ["lobby.server"],
    ["lobby.worker"],
    ["lobby.chores", "lobby.gatekeeper"],
    ["lobby.presence", "lobby.keeping"],
    ["lobby.matchmaking.figures", "lobby.overview", "lobby.exposition"],
    ["lobby.matchmaking.matcher", "lobby.matchmaking.rounds", "lobby.matchmaking.waiting"],
    ["lobby.privacy"],
    ["lobby.matchmaking.tickets"],
    ["lobby.bans", "lobby.quick", "lobby.upkeep", "lobby.hosting", "lobby.queues"],
    ["lobby.live.feeds"],
    ["lobby.live.reading", "lobby.live.telling"],
    [
        "lobby.chat",
        "lobby.connection_figures",
        "lobby.connections",
        "lobby.figures",
        "lobby.exports",
        "lobby.hostship",
        "lobby.moderation",
        "lobby.pictures",
        "lobby.ringing",
        "lobby.rooms",
        "lobby.seating",
        "lobby.signaling.admission",
        "lobby.tokens",
    ],
    ["lobby.membership", "lobby.matchmaking.results", "lobby.matchmaking.skill"],
    ["lobby.matchmaking.lease", "lobby.matchmaking.settling", "lobby.matchmaking.standings"],
    ["lobby.announce"],
    ["lobby.bulletin"],
    ["lobby.guesses"],
    ["lobby.limits"],
    ["lobby.ledger", "lobby.bus"],
    ["lobby.lines"],
    ["lobby.switchboard"],
    [
        "lobby.covers",
        "lobby.database",
        "lobby.decency",
        "lobby.guests",
        "lobby.ice",
        "lobby.ice_check",
        "lobby.turn_client",
        "lobby.isolation",
        "lobby.lone_lock",
        "lobby.passes",
        "lobby.passwords",
        "lobby.permits",
        "lobby.signaling.lean",
    ],
    ["lobby.addresses", "lobby.models"],
    ["lobby.properties"],
    [
        "lobby.codes",
        "lobby.counting",
        "lobby.errors",
        "lobby.live",
        "lobby.log_lines",
        "lobby.matchmaking",
        "lobby.names",
        "lobby.origins",
        "lobby.signaling",
        "lobby.table",
    ],
    ["lobby"],
]
WITHOUT_DJANGO = [
    "lobby/api/bounds.py",
    "lobby/api/rules.py",
    "lobby/codes.py",
    "lobby/counting.py",
    "lobby/errors.py",
    "lobby/live/changes.py",
    "lobby/exports/pck.py",
    "lobby/log_lines.py",
    "lobby/matchmaking/backfill.py",
    "lobby/matchmaking/drafts.py",
    "lobby/matchmaking/nearness.py",
    "lobby/matchmaking/pairing.py",
    "lobby/matchmaking/rating.py",
    "lobby/matchmaking/teams.py",
    "lobby/matchmaking/terms.py",
    "lobby/names.py",
    "lobby/origins.py",
    "lobby/signaling/carriage.py",
    "lobby/signaling/dialects.py",
    "lobby/signaling/magic.py",
    "lobby/signaling/messages.py",
    "lobby/signaling/relay_only.py",
    "lobby/switchboard.py",
    "lobby/table.py",
    "lobby/turn_client.py",
]
LONGEST_FILE = 300
LONGEST_MEDIAN = 80
LONGEST_FUNCTION = 25


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def floor_of(module: str) -> int:
    for floor, prefixes in enumerate(FLOORS):
        if any(module == prefix or module.startswith(prefix + ".") for prefix in prefixes):
            return floor
    raise AssertionError(f"{module} stands on no floor")


def imports_of(path: Path) -> set[str]:
    """The modules that run when this one is imported, or later; not those for types alone."""
    tree = ast.parse(path.read_text())
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def floor_of_import(name: str) -> int:
    """`from lobby.models import Room` names a thing; its floor is that of the longest prefix."""
    return min(floor_of(name), floor_of(name.rpartition(".")[0] or name))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_points_up(path):
    own = floor_of(name_of(path))
    up = [
        name
        for name in imports_of(path)
        if name.split(".")[0] in ("lobby", "signaling_site") and floor_of_import(name) < own
    ]
    assert not up


@pytest.mark.parametrize("path", WITHOUT_DJANGO)
def test_pure_modules_know_no_django(path):
    roots = {name.split(".")[0] for name in imports_of(ROOT / path)}
    assert not roots & {"django", "channels"}


def test_files_are_short():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in MODULES}
    assert [name for name, length in lengths.items() if length > LONGEST_FILE] == []
    assert statistics.median(length for length in lengths.values() if length) < LONGEST_MEDIAN


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body
            if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                body = body[1:]  # What it says of itself does not count.
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert length < LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_knows(path):
    source = path.read_text()
    assert not source or ast.get_docstring(ast.parse(source))


def test_every_setting_is_explained_with_its_default():
    block = (ROOT / "signaling_site/settings.py").read_text()
    read = set(re.findall(r'"(PLAYLOBBY_\w+)"', block))
    explained = set(
        re.findall(r"^\| `(PLAYLOBBY_\w+)`", (ROOT / "docs/settings.md").read_text(), re.M)
    )
    assert read == explained


def test_the_environment_is_read_in_the_settings_alone():
    readers = [
        name_of(path)
        for path in MODULES
        if re.search(r"os\.environ(?!\.setdefault)|os\.getenv|\bEnv\(", path.read_text())
    ]
    assert readers == ["signaling_site.settings"]
