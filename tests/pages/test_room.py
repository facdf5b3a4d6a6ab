"""What players do in a room, as the page's forms ask for it."""

import pytest
from django.test import Client
from django.utils import timezone

from lobby import chat, guesses, hostship, limits
from lobby.models import ChatLine, Game, Peer, Report, Room
from lobby.views import room as views
from tests.pages.words import words

CODE = "K7QM4X"
ROOM = f"/games/golf/rooms/{CODE}"
PLAY = f"/games/golf/play?room={CODE}"
ACTS = ["ready", "hidden", "say", "report", "settings", "start", "seal", "kick", "hand-over"]
OF_HOSTS = ["settings", "start", "seal", "kick", "hand-over"]
AS_SCRIPTS = {"HX-Request": "true"}
GOOD = {"name": "Sunday league", "seats": "3", "who": "link", "late_joining": "on"}


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch):
    monkeypatch.setattr(guesses, "_wrong", limits.Window())


@pytest.fixture
def room(open_room, play):
    room = open_room(CODE, "Blue", "Green")
    play()
    return room


@pytest.fixture
def me(room):
    return room.peers.get(socket="")


@pytest.fixture
def hosting(room, me):
    """The visitor hosts, with its game connected."""
    room.peers.filter(number=1).update(number=77)
    room.peers.filter(pk=me.pk).update(number=1, state=Peer.State.SEATED, socket="mine")
    return room


@pytest.fixture
def act(client):
    def act(name, /, **fields):
        return client.post(f"{ROOM}/{name}", fields, headers=AS_SCRIPTS)

    return act


def now(room):
    return Room.objects.get(pk=room.pk)


@pytest.mark.parametrize("name", ACTS)
def test_no_link_does_anything(client, room, name):
    answer = client.get(f"{ROOM}/{name}")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "A link can’t do that" in words(answer)


@pytest.mark.parametrize("name", ACTS)
def test_nobody_does_anything_in_a_room_that_is_not_theirs(act, open_room, name):
    open_room(CODE, "Blue")
    fields = {"text": "hi", "line": "1", "number": "1"} | GOOD
    assert act(name, **fields).status_code in (204, 409)
    assert not ChatLine.objects.exists() and not Report.objects.exists()
    room = Room.objects.get()
    assert (room.name, room.state, room.started_at) == ("Blue’s room", "open", None)
    assert room.peers.get().state == Peer.State.SEATED


@pytest.mark.parametrize("name", OF_HOSTS)
def test_only_the_host_runs_the_room(act, room, name):
    answer = act(name, number="2", **GOOD)
    assert answer.status_code == 409
    assert "host" in answer.text
    assert (now(room).name, now(room).state) == ("Blue’s room", "open")


def test_one_says_that_one_is_ready_and_takes_it_back(act, as_part, me):
    assert act("ready", ready="yes").status_code == 204
    assert "Players, 1 of 3 ready" in words(as_part(PLAY))
    assert "Not ready yet" in words(as_part(PLAY))
    act("ready", ready="no")
    assert "Players, 0 of 3 ready" in words(as_part(PLAY))


def test_one_whose_tab_is_hidden_is_marked_until_it_is_shown_again(client, act, hosting):
    hosting.peers.filter(number=1).update(page="w.1")
    assert act("hidden", hidden="yes").status_code == 204
    assert " told hidden>" in client.get(PLAY).text
    assert "who is in another tab" in words(Client().get("/games/golf/"))
    act("hidden", hidden="no")
    assert "who is in another tab" not in words(Client().get("/games/golf/"))


def test_what_is_said_is_read_once(act, as_part, me):
    assert act("say", text="wind’s from <left>").status_code == 204
    line = ChatLine.objects.get()
    assert "wind’s from <left>" in words(as_part(PLAY)) or "&lt;left&gt;" in as_part(PLAY).text
    assert f'id="line-{line.pk}"' in as_part(PLAY).text
    assert "wind" not in as_part(f"{PLAY}&after={line.pk}").text


def test_what_players_write_is_text_and_never_markup(act, as_part, me, room):
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    act("say", text=script)
    room.peers.filter(number=1).update(name=script[:24])
    Room.objects.update(name=script)
    for page in (as_part(PLAY), as_part("/games/golf/"), act("say", text="")):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert" in as_part(PLAY).text


def test_too_much_said_is_refused_in_words(act, me, monkeypatch, settings):
    settings.LIMITS = "on"
    monkeypatch.setattr(chat, "LINES_A_MINUTE", 1)
    assert act("say", text="hi").status_code == 204
    answer = act("say", text="hi")
    assert (answer.status_code, answer.text) == (
        429,
        "You write faster than anyone reads. Wait a moment.",
    )
    assert act("say", text=" ").status_code == 409


def test_a_game_without_chat_shows_none_and_takes_none(act, client, as_part, me):
    Game.objects.update(chat=False)
    assert act("say", text="hi").status_code == 409
    for page in (client.get(PLAY), as_part(PLAY)):
        assert "Say something" not in page.text and "chat-lines" not in page.text


def test_a_line_is_reported_with_a_word_of_thanks(act, room, me):
    line = ChatLine.objects.create(room=room, number=2, name="Green", text="something mean")
    assert act("report", line=str(line.pk)).text == "Reported. A moderator will look."
    assert Report.objects.get().text == "something mean"
    assert act("report", line="nonsense").status_code == 409


