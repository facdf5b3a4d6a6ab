"""Magic codes: what an unmodified game can ask for in the field for a lobby's code."""

import pytest

from lobby.errors import Refusal
from lobby.signaling.magic import Magic, read

GAME = """
from lobby.models import Game
Game.objects.create(slug="golf", title="Golf", seats=4, properties="Mode: Duel, Teams")
"""


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("?quick", Magic("quick")),
        ("?quick&mode=Duel", Magic("quick", values={"mode": "Duel"})),
        ("?create", Magic("create")),
        ("?create&public", Magic("create", public=True)),
        ("?create&public=no", Magic("create")),
        (
            "?create&name=Friday%20%F0%9F%8E%B2&public&seats=4&password=a%26b&mode=Teams",
            Magic(
                "create",
                name="Friday 🎲",
                public=True,
                seats=4,
                password="a&b",
                values={"mode": "Teams"},
            ),
        ),
        ("?join=K7QM4X", Magic("join", "K7QM4X")),
        ("?join=K7QM4X&password=p", Magic("join", "K7QM4X", password="p")),
        ("?join=K7QM4X&pass=abc", Magic("join", "K7QM4X", shown_pass="abc")),
        ("?match=ranked", Magic("match", "ranked")),
    ],
)
def test_magic_codes_read_as_a_query(code, meant):
    assert read(code) == meant


@pytest.mark.parametrize(
    "code",
    ["?", "??", "?fly", "?quick=1", "?join", "?join=", "?match", "?create&seats=-1", "?&"]
    + ["?create&seats=many", "?create&name=a&name=b", "?join=K7QM4X&name=a", "?create&name=%ff"]
    + ["?create" + "&a=b" * 40, "?create&seats=\u0663"],
)
def test_what_means_nothing_is_refused(code):
    with pytest.raises(Refusal) as refused:
        read(code)
    assert refused.value.rule == "magic.unknown"


@pytest.fixture(scope="module")
def golf(make_site):
    site = make_site()
    site.shell(GAME)
    site.start()
    yield f"{site.signal}/golf"
    site.stop()


async def test_two_strangers_meet_by_a_quick_match(golf, dial):
    blue, yellow = await dial(golf), await dial(golf)
    assert await blue.join("?quick&mode=Teams") == []
    assert await yellow.join("?quick&mode=teams") == [1]
    assert (blue.number, yellow.code) == (1, blue.code)
    await yellow.leave()
    await blue.leave()


async def test_a_quick_match_looks_for_what_was_asked(golf, dial):
    blue, yellow = await dial(golf), await dial(golf)
    await blue.join("?create&public&mode=Duel")
    assert await yellow.join("?quick&mode=Teams") == []
    assert yellow.code != blue.code
    await yellow.leave()
    await blue.leave()


async def test_a_locked_room_opens_to_its_password_alone(golf, dial):
    blue, yellow, green = [await dial(golf) for _ in range(3)]
    await blue.join("?create&name=Friday&public&password=sesame")
    await yellow.say(yellow.JOIN, 0, blue.code)
    assert await yellow.closed() == (4000, "Password required")
    assert await green.join(f"?join={blue.code.lower()}&password=sesame") == [1]
    stranger = await dial(golf)
    await stranger.say(stranger.JOIN, 0, f"?join={blue.code}&password=Sesame")
    assert await stranger.closed() == (4000, "Wrong password")


async def test_a_quick_match_passes_locked_and_unlisted_rooms(golf, dial):
    locked, unlisted, yellow = [await dial(golf) for _ in range(3)]
    await locked.join("?create&public&password=sesame")
    await unlisted.join("?create")
    assert await yellow.join("?quick") == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("?fly", "That code means nothing"),
        ("?match=ranked", "No such queue"),
        ("?create&seats=abc", "“seats” is a whole number, such as 4."),
        ("?create&speed=fast", "This game has no “speed”."),
        ("?create&mode=Chess", "“Mode” is one of Duel, Teams."),
        ("?join=NOROOM", "Lobby does not exists"),
        ("?join=K7QM4X&pass=nonsense", "This page has been open too long. Reload it."),
    ],
)
async def test_a_code_that_cannot_be_obeyed_says_why(golf, dial, code, reason):
    player = await dial(golf)
    await player.say(player.JOIN, 0, code)
    assert await player.closed() == (4000, reason)


async def test_godot_3_knows_them_too(golf, dial):
    player = await dial(golf)
    await player.socket.send("J: ?create&name=Old\n")
    assert await player.hear_text() == "I: 1\n"
