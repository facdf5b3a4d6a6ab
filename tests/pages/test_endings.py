"""How a room ends for a player: what the page that covers the game says, and the door after it."""

import pytest
from django.utils import timezone

from lobby import moderation, rooms, upkeep
from lobby.models import Game, Peer, Room
from tests.pages.words import words

CODE = "K7QM4X"
PLAY = f"/games/golf/play?room={CODE}"


@pytest.fixture
def room(open_room):
    return open_room(CODE, "Blue", "Green")


@pytest.fixture
def me(client, play, room):
    """The visitor's own seat, with the game connected."""
    play()
    seat = room.peers.get(state=Peer.State.HELD)
    seat.state, seat.socket, seat.held_until = Peer.State.SEATED, "mine", None
    seat.save()
    return seat


def host(room, player):
    """Let a player host, as if it had opened the room."""
    room.peers.filter(number=room.host).update(number=77)
    room.peers.filter(player=player).update(number=room.host)


@pytest.mark.parametrize("sealed", [False, True])
def test_who_is_put_out_reads_why_over_the_game(as_part, client, room, me, sealed):
    if sealed:
        moderation.seal_room(code=CODE)
    moderation.kick(code=CODE, peer=me.pk, words="Be kind.")
    part = as_part(PLAY)
    assert part.status_code == 286
    assert "data-ending" in part.text
    assert "You were put out of this room A moderator wrote: “Be kind.”" in words(part)
    assert "Be kind." in words(client.get(f"/join/{CODE}"))


def test_who_is_put_out_without_a_word_reads_so(as_part, room, me):
    moderation.kick(code=CODE, peer=me.pk)
    assert moderation.KICKED in words(as_part(PLAY))


def test_who_was_put_out_cannot_come_back(as_part, client, room, me):
    moderation.kick(code=CODE, peer=me.pk, words="Be kind.")
    door = client.post(f"/join/{CODE}")
    assert door.status_code == 409
    assert "You were put out of this room" in words(door)
    assert "data-ending" in as_part(PLAY).text


@pytest.mark.parametrize("sealed", [False, True])
def test_a_moderators_words_are_read_over_the_game_and_at_the_door(
    as_part, client, room, me, sealed
):
    if sealed:
        moderation.seal_room(code=CODE)
    moderation.close(code=CODE, words="The server moves tonight.")
    part, door = as_part(PLAY), client.get(f"/join/{CODE}")
    assert (part.status_code, door.status_code) == (286, 410)
    assert "data-ending" in part.text
    for page in (part, door):
        assert "A moderator closed it: “The server moves tonight.”" in words(page)
        assert "everyone did" not in words(page)


def test_a_host_who_left_reads_that_the_room_closed_with_it(as_part, client, room, me):
    host(room, me.player)
    rooms.leave(socket="mine")
    for page in (as_part(PLAY), client.get(f"/join/{CODE}")):
        assert "You left, and the room closed with you." in words(page)
        assert 'href="/games/golf/open"' in page.text


def test_the_others_read_that_the_host_left(as_part, room, me):
    rooms.leave(socket=f"{CODE}Blue")
    assert "Its host left, so it closed for everyone." in words(as_part(PLAY))


def test_a_restart_of_the_server_is_called_so(as_part, room, me):
    upkeep.vacate_all()
    assert "The server was restarted" in words(as_part(PLAY))


def test_a_seat_that_was_not_kept_leads_back_to_the_door(as_part, room, me):
    me.delete()
    part = as_part(PLAY)
    assert "data-ending" in part.text
    assert f'href="/join/{CODE}"' in part.text


@pytest.mark.parametrize("page", [PLAY, f"/join/{CODE}"])
def test_who_reloads_a_game_that_has_started_reads_that_the_seat_is_gone(client, room, me, page):
    moderation.seal_room(code=CODE)
    rooms.leave(socket="mine")
    assert "You left, so your seat is gone." in words(client.get(page, follow=True))


def test_a_stranger_at_a_started_game_has_lost_no_seat(client, room):
    moderation.seal_room(code=CODE)
    assert "The host has started the game" in words(client.get(f"/join/{CODE}"))


def test_only_what_cannot_be_undone_is_at_stake(as_part, room, me):
    assert "data-stakes" not in as_part(PLAY).text
    moderation.seal_room(code=CODE)
    assert "you can’t come back" in words(as_part(PLAY))


def test_a_host_with_company_is_told_what_its_leaving_does(as_part, golf, room, me):
    host(room, me.player)
    assert "it closes for everyone" in words(as_part(PLAY))
    Game.objects.filter(pk=golf.pk).update(when_host_leaves=Game.WhenHostLeaves.KEEP)
    assert "data-stakes" not in as_part(PLAY).text


def test_a_host_alone_may_go(as_part, room, me):
    host(room, me.player)
    room.peers.exclude(pk=me.pk).delete()
    assert "data-stakes" not in as_part(PLAY).text


def test_who_sits_in_the_room_is_not_told_of_a_tab_that_nobody_has_seen(client, room, me):
    """The door may stand open in the very tab that played."""
    door = words(client.get(f"/join/{CODE}"))
    assert "You’re in this room" in door and "Back to your seat" in door
    assert "You’re playing in another tab" not in door
    assert "it closes with that tab" not in door
    host(room, me.player)
    assert "it closes with that tab" in words(client.get(f"/join/{CODE}"))


def test_ones_own_room_comes_first_with_the_way_back(client, open_room, room, me):
    open_room("AAAAAA", "Red", "Pink", "Grey", seats=4)
    Room.objects.filter(pk=room.pk).update(seats=3, created_at=timezone.now())
    for address in ("/rooms/", "/games/golf/", "/rooms/?sort=new"):
        page = client.get(address)
        assert page.text.index(f'data-room="{CODE}"') < page.text.index('data-room="AAAAAA"')
        assert "Back to your seat" in words(page)
        assert "can’t join" not in words(page)
    assert "Back to your seat" in words(client.get("/"))