def test_the_host_changes_the_room_in_a_form_of_what_the_game_declares(act, client, hosting):
    Game.objects.update(properties="Rounds: 1 to 9, usually 3\nMode: Duel, Teams")
    assert "Room settings" in words(client.get(PLAY))
    chosen = {"option_rounds": "5", "option_mode": "Teams"}
    assert act("settings", **GOOD | chosen).status_code == 204
    room = now(hosting)
    assert (room.name, room.seats, room.public) == ("Sunday league", 3, False)
    assert room.properties == {"rounds": 5, "mode": "Teams"}


def test_a_setting_that_cannot_be_keeps_what_was_typed(act, hosting):
    Game.objects.update(properties="Rounds: 1 to 9, usually 3")
    answer = act("settings", **GOOD | {"name": "Kept", "option_rounds": "12"})
    assert answer.status_code == 409
    assert 'value="Kept"' in answer.text and 'value="12"' in answer.text
    assert "less than or equal to 9" in words(answer)
    assert now(hosting).name == "Blue’s room"


def test_a_password_stays_while_nobody_writes_another(act, hosting):
    locked = GOOD | {"who": "password"}
    assert "Write a password" in words(act("settings", **locked))
    act("settings", **locked, password="tide")
    kept = now(hosting).password
    act("settings", **locked, password="")
    assert kept and now(hosting).password == kept
    act("settings", **GOOD | {"who": "anyone"})
    assert (now(hosting).password, now(hosting).public) == ("", True)


def test_nobody_loses_a_seat_to_fewer_of_them(act, hosting):
    assert act("settings", **GOOD | {"seats": "2"}).status_code == 409


def test_where_nobody_joins_late_the_start_closes_the_door(act, hosting, as_part):
    assert act("start").status_code == 204
    assert now(hosting).state == "open"
    assert "It has started. People can still join late." in words(as_part(PLAY))
    Room.objects.update(late_joining=False)
    act("start")
    assert now(hosting).state == "sealed"


def test_the_host_puts_somebody_out_who_is_not_let_in_again(act, client, as_part, hosting):
    client.cookies.clear()
    client.post(f"/join/{CODE}", {"name": "Eve"})
    eve, number = client.cookies["guest"].value, Peer.objects.get(name="Eve").number
    Room.objects.update(host=77)
    Peer.objects.filter(number=77).update(player="blue-s-player")
    hostship.kick(code=CODE, number=number, player="blue-s-player")
    client.cookies["guest"] = eve
    assert "The host put you out of the room." in words(as_part(PLAY))
    for door in (client.get(f"/join/{CODE}"), client.post(f"/join/{CODE}")):
        assert "You were put out of this room" in words(door)
        assert "Take a seat" not in words(door)


def test_the_host_hands_over_where_the_game_can_change_it(act, as_part, hosting):
    assert 'data-fixed="This game works only with the host' in as_part(PLAY).text
    assert act("hand-over", number="2").status_code == 409
    Game.objects.update(when_host_leaves=Game.WhenHostLeaves.KEEP)
    assert 'data-fixed=""' in as_part(PLAY).text
    assert act("hand-over", number="2").status_code == 204
    assert now(hosting).host == 2


def test_the_host_is_told_who_loses_a_seat_before_the_door_closes(as_part, hosting):
    assert "not connected yet" not in as_part(PLAY).text
    Peer.objects.filter(number=2).update(state=Peer.State.HELD, socket="")
    assert "1 player is not connected yet and will lose that seat." in as_part(PLAY).text
    assert "Start already?" not in as_part(PLAY).text
    Room.objects.update(late_joining=False)
    assert "Start already?" in as_part(PLAY).text


def test_the_host_reads_what_its_start_does(as_part, hosting, me):
    itself = "Start the round in the game itself."
    assert itself in words(as_part(PLAY))
    Peer.objects.filter(pk=me.pk).update(extensions=True)
    assert itself not in words(as_part(PLAY))
    assert "The room is shown as playing. People can still join late." in words(as_part(PLAY))


def test_a_refusal_goes_once_the_hosts_game_is_there(as_part, hosting, me):
    """The controls are sent anew, without it."""
    assert 'data-connected="True"' in as_part(PLAY).text
    Peer.objects.filter(pk=me.pk).update(state=Peer.State.HELD, socket="")
    assert 'data-connected="False"' in as_part(PLAY).text


def test_who_has_closed_its_tab_is_not_said_to_load(as_part, hosting):
    Peer.objects.filter(number=2).update(state=Peer.State.HELD, socket="")
    assert "Fetching the game" in words(as_part(PLAY))
    Peer.objects.filter(number=2).update(left_at=timezone.now())
    assert "Fetching the game" not in words(as_part(PLAY))
    assert "Connection lost" in words(as_part(PLAY))


def test_a_page_without_scripts_is_led_back_to_the_game(client, me):
    answer = client.post(f"{ROOM}/ready", {"ready": "yes"})
    assert answer.headers["Location"] == PLAY


def test_rooms_are_not_guessed_by_acts(act, open_room):
    open_room(CODE, "Blue")
    for _ in range(10):
        assert act("../QQQQQQ/ready").status_code in (404, 405)


def test_the_settings_of_a_room_that_goes_with_its_game_this_moment_are_refused(
    act, hosting, monkeypatch
):
    monkeypatch.setattr(views, "find", lambda *asked: Room(code="QQQQQQ"))
    assert act("settings", **GOOD).status_code == 409
