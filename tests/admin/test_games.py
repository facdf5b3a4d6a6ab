"""What staff say of a game: its settings, its cover, its live build."""

import io

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Permission, User
from PIL import Image

from lobby import hosting, moderation, pictures, tokens
from lobby.game_forms import read_origin
from lobby.models import Blob, Build, Game, Peer, Picture, Room, Upload

GAMES = "/admin/lobby/game/"


@pytest.fixture(autouse=True)
def blobs_here(settings, tmp_path):
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "blobs"},
    }
    settings.STORAGES = settings.STORAGES | {"blobs": storage}


@pytest.fixture
def second(golf):
    """Another build, not live."""
    return Build.objects.create(game=golf, number=2, entry="index.html", size=1)


@pytest.fixture
def save(admin_client, golf):
    """Send the form of the game as it is, with changes."""

    def save(**changes):
        form = {
            "title": "Tidepool Golf",
            "description": "",
            "topology": "",
            "seats": "4",
            "when_host_leaves": "close",
            "ice_policy": "all",
            "native_clients": "on",
            "allowed_origins": "",
            "live": str(golf.live_build_id),
            "initial-live": str(golf.live_build_id),
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


def test_of_a_form_that_is_refused_nothing_is_kept(save):
    assert "is no origin" in save(new_cover=upload(picture()), allowed_origins="x").text
    assert not Picture.objects.exists() and not Blob.objects.exists()


def test_another_build_can_be_made_live_but_none_of_another_game(save, golf, second):
    foreign = Build.objects.create(
        game=Game.objects.create(slug="chess", title="Chess"), number=1, entry="x.html", size=1
    )
    save(live=second.pk)
    assert golf.live_build == second
    assert "Select a valid choice" in save(live=foreign.pk).text
    save(live="")
    assert golf.live_build is None


def test_a_form_that_lay_open_leaves_what_was_published_meanwhile(save, golf, second, admin_client):
    shown = str(golf.live_build_id)
    name = f'<input type="hidden" name="initial-live" value="{shown}"'
    assert name in admin_client.get(f"{GAMES}{golf.pk}/change/").text
    golf.live_build = second
    golf.save()
    save(**{"live": shown, "initial-live": shown}, description="New words")
    assert (golf.description, golf.live_build) == ("New words", second)


def test_what_is_published_while_a_cover_is_decoded_stays_live(save, golf, second, monkeypatch):
    decode = pictures.decode

    def decode_slowly(file):
        Game.objects.update(live_build=second)
        return decode(file)

    monkeypatch.setattr(pictures, "decode", decode_slowly)
    save(new_cover=upload(picture()))
    assert golf.cover and golf.live_build == second


def test_the_page_of_a_game_is_offered_once_there_is_one(save, golf, admin_client):
    link = 'class="viewsitelink"'
    assert link in admin_client.get(f"{GAMES}{golf.pk}/change/").text
    save(live="")
    assert link not in admin_client.get(f"{GAMES}{golf.pk}/change/").text


def test_the_slug_of_a_game_stays(save, golf):
    save(slug="other")
    assert golf.slug == "golf"


def test_a_new_game_needs_a_slug_that_is_no_address_of_the_site(admin_client):
    form = {"title": "Chess", "slug": "admin", "seats": "2", "allowed_origins": ""}
    form |= {"when_host_leaves": "close", "ice_policy": "all"}
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


def test_the_live_build_cannot_be_deleted(admin_client, golf, second):
    address = f"/admin/lobby/build/{golf.live_build_id}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    admin_client.post(f"/admin/lobby/build/{second.pk}/delete/", {"post": "yes"})
    assert not Build.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize("many", [False, True])
def test_a_build_that_rooms_are_open_on_is_kept(admin_client, golf, second, open_room, many):
    room, old = open_room("Blue"), golf.live_build
    golf.live_build = second
    golf.save()
    address = "/admin/lobby/build/" + ("" if many else f"{old.pk}/delete/")
    form = {"post": "yes"}
    if many:
        form |= {"action": "delete_selected", ACTION_CHECKBOX_NAME: [old.pk]}
    answer = admin_client.post(address, form).text
    assert "which is open on Tidepool Golf #1: close it first" in answer
    assert f'href="/admin/lobby/room/{room.pk}/change/">{room.code}</a>' in answer
    room.refresh_from_db()
    assert room.build == old
    moderation.close(code=room.code)
    assert admin_client.post(address, form).status_code == 302
    assert not Build.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("year", [2024, None])
@pytest.mark.parametrize(
    "asked",
    [
        {"month": "13"},
        {"month": "0"},
        {"month": "2", "day": "31"},
        {"month": "2", "day": "29"},
        {"day": "32"},
        {"month": "9" * 30},
        {"month": "x"},
        {"year": "9999"},
        {"year": "9" * 30},
        {"year": "9" * 5000},
        {"year": "2024x"},
    ],
)
def test_a_date_that_is_none_is_no_failure(admin_client, open_room, year, asked):
    open_room("Blue")
    asked = ({"year": year} if year else {}) | asked
    found = admin_client.get(
        "/admin/lobby/room/", {f"created_at__{part}": value for part, value in asked.items()}
    )
    assert found.status_code == 200 or found.headers["Location"].endswith("?e=1")


def test_deleting_a_game_closes_its_rooms_first(admin_client, golf, open_room, monkeypatch):
    closed, close = [], moderation.close
    monkeypatch.setattr(
        moderation, "close", lambda **room: closed.append(room["code"]) or close(**room)
    )
    room = open_room("Blue")
    assert "Rooms: 1" in admin_client.get(f"{GAMES}{golf.pk}/delete/").text
    admin_client.post(f"{GAMES}{golf.pk}/delete/", {"post": "yes"})
    assert closed == [room.code]
    assert not Game.objects.exists() and not Room.objects.exists() and not Peer.objects.exists()


def test_staff_say_whose_a_game_is_and_who_edits_it(save, golf):
    maya, kofi, ines = (User.objects.create_user(name) for name in ("maya", "kofi", "ines"))
    for host in (maya, kofi):
        hosting.enrol(user=host)
    save(owner=maya.pk, editors=[kofi.pk], embeddable="on")
    assert golf.owner == maya and golf.embeddable
    assert list(golf.editors.all()) == [kofi]
    assert "Select a valid choice" in save(owner=ines.pk).text  # No host.


def test_staff_that_may_only_look_read_whose_a_game_is(client, golf):
    golf.owner = User.objects.create_user("maya")
    golf.save()
    watcher = User.objects.create_user("kofi", is_staff=True)
    watcher.user_permissions.set(Permission.objects.filter(codename="view_game"))
    client.force_login(watcher)
    assert "maya" in client.get(f"{GAMES}{golf.pk}/change/").text


def test_an_editor_whom_staff_remove_takes_along_their_tokens(save, golf):
    kofi = User.objects.create_user("kofi")
    golf.editors.add(kofi)
    tokens.make(game=golf, name="CI", by=kofi)
    save()
    assert not golf.editors.exists() and not golf.tokens.exists()


def test_tokens_are_listed_and_revoked_but_neither_shown_nor_made(admin_client, golf):
    text = tokens.make(game=golf, name="Nightly", by=None)
    token = golf.tokens.get()
    address = f"/admin/lobby/publishtoken/{token.pk}/"
    for page in ("/admin/lobby/publishtoken/", f"{address}change/", f"{address}delete/"):
        said = admin_client.get(page).text
        assert "Nightly" in said
        assert text not in said and token.sha256 not in said
    assert admin_client.get("/admin/lobby/publishtoken/add/").status_code == 403
    admin_client.post(f"{address}delete/", {"post": "yes"})
    assert tokens.read(text) is None


def test_uploads_are_listed_and_nothing_more(admin_client, golf):
    upload = Upload.objects.create(game=golf, name="golf.zip", state="failed", words="No .wasm.")
    assert "No .wasm." in admin_client.get("/admin/lobby/upload/").text
    assert "golf.zip" in admin_client.get(f"/admin/lobby/upload/{upload.pk}/change/").text
    for act in (f"{upload.pk}/delete/", "add/"):
        assert admin_client.get(f"/admin/lobby/upload/{act}").status_code == 403
