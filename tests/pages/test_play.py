"""The play page: the frame, who is here, and the page's sign of life."""

from datetime import timedelta
from html import unescape
from re import search
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from lobby import guesses, limits, passes
from lobby.models import Peer, Room
from lobby.views import play as views
from tests.pages.words import words

PLAY = "/games/golf/play?room=K7QM4X"
SEAT = "/games/golf/seat"


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch):
    monkeypatch.setattr(guesses, "_wrong", limits.Window())


def source(response) -> str:
    found = search(r'<game-frame source="([^"]+)"', response.content.decode())
    assert found
    return unescape(found[1])


def test_the_frame_is_told_room_signal_and_pass_in_its_fragment(play, golf, open_room):
    open_room("K7QM4X", "Blue")
    address = urlsplit(source(play()))
    told = {name: values[0] for name, values in parse_qs(address.fragment).items()}
    assert address.netloc.startswith("golf.play.")
    assert address.path == f"/{golf.live_build.key}/index.html"
    assert told["room"] == "K7QM4X"
    assert told["signal"].endswith("/signal/golf/K7QM4X")
    shown = passes.read(told["pass"])
    assert shown and (shown.game, shown.room) == ("golf", "K7QM4X")


def test_playing_holds_a_seat_and_a_reload_keeps_it(client, play, open_room):
    room = open_room("K7QM4X", "Blue")
    play()
    assert client.get(PLAY).status_code == 200
    assert room.peers.filter(state=Peer.State.HELD).count() == 1


def test_a_link_alone_takes_no_seat_but_leads_to_the_door(client, open_room):
    room = open_room("K7QM4X", "Blue")
    assert client.get(PLAY).headers["Location"] == "/join/K7QM4X"
    assert room.peers.count() == 1


def test_the_page_is_never_kept_for_its_pass_grows_old(play, open_room):
    open_room("K7QM4X", "Blue")
    assert "no-store" in play()["Cache-Control"]


def test_without_a_room_one_is_led_to_the_game(client, golf):
    assert client.get("/games/golf/play").headers["Location"] == "/games/golf/"


def test_a_room_of_another_game_is_not_found(client, publish, open_room):
    publish("kettle", "Kettle Wars")
    open_room("K7QM4X", "Blue")
    assert client.get("/games/kettle/play?room=K7QM4X").status_code == 404
    assert client.post("/games/kettle/seat", {"room": "K7QM4X"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"seats": 1}, "Every seat is taken"),
        ({"state": Room.State.SEALED}, "They’ve started"),
        ({"state": Room.State.CLOSED}, "That room has closed"),
    ],
)
def test_a_refusal_is_a_page_with_a_way_on(client, open_room, fields, said):
    open_room("K7QM4X", "Blue", **fields)
    page = client.get(PLAY, follow=True)
    assert said in words(page)
    assert "<game-frame" not in page.content.decode()


@pytest.mark.parametrize("threads", [True, False])
def test_only_a_build_that_needs_isolation_gets_it(play, publish, open_room, threads):
    open_room("K7QM4X", "Blue", game=publish("train", "Night Freight", threads=threads))
    page = play(slug="train")
    assert ("Cross-Origin-Embedder-Policy" in page) is threads
    assert ("cross-origin-isolated" in page.content.decode()) is threads


def test_htmx_gets_who_is_here_and_takes_no_seat(play, as_part, open_room):
    room = open_room("K7QM4X", "Blue")
    play()
    part = as_part(PLAY)
    assert "Players, 0 of 2 ready" in words(part)
    assert room.peers.count() == 2
    assert 'hx-swap-oob="innerHTML"' in part.content.decode()


@pytest.mark.parametrize("after", ["1" * 5000, "x", "-1", "²"])
def test_who_asks_for_lines_after_no_line_gets_who_is_here(play, as_part, open_room, after):
    open_room("K7QM4X", "Blue")
    play()
    assert as_part(f"{PLAY}&after={after}").status_code == 200


