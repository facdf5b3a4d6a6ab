"""Who hears what, with no database and no network."""

import pytest

from lobby.errors import Refusal
from lobby.switchboard import Switchboard
from lobby.table import Event


class Ear:
    """A socket that keeps what it is told."""

    def __init__(self, name):
        self.name, self.heard, self.relayed = name, [], []

    def hear(self, event):
        self.heard.append((event.type, event.number))

    def relay(self, kind, sender, data):
        self.relayed.append((kind, sender, data))


@pytest.fixture
def board():
    return Switchboard()


@pytest.fixture
def seat(board):
    def seat(name, number, room="AAAAAA"):
        ear = Ear(name)
        board.connect(ear)
        table = board.tables.get(room)
        version = table.version + 1 if table else 1
        board.hear(Event("peer.joined", room, version, number=number, socket=name))
        return ear

    return seat


def offer(board, number, room="AAAAAA"):
    board.deliver(room, number, 4, 9, "sdp")


def test_the_joiner_and_those_before_hear_of_it(seat):
    blue, yellow = seat("blue", 1), seat("yellow", 2)
    assert blue.heard == [("peer.joined", 1), ("peer.joined", 2)]
    assert yellow.heard == [("peer.joined", 2)]


def test_a_signal_reaches_its_peer_alone(board, seat):
    blue, yellow = seat("blue", 1), seat("yellow", 2)
    offer(board, 2)
    assert (blue.relayed, yellow.relayed) == ([], [(4, 9, "sdp")])


def test_a_signal_to_one_who_left_is_dropped(board, seat):
    seat("blue", 1), seat("yellow", 2)
    board.hear(Event("peer.left", "AAAAAA", 3, number=2))
    offer(board, 2)


def test_a_signal_to_one_who_hung_up_while_joining_is_dropped(board, seat):
    blue = seat("blue", 1)
    board.hear(Event("peer.joined", "AAAAAA", 2, number=50, socket="gone"))
    assert blue.heard[-1] == ("peer.joined", 50)
    offer(board, 50)


def test_a_signal_to_a_stranger_is_refused(board, seat):
    seat("blue", 1), seat("yellow", 2, room="CCCCCC")
    with pytest.raises(Refusal):
        offer(board, 2)


def test_a_room_that_closed_is_forgotten(board, seat):
    blue = seat("blue", 1)
    board.hear(Event("room.closed", "AAAAAA", 2, rule="host.left"))
    assert blue.heard[-1] == ("room.closed", 0)
    assert board.tables == {}


def test_who_is_turned_away_hears_it_alone(board, seat):
    blue, waiting = seat("blue", 1), Ear("waiting")
    board.connect(waiting)
    board.hear(Event("peer.turned_away", "AAAAAA", 2, socket="waiting"))
    assert waiting.heard == [("peer.turned_away", 0)]
    assert blue.heard == [("peer.joined", 1)]
