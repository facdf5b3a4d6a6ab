"""What staff say of a game: its settings, its cover, its live build."""

import io

import pytest
from PIL import Image

from lobby import rooms
from lobby.admin.game_form import read_origin
from lobby.models import Build, Game, Peer, Room

GAMES = "/admin/lobby/game/"


@pytest.fixture(autouse=True)
def blobs_here(settings, tmp_path):
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "blobs"},
    }
    settings.STORAGES = settings.STORAGES | {"blobs": storage}


@pytest.fixture
def save(admin_client, golf):
    """Send the form of the game as it is, with changes."""

    def save(**changes):
        form = {
            "title": "Tidepool Golf",
            "description": "",
            "topology": "",
            "seats": "4",
            "native_clients": "on",
            "allowed_origins": "",
            "live": str(golf.live_build_id),
        }
        answer = admin_client.post(f"{GAMES}{golf.pk}/change/", form | changes)
        golf.refresh_from_db()
        return answer

    return save


def picture():
    file = io.BytesIO()
    Image.new("RGB", (90, 60), "green").save(file, "PNG")
    return file.getvalue()


def upload(content, name="cover.png"):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_origins_are_read_as_browsers_send_them():
    assert read_origin("https://Example.ORG:443/") == "https://example.org"
    assert read_origin("http://localhost:8060") == "http://localhost:8060"


@pytest.mark.parametrize(
    "line",
    [
        "example.org",
        "ftp://example.org",
        "https://example.org/page",
        "https://*.example.org",
        "https://a@example.org",
        "https://example.org?x=1",
        "https://example.org:99999",
        "null",
        "https://",
    ],
)
def test_what_is_no_origin_is_refused_in_the_form(save, golf, line):
    assert "is no origin" in save(allowed_origins=line).text
    assert golf.allowed_origins == []


def test_origins_are_kept_once_each(save, golf):
    save(allowed_origins="https://one.example\nhttps://Two.example:443/\n\nhttps://two.example")
    assert golf.allowed_origins == ["https://one.example", "https://two.example"]


def test_a_cover_is_decoded_and_shown_from_the_blob_address(save, golf, admin_client, settings):
    assert save(new_cover=upload(picture())).status_code == 302
    address = f"//{settings.PLAY_HOST}/blob/{golf.cover.small_id}.webp"
    assert address in admin_client.get(f"{GAMES}{golf.pk}/change/").text
    save(no_cover="on")
    assert golf.cover is None


def test_what_is_no_picture_is_refused_in_the_form(save, golf):
    assert "This is no PNG" in save(new_cover=upload(b"<svg onload=alert(1)>", "a.svg")).text
    assert golf.cover is None


def test_another_build_can_be_made_live_but_none_of_another_game(save, golf):
    second = Build.objects.create(game=golf, number=2, entry="index.html", size=1)
    foreign = Build.objects.create(
        game=Game.objects.create(slug="chess", title="Chess"), number=1, entry="x.html", size=1
    )
    save(live=second.pk)
    assert golf.live_build == second
    assert "Select a valid choice" in save(live=foreign.pk).text
    save(live="")
    assert golf.live_build is None


def test_the_slug_of_a_game_stays(save, golf):
    save(slug="other")
    assert golf.slug == "golf"


def test_a_new_game_needs_a_slug_that_is_no_address_of_the_site(admin_client):
    form = {"title": "Chess", "slug": "admin", "seats": "2", "allowed_origins": ""}
    assert "address of the site" in admin_client.post(f"{GAMES}add/", form).text
    admin_client.post(f"{GAMES}add/", form | {"slug": "chess"})
    assert Game.objects.get().slug == "chess"


def test_lists_tell_of_games_and_builds(admin_client, golf, open_room):
    open_room("Blue")
    games = admin_client.get(GAMES).text
    assert f'?game__id__exact={golf.pk}">1</a>' in games
    assert 'href="/games/golf/"' in games
    builds = admin_client.get("/admin/lobby/build/").text
    assert "4.6.1" in builds
    page = admin_client.get(f"/admin/lobby/build/{golf.live_build_id}/change/").text
    assert f"golf.play.localhost:8000/{golf.live_build.key}/index.html" in page


def test_the_live_build_cannot_be_deleted(admin_client, golf):
    address = f"/admin/lobby/build/{golf.live_build_id}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    old = Build.objects.create(game=golf, number=2, entry="index.html", size=1)
    admin_client.post(f"/admin/lobby/build/{old.pk}/delete/", {"post": "yes"})
    assert not Build.objects.filter(pk=old.pk).exists()


def test_deleting_a_game_closes_its_rooms_first(admin_client, golf, open_room, monkeypatch):
    closed, close = [], rooms.close
    monkeypatch.setattr(rooms, "close", lambda **room: closed.append(room["code"]) or close(**room))
    room = open_room("Blue")
    assert "Rooms: 1" in admin_client.get(f"{GAMES}{golf.pk}/delete/").text
    admin_client.post(f"{GAMES}{golf.pk}/delete/", {"post": "yes"})
    assert closed == [room.code]
    assert not Game.objects.exists() and not Room.objects.exists() and not Peer.objects.exists()