def test_a_room_that_goes_with_its_game_while_its_page_is_drawn_is_gone(
    client, play, as_part, open_room, monkeypatch
):
    room = open_room("K7QM4X", "Blue")
    play()
    monkeypatch.setattr(views.rooms, "take_seat", lambda **asked: room.delete())
    assert client.get(PLAY).status_code == 404
    monkeypatch.setattr(views, "find", lambda *asked: room)
    assert as_part(PLAY).status_code == 410


def test_who_is_here_marks_the_host_you_and_who_still_loads(client, play, as_part, open_room):
    open_room("K7QM4X", "Blue")
    client.post("/me", {"name": "Wen"})
    play()
    said = words(as_part(PLAY))
    assert "Blue , host Here" in said
    assert "Wen (you) This device" in said


@pytest.mark.parametrize(
    ("state", "said"), [("sealed", "The game is on"), ("closed", "That room has closed")]
)
def test_who_is_here_says_when_nobody_can_come_in_any_more(as_part, open_room, state, said):
    open_room("K7QM4X", "Blue", state=state)
    assert said in words(as_part(PLAY))


def test_a_sign_of_life_keeps_the_seat_and_brings_a_fresh_pass(client, play, open_room):
    room = open_room("K7QM4X", "Blue")
    play()
    held = room.peers.filter(state=Peer.State.HELD)
    held.update(held_until=timezone.now())
    answer = client.post("/games/golf/seat", {"room": "K7QM4X"})
    assert held.get().held_until > timezone.now() + timedelta(minutes=1)
    shown = passes.read(answer.json()["pass"])
    assert shown and shown.player.id == held.get().player


@pytest.mark.parametrize("password", ["", "hashed"])
def test_who_has_no_seat_gets_no_pass(client, open_room, password):
    """It would open a locked room without its password."""
    open_room("K7QM4X", "Blue", password=password)
    answer = client.post(SEAT, {"room": "K7QM4X"})
    assert (answer.status_code, answer.text) == (409, "You are not in this room any more.")


def test_a_seat_that_was_lost_brings_no_more_passes(client, play, open_room):
    room = open_room("K7QM4X", "Blue")
    play()
    own = room.peers.filter(state=Peer.State.HELD)
    own.update(state=Peer.State.LEFT, left_at=timezone.now())
    assert client.post(SEAT, {"room": "K7QM4X"}).status_code == 409


@pytest.mark.parametrize(
    ("state", "words", "status"),
    [(Peer.State.SEATED, "", 200), (Peer.State.LEFT, "", 200), (Peer.State.LEFT, "Bye.", 409)],
)
def test_a_sign_of_life_goes_on_after_the_seal_but_not_for_who_was_put_out(
    client, play, open_room, state, words, status
):
    room = open_room("K7QM4X", "Blue")
    play()
    own = room.peers.filter(state=Peer.State.HELD)
    Room.objects.update(state=Room.State.SEALED, sealed_at=timezone.now())
    own.update(state=state, socket="", left_at=timezone.now(), parting_words=words)
    assert client.post(SEAT, {"room": "K7QM4X"}).status_code == status


def test_a_sign_of_life_is_no_mere_link(client, open_room):
    open_room("K7QM4X", "Blue")
    assert client.get("/games/golf/seat").status_code == 405


def test_a_sealed_game_goes_on_and_claims_nobodys_presence(play, as_part, open_room):
    """The sockets have gone, the players play on: the page stops asking."""
    room = open_room("K7QM4X", "Blue", "Green")
    play()
    early = room.peers.create(number=3, name="Early", state="left", left_at=timezone.now())
    room.state, room.sealed_at = Room.State.CLOSED, early.left_at + timedelta(seconds=1)
    room.save()
    room.peers.exclude(pk=early.pk).update(
        state=Peer.State.LEFT, left_at=room.sealed_at + timedelta(seconds=10), held_until=None
    )
    answer = as_part(PLAY)
    assert answer.status_code == 286
    assert "The game is on" in words(answer)
    assert "Blue , host G Green" in words(answer)
    assert "Early" not in words(answer)
    assert "Here" not in words(answer)
    assert "data-ending" not in answer.text


