"""Words that nobody should have to read are hidden, and innocent ones are not."""

from timeit import repeat

import pytest

from lobby import chat, decency, hostship, rooms
from lobby.models import ChatLine, Room


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("what the fuck", "what the ••••"),
        ("FUCKING", "•••••••"),
        ("f.u.c k you", "••••••• you"),
        ("fuuuuck", "•••••••"),
        ("fück", "••••"),
        ("sh1t happens", "•••• happens"),
        ("$hit", "••••"),
        ("ｎａｚｉ", "••••"),
    ],
)
def test_they_are_hidden_in_any_spelling(text, seen):
    assert decency.masked(text) == seen


@pytest.mark.parametrize(
    "text",
    ["Scunthorpe", "shiitake", "grape", "therapist", "Dyker Heights", "spicy", "Matsushita", "日本"]
    + ["password", "class", "Essex", "cocktail", "Dick", "", "İstanbul"],
)
def test_innocent_words_stay(text):
    assert decency.masked(text) == text


@pytest.mark.parametrize("name", ["Admin", "the moderator", "4dmin", "Play Fuck", "Playlobby"])
def test_nobody_is_called_that(name):
    assert not decency.may_name(name)


@pytest.mark.parametrize("text", ["k" * 499 + "q", "n" * 250 + "i" * 250, "k " * 250])
def test_a_text_made_to_be_slow_is_read_at_once(text):
    assert min(repeat(lambda: decency.masked(text), number=1)) < 0.01


def test_a_double_letter_is_stretched_and_set_apart_like_others():
    assert decency.masked("as shole, assss s.hole, a shole") == "••••••••, ••••••••••••, a shole"


def test_a_site_adds_words_of_its_own(tmp_path, settings):
    words = tmp_path / "words.txt"
    words.write_text("# ours\nbroccoli\nkale*\n")
    settings.BLOCKED_WORDS = str(words)
    decency._pattern.cache_clear()
    try:
        assert decency.masked("broccoli, broccolini, kaleidoscope") == (
            "••••••••, broccolini, ••••••••••••"
        )
    finally:
        decency._pattern.cache_clear()


def test_rooms_and_chats_hide_them(game, blue):
    game.properties = "Motto: text"
    room = rooms.create(game=game, player=blue, name="Shit room", values={"motto": "fuck"})
    assert (room.name, room.properties) == ("•••• room", {"motto": "••••"})
    hostship.change(code=room.code, player="blue", name="A shitty room")
    assert Room.objects.get().name == "A •••••• room"
    chat.say(code=room.code, player="blue", text="oh shit")
    assert ChatLine.objects.get().text == "oh ••••"
