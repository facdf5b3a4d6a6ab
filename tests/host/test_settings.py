"""What a host says of a game; taking it off the site, deleting it."""

import io
import re

import pytest
from django.contrib.auth.models import User
from PIL import Image

from lobby import hosting, rooms
from lobby.models import Game, IceServer, Picture
from lobby.passes import Player
from tests.pages.words import words

SETTINGS = "/host/golf/settings"
FORM = {
    "title": "Tidepool Golf",
    "description": "",
    "topology": "",
    "seats": "4",
    "when_host_leaves": "close",
    "properties": "",
    "chat": "on",
    "ice_policy": "all",
    "shim": "on",
    "signaling_addresses": "",
    "native_clients": "on",
    "allowed_origins": "",
    "embeddable": "on",
}


@pytest.fixture(autouse=True)
def blobs_here(settings, tmp_path):
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "blobs"},
    }
    settings.STORAGES = settings.STORAGES | {"blobs": storage}


@pytest.fixture
def save(as_host, golf):
    def save(**changes):
        answer = as_host.post(SETTINGS, FORM | changes, follow=True)
        golf.refresh_from_db()
        return answer

    return save


def picture(name="cover.png"):
    file = io.BytesIO()
    Image.new("RGB", (90, 60), "green").save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


def test_all_that_is_said_of_a_game_is_kept(save, golf):
    said = words(
        save(
            title="Night golf",
            seats="6",
            topology="mesh",
            when_host_leaves="keep",
            allowed_origins="https://Example.org:443",
            native_clients="",
            embeddable="",
        )
    )
    assert "Saved." in said
    assert (golf.title, golf.seats, golf.topology) == ("Night golf", 6, "mesh")
    assert golf.when_host_leaves == "keep" and golf.allowed_origins == ["https://example.org"]


def test_what_is_ticked_off_is_off(as_host, golf):
    form = {name: said for name, said in FORM.items() if said != "on"}
    as_host.post(SETTINGS, form)
    golf.refresh_from_db()
    assert not golf.native_clients and not golf.embeddable


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"seats": "65"}, "less than or equal to 64"),
        ({"seats": "0"}, "greater than or equal to 1"),
        ({"allowed_origins": "example.org"}, "is no origin"),
    ],
)
def test_what_does_not_do_is_told_and_what_was_typed_is_kept(save, golf, changes, said):
    answer = save(description="A new sentence.", **changes)
    assert "Nothing was saved." in words(answer) and said in words(answer)
    assert "A new sentence." in answer.text
    assert golf.description == ""
    assert "Tidepool Golf" in words(answer)  # Its head says what it is called still.


def test_a_cover_is_decoded_shown_and_removed(save, golf):
    save(new_cover=picture())
    assert golf.cover
    assert "Remove the cover" in words(save())
    save(no_cover="on")
    assert golf.cover is None


def test_what_is_no_picture_is_refused(save, golf):
    file = io.BytesIO(b"<svg onload=alert(1)>")
    file.name = "a.svg"
    assert "This is no PNG" in words(save(new_cover=file))
    assert not Picture.objects.exists()


def test_a_picture_that_was_chosen_beside_a_mistake_has_to_be_chosen_again(save, golf):
    assert "Choose the picture again" in words(save(seats="65", new_cover=picture()))
    assert "Choose the picture again" not in words(save(seats="65"))
    assert "Choose the picture again" not in words(save(new_cover=picture()))


def test_neither_slug_nor_owner_nor_live_build_can_be_sent_along(save, golf, maya, wen, publish):
    other = publish(golf, live=False)
    live = golf.live_build_id
    save(slug="mine", owner=wen.pk, live=other.pk, live_build=other.pk, editors=wen.pk)
    assert (golf.slug, golf.owner, golf.live_build_id) == ("golf", maya, live)
    assert not golf.editors.exists()


def test_what_was_published_meanwhile_stays_live(save, golf, publish, monkeypatch):
    change = hosting.change_game

    def change_slowly(**changes):
        publish(Game.objects.get())
        change(**changes)

    monkeypatch.setattr(hosting, "change_game", change_slowly)
    save(title="Night golf")
    assert (golf.title, golf.live_build.number) == ("Night golf", 2)


