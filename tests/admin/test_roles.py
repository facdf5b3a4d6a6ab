"""Who may do what: moderators, staff without a role, and everybody else."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from lobby.models import Room

HIDDEN = [
    "/admin/lobby/game/",
    "/admin/lobby/game/add/",
    "/admin/lobby/build/",
    "/admin/auth/user/",
]


@pytest.fixture
def room(open_room):
    return open_room("Blue", "Yellow")


@pytest.fixture
def watcher(client, db):
    """Staff that may look at rooms and players, no more."""
    user = User.objects.create_user("kofi", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_room", "view_peer")))
    client.force_login(user)
    return client


def test_making_the_roles_twice_is_as_good_as_once(db):
    for _ in range(2):
        call_command("roles", verbosity=0)
    moderators = Group.objects.get(name="Moderators")
    assert {permission.codename for permission in moderators.permissions.all()} == {
        "view_room",
        "seal_room",
        "close_room",
        "view_peer",
        "kick_peer",
        "view_report",
        "change_report",
        "view_ticket",
        "view_match",
        "view_ban",
        "add_ban",
        "delete_ban",
    }


def test_moderators_see_neither_games_nor_builds(moderator, golf):
    for address in (*HIDDEN, f"/admin/lobby/game/{golf.pk}/change/"):
        assert moderator.get(address).status_code == 403
    index = moderator.get("/admin/").text
    assert "/admin/lobby/room/" in index
    assert "/admin/lobby/game/" not in index
    assert "/admin/lobby/build/" not in index


def test_a_moderator_reads_which_build_a_room_plays_but_gets_no_dead_link(
    moderator, admin_client, room
):
    page = f"/admin/lobby/room/{room.pk}/change/"
    assert "/admin/lobby/build/" in admin_client.get(page).text
    moderator.force_login(User.objects.get(username="ines"))  # The same browser.
    assert "Tidepool Golf #1" in moderator.get(page).text
    assert "/admin/lobby/build/" not in moderator.get(page).text


def test_who_is_logged_in_but_may_not_is_not_asked_to_log_in(moderator, golf):
    said = moderator.get("/admin/lobby/game/").text
    assert "Your account may not see it." in said
    assert "log in first" not in said


def test_who_may_only_look_is_offered_nothing(watcher, room):
    page = watcher.get(f"/admin/lobby/room/{room.pk}/change/").text
    for word in ("Kick", "Seal<", "Close with"):
        assert word not in page
    assert "seal_rooms" not in watcher.get("/admin/lobby/room/").text
    assert "kick_peers" not in watcher.get("/admin/lobby/peer/").text


def test_who_may_only_look_is_refused_whatever_is_sent(watcher, room):
    own = f"/admin/lobby/room/{room.pk}"
    for address in (f"{own}/seal/", f"{own}/close/", f"{own}/kick/1/"):
        assert watcher.get(address).status_code == 403
        assert watcher.post(address, {"words": "Bye."}).status_code == 403
    for action in ("seal_rooms", "close_rooms"):
        chosen = {"action": action, "_selected_action": [room.pk], "words": "Bye.", "index": 0}
        watcher.post("/admin/lobby/room/", chosen)
    watcher.post(f"{own}/delete/", {"post": "yes"})
    watcher.post(f"{own}/change/", {"state": "closed"})
    assert Room.objects.get(pk=room.pk).state == Room.State.OPEN


def test_who_may_act_but_not_look_is_refused(client, room):
    user = User.objects.create_user("kofi", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="close_room"))
    client.force_login(user)
    assert client.post(f"/admin/lobby/room/{room.pk}/close/", {"words": "Bye."}).status_code == 403


def test_a_player_is_led_to_the_log_in(client, db):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_an_account_without_the_staff_mark_is_refused_not_led_in_circles(client, db):
    client.force_login(User.objects.create_user("kofi"))
    assert client.get("/admin/", follow=True).status_code == 403
