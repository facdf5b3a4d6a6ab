"""What is stored goes in time, and not before; nothing is stored that nobody thought of."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from lobby import rooms
from lobby.exports import uploads
from lobby.models import (
    ChatLine,
    ConnectionTally,
    Entrant,
    Match,
    Peer,
    PlayerAccount,
    Rating,
    Report,
    Room,
    Seeker,
    Ticket,
    Upload,
    Worker,
)
from lobby.passes import Player
from lobby.privacy import retention
from lobby.privacy.terms import KINDS

PRIVACY = Path(__file__).resolve().parent.parent.parent / "docs/privacy.md"


def test_the_page_on_privacy_says_what_the_site_does():
    table = re.search(r"^\|---.*\n((?:\|.*\n)+)", PRIVACY.read_text(), re.M)[1]
    said = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
    done = []
    for kind in KINDS:
        setting = f" (`{kind.setting}`)" if kind.setting else ""
        tables = " ".join(f"`{model}`" for model in kind.models)
        done.append([kind.name, tables, kind.kept + setting, kind.why])
    assert said == done


def test_nothing_is_stored_that_has_no_term():
    stored = {model._meta.label for model in apps.get_models()}
    assert {model for kind in KINDS for model in kind.models} == stored


def test_every_term_has_rows_to_let_go_of_and_a_moment():
    assert [kind.name for kind in KINDS if bool(kind.over) != bool(kind.after)] == []


def open_a_room(game, **changed):
    room = rooms.create(
        game=game, player=Player("blue", "Blue"), socket=f"w.{Room.objects.count()}"
    )
    ChatLine.objects.create(room=room, number=1, player="blue", name="Blue", text="hello")
    Room.objects.filter(pk=room.pk).update(**changed)
    return room.pk


def test_a_room_and_who_sat_in_it_go_a_month_after_it_closed(game, ago):
    closed = {"state": Room.State.CLOSED}
    old = open_a_room(game, **closed, closed_at=ago(days=31))
    young = open_a_room(game, **closed, closed_at=ago(days=29))
    retention.enforce()
    assert set(Peer.objects.values_list("room", flat=True)) == {young}
    assert not Room.objects.filter(pk=old).exists()
    retention.enforce(timezone.now() + timedelta(days=2))
    assert not Room.objects.exists()


@pytest.mark.parametrize("state", [Room.State.OPEN, Room.State.SEALED])
def test_a_room_that_lives_is_never_touched(game, ago, state):
    room = open_a_room(game, state=state, created_at=ago(days=4000))
    retention.enforce(timezone.now() + timedelta(days=4000))
    assert Room.objects.get().pk == room
    assert Peer.objects.count() == ChatLine.objects.count() == 1


def test_a_chat_goes_an_hour_after_its_room_and_what_was_reported_stays(game, ago):
    room = open_a_room(game, state=Room.State.CLOSED, closed_at=ago(minutes=50))
    report = {"player": "blue", "text": "hello", "said_at": ago(hours=2), "reported_by": "green"}
    Report.objects.create(room_id=room, line=1, **report)
    retention.enforce()
    assert ChatLine.objects.exists()
    retention.enforce(timezone.now() + timedelta(minutes=20))
    assert not ChatLine.objects.exists()
    retention.enforce(timezone.now() + timedelta(days=31))
    assert Report.objects.get().room is None


def test_a_report_goes_a_season_after_it_was_settled_and_else_after_a_year(db, ago):
    for line, settled in enumerate([True, False]):
        Report.objects.create(
            line=line, reported_by="green", text="x", said_at=ago(days=100), settled=settled,
            reported_at=ago(days=91),
        )  # fmt: skip
    retention.enforce()
    assert Report.objects.get().settled is False
    retention.enforce(timezone.now() + timedelta(days=275))
    assert not Report.objects.exists()


def test_tickets_go_a_day_after_they_ended_and_those_that_wait_stay(queue, ago):
    waiting, ended = (Ticket.objects.create(queue=queue, since=ago(days=9)) for _ in range(2))
    for ticket in (waiting, ended):
        Seeker.objects.create(ticket=ticket, player=ticket.key, heard_until=ago(days=2))
    Ticket.objects.filter(pk=ended.pk).update(ended_at=ago(hours=25), state=Ticket.State.LEFT)
    retention.enforce()
    assert Ticket.objects.get() == Seeker.objects.get().ticket == waiting


def test_a_match_goes_after_a_year_but_not_while_its_room_lives(game, queue, ago):
    living = Room.objects.get(pk=open_a_room(game))
    kept = [
        Match.objects.create(
            queue=queue, made_at=ago(days=366), come_by=ago(days=366), room=living
        ),
        Match.objects.create(queue=queue, made_at=ago(days=364), come_by=ago(days=364)),
    ]
    old = Match.objects.create(queue=queue, made_at=ago(days=366), come_by=ago(days=366))
    ticket = Ticket.objects.create(queue=queue, match=old)
    for match in (*kept, old):
        Entrant.objects.create(match=match, player="blue", name="Blue", number=1)
    retention.enforce()
    assert set(Match.objects.all()) == set(kept)
    assert Entrant.objects.count() == 2
    ticket.refresh_from_db()
    assert ticket.match is None


def test_a_guest_is_forgotten_on_leaderboards_after_a_year_and_an_account_is_not(queue, ago):
    PlayerAccount.objects.create(user=User.objects.create_user("wen"), player="wen", name="Wen")
    for player in ("wen", "guest"):
        Rating.objects.create(queue=queue, player=player, name=player, mu=25, sigma=8, points=1)
    retention.enforce(timezone.now() + timedelta(days=364))
    assert Rating.objects.count() == 2
    retention.enforce(timezone.now() + timedelta(days=366))
    assert Rating.objects.get().player == "wen"


def test_a_worker_is_remembered_as_long_as_it_lives_or_somebody_sits_at_it(game, ago):
    for name, hours in {"gone": 25, "w": 25, "lives": -1}.items():
        Worker.objects.create(name=name, alive_until=ago(hours=hours))
    open_a_room(game)
    retention.enforce()
    assert set(Worker.objects.values_list("name", flat=True)) == {"w", "lives"}


def test_what_came_of_an_upload_is_told_for_a_week(game, ago):
    old, new, going = (uploads.begin(game=game, length=9) for _ in range(3))
    for upload in (old, new):
        uploads.fail(upload=upload, words="No.")
    Upload.objects.exclude(pk=new.pk).update(changed_at=ago(days=8))
    retention.enforce()
    assert set(Upload.objects.all()) == {new, going}


def test_counts_go_after_some_more_than_a_year(game, ago):
    for days in (399, 402):
        ConnectionTally.objects.create(
            game=game, day=ago(days=days).date(), browser="Firefox", outcome="direct"
        )
    retention.enforce()
    assert ConnectionTally.objects.get().day == ago(days=399).date()


def test_addresses_of_failed_log_ins_go_after_a_day_and_what_staff_did_after_a_year(db, ago):
    AccessAttempt.objects.create(username="wen", ip_address="192.0.2.1", failures_since_start=1)
    LogEntry.objects.create(user=User.objects.create_user("ines"), action_flag=CHANGE)
    retention.enforce(timezone.now() + timedelta(hours=23))
    assert AccessAttempt.objects.exists()
    retention.enforce(timezone.now() + timedelta(hours=25))
    assert not AccessAttempt.objects.exists()
    assert LogEntry.objects.exists()
    retention.enforce(timezone.now() + timedelta(days=366))
    assert not LogEntry.objects.exists()
    assert User.objects.exists()


def test_many_rows_go_in_several_short_transactions(db, ago, monkeypatch):
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 2)
    for line in range(5):
        Report.objects.create(
            line=line, reported_by="x", text="x", said_at=ago(days=1), reported_at=ago(days=400)
        )
    assert retention.enforce()["Reports that are not"] == 5
    assert not Report.objects.exists()


SEED = """
from datetime import timedelta
from django.utils import timezone
from lobby.models import ChatLine, Game, Peer, Report, Room
now, game = timezone.now(), Game.objects.create(slug="reef", title="Reef")
made = Room.objects.bulk_create(Room(code=f"A{n:05}", game=game, seats=4, state=state,
    closed_at=now - timedelta(days=40)) for n, state in enumerate(["closed"] * 1100 + ["open"]))
for kind in (Peer, ChatLine):
    kind.objects.bulk_create(kind(room=room, number=1, **more) for room in made
        for more in ([{"state": "left"}] if kind is Peer else [{"text": "hello"}]))
Report.objects.create(room=made[0], line=1, text="x", said_at=now, reported_by="x")
"""
LEFT = """
from lobby.models import ChatLine, Peer, Report, Room
print(*(kind.objects.count() for kind in (Room, Peer, ChatLine, Report)), Report.objects.get().room)
"""


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_the_command_that_workers_run_does_it_on_both_databases(make_site, request, database):
    """More rooms than one transaction takes; what hangs on them goes along, or lets go of them."""
    settings = {}
    if database == "postgresql":
        settings["PLAYLOBBY_DATABASE_URL"] = request.getfixturevalue("postgresql").url
    site = make_site(**settings)
    site.manage("migrate", "-v0")
    site.shell(SEED)
    assert "Rooms, and who sat in them: 1100 went." in site.manage("sweep")
    assert site.shell(LEFT).split() == ["1", "1", "1", "1", "None"]


def test_the_command_says_nothing_of_what_did_not_go(db, capsys):
    call_command("sweep")
    assert "went" not in capsys.readouterr().out
