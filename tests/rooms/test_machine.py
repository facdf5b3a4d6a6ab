"""Players come, go, seal and are put out in any order, on one worker and on two."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase
from hypothesis import settings as steps
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lobby import hostship, moderation, rooms, upkeep
from lobby.models import Game, Peer, Room
from lobby.passes import Player
from tests.rooms.workers import Ear, Site

MOST_ROOMS = 2
LONG_AGO = timedelta(days=2)
PLAYERS = [rooms.NOBODY, *(Player(name, name.title()) for name in ("blue", "yellow", "green"))]

players = st.sampled_from(PLAYERS)
which_of = st.integers(0, 9)  # of those there are
generations = st.sampled_from([4, 4, 4, 0, 3])
any_room = precondition(lambda self: self.codes)
anyone_connected = precondition(lambda self: self.connected())


class Rooms(RuleBasedStateMachine):
    names = ("a",)

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.site = Site(self.names)
        self.site.patch.setattr("secrets.randbelow", random.randrange)  # Hypothesis seeds it.
        self.games = [
            Game.objects.create(slug=wish, title=wish, seats=3, when_host_leaves=wish)
            for wish in Game.WhenHostLeaves.values
        ]
        self.ears, self.leaving, self.codes, self.pages = {}, [], [], []

    def teardown(self):
        try:
            self.all_is_told()
        finally:
            self.site.patch.undo()
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def worker(self, which):
        return self.site.workers[self.names[which % len(self.names)]]

    def room(self, which):
        return Room.objects.get(code=self.codes[which % len(self.codes)])

    def connected(self):
        boards = [worker.board.sockets for worker in self.site.workers.values()]
        return [ear for ear in self.ears.values() if any(ear.name in board for board in boards)]

    def ear(self, which):
        return self.connected()[which % len(self.connected())]

    def connect(self, which):
        worker = self.worker(which)
        ear = Ear(f"{worker.name}.{len(self.ears)}")
        self.ears[ear.name] = ear
        worker.board.connect(ear)
        return ear

    # What players do

    @precondition(lambda self: len(self.codes) < MOST_ROOMS)
    @rule(
        game=which_of,
        worker=which_of,
        player=players,
        seats=st.integers(1, 3),
        topology=st.sampled_from(["", "mesh", "star"]),
        generation=generations,
        late_joining=st.booleans(),
        extensions=st.booleans(),
        page=st.booleans(),
    )
    def create(self, game, worker, page, **asked):
        ear = None if page else self.connect(worker)
        thread = f"{self.worker(worker).name}{' pages' if page else ''}"
        asked |= {"game": self.games[game % 2], "socket": ear.name if ear else ""}
        self.codes.append(self.site.call(thread, rooms.create, **asked).code)

    @any_room
    @rule(
        which=which_of,
        worker=which_of,
        player=players,
        generation=generations,
        extensions=st.booleans(),
    )
    def join(self, which, worker, player, generation, extensions):
        room, ear = self.room(which), self.connect(worker)
        asked = {"player": player, "generation": generation, "socket": ear.name}
        asked["extensions"] = extensions
        refused = self.site.call(ear.name[0], rooms.join, code=room.code, game=room.game, **asked)
        assert room.open or refused == f"room.{room.state}"
        if refused:
            self.hang_up(ear)

    def held(self):
        held = Peer.objects.filter(state=Peer.State.HELD)
        return list(held.select_related("room").order_by("pk"))

    @precondition(held)
    @rule(which=which_of, worker=which_of)
    def arrive(self, which, worker):
        """The game of a page that holds a seat has loaded."""
        peer = self.held()[which % len(self.held())]
        self.join(
            which=self.codes.index(peer.room.code),
            worker=worker,
            player=next(player for player in PLAYERS if player.id == peer.player),
            generation=peer.room.generation,
            extensions=False,
        )

    @any_room
    @rule(which=which_of, worker=which_of, player=st.sampled_from(PLAYERS[1:]))
    def take_seat(self, which, worker, player):
        room, thread = self.room(which), f"{self.worker(worker).name} pages"
        taken = self.site.call(thread, rooms.take_seat, code=room.code, player=player)
        assert room.open or taken == f"room.{room.state}"

    @anyone_connected
    @rule(which=which_of, later=st.booleans())
    def leave(self, which, later):
        self.hang_up(self.ear(which))
        while self.leaving and not later:
            socket = self.leaving.pop(0)
            assert self.site.call(socket[0], rooms.leave, socket=socket) is None

    def hang_up(self, ear):
        self.site.workers[ear.name[0]].board.disconnect(ear)
        self.leaving.append(ear.name)

    @anyone_connected
    @rule(which=which_of)
    def seal(self, which):
        ear = self.ear(which)
        if not ear.closed:
            assert self.site.call(ear.name[0], hostship.seal, socket=ear.name) in (
                None,
                "seal.not_host",
            )

    def in_company(self):
        return [ear for ear in self.connected() if ear.others and not ear.closed]

    @precondition(in_company)
    @rule(which=which_of, other=which_of)
    def signal(self, which, other):
        ear = self.in_company()[which % len(self.in_company())]
        number = sorted(ear.others)[other % len(ear.others)]
        board = self.site.workers[ear.name[0]].board
        board.deliver(ear.room, number, 4, ear.number, f"{ear.number} to {number}")

    # What pages, moderators and time do

    @any_room
    @rule(
        which=which_of,
        worker=which_of,
        verb=st.sampled_from([moderation.kick] * 4 + [moderation.seal_room, moderation.close]),
        whom=which_of,
    )
    def moderate(self, which, worker, verb, whom):
        room, asked = self.room(which), {}
        keys = sorted(room.peers.values_list("pk", flat=True))
        if verb is moderation.kick and keys:
            asked["peer"] = keys[whom % len(keys)]
        if verb is not moderation.kick or keys:
            self.site.call(f"{self.worker(worker).name} pages", verb, code=room.code, **asked)

    @any_room
    @rule(
        which=which_of,
        worker=which_of,
        player=st.sampled_from(PLAYERS[1:]),
        verb=st.sampled_from([hostship.hand_over, hostship.kick, hostship.start]),
        whom=which_of,
    )
    def run(self, which, worker, player, verb, whom):
        """Somebody, the host perhaps, does what hosts do."""
        room, asked = self.room(which), {}
        numbers = sorted(room.peers.values_list("number", flat=True)) or [7]
        if verb is not hostship.start:
            asked["number"] = numbers[whom % len(numbers)]
        thread = f"{self.worker(worker).name} pages"
        self.site.call(thread, verb, code=room.code, player=player.id, **asked)

    @any_room
    @rule(which=which_of, worker=which_of, player=st.sampled_from(PLAYERS[1:]))
    def watch(self, which, worker, player):
        worker = self.worker(worker).name
        page = f"{worker}.page{len(self.pages)}"
        asked = {"code": self.room(which).code, "player": player.id, "page": page}
        if self.site.call(f"{worker} pages", rooms.watch, **asked) != "seat.none":
            self.pages.append(page)

    @precondition(lambda self: self.pages)
    @rule(which=which_of)
    def look_away(self, which):
        page = self.pages.pop(which % len(self.pages))
        self.site.call(f"{page[0]} pages", rooms.look_away, page=page)

    @any_room
    @rule(which=which_of, worker=which_of, outlived=st.sampled_from([False] * 4 + [True]))
    def time_passes(self, which, worker, outlived):
        """A page has fallen silent, or a room is old; sockets that nobody knows have seats."""
        worker, then = self.worker(worker), timezone.now() - LONG_AGO
        silent = [*self.held(), *Peer.objects.seated().filter(socket="", page="")]
        if silent:
            Peer.objects.filter(pk=silent[which % len(silent)].pk).update(held_until=then)
        if outlived:
            Room.objects.filter(pk=self.room(which).pk).update(created_at=then)
        self.site.call(worker.name, upkeep.sweep)
        living = worker.board.sockets.keys() | set(self.pages)
        self.site.call(worker.name, upkeep.vacate, worker=worker.name, living=living, most=9)

    @precondition(lambda self: len(self.names) > 1 and self.site.waiting())
    @rule(which=which_of)
    def deliver(self, which):
        lines = self.site.waiting()
        self.site.deliver(lines[which % len(lines)])

    @precondition(lambda self: self.site.waiting(lossy=True))
    @rule(which=which_of)
    def lose(self, which):
        lines = self.site.waiting(lossy=True)
        self.site.lines[lines[which % len(lines)]].popleft()

    @precondition(lambda self: len(self.names) > 1)
    @rule(which=which_of, judge=which_of)
    def lapse(self, which, judge):
        """A worker was silent for too long, and lives."""
        lapsed = self.worker(which).name
        self.site.call(self.worker(judge).name, upkeep.vacate, worker=lapsed, living=(), most=9)

    @precondition(lambda self: len(self.names) > 1)
    @rule(which=which_of)
    def catch_up(self, which):
        self.worker(which).catch_up()

    # What holds

    @invariant()
    def rooms_are_in_order(self):
        for room in Room.objects.all():
            present = list(room.peers.present())
            states = {peer.state for peer in present}
            assert len(present) <= room.seats
            assert bool(present) is (room.state != Room.State.CLOSED)
            assert room.version == self.site.versions.get(room.code, 0)
            assert room.state == Room.State.OPEN or states <= {Peer.State.SEATED}
            assert room.generation != 3 or room.topology == "mesh"
            if room.open and Peer.State.SEATED in states:
                assert room.topology and Peer.State.WAITING not in states
                assert room.peers.seated().filter(number=room.host).exists()
            playing_on = room.peers.seated().filter(socket="")
            assert not playing_on or room.state == Room.State.SEALED
            assert all(peer.page or peer.held_until for peer in playing_on)

    @precondition(lambda self: len(self.names) == 1)
    @invariant()
    def everyone_knows_at_once(self):
        self.everyone_knows()

    def all_is_told(self):
        """Whatever was lost or late: once all have caught up, they know the same."""
        for _ in range(3):
            for ear in [ear for ear in self.connected() if ear.closed]:
                self.hang_up(ear)
            while self.leaving:
                socket = self.leaving.pop()
                self.site.call(socket[0], rooms.leave, socket=socket)
            self.site.deliver_all()
            for worker in self.site.workers.values():
                worker.sweep()
            self.site.deliver_all()
        self.everyone_knows()

    def everyone_knows(self):
        for room in Room.objects.all():
            at_tables = room.peers.seated().exclude(socket="")
            seats = dict(at_tables.values_list("number", "socket"))
            for worker in self.site.workers.values():
                self.is_known_at(worker, room, seats)
            connected = {ear.name for ear in self.connected()}
            for number, socket in seats.items():
                if socket in connected:
                    self.knows(self.ears[socket], number, room, seats)
        waiting = set(Peer.objects.filter(state="waiting").values_list("socket", flat=True))
        for ear in self.connected():
            assert ear.closed or ear.number or ear.name in waiting, "left hanging"

    def knows(self, ear, number, room, seats):
        assert (ear.number, ear.room, ear.closed) == (number, room.code, "")
        assert ear.others == seats.keys() - {number}
        assert ear.sealed is (room.state == Room.State.SEALED)

    def is_known_at(self, worker, room, seats):
        """Who has hung up may be at a table for a while longer."""
        here, table = worker.board.sockets, worker.board.tables.get(room.code)
        seated = table.seated if table else {}
        ours = {number: socket for number, socket in seats.items() if socket in here}
        assert {n: ear.name for n, ear in seated.items() if ear.name in here} == ours
        if ours:
            assert (table.version, table.numbers()) == (room.version, seats.keys())
        assert table is None or table.seated, "a table that nobody clears"


class RoomsOfTwoWorkers(Rooms):
    names = ("a", "b")


@pytest.mark.parametrize("machine", [Rooms, RoomsOfTwoWorkers])
@pytest.mark.parametrize("examples", [40, pytest.param(500, marks=pytest.mark.long)])
def test_whatever_players_do_everyone_knows_who_is_there(db, machine, examples, settings):
    settings.LIMITS = "off"  # They count minutes, and a machine is quick.
    steady = steps(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(machine, settings=steady)
