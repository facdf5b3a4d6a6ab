"""Covers: a game's own picture, else a floor laid from its slug."""

from xml.etree import ElementTree

import pytest

from lobby.addresses import blob_url
from lobby.covers import COLUMNS, ROWS, cover, tiles
from lobby.models import Blob, Picture
from tests.pages.words import visit

SLUGS = [f"game-{number}" for number in range(64)]


def test_the_same_slug_gives_the_same_floor_for_ever():
    assert cover("kettle-wars") == cover("kettle-wars")
    assert cover("kettle-wars") != cover("two-crabs")


def test_kettle_wars_looks_as_it_was_drawn():
    drawn = cover("kettle-wars")
    assert 'fill="#0F4A3A" d="M0 0h240v160H0z"' in drawn
    turns = [(tile.motif, tile.turn) for tile in tiles("kettle-wars")[:6]]
    assert turns == [("a", 0), ("b", 90)] * 3
    assert [(tile.x, tile.y) for tile in tiles("kettle-wars") if tile.odd] == [(3, 3)]


def test_a_mirrored_floor_lays_the_same_motifs_on_both_sides():
    laid = {(tile.x, tile.y): tile.motif for tile in tiles("two-crabs")}
    assert all(laid[x, y] == laid[COLUMNS - 1 - x, y] for x in range(COLUMNS) for y in range(ROWS))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_floor_is_whole_small_and_wordless(slug):
    drawn = cover(slug)
    tree = ElementTree.fromstring(drawn)
    assert len(drawn) < 6000
    assert len(tree.findall("{*}use")) == COLUMNS * ROWS
    assert not "".join(tree.itertext()).strip()
    assert sum(tile.odd for tile in tiles(slug)) == 1


@pytest.fixture
def picture(db):
    large, small = (Blob.objects.create(sha256=digit * 64, size=1) for digit in "ab")
    return Picture.objects.create(large=large, small=small)


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("/", "b"),
        ("/games/golf/open", "b"),
        ("/join/K7QM4X", "b"),
        ("/games/golf/", "a"),
        ("/games/golf/play?room=K7QM4X", "a"),
    ],
)
def test_a_game_shows_its_own_picture(client, golf, open_room, picture, address, size):
    open_room("K7QM4X", "Blue")
    golf.cover = picture
    golf.save()
    page = visit(client, address).content.decode()
    shown = f'src="{blob_url(size * 64, "cover.webp")}" alt="" width="720" height="480"'
    assert shown in page
    assert "/blob/" + ("b" if size == "a" else "a") * 64 not in page
    assert '<img class="cover" src="/games/golf/cover.svg"' not in page


def test_the_picture_of_a_build_stands_in_for_a_cover(client, golf, picture):
    golf.live_build.picture = picture
    golf.live_build.save()
    assert blob_url("b" * 64, "cover.webp") in client.get("/").content.decode()


def test_a_game_without_a_picture_shows_its_floor(client, golf):
    assert 'src="/games/golf/cover.svg"' in client.get("/").content.decode()


def test_pictures_cost_no_queries(client, publish, picture, django_assert_max_num_queries):
    for slug in ("one", "two", "three"):
        game = publish(slug, slug)
        game.cover = picture
        game.save()
    with django_assert_max_num_queries(5):
        client.get("/")
