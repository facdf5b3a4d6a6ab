"""What a game declares that its rooms may choose."""

import pytest
from django.core.exceptions import ValidationError

from lobby import hostship, properties, quick, rooms
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
        "20_24: a, b",
        "²: a, b",
        "Speed: 0.5 to 2, usually 1",
        "Rounds: 1 to 9999999999, usually 3",
        "Rounds: 1-9, usually 3",
        "Rounds: 1 – 9, 12",
        "Fire: no or yes, usually yes",
    ],
)
def test_a_line_that_cannot_be_read_is_named_to_who_writes_it(line):
    with pytest.raises(ValidationError):
        properties.check(line)
    assert properties.declared(line) == ()


def test_a_near_miss_is_shown_how_to_write_it():
    with pytest.raises(ValidationError, match="“Speed” cannot be read. Write “1 to 9, usually 3”"):
        properties.check("Speed: 0.5 to 2, usually 1")


@pytest.mark.parametrize(
    ("label", "key"),
    [("Режим", "режим"), ("ＦＦ mode!", "ff_mode"), ("स्तर", "स्तर"), ("Größe", "größe")],
)
def test_a_label_may_be_of_any_script(game, blue, yellow, label, key):
    game.properties = f"{label}: А, Б"
    room = rooms.create(game=game, player=blue, public=True, values={key: "б"})
    assert room.properties == {key: "Б"}
    quick.join(game=game, player=yellow, socket="w.2", values={key: "Б"})
    assert room.peers.count() == 2


def test_a_choice_of_figures_may_come_as_a_number():
    players = properties.declared("Players: 2, 4")
    for given in ("2", 2, 2.0):
        assert properties.chosen(players, {"players": given}) == {"players": "2"}
    for given in (3, True, 2.5, 10**400, float("inf")):
        with pytest.raises(Refusal):
            properties.chosen(players, {"players": given})


def test_what_a_room_has_that_is_not_declared_any_more_is_as_usual(game, blue):
    game.properties = LINES
    game.save()
    chosen = {"mode": "Teams", "rounds": 9, "motto": "hi"}
    room = rooms.create(game=game, player=blue, values=chosen)
    game.properties = "Mode: Duel, Chess\nRounds: 1 to 5\nMotto: text\nFast: no or yes"
    game.save()
    hostship.change(code=room.code, player=blue.id, values={"fast": True})
    room.refresh_from_db()
    assert room.properties == {"mode": "Duel", "rounds": 1, "motto": "hi", "fast": True}


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