def embed_code(page):
    return re.findall(r"&lt;iframe src=\S+", page.text)


def test_the_code_to_embed_a_game_is_there_to_copy(as_host, golf, settings):
    page = as_host.get(SETTINGS)
    [code] = embed_code(page)
    assert f'src="http://golf.{settings.PLAY_HOST}/"' in code
    said = words(page)
    assert 'allow="autoplay; fullscreen; gamepad" width="960" height="600"></iframe>' in said


@pytest.mark.parametrize("fact", ["threads", "extensions"])
def test_a_build_that_must_be_isolated_has_no_code_but_the_reason(as_host, golf, fact):
    setattr(golf.live_build, fact, True)
    golf.live_build.save()
    page = as_host.get(SETTINGS)
    assert not embed_code(page)
    assert f"It has {fact}, which browsers allow only" in words(page)


def test_without_a_live_build_or_the_hosts_word_there_is_no_code(as_host, golf):
    Game.objects.update(embeddable=False)
    assert not embed_code(as_host.get(SETTINGS))
    Game.objects.update(embeddable=True, live_build=None)
    assert not embed_code(as_host.get(SETTINGS))


def test_a_game_is_taken_off_the_site_and_comes_back(as_host, golf):
    assert "off the site" in words(as_host.post("/host/golf/off", follow=True))
    assert as_host.get("/games/golf/").status_code == 404
    as_host.post("/host/golf/builds/1/live")
    assert as_host.get("/games/golf/").status_code == 200


@pytest.mark.parametrize("typed", ["", "Golf", "Tidepool Golf", "kettle"])
def test_a_game_is_deleted_only_by_who_types_its_address(as_host, golf, typed):
    answer = as_host.post("/host/golf/delete", {"slug": typed})
    assert "Type “golf”, and nothing else." in words(answer)
    assert Game.objects.exists()


def test_a_game_that_is_deleted_is_gone_with_its_rooms(as_host, golf):
    room = rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
    answer = as_host.post("/host/golf/delete", {"slug": "golf"}, follow=True)
    assert "Tidepool Golf is deleted." in words(answer)
    assert not Game.objects.exists()
    assert as_host.get(f"/join/{room.code}").status_code == 404


def test_an_editor_cannot_delete_the_game(golf, client):
    editor = User.objects.create_user("bob")
    hosting.enrol(user=editor)
    golf.editors.add(editor)
    client.force_login(editor)
    assert "Delete the game" not in words(client.get("/host/golf/settings"))
    assert client.post("/host/golf/delete", {"slug": "golf"}).status_code == 403
    assert Game.objects.filter(slug="golf").exists()


def test_a_host_declares_what_rooms_may_choose_and_turns_the_chat_off(save, golf):
    save(properties="Mode: Duel, Teams\r\nRounds: 1 to 9", chat="")
    golf.refresh_from_db()
    assert [one.key for one in golf.declared] == ["mode", "rounds"]
    assert not golf.chat


def test_a_declaration_that_cannot_be_read_is_kept_and_explained(as_host, golf):
    page = as_host.post(SETTINGS, FORM | {"properties": "Mode Duel"})
    assert "is not like “Mode: Duel, Teams”" in words(page)
    assert ">Mode Duel</textarea>" in page.text
    golf.refresh_from_db()
    assert golf.properties == ""


def test_a_game_may_hide_its_players_addresses_where_there_is_a_relay(save, golf, monkeypatch):
    said = words(save(ice_policy="relay", title="Night golf"))
    assert "This site has no TURN server" in said and golf.ice_policy == "all"
    IceServer.objects.create(host="turn.example.org", secret="north wind")
    monkeypatch.setattr("lobby.ice._remembered", (float("-inf"), []))
    save(ice_policy="relay")
    assert golf.ice_policy == "relay"


def test_a_game_that_hides_them_may_be_changed_while_there_is_no_relay(save, golf):
    Game.objects.update(ice_policy="relay")
    save(ice_policy="relay", title="Night golf")
    assert (golf.title, golf.ice_policy) == ("Night golf", "relay")
    save(ice_policy="all")
    assert golf.ice_policy == "all"
