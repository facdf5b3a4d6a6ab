"""Players of a room write to each other, and report what is wrong."""

import pytest

from lobby import chat, moderation, rooms
from lobby.errors import Refusal
from lobby.models import ChatLine, Report, Room
from lobby.privacy import retention


@pytest.fixture
def room(game, blue, yellow):
    room = rooms.create(game=game, player=blue, socket="w.1")
    rooms.take_seat(code=room.code, player=yellow)
    return room


def refused(verb, **asked):
    with pytest.raises(Refusal) as refusal:
        verb(**asked)
    return refusal.value.rule


def test_a_line_bears_the_name_of_who_wrote_it(room):
    chat.say(code=room.code, player="yellow", text=" wind’s from\nthe left ")
    chat.say(code=room.code, socket="w.1", text="I can see that")
    lines = ChatLine.objects.values_list("name", "text")
    assert list(lines) == [("Yellow", "wind’s from the left"), ("Blue", "I can see that")]


@pytest.mark.parametrize("who", [{"player": "eve"}, {"socket": "w.9"}, {}])
def test_nobody_writes_who_is_not_in_the_room(room, who):
    assert refused(chat.say, code=room.code, text="hi", **who) == "seat.none"
    assert refused(chat.say, code="NOROOM", text="hi", **who) == "seat.none"


def test_a_line_is_neither_empty_nor_endless(room):
    blue = {"code": room.code, "player": "blue"}
    assert refused(chat.say, text=" \n\u200b", **blue) == "chat.empty"
    chat.say(text="x" * 500, **blue)
    assert refused(chat.say, text="x" * 501, **blue) == "chat.too_long"


def test_who_writes_too_fast_is_asked_to_wait_and_nobody_else(room, monkeypatch, limited):
    monkeypatch.setattr(chat, "LINES_A_MINUTE", 2)
    for _ in range(2):
        chat.say(code=room.code, player="blue", text="hi")
    assert refused(chat.say, code=room.code, player="blue", text="hi") == "chat.too_fast"
    chat.say(code=room.code, player="yellow", text="hi")


def test_who_connects_anew_may_not_write_more(room, game, yellow, monkeypatch, limited):
    monkeypatch.setattr(chat, "LINES_A_MINUTE", 1)
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2")
    chat.say(code=room.code, player="yellow", text="hi")
    rooms.leave(socket="w.2")
    assert refused(chat.say, code=room.code, player="yellow", text="hi") == "chat.too_fast"


def test_a_game_without_chat_has_none(room, game):
    game.chat = False
    game.save()
    assert refused(chat.say, code=room.code, player="blue", text="hi") == "chat.off"


def test_a_report_keeps_the_line_after_its_room(room, yellow):
    chat.say(code=room.code, player="blue", text="something mean")
    line = ChatLine.objects.get()
    for _ in range(2):
        chat.report(code=room.code, line=line.pk, player=yellow.id)
    moderation.close(code=room.code)
    Room.objects.update(closed_at="2020-01-01T00:00Z")
    retention.enforce()
    assert not ChatLine.objects.exists()
    report = Report.objects.get()
    assert (report.name, report.text, report.reported_by) == ("Blue", "something mean", "yellow")


def test_only_who_was_in_the_room_reports_its_lines(room):
    chat.say(code=room.code, player="blue", text="hi")
    line = ChatLine.objects.get().pk
    assert refused(chat.report, code=room.code, line=line, player="eve") == "line.unknown"
    assert refused(chat.report, code=room.code, line=line, player="") == "line.unknown"
    assert refused(chat.report, code=room.code, line=line + 1, player="yellow") == "line.unknown"


def test_a_chat_goes_an_hour_after_its_room(room):
    chat.say(code=room.code, player="blue", text="hi")
    moderation.close(code=room.code)
    retention.enforce()
    assert ChatLine.objects.count() == 1
