"""What a game declares that its rooms may choose."""

import pytest
from django.core.exceptions import ValidationError

from lobby import properties, quick, rooms
from lobby.errors import Refusal
from lobby.properties import Property

LINES = """
Mode: Duel, Teams, Free for all
Rounds: 1 to 9, usually 3
Friendly fire: no or yes
Motto: text
"""


def test_lines_declare_properties():
    mode, rounds, fire, motto = properties.declared(LINES)
    assert mode == Property("mode", "Mode", "choice", "Duel", ("Duel", "Teams", "Free for all"))
    assert rounds == Property("rounds", "Rounds", "number", 3, least=1, most=9)
    assert fire == Property("friendly_fire", "Friendly fire", "switch", False)
    assert motto == Property("motto", "Motto", "text", "")


@pytest.mark.parametrize(
    "line",
    ["Mode", "Mode:", ": Duel, Teams", "Mode: Duel", "Rounds: 9 to 1", "Rounds: 1 to 9, usually 12"]
    + [
        "Mode: a, b\nmode!: c, d",
        "\n".join(f"Mode {n}: a, b" for n in range(13)),
        "!: a, b",
        "2024: a, b",
    ],
)
def test_a_line_that_cannot_be_read_is_named_to_who_writes_it(line):
    with pytest.raises(ValidationError):
        properties.check(line)
    assert properties.declared(line) == ()


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("mode", "teams", "Teams"),
        ("rounds", "7", 7),
        ("rounds", 7.0, 7),
        ("friendly_fire", "yes", True),
        ("friendly_fire", False, False),
        ("motto", "  hi\nthere ", "hi there"),
        ("motto", "x" * 99, "x" * 60),
    ],
)
def test_values_are_read_as_forms_and_games_write_them(key, given, kept):
    assert properties.chosen(properties.declared(LINES), {key: given})[key] == kept


@pytest.mark.parametrize(
    ("key", "given"),
    [("mode", "Chess"), ("mode", 1), ("rounds", 7.5), ("rounds", "many"), ("rounds", 1e400)]
    + [("rounds", float("nan")), ("friendly_fire", 1), ("motto", None), ("speed", "fast")],
)
def test_what_a_game_did_not_declare_is_refused(key, given):
    with pytest.raises(Refusal):
        properties.chosen(properties.declared(LINES), {key: given})


def test_a_room_has_the_usual_values_of_what_nobody_chose(game, blue):
    game.properties = LINES
    room = rooms.create(game=game, player=blue, values={"mode": "Teams"})
    assert room.properties == {
        "mode": "Teams",
        "rounds": 3,
        "friendly_fire": False,
        "motto": "",
    }


def test_who_looks_for_a_masked_text_finds_the_room_that_has_it(game, blue, yellow, monkeypatch):
    monkeypatch.setattr(rooms.decency, "masked", lambda text: text.replace("darn", "****"))
    game.properties = LINES
    made = rooms.create(game=game, player=blue, public=True, values={"motto": "darn it"})
    quick.join(game=game, socket="w.2", player=yellow, values={"motto": "darn it"})
    assert made.peers.filter(player="yellow").exists()