def test_a_room_that_closed_before_the_seal_says_so_once_with_a_way_on(as_part, open_room):
    open_room("K7QM4X", "Blue", state=Room.State.CLOSED)
    answer = as_part(PLAY)
    assert answer.status_code == 286
    assert "That room has closed" in words(answer)
    assert 'href="/games/golf/"' in answer.content.decode()


def test_who_lost_the_seat_reads_so(play, as_part, open_room):
    room = open_room("K7QM4X", "Blue")
    play()
    assert "not in this room" not in words(as_part(PLAY))
    room.peers.filter(state=Peer.State.HELD).delete()
    assert "You’re not in this room any more" in words(as_part(PLAY))


def test_the_panel_hands_the_invite_on_by_link_and_by_camera(play, open_room, settings):
    open_room("K7QM4X", "Blue")
    page = play()
    assert f'link="{settings.SITE_ORIGIN}/join/K7QM4X"' in page.content.decode()
    assert 'aria-label="QR code of the invite link"><svg' in page.content.decode()
    assert "Press Esc twice" in words(page)


ASKED = {
    "the page": lambda client, room: client.get(f"/games/golf/play?room={room}"),
    "its polling": lambda client, room: client.get(
        f"/games/golf/play?room={room}", headers={"HX-Request": "true"}
    ),
    "its sign of life": lambda client, room: client.post(SEAT, {"room": room}),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_nobody_finds_rooms_by_asking_for_page_after_page(client, open_room, ask):
    """After ten wrong codes a right one is refused too, in the same words, as at the door."""
    open_room("K7QM4X", "Blue")
    for code in ("AAAAAA", "QQQQQQ") * 5:
        assert ask(client, code).status_code == 404
    wrong, right = ask(client, "AAAAAA"), ask(client, "K7QM4X")
    assert wrong.status_code == right.status_code == 429
    assert "Too many wrong codes" in words(wrong)
    assert words(wrong) == words(right)
    assert client.get("/join/K7QM4X").status_code == 429


def test_a_room_of_another_game_is_a_wrong_code(client, publish, open_room):
    publish("kettle", "Kettle Wars")
    open_room("K7QM4X", "Blue")
    for _ in range(10):
        assert client.get("/games/kettle/play?room=K7QM4X").status_code == 404
    assert client.get("/games/kettle/play?room=K7QM4X").status_code == 429


@pytest.mark.parametrize("state", Room.State.values)
def test_a_players_own_page_goes_on_whatever_its_neighbours_guess(
    client, play, as_part, open_room, state
):
    room = open_room("K7QM4X", "Blue")
    play()
    for _ in range(11):
        client.get("/join/QQQQQQ")
    Room.objects.filter(pk=room.pk).update(state=state)
    for _ in range(20):
        assert as_part(PLAY).status_code in (200, 286)
        assert "pass" in client.post(SEAT, {"room": "K7QM4X"}).json()
    assert client.get(PLAY).status_code != 429


def test_who_asks_for_a_room_that_exists_guesses_nothing(client, as_part, open_room):
    """Not even without a seat in it, nor after it has closed."""
    open_room("K7QM4X", "Blue", state=Room.State.CLOSED)
    for _ in range(20):
        as_part(PLAY)
        client.get(PLAY)
        client.post(SEAT, {"room": "K7QM4X"})
    assert client.get("/join/K7QM4X").status_code == 410


def test_the_pages_of_a_removed_game_guess_nothing(client, as_part, golf, open_room):
    open_room("K7QM4X", "Blue")
    golf.delete()
    for _ in range(20):
        assert as_part(PLAY).status_code == 404
    assert client.get("/join/K7QM4X").status_code == 404


def test_asking_who_is_here_costs_no_query_more_for_counting(
    client, play, open_room, django_assert_num_queries
):
    open_room("K7QM4X", "Blue")
    play()
    with django_assert_num_queries(4):
        client.get(PLAY, headers={"HX-Request": "true"})
